"""Narrow reads for lists: what waits for an officer, by due time, paged by key.

One statement a page, never a count, never an offset: each post is a limited branch of its own, and the branches are
merged (`post IN (…) ORDER BY … LIMIT` is 140 times slower on PostgreSQL at a million open tasks). A search asks the
index of words first. Of few dossiers the tasks are fetched. Of more the list is walked until the page is full, looking
each task's dossier up among those found; of most dossiers, looking at the dossier itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from processes import words
from processes.assignments import HELD
from processes.database import Snapshot
from processes.tables import Dossier, Procedure, Release, Task

Scope = Literal["mine", "unclaimed", "unit"]
Place = tuple[datetime, int]
Only = Literal["", "waiting"]

# written out, for a partial index is used only where its condition stands in the statement itself
IS_OPENED = Task.state == literal_column("'opened'")
IS_HELD = Task.state.in_([literal_column(f"'{state}'") for state in HELD])

FEW, MANY = 3_000, 30_000  # dossiers: up to so many are fetched one by one, up to so many are remembered on a walk
FIRST_WINDOW = 400  # how far a walk looks at first; then as far as what it found lets expect
_MOST_GROWTH = 16


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a work list."""

    task_id: int
    step: str
    state: str
    post_id: int
    holder_id: int | None
    opened_at: datetime
    due_at: datetime
    dossier_id: int
    kind: str
    code: str
    owner: str
    agency_id: int
    procedure: str

    @property
    def place(self) -> Place:
        """Where the next page begins."""
        return self.due_at, self.task_id


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks an officer answers for, by how they stand."""

    overdue: int
    today: int
    later: int
    unclaimed: int


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows: the scope, and what it is narrowed by.

    `since` and `until` bound the due time, the second one excluded; `only` "waiting" keeps what waits for the
    applicant; `step` is a step's name.
    """

    officer_id: int
    posts: tuple[int, ...]
    scope: Scope = "mine"
    text: str = ""
    procedure: str = ""
    step: str = ""
    only: Only = ""
    since: datetime | None = None
    until: datetime | None = None
    after: Place | None = None
    limit: int = 50


def page(snapshot: Snapshot, query: Query) -> list[Row]:
    """One page of tasks, the most urgent first."""
    if query.scope != "mine" and not query.posts:
        return []
    asked = words.asked(query.text)
    found = words.dossiers(snapshot, asked, limit=MANY + 1) if asked else []
    if len(found) > FEW:
        tasks = _walked(snapshot, query, asked, found if len(found) <= MANY else [])
        return [Row(*row) for row in snapshot.execute(_LISTED, {"tasks": tasks})] if tasks else []
    if asked and not found:
        return []
    values = {**_values(query), "dossiers": found, "limit": query.limit}
    return [Row(*row) for row in snapshot.execute(_statement(_shape(query)), values)]


def _walked(snapshot: Snapshot, query: Query, asked: Sequence[str], dossiers: Sequence[int]) -> list[int]:
    """The first tasks of the list of these dossiers, of those that have these words when none are given."""
    known = frozenset(dossiers)
    number = 0 if known else len(asked)
    walk, window, looked = replace(query, text=""), FIRST_WINDOW, 0
    found: list[int] = []
    while len(found) < query.limit:
        values = {**_values(walk), **words.values(asked), "limit": window}
        seen = snapshot.execute(_window(_shape(walk), number), values).all()
        found += [row.id for row in seen if (row.dossier_id in known if known else row.fits)]
        if len(seen) < window:
            break
        walk = replace(walk, after=(seen[-1].due_at, seen[-1].id))
        looked += window
        hoped = int(1.2 * looked * (query.limit - len(found)) / (len(found) + 1))
        window = min(max(hoped, FIRST_WINDOW), _MOST_GROWTH * window)
    return found[: query.limit]


def _values(query: Query) -> dict[str, object]:
    due_at, task_id = query.after or (None, None)
    return {
        "officer": query.officer_id,
        "procedure": query.procedure,
        "step": query.step,
        "since": query.since,
        "until": query.until,
        "after_due": due_at,
        "after_id": task_id,
        **{f"post_{number}": post for number, post in enumerate(query.posts)},
    }


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a page's statement depends on; a statement is built once a shape."""

    scope: Scope
    posts: int
    are_few: bool
    is_continued: bool
    has_procedure: bool
    has_step: bool
    has_since: bool
    has_until: bool
    only: Only


def _shape(query: Query) -> _Shape:
    return _Shape(
        query.scope,
        len(query.posts),
        are_few=bool(words.asked(query.text)),
        is_continued=query.after is not None,
        has_procedure=bool(query.procedure),
        has_step=bool(query.step),
        has_since=query.since is not None,
        has_until=query.until is not None,
        only=query.only,
    )


_COLUMNS = (
    *(Task.id, Task.name, Task.state, Task.post_id, Task.holder_id, Task.opened_at, Task.due_at),
    *(Dossier.id, Dossier.kind, Dossier.code, Dossier.owner_name, Dossier.agency_id, Procedure.name),
)
_PAGE = (
    select(*_COLUMNS)
    .join(Dossier, Dossier.id == Task.dossier_id)
    .join(Release, Release.id == Dossier.release_id)
    .join(Procedure, Procedure.id == Release.procedure_id)
    .order_by(Task.due_at, Task.id)
)
_LISTED = _PAGE.where(Task.id.in_(bindparam("tasks", expanding=True)))


