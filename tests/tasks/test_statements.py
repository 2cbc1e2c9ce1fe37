"""What an act costs at the driver, on W1, on both databases: design §2 says how much it may be."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from benchmarks import workload
from benchmarks.complete import Meter
from bpmn import releases
from processes.branches import Scope
from processes.database import Database
from tasks import inbox, viewing
from tasks.inbox import Filter
from tests.town import Town


@pytest.fixture
def province(town: Town) -> workload.Province:
    release = releases.read_folder(workload.FOLDER)
    unit = town.unit("H99.30", "one_stop")
    return workload.Province(
        town.database,
        town.release_id(release.code),
        release.cases[0].code,
        unit.id,
        unit.agency_id,
        {name: town.officer(name) for name in workload.WORKERS},
    )


def test_acts_stay_within_their_statements(province: workload.Province, database: Database) -> None:
    workload.run_case(province, 0, workload.unmeasured)  # the directory and the release are read once
    meter = Meter(database.engine)
    for number in range(5):
        workload.run_case(province, number, meter)
    allowed = {"complete": 8, "start": 6, "claim": 3, "list": 1}
    for act, limit in allowed.items():
        statements = {statements for statements, _ in meter.counts[act]}
        assert max(statements) <= limit, (act, statements)
    for act in ("complete", "start", "claim"):
        assert {commits for _, commits in meter.counts[act]} == {1}, act
    assert len(meter.counts["complete"]) == 4 * 4 + 6


def test_a_click_in_the_list_stays_within_its_statements(province: workload.Province, database: Database) -> None:
    """What a click asks: the list, the counts beside the heading, the task with all that is shown of it."""
    officer = province.officers["mai"]
    workload.receive(province)
    with database.snapshot() as snapshot:
        (row, *_) = inbox.page(snapshot, Filter("mine"), officer=officer, moment=province.moment)
    meter = Meter(database.engine)
    for _ in range(2):
        with database.snapshot() as snapshot:
            meter("page", partial(inbox.page, officer=officer, moment=province.moment), snapshot, Filter("mine"))
            meter("counts", partial(inbox.counts, officer=officer, moment=province.moment), snapshot)
        with database.transaction() as transaction:
            meter("task", partial(viewing.task, officer=officer, moment=province.moment), transaction, row.task_id)
    assert {act: {statements for statements, _ in taken} for act, taken in meter.counts.items()} == {
        "page": {1},
        "counts": {1},
        "task": {15},
    }


@pytest.mark.parametrize("scope", ["mine", "received"])
def test_a_list_page_neither_counts_nor_skips(town: Town, database: Database, scope: Scope) -> None:
    said: list[str] = []
    from sqlalchemy import event

    for _ in range(3):
        town.receive()
    event.listen(database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    first = town.inbox("mai", scope, limit=2)
    second = town.inbox("mai", scope, limit=2, after=first[-1].place())
    pages = [statement for statement in said if "FROM task" in statement]
    assert len(pages) == 2
    assert not any("count(" in statement.lower() for statement in pages)
    if database.engine.dialect.name == "postgresql":  # SQLite's dialect writes OFFSET 0 behind every LIMIT
        assert not any("offset" in statement.lower() for statement in pages)
    assert [len(first), len(second)] == [2, 1]
    assert {row.task_id for row in first}.isdisjoint(row.task_id for row in second)


def test_several_posts_are_branches_of_one_statement(town: Town) -> None:
    assert date(2026, 3, 2) == town.moment.date()
    before = town.inbox("duyen")
    town.receive(town.request(agency="H99.31"), by="son")
    row = town.inbox("son", "mine")[0]
    town.complete("son", row.task_id)
    after = town.inbox("duyen")
    assert len(before) == 0
    assert [found.step for found in after] == [town.look("duyen", after[0].task_id).step.name]
