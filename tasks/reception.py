"""Reception: a citizen's request becomes a dossier, and its recorded data is corrected with a reason."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from bpmn.procedures import Case, Channel
from processes import (
    bundles,
    calendars,
    catalogue,
    deadlines,
    documents,
    dossiers,
    organisation,
    particulars,
    permissions,
)
from processes.database import Snapshot, Transaction
from processes.openings import Opening, code_for
from processes.organisation import Directory, Officer
from processes.particulars import Particulars
from processes.people import People, Person
from processes.refusals import Missing, NotFound
from tasks import applicants

_RECEIPT_KEY = re.compile(r"[?&]k=([\w-]+)")  # the receipt's code is an address ending in the dossier's key
_GAPS = re.compile(r"[\s.\-]")


@dataclass(frozen=True, slots=True)
class PaperGiven:
    """One paper as it came: originals, copies, and the files that were made of it."""

    code: str
    name: str
    originals: int = 0
    copies: int = 0
    documents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What the officer fills in at the counter."""

    release_id: int
    case_code: str
    channel: Channel
    receiving_unit_id: int
    agency_id: int
    people: People
    papers: Sequence[PaperGiven] = ()
    fee_receipt: str = ""
    return_by: Literal["counter", "post", "online"] = "counter"
    national_code: str = ""
    references: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Accepted:
    """A dossier just accepted, with what the receipt promises; `immediate` when the applicant waits for the result."""

    dossier_id: int
    code: str
    received_at: datetime
    due_at: datetime
    explanation: str
    immediate: bool = False


def accept(transaction: Transaction, request: Request, *, officer: Officer, moment: datetime, key: str) -> Accepted:
    """Receives a citizen's request: gives it a code and a due time and starts its procedure.

    Refuses: NotAllowed, NotInForce, NotFound, Missing, DocumentMissing, RoleUnresolved, AlreadyDone.
    Basis: NĐ 118/2025/NĐ-CP (draft rule pack nd118: deemed receipt outside working time).
    """
    published = catalogue.published(transaction, request.release_id)
    permissions.require(permissions.may_accept(officer, request.receiving_unit_id, published.release.code))
    _require_people(request.people)
    known = organisation.of_officer(transaction, officer)
    if published.release.kind != "dossier":
        raise NotFound(what="thủ tục này")
    known.require_agency(request.agency_id)
    case = published.case(request.case_code)
    calendar = known.calendar(request.agency_id)
    added = case.confirmation.get(request.channel, 0)
    due = deadlines.due(moment, case.term, calendar, cutoff=case.cutoff, confirmation=added)
    number, code = _code(transaction, request, known, moment)
    opening = Opening(
        published=published,
        case_code=case.code,
        channel=request.channel,
        code=code,
        number=number,
        public_key=secrets.token_urlsafe(18),
        receiving_unit_id=request.receiving_unit_id,
        agency_id=request.agency_id,
        accepted_on=calendars.local(moment).date(),
        due=due,
        people=request.people,
        papers=[asdict(paper) for paper in request.papers],
        fee=_fee(case, request, calendars.local(moment).date()),
        delivery={"asked": request.return_by},
        references=request.references,
    )
    dossier_id = dossiers.start(transaction, opening, officer=officer, moment=moment, key=key)
    applicants.tell(transaction, dossier_id, "accepted", officer=officer, moment=moment, key=key)
    if request.channel != "online" and any(paper.originals or paper.copies for paper in request.papers):
        bundles.record(transaction, dossier_id, request.receiving_unit_id, "", moment=moment)
    for paper in request.papers:
        documents.take(
            transaction,
            paper.documents,
            dossier_id=dossier_id,
            kind="paper",
            paper=paper.code,
            officer=officer,
        )
    at_once = calendars.local(due.due).date() == calendars.local(moment).date()
    is_immediate = case.immediate and request.channel == "counter" and at_once
    return Accepted(dossier_id, code, due.received, due.due, due.explanation, is_immediate)


def _require_people(people: People) -> None:
    if not people.owner.name.strip():
        raise Missing(what="họ tên chủ hồ sơ")
    if not people.submitter.name.strip():
        raise Missing(what="họ tên người nộp")


