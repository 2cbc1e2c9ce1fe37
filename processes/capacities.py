"""Capacities: how many working hours an officer has until a moment, by the calendar and days of absence. Pure.

An officer is absent while a substitution for the officer is in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from processes.calendars import ZONE, Calendar, local
from processes.substitutions import Substitution

AHEAD = 5
"""Working days that are looked at in any case: who has only little left to do, or only what is overdue, has a week."""


def horizon(calendar: Calendar, moment: datetime, latest: datetime) -> datetime:
    """Until when capacity is counted: the latest due time, a working week from now at least."""
    return max(latest, calendar.days_from(moment, AHEAD))


def minutes(
    calendar: Calendar, officer_id: int, absences: Iterable[Substitution], *, moment: datetime, until: datetime
) -> int:
    """The working minutes that an officer has from a moment until another."""
    days = {
        day
        for one in absences
        if one.absent_id == officer_id and one.ended_at is None
        for day in _days(max(one.valid_from, local(moment).date()), min(one.valid_to, local(until).date()))
    }
    away = (
        calendar.between(max(_midnight(day), moment), min(_midnight(day + timedelta(days=1)), until)) for day in days
    )
    return max(calendar.between(moment, until).minutes - sum(one.minutes for one in away), 0)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
