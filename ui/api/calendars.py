"""Working calendars: read, changed by a document, and the dossiers that a change would move."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import database
from tasks import calendar
from ui.api import acts
from ui.api.acts import Recorded
from ui.api.entry import ActKey, Id, Line, Lines, Number, Signed, signed_in

router = APIRouter(tags=["calendars"], dependencies=[Depends(signed_in)])


class CalendarChange(BaseModel):
    """A change that stands; `agency_id` is missing where it is for all agencies."""

    id: int
    agency_id: int | None
    kind: str
    day: date | None
    name: str
    basis: str
    hours: str


class DayChange(BaseModel):
    """A day that is off, or worked, in `hours` of its own perhaps, by this document."""

    day: date
    is_worked: bool
    name: Annotated[Line, Field(min_length=1)]
    basis: Annotated[Line, Field(min_length=1)]
    agency_id: Id | None = None
    hours: Line = ""


class HoursChange(BaseModel):
    """The usual hours from a day on, by this document."""

    begins: date
    week: Annotated[Line, Field(min_length=1)]
    name: Annotated[Line, Field(min_length=1)]
    basis: Annotated[Line, Field(min_length=1)]
    agency_id: Id | None = None


class Withdrawal(BaseModel):
    """The document by which a change no longer counts."""

    basis: Annotated[Line, Field(min_length=1)]


class KeptDue(BaseModel):
    """Why a due time stays."""

    reason: Annotated[Lines, Field(min_length=1)]


class Recalculation(BaseModel):
    """An open dossier that the calendar would move, as it is due and as it would be."""

    dossier_id: int
    code: str
    agency_id: int
    due_at: datetime
    would_be_due_at: datetime


@router.get("/calendars/{agency_id}")
def changes(agency_id: Number, known: Signed) -> list[CalendarChange]:
    """The changes that make an agency's calendar; every officer may read it."""
    with database.snapshot() as snapshot:
        found = calendar.dates(snapshot, agency_id, officer=known.officer)
    return [CalendarChange.model_validate(change, from_attributes=True) for change in found.changes]


@router.post("/calendars/days")
def change_day(told: DayChange, known: Signed, key: ActKey) -> Recorded:
    """A day is off, or worked although it was off; no due time moves by itself."""
    return acts.do(known, key, calendar.change_day, told=dict(told)).tell(Recorded)


@router.post("/calendars/hours")
def change_hours(told: HoursChange, known: Signed, key: ActKey) -> Recorded:
    """The usual hours become others from a day on."""
    return acts.do(known, key, calendar.change_hours, told=dict(told)).tell(Recorded)


@router.post("/calendars/changes/{change_id}/withdraw")
def withdraw(change_id: Number, told: Withdrawal, known: Signed, key: ActKey) -> Recorded:
    """A change no longer counts; it stays on record."""
    return acts.do(known, key, calendar.withdraw, change_id, told={"basis": told.basis}).tell(Recorded)


@router.get("/recalculations")
def proposals(known: Signed) -> list[Recalculation]:
    """The open dossiers that the calendars of my agencies would move, nothing decided about them yet."""
    with database.snapshot() as snapshot:
        found = calendar.proposals(snapshot, officer=known.officer)
    return [
        Recalculation(
            dossier_id=one.dossier_id,
            code=one.code,
            agency_id=one.agency_id,
            due_at=one.before.due,
            would_be_due_at=one.after.due,
        )
        for one in found
    ]


@router.post("/recalculations/{dossier_id}/approve")
def approve(dossier_id: Number, known: Signed, key: ActKey) -> Recorded:
    """A dossier's due time follows the calendar."""
    return acts.do(known, key, calendar.approve, dossier_id).tell(Recorded)


@router.post("/recalculations/{dossier_id}/keep")
def keep(dossier_id: Number, told: KeptDue, known: Signed, key: ActKey) -> Recorded:
    """A dossier's due time stays as it was promised."""
    return acts.do(known, key, calendar.keep, dossier_id, told={"reason": told.reason}).tell(Recorded)
