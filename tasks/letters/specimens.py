"""Letters as they would be for an applicant who is made up: what a release's own wording looks like on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bpmn.letters import Kind
from bpmn.procedures import Case, Channel, Paper
from bpmn.releases import Release
from bpmn.terms import Term
from processes import deadlines, rules
from processes.calendars import Calendar, local
from processes.people import Person
from processes.rules import FormKind
from tasks.letters import official, receipt
from tasks.letters.official import Official
from tasks.letters.receipt import ReceiptFacts
from tasks.letters.typesetting import Press

_PERSON = Person("Nguyễn Văn An", identity="001085012345", phone="0912345678", address="Số 12, đường Trần Phú")
_REASON = ("Bản chụp mờ, không đọc được số và ngày.",)
_ANSWERED, _LATER = Term.read("P5D"), Term.read("P2D")


@dataclass(frozen=True, slots=True)
class Specimen:
    """What is made up: a dossier of a case, received then, of an agency with its one-stop on this calendar."""

    release: Release
    case: Case
    channel: Channel
    received: datetime
    agency: str
    place: str
    calendar: Calendar

    @property
    def due(self) -> datetime:
        """When it would be promised."""
        added = self.case.confirmation.get(self.channel, 0)
        return deadlines.due(
            self.received, self.case.term, self.calendar, cutoff=self.case.cutoff, confirmation=added
        ).due

    @property
    def code(self) -> str:
        """The code of a dossier that does not exist."""
        return f"000.00.00-{local(self.received):%y%m%d}-0001"


def kinds(specimen: Specimen) -> list[Kind]:
    """The letters that its applicant may get: before acceptance, at it, and while it runs."""
    before: Sequence[Kind] = ("reception_supplement", "refusal") if specimen.channel == "online" else ()
    given: Sequence[Kind] = () if specimen.case.immediate and specimen.channel == "counter" else ("receipt",)
    return [*before, *given, "supplement_request", "apology", "stop_notice"]


def pdf(specimen: Specimen, kind: Kind, *, moment: datetime, fonts: Path) -> bytes:
    """Prints a letter as it would be on this day, marked a draft. Refuses: NotLawful for a day without a form."""
    press = Press(fonts)
    if kind == "receipt":
        return receipt.render(_receipt(specimen), press=press)
    return official.render(_official(specimen, kind, moment), press=press)


def text(specimen: Specimen, kind: Kind, *, moment: datetime, fonts: Path) -> list[str]:
    """What such a letter says, paragraph by paragraph. Refuses: NotLawful for a day without a form."""
    press = Press(fonts)
    if kind == "receipt":
        return receipt.read(_receipt(specimen), press=press)
    return official.read(_official(specimen, kind, moment), press=press)


def _own(specimen: Specimen, kind: Kind) -> str:
    own = specimen.release.letters.get(kind)
    return own.source if own else ""


def _one_stop(specimen: Specimen) -> str:
    return f"Trung tâm Phục vụ hành chính công, {specimen.agency}"


def _receipt(specimen: Specimen) -> ReceiptFacts:
    case, channel = specimen.case, specimen.channel
    return ReceiptFacts(
        superior=specimen.agency,
        agency=_one_stop(specimen),
        place=specimen.place,
        code=specimen.code,
        received=specimen.received,
        due=specimen.due,
        procedure=specimen.release.name,
        case=case.name,
        owner=_PERSON,
        submitter=_PERSON,
        authorised=None,
        papers=tuple(receipt.Paper(one.name, one.originals, one.copies) for one in case.papers),
        sets=1,
        term=case.told_term(channel),
        fee=case.fee(channel, local(specimen.received).date()),
        fee_receipt="",
        result="Nhận trực tiếp tại nơi tiếp nhận",
        officer="Trần Thị Bình",
        tracking_url="https://vi-du.example/tra-cuu",
        source=rules.on(local(specimen.received).date()).form("receipt").source,
        wording=_own(specimen, "receipt"),
    )


def _official(specimen: Specimen, kind: Kind, moment: datetime) -> Official:
    form = rules.on(local(specimen.received).date()).form(_form(kind))
    calendar = specimen.calendar
    return Official(
        kind=kind,
        title=form.title,
        source=form.source,
        symbol=f"…/{form.symbol}",
        is_draft=True,
        superior="",
        agency=specimen.agency,
        place=specimen.place,
        day=moment,
        name=_PERSON.name,
        identity=_PERSON.identity,
        address=_PERSON.address,
        phone=_PERSON.phone,
        email=_PERSON.email,
        code=specimen.code,
        tracking_url="https://vi-du.example/tra-cuu",
        procedure=specimen.release.name,
        case=specimen.case.name,
        received=specimen.received,
        due=specimen.due,
        missing=_missing(specimen.case.papers),
        reason=_REASON,
        limit=calendar.add(moment, _ANSWERED),
        until=calendar.add(max(moment, specimen.due), _LATER),
        contact="Trần Thị Bình",
        one_stop=_one_stop(specimen),
        signer_title="Người có thẩm quyền",
        signer_name="",
        wording=_own(specimen, kind),
    )


def _form(kind: Kind) -> FormKind:
    if kind == "reception_supplement":
        return "supplement_request"
    return kind


def _missing(papers: Sequence[Paper]) -> tuple[str, ...]:
    return tuple(paper.name for paper in papers[:2]) or ("Giấy tờ chứng minh nơi cư trú",)
