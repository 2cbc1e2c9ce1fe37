"""An escalation that nobody hears changes nothing; an error that nobody catches ends the process (§10.5.4)."""

from __future__ import annotations

from tests.bpmn.engine.running import Running


def test_an_escalation_goes_by(monday):
    running = Running("uncaught", monday)
    assert running.do("a") == ("a", "raise")
    assert running.waiting == ["b", "c"]


def test_an_error_ends_all(monday):
    running = Running("uncaught", monday)
    assert running.do("b") == ("b", "failed")
    assert (running.waiting, running.ended) == ([], True)
