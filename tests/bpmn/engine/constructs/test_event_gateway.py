"""The first event that happens decides the way, and the others are no longer waited for (§10.6.6)."""

from __future__ import annotations

import pytest

from bpmn.engine import NotAwaited
from tests.bpmn.engine.running import Running


@pytest.mark.parametrize(("message", "way"), [("bổ sung", "a"), ("rút hồ sơ", "b")])
def test_a_message_decides(monday, message, way):
    running = Running("event_gateway", monday)
    running.hear(message)
    assert running.waiting == [way]
    assert running.progress.timers == ()
    with pytest.raises(NotAwaited):
        running.hear(message)


def test_the_earlier_of_two_timers_decides(monday):
    running = Running("event_gateway", monday)
    assert [(t.element, (t.due - monday).days) for t in running.progress.timers] == [("soon", 2), ("later", 5)]
    assert running.wait(days=1) == ()
    running.wait(days=1)
    assert running.waiting == ["c"]
    running.wait(days=9)
    assert running.waiting == ["c"]
