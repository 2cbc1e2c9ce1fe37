"""The particulars of a dossier: its row as people read it, found by number, corrected with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, insert, or_, select, update

from processes import history, permissions, statuses, words
from processes.database import Snapshot, Transaction
from processes.history import Chain, Fact
from processes.organisation import Officer
from processes.people import People
from processes.refusals import LostRace, NotFound
from processes.tables import Agency, Dossier, Matter, Procedure, Release, Task, Unit
from processes.tables import Opening as OpeningRow

_ONE_READING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Particulars:
    """A dossier's row."""

    id: int
    kind: str
    state: str
    code: str
    public_key: str
    release_id: int
    case_code: str
    channel: str
    receiving_unit_id: int
    agency_id: int
    first_unit_id: int | None
    first_agency_id: int | None
    received_at: datetime
    deemed_at: datetime
    original_due_at: datetime
    due_at: datetime
    paused_at: datetime | None
    limit_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    business: str
    finance: str
    delivery_status: str
    sync: str
    people: People
    papers: list[dict[str, object]]
    fee: dict[str, object]
    delivery: dict[str, object]
    result: dict[str, object]
    references: dict[str, object]
    chain: Chain
    procedure_code: str
    procedure: str

    @property
    def received_by(self) -> int:
        """The unit that received it, whatever has succeeded that since."""
        return self.first_unit_id or self.receiving_unit_id

    @property
    def national_status(self) -> int:
        """The national code of how the dossier stands; a matter has its own states instead."""
        return statuses.national(self.business, self.delivery_status)


def _select() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Dossier.id, Dossier.kind, Dossier.state, Dossier.code, Dossier.public_key),
            *(Dossier.release_id, Dossier.case_code),
            *(Dossier.channel, Dossier.receiving_unit_id, Dossier.agency_id),
            *(Dossier.first_unit_id, Dossier.first_agency_id, Dossier.received_at),
            *(Dossier.deemed_at, Dossier.original_due_at, Dossier.due_at, Dossier.paused_at, Dossier.limit_at),
            Dossier.finished_at,
            *(Dossier.returned_at, Dossier.business_status, Dossier.finance_status, Dossier.delivery_status),
            Dossier.sync_status,
            *(Dossier.people, Dossier.papers, Dossier.fee, Dossier.delivery, Dossier.result),
            *(Dossier.references, Dossier.revision, Dossier.last_hash),
            *(Procedure.code.label("procedure_code"), Procedure.name.label("procedure")),
        )
        .join(Release, Release.id == Dossier.release_id)
        .join(Procedure, Procedure.id == Release.procedure_id)
    )


def _read(row: Mapping[str, object]) -> Particulars:
    facts = dict(row)
    facts["business"], facts["finance"] = facts.pop("business_status"), facts.pop("finance_status")
    facts["sync"] = facts.pop("sync_status")
    facts["state"] = facts["state"] or ""
    facts["people"] = People.read(facts["people"])  # pyright: ignore[reportArgumentType]
    facts["chain"] = Chain(facts.pop("revision"), facts.pop("last_hash"))  # pyright: ignore[reportArgumentType]
    return Particulars(**facts)  # pyright: ignore[reportArgumentType]


_ONE = _select().where(Dossier.id == bindparam("dossier"))


def one(snapshot: Snapshot, dossier_id: int) -> Particulars:
    """The dossier under that number. Refuses: NotFound."""
    row = snapshot.mappings(_ONE, {"dossier": dossier_id}).one_or_none()
    if row is None:
        raise NotFound(what="hồ sơ này")
    return _read({**row})


def hold(transaction: Transaction, dossier_id: int) -> Particulars:
    """The dossier, held against other writers. Refuses: NotFound."""
    row = transaction.mappings(_select().where(Dossier.id == dossier_id).with_for_update(of=Dossier)).one_or_none()
    if row is None:
        raise NotFound(what="hồ sơ này")
    return _read({**row})


def change(
    transaction: Transaction,
    found: Particulars,
    facts: Sequence[Fact],
    columns: Mapping[str, object],
    *,
    moment: datetime,
    key: str,
) -> None:
    """One act on a dossier that moves no execution: its facts are sealed, its row follows.

    Refuses: LostRace, AlreadyDone.
    """
    chain, rows = history.sealed(found.chain, facts, moment=moment, key=key)
    business = str(columns.get("business_status", found.business))
    if found.kind == "dossier" and statuses.national(business, found.delivery_status) != found.national_status:
        columns = {**columns, "sync_status": statuses.WAITING}
    changed = transaction.change(
        update(Dossier)
        .where(Dossier.id == found.id, Dossier.revision == found.chain.length)
        .values(**columns, revision=chain.length, last_hash=chain.last_hash)
    )
    if changed != 1:
        raise LostRace
    history.append(transaction, found.id, rows)


