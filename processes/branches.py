"""The statements of work lists: each post or one-stop is a limited branch of its own, and the branches are merged.

`post IN (…) ORDER BY … LIMIT` is 140 times slower on PostgreSQL at a million open tasks. A statement depends on the
shape of what is asked alone, and is built once a shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    bindparam,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from processes import words
from processes.assignments import HELD
from processes.tables import CoOfficer, Delegation, Dossier, FollowUp, Procedure, Question, Release, Task

Scope = Literal["mine", "unclaimed", "unit", "received"]
Only = Literal["", "waiting", "followed", "co_working", "delegated", "asked"]
Sort = Literal["due", "priority", "received"]

# written out, for a partial index is used only where its condition stands in the statement itself
IS_OPENED = Task.state == literal_column("'opened'")
IS_HELD = Task.state.in_([literal_column(f"'{state}'") for state in HELD])
IS_UNDONE = Task.closed_at.is_(None)

_ME = bindparam("officer", type_=Integer)
_MY_DELEGATIONS = Delegation.asker_id == _ME
_MY_QUESTIONS = Question.asked_id == _ME, Question.answered_at.is_(None), Question.withdrawn_at.is_(None)
# lists of their own beside what posts and hands hold: what others do for the officer, what the officer is asked about
ASKED: dict[str, ColumnElement[bool]] = {
    "delegated": Task.id.in_(select(Delegation.task_id).where(_MY_DELEGATIONS))
    & Task.delegation_id.in_(select(Delegation.id).where(_MY_DELEGATIONS))
    & IS_HELD,
    "asked": Task.id.in_(select(Question.task_id).where(*_MY_QUESTIONS)),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a list's statement depends on; `are_few`: only tasks of the `dossiers` handed in.

    `places` is how many posts it reads, or one-stops where the scope is what they received.
    """

    scope: Scope
    places: int
    sort: Sort
    only: Only
    are_few: bool
    is_continued: bool
    has_procedure: bool
    has_step: bool
    has_since: bool
    has_until: bool


COLUMNS = (
    *(Task.id, Task.name, Task.state, Task.post_id, Task.holder_id, Task.opened_at, Task.due_at, Task.priority),
    *(Dossier.id, Dossier.kind, Dossier.code, Dossier.owner_name, Dossier.receiving_unit_id, Dossier.agency_id),
    *(Dossier.received_at, Procedure.name),
)
_LINES = (
    select(*COLUMNS)
    .join(Dossier, Dossier.id == Task.dossier_id)
    .join(Release, Release.id == Dossier.release_id)
    .join(Procedure, Procedure.id == Release.procedure_id)
)


def _order(sort: Sort) -> list[ColumnElement[Any]]:
    """By what a list is sorted; the task's number makes every place one of its own."""
    match sort:
        case "due":
            first: list[ColumnElement[Any]] = [Task.due_at.expression]
        case "priority":
            first = [-Task.priority, Task.due_at.expression]
        case "received":
            first = [Task.dossier_id.expression]  # dossiers are numbered as they come
    return [*first, Task.id.expression]


@lru_cache(maxsize=1024)
def lines(shape: Shape) -> Select[*tuple[Any, ...]]:
    """A page of a list."""
    first = _first(shape)
    return _LINES.join(first, first.c.id == Task.id).order_by(*_order(shape.sort))


@lru_cache(maxsize=4)
def lines_of(sort: Sort) -> Select[*tuple[Any, ...]]:
    """The lines of the `tasks` handed in."""
    return _LINES.where(Task.id.in_(bindparam("tasks", expanding=True))).order_by(*_order(sort))


@lru_cache(maxsize=1024)
def numbers(shape: Shape) -> Select[*tuple[Any, ...]]:
    """The tasks of a list by number alone."""
    first = _first(shape)
    return select(first.c.id).order_by(*first.c)


@lru_cache(maxsize=1024)
def some(shape: Shape) -> Select[int]:
    """As many tasks of a list as its limit says, whichever: the reading stops as soon as they are found."""
    branches = (_narrowed(select(Task.id).where(wanted), shape) for wanted in _wanted(shape))
    merged = union_all(*branches).subquery()
    return select(merged.c.id).limit(bindparam("limit"))


