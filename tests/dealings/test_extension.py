"""An apology promises a new time, once, approved by a head; reports go on judging by the lawful time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes.ledger import WrongLedger
from processes.refusals import NotLawful


def extend(work, username="binh", days=7):
    until = work.found.due_at + timedelta(days=days)
    work.town.write("apology", work.id, by=username, until=until, reason="Chờ xác minh sổ gốc")
    return until


def test_a_new_time_is_promised_and_the_lawful_one_kept(work):
    lawful = work.found.due_at
    until = extend(work)
    assert (work.found.due_at, work.found.original_due_at, work.clock.lawful_due) == (until, lawful, lawful)
    assert "văn bản số 01/XLGH, người duyệt Phạm Quốc Việt" in work.clock.explanation
    assert work.is_whole()


def test_once_only_and_by_a_head(work):
    with pytest.raises(NotLawful, match="lãnh đạo"):
        extend(work, "mai")
    extend(work)
    with pytest.raises(NotLawful, match="một lần"):
        extend(work)


def test_the_new_time_lies_after_the_old(work):
    with pytest.raises(WrongLedger, match="phải sau hạn"):
        extend(work, days=-0.1)
    assert work.clock.extensions == 0


def test_a_late_result_is_handed_over_all_the_same(work):
    work.town.pass_time(days=10)
    for username, element in (("binh", "appraise"), ("viet", "sign"), ("thu", "issue"), ("mai", "return_result")):
        step = next(step for step in work.town.dossier("mai", work.id).steps if step.element == element)
        if step.state == "opened":
            work.claim(username, element)
        work.complete(username, element)
    assert work.found.national_status == 10
    assert work.town.dossier("mai", work.id).standing.kind == "overdue"


def test_what_comes_within_the_new_time_is_late_all_the_same(work):
    extend(work)
    work.town.pass_time(days=5)
    work.complete("binh", "appraise")
    for username, element in (("viet", "sign"), ("thu", "issue")):
        work.claim(username, element)
        work.complete(username, element)
    view = work.town.dossier("mai", work.id)
    assert view.particulars.original_due_at < view.particulars.finished_at < view.particulars.due_at
    assert view.standing.kind == "overdue"
