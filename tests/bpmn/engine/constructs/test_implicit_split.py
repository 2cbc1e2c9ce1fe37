"""Several ways out of an activity are taken together; those with a condition when it holds (§13.3.2)."""

from __future__ import annotations

import pytest

from tests.bpmn.engine.running import Running


@pytest.mark.parametrize(("number", "taken"), [(3, ["b", "c"]), (2, ["b"]), (1, ["d"]), (0, ["d"])])
def test_conditions_decide_and_the_default_is_for_when_none_holds(monday, number, taken):
    running = Running("implicit_split", monday, number=number)
    running.do("both")
    assert running.waiting == ["a", "x"]
    assert running.do("a") == ("a",)
    assert running.waiting == [*taken, "x"]
    for element in (*taken, "x"):
        assert not running.ended
        running.do(element)
    assert running.ended