@lru_cache(maxsize=256)
def window(shape: Shape, number: int) -> Select[*tuple[Any, ...]]:
    """The next tasks of a list with their places, each with whether its dossier has so many words."""
    first = _first(shape)
    tasks = select(*first.c, Task.dossier_id).join_from(Task, first, first.c.id == Task.id)
    if number:
        fits = words.has_all(number).label("fits")
        tasks = tasks.add_columns(fits).join(Dossier, Dossier.id == Task.dossier_id)
    return tasks.order_by(*first.c)


def _first(shape: Shape) -> Subquery:
    """The first tasks of a list: those of each branch, merged before anything else is read of them."""
    merged = union_all(*(_branch(wanted, shape) for wanted in _wanted(shape))).subquery()
    return select(*merged.c).order_by(*merged.c).limit(bindparam("limit")).subquery()


def _co_worked() -> ColumnElement[bool]:
    """What the officer is a co-officer of."""
    return Task.id.in_(select(CoOfficer.task_id).where(CoOfficer.officer_id == bindparam("officer")))


def _wanted(shape: Shape) -> list[ColumnElement[bool]]:
    if shape.only in ASKED:
        return [ASKED[shape.only]]
    if shape.scope == "mine" and shape.only == "co_working":
        return [_co_worked() & (IS_OPENED | IS_HELD)]
    if shape.scope == "mine":
        return [(Task.holder_id == bindparam("officer")) & IS_HELD]
    place: ColumnElement[Any] = Task.post_id.expression
    states = [IS_OPENED, *([IS_HELD] if shape.scope == "unit" else [])]
    if shape.scope == "received":
        place, states = Task.receiving_unit_id.expression, [IS_UNDONE]
    given = [bindparam(f"place_{number}", type_=Integer) for number in range(shape.places)]
    if shape.are_few:
        # a sum has no index: SQLite would rather read all that a one-stop received than look a dossier's tasks up
        return [or_(*(place + literal_column("0") == one for one in given)) & or_(*states)]
    return [(place == one) & state for state in states for one in given]


def _branch(wanted: ColumnElement[bool], shape: Shape) -> Select[*tuple[Any, ...]]:
    order = _order(shape.sort)
    keys = [*(key.label(f"key_{number}") for number, key in enumerate(order[:-1])), Task.id]
    branch = select(*keys).where(wanted).order_by(*order).limit(bindparam("limit"))
    if shape.is_continued:
        place = (bindparam(f"after_{number}", type_=key.type) for number, key in enumerate(order))
        branch = branch.where(tuple_(*order) > tuple_(*place))
    # a limited branch of a UNION ALL needs its own SELECT around it on SQLite
    own = _narrowed(branch, shape).subquery()
    return select(*own.c)


def _narrowed(branch: Select[Any], shape: Shape) -> Select[Any]:
    if shape.has_since:
        branch = branch.where(Task.due_at >= bindparam("since", type_=Task.due_at.type))
    if shape.has_until:
        branch = branch.where(Task.due_at < bindparam("until", type_=Task.due_at.type))
    if shape.has_step:
        branch = branch.where(Task.name == bindparam("step"))
    if shape.are_few:
        branch = branch.where(Task.dossier_id.in_(bindparam("dossiers", expanding=True)))
    if shape.only == "followed":
        mine = select(FollowUp.dossier_id).where(FollowUp.officer_id == bindparam("officer"))
        branch = branch.where(Task.dossier_id.in_(mine))
    if shape.only == "co_working" and shape.scope != "mine":
        branch = branch.where(_co_worked())
    if shape.has_procedure or shape.only == "waiting":
        branch = branch.join(Dossier, Dossier.id == Task.dossier_id)
    if shape.only == "waiting":
        branch = branch.where(Dossier.paused_at.is_not(None))
    if shape.has_procedure:
        branch = branch.join(Release, Release.id == Dossier.release_id)
        branch = branch.join(Procedure, Procedure.id == Release.procedure_id)
        branch = branch.where(Procedure.code == bindparam("procedure"))
    return branch
