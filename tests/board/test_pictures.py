"""Every figure of the pictures equals what is counted anew row by row; who sees which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import astuple
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any

import numpy as np
import pytest
from sqlalchemy import insert, update

from bpmn.terms import WorkingTime
from processes import agency_minutes, board_clock, capacities, open_work, organisation, passages, tables, weeks
from processes.board import Scope
from processes.calendars import ZONE, Calendar, of_hours, vietnam
from processes.event_log import NEVER
from processes.refusals import NotAllowed
from processes.substitutions import Substitution
from tasks import dealings, pictures
from tasks.board import Asked
from tasks.pictures import Flow
from tests.answers import answer
from tests.board.filling import fill
from tests.board.recounting import Record, aware
from tests.tasks.offices import CODE, STEP, waiting
from tests.town import Town

NUMBER = 40
SINCE = date(2026, 3, 1)
Mine = Callable[[Any], bool]
Thing = tuple[datetime, datetime | None, bool, bool]  # begun, ended, late, judged


class Recount:
    """The record read whole, and every figure of the pictures from it, one row after the other."""

    def __init__(self, town: Town) -> None:
        self.town, self.record = town, Record.read(town)
        self.dossiers = {row.id: row for row in self.record.rows["dossier"] if row.kind == "dossier"}
        self.releases = {row.id: row for row in self.record.rows["release"]}
        self.tasks = [row for row in self.record.rows["task"] if row.dossier_id in self.dossiers]
        self.now = town.moment.astimezone(UTC)

    def unit(self, task: Any) -> int:
        return self.record.unit(task.post_id)

    def calendar(self, task: Any) -> Calendar:
        return self.town.directory.calendar(self.record.agency(task.post_id))

    def is_late(self, task: Any) -> bool:
        ended = aware(task.closed_at) if task.closed_at else self.now
        return self.calendar(task).between(aware(task.due_at), ended).minutes > 0

    def stood(self, task: Any, since: datetime, until: datetime) -> int:
        """Working minutes of the pauses between two instants of a task."""
        found, began = 0, None
        for fact in sorted(self.record.rows["history"], key=lambda one: one.id):
            clock = (fact.clock or {}) if fact.dossier_id == task.dossier_id and fact.ref is None else {}
            if clock.get("fact") == "paused":
                began = datetime.fromisoformat(clock["at"])
            elif clock.get("fact") == "resumed" and began is not None:
                a, b = max(began, since), min(datetime.fromisoformat(clock["at"]), until)
                found += self.calendar(task).between(a, b).minutes if a < b else 0
        return found

    def gantt(self, is_mine: Mine) -> tuple[list[int], tuple[int, int, int]]:
        mine = [one for one in self.record.task_rows() if is_mine(one)]
        runs = [one for one in mine if self.dossiers[one.dossier_id].paused_at is None]
        order = sorted(runs, key=lambda one: (aware(one.due_at), one.id))
        late = sum(self.is_late(one) for one in runs)
        return [one.id for one in order], (len(mine), late, len(mine) - len(runs))

    def heat(self, is_mine: Mine) -> dict[tuple[int, int], tuple[int, int]]:
        found: dict[tuple[int, int], list[bool]] = defaultdict(list)
        for task in self.tasks:
            due = aware(task.due_at).astimezone(ZONE)
            stands = task.closed_at is None and self.dossiers[task.dossier_id].paused_at is not None
            if is_mine(task) and not stands and task.state != "cancelled" and due.date() >= SINCE and due <= self.now:
                found[self.unit(task), due.weekday()].append(self.is_late(task))
        return {key: (len(told), sum(told)) for key, told in found.items()}

    def flow(self, is_mine: Mine, release_id: int) -> dict[str, tuple[int, int, int | None, int | None, int]]:
        by_step: dict[str, list[Any]] = defaultdict(list)
        for task in self.tasks:
            if is_mine(task) and self.dossiers[task.dossier_id].release_id == release_id:
                by_step[task.element].append(task)
        found: dict[str, tuple[int, int, int | None, int | None, int]] = {}
        for element, tasks in by_step.items():
            passed = [one for one in tasks if one.state in ("completed", "sent_back")]
            undone = sum(one.closed_at is None for one in tasks)
            if passed or undone:
                spent = [self.spent(one) for one in passed]
                told = (int(median(one[at] for one in spent)) if spent else None for at in (0, 1))
                found[element] = (len(passed), sum(map(self.is_late, passed)), *told, undone)
        return found

    def spent(self, task: Any) -> tuple[int, int]:
        calendar, opened, closed = self.calendar(task), aware(task.opened_at), aware(task.closed_at)
        taken = aware(task.claimed_at) if task.claimed_at else closed
        waiting = calendar.between(opened, taken).minutes - self.stood(task, opened, taken)
        return waiting, calendar.between(taken, closed).minutes - self.stood(task, taken, closed)


def views(town: Town, again: Recount) -> list[tuple[str, Asked, Mine]]:
    """Who sees which tasks: the province, an agency, a unit, a one-stop's receipts, one procedure."""
    ward, division = town.unit("H99.30", "one_stop"), town.unit("H99.30", "economic_division")
    procedure = again.releases[town.release_id("2.000908")].procedure_id

    def received(task: Any) -> bool:
        return again.dossiers[task.dossier_id].receiving_unit_id == ward.id

    def of_procedure(task: Any) -> bool:
        return again.releases[again.dossiers[task.dossier_id].release_id].procedure_id == procedure

    return [
        ("ha", Asked(), lambda _: True),
        ("viet", Asked(), lambda task: again.record.agency(task.post_id) == ward.agency_id),
        ("huong", Asked(), lambda task: again.unit(task) == division.id),
        ("thu", Asked("received"), received),
        ("ha", Asked(unit_id=division.id), lambda task: again.unit(task) == division.id),
        ("ha", Asked(procedure_id=procedure), of_procedure),
        (
            "viet",
            Asked(unit_id=ward.id, procedure_id=procedure),
            lambda one: of_procedure(one) and again.unit(one) == ward.id,
        ),
    ]


