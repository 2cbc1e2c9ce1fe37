"""Days, moments, hours and periods inside expressions, on the agency's clock and calendar."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import total_ordering
from zoneinfo import ZoneInfo

from bpmn.expressions.refusals import WrongValue
from bpmn.sentences import Sentence

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")  # a text without an offset means the agency's clock
_PERIOD = re.compile(
    r"(?P<sign>-)?P(?=.)(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9})S)?)?"
)


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """Calendar time: months by the calendar, the rest by the clock (FEEL knows either, ISO 8601 both at once)."""

    months: int
    rest: timedelta

    @classmethod
    def read(cls, text: str) -> Period:
        """Reads `P1M`, `P3D`, `PT6H30M`, `P2W`, `-P1D`. Refuses: WrongValue."""
        found = _PERIOD.fullmatch(text.strip().upper())
        parts = {} if found is None else found.groupdict()
        if not any(number for name, number in parts.items() if name != "sign"):
            raise WrongValue(
                reason=Sentence("“{text}” không phải là khoảng thời gian (ví dụ đúng: P3D, PT6H, P1M)", text=text[:60])
            )
        sign = -1 if parts.pop("sign") else 1
        part = {name: sign * int(number or 0) for name, number in parts.items()}
        months = part.pop("years") * 12 + part.pop("months")
        return cls(months, timedelta(**part))

    def after(self, moment: datetime) -> datetime:
        """The moment this much later. A month later is the same day, or the month's last. Refuses: WrongValue."""
        try:
            year, month = divmod(moment.year * 12 + moment.month - 1 + self.months, 12)
            day = min(moment.day, monthrange(year, month + 1)[1])
            return moment.replace(year=year, month=month + 1, day=day) + self.rest
        except (ValueError, OverflowError):
            raise WrongValue(reason=Sentence("ngày nằm ngoài lịch")) from None

    def __neg__(self) -> Period:
        return Period(-self.months, -self.rest)

    def __add__(self, other: Period) -> Period:
        return Period(self.months + other.months, self.rest + other.rest)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period) or ((self.months or other.months) and (self.rest or other.rest)):
            raise TypeError  # whether a month is longer than thirty days depends on the month
        return (self.months, self.rest) < (other.months, other.rest)

    def __str__(self) -> str:
        """As ISO 8601 writes it."""
        if self.months < 0 or self.rest < timedelta(0):
            return f"-{-self}"
        years, months = divmod(self.months, 12)
        minutes, seconds = divmod(self.rest.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        day = _joined((years, "Y"), (months, "M"), (self.rest.days, "D"))
        clock = _joined((hours, "H"), (minutes, "M"), (seconds, "S"))
        return f"P{day}{f'T{clock}' if clock else ''}" if day or clock else "PT0S"


def _joined(*parts: tuple[int, str]) -> str:
    return "".join(f"{number}{letter}" for number, letter in parts if number)


Temporal = date | datetime | time | Period


def moment_of(text: str, kind: type[date] | type[datetime] | type[time]) -> date | datetime | time:
    """The day, moment or hour a text names. Refuses: WrongValue."""
    try:
        return kind.fromisoformat(text.strip())
    except ValueError:
        raise WrongValue(reason=Sentence("“{text}” không phải là ngày hoặc giờ", text=text[:60])) from None


def literal(text: str) -> Temporal:
    """`@"2026-03-02"`, `@"P3D"` (DMN 1.3 §10.3.2.3.7). Refuses: WrongValue."""
    if text.lstrip("-").startswith(("P", "p")):
        return Period.read(text)
    return moment_of(text, datetime if "T" in text else time if ":" in text else date)


def as_text(value: object) -> str:
    """How a day, a moment, an hour or a period is written down with the facts; raises TypeError for what is none."""
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, timedelta):
        return str(Period(0, value))
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(value)


def alike(left: object, right: object) -> tuple[object, object]:
    """Two values as they are compared: a text beside a day is read as a day, a moment without offset is local."""
    if isinstance(left, str) and isinstance(right, date | time | Period):
        left = _read_as(right, left)
    elif isinstance(right, str) and isinstance(left, date | time | Period):
        right = _read_as(left, right)
    return _zoned(left), _zoned(right)


def _read_as(pattern: date | time | Period, text: str) -> object:
    if isinstance(pattern, Period):
        return Period.read(text)
    kind = datetime if isinstance(pattern, datetime) else time if isinstance(pattern, time) else date
    return moment_of(text, kind)


def _zoned(value: object) -> object:
    return value.replace(tzinfo=LOCAL) if isinstance(value, datetime) and value.tzinfo is None else value


def plus(left: Temporal, right: object) -> Temporal:
    """A day or moment so much later; two periods together. Refuses: WrongValue."""
    match left, right:
        case Period(), Period():
            return left + right
        case Period(), date():
            return plus(right, left)
        case datetime(), Period():
            return right.after(left)
        case date(), Period() if not right.rest.seconds:
            return right.after(datetime(left.year, left.month, left.day)).date()  # noqa: DTZ001 - a day has no zone
        case _:
            raise WrongValue(reason=Sentence("không cộng được “{left}” với “{right}”", left=left, right=right))


def minus(left: Temporal, right: object) -> Temporal:
    """A day or moment so much earlier; the time between two of them. Refuses: WrongValue."""
    if isinstance(right, Period):
        return plus(left, -right)
    left_alike, right_alike = alike(left, right)
    match left_alike, right_alike:
        case (datetime() as later, datetime() as earlier):
            return Period(0, later - earlier)
        case (date() as later, date() as earlier) if not isinstance(later, datetime | time):
            if not isinstance(earlier, datetime):
                return Period(0, later - earlier)
        case _:
            pass
    raise WrongValue(reason=Sentence("không trừ được “{right}” khỏi “{left}”", right=right, left=left))


def months_between(start: date, end: date) -> Period:
    """Whole months from one day to another, as ages are counted (DMN 1.3 §10.3.4.4)."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return Period(months, timedelta(0))


_DAY: Mapping[str, Callable[[date], int]] = {
    "year": lambda day: day.year,
    "month": lambda day: day.month,
    "day": lambda day: day.day,
    "weekday": lambda day: day.isoweekday(),
}
_CLOCK: Mapping[str, Callable[[datetime | time], int]] = {
    "hour": lambda clock: clock.hour,
    "minute": lambda clock: clock.minute,
    "second": lambda clock: clock.second,
}
_LENGTH: Mapping[str, Callable[[Period], int]] = {
    "years": lambda period: int(period.months / 12),
    "months": lambda period: period.months - 12 * int(period.months / 12),
    "days": lambda period: period.rest.days,
    "hours": lambda period: period.rest.seconds // 3600,
    "minutes": lambda period: period.rest.seconds % 3600 // 60,
    "seconds": lambda period: period.rest.seconds % 60,
}


def part(value: object, name: str) -> int | None:
    """A part of a day, a moment, an hour or a period by its FEEL name; None when there is none of this name."""
    if isinstance(value, Period) and name in _LENGTH:
        return _LENGTH[name](value)
    if isinstance(value, date) and name in _DAY:
        return _DAY[name](value)
    if isinstance(value, datetime | time) and name in _CLOCK:
        return _CLOCK[name](value)
    return None
