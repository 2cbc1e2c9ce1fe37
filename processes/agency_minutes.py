"""Working minutes of many agencies: each of many instants on the calendar of the agency it belongs to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from processes.calendars import Calendar
from processes.event_log import NEVER, Columns
from processes.working_minutes import Minutes, Seconds, WorkingMinutes

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_MARGIN = timedelta(days=2)


class AgencyMinutes:
    """The calendars of agencies between two instants (seconds since 1970), by the working minute.

    `of` is each agency's; agencies that work alike share one, and are looked up at once.
    """

    def __init__(self, calendars: Mapping[int, Calendar], agencies: Numbers, first: int, last: int) -> None:
        days = (_day(first) - _MARGIN, _day(last) + _MARGIN)
        shared = {id(calendar): calendar for calendar in calendars.values()}
        wanted = [int(one) for one in np.unique(agencies)]
        used = {id(calendars[one]) for one in wanted}
        made = {
            one: WorkingMinutes(calendar, *(day.date() for day in days))
            for one, calendar in shared.items()
            if one in used
        }
        self.of: Mapping[int, WorkingMinutes] = {one: made[id(calendars[one])] for one in wanted}

    def at(self, instants: Seconds, agencies: Numbers) -> Minutes:
        """How many working minutes of its agency have gone by at each instant."""
        alike: dict[int, list[int]] = {}
        for agency, minutes in self.of.items():
            alike.setdefault(id(minutes), []).append(agency)
        if len(alike) == 1:
            return next(iter(self.of.values())).at(instants)
        found = np.zeros(len(instants), np.int64)
        for group in alike.values():
            mine = np.isin(agencies, group)
            found[mine] = self.of[group[0]].at(instants[mine])
        return found

    def is_late(self, tasks: Columns, now: int) -> Flags:
        """Whether each task was closed, or is open still, in a later working minute than it was due."""
        ended = np.where(tasks["closed"] == NEVER, now, tasks["closed"])
        return self.at(ended, tasks["agency"]) > self.at(tasks["due"], tasks["agency"])


def of_tasks(calendars: Mapping[int, Calendar], tasks: Columns, now: int) -> AgencyMinutes:
    """The calendars that some tasks need, from the first opening until the last due time or now."""
    first = int(tasks["opened"].min(initial=now))
    last = max(int(tasks[name].max(initial=now)) for name in ("due", "closed"))
    return AgencyMinutes(calendars, tasks["agency"], min(first, int(tasks["due"].min(initial=now))), last)


def _day(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)
