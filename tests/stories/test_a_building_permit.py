"""A building permit: the site is seen, other agencies are asked at the same time, and silence becomes consent."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from processes import clocks, history
from processes.calendars import ZONE, local
from processes.refusals import NotLawful, NotOpen
from tasks import agent, dealings
from tests.answers import ANSWERS, answer
from tests.town import Town

CODE = "1.013225"


def receive(town: Town, case: str = "works") -> int:
    return town.receive(town.request(CODE, case=case)).dossier_id


def do(town: Town, dossier_id: int, element: str, **other: object) -> int:
    """The step's officer does the first open task of it."""
    step = next(step for step in town.dossier("mai", dossier_id).current if step.element == element)
    who = ANSWERS[CODE][element].by
    if town.look(who, step.task_id).may_claim:
        town.claim(who, step.task_id)
    town.complete(who, step.task_id, answer(town, CODE, element, **other))
    return step.task_id


def waiting(town: Town, dossier_id: int) -> list[str]:
    return sorted(step.element for step in town.dossier("mai", dossier_id).current)


@pytest.mark.parametrize(("case", "due"), [("works", date(2026, 3, 23)), ("house", date(2026, 3, 17))])
def test_each_case_has_its_own_calendar_days(town: Town, case: str, due: date) -> None:
    found = town.dossier("mai", receive(town, case)).particulars
    assert local(found.due_at).date() == due  # the 22nd is a Sunday


def test_all_asked_agencies_answer(town: Town) -> None:
    dossier_id = receive(town)
    do(town, dossier_id, "receive")
    do(town, dossier_id, "screen")
    assert waiting(town, dossier_id) == ["inspect", "opinion", "opinion"]
    first, second = (step for step in town.dossier("mai", dossier_id).current if step.element == "opinion")
    asked = [town.look("nam", step.task_id).values["consulted_agency"] for step in (first, second)]
    assert asked == ["Công an: phòng cháy, chữa cháy", "Cơ quan quản lý di sản văn hóa"]
    for agency in asked:
        do(town, dossier_id, "opinion", consulted_agency=agency)
    for element in ("inspect", "draft", "review", "sign", "issue", "return_result"):
        do(town, dossier_id, element)
    view = town.dossier("mai", dossier_id)
    assert view.particulars.national_status == 10
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def test_after_twelve_days_silence_is_consent_and_a_late_answer_comes_to_nothing(town: Town) -> None:
    dossier_id = receive(town)
    do(town, dossier_id, "receive")
    do(town, dossier_id, "screen")
    do(town, dossier_id, "inspect")
    do(town, dossier_id, "opinion", consulted_agency="Công an: phòng cháy, chữa cháy")
    (late,) = town.dossier("mai", dossier_id).current
    town.claim("nam", late.task_id)
    town.pass_time(days=11, hours=23)
    assert agent.fire(town.database, moment=town.moment) == 0
    town.pass_time(hours=2)
    assert agent.fire(town.database, moment=town.moment) == 1
    assert waiting(town, dossier_id) == ["draft"]
    with pytest.raises(NotOpen):
        town.complete("nam", late.task_id, answer(town, CODE, "opinion", consulted_agency="Cơ quan quản lý"))


@pytest.mark.parametrize("later", ["silence", "agreed"])
def test_an_objection_is_not_lost_to_what_others_say_or_do_not_say(town: Town, later: str) -> None:
    dossier_id = receive(town)
    do(town, dossier_id, "receive")
    do(town, dossier_id, "screen")
    do(town, dossier_id, "inspect")
    do(town, dossier_id, "opinion", consulted_agency="Công an", opinion="objected", objection="Thiếu lối thoát nạn")
    if later == "agreed":
        do(town, dossier_id, "opinion", consulted_agency="Cơ quan quản lý di sản văn hóa")
    else:
        town.pass_time(days=13)
        agent.fire(town.database, moment=town.moment)
    (step,) = town.dossier("mai", dossier_id).current
    town.claim("nam", step.task_id)
    known = town.look("nam", step.task_id).values
    assert known["objected"] == "Công an: Thiếu lối thoát nạn"
    assert known.get("deemed_consent", False) == (later == "silence")


def test_where_nobody_need_be_asked_the_draft_comes_at_once(town: Town) -> None:
    dossier_id = receive(town, "house")
    do(town, dossier_id, "receive")
    do(town, dossier_id, "screen", ask_fire=False, ask_heritage=False)
    do(town, dossier_id, "inspect")
    assert waiting(town, dossier_id) == ["draft"]


