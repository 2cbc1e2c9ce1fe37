"""A message or signal on the border stops the activity, or goes beside it as often as it comes (§10.5.4)."""

from __future__ import annotations

import pytest

from bpmn.engine import NotAwaited
from tests.bpmn.engine.running import Running


def test_one_that_stops_ends_the_activity(monday):
    running = Running("boundary_messages", monday)
    assert running.hear("rút hồ sơ") == ("withdrawn",)
    assert running.waiting == ["stop"]
    running.do("stop")
    assert running.ended


def test_one_that_does_not_stop_is_heard_each_time(monday):
    running = Running("boundary_messages", monday)
    assert running.hear("bổ sung") == ("added",)
    assert running.hear("bổ sung") == ("added",)
    assert running.hear("nghỉ lễ") == ("holiday",)
    assert running.waiting == ["a", "read", "read", "tell"]
    running.do("a")
    assert running.waiting == ["after", "read", "read", "tell"]
    with pytest.raises(NotAwaited):
        running.hear("bổ sung")
    for element in ("read", "read", "tell"):
        running.do(element)
    assert not running.ended
    running.do("after")
    assert running.ended
