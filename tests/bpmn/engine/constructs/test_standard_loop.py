"""A looped activity is done again while its condition holds, asked after or before it (§10.3.7)."""

from __future__ import annotations

from tests.bpmn.engine.running import Running


def test_asked_after_asked_before_and_a_most(monday):
    running = Running("standard_loop", monday, missing=True, more=False)
    running.do("until", missing=True)
    assert running.waiting == ["until"]
    running.do("until", missing=False)
    assert running.waiting == ["thrice"]
    for _ in range(3):
        assert running.waiting == ["thrice"]
        running.do("thrice")
    assert running.ended


def test_asked_before_it_is_done_while_it_holds(monday):
    running = Running("standard_loop", monday, missing=False, more=True)
    running.do("until")
    running.do("before", more=True)
    assert running.waiting == ["before"]
    running.do("before", more=False)
    assert running.waiting == ["thrice"]
