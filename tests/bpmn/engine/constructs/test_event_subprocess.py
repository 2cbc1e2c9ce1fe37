"""An event subprocess watches over its scope: it stops it, or runs beside it (§13.5.4)."""

from __future__ import annotations

import pytest

from bpmn.engine import NotAwaited
from tests.bpmn.engine.running import Running


def test_without_its_event_it_never_runs(monday):
    running = Running("event_subprocess", monday)
    assert running.passed == ("start",)
    assert running.do("a") == ("a",)
    assert running.do("b") == ("b", "end")
    assert running.ended
    assert running.progress.timers == ()


def test_an_interrupting_one_stops_what_was_going_on(monday):
    running = Running("event_subprocess", monday)
    assert running.hear("rút hồ sơ", reason="đổi ý") == ("withdrawn_start",)
    assert running.waiting == ["withdrawn_task"]
    assert running.knows("withdrawn_task")["reason"] == "đổi ý"
    assert running.do("withdrawn_task") == ("withdrawn_task", "withdrawn_end", "withdrawn")
    assert running.ended


def test_one_beside_the_way_lets_it_go_on_and_both_must_end(monday):
    running = Running("event_subprocess", monday)
    assert running.hear("bổ sung") == ("added_start",)
    assert running.waiting == ["a", "added_task"]
    running.do("a")
    running.do("b")
    assert (running.waiting, running.ended) == (["added_task"], False)
    running.do("added_task")
    assert running.ended


def test_each_message_starts_one_more(monday):
    running = Running("event_subprocess", monday)
    for _ in range(3):
        running.hear("bổ sung")
    assert running.waiting == ["a", "added_task", "added_task", "added_task"]


def test_a_timer_starts_one_when_it_is_due(monday):
    running = Running("event_subprocess", monday)
    assert [timer.element for timer in running.progress.timers] == ["late_start"]
    assert running.wait(days=2) == ()
    assert running.wait(days=1) == ("late_start",)
    assert running.waiting == ["a", "late_task"]


def test_inside_a_subprocess_it_stops_that_alone(monday):
    running = Running("event_subprocess_inside", monday)
    running.do("a")
    assert running.hear("nghỉ lễ") == ("stopped_start",)
    assert running.waiting == ["stopped_task"]
    assert running.do("stopped_task") == ("stopped_task", "stopped_end", "stopped", "part")
    assert running.waiting == ["after"]


def test_inside_a_subprocess_it_is_gone_with_it(monday):
    running = Running("event_subprocess_inside", monday)
    running.do("a")
    assert running.do("b") == ("b", "part_end", "part")
    with pytest.raises(NotAwaited):
        running.hear("nghỉ lễ")