def test_every_figure_equals_the_record(town: Town) -> None:
    _live(town)
    fill(town, NUMBER)
    again = Recount(town)
    _now_and_before(town, again)
    _weeks(town, again)
    _workload(town, again)


def _live(town: Town) -> None:
    """Permits that wait, are taken up, stand still for a day, and are done after it; one stands still for good.

    One more is withdrawn at once, and its task with it.
    """
    withdrawn = town.receive(town.request(CODE)).dossier_id
    town.deal(dealings.withdraw, "mai", withdrawn, reason="Người nộp rút hồ sơ")
    for task_id in waiting(town, 4):
        dossier_id = town.look("nam", task_id).dossier.particulars.id
        town.pass_time(minutes=40)
        town.claim("nam", task_id)
        town.pass_time(minutes=25)
        told = {"amount": 50_000, "notice": "8/TB", "limit": town.moment + timedelta(days=9)}
        town.deal(dealings.ask_duty, "nam", dossier_id, **told)
    for row in town.inbox("nam", "mine")[:3]:
        town.pass_time(days=1, minutes=10)
        town.deal(dealings.confirm_duty, "nam", row.dossier_id, receipt="9/BL")
        town.pass_time(minutes=35)
        town.complete("nam", row.task_id, answer(town, CODE, STEP))
    town.moment = datetime(2026, 3, 6, 8, tzinfo=ZONE)


