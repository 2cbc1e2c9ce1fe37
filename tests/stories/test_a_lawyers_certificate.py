"""A lawyer's certificate: a department appraises, the province's chairman decides; a dated fee, and excluded time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from processes import clocks, history
from processes.calendars import ZONE, local
from tasks import dealings
from tests.answers import ANSWERS, answer
from tests.town import Town

CODE, AGENCY = "1.000828", "H99.05"


def receive(town: Town) -> int:
    return town.receive(town.request(CODE, agency=AGENCY, at="H99"), by="chau").dossier_id


def work(town: Town, dossier_id: int, until: str = "") -> None:
    """Every officer answers in turn, up to a step or to the end."""
    while steps := town.dossier("chau", dossier_id).current:
        (step,) = steps
        if step.element == until:
            return
        who = ANSWERS[CODE][step.element].by
        if town.look(who, step.task_id).may_claim:
            town.claim(who, step.task_id)
        town.complete(who, step.task_id, answer(town, CODE, step.element))
        town.pass_time(minutes=20)


def test_the_department_proposes_and_the_chairman_decides(town: Town) -> None:
    dossier_id = receive(town)
    found = town.dossier("chau", dossier_id).particulars
    assert local(found.due_at).date() == date(2026, 3, 23)  # fifteen working days after Monday the 2nd
    work(town, dossier_id)
    view = town.dossier("chau", dossier_id)
    assert view.particulars.national_status == 10
    done = {row.element: view.directory.name(row.officer_id) for row in view.history if row.kind == "task.completed"}
    assert (done["submit"], done["decide"]) == ("Phan Văn Đức", "Lê Quang Hưng")
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []


@pytest.mark.parametrize(
    ("day", "fee"),
    [
        (datetime(2025, 7, 1, 8, tzinfo=ZONE), 400_000),
        (datetime(2026, 12, 31, 16, 59, tzinfo=ZONE), 400_000),
        (datetime(2027, 1, 4, 8, tzinfo=ZONE), 800_000),
    ],
)
def test_the_fee_is_the_one_of_its_day(town: Town, day: datetime, fee: int) -> None:
    town.moment = day
    assert town.dossier("chau", receive(town)).particulars.fee["amount"] == fee


def test_waiting_for_the_judicial_record_does_not_count(town: Town) -> None:
    dossier_id = receive(town)
    work(town, dossier_id, until="appraise")
    (step,) = town.dossier("chau", dossier_id).current
    town.claim("phuong", step.task_id)
    before = town.dossier("chau", dossier_id).particulars.due_at
    limit = town.moment + timedelta(days=5)
    town.deal(dealings.exclude, "phuong", dossier_id, letter="31/STP-HCTP", limit=limit)
    town.pass_time(days=3)
    town.deal(dealings.include, "phuong", dossier_id, letter="55/TTLLTP")
    view = town.dossier("chau", dossier_id)
    assert view.particulars.due_at - before == timedelta(days=3)
    assert "chờ cung cấp thông tin lý lịch tư pháp" in view.clock.explanation