def _code(transaction: Transaction, request: Request, known: Directory, moment: datetime) -> tuple[int | None, str]:
    if request.national_code:
        return None, request.national_code
    return code_for(transaction, known, request.receiving_unit_id, calendars.local(moment).date())


def _fee(case: Case, request: Request, on: date) -> dict[str, object]:
    return {"amount": case.fee(request.channel, on), "receipt": request.fee_receipt.strip()}


@dataclass(frozen=True, slots=True)
class Correction:
    """What recorded data should say instead; what is not named stays."""

    owner: Person | None = None
    submitter: Person | None = None
    authorised: Person | None = None
    receiver: Person | None = None
    fee_receipt: str | None = None


def correct(
    transaction: Transaction,
    dossier_id: int,
    correction: Correction,
    *,
    reason: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Corrects recorded data after acceptance, with a reason; what it said before stays in the history.

    Refuses: Missing (no reason, no name), NotAllowed, NotFound, LostRace, AlreadyDone.
    """
    if not reason.strip():
        raise Missing(what="lý do đính chính")
    found = particulars.one(transaction, dossier_id)
    permissions.require(permissions.may_correct(officer, found.receiving_unit_id, found.procedure_code))
    given = {
        name: person
        for name in ("owner", "submitter", "authorised", "receiver")
        if (person := getattr(correction, name)) is not None
    }
    people = replace(found.people, **given)
    _require_people(people)
    fee = dict(found.fee)
    if correction.fee_receipt is not None:
        fee["receipt"] = correction.fee_receipt.strip()
    particulars.correct(
        transaction,
        found,
        people=people,
        fee=fee,
        reason=reason.strip(),
        officer=officer,
        moment=moment,
        key=key,
    )


@dataclass(frozen=True, slots=True)
class Earlier:
    """A dossier found by number, for re-use of what its people told before."""

    dossier_id: int
    code: str
    procedure: str
    release_id: int
    accepted_at: datetime
    open: bool
    owner: Person
    submitter: Person


def look_up(snapshot: Snapshot, text: str, *, officer: Officer, limit: int = 10) -> list[Earlier]:
    """Dossiers of a person by identity number, phone or dossier code, typed or scanned from a card or a receipt.

    Refuses: NotAllowed when the officer receives nowhere.
    """
    permissions.require(any(post.role == permissions.RECEPTION for post in officer.all_posts))
    return [
        Earlier(
            f.id,
            f.code,
            f.procedure,
            f.release_id,
            f.received_at,
            f.returned_at is None,
            f.people.owner,
            f.people.submitter,
        )
        for f in _found(snapshot, text, limit)
    ]


def take_over(transaction: Transaction, dossier_id: int, *, officer: Officer, moment: datetime) -> Person:
    """The owner of a dossier that a look-up found, for the next one of theirs; the opening is put on record.

    Refuses: NotAllowed when the officer receives nowhere, NotFound.
    """
    permissions.require(any(post.role == permissions.RECEPTION for post in officer.all_posts))
    found = particulars.one(transaction, dossier_id)
    particulars.note_opening(transaction, dossier_id, officer=officer, moment=moment)
    return found.people.owner


def by_receipt(snapshot: Snapshot, text: str) -> Particulars | None:
    """The dossier whose receipt was scanned; None when the text is no receipt's code."""
    key = _RECEIPT_KEY.search(text)
    return particulars.by_key(snapshot, key[1]) if key is not None else None


def _found(snapshot: Snapshot, text: str, limit: int) -> list[Particulars]:
    if _RECEIPT_KEY.search(text):
        one = by_receipt(snapshot, text)
        return [one] if one is not None else []
    number = scanned_number(text)
    return particulars.by_number(snapshot, number, limit=limit) if number else []


def scanned_number(text: str) -> str:
    """What to look for: the first field of an identity card's code, or the text itself without its gaps.

    The code on the chip card reads `number|old number|name|birth|sex|address|issued`.
    """
    number = text.strip().split("|", 1)[0].strip().upper()
    return _GAPS.sub("", number) if _GAPS.sub("", number).isdigit() else number


def scanned_person(text: str) -> Person | None:
    """The holder of a scanned identity card; None when the text is no card's code."""
    parts = [part.strip() for part in text.strip().split("|")]
    if len(parts) < 6 or not (parts[0].isdigit() and parts[2]):
        return None
    return Person(name=parts[2], identity=parts[0], address=parts[5])
