"""The supervisor's board: how much open work stands how, and the dossiers and tasks behind each number.

Two readings. A dossier is counted once, by its own due time, whatever the number of agencies that work on it. A task is
counted where it lies, by its own due time, beside the number of dossiers on each line: of a dossier that three agencies
work on, each has its own part. Matters are no dossiers and are left out. While a dossier's clock stands, nothing of it
is overdue or due soon.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal, cast, get_args

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy import cast as cast_to

from processes.board_clock import Clock
from processes.branches import IS_UNDONE
from processes.database import Snapshot
from processes.tables import Dossier, Handoff, Letter, Post, Procedure, Release, Task, Unit

By = Literal["agency", "unit", "post", "officer", "procedure", "step"]
Measure = Literal["all", "overdue", "today", "soon", "paused", "unclaimed", "stuck", "unapologised"]
Axis = Literal["work", "received"]
Place = tuple[datetime, int]
Key = int | str | None
MEASURES: tuple[Measure, ...] = get_args(Measure)
_MOST_BRANCHES = 100  # SQLite joins at most 500 of them, and a sorted merge of more costs as much as the walk


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
class Line:
    """How the tasks of one agency, unit, post, officer, procedure or step stand; of how many dossiers they are.

    `key` is its number, a step's name, and None for what nobody holds.
    """

    key: Key
    dossiers: int
    all: int
    overdue: int
    today: int
    soon: int
    paused: int
    unclaimed: int
    stuck: int


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier or a task behind a number; of a dossier no task is told here."""

    dossier_id: int
    code: str
    owner: str
    procedure: str
    agency_id: int
    due_at: datetime
    paused_at: datetime | None
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


# else a partial index is not used: its condition must stand in the statement itself
_WRITTEN_OUT: ColumnElement[str] = literal_column("'dossier'")
_PAUSED = select(Dossier.id).where(Dossier.paused_at.is_not(None))
_MATTERS = select(Release.id).join(Procedure).where(Procedure.kind == "matter")
_KEYS: Mapping[By, ColumnElement[Any]] = {
    "agency": Unit.agency_id.expression,
    "unit": Post.unit_id.expression,
    "post": Task.post_id.expression,
    "officer": Task.holder_id.expression,
    "procedure": Release.procedure_id.expression,
    "step": Task.name.expression,
}


def tally(snapshot: Snapshot, scope: Scope, clock: Clock) -> Tally:
    """The dossiers of a scope, each counted once, by how they stand. One statement."""
    held = _dossier_measures(scope, clock)
    counted = [func.count().filter(held[one.name]).label(one.name) for one in fields(Tally)]  # pyright: ignore
    return Tally(*snapshot.execute(select(*counted).select_from(Dossier).where(*_dossiers(scope))).one())


def lines(snapshot: Snapshot, scope: Scope, clock: Clock, by: By) -> list[Line]:
    """The tasks of a scope by where they lie, who has them or what they are, the most overdue first. Two statements.

    What lies in a paused dossier is counted apart and taken off: to ask it of every task costs three times as much.
    """
    edge, key = clock.of_tasks, _KEYS[by]
    late = [func.count().filter(one) for one in _by_due(Task.due_at.expression, true(), edge).values()]
    more = [func.count().filter(one) for one in (Task.holder_id.is_(None), _is_stuck(scope, clock))]
    query = _keyed(select(key, func.count(), *late), by).where(*_tasks(scope)).group_by(key)
    paused = snapshot.execute(query.where(Task.dossier_id.in_(_PAUSED)))
    halted: dict[Key, tuple[Any, ...]] = {row[0]: (*row,) for row in paused}
    found: list[Line] = []
    for told in snapshot.execute(query.add_columns(func.count(Task.dossier_id.distinct()), *more)):
        row: tuple[Any, ...] = (*told,)
        off = halted.get(row[0], (None, 0, 0, 0, 0))
        overdue, today, soon = (row[at] - off[at] for at in (2, 3, 4))
        found.append(Line(row[0], row[5], row[1], overdue, today, soon, off[1], row[6], row[7]))
    return sorted(found, key=lambda line: (-line.overdue, -line.today, -line.all, str(line.key)))


