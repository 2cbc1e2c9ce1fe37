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
