"""The opening of a dossier: everything it is recorded with when it is accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, insert, literal, or_, select

from bpmn.procedures import MANDATES, Runs
from processes import ledger, numbering, permissions, rules, statuses, words
from processes.catalogue import Published
from processes.database import Transaction
from processes.deadlines import Due
from processes.history import Fact
from processes.mandates import Mandate
from processes.matters import Told
from processes.organisation import Directory, Officer
from processes.people import People
from processes.permissions import RECEPTION
from processes.tables import Agency, Dossier, ReleaseScope


def code_for(transaction: Transaction, known: Directory, unit_id: int, on: date) -> tuple[int, str]:
    """The next dossier code of the agency that receives, by the day's pattern: `H99.30.12-261123-0001`."""
    agency = known.agencies[known.units[unit_id].agency_id].code
    number = numbering.next_number(transaction, f"{agency}-{on:%y%m%d}")
    return number, rules.on(on).text("code.pattern").format(agency=agency, day=on, number=number)


@dataclass(frozen=True, slots=True)
class Opening:
    """A dossier as it is accepted; `due` is final, `public_key` opens the public page from the receipt.

    A matter is opened with what it has `told`, a directive also with its `mandates`.
    """

    published: Published
    case_code: str
    channel: str
    code: str
    number: int | None
    public_key: str
    receiving_unit_id: int
    agency_id: int
    accepted_on: date
    due: Due
    people: People
    papers: Sequence[Mapping[str, object]]
    fee: Mapping[str, object]
    delivery: Mapping[str, object]
    references: Mapping[str, object]
    told: Told | None = None
    mandates: Sequence[Mandate] = ()

    @property
    def kind(self) -> Runs:
        """What begins to run: a dossier or a matter."""
        return self.published.release.kind

    @property
    def data(self) -> dict[str, object]:
        """What the diagram may read from the beginning."""
        case = self.published.case(self.case_code)
        laid = {MANDATES: [one.number for one in self.mandates]} if self.mandates else {}
        return {**case.values, **laid, "case": self.case_code, "channel": self.channel}

    def fact(self, officer: Officer | None) -> Fact:
        """The acceptance as the history tells it; the clock facts are the receipt and the due time.

        What another agency hands off is accepted by nobody in person.
        """
        told, clock = self._told(), ledger.received(self.due, cutoff=self.published.case(self.case_code).cutoff)
        kind = "matter.received" if self.kind == "matter" else "dossier.accepted"
        if officer is None:
            return Fact(kind, told, clock=clock)
        here = [post for post in officer.all_posts if post.unit_id == self.receiving_unit_id]
        posts = [post.id for post in here if post.role == RECEPTION] or [post.id for post in here]
        unit_id, code = self.receiving_unit_id, self.published.release.code
        under = permissions.under(officer, lambda one: permissions.may_accept(one, unit_id, code))
        return Fact(kind, told, officer.id, posts[0], clock=clock, substitution_id=under)

    def _told(self) -> dict[str, object]:
        told: dict[str, object] = {
            "code": self.code,
            "case": self.case_code,
            "channel": self.channel,
            "release": self.published.id,
            "people": self.people.as_json(),
            "papers": [dict(paper) for paper in self.papers],
            "fee": dict(self.fee),
            "rules": rules.on(self.accepted_on).packs(),
        }
        if self.told is not None:
            told |= {"subject": self.told.subject, "content": self.told.content}
        if self.mandates:
            told["mandates"] = [one.as_fact() for one in self.mandates]
        return told

    def row(self) -> dict[str, object]:
        """The dossier's row, but for what its history adds."""
        owner, submitter = self.people.owner, self.people.submitter
        return {
            "kind": self.kind,
            "state": None,
            "paused_at": None,
            "limit_at": None,
            "finished_at": None,
            "returned_at": None,
            "code": self.code,
            "number": self.number,
            "public_key": self.public_key,
            "release_id": self.published.id,
            "case_code": self.case_code,
            "channel": self.channel,
            "receiving_unit_id": self.receiving_unit_id,
            "agency_id": self.agency_id,
            "first_unit_id": None,
            "first_agency_id": None,
            "accepted_on": self.accepted_on,
            "received_at": self.due.received,
            "deemed_at": self.due.deemed,
            "original_due_at": self.due.due,
            "due_at": self.due.due,
            "business_status": statuses.ACCEPTED,
            "finance_status": statuses.PAID if self.fee.get("receipt") else statuses.NONE,
            "delivery_status": statuses.NONE,
            "sync_status": statuses.NONE if self.kind == "matter" else statuses.WAITING,
            "owner_name": owner.name,
            "owner_identity": owner.identity,
            "owner_phone": owner.phone,
            "submitter_identity": submitter.identity,
            "submitter_phone": submitter.phone,
            "search": words.of(self.people, self.code, self.told.subject if self.told else ""),
            "people": self.people.as_json(),
            "papers": [dict(paper) for paper in self.papers],
            "fee": dict(self.fee),
            "delivery": dict(self.delivery),
            "result": {},
            "references": dict(self.references),
        }


_COLUMNS = [column for column in Dossier.__table__.columns if column.name != "id"]
_IN_FORCE = (
    select(literal(1))
    .where(
        ReleaseScope.release_id == bindparam("release_id"),
        ReleaseScope.agency_id == bindparam("agency_id"),
        Agency.id == ReleaseScope.agency_id,
        or_(Agency.valid_to.is_(None), Agency.valid_to >= bindparam("accepted_on")),
        ReleaseScope.valid_from <= bindparam("accepted_on"),
        or_(ReleaseScope.valid_to.is_(None), ReleaseScope.valid_to >= bindparam("accepted_on")),
    )
    .exists()
)
_START_DOSSIER = (
    insert(Dossier)
    .from_select(
        [column.name for column in _COLUMNS],
        select(*(bindparam(column.name, type_=column.type) for column in _COLUMNS)).where(_IN_FORCE),
        include_defaults=False,
    )
    .returning(Dossier.id)
)


def record(transaction: Transaction, row: Mapping[str, object]) -> int | None:
    """Writes a dossier's row if its release is in force there and then; its number."""
    return transaction.execute(_START_DOSSIER, row).scalar_one_or_none()
