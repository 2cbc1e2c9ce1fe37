"""An escalation is heard on the border while the subprocess goes on (§10.5.4)."""

from __future__ import annotations

from tests.bpmn.engine.running import Running


def test_it_is_heard_beside(monday):
    running = Running("boundary_escalation", monday)
    running.do("a")
    assert running.waiting == ["advise", "b"]
    running.do("b")
    assert running.waiting == ["advise", "after"]
    running.do("advise")
    running.do("after")
    assert running.ended