def _now_and_before(town: Town, again: Recount) -> None:
    seen: set[str] = set()
    for who, asked, is_mine in views(town, again):
        told: dict[str, Any] = {"officer": town.officer(who), "moment": town.moment}
        with town.database.snapshot() as snapshot:
            gantt = pictures.gantt(snapshot, asked, limit=500, **told)
            cut = pictures.gantt(snapshot, asked, limit=3, **told)
            heat = pictures.heat(snapshot, asked, SINCE, **told)
            flow = pictures.flow(snapshot, asked, SINCE, **told)
        assert ([row.task_id for row in gantt.rows], astuple(gantt.of)) == again.gantt(is_mine), (who, asked)
        assert cut.rows == gantt.rows[:3]
        found = {(one.unit_id, one.weekday): (one.due, one.late) for one in heat.cells}
        assert found == again.heat(is_mine), (who, asked)
        drawn = [] if flow is None else flow.steps
        if flow is None:
            assert not any(is_mine(one) and one.state in passages.ENDS for one in again.tasks)
        else:
            _equals(flow, again.flow(is_mine, flow.release.id), (who, asked))
        seen |= {name for name, there in (("overdue", gantt.of.overdue), ("paused", gantt.of.paused)) if there}
        seen |= {"late" for one in heat.cells if one.late} | {"waited" for _, one in drawn if one.waiting}
        seen |= {"worked" for _, one in drawn if one.working}
    assert seen == {"overdue", "paused", "late", "waited", "worked"}


def _equals(flow: Flow, counted: dict[str, tuple[int, int, int | None, int | None, int]], who: object) -> None:
    """Steps that nobody calls are drawn where they are, each with its own figures."""
    told = {element: astuple(one)[1:] for element, one in flow.drawn.items()}
    assert told == counted, who
    assert len(flow.steps) == len(flow.drawn)
    assert flow.release.through == sum(one[0] for one in counted.values())
    assert all(f'id="{element}"' in flow.xml for element in flow.drawn)


def _weeks(town: Town, again: Recount) -> None:
    known, ward = town.directory, town.unit("H99.30", "one_stop")
    for who, agencies in (("ha", set(known.agencies)), ("viet", {ward.agency_id})):
        things = [
            (
                aware(one.deemed_at),
                aware(one.finished_at) if one.finished_at else None,
                bool(one.finished_at)
                and known.calendar(one.agency_id).between(aware(one.due_at), aware(one.finished_at)).minutes > 0,
                one.business_status not in ("withdrawn", "stopped"),
            )
            for one in again.dossiers.values()
            if one.agency_id in agencies
        ]
        _compare(town, who, Asked(), things, is_of_tasks=False)
    mine = [one for one in again.tasks if again.unit(one) == ward.id and one.state != "cancelled"]
    parts = [
        (aware(one.opened_at), aware(one.closed_at) if one.closed_at else None, again.is_late(one), True)
        for one in mine
    ]
    _compare(town, "viet", Asked(unit_id=ward.id), parts, is_of_tasks=True)


def _compare(town: Town, who: str, asked: Asked, things: list[Thing], *, is_of_tasks: bool) -> None:
    with town.database.snapshot() as snapshot:
        found = pictures.trend(snapshot, asked, officer=town.officer(who), moment=town.moment)
    assert (found.is_of_tasks, len(found.weeks)) == (is_of_tasks, 52)
    assert found.weeks[-1].begins <= town.moment.date() < found.weeks[-1].begins + timedelta(days=7)
    for week in found.weeks:
        begin = datetime.combine(week.begins, time(), ZONE)
        end = min(begin + timedelta(days=7), town.moment + timedelta(seconds=1))
        ended = [late for _, at, late, judged in things if judged and at is not None and begin <= at < end]
        left = sum(came < end and (at is None or at >= end) for came, at, *_ in things)
        assert (week.ended, week.on_time, week.backlog) == (len(ended), ended.count(False), left), (who, week)
    assert any(week.backlog for week in found.weeks)
    assert any(week.ended for week in found.weeks)


def test_a_week_judges_what_has_a_result_and_ends_the_rest() -> None:
    monday = datetime(2026, 3, 9, 9, tzinfo=ZONE)
    begun = np.array([monday.timestamp() - 86_400 * 9] * 3, np.int64)
    ended = np.array([monday.timestamp() - 86_400 * 5, monday.timestamp() - 86_400 * 4, NEVER], np.int64)
    late, counts = np.array([False, True, True]), np.array([True, False, True])
    found = weeks.of(begun, ended, late=late, counts=counts, moment=monday, number=3)
    assert [(one.ended, one.on_time, one.rate, one.backlog) for one in found] == [
        (0, 0, None, 3),
        (1, 1, 1.0, 1),
        (0, 0, None, 1),
    ]


