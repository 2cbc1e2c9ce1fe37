"""Reminders: the tasks whose next rung is reached, what has fired of their ladders, and who was told.

Only rows and their guards: which rung fires and whom it tells is decided in `tasks/`. Each task is taken together with
its dossier, as acts take it, and what somebody is acting on is left to the next round; so two agents never meet on one
task, and none waits for the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from processes import catalogue
from processes.calendars import Calendar
from processes.database import Snapshot, Transaction
from processes.ladders import Rung, Span
from processes.prepared import Prepared
from processes.tables import CalendarChange, Delegation, Dossier, Execution, ReminderMark, Task
from processes.tables import Reminder as Row

SENT, OVERTAKEN = "sent", "overtaken"
_MARK = 1
Key = tuple[int, str, datetime]
"""A task, the kind of a rung, the due time it was counted from."""


@dataclass(frozen=True, slots=True)
class Watched:
    """An open task with what its ladder needs; `since` is where the ladder goes on, None while the clock stands."""

    task_id: int
    dossier_id: int
    code: str
    name: str
    element: str
    post_id: int
    holder_id: int | None
    asker_id: int | None
    agency_id: int
    receiving_unit_id: int
    release_id: int
    opened_at: datetime
    due_at: datetime
    allotted: int | None
    since: datetime | None
    is_paused: bool

    def span(self, calendar: Calendar) -> Span:
        """What its rungs are counted from; tasks of before there were ladders are measured as they stand."""
        allotted = self.allotted
        if allotted is None:
            allotted = calendar.between(self.opened_at, self.due_at).minutes
        return Span(self.opened_at, self.due_at, allotted)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A rung that was reached, and the officers who were told; overtaken, it is told by the one that overtook it."""

    task_id: int
    dossier_id: int
    kind: str
    due_at: datetime
    at: datetime
    fired_at: datetime
    state: str
    told: tuple[int, ...]

    @property
    def rung(self) -> Rung:
        """The rung of the ladder that it was."""
        return Rung.of(self.kind)

    @property
    def key(self) -> Key:
        """By which it is told once."""
        return self.task_id, self.kind, self.due_at


_OPEN = Task.closed_at.is_(None)
_WATCHED = (
    select(
        *(Task.id, Task.dossier_id, Dossier.code, Task.name, Task.element, Task.post_id, Task.holder_id),
        *(Delegation.asker_id, Execution.agency_id, Dossier.receiving_unit_id, Dossier.release_id),
        *(Task.opened_at, Task.due_at, Task.allotted, Task.next_rung_at, Dossier.limit_at.is_not(None)),
    )
    .join(Dossier, Dossier.id == Task.dossier_id)  # a matter's tasks have their ladder as a dossier's
    .join(Execution, Execution.id == Task.execution_id)
    .outerjoin(Delegation, Delegation.id == Task.delegation_id)
    .where(_OPEN)
)
_UNTIL = bindparam("until", type_=Task.next_rung_at.type)
_DUE = _WATCHED.where(Task.next_rung_at <= _UNTIL)
_LIMIT = bindparam("limit")
_TAKE = (
    _DUE.order_by(Task.next_rung_at, Task.id)
    .limit(_LIMIT)
    .with_for_update(of=(Dossier, Task), skip_locked=True, key_share=True)
)


def take(transaction: Transaction, *, until: datetime, limit: int) -> list[Watched]:
    """Tasks whose next rung is reached, held against other writers, the earliest first."""
    return [Watched(*row) for row in transaction.execute(_TAKE, {"until": until, "limit": limit})]


def watched(snapshot: Snapshot, *, until: datetime) -> Iterator[Watched]:
    """Every open task that may be reminded of until then."""
    for row in snapshot.execute(_DUE.order_by(Task.id), {"until": until}):
        yield Watched(*row)


def fired(snapshot: Snapshot, tasks: Collection[int]) -> set[Key]:
    """What has fired of these tasks."""
    found: set[Key] = set()
    wanted = sorted(tasks)
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(Row.task_id, Row.kind, Row.due_at).where(Row.task_id.in_(wanted[start : start + _AT_ONCE]))
        found |= {(row.task_id, row.kind, row.due_at) for row in snapshot.execute(query)}
    return found


