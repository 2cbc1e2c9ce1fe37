"""Steps that many procedures share, in a dossier: signed, sent back out of the block, done again, issued, returned."""

from __future__ import annotations

import pytest

from processes import history, worklist
from processes.refusals import SameOfficer
from tasks import passing
from tests.answers import ANSWERS, answer
from tests.tasks.offices import join
from tests.town import Town
from ui.widgets import timeline

CODE, AGENCY = "1.013807", "H99.05"


def until(town: Town, dossier_id: int, element: str) -> int:
    """Works on to a step; its task."""
    while True:
        (step,) = town.dossier("chau", dossier_id).current
        who = ANSWERS[CODE][step.element].by
        if town.look(who, step.task_id).may_claim:
            town.claim(who, step.task_id)
        if step.element == element:
            return step.task_id
        town.complete(who, step.task_id, answer(town, CODE, step.element))
        town.pass_time(minutes=30)


def test_a_dossier_goes_back_out_of_a_block_and_through_it_again(town: Town) -> None:
    accepted = town.receive(town.request(CODE, agency=AGENCY, at="H99"), by="chau")
    sign = until(town, accepted.dossier_id, "sign")
    view = town.dossier("chau", accepted.dossier_id)
    assert [stop.name for stop in timeline.stops(view)][-3:] == [
        "Xem xét, ký",
        "Vào số, đóng dấu, phát hành",
        "Trả kết quả",
    ]
    assert "sign_and_issue" not in timeline.passed(view)
    assert timeline.passed(view)[-1] == "review_ok"
    told = {"officer": town.officer("duc"), "moment": town.moment, "key": town.key()}
    with town.database.transaction() as transaction:
        passing.send_back(transaction, sign, element="appraise", reason="Thiếu trang 2", **told)
    assert [step.element for step in town.dossier("chau", accepted.dossier_id).current] == ["appraise"]
    last = until(town, accepted.dossier_id, "return_result")
    assert timeline.passed(town.dossier("chau", accepted.dossier_id))[-2:] == ["signed", "sign_ok"]
    town.complete("chau", last, answer(town, CODE, "return_result"))
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot)] == []
        names = [step.name for step in worklist.steps(snapshot, accepted.dossier_id) if step.state == "completed"]
    assert names[-3:] == ["Xem xét, ký", "Vào số, đóng dấu, phát hành", "Trả kết quả"]


def test_who_drafted_does_not_sign_in_the_block(town: Town) -> None:
    join(town, "phuong", "leadership/agency_leader", AGENCY)
    accepted = town.receive(town.request(CODE, agency=AGENCY, at="H99"), by="chau")
    until(town, accepted.dossier_id, "review")
    (review,) = town.dossier("chau", accepted.dossier_id).current
    town.complete(ANSWERS[CODE]["review"].by, review.task_id, answer(town, CODE, "review"))
    (sign,) = town.dossier("chau", accepted.dossier_id).current
    drafted = ANSWERS[CODE]["appraise"].by
    town.claim(drafted, sign.task_id)
    with pytest.raises(SameOfficer):
        town.complete(drafted, sign.task_id, answer(town, CODE, "sign"))
