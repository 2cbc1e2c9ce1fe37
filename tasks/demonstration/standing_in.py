"""Substitutions of the demonstration year: some that are over, one in force when it ends; the absent are not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from processes import history
from processes.calendars import ZONE, Calendar, local
from processes.database import Transaction
from tasks import inbox, substitution
from tasks.demonstration import reviewers
from tasks.demonstration.world import Happening, World
from tasks.substitution import Appointment

_ADMINISTRATOR = ("H99", "office", "administrator")


@dataclass(frozen=True, slots=True)
class Absence:
    """Who is away and who stands in, by their posts, from how many days before the end on, for how many days."""

    absent: tuple[str, str, str]
    substitute: tuple[str, str, str]
    before: int
    days: int

    def span(self, until: datetime) -> tuple[date, date]:
        """The first and the last day."""
        first = local(until).date() - timedelta(days=self.before)
        return first, first + timedelta(days=self.days - 1)

    @property
    def key(self) -> str:
        """The key of recording it."""
        return f"demonstration-absence-{self.before}"


ALL = (
    Absence(("H99.30", "economic_division", "case_officer"), ("H99.30", "office", "records_clerk"), 80, 5),
    Absence(("H99.05", "judicial_division", "case_officer"), ("H99.05", "office", "records_clerk"), 33, 4),
    Absence(("H99.31", "economic_division", "case_officer"), ("H99.31", "office", "case_officer"), 2, 9),
)


def furnish(world: World) -> None:
    """Who is going to be absent is not at the desk then."""
    for one in ALL:
        desk = world.desks[_holder(world, one.absent)]
        desk.absences = tuple(sorted((*desk.absences, one.span(world.until))))


def happenings(world: World, calendar: Calendar) -> Iterator[tuple[datetime, Happening]]:
    """The day before, it is recorded; while it lasts the substitute takes some of the work up."""
    for one in ALL:
        first, last = one.span(world.until)
        recorded = calendar.deemed(datetime.combine(first - timedelta(days=1), time(15), ZONE))
        if recorded < world.since:
            continue
        yield recorded, partial(_record, world, one)
        for day in range(one.days):
            morning = datetime.combine(first + timedelta(days=day), time(10), ZONE)
            if calendar.is_working_day(morning.date()) and morning > recorded:
                yield morning, partial(_stand_in, world, one)
        yield datetime.combine(last + timedelta(days=1), time(), ZONE), partial(_come_back, world, one)


def _holder(world: World, place: tuple[str, str, str]) -> int:
    found = world.holder(world.post(*place).id)
    assert found is not None
    return found


def _record(world: World, one: Absence, transaction: Transaction, moment: datetime) -> None:
    if history.done(transaction, one.key) is not None:
        return
    first, last = one.span(world.until)
    given = Appointment(
        absent_id=_holder(world, one.absent),
        substitute_id=_holder(world, one.substitute),
        decision=f"{100 + one.before}/QĐ-{one.absent[0]}",
        decided_on=local(moment).date(),
        valid_from=first,
        valid_to=last,
    )
    officer = world.officer(_holder(world, _ADMINISTRATOR))
    substitution.record(transaction, given, officer=officer, moment=moment, key=one.key)
    world.wake(transaction, moment)


def _stand_in(world: World, one: Absence, transaction: Transaction, moment: datetime) -> None:
    """The substitute claims the most urgent step that waits for the absent officer."""
    absent, post = _holder(world, one.absent), world.post(*one.absent)
    substitute = world.officer(_holder(world, one.substitute))
    if not substitute.stands:
        return
    waiting = (
        work
        for course in world.courses.values()
        for work in course.works
        if work.officer_id == absent and work.step.post_id == post.id and not work.is_over
        if not (course.is_paused or work.is_claimed) and work.step.state == "opened"
    )
    work = min(waiting, key=lambda found: (found.turn, found.step.task_id), default=None)
    if work is not None and substitute.id not in reviewers.of(world, work, transaction):
        work.officer_id = substitute.id
        key = work.course.key()
        inbox.claim(transaction, work.step.task_id, officer=substitute, moment=moment, key=key)
        work.is_claimed = True
        world.give_anew(work, moment)


def _come_back(world: World, one: Absence, transaction: Transaction, moment: datetime) -> None:
    """What the substitute has not done is the absent officer's again, as the agent gives it back in the night."""
    substitution.return_work(transaction, moment=moment)
    post, substitute = world.post(*one.absent), _holder(world, one.substitute)
    for course in world.courses.values():
        for work in course.works:
            if work.officer_id == substitute and work.step.post_id == post.id:
                work.officer_id, work.is_claimed = _holder(world, one.absent), False
                world.give_anew(work, moment)
