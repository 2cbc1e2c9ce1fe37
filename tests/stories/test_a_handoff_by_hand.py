"""A handoff by hand: the partner's system takes nothing from ours; an officer enters it there and notes the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpmn.forms import WrongValues
from processes.refusals import HandoffMoved, Missing, NotLawful
from tasks import dealings, handoffs, passing
from tests import liaison
from tests.liaison import asked, carry, standing, threads
from tests.stories.test_a_handoff import act, only, said
from tests.town import Town


@pytest.fixture(params=[True, False], ids=["drawn", "empty"])
def by_hand(town: Town, tmp_path: Path, request: pytest.FixtureRequest) -> Town:
    """The commune's records clerk carries what goes to the department."""
    liaison.publish(town, tmp_path, drawn=request.param)
    liaison.add_partner(town, "by_hand", role="office/records_clerk")
    return town


ENTERED = {"reference": "STP-2026-77", "entered_on": "2026-03-02"}
ANSWERED = {"answer": "ý kiến", "answer_number": "12/STP-HCTP", "answer_date": "2026-03-02"}


def enter(town: Town) -> None:
    (row,) = town.inbox("thu")
    assert row.step == "Nhập vào hệ thống của Sở Tư pháp"
    town.claim("thu", row.task_id)
    done = town.complete("thu", row.task_id, ENTERED)
    assert [one.name for one in done.opened] == ["Ghi nhận trả lời của Sở Tư pháp"]


def test_it_is_entered_and_its_answer_recorded(by_hand: Town) -> None:
    dossier_id = asked(by_hand)
    carry(by_hand)
    (row,) = by_hand.inbox("thu")
    assert row.due_at == only(by_hand, dossier_id).handoff.receive_by
    assert row.step == "Nhập vào hệ thống của Sở Tư pháp"
    by_hand.claim("thu", row.task_id)
    view = by_hand.look("thu", row.task_id)
    assert view.may_complete
    assert view.form is not None
    assert [field.key for field in view.form.fields] == ["reference", "entered_on"]
    with pytest.raises(WrongValues):
        by_hand.complete("thu", row.task_id, {"entered_on": "2026-03-02"})
    with pytest.raises(NotLawful):
        by_hand.complete("thu", row.task_id, {**ENTERED, "entered_on": "2026-03-03"})
    by_hand.pass_time(hours=1)
    by_hand.complete("thu", row.task_id, ENTERED)
    handoff = only(by_hand, dossier_id).handoff
    assert (handoff.state, handoff.reference) == ("received", "STP-2026-77")
    (row,) = by_hand.inbox("thu")
    assert (row.step, row.due_at) == ("Ghi nhận trả lời của Sở Tư pháp", handoff.answer_by)
    by_hand.claim("thu", row.task_id)
    paper = by_hand.upload("thu", "tra-loi.pdf")
    file = {"id": paper.id, "name": paper.name, "size": paper.size, "media_type": paper.media_type}
    by_hand.complete("thu", row.task_id, {**ANSWERED, "answer_file": [file]})
    assert standing(by_hand, dossier_id) == ["sign"]
    assert said(by_hand, dossier_id) == [("sender", "sent"), ("sender", "received"), ("sender", "done")]
    assert [one.name for one in by_hand.dossier("mai", dossier_id).documents] == ["tra-loi.pdf"]
    task_id = by_hand.dossier("viet", dossier_id).current[0].task_id
    known = by_hand.look("viet", task_id).values
    assert (known["number"], known["justice_number"]) == ("12/STP-HCTP", "12/STP-HCTP")


def test_a_refusal_is_recorded_with_its_reason(by_hand: Town) -> None:
    dossier_id = asked(by_hand)
    enter(by_hand)
    (row,) = by_hand.inbox("thu")
    by_hand.claim("thu", row.task_id)
    with pytest.raises(Missing):
        by_hand.complete("thu", row.task_id, {**ANSWERED, "answer": "refused"})
    by_hand.complete("thu", row.task_id, {**ANSWERED, "answer": "refused", "answer_reason": "Không đúng thẩm quyền"})
    assert standing(by_hand, dossier_id) == ["appraise"]
    assert only(by_hand, dossier_id).handoff.state == "refused"


def test_it_is_recalled_before_it_is_entered(by_hand: Town) -> None:
    first, second = asked(by_hand), asked(by_hand)
    act(by_hand, handoffs.recall, "binh", only(by_hand, first), reason="Gửi nhầm")
    assert standing(by_hand, first) == ["appraise"]
    enter(by_hand)
    with pytest.raises(NotLawful):
        act(by_hand, handoffs.recall, "binh", only(by_hand, second), reason="Gửi nhầm")
    with pytest.raises(HandoffMoved):
        act(by_hand, handoffs.recall, "binh", only(by_hand, first), reason="Gửi nhầm")


def test_the_task_is_put_back_and_sent_nowhere(by_hand: Town) -> None:
    dossier_id = asked(by_hand)
    (row,) = by_hand.inbox("thu")
    by_hand.claim("thu", row.task_id)
    with by_hand.database.snapshot() as snapshot:
        assert passing.earlier(snapshot, row.task_id, officer=by_hand.officer("thu")) == []
    assert threads(by_hand, dossier_id)[0].handoff.is_open


@pytest.mark.parametrize("is_entered", [False, True])
def test_what_ends_is_not_carried_any_more(by_hand: Town, is_entered: bool) -> None:
    dossier_id = asked(by_hand)
    if is_entered:
        enter(by_hand)
    by_hand.deal(dealings.withdraw, "mai", dossier_id, reason="Đã có bản sao")
    assert only(by_hand, dossier_id).handoff.state == "recalled"
    assert by_hand.inbox("thu") == by_hand.inbox("thu", "mine") == []
