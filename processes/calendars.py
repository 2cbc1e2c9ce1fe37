"""Working time: which minutes count, which days are holidays, and where a term ends.

Pure: it never looks at a clock. Instants go in and come out aware (UTC); the law's day is the one of
Asia/Ho_Chi_Minh. An instant is taken by its minute, as receipts are written, and a minute of closed time is the
same *working minute* as the next opening and as the close before it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

from bpmn.refusals import Refusal
from bpmn.terms import Term, WorkingTime
from processes.hours import DEFAULT_WEEK, Hours, Layout, Week, WrongMoment, layout, read_hours, read_week, written
from processes.swaps import ANNOUNCED_THROUGH, SWAPS, Swap

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_YEAR, LAST_YEAR = 2010, 2060

_LAST_OF_MINUTE = timedelta(seconds=59, microseconds=999_999)
_SATURDAY = 5


class OutsideCalendar(Refusal):
    """The calendar does not reach that day, so nothing is said about it."""

    code = "calendar.outside"
    sentence = "Lịch làm việc chỉ có từ năm {first} đến năm {last}, không tính được thời hạn vượt ra ngoài."
    status = 422


class Calendar:
    """An agency's working time from the first to the last year it was made for.

    `week` is the usual one until the first of the `later` ones begins; `closed` names each holiday; `made_up` are
    the days worked although they are off by the week or by name; `own` are working days with hours of their own,
    such as a morning before Tết. Refuses any day outside its years: OutsideCalendar.
    """

    def __init__(
        self,
        week: Week = DEFAULT_WEEK,
        closed: Mapping[date, str] = MappingProxyType({}),
        made_up: Iterable[date] = (),
        *,
        later: Iterable[tuple[date, Week]] = (),
        own: Mapping[date, Hours] = MappingProxyType({}),
        first_year: int = FIRST_YEAR,
        last_year: int = LAST_YEAR,
    ) -> None:
        self.first_year, self.last_year = first_year, last_year
        self.weeks = ((date.min, week), *sorted(later, key=lambda one: one[0]))
        self.made_up = frozenset(made_up)
        self.own: Mapping[date, Hours] = MappingProxyType({day: own[day] for day in sorted(own)})
        worked = self.made_up | self.own.keys()
        self.closed: Mapping[date, str] = MappingProxyType(
            {day: closed[day] for day in sorted(closed) if day not in worked}
        )
        self._closed_days = tuple(self.closed)
        self._first = date(first_year, 1, 1).toordinal()
        self._count_days({day.toordinal() for day in worked})

    def _count_days(self, worked: set[int]) -> None:
        """Prefix sums: `_numbers[i]` working days lie before day i, `_before[n]` working minutes before the n-th."""
        closed = {day.toordinal() for day in self.closed}
        own = {day.toordinal(): layout(hours) for day, hours in self.own.items()}
        begins = {day.toordinal(): layout(week.hours) for day, week in self.weeks}
        usual = layout(self._week(date.fromordinal(self._first)).hours)
        self._numbers, self._before = [0], [0]
        self._days, self._layouts = list[int](), list[Layout]()
        for day in range(self._first, date(self.last_year, 12, 31).toordinal() + 1):
            usual = begins.get(day, usual)
            if ((day - 1) % 7 < _SATURDAY and day not in closed) or day in worked:
                there = own.get(day, usual)
                self._days.append(day)
                self._layouts.append(there)
                self._before.append(self._before[-1] + len(there.minutes))
            self._numbers.append(len(self._days))

    def week_on(self, day: date) -> Week:
        """The usual week in force on that day."""
        self._index(day)
        return self._week(day)

    def hours_on(self, day: date) -> Hours:
        """The hours worked on that day; none on a day off."""
        number = self._numbers[self._index(day)]
        return self._layouts[number].hours if self.is_working_day(day) else ()

    def day_at(self, moment: datetime) -> WorkingTime:
        """The working time of one usual day then."""
        return WorkingTime(len(layout(self._week(local(moment).date()).hours).minutes))

    def is_working_day(self, day: date) -> bool:
        """Whether terms count on that day."""
        index = self._index(day)
        return self._numbers[index + 1] > self._numbers[index]

    def is_open(self, moment: datetime) -> bool:
        """Whether the door is open at that moment, be it that terms count then or not."""
        here = local(moment)
        today, clock = here.date(), here.time()
        segments = list(self.hours_on(today))
        if today not in self.closed:
            segments += [segment for weekday, segment in self.week_on(today).also_open if weekday == today.weekday()]
        return any(start <= clock < end for start, end in segments)

    def deemed(self, received: datetime) -> datetime:
        """When a receipt counts as received: its own minute in working time, the next opening otherwise."""
        return self._at(self._position(received), at_close=False)

    def add(self, start: datetime, term: Term) -> datetime:
        """When a term ends that starts at a receipt.

        Working days: n counting days after the deemed receipt, at the same clock time; a part of a day is that
        part of the working minutes of the day it falls on. Calendar days and months: by the calendar from the
        deemed receipt, at the same clock time, moved to the next working day from a day off; a month without that
        day ends on its last. No day at all ends at the close of the day of (deemed) receipt. A clock time at which
        the last day is not worked is the next opening. An end on the border of working time is written as the
        opening for whole days and months, as the close otherwise. Basis: Bộ luật Dân sự 2015 art. 147, 148.
        """
        if term.is_same_day:
            return self.close_of_day(start)
        if term.kind == "working":
            position, amount = self._position(start), term.amount
            if term.unit == "hour":
                end = position - (-60 * amount.numerator // amount.denominator)
            else:
                end = self._days_later(position, amount.numerator, amount.denominator)
            return self._at(end, at_close=ends_at_close(term))
        deemed = local(self.deemed(start))
        day = self.working_day_from(last_day(deemed.date(), term))
        return self.deemed(self._instant(day.toordinal(), deemed.time()))

    def _days_later(self, position: int, amount: int, parts: int) -> int:
        """The position `amount / parts` days later: the same clock time, then the part, each day counting as one."""
        number, rest = self._number(position)
        clock = self._layouts[number].minutes[rest]
        whole, part = divmod(amount, parts)
        self._day(number + whole)
        reached = self._before[number + whole] + self._layouts[number + whole].gone[clock]
        if not part:
            return reached
        number, rest = self._number(reached)
        length = len(self._layouts[number].minutes)
        gone = rest * parts + part * length  # in parts of a minute
        if gone <= length * parts:
            return self._before[number] - (-gone // parts)
        self._day(number + 1)
        following = len(self._layouts[number + 1].minutes)
        return self._before[number + 1] - (-(gone - length * parts) * following // (length * parts))

    def days_from(self, moment: datetime, days: int) -> datetime:
        """The same clock time so many working days later, earlier when negative; a border is the opening."""
        return self._at(self._days_later(self._position(moment), days, 1), at_close=False)

    def close_of_day(self, moment: datetime, *, days_later: int = 0) -> datetime:
        """The close of the day on which a receipt counts as received, or of a working day after it."""
        number = self._number(self._position(moment))[0] + days_later
        self._day(number)
        return self._at(self._before[number + 1], at_close=True)

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
        return date.fromordinal(self._day(self._numbers[self._index(day)]))

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie after one day until another."""
        return self._numbers[self._index(until) + 1] - self._numbers[self._index(after) + 1]

    def holidays(self, after: date, until: date) -> tuple[tuple[date, str], ...]:
        """The named days off after one day until another that would have been worked but for their name."""
        found = self._closed_days[bisect_right(self._closed_days, after) : bisect_right(self._closed_days, until)]
        return tuple((day, self.closed[day]) for day in found if day.weekday() < _SATURDAY)

    def _week(self, day: date) -> Week:
        return self.weeks[bisect_right(self.weeks, day, key=lambda one: one[0]) - 1][1]

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._first
        if not 0 <= index < len(self._numbers) - 1:
            raise self._outside()
        return index

    def _position(self, moment: datetime) -> int:
        """How many working minutes have gone by since the calendar's first day."""
        here = local(moment)
        index = self._index(here)
        number = self._numbers[index]
        if self._numbers[index + 1] == number:
            return self._before[number]
        return self._before[number] + self._layouts[number].gone[here.hour * 60 + here.minute]

    def _number(self, position: int) -> tuple[int, int]:
        """The working day on which that working minute lies, and how many of its minutes come before."""
        number = bisect_right(self._before, position) - 1
        self._day(number)
        return number, position - self._before[number]

    def _at(self, position: int, *, at_close: bool) -> datetime:
        """Where that working minute lies; on a border at the close before it or at the opening after it."""
        if at_close:
            number = bisect_left(self._before, position) - 1
            day = self._day(number)
            end = self._layouts[number].minutes[position - self._before[number] - 1] + 1
            return self._instant(day, time(end // 60, end % 60))
        number, rest = self._number(position)
        start = self._layouts[number].minutes[rest]
        return self._instant(self._days[number], time(start // 60, start % 60))

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


def read_moment(text: str) -> datetime:
    """Reads `2026-03-02T08:00`, a time in Vietnam unless it names its zone, as an instant; a day is its midnight.

    Refuses: WrongMoment.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return local(moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongMoment(text=text, example="2026-03-02T08:00") from None


@lru_cache(maxsize=256)
def of_hours(text: str) -> Calendar:
    """The Vietnamese calendar of an agency that works such a week. Refuses: hours.WrongHours."""
    return vietnam(read_week(text))


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that people changed: off for this reason, or worked although it was off, or in hours of its own."""

    day: date
    is_worked: bool
    name: str
    hours: str = ""


@lru_cache(maxsize=256)
def of_agency(hours: str, days: tuple[SpecialDay, ...] = (), later: tuple[tuple[date, str], ...] = ()) -> Calendar:
    """The calendar of an agency with its own hours, after what people changed: days, and its hours from a day on.

    Refuses: hours.WrongHours.
    """
    seed = of_hours(hours)
    if not days and not later:
        return seed
    off = {one.day: one.name for one in days if not one.is_worked}
    own = {one.day: read_hours(one.hours) for one in days if one.is_worked and one.hours}
    worked = {one.day for one in days if one.is_worked and not seed.is_working_day(one.day)}
    return Calendar(
        read_week(hours),
        {**seed.closed, **off},
        (seed.made_up - off.keys()) | worked,
        later=[(begin, read_week(text)) for begin, text in later],
        own=own,
        first_year=seed.first_year,
        last_year=seed.last_year,
    )


def told(hours: Iterable[str], days: Iterable[str]) -> Calendar:
    """The calendar of such hours, `07:00-11:30`, from a day on, `2026-10-16/07:30-12:00`, and days of their own.

    Refuses: hours.WrongHours, hours.WrongMoment.
    """
    weeks = dict(_dated(text) for text in hours)
    own = [SpecialDay(day, is_worked=True, name="", hours=text) for day, text in map(_dated, days)]
    usual = weeks.pop(date.min, "") or written(DEFAULT_WEEK.hours)
    return of_agency(usual, tuple(own), tuple(weeks.items()))


def _dated(text: str) -> tuple[date, str]:
    day, _, told = text.rpartition("/")
    return (local(read_moment(day)).date() if day else date.min), told


@lru_cache(maxsize=256)
def vietnam(
    week: Week = DEFAULT_WEEK,
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
    return Calendar(week, closed, made_up, first_year=first_year, last_year=last_year)


def _name(day: date, name: str) -> str:
    """The holiday as a sentence may name it: all days of Tết are Tết, and nothing stands in brackets."""
    if "Tết" in name and "Dương lịch" not in name:
        name = "Tết Nguyên Đán"
    name = name.replace("Ngày nghỉ (", "ngày nghỉ ").replace(" (nghỉ bù)", " nghỉ bù").replace(")", "")
    uncertain = day.year > ANNOUNCED_THROUGH and ("Nguyên Đán" in name or "Quốc khánh" in name)
    return f"{name}, dự kiến" if uncertain else name
