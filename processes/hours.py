"""Working hours: the segments of a day in which terms count, and the weekly ones in which only the door is open.

As text, in the agency's row and in the changes people make: `07:00-11:30,13:30-17:00`, and after a semicolon the
weekly hours that do not count: `07:00-11:30,13:30-17:00;T7 07:30-11:00`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from itertools import pairwise

from bpmn.refusals import Refusal

Segment = tuple[time, time]
Hours = tuple[Segment, ...]

WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_SATURDAY = 5


class WrongHours(Refusal):
    """The text does not tell working hours: `07:00-11:30,13:30-17:00` does."""

    code = "calendar.wrong-hours"
    sentence = "“{text}” không phải là giờ làm việc hợp lệ (ví dụ đúng: 07:00-11:30,13:30-17:00)."
    status = 422


class WrongMoment(Refusal):
    """The text is neither a date with its time nor a time of day."""

    code = "calendar.wrong-moment"
    sentence = "“{text}” không phải là thời điểm hợp lệ (ví dụ đúng: {example})."
    status = 422


@dataclass(frozen=True, slots=True)
class Week:
    """An agency's usual week: the hours of every working day, and when the door is open besides.

    `also_open` are a weekday (0 is Monday) and hours in which terms do not count, such as a one-stop's Saturday
    morning.
    """

    hours: Hours
    also_open: tuple[tuple[int, Segment], ...] = ()


DEFAULT_WEEK = Week(((time(7), time(11, 30)), (time(13, 30), time(17))))


@dataclass(frozen=True, slots=True)
class Layout:
    """A working day by the minute: those that count, in order; `gone[m]` of them have gone by at minute m."""

    hours: Hours
    minutes: tuple[int, ...]
    gone: tuple[int, ...]


@lru_cache(maxsize=256)
def layout(hours: Hours) -> Layout:
    """The minutes of a day with such hours."""
    worked = [m for start, end in hours for m in range(_minute(start), _minute(end))]
    return Layout(hours, tuple(worked), tuple(bisect_left(worked, m) for m in range(24 * 60)))


def read_clock(text: str) -> time:
    """Reads a time of day, `15:00`. Refuses: WrongMoment."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise WrongMoment(text=text, example="15:00")
    return time(int(found[1]), int(found[2]))


def read_hours(text: str) -> Hours:
    """Reads the hours of a day, `07:00-11:30,13:30-17:00`, in order and apart. Refuses: WrongHours."""
    try:
        segments = [tuple(read_clock(end) for end in part.split("-")) for part in text.split(",")]
    except WrongMoment:
        raise WrongHours(text=text) from None
    borders = [border for segment in segments for border in segment]
    if any(len(segment) != 2 for segment in segments) or any(a >= b for a, b in pairwise(borders)):
        raise WrongHours(text=text)
    return tuple(zip(borders[::2], borders[1::2], strict=True))


def read_week(text: str) -> Week:
    """Reads a week, `07:00-11:30,13:30-17:00;T7 07:30-11:00`.

    Refuses: WrongHours, also where what does not count lies in hours that do.
    """
    counted, *besides = text.split(";")
    hours = read_hours(counted)
    also_open: list[tuple[int, Segment]] = []
    for part in besides:
        name, _, told = part.strip().partition(" ")
        if name not in WEEKDAYS:
            raise WrongHours(text=text)
        also_open += [(WEEKDAYS.index(name), segment) for segment in read_hours(told)]
    if any(day < _SATURDAY and _overlaps(segment, hours) for day, segment in also_open):
        raise WrongHours(text=text)
    return Week(hours, tuple(also_open))


def written(hours: Iterable[Segment]) -> str:
    """The hours as `read_hours` reads them."""
    return ",".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in hours)


def written_week(week: Week) -> str:
    """The week as `read_week` reads it."""
    besides = [f"{WEEKDAYS[day]} {written([segment])}" for day, segment in week.also_open]
    return ";".join([written(week.hours), *besides])


def spoken(hours: Iterable[Segment]) -> str:
    """`07:00–11:30, 13:30–17:00`, as a sentence and a screen say it."""
    return ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in hours)


def spoken_week(week: Week) -> str:
    """`07:00–11:30, 13:30–17:00; mở cửa thêm T7 07:30–11:00`."""
    besides = [f"{WEEKDAYS[day]} {spoken([segment])}" for day, segment in week.also_open]
    return spoken(week.hours) + (f"; mở cửa thêm {', '.join(besides)}" if besides else "")


def _overlaps(segment: Segment, hours: Hours) -> bool:
    return any(segment[0] < end and start < segment[1] for start, end in hours)


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
