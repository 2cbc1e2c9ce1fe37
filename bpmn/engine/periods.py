"""Moments and periods as ISO 8601 writes them, counted from a moment that is handed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bpmn.engine.refusals import WrongTimer
from bpmn.expressions import WrongValue
from bpmn.expressions.dates import LOCAL, Period

_CYCLE = re.compile(r"R(?P<times>\d{1,4})?/(?:(?P<start>[^P/]+)/)?(?P<period>P[^/]+)")
_PLAIN = re.compile(r"\s*(?:P[\dT]|R\d*/|\d{4}-\d\d)")


@dataclass(frozen=True, slots=True)
class Cycle:
    """`R3/PT6H`: so many times, so far apart; -1 for ever."""

    times: int
    start: datetime | None
    period: Period

    @classmethod
    def read(cls, text: str) -> Cycle:
        """Reads `R3/PT6H` or `R/2026-03-02T08:00/P1D`. Refuses: WrongTimer."""
        found = _CYCLE.fullmatch(text.strip().upper())
        if found is None:
            raise WrongTimer(text=text)
        period = _period(found["period"])
        if period.months == 0 and period.rest <= timedelta(0):
            raise WrongTimer(text=text)
        start = None if found["start"] is None else moment_of(found["start"])
        return cls(-1 if found["times"] is None else int(found["times"]), start, period)

    def next_after(self, fired: datetime, moment: datetime) -> datetime:
        """The first turn after `moment`, counted from the one that fired: what was missed is not made up for."""
        if self.period.months == 0:
            return _later(fired, self.period.rest * (max(timedelta(0), moment - fired) // self.period.rest + 1))
        following = later(fired, self.period)
        while following <= moment:
            following = later(following, self.period)
        return following


def _period(text: str) -> Period:
    try:
        period = Period.read(text)
    except WrongValue:
        raise WrongTimer(text=text) from None
    if text.lstrip().startswith("-"):
        raise WrongTimer(text=text)
    return period


def later(moment: datetime, period: Period) -> datetime:
    """The moment a period later by the agency's calendar, in UTC. Refuses: WrongTimer."""
    try:
        return period.after(moment.astimezone(LOCAL)).astimezone(UTC)
    except (WrongValue, OverflowError):
        raise WrongTimer(text=str(period)) from None


def is_plain(text: str) -> bool:
    """Whether a timer's text is a bare period or moment, not an expression."""
    return _PLAIN.match(text) is not None


def moment_of(text: str) -> datetime:
    """Reads `2026-03-02`, `2026-03-02T08:00` or one with an offset; UTC. Refuses: WrongTimer."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise WrongTimer(text=text) from None
    return in_utc(moment)


def in_utc(moment: datetime) -> datetime:
    """The same instant in UTC; without an offset it is taken from the agency's clock. Refuses: WrongTimer."""
    try:
        local = (moment.replace(tzinfo=LOCAL) if moment.tzinfo is None else moment).astimezone(LOCAL)
        return local.astimezone(UTC)  # both: what is due then is told by the agency's clock
    except OverflowError:  # the first and the last day of all calendars
        raise WrongTimer(text=str(moment)) from None


def _later(moment: datetime, term: timedelta) -> datetime:
    try:
        return in_utc(moment + term)
    except OverflowError:
        raise WrongTimer(text=str(term)) from None


def due(value: object, moment: datetime) -> datetime:
    """When a timer worked out at `moment` is due: a period later, or at the moment named. Refuses: WrongTimer."""
    match value:
        case str() if value.strip().upper().startswith("P"):
            return later(moment, _period(value))
        case str():
            return moment_of(value)
        case datetime():
            return in_utc(value)
        case date():
            return in_utc(datetime.combine(value, time.min))
        case Period():
            return later(moment, value)
        case timedelta():
            return _later(moment, value)
        case _:
            raise WrongTimer(text=str(value))
