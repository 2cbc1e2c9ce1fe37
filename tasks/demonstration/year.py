"""The demonstration year: dossiers are played through the real verbs at the times at which they would have been done.

A page of happenings shares one transaction: each act is whole by itself, so what is committed is always a moment of the
year, and which one is written with it. Stopped there it goes on from there (docs/decisions/0027). What the agent does
(timers, handoffs, reminders, the night's count) is done at its times, too. Nothing leaves the house: what would have is
closed as if it had arrived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from processes import demonstration as province
from processes import demonstration_years, documents, installation
from processes.calendars import ZONE, local
from processes.database import Database, Transaction
from processes.demonstration import Played
from processes.demonstration_years import Standing
from tasks import days, handoffs, reminders
from tasks.demonstration import (
    arrivals,
    carrying,
    directing,
    overseeing,
    receiving,
    staffed,
    standing_in,
    taking_up,
    working,
    world,
)
from tasks.demonstration.arrivals import Arrival
from tasks.demonstration.courses import Course
from tasks.demonstration.world import World

_AT_ONCE = 250  # acts in one transaction
_SCAN = Path(__file__).with_name("result.typ")
_MORNING = time(7)
_ROUNDS = (time(7, 10), time(13, 40))
_NIGHT = time(1, 40)
_COUNTED = timedelta(days=45)  # so far back the nights' counts are there

Tell = Callable[[int, datetime], None]
"""Is told, page by page, how many requests have come and what day it is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is played: dossiers over so many months up to `until`; the same seed plays the same."""

    dossiers: int
    months: int
    until: datetime
    seed: int = 1

    @property
    def requests(self) -> int:
        """How many dossiers and matters come."""
        return self.dossiers + arrivals.matters(self.dossiers)

    @property
    def since(self) -> datetime:
        """When it begins: at midnight so many months before, but not before the province is there."""
        end = local(self.until).date()
        year, month = divmod(end.year * 12 + end.month - 1 - self.months, 12)
        first = max(date(year, month + 1, min(end.day, 28)), installation.IN_FORCE)
        return datetime.combine(first, time(), ZONE)


def fill(database: Database, plan: Plan, *, tell: Tell = lambda _come, _moment: None) -> Played:
    """Plays the dossiers of a plan into a prepared province without dossiers; what is there then.

    Stopped at any time, the record is whole as of some moment of the year, and called again it goes on from there by
    the plan with which it began. What is over is not played a second time. Refuses: RealDossiers, NoProvince.
    """
    there = played(database)
    begun = _begun(database)
    if begun is None and there is not None:
        return there
    with database.transaction() as transaction:
        if begun is None and demonstration_years.standing(transaction) is None:
            demonstration_years.begin(transaction, Standing(plan.dossiers, plan.months, plan.until, plan.seed))
    with database.hurried():
        return Year(database, begun or plan).play(tell)


def unfinished(database: Database) -> Plan | None:
    """The plan of a year that was stopped before its end; None where there is none."""
    return _begun(database)


def _begun(database: Database) -> Plan | None:
    with database.snapshot() as snapshot:
        found = demonstration_years.standing(snapshot)
    return None if found is None or found.is_over else Plan(found.dossiers, found.months, found.until, found.seed)


def played(database: Database) -> Played | None:
    """What of a year is in the record, None when there are no dossiers at all. Refuses: RealDossiers, NoProvince."""
    with database.snapshot() as snapshot:
        return province.played(snapshot)


class Year:
    """One year being played, from its beginning or from where it was stopped."""

    def __init__(self, database: Database, plan: Plan) -> None:
        self._database, self._plan = database, plan
        self._rounds = list[Callable[[datetime], None]]()
        scan = documents.write([_scan()], name="ket-qua.png")
        with database.snapshot() as snapshot:
            known = world.directory(snapshot, plan.since)
            in_force = world.releases(snapshot, known, plan.since)
            self._world = World(plan.seed, plan.since, plan.until, scan, known, in_force)
            staffed.furnish(self._world, snapshot, plan.dossiers)
            standing_in.furnish(self._world)
            self._world.look = self._look
            self._world.arrive = lambda work: partial(working.arrive, self._world, work)
            self._calendar = known.calendar(self._world.agency("H99"))
            standing = demonstration_years.standing(snapshot)
            self._reached = (standing and standing.reached) or plan.since
            received = demonstration_years.received(snapshot)
            coming = arrivals.planned(plan.seed, plan.dossiers, plan.since, plan.until, self._calendar)
            for arrival in coming:
                if arrival.number not in received:
                    self._world.agenda.note(arrival.at, partial(self._receive, arrival))
            if received:
                taking_up.take_up(self._world, coming, snapshot, self._reached)
        self._come = len(received)
        self._note_days()

    def _note_days(self) -> None:
        """What comes every day: a new directory, the agent's looks and rounds, the heads', the night's count."""
        day = local(self._plan.since)
        while day < self._plan.until:
            self._note(day, self._wake)
            if day >= self._plan.until - _COUNTED:
                self._note(_at(day, _NIGHT), partial(self._ask_for, self._count))
            is_worked = self._calendar.is_working_day(day.date())
            if day.weekday() == 0 and _at(day, _MORNING) >= self._reached:
                self._world.look_at(_at(day, _MORNING))  # for timers that no step told of, else they are fired when due
            for clock in _ROUNDS if is_worked else ():
                self._note(_at(day, clock), partial(self._ask_for, self._go_round))
            if is_worked:
                self._note(_at(day, overseeing.AT), partial(overseeing.oversee, self._world))
            day += timedelta(days=1)
        for rare in (directing, standing_in):
            for at, happening in rare.happenings(self._world, self._calendar):
                self._note(at, happening)

    def _note(self, at: datetime, happening: world.Happening) -> None:
        if at >= self._reached:
            self._world.agenda.note(at, happening)

    def play(self, tell: Tell) -> Played:
        """Everything that happens until the end of the plan, page by page."""
        moment, is_over = self._reached, False
        while not is_over:
            with self._database.transaction() as transaction:
                for _ in range(_AT_ONCE):
                    found = self._world.agenda.next(self._plan.until)
                    is_over = found is None
                    if found is None:
                        break
                    moment, happening = found
                    happening(transaction, moment)
                    if self._rounds:
                        break
                demonstration_years.come(transaction, moment)
            while self._rounds:
                self._rounds.pop()(moment)
            tell(self._come, moment)
        self._end()
        there = played(self._database)
        assert there is not None
        return there

    def _end(self) -> None:
        """Nothing is left on its way."""
        with self._database.transaction() as transaction:
            self._world.look_soon(self._plan.until)
            self._look(transaction, self._plan.until)
            province.fetch(transaction, moment=self._plan.until)
        self._go_round(self._plan.until)
        with self._database.transaction() as transaction:
            demonstration_years.come(transaction, self._plan.until, is_over=True)

    def _receive(self, arrival: Arrival, transaction: Transaction, moment: datetime) -> None:
        self._come += 1
        receiving.receive(self._world, Course.begun(self._plan.seed, arrival), transaction, moment)

    def _ask_for(self, round_: Callable[[datetime], None], _transaction: Transaction, _moment: datetime) -> None:
        """A round has transactions of its own: it is gone when this page is written."""
        self._rounds.append(round_)

    def _wake(self, transaction: Transaction, moment: datetime) -> None:
        self._world.wake(transaction, moment)
        province.fetch(transaction, moment=moment)

    def _look(self, transaction: Transaction, moment: datetime) -> None:
        """Timers go off, and what was handed off is carried; who is concerned finds what has come."""
        moved = dict.fromkeys(carrying.fired(transaction, moment) if self._world.are_timers_due(moment) else ())
        if self._world.has_handed_off:
            self._world.has_handed_off = False
            moved |= dict.fromkeys(carrying.carried(self._world, transaction, moment))
        for dossier_id in moved:
            if (course := self._world.courses.get(dossier_id)) is not None:
                working.follow(self._world, course, transaction, moment)

    def _go_round(self, moment: datetime) -> None:
        reminders.sweep(self._database, moment=moment)
        handoffs.check(self._database, moment=moment)
        with self._database.transaction() as transaction:
            overseeing.sweep(transaction, moment)

    def _count(self, moment: datetime) -> None:
        days.count(self._database, moment=moment)


def _at(day: datetime, clock: time) -> datetime:
    return datetime.combine(day.date(), clock, ZONE)


def _scan() -> bytes:
    import typst  # where nothing is played it is not needed

    picture = typst.compile(_SCAN.read_bytes(), format="png", ppi=60, ignore_system_fonts=True)
    assert isinstance(picture, bytes)
    return picture
