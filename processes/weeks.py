"""Weeks: of dossiers or tasks, how many ended in each week, how many of these in time, and how many were open after it.

A week is Monday to Sunday in Vietnam; the last one goes until now. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from processes.calendars import ZONE, local
from processes.event_log import NEVER
from processes.working_minutes import Seconds

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Week:
    """One week: `ended` in it, `on_time` of them, and `backlog`, what was open at its end."""

    begins: date
    ended: int
    on_time: int
    backlog: int

    @property
    def rate(self) -> float | None:
        """Which share ended in time; None where nothing ended."""
        return self.on_time / self.ended if self.ended else None


def of(begun: Seconds, ended: Seconds, *, late: Flags, counts: Flags, moment: datetime, number: int) -> list[Week]:
    """The last so many weeks, the present one at the end, of things that began and ended at these instants.

    `ended` is NEVER for what is open; only what `counts` is judged, the rest merely ends.
    """
    today = local(moment).date()
    monday = today - timedelta(days=today.weekday())
    begins = [monday - timedelta(weeks=back) for back in range(number - 1, -1, -1)]
    starts = [int(datetime.combine(day, time(), ZONE).timestamp()) for day in begins]
    edges = np.array([*starts, int(moment.timestamp()) + 1], np.int64)
    judged = counts & (ended > NEVER)
    all_of, in_time = (_each(ended[one], edges) for one in (judged, judged & ~late))
    came = np.searchsorted(np.sort(begun), edges[1:])
    went = np.searchsorted(np.sort(ended[ended > NEVER]), edges[1:])
    rows = zip(begins, all_of, in_time, (came - went).tolist(), strict=True)
    return [Week(day, one, good, left) for day, one, good, left in rows]


def _each(instants: Seconds, edges: Seconds) -> list[int]:
    """How many instants lie between each edge and the next."""
    return np.diff(np.searchsorted(np.sort(instants), edges)).tolist()