def test_a_supplement_is_asked_within_seven_working_days_only(town: Town) -> None:
    dossier_id = receive(town)
    do(town, dossier_id, "receive")
    step = town.dossier("mai", dossier_id).current[0]
    town.claim("nam", step.task_id)
    town.moment = datetime(2026, 3, 12, 8, 0, tzinfo=ZONE)
    told = {"missing": "Bản vẽ móng", "reason": "Thiếu", "limit": town.moment + timedelta(days=10), "head": "viet"}
    with pytest.raises(NotLawful, match="7 ngày làm việc"):
        town.write("supplement_request", dossier_id, by="nam", **told)
    town.moment = datetime(2026, 3, 11, 7, 30, tzinfo=ZONE)
    town.write("supplement_request", dossier_id, by="nam", **told)
    assert town.dossier("mai", dossier_id).particulars.national_status == 5


@pytest.mark.parametrize("monday", [1, 2, 3, 4, 5])
def test_whoever_takes_all_the_time_allotted_is_still_in_time(town: Town, monday: int) -> None:
    town.moment = datetime(2026, 6, monday, 8, 0, tzinfo=ZONE)
    dossier_id = receive(town, "house")
    for element in ("receive", "screen", "inspect"):
        town.moment = next(step.due_at for step in town.dossier("mai", dossier_id).current if step.element == element)
        do(town, dossier_id, element)
    town.moment = town.dossier("mai", dossier_id).current[0].opened_at + timedelta(days=12, minutes=1)
    agent.fire(town.database, moment=town.moment)
    for element in ("draft", "review", "sign", "issue"):
        (step,) = town.dossier("mai", dossier_id).current
        assert step.element == element
        town.moment = step.due_at
        do(town, dossier_id, element)
    assert town.dossier("mai", dossier_id).standing.kind in ("early", "on_time")


def test_the_asked_agencies_have_their_own_clock_while_the_applicant_is_waited_for(town: Town) -> None:
    dossier_id = receive(town)
    do(town, dossier_id, "receive")
    do(town, dossier_id, "screen")
    inspect = next(step for step in town.dossier("mai", dossier_id).current if step.element == "inspect")
    town.claim("nam", inspect.task_id)
    told = {"missing": "Bản vẽ móng", "reason": "Thiếu", "limit": town.moment + timedelta(days=30), "head": "viet"}
    town.write("supplement_request", dossier_id, by="nam", **told)
    with pytest.raises(NotLawful, match="tạm dừng"):
        town.complete("nam", inspect.task_id, answer(town, CODE, "inspect"))
    due = {step.element: step.due_at for step in town.dossier("mai", dossier_id).current}
    assert due["inspect"] == told["limit"]
    assert due["opinion"] < told["limit"]
    do(town, dossier_id, "opinion", consulted_agency="Công an: phòng cháy, chữa cháy")
    town.pass_time(days=12, hours=1)
    assert agent.fire(town.database, moment=town.moment) == 1
    assert waiting(town, dossier_id) == ["inspect"]


def ask(town: Town, dossier_id: int, **told: object) -> None:
    """The officer's letter that asks for what is missing, or guides to it."""
    content = {"missing": "Bản vẽ móng", "reason": "Không đúng thực tế", "limit": town.moment + timedelta(days=20)}
    town.write("supplement_request", dossier_id, by="nam", head="viet", **{**content, **told})


def supply(town: Town, dossier_id: int) -> None:
    """The applicant brings it."""
    town.deal(dealings.receive_supplement, "mai", dossier_id, note="Bản vẽ móng", files=[])


def wanting(town: Town, case: str = "house") -> int:
    """A dossier whose papers were found wanting at the site, its supplement asked for and brought."""
    dossier_id = receive(town, case)
    do(town, dossier_id, "receive")
    do(town, dossier_id, "screen", ask_fire=False, ask_heritage=False)
    do(town, dossier_id, "inspect", papers="supplement")
    (step,) = town.dossier("mai", dossier_id).current
    assert step.element == "match"
    town.claim("nam", step.task_id)
    ask(town, dossier_id)
    town.pass_time(days=7)
    supply(town, dossier_id)
    return dossier_id


def test_a_supplement_that_meets_the_request_goes_on(town: Town) -> None:
    dossier_id = wanting(town)
    do(town, dossier_id, "match")
    assert waiting(town, dossier_id) == ["draft"]


