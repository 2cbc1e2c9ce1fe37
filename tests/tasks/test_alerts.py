"""Alerts count what the board counts, are told once, again only after they did not hold, and rest without the post."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, update

from processes import notices, tables
from processes.alerts import MEASURES, WAITING, Rule
from processes.board import Measure
from processes.database import Database
from processes.notices import Notice
from processes.refusals import Missing, NameTaken, NotAllowed, NotFound, TooMany
from tasks import alert_counts, alerting, board, dealings
from tasks import alerts as setting
from tasks.board import Asked
from tests.board.filling import fill, leave
from tests.board.recounting import Record, aware
from tests.conftest import ROOT
from tests.tasks.offices import join
from tests.town import Town

MANY = 400 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 40
LATE = Rule("Quá hạn", "overdue", 0)


def save(town: Town, rule: Rule, by: str = "viet", alert_id: int | None = None) -> int:
    with town.database.transaction() as transaction:
        return setting.save(transaction, rule, officer=town.officer(by), alert_id=alert_id)


def tried(town: Town, rule: Rule, by: str = "viet") -> int:
    with town.database.snapshot() as snapshot:
        return setting.try_out(snapshot, rule, officer=town.officer(by), moment=town.moment)


def shown(town: Town, by: str = "viet") -> list[setting.Shown]:
    with town.database.snapshot() as snapshot:
        return setting.of(snapshot, officer=town.officer(by), moment=town.moment)


def ring(town: Town) -> int:
    rung = alerting.ring(town.database, moment=town.moment)
    assert alerting.ring(town.database, moment=town.moment) == 0
    return rung


def told(town: Town, by: str = "viet") -> list[Notice]:
    with town.database.snapshot() as snapshot:
        return [one for one in notices.page(snapshot, town.officer(by).id) if one.alert_id]


def all_due(town: Town, at: datetime) -> None:
    with town.database.transaction() as transaction:
        transaction.execute(update(tables.Dossier).values(due_at=at, original_due_at=at))
        transaction.execute(update(tables.Task).values(due_at=at))


def late(town: Town, number: int = 1) -> None:
    """So many dossiers that are overdue since an hour ago."""
    for _ in range(number):
        town.receive()
    all_due(town, town.moment - timedelta(hours=1))
    town.pass_time(hours=1)


def test_an_alert_counts_what_the_board_counts(town: Town) -> None:
    filled(town)
    division, ward = town.unit("H99.30", "economic_division"), town.unit("H99.30", "one_stop")
    procedure = next(row.procedure_id for row in Record.read(town).rows["release"] if row.id == 1)
    parts: list[tuple[str, dict[str, Any]]] = [
        ("ha", {}),
        ("ha", {"agency_id": ward.agency_id}),
        ("ha", {"unit_id": division.id}),
        ("ha", {"procedure_id": procedure}),
        ("viet", {}),
        ("viet", {"unit_id": division.id}),
        ("huong", {}),
        ("thu", {"axis": "received"}),
        ("thu", {"axis": "received", "agency_id": ward.agency_id}),
    ]
    wanted = [(Rule("", measure, 0, **part), who) for who, part in parts for measure in MEASURES]
    with town.database.snapshot() as snapshot:
        asked = [(rule, town.officer(who)) for rule, who in wanted]
        numbers = alert_counts.counted(snapshot, asked, town.directory, town.moment)
        for (rule, officer), number in zip(asked, numbers, strict=True):
            part = alert_counts.asked(rule)
            found = board.figures(snapshot, part, by="unit", officer=officer, moment=town.moment)
            assert number == getattr(found.tally, rule.measure), (rule, officer.name)
    assert {rule.measure for (rule, _), number in zip(wanted, numbers, strict=True) if number} == set(MEASURES)
    _what_has_waited(town, ward.agency_id)


def filled(town: Town) -> None:
    """Dossiers of every kind, a few of them paused for some days."""
    fill(town, 40)
    held = [row for row in town.inbox("binh", "mine") if town.dossier("binh", row.dossier_id).standing.kind != "paused"]
    limit, dossier = town.moment + timedelta(days=20), tables.Dossier
    for days, row in enumerate(held[:3], 1):
        town.deal(dealings.ask_duty, "binh", row.dossier_id, amount=50_000, notice="7/TB", limit=limit)
        since = town.moment - timedelta(days=days)
        with town.database.transaction() as transaction:
            transaction.execute(update(dossier).where(dossier.id == row.dossier_id).values(paused_at=since))


def _what_has_waited(town: Town, agency_id: int) -> None:
    """Counted on the working clock; the board opens it."""
    record = Record.read(town)
    calendar, now = town.directory.calendar(agency_id), town.moment.astimezone(UTC)
    going_on = {row.id for row in record.rows["dossier"] if row.finished_at is None}
    tasks = [task for task in record.task_rows() if task.dossier_id in going_on]
    in_ward = [task for task in tasks if record.agency(task.post_id) == agency_id]
    seen = set[int]()
    for waits in (1, 4, 8, 16, 40):
        found = {
            task.dossier_id
            for task in in_ward
            if task.holder_id is None and calendar.between(aware(task.opened_at), now).minutes >= 60 * waits
        }
        since = {row.id: row.paused_at for row in record.rows["dossier"] if row.id in going_on}
        paused = {one for one, at in since.items() if at and now - aware(at) >= timedelta(days=waits)}
        for measure, expected in (("unclaimed", found), ("paused", paused)):
            assert tried(town, Rule("", measure, 0, waits)) == len(expected), (measure, waits)  # pyright: ignore
            with town.database.snapshot() as snapshot:
                opened = board.dossiers(
                    *(snapshot, Asked(waits=waits), measure),  # pyright: ignore[reportArgumentType]
                    officer=town.officer("viet"),
                    moment=town.moment,
                    limit=500,
                )
            assert {row.dossier_id for row in opened} == expected
        seen |= {len(found), len(paused)}
    assert len(seen) > 3


def test_it_is_told_once_and_again_only_after_it_did_not_hold(town: Town) -> None:
    alert_id = save(town, LATE)
    assert ring(town) == 0
    late(town, 2)
    assert ring(town) == 1
    (notice,) = told(town)
    assert (notice.kind, notice.number, notice.name, notice.mail) == ("alert", "2", "Quá hạn", "wanted")
    assert notice.alert_id == str(alert_id)
    for _ in range(3):  # more of them, and days later
        late(town)
        town.pass_time(days=1)
        assert ring(town) == 0
    (one,) = shown(town)
    assert (one.number, one.holds, one.alert.told, one.alert.since) == (5, True, 2, one.alert.told_at)
    all_due(town, town.moment + timedelta(days=9))
    assert ring(town) == 0
    assert [(each.holds, each.alert.since) for each in shown(town)] == [(False, None)]
    all_due(town, town.moment - timedelta(days=1))
    assert ring(town) == 1
    assert [each.number for each in told(town)] == ["5", "2"]


def test_a_daily_alert_is_told_each_working_day_when_work_begins(town: Town) -> None:
    save(town, replace(LATE, is_daily=True))
    late(town)
    assert ring(town) == 1
    monday = town.moment.replace(hour=0)
    moments = [monday.replace(hour=16), *(monday + timedelta(days=day, hours=6, minutes=50) for day in range(1, 8))]
    rung = {}
    for moment in sorted({one for each in moments for one in (each, each + timedelta(minutes=20))}):
        town.moment = moment
        rung[f"{moment:%a %H:%M}"] = ring(town)
    mornings = {name for name, number in rung.items() if number}
    assert mornings == {"Tue 07:10", "Wed 07:10", "Thu 07:10", "Fri 07:10", "Mon 07:10"}


def test_without_the_post_it_rests_says_why_and_wakes_by_itself(town: Town) -> None:
    division = town.unit("H99.30", "economic_division")
    save(town, replace(LATE, unit_id=division.id), "huong")
    late(town)
    leave(town, "huong")
    assert ring(town) == 1
    (notice,) = told(town, "huong")
    assert (notice.kind, notice.text) == ("alert_rests", "Quá hạn")
    (one,) = shown(town, "huong")
    assert (one.number, one.alert.rests, one.holds) == ("no_board", "no_board", False)
    join(town, "huong", "one_stop/one_stop_head")  # a head again, but of another unit
    assert ring(town) == 0
    assert [each.alert.rests for each in shown(town, "huong")] == ["not_overseen"]
    join(town, "huong", "economic_division/division_head")
    assert ring(town) == 0
    assert [(each.number, each.alert.rests) for each in shown(town, "huong")] == [(0, "")]
    with pytest.raises(NotAllowed):
        save(town, LATE, "binh")


def test_nobody_sets_touches_or_tries_what_is_not_theirs(town: Town) -> None:
    other, alert_id = town.unit("H99.31", "office"), save(town, LATE)
    for rule in (
        replace(LATE, unit_id=other.id),
        replace(LATE, agency_id=other.agency_id),
        replace(LATE, axis="received"),
    ):
        for act in (save, tried):
            with pytest.raises(NotAllowed):
                act(town, rule, "huong")
    with pytest.raises(NotFound):
        tried(town, replace(LATE, procedure_id=999))
    assert shown(town, "huong") == []
    with town.database.transaction() as transaction:
        for act in (
            lambda: setting.switch(transaction, alert_id, is_on=False, officer=town.officer("ha")),
            lambda: setting.remove(transaction, alert_id, officer=town.officer("ha")),
            lambda: setting.save(transaction, LATE, officer=town.officer("ha"), alert_id=alert_id),
        ):
            with pytest.raises(NotFound):
                act()


def test_a_name_is_kept_once_and_there_are_twenty_at_most(town: Town) -> None:
    first = save(town, replace(LATE, name="  Quá   hạn "))
    assert save(town, replace(LATE, above=5)) == first
    second = save(town, replace(LATE, name="Khác", waits=4))  # waits say nothing of what is overdue
    assert [(one.alert.rule.name, one.alert.rule.above, one.alert.rule.waits) for one in shown(town)] == [
        ("Khác", 0, 0),
        ("Quá hạn", 5, 0),
    ]
    with pytest.raises(NameTaken):
        save(town, LATE, alert_id=second)
    with pytest.raises(Missing):
        save(town, replace(LATE, name=" "))
    for number in range(18):
        save(town, replace(LATE, name=f"Cảnh báo {number}"))
    with pytest.raises(TooMany):
        save(town, replace(LATE, name="Thêm"))
    assert save(town, replace(LATE, name="Đổi tên"), alert_id=second) == second


def test_changed_it_may_be_told_anew_renamed_it_is_not(town: Town) -> None:
    alert_id = save(town, LATE)
    late(town, 3)
    assert ring(town) == 1
    save(town, replace(LATE, name="Trễ hạn", is_daily=True), alert_id=alert_id)
    assert ring(town) == 0
    town.pass_time(minutes=1)
    save(town, replace(LATE, name="Trễ hạn", above=2), alert_id=alert_id)
    assert ring(town) == 1
    for is_on, rung in ((False, 0), (True, 1), (True, 0)):
        with town.database.transaction() as transaction:
            setting.switch(transaction, alert_id, is_on=is_on, officer=town.officer("viet"))
        town.pass_time(minutes=1)
        assert ring(town) == rung
    with town.database.transaction() as transaction:
        setting.remove(transaction, alert_id, officer=town.officer("viet"))
    town.pass_time(minutes=1)
    save(town, LATE)  # where the number is given again, it is another alert all the same
    assert ring(town) == 1
    assert len(told(town)) == 4


def test_what_was_changed_while_it_was_counted_is_left_to_the_next_round(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert_id = save(town, LATE)
    late(town)
    counted = alert_counts.counted

    def slowly(*given: Any) -> list[alert_counts.Number]:
        found = counted(*given)
        save(town, replace(LATE, above=50), alert_id=alert_id)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(alert_counts, "counted", slowly)
        assert alerting.ring(town.database, moment=town.moment) == 0
    assert ring(town) == 0
    assert told(town) == []


def many(town: Town, number: int, by: Sequence[str] = ("viet",), measures: Sequence[Measure] = ("overdue",)) -> None:
    """So many alerts, more than the screens let one have, some of them of one unit."""
    units = [None, *(town.unit("H99.30", code).id for code in ("office", "economic_division", "one_stop"))]
    people = [town.officer(who).id for who in by]
    rows: list[dict[str, object]] = []
    for one in range(number):
        measure = measures[one % len(measures)]
        rule = Rule(f"Cảnh báo {one}", measure, 0, one % 2 * 4 if measure in WAITING else 0)
        rule = replace(rule, unit_id=units[one % 4] if len(measures) > 1 else None)
        stands = {"is_on": True, "revision": 0, "told": 0, "rests": ""}
        rows.append({**asdict(rule), **stands, "officer_id": people[one % len(people)]})
    with town.database.transaction() as transaction:
        transaction.execute(insert(tables.Alert), rows)


def test_a_thousand_alerts_of_many_are_a_few_statements(town: Town, database: Database) -> None:
    late(town, 3)
    many(town, 1_000, ("viet", "ha", "huong", "thang"), MEASURES)
    assert town.directory.names  # read once
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    rung = alerting.ring(database, moment=town.moment)
    looks = len(MEASURES) + len(WAITING) + 2  # of what is stuck, also who waits for nothing
    turned = sum(one.startswith("UPDATE") for one in said)
    assert rung > 200
    assert turned == ceil(rung / alerting.AT_ONCE)
    assert len([one for one in said if not one.startswith("BEGIN")]) == 2 + looks + 3 * turned
    said.clear()
    assert alerting.ring(database, moment=town.moment) == 0
    assert len([one for one in said if not one.startswith("BEGIN")]) == 2 + looks


def _ringer(town: Town, data: Path, at_once: int) -> subprocess.Popen[str]:
    url = town.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.tasks.ringer", url, town.moment.isoformat(), str(at_once)]
    environment = {**os.environ, "MOTCUA__DATA": str(data)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def _written(town: Town) -> list[tuple[str, int]]:
    """How often each alert was told."""
    notice = tables.Notice
    with town.database.snapshot() as snapshot:
        query = select(notice.text, func.count().label("times")).where(notice.kind == "alert").group_by(notice.text)
        return [(row.text, row.times) for row in snapshot.execute(query)]


@pytest.mark.soak
def test_killed_half_way_none_is_lost_and_none_told_twice(town: Town, data: Path) -> None:
    late(town)
    many(town, MANY)
    left = list[int]()
    for part in (0, 0.5):
        with _ringer(town, data, 1) as agent:
            while len(_written(town)) <= MANY * part and agent.poll() is None:
                time.sleep(0.002)
            agent.kill()
        left.append(MANY - len(_written(town)))
    assert 0 < left[0] < MANY  # the second time it may have been done on a busy machine
    town.pass_time(minutes=1)
    assert ring(town) == left[-1]
    written = _written(town)
    assert len(written) == MANY
    assert {number for _, number in written} == {1}


@pytest.mark.soak
def test_two_agents_at_once_tell_each_once(town: Town, data: Path) -> None:
    late(town)
    many(town, MANY)
    agents = [_ringer(town, data, 3) for _ in range(2)]
    assert sum(int(agent.communicate(timeout=120)[0]) for agent in agents) == MANY
    assert {number for _, number in _written(town)} == {1}
