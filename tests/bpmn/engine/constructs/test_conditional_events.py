"""A conditional event happens when its condition holds, be it now or after a later answer (§10.5.5)."""

from __future__ import annotations

from tests.bpmn.engine.running import Running


def test_it_happens_at_once_when_it_holds_already(monday):
    running = Running("conditional_events", monday, urgent=False, fee_paid=True)
    assert running.do("a") == ("a", "paid")
    assert running.waiting == ["b"]


def test_on_the_border_it_goes_beside(monday):
    running = Running("conditional_events", monday, urgent=True, fee_paid=True)
    assert running.waiting == ["a", "hurry"]


def test_an_answer_on_another_branch_makes_it_happen(monday):
    running = Running("conditional_events", monday, urgent=True, fee_paid=False)
    running.do("a")
    assert running.waiting == ["hurry"]
    assert running.do("hurry", fee_paid=True) == ("hurry", "end2", "paid")
    assert running.waiting == ["b"]
    assert running.knows("b")["fee_paid"] is True


def test_a_corrected_fact_makes_it_happen(monday):
    running = Running("conditional_events", monday, urgent=False, fee_paid=False)
    running.do("a")
    assert running.waiting == []
    assert running.correct(fee_paid="không rõ", note="hỏi lại") == ()
    assert running.correct(fee_paid=True) == ("paid",)
    assert running.knows("b") == {"urgent": False, "fee_paid": True, "note": "hỏi lại"}


def test_a_correction_reaches_every_branch(monday):
    running = Running("conditional_events", monday, urgent=True, fee_paid=False)
    running.correct(applicant="Nguyễn Thị Hoa")
    assert [running.knows(task)["applicant"] for task in ("a", "hurry")] == ["Nguyễn Thị Hoa"] * 2