def _workload(town: Town, again: Recount) -> None:
    known, ward = town.directory, town.unit("H99.30", "one_stop")
    with town.database.snapshot() as snapshot:
        found = pictures.workload(snapshot, Asked(), officer=town.officer("viet"), moment=town.moment)
    mine = [one for one in again.record.task_rows() if again.record.agency(one.post_id) == ward.agency_id]
    runs = [one for one in mine if again.dossiers[one.dossier_id].paused_at is None]
    inside = {post.id for post in known.posts.values() if post.agency_id == ward.agency_id}
    staff = {one for one, posts in known.held.items() if not inside.isdisjoint(posts)}
    assert {load.officer_id for load in found.rows} == staff | {one.holder_id for one in runs if one.holder_id}
    assert found.of == len(found.rows)
    calendar = known.calendar(ward.agency_id)
    for load in found.rows:
        held = [one for one in runs if one.holder_id == load.officer_id]
        until = max([*(aware(one.due_at) for one in held), calendar.days_from(town.moment, 5)])
        told = (len(held), sum(map(again.is_late, held)), sum(one.allotted for one in held))
        assert (load.tasks, load.overdue, load.minutes) == told
        assert (load.until, load.capacity) == (until, calendar.between(town.moment, until).minutes)
    free = [one for one in runs if one.holder_id is None]
    assert (found.unclaimed, found.unclaimed_minutes) == (len(free), sum(one.allotted for one in free))
    assert [load.share for load in found.rows] == sorted((load.share for load in found.rows), reverse=True)
    assert found.rows[0].minutes > 0
    _absent(town, found.rows[0].officer_id)
    with town.database.snapshot() as snapshot:
        told = pictures.workload(snapshot, Asked(), officer=town.officer("viet"), moment=town.moment)
    away = next(one for one in told.rows if one.officer_id == found.rows[0].officer_id)
    assert away.is_absent
    assert away.capacity < found.rows[0].capacity


def _absent(town: Town, officer_id: int) -> None:
    """For three days from today, another stands in."""
    today = town.moment.date()
    row = {
        "absent_id": officer_id,
        "substitute_id": town.officer("viet").id,
        "posts": [],
        "procedures": [],
        "acts": "all",
        "decision": "7/QĐ",
        "decided_on": today,
        "valid_from": today,
        "valid_to": today + timedelta(days=2),
        "recorded_by": town.officer("viet").id,
        "recorded_at": town.moment,
        "act_key": town.key(),
    }
    with town.database.transaction() as transaction:
        transaction.execute(insert(tables.Substitution), row)
        organisation.changed(transaction)


def test_the_same_working_minute_is_in_time() -> None:
    calendar, due = vietnam(), datetime(2026, 3, 2, 17, tzinfo=ZONE)
    ends = [due, due + timedelta(minutes=20), datetime(2026, 3, 3, 7, 0, 59, tzinfo=ZONE)]
    ends += [datetime(2026, 3, 3, 7, 1, tzinfo=ZONE), None]
    closed = np.array([NEVER if one is None else one.timestamp() for one in ends], np.int64)
    same = np.full(len(ends), int(due.timestamp()))
    tasks = {"opened": same - 60, "due": same, "closed": closed, "agency": np.array([1, 2, 1, 2, 1])}
    for moment, is_open_late in ((due + timedelta(hours=3), False), (due + timedelta(days=1), True)):
        now = int(moment.timestamp())
        minutes = agency_minutes.of_tasks({1: calendar, 2: of_hours("07:00-11:30,13:30-17:00")}, tasks, now)
        assert minutes.is_late(tasks, now).tolist() == [False, False, False, True, is_open_late]


