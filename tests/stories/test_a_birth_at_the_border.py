"""A birth at the border is registered the same day; what comes after three o'clock, by the close of the next.

Who asks for it online first confirms what the certificate will say, within a day; silence is taken for consent.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from processes import clocks, history
from processes.calendars import ZONE, local
from tasks import agent, receipts
from tests.answers import ANSWERS, answer
from tests.stories.test_first_run import work_through
from tests.tasks.letters.conftest import FONTS
from tests.town import Town

CODE = "1.000110"


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-02 08:00", "2026-03-02 17:00"),
        ("2026-03-02 14:59", "2026-03-02 17:00"),
        ("2026-03-02 15:01", "2026-03-03 17:00"),
        ("2026-03-06 16:30", "2026-03-09 17:00"),
    ],
)
def test_it_is_due_the_same_day_or_the_next(town: Town, received: str, due: str) -> None:
    town.moment = datetime.fromisoformat(received).replace(tzinfo=ZONE)
    accepted = town.receive(town.request(CODE))
    assert f"{local(accepted.due_at):%Y-%m-%d %H:%M}" == due


def test_it_is_entered_signed_and_handed_over(town: Town) -> None:
    accepted = town.receive(town.request(CODE))
    work_through(town, CODE, accepted.dossier_id)
    view = town.dossier("mai", accepted.dossier_id)
    assert (view.particulars.national_status, view.standing.kind) == (10, "on_time")


def do(town: Town, dossier_id: int, element: str, **other: object) -> None:
    """The step's officer does the one step that is open, and it is this one."""
    (step,) = town.dossier("mai", dossier_id).current
    assert step.element == element
    who = ANSWERS[CODE][element].by
    if town.look(who, step.task_id).may_claim:
        town.claim(who, step.task_id)
    town.complete(who, step.task_id, answer(town, CODE, element, **other))


def waiting(town: Town, dossier_id: int) -> list[str]:
    return [step.element for step in town.dossier("mai", dossier_id).current]


def online(town: Town, received: str = "2026-03-02 08:00") -> int:
    town.moment = datetime.fromisoformat(received).replace(tzinfo=ZONE)
    return town.receive(town.request(CODE, channel="online")).dossier_id


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-02 08:00", "2026-03-03 17:00"),
        ("2026-03-02 15:01", "2026-03-04 17:00"),
        ("2026-03-06 10:00", "2026-03-09 17:00"),
        ("2026-03-07 09:00", "2026-03-10 17:00"),
    ],
)
def test_online_it_is_due_a_working_day_later(town: Town, received: str, due: str) -> None:
    found = town.dossier("mai", online(town, received)).particulars
    assert f"{local(found.due_at):%Y-%m-%d %H:%M}" == due
    with town.database.transaction() as transaction:
        clock = clocks.read(transaction, found.id, town.directory.calendar(found.agency_id))
        told = {"officer": town.officer("mai"), "moment": town.moment, "fonts": FONTS}
        receipt = PdfReader(BytesIO(receipts.pdf(transaction, found.id, **told)))
        assert list(clocks.verify(transaction)) == []
    assert "thêm 1 ngày làm việc để người nộp xác nhận" in clock.explanation
    printed = " ".join(" ".join(page.extract_text() for page in receipt.pages).split())
    assert "trong ngày, thêm 1 ngày làm việc để người nộp xác nhận" in printed


def test_online_who_asked_confirms_before_it_is_entered(town: Town) -> None:
    dossier_id = online(town)
    work_through(town, CODE, dossier_id)
    view = town.dossier("mai", dossier_id)
    done = [row.element for row in view.history if row.kind == "task.completed"]
    assert done == ["receive", "check", "confirm", "register", "sign", "issue", "return_result"]
    assert (view.particulars.national_status, view.standing.kind) == (10, "early")
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def test_at_the_counter_nobody_is_asked_to_confirm(town: Town) -> None:
    dossier_id = town.receive(town.request(CODE)).dossier_id
    do(town, dossier_id, "receive")
    assert waiting(town, dossier_id) == ["register"]


def test_what_is_to_be_changed_is_sent_again(town: Town) -> None:
    dossier_id = online(town)
    do(town, dossier_id, "receive")
    do(town, dossier_id, "check")
    do(town, dossier_id, "confirm", confirmation="changed", corrections="Chữ đệm của mẹ")
    do(town, dossier_id, "check")
    do(town, dossier_id, "confirm")
    assert waiting(town, dossier_id) == ["register"]


def test_who_is_not_entitled_is_not_asked_to_confirm(town: Town) -> None:
    dossier_id = online(town)
    do(town, dossier_id, "receive")
    do(town, dossier_id, "check", prepared="ineligible", sent_to="")
    do(town, dossier_id, "register", outcome="refusal", register_entry="", refusal_reason="Không cư trú ở biên giới")
    assert waiting(town, dossier_id) == ["sign"]


def test_a_day_of_silence_is_consent_and_the_result_is_still_in_time(town: Town) -> None:
    dossier_id = online(town, "2026-03-02 15:00")
    for element in ("receive", "check"):
        (step,) = town.dossier("mai", dossier_id).current
        town.moment = step.due_at
        do(town, dossier_id, element)
    sent = town.moment
    town.pass_time(hours=23, minutes=59)
    assert agent.fire(town.database, moment=town.moment) == 0
    assert waiting(town, dossier_id) == ["confirm"]
    town.pass_time(minutes=1)
    assert agent.fire(town.database, moment=town.moment) == 1
    assert (town.moment - sent).days == 1
    (step,) = town.dossier("mai", dossier_id).current
    town.claim("binh", step.task_id)
    assert town.look("binh", step.task_id).values["confirmation"] == "deemed"
    for element in ("register", "sign", "issue"):
        (step,) = town.dossier("mai", dossier_id).current
        town.moment = step.due_at
        do(town, dossier_id, element)
    assert local(town.moment).day == 3
    assert town.dossier("mai", dossier_id).standing.kind in ("early", "on_time")
