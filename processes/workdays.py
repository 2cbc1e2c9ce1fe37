"""What an agency's calendar lends to the expressions of a diagram: working days, counted from an act's moment."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from functools import partial

from bpmn.engine import Functions
from bpmn.expressions import WrongValue
from bpmn.expressions.dates import moment_of
from bpmn.expressions.values import number
from bpmn.terms import Term, Unit
from processes import calendars
from processes.calendars import Calendar


def functions(calendar: Calendar, moment: datetime) -> Functions:
    """The named functions of docs/expressions.md, at this moment.

    Each refuses: WrongValue for what is no number or day, WrongTerm for an amount no term has, OutsideCalendar.
    """

    def later(unit: Unit, amount: object) -> datetime:
        term = Term(Fraction(str(number(amount))), unit, "working")
        return calendars.local(calendar.add(moment, term))

    def is_working(day: object) -> bool:
        return calendar.is_working_day(_day(day))

    def following(day: object) -> date:
        return calendar.working_day_from(_day(day))

    def between(start: object, end: object) -> int:
        return calendar.working_days(_day(start), _day(end))

    return {
        "working_days": partial(later, "day"),
        "working_hours": partial(later, "hour"),
        "is_working_day": is_working,
        "next_working_day": following,
        "working_days_between": between,
    }


def _day(value: object) -> date:
    match value:
        case datetime():
            return calendars.local(value).date() if value.tzinfo else value.date()
        case date():
            return value
        case str():
            day = moment_of(value, datetime)
            assert isinstance(day, datetime)  # that is what was asked for
            return _day(day)
        case _:
            raise WrongValue(reason=f"{value!r} không phải là ngày")
