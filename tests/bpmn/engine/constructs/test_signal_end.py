"""A signal end throws its signal, and ends (§10.5.3)."""

from __future__ import annotations

from tests.bpmn.engine.running import Running


def test_the_other_branch_hears_the_end_of_this_one(monday):
    running = Running("signal_end", monday)
    assert running.waiting == ["a"]
    assert running.do("a") == ("a", "told", "hears")
    assert running.waiting == ["b"]
    assert running.do("b") == ("b", "end")
    assert running.ended


def test_nothing_is_heard_before_it_is_told(monday):
    running = Running("signal_end", monday)
    assert "hears" not in running.passed
    assert not running.ended
