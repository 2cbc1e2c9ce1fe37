"""A terminate end ends its own scope at once, with everything in it (§13.5.6)."""

from __future__ import annotations

from tests.bpmn.engine.running import Running


def test_in_a_subprocess_it_ends_that_and_the_way_goes_on(monday):
    running = Running("terminate", monday)
    assert running.waiting == ["a", "b", "c"]
    assert running.do("a") == ("a", "stop_part", "part")
    assert running.waiting == ["after", "c"]


def test_in_the_process_it_ends_all(monday):
    running = Running("terminate", monday)
    running.do("c")
    assert running.do("d") == ("d", "stop")
    assert (running.waiting, running.ended) == ([], True)
