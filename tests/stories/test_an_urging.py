"""A citizen asks at the counter where her file is: the one-stop finds it in another commune and urges who has it."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from processes import history, notices
from processes.calendars import ZONE
from processes.refusals import UrgedAlready
from tasks import oversight
from tests.answers import answer
from tests.town import Town
from ui.widgets import story

CODE = "2.000908"


def urge(town: Town, by: str, task_id: int, text: str) -> None:
    with town.database.transaction() as transaction:
        told = {"text": text, "moment": town.moment, "key": town.key()}
        oversight.urge(transaction, task_id, officer=town.officer(by), **told)  # pyright: ignore


def at(town: Town, clock: str) -> None:
    town.moment = datetime.fromisoformat(f"2026-03-03 {clock}").replace(tzinfo=ZONE)


def told(town: Town, username: str) -> list[str]:
    with town.database.snapshot() as snapshot:
        return [notice.text for notice in notices.page(snapshot, town.officer(username).id) if notice.kind == "urged"]


def test_the_one_stop_urges_in_another_commune_and_it_comes_home(town: Town) -> None:
    accepted = town.receive(town.request(agency="H99.31", at="H99.30"))
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)

    at(town, "09:00")
    (row,) = town.inbox("mai", "received", text="nguyen van an")
    assert town.inbox("son", "received") == []
    urge(town, "mai", row.task_id, "Bà An hỏi lần đầu.")
    assert told(town, "duyen") == ["Bà An hỏi lần đầu."]  # nobody holds it: who may claim it is told

    town.claim("duyen", row.task_id)
    at(town, "11:00")
    with pytest.raises(UrgedAlready):
        urge(town, "mai", row.task_id, "Bà An lại hỏi.")
    urge(town, "thang", row.task_id, "Trả lời một cửa Bến Xuân trong hôm nay.")
    at(town, "15:00")
    urge(town, "mai", row.task_id, "Bà An lại hỏi.")
    assert len(told(town, "duyen")) == 3

    town.complete("duyen", row.task_id, answer(town, CODE, "appraise"))
    (after,) = town.inbox("mai", "received")
    assert (after.dossier_id, after.step) == (accepted.dossier_id, "Xem xét, ký")
    view = town.look("thang", after.task_id)
    assert oversight.of_task(view.dossier.history, after.task_id) == []  # the next step begins unurged
    lines = [re.sub(r"<[^>]+>", "", line.html) for line in story.lines_of(view.dossier) if "đôn đốc" in line.html]
    assert lines == [
        "Trần Thị Mai đôn đốc việc “Tra cứu sổ gốc, dự thảo”, phiếu số 01/PĐĐ, báo cho Nông Thị Duyên",
        "Ma Văn Thắng đôn đốc việc “Tra cứu sổ gốc, dự thảo”, phiếu số 01/PĐĐ, báo cho Nông Thị Duyên",
        "Trần Thị Mai đôn đốc việc “Tra cứu sổ gốc, dự thảo”, phiếu số 02/PĐĐ, báo cho Nông Thị Duyên",
    ]
    with town.database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []
