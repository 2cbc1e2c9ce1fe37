"""Registers of one-stops: read, as PDF and as a workbook."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel

from processes import database, organisation
from processes.people import masked
from processes.periods import Period
from processes.registers import Entry
from tasks import registers
from ui.api.entry import Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, WORKBOOK, printed, saved
from ui.refusals import WrongRequest

router = APIRouter(prefix="/registers", tags=["registers"], dependencies=[Depends(signed_in)])

_LONGEST = 366  # days
_FIRST_YEAR, _LAST_YEAR = 1945, 2999
Since = Annotated[date, Query(alias="from")]
Until = Annotated[date, Query(alias="to")]


def period(since: Since, until: Until) -> Period:
    """The days asked for, both included. Refuses: WrongRequest for more than a year, or none."""
    if since.year < _FIRST_YEAR or until.year > _LAST_YEAR:
        raise WrongRequest(what=f"năm phải từ {_FIRST_YEAR} đến {_LAST_YEAR}")
    if not 0 <= (until - since).days < _LONGEST:
        raise WrongRequest(what="khoảng thời gian phải từ 1 ngày đến 1 năm")
    return Period(since, until)


Asked = Annotated[Period, Depends(period)]


class RegisterUnit(BaseModel):
    """A one-stop whose register I may read."""

    id: int
    name: str
    agency_id: int


class EntryLine(BaseModel):
    """A line of a register; the phone number shows its last digits alone."""

    number: int
    dossier_id: int
    code: str
    procedure: str
    owner: str
    phone: str
    agency_id: int
    received_at: datetime
    due_at: datetime
    original_due_at: datetime
    finished_at: datetime | None
    returned_at: datetime | None
    returned_to: str

    @classmethod
    def of(cls, entry: Entry) -> EntryLine:
        """The line of an entry."""
        told = {name: getattr(entry, name) for name in cls.model_fields}
        return cls.model_validate({**told, "phone": masked(entry.phone)})


@router.get("")
def readable(known: Signed) -> list[RegisterUnit]:
    """The one-stops whose register I may read."""
    with database.snapshot() as snapshot:
        units = organisation.of_officer(snapshot, known.officer).units
        found = [units[unit_id] for unit_id in registers.units(snapshot, known.officer)]
    return [RegisterUnit(id=unit.id, name=unit.name, agency_id=unit.agency_id) for unit in found]


@router.get("/transferred")
def transferred(known: Signed) -> list[EntryLine]:
    """What other one-stops received for the agencies whose one-stop I receive in."""
    with database.snapshot() as snapshot:
        return [EntryLine.of(entry) for entry in registers.transferred(snapshot, officer=known.officer)]


@router.get("/{unit_id}.pdf", response_class=Response, responses=PDF)
def pdf(unit_id: Number, period: Asked, known: Signed) -> Response:
    """The register of a one-stop, to be printed."""
    with database.snapshot() as snapshot:
        found = registers.pdf(snapshot, unit_id, period, officer=known.officer, moment=database.now(), fonts=FONTS)
    return printed(found, f"so-theo-doi-{period.since}-{period.until}")


@router.get("/{unit_id}.xlsx", response_class=Response, responses=WORKBOOK)
def workbook(unit_id: Number, period: Asked, known: Signed) -> Response:
    """The register of a one-stop as a workbook."""
    with database.snapshot() as snapshot:
        found = registers.workbook(snapshot, unit_id, period, officer=known.officer, moment=database.now())
    return saved(found, f"so-theo-doi-{period.since}-{period.until}")


@router.get("/{unit_id}")
def entries(unit_id: Number, period: Asked, known: Signed) -> list[EntryLine]:
    """What a one-stop received from one day to another, both included."""
    with database.snapshot() as snapshot:
        return [EntryLine.of(entry) for entry in registers.entries(snapshot, unit_id, period, officer=known.officer)]