@lru_cache(maxsize=1024)
def _statement(shape: _Shape) -> Select[*tuple[Any, ...]]:
    first = _first(shape)
    return _PAGE.join(first, first.c.id == Task.id)


@lru_cache(maxsize=256)
def _window(shape: _Shape, number: int) -> Select[*tuple[Any, ...]]:
    """The next tasks of a list, each with whether its dossier has so many words; with its dossier alone for none."""
    first = _first(shape)
    tasks = select(Task.id, Task.due_at, Task.dossier_id).join(first, first.c.id == Task.id)
    if number:
        fits = words.has_all(number).label("fits")
        tasks = tasks.add_columns(fits).join(Dossier, Dossier.id == Task.dossier_id)
    return tasks.order_by(Task.due_at, Task.id)


def _first(shape: _Shape) -> Subquery:
    """The first tasks of a list: those of each branch, merged before anything else is read of them."""
    merged = union_all(*(_branch(wanted, shape) for wanted in _wanted(shape))).subquery()
    columns = merged.c.due_at, merged.c.id
    return select(*columns).order_by(*columns).limit(bindparam("limit")).subquery()


def _wanted(shape: _Shape) -> list[ColumnElement[bool]]:
    if shape.scope == "mine":
        return [(Task.holder_id == bindparam("officer")) & IS_HELD]
    posts = [Task.post_id == bindparam(f"post_{number}", type_=Integer) for number in range(shape.posts)]
    states = [IS_OPENED, *([IS_HELD] if shape.scope == "unit" else [])]
    if shape.are_few:
        return [or_(*posts) & or_(*states)]
    return [post & state for state in states for post in posts]


def _branch(wanted: ColumnElement[bool], shape: _Shape) -> Select[datetime, int]:
    branch = select(Task.due_at, Task.id).where(wanted).order_by(Task.due_at, Task.id).limit(bindparam("limit"))
    if shape.is_continued:
        place = tuple_(bindparam("after_due", type_=Task.due_at.type), bindparam("after_id", type_=Integer))
        branch = branch.where(tuple_(Task.due_at, Task.id) > place)
    if shape.has_since:
        branch = branch.where(Task.due_at >= bindparam("since", type_=Task.due_at.type))
    if shape.has_until:
        branch = branch.where(Task.due_at < bindparam("until", type_=Task.due_at.type))
    if shape.has_step:
        branch = branch.where(Task.name == bindparam("step"))
    # a limited branch of a UNION ALL needs its own SELECT around it on SQLite
    own = _of_dossier(branch, shape).subquery()
    return select(own.c.due_at, own.c.id)


def _of_dossier(branch: Select[datetime, int], shape: _Shape) -> Select[datetime, int]:
    """The branch, narrowed by what its tasks' dossiers are."""
    if shape.are_few:
        branch = branch.where(Task.dossier_id.in_(bindparam("dossiers", expanding=True)))
    if shape.has_procedure or shape.only:
        branch = branch.join(Dossier, Dossier.id == Task.dossier_id)
    if shape.only == "waiting":
        branch = branch.where(Dossier.paused_at.is_not(None))
    if shape.has_procedure:
        branch = branch.join(Release, Release.id == Dossier.release_id)
        branch = branch.join(Procedure, Procedure.id == Release.procedure_id)
        branch = branch.where(Procedure.code == bindparam("procedure"))
    return branch


def counts(
    snapshot: Snapshot, *, officer_id: int, posts: Collection[int], moment: datetime, tonight: datetime
) -> Counts:
    """How the officer's own tasks stand, and how many wait in the pools of these posts."""
    overdue = func.count().filter(Task.due_at < moment)
    today = func.count().filter((Task.due_at >= moment) & (Task.due_at < tonight))
    later = func.count().filter(Task.due_at >= tonight)
    own = select(overdue, today, later).where(Task.holder_id == officer_id, IS_HELD)
    pool = select(func.count()).where(Task.post_id.in_(sorted(posts)), IS_OPENED)
    row = snapshot.execute(own.add_columns(pool.scalar_subquery())).one()
    return Counts(*row)


@dataclass(frozen=True, slots=True)
class Step:
    """A task of one dossier, finished or not, with the state its execution is in."""

    task_id: int
    ref: str
    element: str
    name: str
    state: str
    post_id: int
    holder_id: int | None
    opened_at: datetime
    due_at: datetime
    claimed_at: datetime | None
    closed_at: datetime | None
    draft: dict[str, object] | None


def steps(snapshot: Snapshot, dossier_id: int) -> list[Step]:
    """Every task a dossier has had, in the order they opened."""
    columns = (
        *(Task.id, Task.ref, Task.element, Task.name, Task.state, Task.post_id, Task.holder_id),
        *(Task.opened_at, Task.due_at, Task.claimed_at, Task.closed_at, Task.draft),
    )
    query = select(*columns).where(Task.dossier_id == dossier_id).order_by(Task.id)
    return [Step(*row) for row in snapshot.execute(query)]
