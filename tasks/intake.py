"""Intake: what came in online is answered within eight working hours: accepted, refused, or to be completed.

Before acceptance nothing has a clock but the answer itself. Forms 02 and 03 are the receiving officer's, without
approval. Basis: NĐ 118/2025/NĐ-CP; TT 03/2025/TT-VPCP forms 02, 03 (draft rule pack nd118).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from bpmn.letters import Kind as LetterKind
from processes import catalogue, documents, numbering, organisation, permissions, registrations, rules
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.documents import Document, Written
from processes.organisation import Directory, Officer
from processes.people import People
from processes.refusals import DocumentAltered, Missing, NotFound, NotInForce
from processes.registrations import Registration
from processes.settings import settings
from tasks import reception
from tasks.letters import official
from tasks.letters.official import Official
from tasks.letters.typesetting import Press
from tasks.reception import Accepted, PaperGiven, Request

_FACTS = TypeAdapter(Official)
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Intake:
    """A request as another system sends it; agencies and procedures by their national codes.

    `files` are on disk already, by the codes of the papers they were made of.
    """

    reference: str
    procedure: str
    case: str
    agency: str
    received_by: str
    people: People
    papers: tuple[PaperGiven, ...] = ()
    files: Mapping[str, tuple[Written, ...]] = field(default_factory=dict[str, tuple[Written, ...]])
    return_by: Literal["counter", "post", "online"] = "online"
    references: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Registered:
    """What the sender is told: the request's code, how it stands, and until when it is answered."""

    code: str
    state: str
    answer_by: datetime


def register(transaction: Transaction, intake: Intake, *, moment: datetime) -> Registered:
    """Takes a request in; the same reference again is the same request, completed where that was asked for.

    Refuses: NotFound, NotInForce, Missing, RegistrationAnswered.
    """
    if not intake.people.owner.name.strip():
        raise Missing(what="họ tên chủ hồ sơ")
    known = organisation.directory(transaction, organisation.revision(transaction), local(moment).date())
    before = registrations.by_reference(transaction, intake.reference)
    if before is not None and before.state != "supplement":
        return Registered(before.code, before.state, before.answer_by)
    values = _values(transaction, intake, known, moment)
    if before is not None:
        registrations.renew(transaction, before, values)
        return Registered(before.code, "registered", _deadline(known, before.receiving_unit_id, moment))
    agency = known.agencies[known.units[_unit(known, intake.received_by)].agency_id]
    code = registrations.code_for(transaction, agency.code, local(moment).date())
    registrations.put(transaction, {**values, "code": code, "reference": intake.reference})
    return Registered(code, "registered", _deadline(known, _unit(known, intake.received_by), moment))


def _values(snapshot: Snapshot, intake: Intake, known: Directory, moment: datetime) -> dict[str, object]:
    agency_id = _agency(known, intake.agency)
    offers = catalogue.offered(snapshot, agency_id, local(moment).date())
    release_id = next((offer.release_id for offer in offers if offer.code == intake.procedure), None)
    if release_id is None:
        raise NotInForce(agency=known.agencies[agency_id].name)
    unit_id = _unit(known, intake.received_by)
    return {
        "release_id": release_id,
        "case_code": catalogue.published(snapshot, release_id).case(intake.case).code,
        "receiving_unit_id": unit_id,
        "agency_id": agency_id,
        "people": intake.people.as_json(),
        "papers": _papers(intake),
        "return_by": intake.return_by,
        "arrived_at": moment,
        "answer_by": _deadline(known, unit_id, moment),
    }


def _papers(intake: Intake) -> list[dict[str, object]]:
    """The papers as they are recorded, each with its files."""
    files = dict(intake.files)
    told: list[dict[str, object]] = [
        {**asdict(paper), "files": [asdict(file) for file in files.pop(paper.code, ())]} for paper in intake.papers
    ]
    if files:
        raise NotFound(what=f"giấy tờ mang mã “{next(iter(files))}” trong hồ sơ gửi đến")
    return told


def _deadline(known: Directory, unit_id: int, moment: datetime) -> datetime:
    calendar = known.calendar(known.units[unit_id].agency_id)
    return calendar.add(moment, rules.on(local(moment).date()).term("online.answer"))


def _agency(known: Directory, code: str) -> int:
    """The agency with the code, or its successor: other systems learn of a merger later."""
    for agency in known.agencies.values():
        if agency.code == code:
            return known.lineage.now("agency", agency.id)
    raise NotFound(what=f"cơ quan mang mã “{code}”")


def _unit(known: Directory, agency_code: str) -> int:
    agency_id = _agency(known, agency_code)
    for unit in known.units.values():
        if (unit.agency_id, unit.code) == (agency_id, permissions.ONE_STOP) and known.stands(unit):
            return unit.id
    raise NotFound(what=f"bộ phận một cửa của cơ quan mang mã “{agency_code}”")


def waiting(snapshot: Snapshot, *, officer: Officer) -> list[Registration]:
    """What waits to be answered in the officer's one-stops, the most urgent first."""
    known = organisation.of_officer(snapshot, officer)
    return registrations.waiting(snapshot, permissions.reception_units(officer, known), limit=_SHOWN)


