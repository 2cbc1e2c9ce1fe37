"""Working time in columns: at which working minute of a calendar each of many instants lies.

The same minutes as `Calendar.between` counts, for a million instants at once. Pure.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from processes.calendars import Calendar
from processes.hours import layout

Seconds = NDArray[np.int64]
Minutes = NDArray[np.int64]

_HERE = 7 * 3600
"""Vietnam is seven hours ahead of UTC, in every year a calendar is made for."""
_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()


class WorkingMinutes:
    """A calendar between two days, both included, by the working minute.

    Instants before and after them are taken for the first and the last minute there is.
    """

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self._first = max(first, date(calendar.first_year, 1, 1)).toordinal() - _EPOCH
        until = min(last, date(calendar.last_year, 12, 31)).toordinal() - _EPOCH
        days = [calendar.hours_on(date.fromordinal(_EPOCH + day)) for day in range(self._first, until + 1)]
        kinds = {hours: kind for kind, hours in enumerate(dict.fromkeys(days))}
        self._gone = np.array([layout(hours).gone for hours in kinds], np.int64)
        self._kinds = np.array([kinds[hours] for hours in days], np.int64)
        lengths = np.array([len(layout(hours).minutes) for hours in days], np.int64)
        self._before = np.concatenate([[0], np.cumsum(lengths)[:-1]])

    def at(self, instants: Seconds) -> Minutes:
        """How many working minutes have gone by since the first day, at instants in seconds since 1970, UTC."""
        here = np.clip(instants + _HERE, self._first * _DAY, (self._first + len(self._kinds)) * _DAY - 1)
        day = here // _DAY - self._first
        return self._before[day] + self._gone[self._kinds[day], here % _DAY // 60]
