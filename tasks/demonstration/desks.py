"""The desk of an officer: one task at a time, the most urgent first, in the agency's hours, but for absences."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random

from bpmn.terms import WorkingTime
from processes.calendars import ZONE, Calendar, local
from tasks.demonstration.courses import Work

_ABSENCES_A_YEAR = 3


@dataclass(slots=True)
class Desk:
    """Who sits there, how fast, and what lies on it. `pace` stretches all work, so that the load comes out as meant."""

    officer_id: int
    calendar: Calendar
    absences: tuple[tuple[date, date], ...]
    pace: float = 1.0
    is_busy: bool = False
    done: int = 0
    pile: list[tuple[datetime, int, Work]] = field(default_factory=list[tuple[datetime, int, Work]])

    def put(self, work: Work) -> None:
        """Lays a task on the pile."""
        heappush(self.pile, (work.turn, work.step.task_id, work))

    def take(self) -> Work | None:
        """The most urgent task that is still to be done."""
        while self.pile:
            work = heappop(self.pile)[2]
            if not work.is_over:
                return work
        return None

    def there_from(self, moment: datetime) -> datetime:
        """The first working minute from then on at which the officer is there."""
        at = self.calendar.deemed(moment)
        for first, last in self.absences:
            if first <= local(at).date() <= last:
                at = self.calendar.deemed(datetime.combine(last + timedelta(days=1), time(0), ZONE))
        return at

    def later(self, moment: datetime, minutes: float) -> datetime:
        """So many working minutes later, at least one."""
        return self.calendar.shift(moment, WorkingTime(max(round(minutes), 1)), at_close=False)


def absences(chance: Random, since: datetime, until: datetime) -> tuple[tuple[date, date], ...]:
    """Some days on which an officer is away: leave, courses, illness."""
    first, days = local(since).date(), (until - since).days
    count = max(1, round(_ABSENCES_A_YEAR * days / 365))
    begins = sorted(chance.randint(0, max(days - 1, 0)) for _ in range(count))
    found = [(first + timedelta(days=begin), chance.choice((0, 1, 1, 2, 4))) for begin in begins]
    return tuple((begin, begin + timedelta(days=length)) for begin, length in found)