def test_one_that_does_not_is_answered_with_guidance_once(town: Town) -> None:
    dossier_id = wanting(town)
    do(town, dossier_id, "match", papers="guided", lacking="Bản vẽ móng chưa có mặt cắt")
    (step,) = town.dossier("mai", dossier_id).current
    assert step.element == "rematch"
    town.claim("nam", step.task_id)
    ask(town, dossier_id)
    found = town.dossier("mai", dossier_id)
    assert found.particulars.national_status == 5
    assert [one.number for one in found.letters if one.kind == "supplement_request"] == [1, 2]
    town.pass_time(days=7)
    supply(town, dossier_id)
    with pytest.raises(NotLawful, match="hướng dẫn hoàn thiện hồ sơ một lần"):
        ask(town, dossier_id)
    do(town, dossier_id, "rematch")
    assert waiting(town, dossier_id) == ["draft"]
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []


@pytest.mark.parametrize(("late", "lawful"), [(timedelta(0), True), (timedelta(minutes=1), False)])
def test_guidance_is_given_within_five_working_days_of_the_supplement(
    town: Town, late: timedelta, lawful: bool
) -> None:
    dossier_id = wanting(town)
    assert town.moment == datetime(2026, 3, 9, 8, 0, tzinfo=ZONE)
    town.moment = datetime(2026, 3, 16, 8, 0, tzinfo=ZONE) + late  # past the seven days in which it might be asked
    if lawful:
        ask(town, dossier_id)
        assert town.dossier("mai", dossier_id).particulars.national_status == 5
    else:
        with pytest.raises(NotLawful, match="5 ngày làm việc kể từ khi nhận bổ sung"):
            ask(town, dossier_id)


def failing(town: Town, case: str = "house") -> int:
    """A dossier that guidance has not helped; the second supplement has just come."""
    dossier_id = wanting(town, case)
    do(town, dossier_id, "match", papers="guided", lacking="Bản vẽ móng chưa có mặt cắt")
    (step,) = town.dossier("mai", dossier_id).current
    town.claim("nam", step.task_id)
    ask(town, dossier_id)
    town.pass_time(days=7)
    supply(town, dossier_id)
    return dossier_id


def test_what_still_falls_short_is_refused_with_its_reason_within_three_working_days(town: Town) -> None:
    dossier_id = failing(town)
    supplied = town.moment
    for element in ("rematch", "decline", "review", "sign", "issue"):
        (step,) = town.dossier("mai", dossier_id).current
        assert step.element == element
        town.moment = step.due_at
        do(town, dossier_id, element, **({"papers": "failed", "lacking": "Vẫn thiếu"} if element == "rematch" else {}))
    found = town.dossier("mai", dossier_id)
    assert (supplied, town.moment) == (
        datetime(2026, 3, 16, 8, 0, tzinfo=ZONE),
        datetime(2026, 3, 19, 8, 0, tzinfo=ZONE),
    )
    assert found.particulars.result["outcome"] == "refusal"
    assert found.standing.kind in ("early", "on_time")
    do(town, dossier_id, "return_result")
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def test_a_refusal_sent_back_is_drafted_anew_as_a_refusal(town: Town) -> None:
    dossier_id = failing(town)
    do(town, dossier_id, "rematch", papers="failed", lacking="Vẫn thiếu")
    do(town, dossier_id, "decline")
    do(town, dossier_id, "review", review="sent_back", review_note="Nêu rõ điều khoản")
    assert waiting(town, dossier_id) == ["decline"]


def test_a_refusal_does_not_wait_for_agencies_that_were_asked(town: Town) -> None:
    dossier_id = receive(town)
    do(town, dossier_id, "receive")
    do(town, dossier_id, "screen")
    do(town, dossier_id, "inspect", papers="supplement")
    match = next(step for step in town.dossier("mai", dossier_id).current if step.element == "match")
    town.claim("nam", match.task_id)
    for element, found in (("match", "guided"), ("rematch", "failed")):
        ask(town, dossier_id)
        supply(town, dossier_id)
        do(town, dossier_id, element, papers=found, lacking="Bản vẽ móng")
        if element == "match":
            again = next(step for step in town.dossier("mai", dossier_id).current if step.element == "rematch")
            town.claim("nam", again.task_id)
    assert waiting(town, dossier_id) == ["decline", "opinion", "opinion"]
    for element in ("decline", "review", "sign", "issue", "return_result"):
        do(town, dossier_id, element)
    assert town.dossier("mai", dossier_id).particulars.national_status == 10
    assert waiting(town, dossier_id) == []
