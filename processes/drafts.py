"""Drafts: what an officer has filled in at a task and not yet completed, field by field, each with its mark.

A mark says which of two values of a field is newer: milliseconds of the moment it was typed. The column is emptied
when the task is completed; a colleague who holds the task in between begins with a draft of their own, unless it was
delegated: then the one goes on where the other stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from processes.database import Transaction
from processes.refusals import NotFound
from processes.tables import Dossier, Task


@dataclass(frozen=True, slots=True)
class Typed:
    """What a field of a draft holds, and how new that is."""

    value: object
    mark: int


Draft = Mapping[str, Typed]


@dataclass(frozen=True, slots=True)
class Desk:
    """A task as far as its draft is concerned, held against other writers."""

    task_id: int
    name: str
    element: str
    state: str
    post_id: int
    holder_id: int | None
    release_id: int
    delegation_id: int | None
    kept: Mapping[str, Any] | None
    ref: str
    taken_post_id: int | None


_HOLD = (
    select(
        *(Task.id, Task.name, Task.element, Task.state, Task.post_id, Task.holder_id, Dossier.release_id),
        *(Task.delegation_id, Task.draft, Task.ref, Task.taken_post_id),
    )
    .join(Dossier, Dossier.id == Task.dossier_id)
    .where(Task.id == bindparam("task"))
    .with_for_update(of=Task)
)
_WRITE = update(Task).where(Task.id == bindparam("task")).values(draft=bindparam("kept"))


def hold(transaction: Transaction, task_id: int) -> Desk:
    """The task with its drafts; who writes meanwhile waits. Refuses: NotFound."""
    row = transaction.execute(_HOLD, {"task": task_id}).one_or_none()
    if row is None:
        raise NotFound(what="việc này")
    return Desk(*row)


def of(kept: Mapping[str, Any] | None, officer_id: int) -> Draft:
    """What this officer has filled in, from a task's column."""
    own: Mapping[str, Mapping[str, Any]] = (kept or {}).get(str(officer_id), {})
    return {key: Typed(entry["value"], entry["mark"]) for key, entry in own.items()}


def write(transaction: Transaction, desk: Desk, officer_id: int, draft: Draft) -> None:
    """Puts this officer's draft in place of the one before."""
    own = {key: {"value": typed.value, "mark": typed.mark} for key, typed in draft.items()}
    transaction.execute(_WRITE, {"task": desk.task_id, "kept": {**(desk.kept or {}), str(officer_id): own}})


def pass_on(transaction: Transaction, task_id: int, *, giver_id: int, receiver_id: int) -> Draft:
    """Lets one officer go on where the other stopped, of each field with what was typed later; what the giver had."""
    desk = hold(transaction, task_id)
    given, known = of(desk.kept, giver_id), of(desk.kept, receiver_id)
    newer = {key: typed for key, typed in given.items() if key not in known or known[key].mark < typed.mark}
    if newer:
        write(transaction, desk, receiver_id, {**known, **newer})
    return given
