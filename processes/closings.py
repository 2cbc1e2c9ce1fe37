"""Closings: the tasks that officers finished or sent back in a period, and how much working time each one took.

A task that is closed stays as it was closed: its post, who did it, when it was due. How long its dossier's clock stood
meanwhile is read from the history, so that a pause that ends later changes nothing. Tasks of matters are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from processes.database import Snapshot
from processes.former_calendars import FormerCalendars
from processes.periods import Period
from processes.tables import Dossier, Event, Post, Release, Task, Unit

_ENDS = ("completed", "sent_back")
Pauses = Mapping[int, list[tuple[datetime, datetime | None]]]


@dataclass(frozen=True, slots=True)
class Closing:
    """A task as it was closed; `minutes` are the working minutes that it was open, pauses left out."""

    task_id: int
    dossier_id: int
    procedure_id: int
    agency_id: int
    unit_id: int
    officer_id: int | None
    minutes: int
    is_late: bool
    is_completed: bool


def of_period(
    snapshot: Snapshot, period: Period, calendars: FormerCalendars, units: Collection[int] | None
) -> Iterator[Closing]:
    """What was closed in the period in these units, None everywhere. Two statements."""
    here = [] if units is None else [Post.unit_id.in_(sorted(units))]
    closed = Task.closed_at >= period.begins_at, Task.closed_at < period.ends_at, Task.state.in_(_ENDS)
    columns = Task.id, Task.dossier_id, Release.procedure_id, Unit.agency_id, Post.unit_id, Task.holder_id
    query = (
        select(*columns, Task.opened_at, Task.closed_at, Task.due_at, Task.state)
        .join(Dossier, (Dossier.id == Task.dossier_id) & (Dossier.kind == "dossier"))
        .join(Release, Release.id == Dossier.release_id)
        .join(Post, Post.id == Task.post_id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(*closed, *here)
        .order_by(Task.id)
    )
    pauses = _pauses(snapshot, period)
    for row in snapshot.execute(query):
        calendar = calendars.of(row.agency_id, row.closed_at)
        minutes = calendar.between(row.opened_at, row.closed_at).minutes
        for since, until in pauses.get(row.dossier_id, ()):
            begin, end = max(since, row.opened_at), min(until or row.closed_at, row.closed_at)
            if begin < end:
                minutes -= calendar.between(begin, end).minutes
        is_late = calendar.between(row.due_at, row.closed_at).minutes > 0
        about = row.id, row.dossier_id, row.procedure_id, row.agency_id, row.unit_id, row.holder_id
        yield Closing(*about, minutes, is_late, row.state == "completed")


def _pauses(snapshot: Snapshot, period: Period) -> Pauses:
    """When the clocks stood of dossiers in which something was closed in the period."""
    paused = Event.clock.is_not(None), Event.ref.is_(None), Event.position > 1
    among = select(Task.dossier_id).where(Task.closed_at >= period.begins_at, Task.closed_at < period.ends_at)
    query = select(Event.dossier_id, Event.clock).where(*paused, Event.dossier_id.in_(among))
    found: defaultdict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for row in snapshot.execute(query.order_by(Event.dossier_id, Event.position)):
        kind = row.clock.get("fact")
        if kind == "paused":
            found[row.dossier_id].append((datetime.fromisoformat(row.clock["at"]), None))
        elif kind == "resumed" and found[row.dossier_id]:
            since = found[row.dossier_id].pop()[0]
            found[row.dossier_id].append((since, datetime.fromisoformat(row.clock["at"])))
    return found
