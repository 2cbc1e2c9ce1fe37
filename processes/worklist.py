"""Narrow reads for lists: what waits for an officer, sorted, paged by key.

One statement a page, never a count, never an offset. A search looks at the beginning of the list first: where many
dossiers have the words, the page is soon full. Else the table of words is asked. Of few dossiers the tasks are fetched;
of more the list is walked on, looking each task's dossier up among those found; of most, looking at the dossier itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from processes import branches, words
from processes.branches import IS_HELD, IS_OPENED, Only, Scope, Shape, Sort
from processes.database import Snapshot
from processes.tables import Delegation, Task

Place = tuple[datetime | int, ...]

FEW, MANY = 3_000, 30_000  # dossiers: up to so many are fetched one by one, up to so many are remembered on a walk
FIRST_WINDOW = 400  # how far a walk looks at first; then as far as what it found lets expect
_PROMISING = 100  # tasks looked at for each one found: a walk of the list costs less than the table of words
_MOST_GROWTH = 16


class Row(NamedTuple):
    """One line of a work list."""

    task_id: int
    step: str
    state: str
    post_id: int
    holder_id: int | None
    opened_at: datetime
    due_at: datetime
    priority: int
    dossier_id: int
    kind: str
    code: str
    owner: str
    receiving_unit_id: int
    agency_id: int
    received_at: datetime
    procedure: str

    def place(self, sort: Sort = "due") -> Place:
        """Where the next page begins."""
        match sort:
            case "due":
                return self.due_at, self.task_id
            case "priority":
                return -self.priority, self.due_at, self.task_id
            case "received":
                return self.dossier_id, self.task_id


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks an officer answers for, by how they stand."""

    overdue: int
    today: int
    later: int
    unclaimed: int


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows: the scope, what it is narrowed by, and its order.

    The scope "received" is every open task of what the `one_stops` received, whatever the post.
    `since` and `until` bound the due time, the second one excluded; `only` "waiting" keeps what waits for the
    applicant, "followed" what the officer has flagged, "co_working" what the officer is a co-officer of, in the scope
    "mine" whoever holds it; "delegated" and "asked" are lists of their own, whatever the scope: what the officer has
    asked others to do, what the officer is asked about. `step` is a step's name. Sorted by due time, by priority and
    then due time, or by when the dossier came.
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
    sort: Sort = "due"
    after: Place | None = None
    limit: int = 50
    one_stops: tuple[int, ...] = ()

    @property
    def places(self) -> tuple[int, ...]:
        """The posts that are read, or the one-stops."""
        return self.one_stops if self.scope == "received" else self.posts


def page(snapshot: Snapshot, query: Query) -> list[Row]:
    """One page of tasks."""
    found = _found(snapshot, query)
    if found.tasks is None:
        return [Row(*row) for row in snapshot.execute(branches.lines(_shape(query)), _values(query, found.dossiers))]
    if not found.tasks:
        return []
    return [Row(*row) for row in snapshot.execute(branches.lines_of(query.sort), {"tasks": found.tasks})]


def numbers(snapshot: Snapshot, query: Query) -> list[int]:
    """The numbers of the tasks that a list begins with, at most its limit."""
    found = _found(snapshot, query)
    if found.tasks is not None:
        return found.tasks
    return list(snapshot.execute(branches.numbers(_shape(query)), _values(query, found.dossiers)).scalars())


def count(snapshot: Snapshot, query: Query) -> int:
    """How many tasks a list holds, as far as its limit."""
    found = _found(snapshot, query)
    if found.tasks is not None:
        return len(found.tasks)
    unsorted = replace(query, sort="due")
    return len(snapshot.execute(branches.some(_shape(unsorted)), _values(query, found.dossiers)).all())


@dataclass(frozen=True, slots=True)
class _Found:
    """The tasks of the list, or None where they are still to be read: those of `dossiers` when it is searched."""

    tasks: list[int] | None = None
    dossiers: Sequence[int] = ()


def _found(snapshot: Snapshot, query: Query) -> _Found:
    if query.scope != "mine" and not query.places and query.only not in branches.ASKED:
        return _Found([])
    asked = words.asked(query.text)
    if not asked:
        return _Found()
    walk = _Walk(snapshot, query, asked, FIRST_WINDOW)
    walk.look()
    if not walk.is_over and not walk.is_promising:
        dossiers = words.dossiers(snapshot, asked, limit=MANY + 1)
        if len(dossiers) <= FEW:
            return _Found(None if dossiers else [], dossiers)
        walk.known = frozenset(dossiers) if len(dossiers) <= MANY else frozenset()
    while not walk.is_over:
        walk.look()
    return _Found(walk.found[: query.limit])


