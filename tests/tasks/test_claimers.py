"""Fifty officers from four processes claim the same tasks: each has one holder, everybody else is told so by name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from processes import history, tables
from processes.organisation import changed
from tests.conftest import ROOT
from tests.town import Town

TASKS = 2_000 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 200
CLAIMERS, PROCESSES, DOSSIERS = 50, 4, 8


def officers(town: Town) -> list[int]:
    """So many officers in one post."""
    post = next(iter(town.officer("binh").post_ids))
    with town.database.transaction() as transaction:
        made = insert(tables.Officer).returning(tables.Officer.id)
        found = [transaction.execute(made, {"name": f"Cán bộ {one}"}).scalar_one() for one in range(CLAIMERS)]
        held = [{"officer_id": one, "post_id": post, "valid_from": date(2025, 7, 1)} for one in found]
        transaction.execute(insert(tables.Holding), held)
        changed(transaction)
    return found


def waiting(town: Town) -> list[int]:
    """So many tasks in the post's pool, further ones of a few dossiers."""
    for _ in range(DOSSIERS):
        town.receive()
        town.complete("mai", town.inbox("mai", "mine")[0].task_id)
    first = [row.task_id for row in town.inbox("binh")]
    task = tables.Task.__table__
    columns = [column for column in task.columns if column.name not in ("id", "ref")]
    with town.database.transaction() as transaction:
        rows = [dict(row._mapping) for row in transaction.execute(select(*columns).where(task.c.id.in_(first)))]
        more = [{**rows[one % DOSSIERS], "ref": f"thêm-{one}"} for one in range(TASKS - DOSSIERS)]
        transaction.execute(insert(tables.Task), more)
        found = transaction.execute(select(task.c.id).where(task.c.state == "opened").order_by(task.c.id))
        return list(found.scalars())


@pytest.mark.soak
def test_each_task_is_claimed_by_one_of_fifty(town: Town, data: Path) -> None:
    crowd, tasks = officers(town), waiting(town)
    url = town.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.tasks.claimer", url, town.moment.isoformat()]
    running = [
        subprocess.Popen(
            [*command, json.dumps(crowd[number::PROCESSES]), json.dumps(tasks)],
            cwd=ROOT,
            env={**os.environ, "MOTCUA__DATA": str(data)},
            stdout=subprocess.PIPE,
        )
        for number in range(PROCESSES)
    ]
    told = sum((Counter(json.loads(process.communicate()[0])) for process in running), Counter[str]())
    assert [process.returncode for process in running] == [0] * PROCESSES
    del told["LostRace"]
    assert told == {"won": TASKS, "AlreadyClaimed": TASKS * (CLAIMERS - 1)}
    task, event = tables.Task, tables.Event
    with town.database.snapshot() as snapshot:
        held = select(func.count()).where(task.id.in_(tasks), task.state == "claimed", task.holder_id.in_(crowd))
        assert snapshot.execute(held).scalar_one() == TASKS
        claimed = select(func.count()).where(event.kind == "task.claimed", event.officer_id.in_(crowd))
        assert snapshot.execute(claimed).scalar_one() == TASKS
        assert list(history.verify(snapshot)) == []
