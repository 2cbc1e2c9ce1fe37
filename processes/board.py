"""The supervisor's board: how much open work stands how, and the dossiers and tasks behind each number.

Two readings. A dossier is counted once, by its own due time, whatever the number of agencies that work on it. A task is
counted where it lies, by its own due time, beside the number of dossiers on each line: of a dossier that three agencies
work on, each has its own part. Matters are no dossiers and are left out. While a dossier's clock stands, nothing of it
is overdue or due soon.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, cast

import numpy as np
from sqlalchemy import ColumnElement, Select, String, and_, case, func, or_, select, tuple_, union_all
from sqlalchemy import cast as as_type

from processes import board_counting, faults, statuses
from processes import board_measures as measures
from processes.board_clock import Clock
from processes.board_counting import LATER, OVERDUE, SOON, TODAY, By, Ids, Key, Line, OpenTasks
from processes.board_measures import MEASURES, Measure, Scope
from processes.branches import IS_UNDONE
from processes.database import Snapshot
from processes.deadlines import Reason
from processes.event_log import NEVER
from processes.tables import Dossier, Post, Procedure, Release, Task, Unit

__all__ = [
    "MEASURES",
    "Axis",
    "By",
    "Figures",
    "Key",
    "Line",
    "Lying",
    "Measure",
    "Pause",
    "Place",
    "Row",
    "Scope",
    "Tally",
    "among",
    "dossiers",
    "figures",
    "hands",
    "lying",
    "pauses",
    "procedures",
    "tasks",
]

Axis = Literal["work", "received"]
Place = tuple[datetime, int]
_MOST_BRANCHES = 100  # SQLite joins at most 500 of them, and a sorted merge of more costs as much as the walk
_MOST_AT_ONCE = 10_000  # values a statement: SQLite takes 32,766


@dataclass(frozen=True, slots=True)
class Tally:
    """How many dossiers stand how: the numbers at the top of the board."""

    all: int
    overdue: int
    today: int
    soon: int
    paused: int
    unclaimed: int
    stuck: int
    unapologised: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The board: dossiers at the top, each once, and tasks line by line, the most overdue first."""

    tally: Tally
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Pause:
    """How many dossiers wait for what, and since when the one that waits longest does."""

    reason: Reason
    number: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier or a task behind a number; of a dossier no task is told here. `reason` says what a pause is for."""

    dossier_id: int
    code: str
    owner: str
    procedure: str
    agency_id: int
    due_at: datetime
    paused_at: datetime | None
    reason: Reason | None = None
    task_id: int | None = None
    step: str = ""
    post_id: int | None = None
    holder_id: int | None = None

    @property
    def place(self) -> Place:
        """Where the next page begins."""
        return self.due_at, self.task_id or self.dossier_id


@dataclass(frozen=True, slots=True)
class Lying:
    """So many dossiers behind a number that lie alike: who decides, who received, and in which posts their tasks lie.

    Behind `unclaimed` those tasks alone that are unclaimed.
    """

    agency_id: int
    receiving_unit_id: int
    procedure_id: int
    posts: frozenset[int]
    dossiers: int


AWAITED: Mapping[str, Reason] = {
    statuses.AWAITING_SUPPLEMENT: "supplement",
    statuses.AWAITING_DUTY: "financial_duty",
    statuses.AWAITING_OTHER: "excluded_time",
}
"""What the status of a dossier whose clock stands says of its pause."""


def figures(snapshot: Snapshot, scope: Scope, clock: Clock, by: By) -> Figures:
    """The dossiers of a scope by how they stand, and its tasks by where they lie, who has them or what they are.

    At most four statements, and one more where an open dossier has no open task here. Of the tasks each column comes
    as one text and is counted here: to have the database tell a line's dossiers apart takes three times as long.
    """
    open_, more = _open_tasks(snapshot, scope, clock, by)
    keys, names = _keys(snapshot, open_, more, by)
    return Figures(_tally(snapshot, scope, clock, open_), board_counting.lines(open_, keys, names))


def _open_tasks(snapshot: Snapshot, scope: Scope, clock: Clock, by: By) -> tuple[OpenTasks, list[str]]:
    """The open tasks of a scope, and what else their key is made of, a text a post. Two statements."""
    edge, due = clock.of_tasks, Task.due_at
    late = (due < edge("now"), OVERDUE), (due < edge("tonight"), TODAY), (due <= edge("soon"), SOON)
    stuck = case((measures.is_stuck(scope, clock), 1), else_=0)
    told = [
        _told(one) for one in (Task.dossier_id, func.coalesce(Task.holder_id, NEVER), case(*late, else_=LATER), stuck)
    ]
    told += {"procedure": [_told(Task.release_id)], "step": [_told(Task.name, "\n")]}.get(by, [])
    query = select(Task.post_id, func.count(), *told).where(*measures.tasks(scope)).group_by(Task.post_id)
    rows: list[tuple[Any, ...]] = [(*row,) for row in snapshot.execute(query)]
    post = np.repeat(np.array([row[0] for row in rows], np.int64), [row[1] for row in rows])
    dossier, officer, stands, is_stuck = (_numbers(row[place] for row in rows) for place in range(2, 6))
    paused = _numbers([snapshot.execute(_PAUSED).scalar()])
    open_ = OpenTasks(dossier, post, officer, stands, np.isin(dossier, paused), is_stuck > 0)
    return open_, [row[6] for row in rows] if len(told) > 4 else []


def _keys(snapshot: Snapshot, open_: OpenTasks, more: list[str], by: By) -> tuple[Ids, Sequence[str] | None]:
    """By what the lines are made, and the names where that is a name."""
    match by:
        case "agency" | "unit":
            query = select(Post.id, Unit.agency_id if by == "agency" else Unit.id).join(Unit, Unit.id == Post.unit_id)
            return board_counting.looked_up(open_.post, _pairs(snapshot, query)), None
        case "procedure":
            releases = _pairs(snapshot, select(Release.id, Release.procedure_id))
            return board_counting.looked_up(_numbers(more), releases), None
        case "step":
            names: dict[str, int] = {}
            places = [names.setdefault(one, len(names)) for text in more for one in text.split("\n")]
            return np.array(places, np.int64), list(names)
        case "post":
            return open_.post, None
        case "officer":
            return open_.officer, None


def _pairs(snapshot: Snapshot, query: Select[int, int]) -> dict[int, int]:
    rows: list[tuple[int, ...]] = [(*row,) for row in snapshot.execute(query)]
    return {row[0]: row[1] for row in rows}


def _tally(snapshot: Snapshot, scope: Scope, clock: Clock, open_: OpenTasks) -> Tally:
    """The dossiers by how they stand; which of them have an open task here is known already."""
    held = measures.of_dossiers(scope, clock)
    names = [one.name for one in fields(Tally) if one.name != "unclaimed"]
    counted = [func.count().filter(held[name]).label(name) for name in names]  # pyright: ignore
    query = select(*counted, _told(Dossier.id).label("ids")).select_from(Dossier).where(*measures.dossiers(scope))
    row = snapshot.execute(query).one()
    own, told = _numbers([row.ids]), {name: getattr(row, name) for name in names}
    told["unclaimed"] = int(np.isin(own, open_.dossier[open_.officer == NEVER]).sum())
    told["stuck"] += len(_silent(snapshot, own[~np.isin(own, open_.dossier)]))
    return Tally(**told)


def _silent(snapshot: Snapshot, without_task: Ids) -> set[int]:
    """The dossiers that wait for nothing, of those of which no task is open where one looked."""
    found: set[int] = set()
    for since in range(0, len(without_task), _MOST_AT_ONCE):
        some = without_task[since : since + _MOST_AT_ONCE].tolist()
        found.update(snapshot.execute(faults.silent(some)).scalars())
    return found


def _told(column: Any, between: str = ",") -> ColumnElement[str]:
    """A column of a group as one text: fifty thousand numbers come as quickly as one."""
    return func.aggregate_strings(as_type(column, String), between)


def _numbers(texts: Any) -> Ids:
    parts = [np.fromstring(text, np.int64, sep=",") for text in texts if text]
    return np.concatenate([np.zeros(0, np.int64), *parts])


_PAUSED = select(_told(Dossier.id)).where(Dossier.paused_at.is_not(None))


def pauses(snapshot: Snapshot, scope: Scope) -> list[Pause]:
    """The paused dossiers of a scope by what they wait for, the most first. One statement."""
    said, since = Dossier.business_status, func.min(Dossier.paused_at)
    query = select(said, func.count(), since).where(*measures.dossiers(scope), Dossier.paused_at.is_not(None))
    rows: list[tuple[Any, ...]] = [(*row,) for row in snapshot.execute(query.group_by(said))]
    found = [Pause(AWAITED[row[0]], row[1], row[2]) for row in rows]
    return sorted(found, key=lambda one: (-one.number, one.reason))


def dossiers(
    snapshot: Snapshot, scope: Scope, clock: Clock, measure: Measure, *, after: Place | None = None, limit: int = 50
) -> list[Row]:
    """One page of the dossiers behind a number of the tally, the longest overdue first.

    One statement; of what is stuck also who waits for nothing is looked for.
    """
    order = tuple_(Dossier.due_at, Dossier.id)
    wanted = [*measures.dossiers(scope), _behind(snapshot, scope, clock, measure)]
    if after is not None:
        wanted.append(order > after)
    # what is looked through is in an index whole, and only what is on the page is read
    first = select(Dossier.id).where(*wanted).order_by(Dossier.due_at, Dossier.id).limit(limit).subquery()
    query = _named(select(*_ABOUT, Dossier.due_at, *_STANDS), Dossier.release_id.expression)
    query = query.join(first, first.c.id == Dossier.id).order_by(Dossier.due_at, Dossier.id)
    return [_row(row) for row in snapshot.execute(query)]


def _behind(snapshot: Snapshot, scope: Scope, clock: Clock, measure: Measure) -> ColumnElement[bool]:
    """Of the table of dossiers, what a number counts."""
    counted = measures.of_dossiers(scope, clock)[measure]
    if measure != "stuck":
        return counted
    return or_(counted, Dossier.id.in_(sorted(_waiting_for_nothing(snapshot, scope))))


def _waiting_for_nothing(snapshot: Snapshot, scope: Scope) -> set[int]:
    own = select(_told(Dossier.id)).where(*measures.dossiers(scope))
    open_ = select(_told(Task.dossier_id)).where(*measures.tasks(scope))
    mine, has_task = (_numbers([snapshot.execute(one).scalar()]) for one in (own, open_))
    return _silent(snapshot, mine[~np.isin(mine, has_task)])


def among(snapshot: Snapshot, scope: Scope, ids: Collection[int]) -> dict[int, Row]:
    """Which of these dossiers a scope has open, by number. A statement for each ten thousand."""
    query = _named(select(*_ABOUT, Dossier.due_at, *_STANDS), Dossier.release_id.expression)
    query = query.where(*measures.dossiers(scope))
    ordered = sorted(ids)
    rows: list[Row] = []
    for first in range(0, len(ordered), _MOST_AT_ONCE):
        chunk = query.where(Dossier.id.in_(ordered[first : first + _MOST_AT_ONCE]))
        rows += [_row(row) for row in snapshot.execute(chunk)]
    return {row.dossier_id: row for row in rows}


def tasks(
    snapshot: Snapshot,
    scope: Scope,
    clock: Clock,
    measure: Measure,
    *,
    by: By | None = None,
    key: Key = None,
    after: Place | None = None,
    limit: int = 50,
) -> list[Row]:
    """One page of the tasks behind a number of a line, the longest overdue first. One statement.

    `by` "officer", "procedure" and "step" narrow by `key`; where it lies is narrowed by the scope's posts.
    """
    wanted = [*measures.tasks(scope), measures.of_tasks(scope, clock)[measure]]
    match by:
        case "procedure":
            wanted.append(Task.release_id.in_(measures.releases(cast(int, key))))
        case "officer":
            wanted.append(Task.holder_id == key if key is not None else Task.holder_id.is_(None))
        case "step":
            wanted.append(Task.name == key)
        case _:
            pass
    if after is not None:
        wanted.append(tuple_(Task.due_at, Task.id) > after)
    first = _first(scope, wanted, limit)
    told = Task.due_at, *_STANDS, Task.id, Task.name, Task.post_id, Task.holder_id
    query = _named(select(*_ABOUT, *told).join(Task, Task.dossier_id == Dossier.id), Dossier.release_id.expression)
    query = query.join(first, first.c.id == Task.id).order_by(Task.due_at, Task.id).limit(limit)
    return [_row(row) for row in snapshot.execute(query)]


def lying(snapshot: Snapshot, scope: Scope, clock: Clock, measure: Measure) -> list[Lying]:
    """The dossiers behind a number of the tally by where they lie, each counted once.

    One statement; of what is stuck also who waits for nothing is looked for.
    """
    mine = measures.is_unclaimed(clock) if measure == "unclaimed" else ()
    there = [Task.dossier_id == Dossier.id, IS_UNDONE, *mine]
    about = Dossier.agency_id, Dossier.receiving_unit_id, Dossier.release_id
    posts = _told(Task.post_id, " ").label("posts")
    wanted = [*measures.dossiers(scope), _behind(snapshot, scope, clock, measure)]
    each = select(*about, posts).outerjoin(Task, and_(*there)).where(*wanted).group_by(Dossier.id, *about).subquery()
    alike = each.c.agency_id, each.c.receiving_unit_id, Release.procedure_id, each.c.posts
    query = select(*alike, func.count().label("number")).join(Release, Release.id == each.c.release_id).group_by(*alike)
    return [
        Lying(
            *(row.agency_id, row.receiving_unit_id, row.procedure_id),
            posts=frozenset(map(int, (row.posts or "").split())),
            dossiers=row.number,
        )
        for row in snapshot.execute(query)
    ]


def hands(snapshot: Snapshot, dossier_ids: Collection[int]) -> dict[int, list[tuple[str, int, int | None]]]:
    """Which steps of these dossiers are open, each with its post and who holds it. One statement."""
    query = select(Task.dossier_id, Task.name, Task.post_id, Task.holder_id)
    query = query.where(Task.dossier_id.in_(sorted(dossier_ids)), IS_UNDONE).order_by(Task.id)
    found: dict[int, list[tuple[str, int, int | None]]] = {}
    for row in snapshot.execute(query):
        found.setdefault(row.dossier_id, []).append((row.name, row.post_id, row.holder_id))
    return found


def procedures(snapshot: Snapshot) -> dict[int, str]:
    """The names of all procedures that dossiers run on."""
    query = select(Procedure.id, Procedure.name).where(Procedure.kind == "dossier").order_by(Procedure.name)
    return {row.id: row.name for row in snapshot.execute(query)}


_ABOUT = Dossier.id, Dossier.code, Dossier.owner_name, Procedure.name, Dossier.agency_id
_STANDS = Dossier.paused_at, Dossier.business_status


def _row(told: Any) -> Row:
    dossier_id, code, owner, procedure, agency_id, due_at, paused_at, status, *task = told
    reason = None if paused_at is None else AWAITED.get(status)
    return Row(dossier_id, code, owner, procedure, agency_id, due_at, paused_at, reason, *task)


def _named(query: Select[*tuple[Any, ...]], release_id: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    return query.join(Release, Release.id == release_id).join(Procedure, Procedure.id == Release.procedure_id)


def _first(scope: Scope, wanted: Collection[ColumnElement[bool]], limit: int) -> Any:
    """The first tasks by due time: of few posts each is a branch of its own, else PostgreSQL sorts all of them."""
    read = select(Task.id, Task.due_at)
    if scope.posts is None or not 0 < len(scope.posts) <= _MOST_BRANCHES:
        return read.where(*wanted).order_by(Task.due_at, Task.id).limit(limit).subquery()
    each = (read.where(Task.post_id == post, *wanted) for post in scope.posts)
    cut = [one.order_by(Task.due_at, Task.id).limit(limit).subquery() for one in each]
    merged = union_all(*(select(one.c.id, one.c.due_at) for one in cut)).subquery()
    return select(merged.c.id).order_by(merged.c.due_at, merged.c.id).limit(limit).subquery()
