"""When requests come in the demonstration year, for which procedure, and where they are received."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from processes.calendars import ZONE, Calendar, local

_WEEKDAYS = (1.3, 1.05, 1.0, 0.95, 0.85, 0.0, 0.0)
# quiet around Tết, busy after it and in August
_MONTHS = (0.85, 0.8, 1.2, 1.1, 1.0, 1.0, 1.05, 1.2, 1.1, 1.0, 0.95, 0.9)
_HOURS = {time(7, 35): 7, time(8): 15, time(9): 13, time(10): 8, time(13, 35): 11, time(14, 30): 9, time(15, 30): 4}
_SHARE_OF_MATTERS = 0.03


@dataclass(frozen=True, slots=True)
class Kind:
    """A procedure at a place: its share of all requests, the one-stop that receives and the agency that decides."""

    code: str
    one_stop: str
    agency: str
    share: float


DOSSIERS = (
    Kind("2.000908", "H99.30", "H99.30", 33),
    Kind("2.000908", "H99.31", "H99.31", 15),
    Kind("1.001612", "H99.30", "H99.30", 14),
    Kind("1.001612", "H99.31", "H99.31", 9),
    Kind("2.002621", "H99.30", "H99.30", 4),
    Kind("2.002621", "H99.31", "H99.31", 2),
    Kind("1.013225", "H99.30", "H99.30", 5.5),
    Kind("1.013225", "H99.31", "H99.31", 3),
    Kind("1.000110", "H99.31", "H99.31", 1),
    Kind("1.000110", "H99.30", "H99.30", 0.5),
    Kind("1.013831", "H99", "H99.12", 7.5),
    Kind("1.000828", "H99", "H99.05", 2.5),
    Kind("1.013807", "H99", "H99.05", 3),
)
MATTERS = (Kind("PAKN", "H99.30", "H99.30", 3), Kind("PAKN", "H99.31", "H99.31", 2))


@dataclass(frozen=True, slots=True, order=True)
class Arrival:
    """One request at the counter or by the net, when it is accepted. Matters are numbered on behind the dossiers."""

    at: datetime
    number: int
    kind: Kind


def planned(seed: int, dossiers: int, since: datetime, until: datetime, calendar: Calendar) -> list[Arrival]:
    """The requests of a period in the order they come: so many dossiers, and some matters beside."""
    chance = Random(f"{seed}-arrivals")  # noqa: S311
    days = [day for day in _days(since, until) if calendar.is_working_day(day)]
    sums = list(accumulate((_WEEKDAYS[day.weekday()] or 0.6) * _MONTHS[day.month - 1] for day in days))
    found: list[Arrival] = []
    for number in range(dossiers + matters(dossiers)):
        kinds = DOSSIERS if number < dossiers else MATTERS
        kind = chance.choices(kinds, [one.share for one in kinds])[0]
        while not since <= (at := _moment(chance, days, sums)) < until:
            pass
        found.append(Arrival(at, number, kind))
    return sorted(found)


def matters(dossiers: int) -> int:
    """How many matters come beside so many dossiers."""
    return round(dossiers * _SHARE_OF_MATTERS)


def _days(since: datetime, until: datetime) -> list[date]:
    first, last = local(since).date(), local(until).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _moment(chance: Random, days: list[date], sums: list[float]) -> datetime:
    """Some minute of a day, by when people come."""
    day = days[bisect(sums, chance.random() * sums[-1])]
    begin = chance.choices([*_HOURS], [*_HOURS.values()])[0]
    return datetime.combine(day, begin, ZONE) + timedelta(minutes=chance.randint(0, 54))
