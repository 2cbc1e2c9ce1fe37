"""A supplement is asked once, in writing, with its limit; the clock stands until it comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes.refusals import AlreadyDone, Missing, NotLawful
from tasks import dealings, writing

ASKED = {"missing": "Bản chính giấy khai sinh", "reason": "Bản chụp không rõ"}


def ask(work, username="binh", days=10, **other):
    limit = work.town.moment + timedelta(days=days)
    work.town.write("supplement_request", work.id, by=username, limit=limit, **{**ASKED, **other})
    return limit


def receive(work, username="mai"):
    work.town.deal(dealings.receive_supplement, username, work.id, note="Đã nộp bản chính", files=[])


def test_the_clock_stands_and_goes_on_with_what_was_left(work):
    before, task = work.found.due_at, work.task_due("appraise")
    limit = ask(work)
    assert (work.found.national_status, work.found.limit_at, work.task_due("appraise")) == (5, limit, limit)
    assert work.clock.explanation.endswith("khi đó còn 1 ngày làm việc.")
    assert work.is_whole()
    work.town.pass_time(days=7)  # the same weekday and hour, five working days later
    receive(work)
    assert (work.found.national_status, work.found.limit_at) == (4, None)
    assert work.found.due_at - before == timedelta(days=7)
    assert work.task_due("appraise") - task == timedelta(days=7)
    assert work.is_whole()


def test_while_it_stands_nobody_goes_on(work):
    ask(work)
    with pytest.raises(NotLawful, match="tạm dừng"):
        work.complete("binh", "appraise")
    receive(work)
    work.complete("binh", "appraise")


def test_each_is_approved_by_a_head_and_numbered(work):
    ask(work)
    receive(work)
    ask(work, reason="Giấy khai sinh nộp bổ sung thuộc người khác")
    assert work.clock.supplements == 2
    told = [row.data for row in work.town.dossier("mai", work.id).history if row.kind == "supplement.asked"]
    assert [(one["letter"], one["approver"]) for one in told] == [
        ("01/HDHS", "Phạm Quốc Việt"),
        ("02/HDHS", "Phạm Quốc Việt"),
    ]


@pytest.mark.parametrize("empty", ["missing", "reason"])
def test_it_says_what_is_missing_and_why(work, empty):
    with pytest.raises(Missing):
        ask(work, **{empty: "  "})
    assert work.found.paused_at is None


def test_its_limit_lies_ahead(work):
    with pytest.raises(NotLawful, match="phải sau"):
        ask(work, days=-1)


def test_only_who_works_on_it_asks(work):
    assert "đang thụ lý" in work.why("mai")["ask_supplement"]
    with pytest.raises(NotLawful):
        ask(work, "mai")


def test_done_twice_with_one_key_it_happens_once(work):
    town = work.town
    told = {**ASKED, "limit": town.moment + timedelta(days=5), "officer": town.officer("binh"), "moment": town.moment}
    with town.database.transaction() as transaction:
        writing.draft(transaction, work.id, kind="supplement_request", key="once", **told)
    with pytest.raises(AlreadyDone), town.database.transaction() as transaction:
        writing.draft(transaction, work.id, kind="supplement_request", key="once", **told)
    assert len(town.dossier("mai", work.id).letters) == 1


def test_what_does_not_come_in_time_is_stopped(work):
    ask(work)
    work.town.pass_time(days=11)
    work.town.write("stop_notice", work.id, reason="Quá thời hạn bổ sung")
    assert (work.found.national_status, work.found.paused_at) == (8, None)
    assert work.town.dossier("mai", work.id).current == []
