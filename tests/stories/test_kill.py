"""Killed at random moments of the story, started again: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from processes import history, tables
from processes.database import Database
from tests.conftest import ROOT

KILLS = 50 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 5
DOSSIERS = 4 * KILLS
STEPS = 5  # of 2.000908


def _storyteller(database: Database, data: Path) -> subprocess.Popen[str]:
    url = database.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.stories.storyteller", url, str(DOSSIERS)],
        cwd=ROOT,
        env={**os.environ, "MOTCUA__DATA": str(data)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _told(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.soak
def test_killed_and_started_again(database: Database, data: Path) -> None:
    chance = random.Random(20261123)
    killed = 0
    while killed < KILLS:
        with _storyteller(database, data) as process:
            assert _told(process) == "bắt đầu"
            time.sleep(chance.uniform(0.01, 0.4))
            process.kill()
        killed += 1
    with _storyteller(database, data) as process:
        assert _told(process) == "bắt đầu"
        assert _told(process) == "xong"
        _wait_for_the_outbox(database)
        process.communicate("\n", timeout=30)
    assert process.returncode == 0
    _nothing_lost_nothing_twice(database, data)


def _wait_for_the_outbox(database: Database) -> None:
    waiting = select(func.count()).where(tables.Message.done_at.is_(None))
    for _ in range(900):
        with database.snapshot() as snapshot:
            if snapshot.execute(waiting).scalar_one() == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the outbox was not drained within its leases")


def _nothing_lost_nothing_twice(database: Database, data: Path) -> None:
    with database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []
        dossier = tables.Dossier
        rows = snapshot.execute(select(dossier.owner_name, dossier.delivery_status, dossier.number)).all()
        kinds = select(tables.Event.kind, func.count()).group_by(tables.Event.kind)
        counted = {row[0]: row[1] for row in snapshot.execute(kinds)}
        states = select(tables.Task.state, func.count()).group_by(tables.Task.state)
        tasks = {row[0]: row[1] for row in snapshot.execute(states)}
    assert sorted(row.owner_name for row in rows) == sorted(f"Chủ hồ sơ {n}" for n in range(1, DOSSIERS + 1))
    assert {row.delivery_status for row in rows} == {"returned"}
    assert len({row.number for row in rows}) == DOSSIERS
    assert tasks == {"completed": STEPS * DOSSIERS}
    assert counted["dossier.accepted"] == counted["result.issued"] == counted["result.returned"] == DOSSIERS
    assert counted["task.completed"] == counted["task.opened"] == STEPS * DOSSIERS
    told = Counter()
    for path in (data / "outgoing").glob("*.json"):
        told[json.loads(path.read_bytes())["status"]] += 1
    assert told == {2: DOSSIERS, 4: DOSSIERS, 9: DOSSIERS, 10: DOSSIERS}
