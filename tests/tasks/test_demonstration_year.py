"""The demonstration year: dossiers played through the real verbs, whole whenever it is stopped, never played twice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bpmn import releases
from bpmn.releases import Release
from processes import clocks, demonstration_years, history, schema, tables
from processes.calendars import ZONE
from processes.database import Database, Snapshot
from processes.demonstration import YEAR as YEAR_KEY
from processes.demonstration import NoProvince, RealDossiers
from tasks.demonstration import Plan, answers, fill, played, standing_in, truths, unfinished
from tasks.demonstration.arrivals import DOSSIERS, MATTERS, Arrival
from tasks.demonstration.courses import Course
from tests.conftest import DIAGRAMS, MONDAY_8AM
from tests.town import Town

END = datetime(2026, 9, 15, 10, 0, tzinfo=ZONE)
PLAN = Plan(90, 2, END, seed=2)
SHOWN = (
    *("supplement.asked", "duty.paid", "handoff.answered", "dossier.extended", "task.sent-back"),
    *("task.urged", "explanation.asked", "explanation.given", "mandate.accepted", "mandate.acknowledged"),
)
SELDOM = ("task.escalated", "task.taken-over", "task.delegated", "task.delegation-returned")
"""What the screens have something to show of, after a season."""
PLAYING = """
import sys
from datetime import datetime
from processes.database import Database
from tasks.demonstration import Plan, fill
url, dossiers, until = sys.argv[1:]
fill(Database(url), Plan(int(dossiers), 1, datetime.fromisoformat(until)), tell=lambda come, _: print(come, flush=True))
"""
FULL = os.environ.get("MOTCUA_TEST_SIZE") == "full"
YEAR = Plan(10_000, 12, datetime(2026, 11, 30, 10, 0, tzinfo=ZONE)) if FULL else Plan(100, 3, END)


def whole(snapshot: Snapshot) -> bool:
    """Whether every history is as it was sealed, and every open dossier waits for somebody, due as its history says."""
    return [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def told(snapshot: Snapshot) -> list[tuple[object, ...]]:
    """What happened when, to which dossier and at which step, by whom."""
    row, dossier = tables.Event, tables.Dossier
    query = select(dossier.code, row.position, row.at, row.kind, row.element, row.officer_id)
    query = query.join(dossier, dossier.id == row.dossier_id).order_by(dossier.code, row.position)
    return [tuple(one) for one in snapshot.execute(query)]


def test_a_season_is_whole_believable_and_played_once(database: Database) -> None:
    seen: list[int] = []
    found = fill(database, PLAN, tell=lambda come, _moment: seen.append(come))
    assert found.dossiers == PLAN.dossiers
    assert (seen, seen[-1]) == (sorted(seen), PLAN.requests)
    assert PLAN.since <= found.since < found.until <= END
    with database.snapshot() as snapshot:
        assert whole(snapshot)
        event, dossier, task = tables.Event, tables.Dossier, tables.Task
        kinds = Counter(snapshot.execute(select(event.kind)).scalars())
        latest = snapshot.execute(select(func.max(event.at))).scalar_one()
        states = Counter(snapshot.execute(select(task.state)).scalars())
        finished = snapshot.execute(
            select(dossier.finished_at, dossier.original_due_at).where(dossier.business_status == "completed")
        ).all()
        channels = set(snapshot.execute(select(dossier.channel).where(dossier.kind == "dossier")).scalars())
        undone = select(tables.Message.dead_at).where(tables.Message.done_at.is_(None))
        left = snapshot.execute(undone).scalars().all()
        absent = snapshot.execute(select(func.count()).select_from(tables.Substitution)).scalar_one()
        before = told(snapshot)
    assert latest <= END
    for kind in SHOWN:
        assert kinds[kind] >= 1, kind
    assert absent == len(standing_in.ALL) - 1, "the first was away before this season"
    assert 1 <= len(left) <= truths.FAILED
    assert kinds["result.returned"] > 0.8 * PLAN.dossiers
    assert states["opened"] >= 1
    assert states["claimed"] >= 1
    assert 0.7 < sum(at <= due for at, due in finished) / len(finished) < 0.98
    assert channels == {"counter", "online", "post"}
    assert all(left), "the agent would send the whole year at its first start"
    assert fill(database, PLAN) == found
    with database.snapshot() as snapshot:
        assert told(snapshot) == before


def test_the_same_seed_plays_the_same_and_another_does_not(sqlite_database: Database, tmp_path: Path) -> None:
    sqlite_database.close()
    found: list[list[tuple[object, ...]]] = []
    for number, seed in enumerate((1, 1, 2)):
        copy = shutil.copy(str(sqlite_database.url.database), tmp_path / f"{number}.db")
        other = Database(f"sqlite:///{copy}")
        fill(other, Plan(6, 1, END, seed))
        with other.snapshot() as snapshot:
            found.append(told(snapshot))
        other.close()
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_killed_it_goes_on_where_it_was_with_nothing_twice_and_nothing_lost(sqlite_database: Database) -> None:
    plan = Plan(40, 1, END)
    with subprocess.Popen(
        [sys.executable, "-c", PLAYING, str(sqlite_database.url), str(plan.dossiers), END.isoformat()],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert any(int(line) > 15 for line in process.stdout)
        process.kill()
    there = played(sqlite_database)
    assert there is not None
    assert 15 < there.dossiers < plan.dossiers
    assert unfinished(sqlite_database) == plan
    with sqlite_database.snapshot() as snapshot:
        assert whole(snapshot)
        stopped = told(snapshot)
    found = fill(sqlite_database, Plan(7, 3, END, seed=5))  # it goes on as it began, whatever it is asked now
    with sqlite_database.snapshot() as snapshot:
        assert whole(snapshot)
        assert set(stopped) <= set(told(snapshot))
        first = select(tables.Event.act_key).where(
            tables.Event.position == 1, tables.Event.act_key.like(f"{YEAR_KEY}%")
        )
        assert len(snapshot.execute(first).all()) == plan.requests
        assert demonstration_years.received(snapshot) == set(range(plan.requests))
        over = select(func.count()).where(tables.Dossier.returned_at.is_not(None), tables.Dossier.kind == "dossier")
        assert snapshot.execute(over).scalar_one() > 0.6 * plan.dossiers
    assert found.dossiers == plan.dossiers
    assert unfinished(sqlite_database) is None
    assert fill(sqlite_database, plan) == found


def test_nothing_is_made_up_beside_what_people_entered(sqlite_database: Database) -> None:
    Town(sqlite_database, MONDAY_8AM).receive()
    with pytest.raises(RealDossiers, match="1 hồ sơ"):
        fill(sqlite_database, PLAN)


def test_it_is_played_in_the_demonstration_province_alone(data: Path) -> None:
    empty = Database(f"sqlite:///{data / 'empty.db'}")
    schema.upgrade(empty)
    with pytest.raises(NoProvince):
        fill(empty, PLAN)
    empty.close()


def test_it_does_not_begin_before_the_province_is_there() -> None:
    assert Plan(1, 36, END).since == datetime(2025, 7, 1, tzinfo=ZONE)
    assert Plan(1, 6, datetime(2026, 8, 31, 9, 0, tzinfo=ZONE)).since == datetime(2026, 2, 28, tzinfo=ZONE)


@pytest.mark.parametrize("folder", sorted(DIAGRAMS.iterdir()), ids=lambda folder: folder.name)
def test_the_forms_take_what_is_filled_in(folder: Path) -> None:
    release = releases.read_folder(folder)
    kind = next((one for one in (*DOSSIERS, *MATTERS) if one.code == release.code), None)
    if kind is None:
        assert release.code in ("PDQT", "CDDH"), "the year knows every procedure that applicants ask for"
        return
    for number in range(60):
        course = Course.begun(1, Arrival(MONDAY_8AM, number, kind))
        for task in release.model.user_tasks():
            if task.id not in ("rematch", "decline", "supplement"):  # to these a played dossier does not come
                _check(release, course, task.id, task.form)


def _check(release: Release, course: Course, element: str, form: str | None) -> None:
    values = answers.to(course, element, MONDAY_8AM, "Phạm Quốc Việt")
    if element in answers.FILES:
        values[answers.FILES[element]] = [{"id": 1, "name": "ket-qua.png", "size": 1, "media_type": "image/png"}]
    assert form is not None
    release.forms[form].check(values)


@pytest.mark.soak
def test_what_is_planted_is_found(sqlite_database: Database) -> None:
    fill(sqlite_database, YEAR)
    dossier, release, procedure = tables.Dossier, tables.Release, tables.Procedure
    with sqlite_database.snapshot() as snapshot:
        assert whole(snapshot)
        kinds = set(snapshot.execute(select(tables.Event.kind).distinct()).scalars())
        assert not FULL or {*SHOWN, *SELDOM} <= kinds
        asked = select(tables.Event.dossier_id).where(tables.Event.kind == "supplement.asked")
        query = select(procedure.code, dossier.finished_at, dossier.original_due_at, dossier.id.in_(asked))
        query = query.join(release, release.id == dossier.release_id).join(procedure)
        rows = snapshot.execute(query.where(dossier.kind == "dossier", dossier.finished_at.is_not(None))).all()
        slow = _waits(snapshot, *truths.SLOW_UNIT) / _waits(snapshot, "H99.30", "economic_division")
    permits = [is_asked for code, *_, is_asked in rows if code == truths.SUPPLEMENTED]
    others = [is_asked for code, *_, is_asked in rows if code != truths.SUPPLEMENTED]
    assert sum(permits) / len(permits) > 3 * sum(others) / len(others)
    assert slow > 1.4
    share = sum(at <= due for _, at, due, _ in rows) / len(rows)
    assert (0.85 <= share <= 0.92) if FULL else (0.7 <= share <= 0.98)


def _waits(snapshot: Snapshot, agency: str, unit: str) -> float:
    """How long tasks wait in a unit until they are claimed, as a share of their allotment; the middle one."""
    task, post = tables.Task, tables.Post
    query = select(task.opened_at, task.claimed_at, task.due_at).join(post, post.id == task.post_id)
    query = query.join(tables.Unit, tables.Unit.id == post.unit_id).join(tables.Agency)
    query = query.where(tables.Agency.code == agency, tables.Unit.code == unit, task.claimed_at.is_not(None))
    rows = snapshot.execute(query).all()
    found = sorted((at - opened) / max(due - opened, timedelta(minutes=15)) for opened, at, due in rows)
    return found[len(found) // 2]