def accept(transaction: Transaction, registration_id: int, *, officer: Officer, moment: datetime, key: str) -> Accepted:
    """The request becomes a dossier with its files, and its clock begins.

    Refuses: as `reception.accept`, RegistrationAnswered, DocumentAltered.
    """
    found = _mine(transaction, registration_id, officer)
    accepted = reception.accept(
        transaction,
        Request(
            release_id=found.release_id,
            case_code=found.case_code,
            channel="online",
            receiving_unit_id=found.receiving_unit_id,
            agency_id=found.agency_id,
            people=found.people,
            papers=tuple(_paper(paper) for paper in found.papers),
            return_by="online" if found.return_by == "online" else "post" if found.return_by == "post" else "counter",
            references={"registration": found.code, "sender": found.reference},
        ),
        officer=officer,
        moment=moment,
        key=key,
    )
    _bring(transaction, found, accepted.dossier_id, officer, moment)
    registrations.answer(
        transaction, found, "accepted", officer_id=officer.id, moment=moment, key=key, dossier_id=accepted.dossier_id
    )
    return accepted


def _bring(transaction: Transaction, found: Registration, dossier_id: int, officer: Officer, moment: datetime) -> None:
    """The files of a request become the dossier's, on the papers they came with."""
    for sent in files(found):
        if not sent.path.is_file():
            raise DocumentAltered(name=sent.name)
        written = Written(sent.name, sent.media_type, sent.size, sent.sha256)
        told = {"kind": "paper", "paper": sent.paper}
        documents.add(transaction, written, dossier_id=dossier_id, **told, officer=officer, moment=moment)


def files(found: Registration) -> list[Document]:
    """The files that came with a request, numbered from 1 on; each is one of a paper's, and no dossier's yet."""
    sent = [(paper, file) for paper in found.papers for file in _sent(paper)]
    return [Document(number, **file, paper=str(paper["code"])) for number, (paper, file) in enumerate(sent, 1)]


def file(snapshot: Snapshot, registration_id: int, number: int, *, officer: Officer) -> Document:
    """The file at this place of a request, from 1 on. Refuses: NotFound, NotAllowed."""
    sent = files(_mine(snapshot, registration_id, officer))
    if number > len(sent):
        raise NotFound(what="tệp này")
    return sent[number - 1]


def _sent(paper: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return paper.get("files", ())


def _paper(paper: Mapping[str, object]) -> PaperGiven:
    originals, copies = (value if isinstance(value, int) else 0 for value in map(paper.get, ("originals", "copies")))
    return PaperGiven(str(paper["code"]), str(paper["name"]), originals, copies)


def refuse(
    transaction: Transaction, registration_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """The request is not accepted, by form 03 with its legal reason.

    Refuses: NotFound, NotAllowed, Missing, RegistrationAnswered.
    """
    _answer(transaction, registration_id, "refused", "", reason, officer, moment, key)


def ask(
    transaction: Transaction,
    registration_id: int,
    *,
    missing: str,
    reason: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """The request is to be completed, by form 02; it comes again under its reference. Refuses: as `refuse`."""
    if not missing.strip():
        raise Missing(what="nội dung cần bổ sung")
    _answer(transaction, registration_id, "supplement", missing, reason, officer, moment, key)


def _answer(
    transaction: Transaction,
    registration_id: int,
    state: Literal["refused", "supplement"],
    missing: str,
    reason: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    found = _mine(transaction, registration_id, officer)
    if not reason.strip():
        raise Missing(what="lý do")
    known = organisation.of_officer(transaction, officer)
    page = _page(transaction, found, known, state, (missing, reason), officer, moment)
    letter: dict[str, object] = _FACTS.dump_python(page, mode="json")
    registrations.answer(transaction, found, state, officer_id=officer.id, moment=moment, key=key, letter=letter)


def _page(
    transaction: Transaction,
    found: Registration,
    known: Directory,
    state: Literal["refused", "supplement"],
    words: tuple[str, str],
    officer: Officer,
    moment: datetime,
) -> Official:
    unit = known.units[found.receiving_unit_id]
    agency = known.agencies[unit.agency_id]
    kind = "refusal" if state == "refused" else "supplement_request"
    paper: LetterKind = "refusal" if state == "refused" else "reception_supplement"
    form = rules.on(local(moment).date()).form(kind)
    number = numbering.next_number(transaction, f"{agency.code}/{local(moment).year}/{kind}")
    release = catalogue.published(transaction, found.release_id)
    post = next(post for post in officer.all_posts if post.unit_id == unit.id)
    person, own = found.people.submitter, release.release.letters.get(paper)
    missing, reason = ([line.strip() for line in text.splitlines() if line.strip()] for text in words)
    return Official(
        kind=paper,
        title=form.title,
        source=form.source,
        symbol=f"{number:02}/{form.symbol}",
        is_draft=False,
        superior=agency.name,
        agency=unit.name,
        place=agency.place,
        day=moment,
        name=person.name,
        identity=person.identity,
        address=person.address,
        phone=person.phone,
        email=person.email,
        code=found.code,
        tracking_url=f"{settings().web.address}/tra-cuu",
        procedure=release.release.name,
        case=release.case(found.case_code).name,
        received=found.arrived_at,
        due=found.answer_by,
        missing=tuple(missing),
        reason=tuple(reason),
        limit=None,
        until=None,
        contact=officer.name,
        one_stop=unit.name,
        signer_title=post.title,
        signer_name=officer.name,
        wording=own.source if own else "",
    )


def pdf(snapshot: Snapshot, registration_id: int, *, officer: Officer, fonts: Path) -> bytes:
    """Prints the letter that answered a request. Refuses: NotFound, NotAllowed."""
    found = _mine(snapshot, registration_id, officer)
    if found.letter is None:
        raise NotFound(what="văn bản này")
    return official.render(_FACTS.validate_python(found.letter), press=Press(fonts))


def _mine(snapshot: Snapshot, registration_id: int, officer: Officer) -> Registration:
    found = registrations.one(snapshot, registration_id)
    code = catalogue.published(snapshot, found.release_id).release.code
    permissions.require(permissions.may_accept(officer, found.receiving_unit_id, code))
    return found
