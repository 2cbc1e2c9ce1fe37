"""Oversight for other programs: tasks given to another, taken over, reported up, to be explained; urging letters."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from processes import database
from processes.urgings import Letter
from tasks import explanations, oversight, urgings
from ui.api import acts
from ui.api.acts import Created
from ui.api.entry import LARGEST, WRITTEN, ActKey, Id, Moment, Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, printed
from ui.api.tasks import Done, act

router = APIRouter(tags=["oversight"], dependencies=[Depends(signed_in)])

Words = Annotated[str, Field(min_length=1, max_length=oversight.LONGEST, pattern=WRITTEN)]


class Reassignment(BaseModel):
    """Who gets the task, and why."""

    to: Id
    reason: Words


class Ground(BaseModel):
    """Why it is done."""

    reason: Words


class ToExplain(BaseModel):
    """What is to be explained, and by when."""

    text: Words
    answer_by: Moment


class UrgingLetter(BaseModel):
    """An urging letter as the register lists it."""

    id: int
    symbol: str
    year: int
    from_unit: str
    to_unit: str
    officer: str
    issued_at: datetime

    @classmethod
    def of(cls, letter: Letter) -> UrgingLetter:
        """The letter as it is listed."""
        named = {"symbol": "symbol", "from_unit": "from_unit", "to_unit": "unit", "officer": "signer_name"}
        told = {name: letter.printed[key] for name, key in named.items()}
        return cls(id=letter.id, year=letter.year, issued_at=letter.issued_at, **told)


@router.post("/tasks/{task_id}/reassign")
def reassign(task_id: Number, asked: Reassignment, known: Signed, key: ActKey) -> Done:
    """Gives a task that I answer for to another officer who holds its post."""
    return act(task_id, known, key, partial(oversight.reassign, to=asked.to, reason=asked.reason))


@router.post("/tasks/{task_id}/take-over")
def take_over(task_id: Number, why: Ground, known: Signed, key: ActKey) -> Done:
    """Takes a task of my unit, or of the agency that I lead, into my own hands."""
    return act(task_id, known, key, partial(oversight.take_over, reason=why.reason))


@router.post("/tasks/{task_id}/escalate")
def escalate(task_id: Number, why: Ground, known: Signed, key: ActKey) -> Done:
    """Reports a task to the level above me that does not know of it yet."""
    return act(task_id, known, key, partial(oversight.escalate, reason=why.reason))


@router.post("/tasks/{task_id}/explanations")
def explain(task_id: Number, asked: ToExplain, known: Signed, key: ActKey) -> Created:
    """Asks who has a task to explain how it stands; answered and withdrawn as questions are."""
    return acts.do(known, key, explanations.ask, task_id, keep=acts.number, told=dict(asked)).tell(Created)


@router.get("/urgings")
def register(known: Signed, before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None) -> list[UrgingLetter]:
    """The urging letters that my units have sent or got, the newest first, older than the letter `before`."""
    with database.snapshot() as snapshot:
        return [UrgingLetter.of(one) for one in urgings.page(snapshot, officer=known.officer, before=before)]


@router.get("/urgings/{letter_id}.pdf", response_class=Response, responses=PDF)
def letter(letter_id: Number, known: Signed) -> Response:
    """An urging letter that my unit, or the agency that I lead, has sent or got."""
    with database.snapshot() as snapshot:
        pdf = urgings.pdf(snapshot, letter_id, officer=known.officer, fonts=FONTS)
    return printed(pdf, f"phieu-don-doc-{letter_id}")