def _keyed(query: Select[*tuple[Any, ...]], by: By) -> Select[*tuple[Any, ...]]:
    """With the tables that a line's key is read from."""
    query = query.select_from(Task)
    if by in ("agency", "unit"):
        query = query.join(Post, Post.id == Task.post_id)
    if by == "agency":
        query = query.join(Unit, Unit.id == Post.unit_id)
    if by == "procedure":
        query = query.join(Release, Release.id == Task.release_id)
    return query


def dossiers(
    snapshot: Snapshot, scope: Scope, clock: Clock, measure: Measure, *, after: Place | None = None, limit: int = 50
) -> list[Row]:
    """One page of the dossiers behind a number of the tally, the longest overdue first. One statement."""
    order = tuple_(Dossier.due_at, Dossier.id)
    wanted = [*_dossiers(scope), _dossier_measures(scope, clock)[measure]]
    if after is not None:
        wanted.append(order > after)
    query = _named(select(*_ABOUT, Dossier.due_at, Dossier.paused_at), Dossier.release_id.expression).where(*wanted)
    return [Row(*row) for row in snapshot.execute(query.order_by(Dossier.due_at, Dossier.id).limit(limit))]


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
    wanted = [*_tasks(scope), _task_measures(scope, clock)[measure]]
    match by:
        case "procedure":
            wanted.append(Task.release_id.in_(_releases(cast(int, key))))
        case "officer" | "step":
            wanted.append(_KEYS[by] == key if key is not None else _KEYS[by].is_(None))
        case _:
            pass
    if after is not None:
        wanted.append(tuple_(Task.due_at, Task.id) > after)
    first = _first(scope, wanted, limit)
    told = Task.due_at, Dossier.paused_at, Task.id, Task.name, Task.post_id, Task.holder_id
    query = _named(select(*_ABOUT, *told).join(Task, Task.dossier_id == Dossier.id), Dossier.release_id.expression)
    query = query.join(first, first.c.id == Task.id).order_by(Task.due_at, Task.id).limit(limit)
    return [Row(*row) for row in snapshot.execute(query)]


def lying(snapshot: Snapshot, scope: Scope, clock: Clock, measure: Measure) -> list[Lying]:
    """The dossiers behind a number of the tally by where they lie, each counted once. One statement."""
    there = [Task.dossier_id == Dossier.id, IS_UNDONE, *(_unclaimed(clock) if measure == "unclaimed" else ())]
    about = Dossier.agency_id, Dossier.receiving_unit_id, Dossier.release_id
    posts = func.aggregate_strings(cast_to(Task.post_id, String), " ").label("posts")
    wanted = [*_dossiers(scope), _dossier_measures(scope, clock)[measure]]
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


