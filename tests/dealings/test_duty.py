"""A financial duty stops the clock until its receipt is there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes.refusals import Missing, NotLawful
from tasks import dealings


def ask(work, amount=120_000):
    limit = work.town.moment + timedelta(days=30)
    work.town.deal(dealings.ask_duty, "binh", work.id, amount=amount, notice="7/TB-CT", limit=limit)


def test_it_is_asked_and_paid(work):
    before = work.found.due_at
    ask(work)
    assert (work.found.national_status, work.found.finance) == (6, "asked")
    assert "chờ thực hiện nghĩa vụ tài chính, thông báo số 7/TB-CT" in work.clock.explanation
    work.town.pass_time(days=14)
    work.town.deal(dealings.confirm_duty, "mai", work.id, receipt="GNT-001")
    assert (work.found.national_status, work.found.finance) == (4, "paid")
    assert work.found.due_at - before == timedelta(days=14)
    assert work.clock.supplements == 0
    assert work.is_whole()


def test_nothing_is_asked_for_nothing(work):
    with pytest.raises(Missing):
        ask(work, amount=0)


def test_one_pause_at_a_time(work):
    ask(work)
    with pytest.raises(NotLawful, match="đang tạm dừng"):
        ask(work)
    assert "không chờ bổ sung" in work.why("mai")["receive_supplement"]
