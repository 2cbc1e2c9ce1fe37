"""Assignment for other programs: the next task, who may get a task with what each holds, and a head's acts."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import database
from tasks import assignment, candidates, inbox
from tasks.candidates import Candidate
from ui.api import acts
from ui.api.entry import ActKey, Id, Number, Signed, signed_in
from ui.api.tasks import Done, act

router = APIRouter(prefix="/tasks", tags=["tasks"], dependencies=[Depends(signed_in)])

MOST = 200


class Assignment(BaseModel):
    """The main officer of a task and the officers beside; without `co_officers` those it has stay."""

    to: Id
    co_officers: Annotated[list[Id], Field(max_length=MOST)] | None = None


class Unassignment(BaseModel):
    """In whose hands the task was put that is taken back."""

    officer: Id


class Loaded(BaseModel):
    """An officer with what is held now; absent until a day, with who stands in."""

    officer_id: int
    name: str
    post: str
    held: int
    overdue: int
    absent_until: date | None
    substitute: str

    @classmethod
    def of(cls, one: Candidate) -> Loaded:
        """The line of a candidate."""
        return cls.model_validate(one, from_attributes=True)


class Circle(BaseModel):
    """Who may get a task, and who may work on it beside; the freest first."""

    main: list[Loaded]
    co: list[Loaded]


class Following(BaseModel):
    """The step whose officer is chosen when a task is completed, and among whom; empty where it chooses none."""

    step: str
    is_required: bool
    candidates: list[Loaded]


@router.post("/claim-next")
def claim_next(known: Signed, key: ActKey) -> Done:
    """Takes the most urgent task that waits in a pool of mine; the same key again gives the same task."""
    return acts.do(known, key, inbox.claim_next, keep=_claimed).tell(Done)


def _claimed(task_id: int) -> dict[str, object]:
    return {"task_id": task_id}


@router.get("/{task_id}/candidates")
def of_task(task_id: Number, known: Signed) -> Circle:
    """Whom I may assign a task to, as the head of its unit."""
    with database.snapshot() as snapshot:
        found = candidates.of_task(snapshot, task_id, officer=known.officer, moment=database.now())
    return Circle(main=[Loaded.of(one) for one in found.main], co=[Loaded.of(one) for one in found.co])


@router.get("/{task_id}/following")
def for_following(task_id: Number, known: Signed) -> Following:
    """Among whom I choose for the step that a task of mine assigns."""
    with database.snapshot() as snapshot:
        found = candidates.for_following(snapshot, task_id, officer=known.officer, moment=database.now())
    if found is None:
        return Following(step="", is_required=False, candidates=[])
    lines = [Loaded.of(one) for one in found.candidates]
    return Following(step=found.name, is_required=found.is_required, candidates=lines)


@router.post("/{task_id}/assign")
def assign(task_id: Number, asked: Assignment, known: Signed, key: ActKey) -> Done:
    """Puts a task of my unit into an officer's hands."""
    verb = partial(assignment.assign, to=asked.to, co=asked.co_officers)
    return act(task_id, known, key, verb)


@router.post("/{task_id}/unassign")
def unassign(task_id: Number, asked: Unassignment, known: Signed, key: ActKey) -> Done:
    """Takes an assigned task back into its pool, while the officer has not taken it up."""
    return act(task_id, known, key, partial(assignment.unassign, to=asked.officer))
