"""Many at once: a result for each task, the refused ones told, undone within a minute, whole after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from bpmn.forms import WrongValues
from processes import history, tables
from processes.database import Database
from processes.refusals import Missing, NotAlike, NotFound, NotLawful, TooMany
from tasks import batches, receipts
from tasks.batches import Act, Progress
from tests.answers import answer
from tests.conftest import ROOT
from tests.tasks.letters.conftest import FONTS
from tests.town import Town

MANY = 1_000 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 60


def waiting(town: Town, number: int) -> list[int]:
    """So many dossiers whose appraisal waits in the pool; the tasks."""
    for _ in range(number):
        accepted = town.receive()
        town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    return [row.task_id for row in town.inbox("binh", limit=number)]


def order(town: Town, act: Act, tasks: list[int], by: str = "binh", **asked: object) -> int:
    with town.database.transaction() as transaction:
        return batches.order(transaction, act, tasks, officer=town.officer(by), moment=town.moment, **asked)  # pyright: ignore


def undo(town: Town, batch_id: int, by: str = "binh") -> int:
    with town.database.transaction() as transaction:
        return batches.undo(transaction, batch_id, officer=town.officer(by), moment=town.moment)


def worked(town: Town, batch_id: int, by: str = "binh") -> Progress:
    while batches.work(town.database, moment=town.moment):
        pass
    with town.database.snapshot() as snapshot:
        return batches.progress(snapshot, batch_id, officer=town.officer(by), moment=town.moment)


def held(town: Town, username: str) -> list[int]:
    return [row.task_id for row in town.inbox(username, "mine")]


def test_each_task_has_its_result_and_a_refused_one_holds_nobody_up(town: Town) -> None:
    tasks = waiting(town, 4)
    other = town.receive()
    foreign = town.dossier("mai", other.dossier_id).current[0].task_id
    town.claim("binh", tasks[1])
    town.complete("binh", tasks[1], answer(town, "2.000908", "appraise"))
    done = worked(town, order(town, "claim", [*tasks, foreign, tasks[0]]))
    assert (done.total, done.done, done.waiting, done.is_over) == (5, 3, 0, True)
    told = {one.task_id: one.told for one in done.refused}
    assert set(told) == {tasks[1], foreign}
    assert all("." in reason for reason in told.values())
    assert held(town, "binh") == [tasks[0], tasks[2], tasks[3]]


def test_one_answer_completes_the_tasks_of_one_step_claimed_or_not(town: Town) -> None:
    tasks = waiting(town, 3)
    town.claim("binh", tasks[0])
    given = answer(town, "2.000908", "appraise")
    done = worked(town, order(town, "complete", tasks, values=given))
    assert (done.done, done.refused) == (3, [])
    assert [row.step for row in town.inbox("viet")] == ["Xem xét, ký"] * 3
    with pytest.raises(NotAlike):
        order(town, "complete", [tasks[0], town.inbox("viet")[0].task_id], values=given)
    with pytest.raises(WrongValues):
        order(town, "complete", [row.task_id for row in town.inbox("viet")], by="viet", values={})


@pytest.mark.parametrize(
    ("act", "asked", "refusal"),
    [
        ("claim", {"tasks": []}, Missing),
        ("put_back", {"reason": " "}, Missing),
        ("assign", {}, Missing),
        ("claim", {"tasks": list(range(1, 1_002))}, TooMany),
        ("complete", {"tasks": [999_999], "values": {}}, NotFound),
    ],
)
def test_what_is_ordered_without_what_it_needs_is_refused(
    town: Town, act: Act, asked: Mapping[str, object], refusal: type[Exception]
) -> None:
    tasks = waiting(town, 1)
    with pytest.raises(refusal):
        order(town, act, **{"tasks": tasks, **asked})  # pyright: ignore


def test_what_was_claimed_is_given_back_within_a_minute(town: Town) -> None:
    tasks = waiting(town, 3)
    batch_id = order(town, "claim", tasks)
    with pytest.raises(NotLawful):  # it is still at work
        undo(town, batch_id)
    assert worked(town, batch_id).may_undo
    with pytest.raises(NotFound):
        undo(town, batch_id, by="viet")
    town.moment += timedelta(seconds=59)
    back = undo(town, batch_id)
    assert (worked(town, back).done, worked(town, back).may_undo) == (3, False)
    assert held(town, "binh") == []
    with pytest.raises(NotLawful):
        undo(town, batch_id)
    with pytest.raises(NotLawful):
        undo(town, back)


def test_after_a_minute_and_after_completing_nothing_is_undone(town: Town) -> None:
    tasks = waiting(town, 2)
    batch_id = order(town, "claim", tasks)
    worked(town, batch_id)
    town.moment += timedelta(seconds=61)
    with pytest.raises(NotLawful):
        undo(town, batch_id)
    completed = order(town, "complete", tasks, values=answer(town, "2.000908", "appraise"))
    assert not worked(town, completed).may_undo
    with pytest.raises(NotLawful):
        undo(town, completed)


def test_what_a_head_assigned_goes_back_to_whom_it_was_taken_from(town: Town) -> None:
    for _ in range(2):
        accepted = town.receive(town.request("1.001612"))
        town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    tasks = [row.task_id for row in town.inbox("nam")]
    town.claim("nam", tasks[0])
    batch_id = order(town, "assign", tasks, by="huong", to=town.officer("nam").id)
    assert worked(town, batch_id, by="huong").done == 2
    assert held(town, "nam") == tasks
    assert worked(town, undo(town, batch_id, by="huong"), by="huong").done == 2
    assert held(town, "nam") == [tasks[0]]
    assert [row.task_id for row in town.inbox("nam")] == [tasks[1]]


def test_receipts_are_printed_for_who_received_each_dossier_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(town, 2)
    twice = town.receive()
    done_before = town.dossier("mai", 1).steps[0].task_id  # a dossier may be ticked by two of its tasks
    received = [town.inbox("mai", "mine")[0].task_id, *(row.task_id for row in town.inbox("binh")), done_before]
    with town.database.transaction() as transaction:
        batch_id = batches.order(transaction, "print", received, officer=town.officer("mai"), moment=town.moment)
    done = worked(town, batch_id, by="mai")
    assert (done.done, done.refused, done.may_undo, done.parts) == (4, [], False, 1)
    codes = [town.dossier("mai", one).particulars.code for one in (twice.dossier_id, 1, 2)]
    text = printed(town, batch_id, 1)
    assert [text.count(f"Mã hồ sơ: {code}") for code in codes] == [1, 1, 1]
    monkeypatch.setattr(batches, "PRINTED", 3)  # four tasks, three dossiers
    assert worked(town, batch_id, by="mai").parts == 1
    monkeypatch.setattr(batches, "PRINTED", 2)
    assert worked(town, batch_id, by="mai").parts == 2
    assert codes[2] in printed(town, batch_id, 2)
    assert codes[0] not in printed(town, batch_id, 2)
    for part, by in ((3, "mai"), (1, "binh")):
        with pytest.raises(NotFound):
            printed(town, batch_id, part, by)


def test_a_receipt_of_another_one_stop_is_not_printed(town: Town) -> None:
    (task,) = waiting(town, 1)
    refused = worked(town, order(town, "print", [task], by="son"), by="son").refused
    assert [one.task_id for one in refused] == [task]


def printed(town: Town, batch_id: int, part: int, by: str = "mai") -> str:
    with town.database.transaction() as transaction:
        facts = batches.printed(transaction, batch_id, part, officer=town.officer(by), moment=town.moment)
    pdf = receipts.pdf_of_all(facts, moment=town.moment, fonts=FONTS)
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.soak
def test_killed_half_way_it_is_finished_and_nothing_is_done_twice(town: Town, data: Path) -> None:
    database = town.database
    tasks = waiting(town, MANY)
    batch_id = order(town, "complete", tasks, values=answer(town, "2.000908", "appraise"))
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.tasks.worker", url, town.moment.isoformat()]
    environment = {**os.environ, "MOTCUA__DATA": str(data)}
    for part in (0.9, 0.7, 0.5):
        with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
            while _left(database, batch_id) > MANY * part:
                assert process.poll() is None
            process.kill()
    assert 0 < _left(database, batch_id) < MANY
    began = time.monotonic()
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    print(f"half of {MANY} tasks, killed three times before: {time.monotonic() - began:.1f} s")
    done = worked(town, batch_id)
    assert (done.done, done.refused) == (MANY, [])
    event = tables.Event
    with database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []
        appraised = select(func.count()).where(event.kind == "task.completed", event.element == "appraise")
        assert snapshot.execute(appraised).scalar_one() == MANY


def _left(database: Database, batch_id: int) -> int:
    item = tables.BatchItem
    with database.snapshot() as snapshot:
        query = select(func.count()).where(item.batch_id == batch_id, item.state == "waiting")
        return snapshot.execute(query).scalar_one()
