"""Periods: from one day to another, both included; a month, a quarter, half a year or a year has a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from processes.calendars import ZONE

Length = Literal["month", "quarter", "half", "year"]
MONTHS: dict[Length, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
SPELT: dict[Length, str] = {"month": "thang", "quarter": "quy", "half": "nua-nam", "year": "nam"}
"""How an address says it."""
_QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From one day to another, both included; days are those of Vietnam."""

    since: date
    until: date

    def __str__(self) -> str:
        return f"từ ngày {self.since:%d/%m/%Y} đến ngày {self.until:%d/%m/%Y}"

    @property
    def begins_at(self) -> datetime:
        """The first instant in it."""
        return datetime.combine(self.since, time(), ZONE)

    @property
    def ends_at(self) -> datetime:
        """The first instant behind it."""
        return datetime.combine(self.until + timedelta(days=1), time(), ZONE)

    @property
    def length(self) -> Length | None:
        """What of a year it is; None for any other days."""
        return next((one for one in MONTHS if around(one, self.since) == self), None)

    @property
    def name(self) -> str:
        """`Quý I năm 2026`; empty for any other days."""
        year, month = self.since.year, self.since.month
        match self.length:
            case "month":
                return f"Tháng {month} năm {year}"
            case "quarter":
                return f"Quý {_QUARTERS[month // 3]} năm {year}"
            case "half":
                return f"6 tháng {'đầu' if month == 1 else 'cuối'} năm {year}"
            case "year":
                return f"Năm {year}"
            case None:
                return ""


def around(length: Length, day: date) -> Period:
    """The month, quarter, half year or year that a day lies in."""
    months = MONTHS[length]
    since = date(day.year, (day.month - 1) // months * months + 1, 1)
    after = since.month - 1 + months
    return Period(since, date(since.year + after // 12, after % 12 + 1, 1) - timedelta(days=1))


def spelt(said: str | None) -> Length | None:
    """The length that an address says; None where it says another thing."""
    for length in MONTHS:
        if SPELT[length] == said:
            return length
    return None


def before(length: Length, day: date) -> Period:
    """The last such period that is over on a day."""
    return around(length, around(length, day).since - timedelta(days=1))


def latest(length: Length, day: date, number: int) -> Iterator[Period]:
    """The period that a day lies in, and those before it, the latest first."""
    found = around(length, day)
    for _ in range(number):
        yield found
        found = before(length, found.since)
