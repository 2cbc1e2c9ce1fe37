"""Step times: how much working time each step of some dossiers has used, in whose hands it was.

What a board says of why a dossier stands as it does is read from them. Time in which the dossier's clock stood is
nobody's; `processes.shares` tells of one dossier the same by unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bpmn.terms import WorkingTime
from processes import shares
from processes.calendars import Calendar
from processes.database import Snapshot
from processes.tables import Event, Task

_COUNTED = ("completed", "sent_back", "opened", "assigned", "claimed")


@dataclass(frozen=True, slots=True)
class StepTime:
    """A step of a dossier: where it lies or lay, the working time `used` until it was done or until now.

    `over` is what of it came after the step's own due time.
    """

    dossier_id: int
    task_id: int
    name: str
    post_id: int
    holder_id: int | None
    is_open: bool
    used: WorkingTime
    over: WorkingTime


def of_dossiers(
    snapshot: Snapshot, calendars: Mapping[int, Calendar], *, moment: datetime
) -> dict[int, list[StepTime]]:
    """The steps of these dossiers, in the order in which they were opened. Two statements.

    `calendars` is by dossier that of the agency that decides, whose working time is told.
    """
    chosen = sorted(calendars)
    clocks: dict[int, list[dict[str, object]]] = defaultdict(list)
    facts = select(Event.dossier_id, Event.clock).where(Event.dossier_id.in_(chosen))
    facts = facts.where(Event.clock.is_not(None), Event.ref.is_(None))
    for row in snapshot.execute(facts.order_by(Event.dossier_id, Event.position)):
        clocks[row.dossier_id].append(row.clock or {})
    told = (
        Task.dossier_id,
        Task.id,
        Task.name,
        Task.post_id,
        Task.holder_id,
        Task.opened_at,
        Task.closed_at,
        Task.due_at,
    )
    steps = select(*told).where(Task.dossier_id.in_(chosen), Task.state.in_(_COUNTED), Task.opened_at < moment)
    found: dict[int, list[StepTime]] = defaultdict(list)
    for row in snapshot.execute(steps.order_by(Task.dossier_id, Task.opened_at, Task.id)):
        calendar, end = calendars[row.dossier_id], row.closed_at or moment
        stands = shares.standstills(clocks[row.dossier_id], moment)
        used = shares.running(calendar, (row.opened_at, end), stands)
        over = min(max(calendar.between(row.due_at, end).minutes, 0), used)
        about = row.dossier_id, row.id, row.name, row.post_id, row.holder_id, row.closed_at is None
        found[row.dossier_id].append(StepTime(*about, WorkingTime(used), WorkingTime(over)))
    return dict(found)


def longest(steps: list[StepTime]) -> StepTime | None:
    """The step that used the most, of two alike the later; None where none has used any."""
    return max(
        (one for one in steps if one.used.minutes), key=lambda one: (one.used.minutes, one.task_id), default=None
    )