def by_code(snapshot: Snapshot, code: str) -> Particulars | None:
    """The dossier or matter with this code."""
    row = snapshot.mappings(_select().where(Dossier.code == code)).one_or_none()
    return None if row is None else _read({**row})


def by_key(snapshot: Snapshot, public_key: str) -> Particulars | None:
    """The dossier whose receipt carries this key."""
    row = snapshot.mappings(_select().where(Dossier.public_key == public_key)).one_or_none()
    return None if row is None else _read({**row})


def by_number(snapshot: Snapshot, number: str, *, limit: int) -> list[Particulars]:
    """The newest dossiers of a person, by identity or phone number of owner or submitter, or by code."""
    theirs = or_(
        Dossier.owner_identity == number,
        Dossier.owner_phone == number,
        Dossier.submitter_identity == number,
        Dossier.submitter_phone == number,
        Dossier.code == number,
    )
    query = (
        _select()
        .where(Dossier.kind == "dossier", theirs)
        .order_by(Dossier.received_at.desc(), Dossier.id.desc())
        .limit(limit)
    )
    return [_read({**row}) for row in snapshot.mappings(query)]


def agencies(snapshot: Snapshot, found: Particulars) -> set[str]:
    """The codes of the agency that decides on the dossier, and of the one whose one-stop received it."""
    received_by = select(Unit.agency_id).where(Unit.id == found.receiving_unit_id).scalar_subquery()
    either = or_(Agency.id == found.agency_id, Agency.id == received_by)
    return set(snapshot.execute(select(Agency.code).where(either)).scalars())


def units(snapshot: Snapshot, dossier_id: int, receiving_unit_id: int, post_units: Mapping[int, int]) -> set[int]:
    """The units that work or worked on the dossier, and the one that received it."""
    posts = snapshot.execute(select(Task.post_id).where(Task.dossier_id == dossier_id)).scalars()
    return {receiving_unit_id, *(post_units[post] for post in posts if post in post_units)}


def note_opening(transaction: Transaction, dossier_id: int, *, officer: Officer, moment: datetime) -> None:
    """Puts on record that an officer looked into the dossier."""
    row = {"dossier_id": dossier_id, "officer_id": officer.id, "at": moment}
    transaction.execute(insert(OpeningRow), row)


def note_reading(transaction: Transaction, dossier_id: int, *, officer: Officer, moment: datetime) -> None:
    """Puts on record that an officer read a paper of the dossier; a file that comes piece by piece is read once."""
    row = OpeningRow
    mine = row.dossier_id == dossier_id, row.officer_id == officer.id, row.at > moment - _ONE_READING
    if transaction.execute(select(row.id).where(*mine).limit(1)).first() is None:
        note_opening(transaction, dossier_id, officer=officer, moment=moment)


def opened_since(snapshot: Snapshot, dossier_id: int, since: datetime, *, but: int) -> bool:
    """Whether anybody but this officer has looked into the dossier since then."""
    row = OpeningRow
    looked = row.dossier_id == dossier_id, row.at >= since, row.officer_id != but
    return snapshot.execute(select(row.id).where(*looked).limit(1)).first() is not None


def correct(
    transaction: Transaction,
    found: Particulars,
    *,
    people: People,
    fee: Mapping[str, object],
    reason: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Writes corrected people and fee; what they were before stays in the history. Refuses: LostRace."""
    before = {"people": found.people.as_json(), "fee": found.fee}
    after = {"people": people.as_json(), "fee": dict(fee)}
    unit_id, code = found.receiving_unit_id, found.procedure_code
    under = permissions.under(officer, lambda one: permissions.may_correct(one, unit_id, code))
    data = {"reason": reason, "before": before, "after": after}
    told = Fact("dossier.corrected", data, officer.id, substitution_id=under)
    owner, submitter = people.owner, people.submitter
    columns: dict[str, object] = {
        "people": people.as_json(),
        "fee": dict(fee),
        "finance_status": statuses.PAID if fee.get("receipt") else statuses.NONE,
        "owner_name": owner.name,
        "owner_identity": owner.identity,
        "owner_phone": owner.phone,
        "submitter_identity": submitter.identity,
        "submitter_phone": submitter.phone,
        "search": words.of(people, found.code, _subject(transaction, found)),
    }
    change(transaction, found, [told], columns, moment=moment, key=key)


def _subject(snapshot: Snapshot, found: Particulars) -> str:
    """What a matter is about; nothing for a dossier."""
    if found.kind != "matter":
        return ""
    return snapshot.execute(select(Matter.subject).where(Matter.dossier_id == found.id)).scalar_one()
