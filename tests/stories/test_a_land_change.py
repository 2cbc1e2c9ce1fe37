"""A change of land rights is registered in two phases around the citizen's payment; the tax office sets what is due.

While the citizen has to pay, the time does not count. The second phase begins with whichever is there first: the
citizen's receipt or the tax office's word.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from processes import clocks, history, tables
from tasks import dealings
from tests.stories.across_agencies import Across, at, clock
from tests.town import Town

CODE, AGENCY = "1.013831", "H99.12"
FIRST = ("receive", "appraise", "approve_appraisal")
ASKED = (*FIRST, "prepare_duty")
SET = ("tax_check", "tax_determine")
SECOND = ("draft", "review", "sign", "issue")


def received(town: Town, when: str = "2026-03-02 08:00") -> Across:
    town.moment = at(when)
    accepted = town.receive(town.request(CODE, agency=AGENCY, at="H99"), by="chau")
    return Across(town, CODE, accepted.dossier_id, counter="chau")


def ask_for_money(story: Across) -> datetime:
    """The land officer tells what is due, and by when it is to be paid; from here the clock stands."""
    step = story.steps["tell_duty"]
    if story.town.look("ly", step.task_id).may_claim:
        story.town.claim("ly", step.task_id)
    limit = story.town.moment + timedelta(days=30)
    story.town.deal(dealings.ask_duty, "ly", story.id, amount=60_000_000, notice="310/TB-CT", limit=limit)
    return limit


def paid(story: Across) -> None:
    story.town.deal(dealings.confirm_duty, "chau", story.id, receipt="GNT-0917")


def ended(story: Across) -> dict[str, bool]:
    table = tables.Execution
    with story.town.database.snapshot() as snapshot:
        query = select(table.process, table.ended_at.is_not(None).label("ended")).where(table.dossier_id == story.id)
        return {row.process: row.ended for row in snapshot.execute(query)}


def whole(story: Across) -> bool:
    with story.town.database.snapshot() as snapshot:
        return [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def test_the_citizens_time_to_pay_does_not_count_and_the_receipt_opens_the_second_phase(town: Town) -> None:
    story = received(town)
    first_due = story.view.particulars.due_at
    assert clock(first_due) == "2026-03-26 08:00"
    story.all_of(*ASKED)
    assert story.waiting == ["tax_check"]
    story.all_of(*SET)
    assert story.waiting == ["tax_confirm", "tell_duty"]
    assert story.known("tell_duty")["amount"] == 60_000_000
    limit = ask_for_money(story)
    assert (story.view.particulars.national_status, story.view.particulars.finance) == (6, "asked")
    story.do("tell_duty")  # the clock stands, the step does not
    assert story.steps["take_receipt"].due_at == limit == story.steps["tax_confirm"].due_at
    town.pass_time(days=14)
    paid(story)
    assert story.view.particulars.due_at - first_due == timedelta(days=14)
    story.do("take_receipt")
    assert story.waiting == ["draft"]
    assert ended(story) == {"land_change": False, "financial_duty": True}
    story.all_of(*SECOND, "return_result")
    found = story.view.particulars
    assert (found.national_status, found.result["outcome"], found.finance) == (10, "noted", "paid")
    assert ended(story)["land_change"]
    assert whole(story)


def test_the_tax_offices_word_opens_it_too(town: Town) -> None:
    story = received(town)
    story.all_of(*ASKED, *SET)
    ask_for_money(story)
    story.do("tell_duty")
    town.pass_time(days=7)
    paid(story)
    assert story.waiting == ["take_receipt", "tax_confirm"]
    story.do("tax_confirm")
    assert story.waiting == ["draft"]
    assert ended(story)["financial_duty"]
    story.all_of(*SECOND, "return_result")
    assert whole(story)


def test_what_the_tax_office_returns_is_corrected_and_sent_again(town: Town) -> None:
    story = received(town)
    story.all_of(*ASKED)
    story.do("tax_check", papers="wrong", reason="Diện tích không khớp trích lục")
    assert story.known("correct_duty")["reason"] == "Diện tích không khớp trích lục"
    story.do("correct_duty")
    assert story.known("tax_check")["correction"] == "Đã ghi lại diện tích theo trích lục"
    story.all_of(*SET)
    assert story.waiting == ["tax_confirm", "tell_duty"]


def test_who_is_exempt_pays_nothing_and_the_tax_office_has_nothing_left_to_do(town: Town) -> None:
    story = received(town)
    story.all_of(*ASKED, "tax_check")
    exempt = {"answer": "exempt", "amount": None, "pay_by": None}
    story.do("tax_determine", **exempt, reason="Tặng cho giữa cha mẹ và con")
    assert ended(story)["financial_duty"]
    story.do("tell_duty", **exempt)
    assert story.waiting == ["draft"]


def test_without_a_duty_or_a_right_the_tax_office_is_not_asked(town: Town) -> None:
    for appraisal in ("free", "ineligible"):
        story = received(town)
        story.do("receive")
        story.do("appraise", appraisal=appraisal, appraisal_note="Đất đang có tranh chấp")
        story.do("approve_appraisal")
        assert story.waiting == ["draft"]
        assert ended(story) == {"land_change": False}


def test_who_takes_all_the_time_allotted_is_still_in_time(town: Town) -> None:
    story = received(town)
    story.at_due(*ASKED)
    story.at_due("tax_check", papers="wrong", reason="Thiếu trích lục")
    story.at_due("correct_duty", *SET, "tell_duty", "take_receipt", *SECOND)
    assert town.moment <= story.view.particulars.due_at
    assert story.view.standing.kind in ("early", "on_time")


def test_the_times_of_both_phases(town: Town) -> None:
    story = received(town)
    begun = {}
    for element in (*ASKED, *SET, "tell_duty", "take_receipt", *SECOND):
        begun[element] = clock(story.steps[element].opened_at)
        story.at_due(element)
    assert begun == {
        "receive": "2026-03-02 08:00",
        "appraise": "2026-03-03 08:00",
        "approve_appraisal": "2026-03-05 08:00",
        "prepare_duty": "2026-03-06 08:00",
        "tax_check": "2026-03-06 14:00",
        "tax_determine": "2026-03-09 14:00",
        "tell_duty": "2026-03-13 14:00",
        "take_receipt": "2026-03-16 08:00",
        "draft": "2026-03-16 14:00",
        "review": "2026-03-18 14:00",
        "sign": "2026-03-19 08:00",
        "issue": "2026-03-19 14:00",
    }
