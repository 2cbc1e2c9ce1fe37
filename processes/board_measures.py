"""What the board counts: which dossiers and tasks a scope holds, and which of them each number is about.

A dossier is stuck when it cannot go on by itself: a post that nobody fills has a task of it, a handoff is not answered
in time or does not leave, an execution is in error, or it waits for nothing at all (processes/faults.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, and_, case, false, literal_column, or_, select, true, union_all

from processes import apologies, faults
from processes.board_clock import Clock
from processes.branches import IS_UNDONE
from processes.tables import Dossier, Execution, Handoff, Procedure, Release, Task

Measure = Literal["all", "overdue", "today", "soon", "paused", "unclaimed", "stuck", "unapologised"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: tasks that lie in `posts`, and the dossiers of which one does or that `agencies` decide on.

    None is everything. With `one_stops`, only what they received, wherever it lies. `vacant` are the posts that nobody
    fills.
    """

    posts: tuple[int, ...] | None
    agencies: tuple[int, ...] | None
    one_stops: tuple[int, ...] | None = None
    procedure_id: int | None = None
    vacant: tuple[int, ...] = ()


# else a partial index is not used: its condition must stand in the statement itself
_WRITTEN_OUT: ColumnElement[str] = literal_column("'dossier'")
_MATTERS = select(Release.id).join(Procedure).where(Procedure.kind == "matter")
PAUSED = select(Dossier.id).where(Dossier.paused_at.is_not(None))


def releases(procedure_id: int) -> Select[int]:
    """The releases of a procedure."""
    return select(Release.id).where(Release.procedure_id == procedure_id)


def tasks(scope: Scope) -> list[Condition]:
    """What of the table of tasks is counted."""
    found: list[Condition] = [*_here(scope), Task.release_id.not_in(_MATTERS)]
    if scope.procedure_id is not None:
        found.append(Task.release_id.in_(releases(scope.procedure_id)))
    return found


def _here(scope: Scope) -> list[Condition]:
    """Open tasks that lie where the scope is."""
    found: list[Condition] = [IS_UNDONE]
    if scope.posts is not None:
        found.append(Task.post_id.in_(scope.posts))
    if scope.one_stops is not None:
        found.append(Task.receiving_unit_id.in_(scope.one_stops))
    return found


def dossiers(scope: Scope) -> list[Condition]:
    """What of the table of dossiers is counted: those without a result yet."""
    found: list[Condition] = [Dossier.finished_at.is_(None), Dossier.kind == _WRITTEN_OUT]
    if scope.posts is not None:
        here = Dossier.id.in_(select(Task.dossier_id).where(IS_UNDONE, Task.post_id.in_(scope.posts)))
        found.append(or_(Dossier.agency_id.in_(scope.agencies or ()), here))
    if scope.one_stops is not None:
        found.append(Dossier.receiving_unit_id.in_(scope.one_stops))
    if scope.procedure_id is not None:
        found.append(Dossier.release_id.in_(releases(scope.procedure_id)))
    return found


def of_dossiers(scope: Scope, clock: Clock) -> dict[Measure, Condition]:
    """Of the table of dossiers, what each number counts; who waits for nothing is asked apart (`silent`)."""
    runs, edge = Dossier.paused_at.is_(None), clock.of_dossiers
    unclaimed = select(Task.dossier_id).where(*_here(scope), *is_unclaimed(clock))
    return {
        "all": true(),
        **by_due(Dossier.due_at.expression, runs, edge),
        "paused": Dossier.paused_at <= clock.moment - timedelta(days=clock.waits) if clock.waits else ~runs,
        "unclaimed": case((Dossier.id.in_(unclaimed), true()), else_=false()),  # as `paused` below
        "stuck": Dossier.id.in_(union_all(*_stuck(scope, clock), faults.refused())),
        "unapologised": apologies.is_owed(edge("now")),
    }


def of_tasks(scope: Scope, clock: Clock) -> dict[Measure, Condition]:
    """Of the table of tasks, what each number counts."""
    runs = Task.dossier_id.not_in(PAUSED)
    return {
        "all": true(),
        **by_due(Task.due_at.expression, runs, clock.of_tasks),
        "paused": case((runs, false()), else_=true()),  # a bare IN would have SQLite begin at the paused ones
        "unclaimed": Task.holder_id.is_(None),
        "stuck": is_stuck(scope, clock),
    }


def is_unclaimed(clock: Clock) -> list[Condition]:
    """What nobody holds, and has not for as long as the clock waits."""
    waits = [Task.opened_at <= clock.of_tasks("waiting")] if clock.waits else []
    return [Task.holder_id.is_(None), *waits]


def is_stuck(scope: Scope, clock: Clock) -> Condition:
    """Whether a task cannot go on; of a dossier with several executions, only the tasks of one that is in error.

    Few tasks are: they are looked up first, and each row that is counted asks whether it is one of them.
    """
    task, faulty = select(Task.id).where(IS_UNDONE), select(Execution.id).where(Execution.fault_at.is_not(None))
    return Task.id.in_(
        union_all(
            task.where(Task.post_id.in_(scope.vacant)),
            task.where(Task.dossier_id.in_(union_all(*_unanswered(clock)))),
            task.where(Task.execution_id.in_(faulty)),
        )
    )


def by_due(due: ColumnElement[datetime], runs: Condition, edge: Any) -> dict[Measure, Condition]:
    """What is overdue, due today, and due after today within three working days: no dossier is two of them."""
    return {
        "overdue": and_(runs, due < edge("now")),
        "today": and_(runs, due >= edge("now"), due < edge("tonight")),
        "soon": and_(runs, due >= edge("tonight"), due <= edge("soon")),
    }


def _stuck(scope: Scope, clock: Clock) -> list[Select[int]]:
    """The dossiers of which a post that nobody fills has a task, or whose handoff has no answer."""
    unowned = select(Task.dossier_id).where(IS_UNDONE, Task.post_id.in_(scope.vacant))
    return [unowned, *_unanswered(clock)]


def _unanswered(clock: Clock) -> list[Select[int]]:
    """The dossiers whose handoff is not answered in time, or does not leave at all."""
    late = or_(and_(Handoff.received_at.is_(None), Handoff.receive_by < clock.moment), Handoff.answer_by < clock.moment)
    return [select(Handoff.dossier_id).where(Handoff.closed_at.is_(None), late), faults.unsent()]
