"""Delegation for other programs: a task that I have claimed is done by a colleague, and comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import database, organisation
from processes.accounts import Visitor
from tasks import delegation
from ui.api.entry import LARGEST, ActKey, Number, Signed, is_repeated, signed_in
from ui.api.tasks import Done

_WRITTEN = r"^[^\x00]*$"  # PostgreSQL keeps no text with this sign in it


class Colleague(BaseModel):
    """Somebody who may be asked to do the task."""

    officer_id: int
    name: str


class Asked(BaseModel):
    """Who is asked, for what, and until the end of which day."""

    to: int = Field(ge=1, le=LARGEST)
    note: str = Field(min_length=1, max_length=delegation.LONGEST, pattern=_WRITTEN)
    until: date | None = None


class GivenBack(BaseModel):
    """What the colleague has done."""

    note: str = Field(min_length=1, max_length=delegation.LONGEST, pattern=_WRITTEN)


router = APIRouter(prefix="/tasks", tags=["delegations"], dependencies=[Depends(signed_in)])


@router.get("/{task_id}/colleagues")
def colleagues(task_id: Number, known: Signed) -> list[Colleague]:
    """Whom I may ask to do a task that I hold, by name."""
    with database.snapshot() as snapshot:
        names = organisation.of_officer(snapshot, known.officer).names
        found = delegation.colleagues(snapshot, task_id, officer=known.officer)
    return [Colleague(officer_id=one, name=names[one]) for one in found]


@router.post("/{task_id}/delegate")
def delegate(task_id: Number, asked: Asked, known: Signed, key: ActKey) -> Done:
    """Asks a colleague to do a task that I have claimed; I go on answering for it."""
    told = {"to": asked.to, "note": asked.note, "until": asked.until}
    return _done(delegation.delegate, task_id, known, f"delegate:{key}", **told)


@router.post("/{task_id}/give-back")
def give_back(task_id: Number, done: GivenBack, known: Signed, key: ActKey) -> Done:
    """Gives a task that I was asked to do back to who asked, with what I filled in."""
    return _done(delegation.give_back, task_id, known, f"give-back:{key}", note=done.note)


@router.post("/{task_id}/take-back")
def take_back(task_id: Number, known: Signed, key: ActKey) -> Done:
    """Takes a task back that a colleague does for me."""
    return _done(delegation.take_back, task_id, known, f"take-back:{key}")


def _done(verb: Callable[..., None], task_id: int, known: Visitor, key: str, **told: object) -> Done:
    own, moment = f"api:{known.officer.id}:{task_id}:{key}", database.now()
    repeated = is_repeated(
        lambda transaction: verb(transaction, task_id, officer=known.officer, moment=moment, key=own, **told)
    )
    return Done(task_id=task_id, repeated=repeated)
