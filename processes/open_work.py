"""Open work: the tasks that lie in some posts now, from their opening to their due time, and what each officer holds.

Matters are left out. What lies in a dossier whose clock stands is neither due nor overdue: it is counted apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from processes.board import Scope
from processes.board_clock import Clock
from processes.branches import IS_UNDONE
from processes.database import Snapshot
from processes.tables import Dossier, Procedure, Release, Task


@dataclass(frozen=True, slots=True)
class Stretch:
    """One open task: of which dossier, which step, who has it, and from when to when it is to be done."""

    task_id: int
    dossier_id: int
    code: str
    procedure: str
    step: str
    post_id: int
    holder_id: int | None
    opened_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks are open, how many overdue, and how many of others lie in dossiers whose clock stands."""

    all: int
    overdue: int
    paused: int


@dataclass(frozen=True, slots=True)
class Holding:
    """What an officer holds in one post, or nobody yet: `minutes` are the working minutes allotted to the tasks."""

    officer_id: int | None
    post_id: int
    tasks: int
    overdue: int
    minutes: int
    latest: datetime


_MATTERS = select(Release.id).join(Procedure).where(Procedure.kind == "matter")
_PAUSED = select(Dossier.id).where(Dossier.paused_at.is_not(None))
_RUNS = Task.dossier_id.not_in(_PAUSED)


def first(snapshot: Snapshot, scope: Scope, *, limit: int) -> list[Stretch]:
    """The tasks that are due first, those longest overdue before all others. One statement."""
    told = Task.id, Task.dossier_id, Dossier.code, Procedure.name, Task.name, Task.post_id, Task.holder_id
    query = (
        select(*told, Task.opened_at, Task.due_at)
        .join(Dossier, Dossier.id == Task.dossier_id)
        .join(Release, Release.id == Task.release_id)
        .join(Procedure, Procedure.id == Release.procedure_id)
        .where(*_within(scope), _RUNS)
        .order_by(Task.due_at, Task.id)
        .limit(limit)
    )
    return [Stretch(*row) for row in snapshot.execute(query)]


def count(snapshot: Snapshot, scope: Scope, clock: Clock) -> Counts:
    """How much there is in all. Two statements."""
    query = select(func.count(), func.count().filter(Task.due_at < clock.of_tasks("now"))).where(*_within(scope))
    every: tuple[int, ...] = (*snapshot.execute(query).one(),)
    stands: tuple[int, ...] = (*snapshot.execute(query.where(Task.dossier_id.in_(_PAUSED))).one(),)
    return Counts(every[0], every[1] - stands[1], stands[0])


def holdings(snapshot: Snapshot, scope: Scope, clock: Clock) -> list[Holding]:
    """What officers hold in these posts, and what nobody holds yet. One statement."""
    query = (
        select(
            *(Task.holder_id, Task.post_id, func.count()),
            func.count().filter(Task.due_at < clock.of_tasks("now")),
            func.coalesce(func.sum(Task.allotted), 0),
            func.max(Task.due_at),
        )
        .where(*_within(scope), _RUNS)
        .group_by(Task.holder_id, Task.post_id)
    )
    return [Holding(*row) for row in snapshot.execute(query)]


def _within(scope: Scope) -> list[ColumnElement[Any]]:
    found: list[ColumnElement[Any]] = [IS_UNDONE, Task.release_id.not_in(_MATTERS)]
    if scope.posts is not None:
        found.append(Task.post_id.in_(scope.posts))
    if scope.one_stops is not None:
        found.append(Task.receiving_unit_id.in_(scope.one_stops))
    if scope.procedure_id is not None:
        found.append(Task.release_id.in_(select(Release.id).where(Release.procedure_id == scope.procedure_id)))
    return found
