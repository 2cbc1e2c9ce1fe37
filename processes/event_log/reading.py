"""Reading the event log from the record: by chunks of rows, all of it or some dossiers'.

Matters are left out: they are never counted among dossiers. Nobody's name is read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Select, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from processes import calendar_changes
from processes.database import Snapshot
from processes.event_log import columns
from processes.event_log.columns import (
    DOSSIERS,
    DUES,
    HOLDS,
    MOVES,
    NEVER,
    PAUSES,
    POSTS,
    RELEASES,
    TASKS,
    UNMARKED,
    Columns,
    EventLog,
    Mark,
)
from processes.tables import Dossier, Event, Execution, Post, Procedure, Release, Task, Unit
from processes.working_minutes import WorkingMinutes

CHUNK = 50_000
"""Rows a statement. A chunk is all that is held as rows; the rest is numbers."""

Query = Select[*tuple[Any, ...]]


class _Seconds(FunctionElement[int]):
    """An instant as seconds since 1970, the fractions cut off, NEVER where there is none."""

    type = BigInteger()
    inherit_cache = True
    name = "seconds"


@compiles(_Seconds, "sqlite")
def _on_sqlite(element: _Seconds, compiler: SQLCompiler, **more: Any) -> str:
    return f"coalesce(CAST(strftime('%s', {compiler.process(element.clauses, **more)}) AS INTEGER), {NEVER})"


@compiles(_Seconds, "postgresql")
def _on_postgresql(element: _Seconds, compiler: SQLCompiler, **more: Any) -> str:
    return f"coalesce(floor(extract(epoch FROM {compiler.process(element.clauses, **more)}))::bigint, {NEVER})"


def _number(column: Any) -> ColumnElement[int]:
    return func.coalesce(column, NEVER)


_TASKS = (
    select(
        *(Task.id, Task.dossier_id, Task.execution_id, Execution.agency_id, Task.element, Task.name, Task.post_id),
        *(_number(Task.holder_id), Task.state, _Seconds(Task.opened_at), _Seconds(Task.claimed_at)),
        *(_Seconds(Task.closed_at), _Seconds(Task.due_at)),
    )
    .join(Execution, Execution.id == Task.execution_id)
    .join(Dossier, (Dossier.id == Task.dossier_id) & (Dossier.kind == "dossier"))
)
_ABOUT = (
    *(Dossier.id, Dossier.release_id, Dossier.case_code, Dossier.channel, Dossier.agency_id),
    *(Dossier.receiving_unit_id, Dossier.business_status, _Seconds(Event.at), _Seconds(Dossier.deemed_at)),
    *(_Seconds(Dossier.original_due_at), _Seconds(Dossier.due_at), _Seconds(Dossier.paused_at)),
    *(_Seconds(Dossier.finished_at), _Seconds(Dossier.returned_at)),
)
_DOSSIERS = (
    select(*_ABOUT)
    .outerjoin(Event, (Event.dossier_id == Dossier.id) & (Event.position == 1))
    .where(Dossier.kind == "dossier")
)
# a dossier's own clock facts have no reference; its receipt, which is the first fact, moves nothing
_Moving = aliased(Event)
_MOVED = select(_Moving.dossier_id).where(_Moving.clock.is_not(None), _Moving.ref.is_(None), _Moving.position > 1)
_INHERITED = ("dossier.inherited", "task.inherited")
_HANDS = (
    *("task.claimed", "task.put-back", "task.given-back", "task.assigned", "task.unassigned", "task.taken-over"),
    *("task.delegated", "task.delegation-returned", "task.delegation-ended"),
)
_IS_HELD_AT_ONCE = (Event.kind == "task.opened") & Event.data["holder"].as_integer().is_not(None)
_OF_TASKS = (Task.dossier_id == Event.dossier_id) & (Task.ref == Event.ref)


def _facts_of(*columns: Any) -> Query:
    """Facts of dossiers, each with the task it is of."""
    told = select(Event.id, Event.dossier_id, func.coalesce(Task.id, NEVER), _Seconds(Event.at), *columns)
    return told.join(Dossier, (Dossier.id == Event.dossier_id) & (Dossier.kind == "dossier")).outerjoin(Task, _OF_TASKS)


# of a clock that has never been moved, what is due stands with its row
_CLOCKS = _facts_of(Event.clock).where(Event.clock.is_not(None))
_ALL_MOVED = _CLOCKS.where(Event.dossier_id.in_(_MOVED))
_SOME_MOVED = _CLOCKS.where(_MOVED.where(_Moving.dossier_id == Event.dossier_id).exists())  # looked up, not listed
_PASSED_ON = _facts_of(Event.kind, Event.officer_id, Event.data).where(
    or_(Event.kind.in_((*_HANDS, *_INHERITED)), _IS_HELD_AT_ONCE)
)


@dataclass
class _Reader:
    """A reading: its statements counted, its words numbered."""

    snapshot: Snapshot
    words: dict[str, int]
    statements: int = 0

    def rows(self, query: Query, key: Any, table: Any, among: Query | None) -> Iterator[Sequence[Any]]:
        """The rows in the order of a key, by the chunk."""
        if among is not None:
            query = query.where(table.in_(among))
        last: int | None = None
        while True:
            chunk = query if last is None else query.where(key > last)
            found = self.execute(chunk.order_by(key).limit(CHUNK))
            yield found
            if len(found) < CHUNK:
                return
            last = found[-1][0]

    def execute(self, query: Query) -> Sequence[Any]:
        """All rows of one statement."""
        self.statements += 1
        return self.snapshot.execute(query).all()

    def word(self, text: str) -> int:
        """The place of a word in the list."""
        return self.words.setdefault(text, len(self.words))

    def table(self, names: Sequence[str], chunks: Iterable[Sequence[Any]], words: Collection[str]) -> Columns:
        """Columns of chunks of rows; some of the names are words."""
        tellers: list[Callable[[Any], int] | None] = [self.word if name in words else None for name in names]
        parts = [columns.made(names, [])]
        for chunk in chunks:
            told = [
                column if tell is None else [tell(one) for one in column]
                for tell, column in zip(tellers, zip(*chunk, strict=True), strict=False)
            ]
            if told:
                parts.append({name: np.array(one, np.int64) for name, one in zip(names, told, strict=True)})
        return columns.joined(parts)


def read(
    snapshot: Snapshot, among: Query | None = None, *, words: Sequence[str] = (), mark: Mark = UNMARKED
) -> EventLog:
    """The log of all dossiers, or of those `among` (a query of their numbers), sorted; `words` are known already."""
    reader = _Reader(snapshot, {word: place for place, word in enumerate(words)})
    dossiers = reader.table(
        DOSSIERS, reader.rows(_DOSSIERS, Dossier.id, Dossier.id, among), {"case", "channel", "status"}
    )
    tasks = reader.table(
        [name for name in TASKS if name not in ("assigned", "paused")],
        reader.rows(_TASKS, Task.id, Task.dossier_id, among),
        {"element", "name", "state"},
    )
    # between two statements a dossier may have come: its tasks are read when its facts are
    tasks = columns.taken(tasks, np.isin(tasks["dossier"], dossiers["id"]))
    tasks = columns.taken(tasks, np.lexsort((tasks["id"], tasks["opened"], tasks["dossier"])))
    clocks, passed = _clocks(reader, among, dossiers), _passed_on(reader, among)
    pauses = columns.taken(clocks.pauses, np.lexsort((clocks.pauses["since"], clocks.pauses["dossier"])))
    told = {**tasks, "assigned": _assigned(tasks, passed.assigned)}
    told["paused"] = columns.paused(tasks, pauses, _minutes(reader, tasks, pauses))
    return EventLog(
        MappingProxyType({name: told[name] for name in TASKS}),
        *(dossiers, pauses, _releases(reader), _posts(reader), tuple(reader.words), mark, reader.statements),
        holds=_by_time(passed.holds),
        dues=_by_time(clocks.dues),
        moves=_by_time(passed.moves),
    )


def _by_time(facts: Columns) -> Columns:
    """By dossier and time; of one moment, as they were written."""
    return columns.taken(facts, np.lexsort((facts["at"], facts["dossier"])))


def of_dossiers(snapshot: Snapshot, ids: Collection[int]) -> EventLog:
    """The log of a few dossiers."""
    return read(snapshot, select(Dossier.id).where(Dossier.id.in_(sorted(ids)), Dossier.kind == "dossier"))


class _Clocks(NamedTuple):
    """What the clock facts told: the pauses that are over, and what was due when."""

    pauses: Columns
    dues: Columns


def _clocks(reader: _Reader, among: Query | None, dossiers: Columns) -> _Clocks:
    """Goes through the clock facts of the dossiers whose clock was moved."""
    pauses: list[tuple[int, ...]] = []
    dues: list[tuple[int, ...]] = []
    began: dict[int, tuple[int, int]] = {}
    query = _ALL_MOVED if among is None else _SOME_MOVED
    for chunk in reader.rows(query, Event.id, Event.dossier_id, among):
        for _, dossier_id, task_id, at, clock in chunk:
            match clock.get("fact"):
                case "paused":
                    began[dossier_id] = _instant(clock, "at"), reader.word(str(clock["reason"]))
                case "resumed" if dossier_id in began:
                    since, reason = began.pop(dossier_id)
                    pauses.append((dossier_id, since, _instant(clock, "at"), reason))
                case _:
                    pass
            due = _instant(clock, "until" if clock.get("fact") == "extended" else "due")
            if due != NEVER and clock.get("fact") != "kept":
                lawful = due if clock.get("fact") == "received" else _instant(clock, "lawful_due")
                dues.append((dossier_id, task_id, at, due, lawful if task_id == NEVER else NEVER))
    ended = dict(zip(dossiers["id"].tolist(), dossiers["finished"].tolist(), strict=True))
    over = ((one, since, ended[one], why) for one, (since, why) in began.items() if ended.get(one, NEVER) != NEVER)
    return _Clocks(columns.made(PAUSES, [*pauses, *over]), columns.made(DUES, dues))


class _Passed(NamedTuple):
    """Who had what from when on, what was inherited, and when each task was last assigned."""

    holds: Columns
    moves: Columns
    assigned: dict[int, int]


def _passed_on(reader: _Reader, among: Query | None) -> _Passed:
    """Goes through the facts by which a task came into other hands, or to a successor."""
    holds: list[tuple[int, ...]] = []
    moves: list[tuple[int, ...]] = []
    assigned: dict[int, int] = {}
    asked: dict[int, int] = {}
    for chunk in reader.rows(_PASSED_ON, Event.id, Event.dossier_id, among):
        for _, dossier_id, task_id, at, kind, officer_id, data in chunk:
            if kind == "dossier.inherited":
                moves.append((dossier_id, NEVER, at, NEVER, data["agency"][0], data["unit"][0]))
            elif task_id != NEVER:  # else it was chosen for a step that had not opened
                if kind == "task.inherited":
                    moves.append((dossier_id, task_id, at, data["from"], NEVER, NEVER))
                elif kind == "task.assigned":
                    assigned[task_id] = at
                elif kind == "task.delegated":
                    asked[task_id] = officer_id
                hand = asked.get(task_id) if kind == "task.delegation-returned" else _hand(kind, officer_id, data)
                holds.append((dossier_id, task_id, at, NEVER if hand is None else hand))
    return _Passed(columns.made(HOLDS, holds), columns.made(MOVES, moves), assigned)


def _hand(kind: str, officer_id: int | None, data: Mapping[str, Any]) -> int | None:
    """Into whose hands a fact says that its task came; None where it went into the pool."""
    match kind:
        case "task.opened" | "task.inherited":
            return data.get("holder")
        case "task.claimed" | "task.taken-over":
            return officer_id
        case "task.delegation-ended":
            return data.get("to", officer_id)
        case "task.assigned" | "task.given-back" | "task.delegated":
            return data.get("to")
        case _:
            return None


def _instant(clock: Mapping[str, Any], name: str) -> int:
    told = clock.get(name)
    return NEVER if told is None else int(datetime.fromisoformat(str(told)).timestamp())


def _assigned(tasks: Columns, assigned: Mapping[int, int]) -> NDArray[np.int64]:
    """When each task was last assigned."""
    found = np.full(len(tasks["id"]), NEVER, np.int64)
    known = np.array(sorted(assigned), np.int64)
    order = np.argsort(tasks["id"])
    known = known[np.isin(known, tasks["id"])]
    found[order[np.searchsorted(tasks["id"], known, sorter=order)]] = [assigned[int(one)] for one in known]
    return found


def _minutes(reader: _Reader, tasks: Columns, pauses: Columns) -> dict[int, WorkingMinutes]:
    if not len(pauses["since"]):
        return {}
    first, last = columns.span(pauses["since"], pauses["until"])
    reader.statements += 2
    calendars = calendar_changes.calendars_of(reader.snapshot)
    days = (datetime.fromtimestamp(first - 86_400, UTC).date(), datetime.fromtimestamp(last + 86_400, UTC).date())
    agencies = [int(one) for one in np.unique(tasks["agency"])]
    return {agency_id: WorkingMinutes(calendars[agency_id], *days) for agency_id in agencies}


def _releases(reader: _Reader) -> Columns:
    query = select(Release.id, Release.procedure_id, Release.number, Procedure.code).join(Procedure)
    return reader.table(RELEASES, [reader.execute(query.order_by(Release.id))], {"code"})


def _posts(reader: _Reader) -> Columns:
    query = select(Post.id, Post.unit_id, Unit.agency_id, Post.role).join(Unit, Unit.id == Post.unit_id)
    return reader.table(POSTS, [reader.execute(query.order_by(Post.id))], {"role"})
