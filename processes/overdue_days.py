"""Overdue days: of the tasks that were due on each day of the week, how many each unit had late.

A task counts on the day on which it was due, in Vietnam; late is what was closed, or is open still, after that on the
working clock. What was cancelled, and what is open while its dossier's clock stands, does not count. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processes.agency_minutes import AgencyMinutes
from processes.event_log import NEVER, EventLog, columns
from processes.passages import places

_HERE, _DAY = 7 * 3_600, 86_400
_THURSDAY = 3  # 1 January 1970


@dataclass(frozen=True, slots=True)
class DueDay:
    """One unit on one day of the week, Monday being 0: how many tasks were due, how many of them late."""

    unit_id: int
    weekday: int
    due: int
    late: int


def of(log: EventLog, minutes: AgencyMinutes, *, since: int, until: int) -> list[DueDay]:
    """The tasks of a log that were due from one instant until before another, by the unit they lie in and the day."""
    tasks = log.tasks
    stands = (tasks["closed"] == NEVER) & (log.of_dossiers("paused_at") > NEVER)
    counts = (tasks["due"] >= since) & (tasks["due"] < until) & ~stands
    counts &= ~np.isin(tasks["state"], places(log, ("cancelled",)))
    late = minutes.is_late(columns.taken(tasks, counts), until)
    units, row = np.unique(log.of_posts("unit")[counts], return_inverse=True)
    weekday = ((tasks["due"][counts] + _HERE) // _DAY + _THURSDAY) % 7
    cell, size = row.reshape(-1) * 7 + weekday, 7 * len(units)
    due, lates = np.bincount(cell, minlength=size), np.bincount(cell[late], minlength=size)
    return [DueDay(int(units[one // 7]), one % 7, int(due[one]), int(lates[one])) for one in range(size) if due[one]]
