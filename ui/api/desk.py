"""A task on the desk: its form with what is known already, and what this officer may do with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from fastapi import APIRouter, Depends
from pydantic import BaseModel, JsonValue

from bpmn.forms import Field
from processes import database
from tasks import inbox, passing, suggestions, viewing
from tasks.viewing import TaskView
from ui.api.entry import Number, Signed, signed_in

router = APIRouter(prefix="/tasks", tags=["tasks"], dependencies=[Depends(signed_in)])


class Standings(BaseModel):
    """How many tasks I hold, by how they stand, and how many wait in my pools."""

    overdue: int
    today: int
    later: int
    unclaimed: int


class Choice(BaseModel):
    """An option of a field."""

    value: str
    label: str


class FormField(BaseModel):
    """One thing that the form asks; conditions are over the same form's values, columns those of a table."""

    key: str
    kind: str
    label: str
    required: bool
    required_when: str | None
    hidden_when: str | None
    options: list[Choice]
    columns: list[FormField]
    multiple: bool
    minimum: float | None
    maximum: float | None
    min_length: int | None
    max_length: int | None
    pattern: str | None

    @classmethod
    def of(cls, field: Field) -> FormField:
        """The field as the release's form has it."""
        return cls.model_validate(field, from_attributes=True)


class EarlierStep(BaseModel):
    """A step that the task may be sent back to, and who did it last."""

    element: str
    name: str
    officer: str


class OpenedTask(BaseModel):
    """A task; `values` is what its form begins with, `may` the acts that are open to me."""

    task_id: int
    dossier_id: int
    code: str
    procedure: str
    element: str
    step: str
    state: str
    post_id: int
    holder_id: int | None
    opened_at: datetime
    due_at: datetime
    standing: str
    form: list[FormField]
    values: dict[str, JsonValue]
    may: list[str]
    earlier: list[EarlierStep]


@router.get("/counts")
def counts(known: Signed) -> Standings:
    """How my tasks stand on the working clock."""
    with database.snapshot() as snapshot:
        found = inbox.counts(snapshot, officer=known.officer, moment=database.now())
    return Standings.model_validate(found, from_attributes=True)


@router.get("/{task_id}")
def opened(task_id: Number, known: Signed) -> OpenedTask:
    """Opens a task of a dossier that I may see; the opening is put on record."""
    moment = database.now()
    with database.transaction() as transaction:
        view = viewing.task(transaction, task_id, officer=known.officer, moment=moment)
        earlier = passing.earlier(transaction, task_id, officer=known.officer) if view.may_complete else []
        pulls = passing.may_pull_back(transaction, task_id, officer=known.officer)
    found, step = view.dossier.particulars, view.step
    return OpenedTask(
        task_id=step.task_id,
        dossier_id=found.id,
        code=found.code,
        procedure=found.procedure,
        element=step.element,
        step=step.name,
        state=step.state,
        post_id=step.post_id,
        holder_id=step.holder_id,
        opened_at=step.opened_at,
        due_at=step.due_at,
        standing=view.standing.kind,
        form=[FormField.of(field) for field in view.form.fields] if view.form else [],
        values=_values(view, moment),
        may=[*_may(view), *(["send_back"] if earlier else []), *(["pull_back"] if pulls else [])],
        earlier=[EarlierStep.model_validate(one, from_attributes=True) for one in earlier],
    )


def _may(view: TaskView) -> list[str]:
    open_ = {
        "claim": view.may_claim,
        "complete": view.may_complete,
        "put_back": view.may_put_back,
        "assign": view.may_assign,
    }
    return [act for act, may in open_.items() if may]


def _values(view: TaskView, moment: datetime) -> dict[str, Any]:
    """What was answered before, what the record suggests, what was typed; of the form's own fields alone."""
    if view.form is None:
        return {}
    typed = {key: one.value for key, one in view.draft.items()}
    known = {} if view.task.sign else {**suggestions.values(view, moment), **view.values}
    keys = {field.key for field in view.form.fields}
    found = {key: value for key, value in {**known, **typed}.items() if key in keys}
    return orjson.loads(orjson.dumps(found, default=str))
