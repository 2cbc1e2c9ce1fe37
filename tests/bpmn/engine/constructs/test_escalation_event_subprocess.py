"""An event subprocess that begins with an escalation runs beside the way (§10.5.6)."""

from __future__ import annotations

from tests.bpmn.engine.running import Running


def test_both_go_on(monday):
    running = Running("escalation_event_subprocess", monday)
    assert running.waiting == ["a"]
    running.do("a")
    assert running.waiting == ["advise_task", "b"]
    running.do("b")
    assert not running.ended
    running.do("advise_task")
    assert running.ended