_AT_ONCE = 500
_COLUMNS = (Row.task_id, Row.dossier_id, Row.kind, Row.due_at, Row.at, Row.fired_at, Row.state, Row.told)
_RECORD = Prepared(insert(Row))
_MOVE = Prepared(
    update(Task).where(Task.id == bindparam("task")).values(next_rung_at=bindparam("next", type_=Task.due_at.type))
)


def record(transaction: Transaction, reached: Sequence[Reminder]) -> None:
    """Puts on record what fired; a second time is a bug."""
    names = [column.key for column in _COLUMNS]
    rows = [{**{name: getattr(one, name) for name in names}, "told": list(one.told)} for one in reached]
    if rows:
        transaction.write(_RECORD, rows)


def go_on(transaction: Transaction, rungs: Mapping[int, datetime | None]) -> None:
    """Says of each task from when on its ladder goes on; None when nothing is left of it."""
    rows = [{"task": task_id, "next": at} for task_id, at in sorted(rungs.items())]
    if rows:
        transaction.write(_MOVE, rows)


def of_dossier(snapshot: Snapshot, dossier_id: int) -> list[Reminder]:
    """What has fired of a dossier's tasks, the earliest first."""
    query = select(*_COLUMNS).where(Row.dossier_id == dossier_id).order_by(Row.at, Row.id)
    return [_reminder(*row) for row in snapshot.execute(query)]


def _reminder(*row: Any) -> Reminder:
    task_id, dossier_id, kind, due_at, at, fired_at, state, told = row
    return Reminder(task_id, dossier_id, kind, due_at, at, fired_at, state, tuple(told))


def is_standing(snapshot: Snapshot, one: Watched) -> bool:
    """Whether the task's clock stands with its dossier's."""
    if not one.is_paused:
        return False
    return not catalogue.published(snapshot, one.release_id).release.model.task(one.element).has_own_clock


@dataclass(frozen=True, slots=True)
class Mark:
    """The calendars and ladders by which rungs were counted last; `task_id` is where counting anew has come to."""

    change_id: int
    ladder_id: int
    task_id: int | None


def mark(transaction: Transaction) -> Mark | None:
    """How far rungs are counted, held against other agents; None before the first time."""
    query = select(ReminderMark.change_id, ReminderMark.ladder_id, ReminderMark.task_id).with_for_update()
    row = transaction.execute(query).one_or_none()
    return None if row is None else Mark(*row)


def put_mark(transaction: Transaction, found: Mark) -> None:
    """Notes how far rungs are counted; of two agents that both come first, one counts what the other has counted."""
    values = {"change_id": found.change_id, "ladder_id": found.ladder_id, "task_id": found.task_id}
    put_in = postgresql.insert if transaction.connection.dialect.name == "postgresql" else sqlite.insert
    first = put_in(ReminderMark).values(id=_MARK, **values)
    transaction.execute(first.on_conflict_do_update(index_elements=[ReminderMark.id], set_=values))


def last_change(snapshot: Snapshot) -> int:
    """The last change of any calendar; 0 when there is none."""
    return snapshot.execute(select(func.coalesce(func.max(CalendarChange.id), 0))).scalar_one()


def after(snapshot: Snapshot, task_id: int, *, limit: int) -> list[Watched]:
    """Open tasks by their number, to count their rungs anew."""
    query = _WATCHED.where(Task.id > task_id).order_by(Task.id).limit(limit)
    return [Watched(*row) for row in snapshot.execute(query)]


_CORRECT = Prepared(
    update(Task)
    .where(Task.id == bindparam("task"), Task.due_at == bindparam("due"), _OPEN)
    .values(next_rung_at=bindparam("next", type_=Task.due_at.type))
)


def correct(transaction: Transaction, counted: Sequence[tuple[Watched, datetime | None]]) -> None:
    """Says when ladders go on that were counted anew; what an act has made due at another time meanwhile stands."""
    rows = [{"task": one.task_id, "due": one.due_at, "next": at} for one, at in counted]
    if rows:
        transaction.write(_CORRECT, rows)