def test_days_of_absence_are_no_time() -> None:
    calendar, monday = vietnam(), datetime(2026, 3, 2, 8, tzinfo=ZONE)
    whole = WorkingTime(480).minutes

    def away(first: date, last: date, *, ended: bool = False) -> Substitution:
        over = monday if ended else None
        return Substitution(1, 7, 8, (), (), "all", "7/QĐ", first, first, last, 8, over)

    friday = datetime(2026, 3, 6, 17, tzinfo=ZONE)

    def capacity(*absences: Substitution, officer_id: int = 7) -> int:
        return capacities.minutes(calendar, officer_id, absences, moment=monday, until=friday)

    assert capacity() == 5 * whole - 60
    tuesday, wednesday = date(2026, 3, 3), date(2026, 3, 4)
    assert capacity(away(tuesday, wednesday)) == 3 * whole - 60
    assert capacity(away(tuesday, wednesday), away(wednesday, wednesday)) == 3 * whole - 60  # a day is lost once
    assert capacity(away(tuesday, wednesday, ended=True)) == capacity()
    assert capacity(away(tuesday, wednesday), officer_id=8) == capacity()
    assert capacity(away(date(2026, 2, 1), date(2026, 12, 31))) == 0
    assert capacities.horizon(calendar, monday, monday) == datetime(2026, 3, 9, 8, tzinfo=ZONE)
    assert capacities.horizon(calendar, monday, friday + timedelta(days=9)) == friday + timedelta(days=9)


def test_a_step_is_hot_by_share_and_number() -> None:
    def hot(through: int, late: int) -> bool:
        return passages.Passage(0, through, late, 0, 0, 0).is_hot

    assert [hot(*one) for one in ((15, 3), (16, 3), (2, 2), (3, 3), (0, 0))] == [True, False, False, True, False]


def test_who_heads_nothing_sees_no_picture_and_a_head_none_of_what_lies_elsewhere(town: Town) -> None:
    town.receive()
    for who in ("binh", "mai", "nam", "khoa", "phan"):
        for draw in _each(town, who, Asked()):
            with pytest.raises(NotAllowed):
                draw()
    office, other = town.unit("H99.30", "office"), town.unit("H99.31", "office")
    for asked in (Asked("received"), Asked(unit_id=office.id), Asked(agency_id=other.agency_id)):
        for draw in _each(town, "huong", asked):
            with pytest.raises(NotAllowed):
                draw()


def _each(town: Town, who: str, asked: Asked) -> list[Callable[[], object]]:
    told: dict[str, Any] = {"officer": town.officer(who), "moment": town.moment}

    def drawn(verb: Callable[..., object], *more: object) -> Callable[[], object]:
        def draw() -> object:
            with town.database.snapshot() as snapshot:
                return verb(snapshot, asked, *more, **told)

        return draw

    lasting = [drawn(verb, SINCE) for verb in (pictures.heat, pictures.flow)]
    return [*lasting, *(drawn(verb) for verb in (pictures.gantt, pictures.trend, pictures.workload))]


def test_nothing_is_drawn_of_nothing(town: Town) -> None:
    told: dict[str, Any] = {"officer": town.officer("pao"), "moment": town.moment}
    with town.database.snapshot() as snapshot:
        assert pictures.gantt(snapshot, Asked(), **told).rows == []
        assert pictures.heat(snapshot, Asked(), SINCE, **told).cells == []
        assert pictures.flow(snapshot, Asked(), SINCE, **told) is None
        trend = pictures.trend(snapshot, Asked(), **told)
        assert {(one.ended, one.rate, one.backlog) for one in trend.weeks} == {(0, None, 0)}
        assert {one.tasks for one in pictures.workload(snapshot, Asked(), **told).rows} == {0}


def test_a_matter_is_in_no_picture(town: Town) -> None:
    fill(town, 2, signs=False)
    with town.database.transaction() as transaction:
        transaction.execute(update(tables.Dossier).values(kind="matter"))
        transaction.execute(update(tables.Procedure).values(kind="matter"))
    scope, clock = Scope(None, None), board_clock.at(town.moment, town.directory)
    with town.database.snapshot() as snapshot:
        assert open_work.first(snapshot, scope, limit=9) == []
        assert astuple(open_work.count(snapshot, scope, clock)) == (0, 0, 0)
        assert open_work.holdings(snapshot, scope, clock) == []
