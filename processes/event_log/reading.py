"""Reading the event log from the record: by chunks of rows, all of it or some dossiers'.

Matters are left out: they are never counted among dossiers. Nobody's name is read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from processes import calendar_changes
from processes.database import Snapshot
from processes.event_log import columns
from processes.event_log.columns import (
    DOSSIERS,
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
_DOSSIERS = select(
    *(Dossier.id, Dossier.release_id, Dossier.case_code, Dossier.channel, Dossier.agency_id),
    *(Dossier.receiving_unit_id, Dossier.business_status, _Seconds(Dossier.deemed_at)),
    *(_Seconds(Dossier.original_due_at), _Seconds(Dossier.due_at), _Seconds(Dossier.paused_at)),
    *(_Seconds(Dossier.finished_at), _Seconds(Dossier.returned_at)),
).where(Dossier.kind == "dossier")
# a dossier's own clock facts have no reference; its receipt, which is the first fact, is no pause
_IS_PAUSE = Event.clock.is_not(None) & Event.ref.is_(None) & (Event.position > 1)
_IS_ASSIGNMENT = (Event.kind == "task.assigned") & Event.ref.is_not(None)
_FACTS = (
    select(Event.id, Event.dossier_id, Task.id, _Seconds(Event.at), Event.clock)
    .join(Dossier, (Dossier.id == Event.dossier_id) & (Dossier.kind == "dossier"))
    .outerjoin(Task, (Task.dossier_id == Event.dossier_id) & (Task.ref == Event.ref))
    .where(_IS_PAUSE | _IS_ASSIGNMENT)
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
    pauses, assigned = _facts(reader, among)
    pauses = columns.taken(pauses, np.lexsort((pauses["since"], pauses["dossier"])))
    told = {**tasks, "assigned": _assigned(tasks, assigned)}
    told["paused"] = columns.paused(tasks, pauses, _minutes(reader, tasks, pauses))
    whole = MappingProxyType({name: told[name] for name in TASKS})
    releases, posts = _releases(reader), _posts(reader)
    return EventLog(whole, dossiers, pauses, releases, posts, tuple(reader.words), mark, reader.statements)


def of_dossiers(snapshot: Snapshot, ids: Collection[int]) -> EventLog:
    """The log of a few dossiers."""
    return read(snapshot, select(Dossier.id).where(Dossier.id.in_(sorted(ids)), Dossier.kind == "dossier"))


def _facts(reader: _Reader, among: Query | None) -> tuple[Columns, dict[int, int]]:
    """The pauses that are over, and when each task was last assigned."""
    pauses: list[tuple[int, int, int]] = []
    began: dict[int, int] = {}
    assigned: dict[int, int] = {}
    for chunk in reader.rows(_FACTS, Event.id, Event.dossier_id, among):
        for _, dossier_id, task_id, at, clock in chunk:
            if clock is None:
                assigned[task_id] = at
            elif clock.get("fact") == "paused":
                began[dossier_id] = _instant(clock)
            elif clock.get("fact") == "resumed" and dossier_id in began:
                pauses.append((dossier_id, began.pop(dossier_id), _instant(clock)))
    return columns.made(PAUSES, pauses), assigned


def _instant(clock: Mapping[str, Any]) -> int:
    return int(datetime.fromisoformat(str(clock["at"])).timestamp())


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
