"""Directives: their texts read for mandates, given by a leader, and how far each unit is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from processes import database
from processes.matters import Told
from tasks.directives import giving
from tasks.directives.giving import Asked, Given
from tasks.directives.reading import LONGEST, Reading
from tasks.directives.terms import Period
from ui.api import acts
from ui.api.entry import WRITTEN, ActKey, Id, Line, Number, Signed, signed_in
from ui.api.matters import MatterLine, place_of
from ui.api.reception import AcceptedDossier

router = APIRouter(prefix="/directives", tags=["directives"], dependencies=[Depends(signed_in)])
Whole = Annotated[str, Field(min_length=1, max_length=5 * LONGEST)]


class DirectiveText(BaseModel):
    """A directive as it was written, to be read for mandates; nothing of it is kept."""

    agency_id: Id
    text: Whole


class Words(BaseModel):
    """Words of the text, from which character to which."""

    words: str
    start: int
    end: int


class SuggestedMandate(BaseModel):
    """What may be a mandate: whom the text names, the task, its dates, its period, each where it stands."""

    units: list[Words]
    partners: list[Words]
    task: Words
    dates: list[date]
    period: Period


class DirectiveReading(BaseModel):
    """A directive as it was understood; `text` is what all numbers of characters belong to."""

    text: str
    number: str
    on: date | None
    giver: str
    about: str
    mandates: list[SuggestedMandate]


class NewMandate(BaseModel):
    """One mandate as I have confirmed it."""

    unit_id: Id
    task: Annotated[str, Field(min_length=1, max_length=5_000, pattern=WRITTEN)]
    due_on: date
    period: Period = ""


class NewDirective(BaseModel):
    """A directive as it is given; `documents` are files that I have uploaded."""

    agency_id: Id
    subject: Annotated[Line, Field(min_length=1)]
    text: Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=WRITTEN)]
    mandates: Annotated[list[NewMandate], Field(min_length=1, max_length=giving.MOST)]
    documents: Annotated[list[Id], Field(max_length=20)] = []


class DirectiveLine(MatterLine):
    """A line of the list of directives, and how far it is."""

    total: int
    accepted: int
    late: int


class DirectivePage(BaseModel):
    """Some directives, the most urgent first (the newest when they are over), and where the next page begins."""

    directives: list[DirectiveLine]
    next: str | None


class MandateLine(BaseModel):
    """How far a unit is with what it was given."""

    number: int
    unit_id: int
    task: str
    period: Period
    state: str
    due_at: datetime
    dues: list[datetime]
    noted: int
    ended_at: datetime | None


@router.get("")
def page(
    known: Signed,
    is_open: bool = True,
    after: Annotated[str, Query(max_length=60)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DirectivePage:
    """The directives that I gave, that my units work on or my agency answers for."""
    place, moment = place_of(after) if after else None, database.now()
    with database.snapshot() as snapshot:
        found = giving.page(snapshot, officer=known.officer, is_open=is_open, moment=moment, after=place, limit=limit)
    lines = [
        DirectiveLine(
            **MatterLine.model_validate(one.row, from_attributes=True).model_dump(),
            total=one.tally.total,
            accepted=one.tally.accepted,
            late=one.tally.late,
        )
        for one in found
    ]
    last = found[-1].row.place if len(found) == limit else None
    return DirectivePage(directives=lines, next=f"{last[0].isoformat()}~{last[1]}" if last else None)


@router.get("/{dossier_id}/mandates")
def mandates(dossier_id: Number, known: Signed) -> list[MandateLine]:
    """How far each unit is with a directive that I may see."""
    with database.snapshot() as snapshot:
        found = giving.progress(snapshot, dossier_id, officer=known.officer, moment=database.now())
    return [MandateLine.model_validate(one, from_attributes=True) for one in found]


@router.post("/readings")
def read(asked: DirectiveText, known: Signed) -> DirectiveReading:
    """Suggests from a text which unit is to do what until when; I confirm, change or drop each."""
    with database.snapshot() as snapshot:
        found = giving.read(snapshot, asked.text, agency_id=asked.agency_id, officer=known.officer)
    return _told(found)


def _told(found: Reading) -> DirectiveReading:
    suggested = [
        SuggestedMandate(
            units=[Words.model_validate(unit, from_attributes=True) for unit in one.units],
            partners=[Words.model_validate(unit, from_attributes=True) for unit in one.partners],
            task=Words(words=found.text[one.start : one.end].strip(), start=one.start, end=one.end),
            dates=[said.on for said in one.dates],
            period=one.repeated.period if one.repeated else "",
        )
        for one in found.suggestions
    ]
    head = found.head
    return DirectiveReading(
        text=found.text, number=head.number, on=head.on, giver=head.giver, about=head.about, mandates=suggested
    )


@router.post("", status_code=201)
def give(asked: NewDirective, known: Signed, key: ActKey) -> AcceptedDossier:
    """Gives a directive: each mandate opens at its unit."""
    given = Given(
        asked.agency_id,
        Told(asked.subject, asked.text),
        [Asked(one.unit_id, one.task, one.due_on, one.period) for one in asked.mandates],
        tuple(asked.documents),
    )
    return acts.do(known, key, giving.give, keep=acts.facts, told={"given": given}).tell(AcceptedDossier)
