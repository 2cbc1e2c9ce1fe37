"""Until when, and how often it is to be reported: dates and periods as directives write them.

A date counts only after a word that sets a term (trước, chậm nhất, trong …): the dates of the documents that a
directive cites are none. Without a year it is the next such date after the directive's own.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Period = Literal["", "week", "month", "quarter", "half", "year"]
PERIODS: tuple[Period, ...] = ("", "week", "month", "quarter", "half", "year")

_SETS = r"(?:trước|chậm nhất(?: là)?(?: vào)?(?: trong)?|muộn nhất(?: là)?|đến hết|hạn cuối(?: là)?|xong|trong|đến|hết)"
_DAY = (
    r"(?:ngày\s)?(?P<day>\d{1,2})(?:\s?[/.-]\s?|\stháng\s)(?P<month>\d{1,2})(?:(?:\s?[/.-]\s?|\snăm\s)(?P<year>\d{4}))?"
)
_MONTH = r"(?:cuối\s)?tháng\s(?P<month>\d{1,2})(?:(?:\s?/\s?|\snăm\s)(?P<year>\d{4}))?"
_QUARTER = r"quý\s(?P<quarter>IV|I{1,3}|[1-4])(?:(?:\s?/\s?|\snăm\s)(?P<year>\d{4}))?"
_YEAR = r"năm\s(?P<year>\d{4})"
_DATES = tuple(re.compile(rf"\b{_SETS}\s{one}(?![\w/])", re.IGNORECASE) for one in (_DAY, _MONTH, _QUARTER, _YEAR))
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PERIOD = re.compile(
    r"(?P<half>6 tháng|sáu tháng)(?= một lần|/lần| đầu năm|,| và)|h[ằà]ng (?P<unit>tuần|tháng|quý|năm)", re.I
)
_UNITS: dict[str, Period] = {"tuần": "week", "tháng": "month", "quý": "quarter", "năm": "year"}
_REPORT = re.compile(r"báo cáo|thông báo kết quả", re.IGNORECASE)
_CLAUSE = re.compile(r"[^;.]+(?:\.(?=\d)[^;.]*)*")


@dataclass(frozen=True, slots=True)
class Said:
    """A date and the characters that say it."""

    on: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """How often a report is asked for, and the characters that say it."""

    period: Period
    start: int
    end: int


def dates(text: str, start: int, end: int, given_on: date | None) -> list[Said]:
    """The dates that a stretch of text sets as terms, the earliest first; none that lies before the directive."""
    found: dict[int, Said] = {}
    for pattern in _DATES:
        for match in pattern.finditer(text, start, end):
            on = _date(match, given_on)
            if on is not None and (given_on is None or on >= given_on):
                found.setdefault(match.end(), Said(on, match.start(), match.end()))
    return sorted(found.values(), key=lambda one: (one.on, one.start))


def _date(match: re.Match[str], given_on: date | None) -> date | None:
    told = match.groupdict()
    year = int(told["year"]) if told["year"] else None
    if year is None:
        if given_on is None:
            return None
        first = _last_day(told, given_on.year)
        return first if first is None or first >= given_on else _last_day(told, given_on.year + 1)
    return _last_day(told, year)


def _last_day(told: dict[str, str | None], year: int) -> date | None:
    quarter = told.get("quarter")
    month = _QUARTERS[quarter.upper()] * 3 if quarter else int(told.get("month") or 12)
    if not (1 <= month <= 12 and date.min.year < year < date.max.year):
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(told.get("day") or last)
    return date(year, month, day) if 1 <= day <= last else None


def period(text: str, start: int, end: int) -> Repeated | None:
    """How often a stretch of text asks for a report; only where the same clause speaks of reporting."""
    for clause in _CLAUSE.finditer(text, start, end):
        found = _PERIOD.search(text, clause.start(), clause.end())
        if found is not None and _REPORT.search(text, clause.start(), clause.end()):
            every: Period = "half" if found["half"] else _UNITS[found["unit"].lower()]
            return Repeated(every, found.start(), found.end())
    return None


def reports(due_on: date, every: Period, begins: date, *, most: int = 60) -> list[date]:
    """On which days reports are due: the last days of the periods, then the due day itself; at most `most`."""
    found: list[date] = []
    at = begins
    while every and len(found) < most:
        at = _period_end(at, every)
        if at >= due_on:
            break
        found.append(at)
        at = date.fromordinal(at.toordinal() + 1)
    return [*found[: most - 1], due_on]


def _period_end(day: date, every: Period) -> date:
    if every == "week":
        return date.fromordinal(day.toordinal() + (4 - day.weekday()) % 7)
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[every]
    month = -(-day.month // months) * months
    return date(day.year, month, calendar.monthrange(day.year, month)[1])
