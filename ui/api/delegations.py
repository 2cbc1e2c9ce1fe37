"""Delegation for other programs: a task that I have claimed is done by a colleague, and comes back."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import database, organisation
from tasks import delegation
from ui.api.entry import WRITTEN, ActKey, Id, Number, Signed, signed_in
from ui.api.tasks import Done, act

router = APIRouter(prefix="/tasks", tags=["delegations"], dependencies=[Depends(signed_in)])

Note = Annotated[str, Field(min_length=1, max_length=delegation.LONGEST, pattern=WRITTEN)]


class Colleague(BaseModel):
    """Somebody who may be asked to do the task."""

    officer_id: int
    name: str


class Delegating(BaseModel):
    """Who is asked, for what, and until the end of which day."""

    to: Id
    note: Note
    until: date | None = None


class GivenBack(BaseModel):
    """What the colleague has done."""

    note: Note


@router.get("/{task_id}/colleagues")
def colleagues(task_id: Number, known: Signed) -> list[Colleague]:
    """Whom I may ask to do a task that I hold, by name."""
    with database.snapshot() as snapshot:
        names = organisation.of_officer(snapshot, known.officer).names
        found = delegation.colleagues(snapshot, task_id, officer=known.officer)
    return [Colleague(officer_id=one, name=names[one]) for one in found]


@router.post("/{task_id}/delegate")
def delegate(task_id: Number, asked: Delegating, known: Signed, key: ActKey) -> Done:
    """Asks a colleague to do a task that I have claimed; I go on answering for it."""
    verb = partial(delegation.delegate, to=asked.to, note=asked.note, until=asked.until)
    return act(task_id, known, key, verb)


@router.post("/{task_id}/give-back")
def give_back(task_id: Number, done: GivenBack, known: Signed, key: ActKey) -> Done:
    """Gives a task that I was asked to do back to who asked, with what I filled in."""
    return act(task_id, known, key, partial(delegation.give_back, note=done.note))


@router.post("/{task_id}/take-back")
def take_back(task_id: Number, known: Signed, key: ActKey) -> Done:
    """Takes a task back that a colleague does for me."""
    return act(task_id, known, key, delegation.take_back)
