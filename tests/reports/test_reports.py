"""Reports of a period: each figure counted anew from the history, and the same whenever it is asked for."""

from __future__ import annotations

import os
import re
import statistics
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest

from processes import periods
from processes.calendars import ZONE
from processes.database import Database
from processes.periods import Period
from tasks import reports
from tasks.demonstration import Plan
from tasks.demonstration.year import Year
from tasks.report_forms import FORMS
from tasks.report_forms.form import Line, Table
from tasks.reports import Asked
from tests.reports.recounting import Record
from tests.town import Town

FULL = os.environ.get("MOTCUA_TEST_SIZE") == "full"
UNTIL = datetime(2026, 9, 15, 10, 0, tzinfo=ZONE)
PLANS = {  # PostgreSQL plays more slowly
    "sqlite": Plan(3_000, 6, UNTIL) if FULL else Plan(36, 1, UNTIL),
    "postgresql": Plan(3_000, 6, UNTIL) if FULL else Plan(14, 1, UNTIL),
}
WEEK = Period(date(2026, 8, 17), date(2026, 8, 23))
AUGUST = periods.around("month", date(2026, 8, 3))
AHEAD = timedelta(days=4)
"""How long after its end a period is reported of, while the year goes on."""


def made(town: Town, who: str, code: str, asked: Asked, at: datetime | None = None) -> Table:
    with town.database.snapshot() as snapshot:
        found = reports.make(snapshot, code, asked, officer=town.officer(who), moment=at or town.moment)
    return found.table


class Watch:
    """Reports made while the year is played, as soon as their period is over."""

    def __init__(self, town: Town) -> None:
        self.town, self.made = town, dict[tuple[str, Period], Table]()
        spring = [periods.around("quarter", date(2026, 5, 1))] if FULL else []
        self.waiting = [*spring, WEEK, AUGUST]

    def __call__(self, _come: int, moment: datetime) -> None:
        self.town.moment = moment
        while self.waiting and moment > self.waiting[0].ends_at + AHEAD:
            period = self.waiting.pop(0)
            for code in FORMS:
                self.made[code, period] = made(self.town, "ha", code, Asked(period))


def test_the_figures_are_those_of_the_history_and_stay_so(database: Database) -> None:
    plan = PLANS[database.engine.dialect.name]
    town = Town(database, plan.since)
    watch = Watch(town)
    Year(database, plan).play(watch)
    town.moment = UNTIL
    assert watch.waiting == []
    for (code, period), before in watch.made.items():
        assert made(town, "ha", code, Asked(period)) == before, (code, period)
    record = Record.read(town)
    for period in {period for _, period in watch.made}:
        compare(town, record, period)


def compare(town: Town, record: Record, period: Period) -> None:
    ward = town.unit("H99.30", "one_stop").agency_id
    for agency_id in (None, ward):
        table, counted = made(town, "ha", "ii-06a", Asked(period, agency_id)), record.ii06a(period, agency_id)
        assert by_code(table) == {code: row for code, row in counted.items() if code}
        assert table.total is not None
        assert [*table.total.cells[1:]] == counted.get("", [0] * 11)
    supplements = by_code(made(town, "ha", "bo-sung", Asked(period)))
    told = {code: [*row[:2], *row[3:6], row[6]] for code, row in supplements.items()}
    assert told == {code: pytest.approx(row) for code, row in record.supplements(period).items()}
    compare_tasks(town, record, period)
    total = made(town, "ha", "su-dung", Asked(period)).total
    assert total is not None
    assert total.cells[2] == record.acts(period) > 0


def compare_tasks(town: Town, record: Record, period: Period) -> None:
    closed = record.closed(period)
    known = town.directory
    by_unit: defaultdict[str, list[tuple[int, int, int, int, bool, bool]]] = defaultdict(list)
    for one in closed:
        unit = known.units[one[0]]
        by_unit[f"{unit.name} – {known.agencies[unit.agency_id].name}"].append(one)
    on_time = {line.cells[0]: line.cells[1:4] for line in lines(made(town, "ha", "dung-han-don-vi", Asked(period)))}
    late = {name: sum(one[4] for one in tasks) for name, tasks in by_unit.items()}
    assert on_time == {name: (len(tasks), len(tasks) - late[name], late[name]) for name, tasks in by_unit.items()}
    used = {line.cells[0]: line.cells[1:5] for line in lines(made(town, "ha", "thoi-gian", Asked(period)))}
    minutes = {name: [one[3] for one in tasks] for name, tasks in by_unit.items()}
    assert used == {
        name: pytest.approx((len(own), sum(own) / 60, statistics.mean(own) / 60, statistics.median(own) / 60))
        for name, own in minutes.items()
    }
    office = town.unit("H99.30", "office").id
    people = made(town, "ha", "can-bo", Asked(period, unit_id=office))
    own: defaultdict[str, list[tuple[int, int, int, int, bool, bool]]] = defaultdict(list)
    for one in closed:
        if one[0] == office:
            own[known.name(one[1])].append(one)
    assert {line.cells[0]: line.cells[1:5] for line in people.lines if line.level == 2} == {
        name: (
            sum(t[5] for t in tasks),
            sum(not t[5] for t in tasks),
            len({t[2] for t in tasks}),
            sum(t[4] for t in tasks),
        )
        for name, tasks in own.items()
    }


def lines(table: Table) -> list[Line]:
    """Those of units, without what stands beneath each."""
    return [line for line in table.lines if line.level == 1]


def by_code(table: Table) -> dict[str, list[object]]:
    """The lines of procedures, by the code in their names."""
    found = ((re.search(r"\((\d\.\d{6})\)$", str(line.cells[0])), line) for line in table.lines)
    return {code[1]: [*line.cells[1:]] for code, line in found if code is not None}
