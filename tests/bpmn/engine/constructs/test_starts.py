"""A process may begin with any of several events, and begins once (§13.2)."""

from __future__ import annotations

import pytest

from bpmn.engine import NotAwaited
from tests.bpmn.engine.running import Running


@pytest.mark.parametrize(("event", "start", "task"), [("bổ sung", "asked", "a"), ("nghỉ lễ", "reminded", "b")])
def test_the_event_that_comes_begins_it(monday, event, start, task):
    running = Running("starts", monday)
    assert (running.waiting, running.ended) == ([], False)
    assert running.hear(event, who="An") == (start,)
    assert running.waiting == [task]
    assert running.knows(task) == {"who": "An"}
    with pytest.raises(NotAwaited):
        running.hear("bổ sung")
    running.do(task)
    running.do("c")
    assert running.ended
