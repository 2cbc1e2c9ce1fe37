"""Working minutes in columns are the very minutes that the calendar counts one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.calendars import Calendar, SpecialDay, of_agency, vietnam
from processes.working_minutes import WorkingMinutes

FIRST, LAST = date(2025, 12, 1), date(2026, 6, 30)
TET = SpecialDay(date(2026, 2, 13), is_worked=True, name="", hours="07:00-11:00")
SATURDAY = SpecialDay(date(2026, 3, 7), is_worked=True, name="")
CALENDARS = [
    vietnam(),
    of_agency("07:30-11:30,13:00-17:00", (TET, SATURDAY), ((date(2026, 4, 1), "08:00-12:00,13:00-17:00"),)),
]
instants = st.datetimes(datetime(2025, 12, 2), datetime(2026, 6, 29)).map(lambda one: one.replace(tzinfo=UTC))


COLUMNS = [(one, WorkingMinutes(one, FIRST, LAST)) for one in CALENDARS]


@settings(deadline=None)
@given(st.sampled_from(COLUMNS), st.lists(instants, min_size=2, max_size=20))
def test_the_same_minutes(known: tuple[Calendar, WorkingMinutes], moments: list[datetime]) -> None:
    calendar, columns = known
    at = columns.at(np.array([int(one.timestamp()) for one in moments], np.int64))
    for here, there, a, b in zip(moments, moments[1:], at, at[1:], strict=False):
        assert b - a == calendar.between(here, there).minutes


def test_instants_outside_are_taken_for_the_ends() -> None:
    columns = WorkingMinutes(vietnam(), FIRST, FIRST + timedelta(days=6))
    far = [datetime.combine(day, time(), UTC).timestamp() for day in (date(1970, 1, 1), date(2100, 1, 1))]
    assert list(columns.at(np.array(far, np.int64))) == [0, 5 * 8 * 60]
