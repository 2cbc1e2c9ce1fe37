"""Ten days with a holiday: the ladders of many dossiers fire as the calendar says, as foreseen, and each rung once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from bisect import bisect_left
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bpmn.terms import WorkingTime
from processes import calendars, tables
from processes.calendars import ZONE
from processes.database import Database
from processes.ladders import DEFAULT, Ladder, Rung, Span
from processes.reminders import SENT
from tasks import calendar, reminders
from tests.conftest import ROOT
from tests.stories.test_a_building_permit import ask, do, receive, supply
from tests.stories.test_a_holiday_is_announced import announce
from tests.town import Town

MANY = 500 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 50
EVERY = timedelta(minutes=1 if MANY == 500 else 15)
SINCE, UNTIL = datetime(2026, 4, 22, 7, 0, tzinfo=ZONE), datetime(2026, 5, 2, 7, 0, tzinfo=ZONE)
OFF = {date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)}  # Hùng Vương's, moved from the Sunday; the 30th, the 1st
Fired = tuple[int, str, datetime]


class Wall:
    """The working minutes of these weeks, one by one, as on a calendar on the wall."""

    def __init__(self) -> None:
        days = [date(2026, 4, 1) + timedelta(days=number) for number in range(75)]
        self.days = [day for day in days if day.weekday() < 5 and day not in OFF]
        clocks = [*range(7 * 60, 11 * 60 + 30), *range(13 * 60 + 30, 17 * 60)]
        starts = [datetime(day.year, day.month, day.day, tzinfo=ZONE) for day in self.days]
        self.minutes = [start + timedelta(minutes=clock) for start in starts for clock in clocks]

    def number(self, moment: datetime) -> int:
        """How many minutes lie before."""
        return bisect_left(self.minutes, moment.astimezone(ZONE).replace(second=0, microsecond=0))

    def rungs(self, opened: datetime, due: datetime) -> dict[str, datetime]:
        """The ladder for all, by counting."""
        a, b = self.number(opened), self.number(due)
        found = {"half": self.minutes[b - (b - a) // 2], "+0": due}
        for days in (-1, 1, 3):
            found[f"{days:+d}"] = self.minutes[b + days * 480]  # every day here has eight hours
        if self.number(found["-1"]) <= a:
            del found["-1"]
        return {
            rung.kind: found[rung.kind.partition(":")[2]]
            for rung in DEFAULT.rungs
            if rung.kind.partition(":")[2] in found
        }


def work(town: Town, number: int) -> None:
    """So many dossiers at one commune, received over a day and a half, some of them a step on."""
    chance = Random(26)
    town.moment = SINCE
    for one in range(number):
        accepted = town.receive(town.request(chance.choice(["2.000908", "1.001612", "1.013225"])))
        if one % 3:
            town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
        town.pass_time(minutes=chance.randint(0, 1080 // number))


def fired(town: Town) -> list[tuple[Fired, str, tuple[int, ...]]]:
    row = tables.Reminder
    with town.database.snapshot() as snapshot:
        rows = snapshot.execute(select(row.task_id, row.kind, row.at, row.state, row.told)).all()
    return [((one.task_id, one.kind, one.at), one.state, tuple(one.told)) for one in rows]


def expected(town: Town) -> set[Fired]:
    wall, task = Wall(), tables.Task
    with town.database.snapshot() as snapshot:
        rows = snapshot.execute(select(task.id, task.opened_at, task.due_at).where(task.closed_at.is_(None))).all()
    return {
        (row.id, kind, at) for row in rows for kind, at in wall.rungs(row.opened_at, row.due_at).items() if at <= UNTIL
    }


@pytest.mark.soak
def test_ten_days_with_a_holiday_fire_as_expected_and_as_foreseen(town: Town) -> None:
    work(town, MANY)
    began = town.moment
    reminders.sweep(town.database, moment=began)
    already = {what for what, _, _ in fired(town)}
    with town.database.snapshot() as snapshot:
        seen = reminders.foresee(snapshot, since=began, until=UNTIL, moment=began)
    while town.moment < UNTIL:
        town.moment = min(town.moment + EVERY, UNTIL)
        reminders.sweep(town.database, moment=town.moment)
    found = fired(town)
    assert {what for what, _, _ in found} == expected(town)
    assert len(found) == len({what for what, _, _ in found})
    later = Counter((what, state, told) for what, state, told in found if what not in already)
    told = [one.reminder for one in seen]
    assert later == Counter(((one.task_id, one.kind, one.at), one.state, one.told) for one in told)
    assert reminders.sweep(town.database, moment=UNTIL) == 0
    print(f"{MANY} dossiers, {len(found)} rungs")


def _sweeper(database: Database, moment: datetime, data: Path, at_once: int) -> subprocess.Popen[str]:
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.tasks.sweeper", url, moment.isoformat(), str(at_once)]
    environment = {**os.environ, "MOTCUA__DATA": str(data)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def _number(database: Database) -> int:
    with database.snapshot() as snapshot:
        return snapshot.execute(select(func.count()).select_from(tables.Reminder)).scalar_one()


def late(town: Town, number: int) -> datetime:
    """So many tasks, all of them late: each has two rungs to be told of, of five and more reached."""
    for _ in range(number):
        town.receive()
    return town.moment + timedelta(days=1, hours=2)


def whole(town: Town, number: int) -> None:
    """Each rung once, each officer told once of each."""
    sent = [what for what, state, _ in fired(town) if state == SENT]
    assert len(sent) == len(set(sent)) == 2 * number
    notice = tables.Notice
    with town.database.snapshot() as snapshot:
        keys = snapshot.execute(select(notice.officer_id, notice.kind, notice.key)).all()
    people = sum(len(told) for _, _, told in fired(town))
    assert len(keys) == len(set(keys)) == people > number


@pytest.mark.soak
def test_two_agents_at_once_fire_each_rung_once(town: Town, data: Path) -> None:
    moment, number = late(town, MANY), MANY
    agents = [_sweeper(town.database, moment, data, 2) for _ in range(2)]
    told = [int(agent.communicate(timeout=120)[0]) for agent in agents]
    assert sum(told) == 2 * number
    whole(town, number)


@pytest.mark.soak
def test_killed_half_way_the_rest_fires_and_nothing_twice(town: Town, data: Path) -> None:
    moment, number = late(town, MANY), MANY
    for part in (0.1, 0.4):
        with _sweeper(town.database, moment, data, 1) as agent:
            while _number(town.database) < 5 * number * part:
                assert agent.poll() is None
                time.sleep(0.002)
            agent.kill()
    assert _number(town.database) > 0
    reminders.sweep(town.database, moment=moment)
    whole(town, number)


def test_a_dry_run_of_days_gone_by_and_to_come(town: Town) -> None:
    town.receive()
    moment = late(town, 1)
    with town.database.snapshot() as snapshot:
        now = reminders.foresee(snapshot, since=moment, until=moment, moment=moment)
        assert [one.reminder.kind for one in now if one.reminder.state == SENT] == [
            "officer:+1",
            "agency_leader:+1",
        ] * 2
        assert reminders.foresee(snapshot, since=town.moment, until=town.moment, moment=town.moment) == []
        later = reminders.foresee(snapshot, since=moment, until=moment + timedelta(days=30), moment=moment)
    assert [one.reminder.kind for one in later][-2:] == ["one_stop:+3", "province:+3"]
    assert {one.code for one in later} == {town.dossier("mai", number).particulars.code for number in (1, 2)}
    assert later[-1].told == (town.officer("ha").name,)
    reminders.sweep(town.database, moment=moment)
    with town.database.snapshot() as snapshot:
        assert reminders.foresee(snapshot, since=moment, until=moment, moment=moment) == []


def right(town: Town) -> bool:
    """Whether every open task says when its ladder goes on: no rung that lies ahead is passed over."""
    task, dossier = tables.Task, tables.Dossier
    calendar = town.directory.calendar(town.unit("H99.30", "office").agency_id)
    query = select(task.opened_at, task.due_at, task.allotted, task.next_rung_at, task.element, dossier.limit_at)
    with town.database.snapshot() as snapshot:
        rows = snapshot.execute(query.join(dossier).where(task.closed_at.is_(None))).all()
    for row in rows:
        ahead = DEFAULT.first_after(Span(row.opened_at, row.due_at, row.allotted), calendar, town.moment)
        standing = row.limit_at is not None and row.element != "opinion"
        if standing != (row.next_rung_at is None and ahead is not None):
            return False
        since: datetime | None = row.next_rung_at
        if not standing and ahead is not None and (since is None or not town.moment <= since <= ahead):
            return False
    return True


def test_whatever_moves_a_due_time_says_where_the_ladder_goes_on(town: Town) -> None:
    dossier_id = receive(town)
    assert right(town)
    do(town, dossier_id, "receive")
    assert right(town)
    do(town, dossier_id, "screen")
    assert right(town)
    inspect = next(step for step in town.dossier("mai", dossier_id).current if step.element == "inspect")
    town.claim("nam", inspect.task_id)
    ask(town, dossier_id)
    assert right(town)
    town.pass_time(days=2)
    reminders.sweep(town.database, moment=town.moment)
    supply(town, dossier_id)
    assert right(town)
    do(town, dossier_id, "inspect")
    assert right(town)


def test_a_due_time_that_follows_the_calendar_takes_its_ladder_along(town: Town) -> None:
    dossier_id = town.receive(town.request("1.001612")).dossier_id
    town.pass_time(days=1)
    town.complete("mai", town.dossier("mai", dossier_id).current[0].task_id)
    (before,) = town.dossier("mai", dossier_id).current
    reminders.sweep(town.database, moment=town.moment)
    announce(town, day=date(2026, 3, 4))
    town.deal(calendar.approve, "viet", dossier_id)
    assert right(town)
    (after,) = town.dossier("mai", dossier_id).current
    assert before.due_at < after.due_at
    for moment in (before.due_at, after.due_at):
        reminders.sweep(town.database, moment=moment)
        town.moment = moment
        assert right(town)
    assert [kind for (_, kind, at), _, _ in fired(town) if at > before.due_at] == ["officer:+0", "unit_head:+0"]


_CALENDAR = calendars.of_hours("07:00-11:30,13:30-17:00")
_MOMENTS = st.datetimes(datetime(2026, 1, 5), datetime(2026, 12, 1)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=ZONE)
)
_RUNGS = st.lists(st.sampled_from([Rung(days) for days in (None, *range(-5, 6))]), min_size=1, unique=True)


@given(_MOMENTS, st.integers(1, 20_000), _RUNGS, st.integers(-30_000, 30_000))
def test_the_next_rung_is_the_first_of_those_that_lie_ahead(
    opened: datetime, minutes: int, rungs: list[Rung], later: int
) -> None:
    ladder = Ladder(tuple(rungs))
    due = _CALENDAR.shift(opened, WorkingTime(minutes), at_close=False)
    span = Span(opened, due, minutes)
    moment = opened + timedelta(minutes=later)
    everything = ladder.between(span, _CALENDAR, datetime(2020, 1, 1, tzinfo=ZONE), datetime(2030, 1, 1, tzinfo=ZONE))
    assert ladder.first_after(span, _CALENDAR, moment) == min(
        (one.at for one in everything if one.at > moment), default=None
    )
    assert all(_CALENDAR.between(opened, one.at).minutes > 0 for one in everything if one.rung.days != 0)
    assert everything == sorted(everything, key=lambda one: one.at)
