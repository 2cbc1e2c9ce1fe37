"""Narrow reads for lists: what waits for an officer, by due time, paged by key.

One statement a page, never a count, never an offset: each post is a limited branch of its own, and the branches are
merged (`post IN (…) ORDER BY … LIMIT` is 140 times slower on PostgreSQL at a million open tasks).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select, tuple_, union_all

from processes.assignments import HELD
from processes.database import Snapshot
from processes.people import plain
from processes.tables import Dossier, Procedure, Release, Task

Scope = Literal["mine", "unclaimed", "unit"]
Place = tuple[datetime, int]


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
    """What a list shows: the scope, and what it is narrowed by."""

    officer_id: int
    posts: tuple[int, ...]
    scope: Scope = "mine"
    text: str = ""
    procedure: str = ""
    after: Place | None = None
    limit: int = 50


def page(snapshot: Snapshot, query: Query) -> list[Row]:
    """One page of tasks, the most urgent first."""
    if query.scope != "mine" and not query.posts:
        return []
    shape = _Shape(query.scope, len(query.posts), query.after is not None, bool(query.text), bool(query.procedure))
    due_at, task_id = query.after or (None, None)
    values: dict[str, object] = {
        "officer": query.officer_id,
        "text": _escaped(plain(query.text)),
        "procedure": query.procedure,
        "after_due": due_at,
        "after_id": task_id,
        "limit": query.limit,
        **{f"post_{number}": post for number, post in enumerate(query.posts)},
    }
    return [Row(*row) for row in snapshot.execute(_statement(shape), values)]


def _escaped(text: str) -> str:
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a page's statement depends on; a statement is built once a shape."""

    scope: Scope
    posts: int
    is_continued: bool
    has_text: bool
    has_procedure: bool


@lru_cache(maxsize=256)
def _statement(shape: _Shape) -> Select[*tuple[Any, ...]]:
    branches = [_branch(wanted, shape) for wanted in _wanted(shape)]
    found = union_all(*branches).subquery()
    return (
        select(
            *(Task.id, Task.name, Task.state, Task.post_id, Task.holder_id, Task.opened_at, Task.due_at),
            *(Dossier.id, Dossier.kind, Dossier.code, Dossier.owner_name, Dossier.agency_id, Procedure.name),
        )
        .join(found, found.c.id == Task.id)
        .join(Dossier, Dossier.id == Task.dossier_id)
        .join(Release, Release.id == Dossier.release_id)
        .join(Procedure, Procedure.id == Release.procedure_id)
        .order_by(Task.due_at, Task.id)
        .limit(bindparam("limit"))
    )


def _wanted(shape: _Shape) -> list[ColumnElement[bool]]:
    if shape.scope == "mine":
        return [(Task.holder_id == bindparam("officer")) & Task.state.in_(HELD)]
    posts = [Task.post_id == bindparam(f"post_{number}", type_=Integer) for number in range(shape.posts)]
    wanted: list[ColumnElement[bool]] = [post & (Task.state == "opened") for post in posts]
    if shape.scope == "unit":
        wanted += [post & Task.state.in_(HELD) for post in posts]
    return wanted


def _branch(wanted: ColumnElement[bool], shape: _Shape) -> Select[int]:
    branch = select(Task.id).where(wanted).order_by(Task.due_at, Task.id).limit(bindparam("limit"))
    if shape.is_continued:
        place = tuple_(bindparam("after_due", type_=Task.due_at.type), bindparam("after_id", type_=Integer))
        branch = branch.where(tuple_(Task.due_at, Task.id) > place)
    if shape.has_text or shape.has_procedure:
        branch = branch.join(Dossier, Dossier.id == Task.dossier_id)
    if shape.has_text:
        branch = branch.where(Dossier.search.like(bindparam("text"), escape="\\"))
    if shape.has_procedure:
        branch = branch.join(Release, Release.id == Dossier.release_id)
        branch = branch.join(Procedure, Procedure.id == Release.procedure_id)
        branch = branch.where(Procedure.code == bindparam("procedure"))
    # a limited branch of a UNION ALL needs its own SELECT around it on SQLite
    return select(branch.subquery().c.id)


def counts(
    snapshot: Snapshot, *, officer_id: int, posts: Collection[int], moment: datetime, tonight: datetime
) -> Counts:
    """How the officer's own tasks stand, and how many wait in the pools of these posts."""
    overdue = func.count().filter(Task.due_at < moment)
    today = func.count().filter((Task.due_at >= moment) & (Task.due_at <= tonight))
    later = func.count().filter(Task.due_at > tonight)
    own = select(overdue, today, later).where(Task.holder_id == officer_id, Task.state.in_(HELD))
    pool = select(func.count()).where(Task.post_id.in_(sorted(posts)), Task.state == "opened")
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
