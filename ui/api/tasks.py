"""Tasks for other programs: the list, and the acts claim, put back, send back, complete and urge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field, JsonValue

from bpmn.refusals import Refusal
from processes import database, organisation
from processes.accounts import Visitor
from processes.branches import Scope, Sort
from processes.organisation import Directory
from processes.worklist import Place, Row
from tasks import inbox, listing, oversight, passing, repairs
from tasks.inbox import Filter, Standing
from ui.api import acts
from ui.api.acts import Repeatable
from ui.api.entry import LARGEST, WRITTEN, ActKey, Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, WORKBOOK, printed, saved
from ui.refusals import WrongRequest

router = APIRouter(prefix="/tasks", tags=["tasks"], dependencies=[Depends(signed_in)])

_KEYS: dict[Sort, list[type]] = {"due": [datetime, int], "priority": [int, datetime, int], "received": [int, int]}
_MOST = 2**31 - 1


class TaskLine(BaseModel):
    """A line of a work list; `unit` is where the task lies now, `holder` who has it there."""

    task_id: int
    step: str
    state: str
    post_id: int
    unit: str
    holder_id: int | None
    holder: str
    opened_at: datetime
    due_at: datetime
    dossier_id: int
    code: str
    owner: str
    agency_id: int
    procedure: str

    @classmethod
    def of(cls, row: Row, known: Directory) -> TaskLine:
        """The line of a row."""
        place = {"unit": listing.place(row, known), "holder": known.name(row.holder_id)}
        return cls.model_validate({**row._asdict(), **place})


class TaskPage(BaseModel):
    """Some tasks, the most urgent first, and where the next page begins."""

    tasks: list[TaskLine]
    next: str | None


class Done(Repeatable):
    """An act on a task that stands."""

    task_id: int


class PutBack(BaseModel):
    """Why a task is put back."""

    reason: str = Field(min_length=1, max_length=2000, pattern=WRITTEN)


class SendBack(PutBack):
    """Where a task is sent back to, and why."""

    element: str = Field(min_length=1, max_length=200, pattern=WRITTEN)


class Urging(BaseModel):
    """What is said to who has the task."""

    text: str = Field(min_length=1, max_length=oversight.LONGEST, pattern=WRITTEN)


class Completion(BaseModel):
    """The answers of the task's form; files as lists of what `POST /api/files` gave.

    `assignee` is who gets the step that this one assigns; without it that step waits in its pool.
    """

    values: dict[str, JsonValue]
    assignee: int | None = Field(default=None, ge=1, le=LARGEST)


def _narrowed(
    scope: Scope = "mine",
    text: Annotated[str, Query(max_length=200, pattern=WRITTEN)] = "",
    procedure: Annotated[str, Query(max_length=40, pattern=WRITTEN)] = "",
    step: Annotated[str, Query(max_length=200, pattern=WRITTEN)] = "",
    standing: Standing = "",
    sort: Sort = "due",
) -> Filter:
    return Filter(scope, text, procedure, step, standing, sort)


Narrowed = Annotated[Filter, Depends(_narrowed)]


@router.get("")
def page(
    known: Signed,
    narrowed: Narrowed,
    after: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> TaskPage:
    """A page of my tasks, of those nobody has claimed, of my unit's, or of what my one-stop received.

    With `standing` only what is overdue, due today, waits for the applicant, was flagged, or is co-worked.
    """
    place = _place(after, narrowed.sort) if after else None
    with database.snapshot() as snapshot:
        rows = inbox.page(snapshot, narrowed, officer=known.officer, moment=database.now(), after=place, limit=limit)
        directory = organisation.of_officer(snapshot, known.officer)
    following = rows[-1].place(narrowed.sort) if len(rows) == limit else None
    return TaskPage(tasks=[TaskLine.of(row, directory) for row in rows], next=_written(following))


@router.get("/list.pdf", response_class=Response, responses=PDF)
def pdf(known: Signed, narrowed: Narrowed) -> Response:
    """The list, to be printed."""
    with database.snapshot() as snapshot:
        found = listing.pdf(snapshot, narrowed, officer=known.officer, moment=database.now(), fonts=FONTS)
    return printed(found, "danh-sach-cong-viec")


@router.get("/list.xlsx", response_class=Response, responses=WORKBOOK)
def workbook(known: Signed, narrowed: Narrowed) -> Response:
    """The list as a workbook."""
    with database.snapshot() as snapshot:
        found = listing.workbook(snapshot, narrowed, officer=known.officer, moment=database.now())
    return saved(found, "danh-sach-cong-viec")


def _written(place: Place | None) -> str | None:
    if place is None:
        return None
    return "~".join(key.isoformat() if isinstance(key, datetime) else str(key) for key in place)


def _place(text: str, sort: Sort) -> Place:
    keys = text.replace(" ", "+").split("~")
    try:
        read = [_instant(key) if "T" in key else int(key) for key in keys]
    except (ValueError, OverflowError):
        raise WrongRequest(what="after") from None
    if [type(key) for key in read] != _KEYS[sort] or any(isinstance(key, int) and abs(key) > _MOST for key in read):
        raise WrongRequest(what="after")
    return tuple(read)


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(UTC)


@router.post("/{task_id}/claim")
def claim(task_id: Number, known: Signed, key: ActKey) -> Done:
    """Takes a task into my hands."""
    return act(task_id, known, key, inbox.claim)


@router.post("/{task_id}/put-back")
def put_back(task_id: Number, why: PutBack, known: Signed, key: ActKey) -> Done:
    """Gives a task that I hold back to its pool."""
    return act(task_id, known, key, partial(inbox.put_back, reason=why.reason))


@router.post("/{task_id}/send-back")
def send_back(task_id: Number, back: SendBack, known: Signed, key: ActKey) -> Done:
    """Sends a task that I have claimed back to an earlier step, named by its element in the diagram."""
    verb = partial(passing.send_back, element=back.element, reason=back.reason)
    return act(task_id, known, key, verb)


@router.post("/{task_id}/pull-back")
def pull_back(task_id: Number, known: Signed, key: ActKey) -> Done:
    """Takes back what I sent on by completing this task, before anybody else has opened it."""
    return act(task_id, known, key, passing.pull_back)


@router.post("/{task_id}/complete")
def complete(task_id: Number, answer: Completion, known: Signed, key: ActKey) -> Done:
    """Answers a task that I have claimed, and moves its dossier on."""
    verb = partial(inbox.complete, values=answer.values, assignee=answer.assignee)
    try:
        return act(task_id, known, key, verb)
    except Refusal as refusal:
        with database.transaction() as transaction:
            repairs.note_refused(transaction, task_id, refusal, moment=database.now())
        raise


@router.post("/{task_id}/urge")
def urge(task_id: Number, told: Urging, known: Signed, key: ActKey) -> Done:
    """Urges who has a task that my one-stop received or that I answer for; it stays where it lies."""
    return act(task_id, known, key, partial(oversight.urge, text=told.text))


def act(task_id: int, known: Visitor, key: str, verb: Callable[..., object]) -> Done:
    """Does an act on a task, once however often it is sent."""
    named = verb if isinstance(verb, partial) else partial(verb)
    return acts.do(known, key, named.func, task_id, told=named.keywords).tell(Done, task_id=task_id)
