"""A child's birth, residence and health insurance card in one request: three agencies, three working days (NĐ 63/2024).

The birth is registered the same day at the commune; then police and social insurance work side by side. What comes
back is given at once to whom it was promised, and an error comes back to the commune, which corrects and sends again.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from processes import clocks, history, tables
from tests.stories.across_agencies import Across, at, clock
from tests.town import Town

CODE = "2.002621"
BIRTH = ("receive", "register", "sign", "enter")
POLICE = ("residence_registration_check", "residence_registration_decide")
INSURANCE = ("card_issuance_check", "card_issuance_decide")


def received(town: Town, when: str = "2026-03-02 08:00") -> Across:
    town.moment = at(when)
    return Across(town, CODE, town.receive(town.request(CODE)).dossier_id)


def parts(story: Across) -> dict[str, bool]:
    """The executions of the dossier, and which have ended."""
    table = tables.Execution
    with story.town.database.snapshot() as snapshot:
        query = select(table.process, table.ended_at.is_not(None).label("ended")).where(table.dossier_id == story.id)
        return {row.process: row.ended for row in snapshot.execute(query)}


def whole(story: Across) -> bool:
    with story.town.database.snapshot() as snapshot:
        return [*history.verify(snapshot), *clocks.verify(snapshot)] == []


@pytest.mark.parametrize(
    ("when", "due"),
    [
        ("2026-03-02 08:00", "2026-03-05 08:00"),
        ("2026-03-05 16:00", "2026-03-10 16:00"),  # over the weekend
        ("2026-03-07 09:00", "2026-03-12 07:00"),  # a Saturday: received on Monday
    ],
)
def test_it_is_due_in_three_working_days(town: Town, when: str, due: str) -> None:
    assert clock(received(town, when).view.particulars.due_at) == due


def test_police_and_insurance_work_side_by_side_and_all_three_results_are_returned(town: Town) -> None:
    story = received(town)
    story.all_of(*BIRTH)
    assert story.waiting == ["card_issuance_check", "hand_birth", "residence_registration_check"]
    assert parts(story) == {"child_under_six": False, "residence_registration": False, "card_issuance": False}
    story.all_of("hand_birth", *POLICE)
    assert story.waiting == ["card_issuance_check", "residence_done"]
    assert parts(story)["residence_registration"]
    assert (story.known("residence_done")["number"], story.known("residence_done")["answer"]) == (
        "118/TB-CAP",
        "granted",
    )
    story.all_of(*INSURANCE, "insurance_done", "residence_done", "issue", "return_result")
    assert story.waiting == []
    found = story.view.particulars
    assert (found.national_status, found.result["outcome"], story.view.standing.kind) == (10, "certificate", "early")
    assert all(parts(story).values())
    assert whole(story)


def test_either_result_is_handed_over_as_soon_as_it_is_there(town: Town) -> None:
    story = received(town)
    story.all_of(*BIRTH, *INSURANCE)
    story.do("insurance_done", handed="now", handed_to="Nguyễn Văn An")
    assert story.waiting == ["hand_birth", "residence_registration_check"]
    facts = [row.data for row in story.view.history if row.element == "insurance_done" and row.kind == "task.completed"]
    assert facts[0]["handed_to"] == "Nguyễn Văn An"


@pytest.mark.parametrize("when", ["2026-03-02 07:00", "2026-03-02 08:00", "2026-03-02 14:59"])
def test_the_birth_is_registered_the_same_day_even_by_who_takes_all_the_time_allotted(town: Town, when: str) -> None:
    story = received(town, when)
    story.at_due(*BIRTH)
    assert clock(town.moment)[:10] == "2026-03-02"
    assert story.steps["residence_registration_check"].opened_at == town.moment


def test_what_the_police_return_is_corrected_and_sent_again_and_still_in_time(town: Town) -> None:
    story = received(town)
    story.at_due(*BIRTH, "hand_birth", "card_issuance_check")
    check, decide = POLICE
    story.at_due(check, papers="wrong", reason="Thiếu số định danh của chủ hộ")
    assert story.waiting == ["card_issuance_decide", "correct_residence"]
    assert story.known("correct_residence")["reason"] == "Thiếu số định danh của chủ hộ"
    assert not parts(story)["residence_registration"]
    story.at_due("correct_residence")
    assert story.waiting == ["card_issuance_decide", check]
    assert story.known(check)["correction"] == "Đã ghi lại số định danh của chủ hộ"
    story.at_due("card_issuance_decide", "insurance_done", check, decide, "residence_done", "issue")
    assert town.moment <= story.view.particulars.due_at
    assert story.view.standing.kind in ("early", "on_time")
    sent = [row.kind for row in story.view.history if row.element == "correct_residence"]
    assert "task.completed" in sent
    story.do("return_result")
    assert story.view.particulars.national_status == 10
    assert whole(story)


def test_it_may_be_returned_more_than_once_and_by_both(town: Town) -> None:
    story = received(town)
    story.all_of(*BIRTH, "hand_birth")
    for check, correct in ((POLICE[0], "correct_residence"), (INSURANCE[0], "correct_insurance")):
        for _ in range(2):
            story.do(check, papers="wrong", reason="Ảnh mờ")
            story.do(correct)
    story.all_of(*POLICE, "residence_done", *INSURANCE, "insurance_done", "issue", "return_result")
    assert all(parts(story).values())
    assert whole(story)


def test_what_one_agency_declines_does_not_hold_up_the_others(town: Town) -> None:
    story = received(town)
    story.all_of(*BIRTH, "hand_birth", *INSURANCE, "insurance_done", POLICE[0])
    story.do(POLICE[1], answer="declined", number="7/TB-CAP", reason="Chỗ ở chưa đăng ký hợp pháp")
    known = story.known("residence_done")
    assert (known["answer"], known["reason"]) == ("declined", "Chỗ ở chưa đăng ký hợp pháp")
    story.do("residence_done", answer="declined", number="7/TB-CAP", reason="Chỗ ở chưa đăng ký hợp pháp")
    story.all_of("issue", "return_result")
    assert story.view.particulars.result["outcome"] == "partial"


def test_a_birth_that_is_not_registered_goes_to_nobody_else(town: Town) -> None:
    story = received(town)
    story.do("receive")
    story.do("register", outcome="refusal", register_entry="", personal_number="", refusal_reason="Đã đăng ký nơi khác")
    story.do("sign")
    assert story.waiting == ["issue"]
    story.all_of("issue", "return_result")
    assert parts(story) == {"child_under_six": True}
    assert story.view.particulars.result["outcome"] == "refusal"


def test_it_is_not_signed_by_who_registered_it_and_may_be_sent_back(town: Town) -> None:
    story = received(town)
    story.all_of("receive", "register")
    story.do("sign", decision="sent_back", reason="Sai chữ đệm của mẹ")
    assert story.waiting == ["register"]