@dataclass(slots=True)
class _Walk:
    """A walk along a list in search of tasks whose dossiers are `known`, or have the words when none is."""

    snapshot: Snapshot
    query: Query
    asked: Sequence[str]
    window: int
    known: frozenset[int] = frozenset()
    found: list[int] = field(default_factory=list[int])
    looked: int = 0
    is_over: bool = False

    @property
    def is_promising(self) -> bool:
        """Whether the page will be full before long."""
        return self.looked <= _PROMISING * len(self.found)

    def look(self) -> None:
        """Looks at the next tasks."""
        walk = replace(self.query, text="", limit=self.window)
        number = 0 if self.known else len(self.asked)
        values = {**_values(walk, ()), **words.values(self.asked)}
        seen = self.snapshot.execute(branches.window(_shape(walk), number), values).all()
        self.found += [row.id for row in seen if (row.dossier_id in self.known if self.known else row.fits)]
        self.looked += self.window
        self.is_over = len(seen) < self.window or len(self.found) >= self.query.limit
        if self.is_over:
            return
        keys = len(seen[-1]) - (1 if self.known else 2)  # behind the place stand the dossier, and whether it fits
        self.query = replace(self.query, after=tuple(seen[-1][:keys]))
        hoped = int(1.2 * self.looked * (self.query.limit - len(self.found)) / (len(self.found) + 1))
        self.window = min(max(hoped, FIRST_WINDOW), _MOST_GROWTH * self.window)


def _values(query: Query, dossiers: Sequence[int]) -> dict[str, object]:
    return {
        "officer": query.officer_id,
        "procedure": query.procedure,
        "step": query.step,
        "since": query.since,
        "until": query.until,
        "limit": query.limit,
        "dossiers": dossiers,
        **{f"after_{number}": key for number, key in enumerate(query.after or ())},
        **{f"place_{number}": place for number, place in enumerate(query.places)},
    }


def _shape(query: Query) -> Shape:
    return Shape(
        query.scope,
        len(query.places),
        query.sort,
        query.only,
        are_few=bool(words.asked(query.text)),
        is_continued=query.after is not None,
        has_procedure=bool(query.procedure),
        has_step=bool(query.step),
        has_since=query.since is not None,
        has_until=query.until is not None,
    )


def counts(
    snapshot: Snapshot, *, officer_id: int, posts: Collection[int], moment: datetime, tonight: datetime
) -> Counts:
    """How the officer's own tasks stand, and how many wait in the pools of these posts."""
    asked = {"officer": officer_id, "posts": sorted(posts), "moment": moment, "tonight": tonight}
    return Counts(*snapshot.execute(_COUNTS, asked).one())


_MOMENT, _TONIGHT = (bindparam(name, type_=Task.due_at.type) for name in ("moment", "tonight"))
_COUNTS = select(
    func.count().filter(Task.due_at < _MOMENT),
    func.count().filter((Task.due_at >= _MOMENT) & (Task.due_at < _TONIGHT)),
    func.count().filter(Task.due_at >= _TONIGHT),
    select(func.count()).where(Task.post_id.in_(bindparam("posts", expanding=True)), IS_OPENED).scalar_subquery(),
).where(Task.holder_id == bindparam("officer"), IS_HELD)


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
    delegation_id: int | None = None
    asker_id: int | None = None  # whose step it is, where a colleague was asked to do it
    taken_post_id: int | None = None  # the head's post in which its holder took it over

    @property
    def answers_id(self) -> int | None:
        """Who answers for it: its holder, or who asked the holder to do it."""
        return self.asker_id or self.holder_id


def steps(snapshot: Snapshot, dossier_id: int) -> list[Step]:
    """Every task a dossier has had, in the order they opened."""
    return [Step(*row) for row in snapshot.execute(_STEPS, {"dossier": dossier_id})]


_STEPS = (
    select(
        *(Task.id, Task.ref, Task.element, Task.name, Task.state, Task.post_id, Task.holder_id),
        *(Task.opened_at, Task.due_at, Task.claimed_at, Task.closed_at, Task.draft, Task.delegation_id),
        select(Delegation.asker_id).where(Delegation.id == Task.delegation_id).scalar_subquery(),
        Task.taken_post_id,
    )
    .where(Task.dossier_id == bindparam("dossier"))
    .order_by(Task.id)
)
