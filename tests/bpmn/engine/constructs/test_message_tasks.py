"""A send task sends and goes on; a receive task waits for its message (§10.3.3)."""

from __future__ import annotations

import pytest

from bpmn.engine import NotAwaited
from tests.bpmn.engine.running import Running


def test_what_is_sent_is_told_and_what_is_awaited_is_waited_for(monday):
    running = Running("message_tasks", monday, code="H1")
    assert running.passed == ("start", "ask")
    assert [(message.name, message.data) for message in running.progress.messages] == [("bổ sung", {"code": "H1"})]
    assert (running.waiting, running.ended) == ([], False)
    assert running.hear("rút hồ sơ", reason="đổi ý") == ("answer",)
    assert running.knows("a") == {"code": "H1", "reason": "đổi ý"}
    assert running.do("a") == ("a", "end")
    assert [message.name for message in running.progress.messages] == ["bổ sung"]
    assert running.ended


def test_another_message_is_not_awaited(monday):
    running = Running("message_tasks", monday)
    with pytest.raises(NotAwaited):
        running.hear("bổ sung")
