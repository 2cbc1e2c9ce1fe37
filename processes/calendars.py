"""Working time: which minutes count, which days are holidays, and where a term ends.

Pure: it never looks at a clock. Instants go in and come out aware (UTC); the law's day is the one of
Asia/Ho_Chi_Minh. An instant is taken by its minute, as receipts are written, and a minute of closed time is the
same *working minute* as the next opening and as the close before it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

from bpmn.refusals import Refusal
from bpmn.terms import Term, WorkingTime
from processes.swaps import ANNOUNCED_THROUGH, SWAPS, Swap

Segment = tuple[time, time]
Hours = tuple[Segment, ...]

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DEFAULT_HOURS: Hours = ((time(7), time(11, 30)), (time(13, 30), time(17)))
FIRST_YEAR, LAST_YEAR = 2010, 2060

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_LAST_OF_MINUTE = timedelta(seconds=59, microseconds=999_999)
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


class OutsideCalendar(Refusal):
    """The calendar does not reach that day, so nothing is said about it."""

    code = "calendar.outside"
    sentence = "Lịch làm việc chỉ có từ năm {first} đến năm {last}, không tính được thời hạn vượt ra ngoài."
    status = 422


class Calendar:
    """An agency's working time from the first to the last year it was made for.

    `hours` are the same on every working day, in order and apart; `closed` names each holiday; `made_up` are
    the Saturdays worked instead. `also_open` are weekly hours (0 is Monday) when the door is open and terms do
    not count, such as a one-stop's Saturday morning. Refuses any day outside its years: OutsideCalendar.
    """

    def __init__(
        self,
        hours: Hours = DEFAULT_HOURS,
        closed: Mapping[date, str] = MappingProxyType({}),
        made_up: Iterable[date] = (),
        *,
        first_year: int = FIRST_YEAR,
        last_year: int = LAST_YEAR,
        also_open: Iterable[tuple[int, Segment]] = (),
    ) -> None:
        self.hours = hours
        self.made_up = frozenset(made_up)
        self.closed: Mapping[date, str] = MappingProxyType(
            {day: closed[day] for day in sorted(closed) if day not in self.made_up}
        )
        self.first_year, self.last_year = first_year, last_year
        self._closed_days = tuple(self.closed)
        self._also_open = tuple(also_open)
        self._first = date(first_year, 1, 1).toordinal()
        self._lay_out_a_day()
        self._count_days(date(last_year, 12, 31).toordinal())

    def _lay_out_a_day(self) -> None:
        """Lists the minutes of a working day; `_gone[m]` of them have gone by at minute m of the clock."""
        worked = [m for start, end in self.hours for m in range(_minute(start), _minute(end))]
        self._minutes = tuple(worked)
        self._gone = tuple(bisect_left(worked, m) for m in range(24 * 60))

    def _count_days(self, last: int) -> None:
        """Prefix sums: `_worked[i]` working minutes lie before day i."""
        closed = {day.toordinal() for day in self.closed}
        made_up = {day.toordinal() for day in self.made_up}
        total, length = 0, len(self._minutes)
        self._worked, self._days = [0], list[int]()
        for day in range(self._first, last + 1):
            if ((day - 1) % 7 < _SATURDAY and day not in closed) or day in made_up:
                self._days.append(day)
                total += length
            self._worked.append(total)

    @property
    def day(self) -> WorkingTime:
        """The working time of one day."""
        return WorkingTime(len(self._minutes))

    def is_working_day(self, day: date) -> bool:
        """Whether terms count on that day."""
        index = self._index(day)
        return self._worked[index + 1] > self._worked[index]

    def is_open(self, moment: datetime) -> bool:
        """Whether the door is open at that moment, be it that terms count then or not."""
        here = local(moment)
        today, clock = here.date(), here.time()
        segments = list(self.hours) if self.is_working_day(today) else []
        if today not in self.closed:
            segments += [segment for weekday, segment in self._also_open if weekday == today.weekday()]
        return any(start <= clock < end for start, end in segments)

    def deemed(self, received: datetime) -> datetime:
        """When a receipt counts as received: its own minute in working time, the next opening otherwise."""
        return self._at(self._position(received), at_close=False)

    def add(self, start: datetime, term: Term) -> datetime:
        """When a term ends that starts at a receipt.

        Working days: n counting days after the deemed receipt, at the same clock time; a part of a day is that
        part of the day's own working minutes. Calendar days and months: by the calendar from the deemed
        receipt, at the same clock time, moved to the next working day from a day off; a month without that day
        ends on its last. No day at all ends at the close of the day of (deemed) receipt. An end on the border
        of working time is written as the opening for whole days and months, as the close otherwise.
        Basis: Bộ luật Dân sự 2015 art. 147, 148.
        """
        if term.is_same_day:
            return self.close_of_day(start)
        if term.kind == "working":
            unit = len(self._minutes) if term.unit == "day" else 60
            minutes = math.ceil(term.amount * unit)
            return self._at(self._position(start) + minutes, at_close=ends_at_close(term))
        deemed = local(self.deemed(start))
        return self._instant(self.working_day_from(last_day(deemed.date(), term)).toordinal(), deemed.time())

    def close_of_day(self, moment: datetime, *, days_later: int = 0) -> datetime:
        """The close of the day on which a receipt counts as received, or of a working day after it."""
        length = len(self._minutes)
        return self._at((self._position(moment) // length + 1 + days_later) * length, at_close=True)

    def shift(self, moment: datetime, by: WorkingTime, *, at_close: bool) -> datetime:
        """The moment so much working time later, a border written as the close or as the opening."""
        return self._at(self._position(moment) + by.minutes, at_close=at_close)

    def between(self, a: datetime, b: datetime) -> WorkingTime:
        """The working time from a to b; negative when b comes first."""
        return WorkingTime(self._position(b) - self._position(a))

    def earliest(self, moment: datetime) -> datetime:
        """The first instant of the same working minute: at 18:20, it is the day's close.

        What was due before it is overdue, so a list compares its rows with one instant.
        """
        return self._at(self._position(moment), at_close=True)

    def latest(self, moment: datetime) -> datetime:
        """The last instant of the same working minute: of 17:00 or 18:20, it lies in the next opening's minute."""
        return self._at(self._position(moment), at_close=False) + _LAST_OF_MINUTE

    def working_day_from(self, day: date) -> date:
        """The day itself when it is worked, the next working day otherwise."""
        worked_before = self._worked[self._index(day)] // len(self._minutes)
        return date.fromordinal(self._day(worked_before))

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie after one day until another."""
        worked = self._worked[self._index(until) + 1] - self._worked[self._index(after) + 1]
        return worked // len(self._minutes)

    def holidays(self, after: date, until: date) -> tuple[tuple[date, str], ...]:
        """The named days off after one day until another that would have been worked but for their name."""
        found = self._closed_days[bisect_right(self._closed_days, after) : bisect_right(self._closed_days, until)]
        return tuple((day, self.closed[day]) for day in found if day.weekday() < _SATURDAY)

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._first
        if not 0 <= index < len(self._worked) - 1:
            raise self._outside()
        return index

    def _position(self, moment: datetime) -> int:
        """How many working minutes have gone by since the calendar's first day."""
        here = local(moment)
        index = self._index(here)
        before = self._worked[index]
        return before if self._worked[index + 1] == before else before + self._gone[here.hour * 60 + here.minute]

    def _at(self, position: int, *, at_close: bool) -> datetime:
        """Where that working minute lies; on a border at the close before it or at the opening after it."""
        if at_close:
            number, rest = divmod(position - 1, len(self._minutes))
            end = self._minutes[rest] + 1
            return self._instant(self._day(number), time(end // 60, end % 60))
        number, rest = divmod(position, len(self._minutes))
        start = self._minutes[rest]
        return self._instant(self._day(number), time(start // 60, start % 60))

    def _day(self, number: int) -> int:
        if not 0 <= number < len(self._days):
            raise self._outside()
        return self._days[number]

    def _instant(self, ordinal: int, clock: time) -> datetime:
        return datetime.combine(date.fromordinal(ordinal), clock, ZONE).astimezone(UTC)

    def _outside(self) -> OutsideCalendar:
        return OutsideCalendar(first=self.first_year, last=self.last_year)


def local(moment: datetime) -> datetime:
    """The moment as clocks in Vietnam show it. A moment without a zone is a bug: ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment without its zone: {moment!r}")
    return moment.astimezone(ZONE)


def ends_at_close(term: Term) -> bool:
    """Whether an end on the border of working time is written 17:00 rather than the next morning's 07:00.

    Hours, parts of a day and the very day of receipt are; whole days and months are not.
    """
    return term.unit == "hour" or term.is_same_day or term.amount.denominator > 1


def last_day(received: date, term: Term) -> date:
    """The last day of a term in calendar days or months, be it worked or not.

    Basis: Bộ luật Dân sự 2015 art. 147 (the first day is not counted), art. 148 (the month's last day).
    """
    if term.unit == "day":
        return received + timedelta(days=int(term.amount))
    year, month = divmod(received.year * 12 + received.month - 1 + int(term.amount), 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(received.day, (following - timedelta(days=1)).day))


def read_clock(text: str) -> time:
    """Reads a time of day, `15:00`. Refuses: WrongMoment."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise WrongMoment(text=text, example="15:00")
    return time(int(found[1]), int(found[2]))


def read_moment(text: str) -> datetime:
    """Reads `2026-03-02T08:00`, a time in Vietnam unless it names its zone, as an instant; a day is its midnight.

    Refuses: WrongMoment.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return local(moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongMoment(text=text, example="2026-03-02T08:00") from None


def read_hours(text: str) -> Hours:
    """Reads working hours, `07:00-11:30,13:30-17:00`, in order and apart. Refuses: WrongHours."""
    try:
        segments = [tuple(read_clock(end) for end in part.split("-")) for part in text.split(",")]
    except WrongMoment:
        raise WrongHours(text=text) from None
    borders = [border for segment in segments for border in segment]
    if any(len(segment) != 2 for segment in segments) or any(a >= b for a, b in pairwise(borders)):
        raise WrongHours(text=text)
    return tuple(zip(borders[::2], borders[1::2], strict=True))


@lru_cache(maxsize=256)
def of_hours(text: str) -> Calendar:
    """The Vietnamese calendar of an agency that works such hours. Refuses: WrongHours."""
    return vietnam(read_hours(text))


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that people changed: off for this reason, or worked although it was off."""

    day: date
    is_worked: bool
    name: str


@lru_cache(maxsize=256)
def of_agency(hours: str, days: tuple[SpecialDay, ...]) -> Calendar:
    """The calendar of an agency with its own hours, after the days that people changed. Refuses: WrongHours."""
    seed = of_hours(hours)
    if not days:
        return seed
    off = {one.day: one.name for one in days if not one.is_worked}
    worked = {one.day for one in days if one.is_worked}
    made_up = (seed.made_up - off.keys()) | worked
    return Calendar(seed.hours, {**seed.closed, **off}, made_up, first_year=seed.first_year, last_year=seed.last_year)


@lru_cache(maxsize=256)
def vietnam(
    hours: Hours = DEFAULT_HOURS,
    *,
    first_year: int = FIRST_YEAR,
    last_year: int = LAST_YEAR,
    swaps: tuple[Swap, ...] = SWAPS,
) -> Calendar:
    """The calendar of Vietnamese public agencies: Monday to Friday but for holidays, and the make-up Saturdays.

    Basis: Bộ luật Lao động 2019 art. 112; the yearly notices. Tết and National Day leave after the last notice
    is computed, and its name says so.
    """
    known = holidays.country_holidays("VN", years=range(first_year, last_year + 1), language="vi")
    closed = {day: _name(day, name) for day, name in known.items()}
    closed |= {swap.off: f"ngày nghỉ thay cho ngày {swap.worked:%d/%m/%Y}" for swap in swaps}
    made_up = known.weekend_workdays | {swap.worked for swap in swaps}
    return Calendar(hours, closed, made_up, first_year=first_year, last_year=last_year)


def _name(day: date, name: str) -> str:
    """The holiday as a sentence may name it: all days of Tết are Tết, and nothing stands in brackets."""
    if "Tết" in name and "Dương lịch" not in name:
        name = "Tết Nguyên Đán"
    name = name.replace("Ngày nghỉ (", "ngày nghỉ ").replace(" (nghỉ bù)", " nghỉ bù").replace(")", "")
    uncertain = day.year > ANNOUNCED_THROUGH and ("Nguyên Đán" in name or "Quốc khánh" in name)
    return f"{name}, dự kiến" if uncertain else name


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