def _named(query: Select[*tuple[Any, ...]], release_id: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    return query.join(Release, Release.id == release_id).join(Procedure, Procedure.id == Release.procedure_id)


def _releases(procedure_id: int) -> Select[int]:
    return select(Release.id).where(Release.procedure_id == procedure_id)


def _first(scope: Scope, wanted: Collection[ColumnElement[bool]], limit: int) -> Any:
    """The first tasks by due time: of few posts each is a branch of its own, else PostgreSQL sorts all of them."""
    read = select(Task.id, Task.due_at)
    if scope.posts is None or not 0 < len(scope.posts) <= _MOST_BRANCHES:
        return read.where(*wanted).order_by(Task.due_at, Task.id).limit(limit).subquery()
    each = (read.where(Task.post_id == post, *wanted) for post in scope.posts)
    cut = [one.order_by(Task.due_at, Task.id).limit(limit).subquery() for one in each]
    merged = union_all(*(select(one.c.id, one.c.due_at) for one in cut)).subquery()
    return select(merged.c.id).order_by(merged.c.due_at, merged.c.id).limit(limit).subquery()


def _tasks(scope: Scope) -> list[ColumnElement[bool]]:
    """What of the table of tasks is counted."""
    found: list[ColumnElement[bool]] = [IS_UNDONE, Task.release_id.not_in(_MATTERS)]
    if scope.posts is not None:
        found.append(Task.post_id.in_(scope.posts))
    if scope.one_stops is not None:
        found.append(Task.receiving_unit_id.in_(scope.one_stops))
    if scope.procedure_id is not None:
        found.append(Task.release_id.in_(_releases(scope.procedure_id)))
    return found


def _dossiers(scope: Scope) -> list[ColumnElement[bool]]:
    """What of the table of dossiers is counted: those without a result yet."""
    found: list[ColumnElement[bool]] = [Dossier.finished_at.is_(None), Dossier.kind == _WRITTEN_OUT]
    if scope.posts is not None:
        here = Dossier.id.in_(select(Task.dossier_id).where(IS_UNDONE, Task.post_id.in_(scope.posts)))
        found.append(or_(Dossier.agency_id.in_(scope.agencies or ()), here))
    if scope.one_stops is not None:
        found.append(Dossier.receiving_unit_id.in_(scope.one_stops))
    if scope.procedure_id is not None:
        found.append(Dossier.release_id.in_(_releases(scope.procedure_id)))
    return found


def _dossier_measures(scope: Scope, clock: Clock) -> dict[Measure, ColumnElement[bool]]:
    """Of the table of dossiers, what each number counts."""
    runs, edge = Dossier.paused_at.is_(None), clock.of_dossiers
    here = [IS_UNDONE] if scope.posts is None else [IS_UNDONE, Task.post_id.in_(scope.posts)]
    apologised = select(Letter.dossier_id).where(Letter.kind == "apology", Letter.state == "issued")
    late = and_(runs, Dossier.original_due_at < edge("now"), Dossier.id.not_in(apologised))
    unclaimed = select(Task.dossier_id).where(*here, *_unclaimed(clock))
    return {
        "all": true(),
        **_by_due(Dossier.due_at.expression, runs, edge),
        "paused": Dossier.paused_at <= clock.moment - timedelta(days=clock.waits) if clock.waits else ~runs,
        "unclaimed": Dossier.id.in_(unclaimed),
        "stuck": or_(*(Dossier.id.in_(one) for one in _stuck(scope, clock))),
        "unapologised": late,
    }


def _task_measures(scope: Scope, clock: Clock) -> dict[Measure, ColumnElement[bool]]:
    """Of the table of tasks, what each number counts."""
    runs = Task.dossier_id.not_in(_PAUSED)
    return {
        "all": true(),
        **_by_due(Task.due_at.expression, runs, clock.of_tasks),
        "paused": case((runs, false()), else_=true()),  # a bare IN would have SQLite begin at the paused ones
        "unclaimed": Task.holder_id.is_(None),
        "stuck": _is_stuck(scope, clock),
    }


def _unclaimed(clock: Clock) -> list[ColumnElement[bool]]:
    waits = [Task.opened_at <= clock.of_tasks("waiting")] if clock.waits else []
    return [Task.holder_id.is_(None), *waits]


def _is_stuck(scope: Scope, clock: Clock) -> ColumnElement[bool]:
    return or_(Task.post_id.in_(scope.vacant), Task.dossier_id.in_(_unanswered(clock)))


def _by_due(due: ColumnElement[datetime], runs: ColumnElement[bool], edge: Any) -> dict[Measure, ColumnElement[bool]]:
    """What is overdue, due today, and due after today within three working days: no dossier is two of them."""
    return {
        "overdue": and_(runs, due < edge("now")),
        "today": and_(runs, due >= edge("now"), due < edge("tonight")),
        "soon": and_(runs, due >= edge("tonight"), due <= edge("soon")),
    }


def _stuck(scope: Scope, clock: Clock) -> list[Select[int]]:
    """The dossiers that cannot go on: a post that nobody fills has the task, or a handoff is not answered in time.

    An execution in error is one more of these.
    """
    unowned = select(Task.dossier_id).where(IS_UNDONE, Task.post_id.in_(scope.vacant))
    return [unowned, _unanswered(clock)]


def _unanswered(clock: Clock) -> Select[int]:
    late = or_(and_(Handoff.received_at.is_(None), Handoff.receive_by < clock.moment), Handoff.answer_by < clock.moment)
    return select(Handoff.dossier_id).where(Handoff.closed_at.is_(None), late)
