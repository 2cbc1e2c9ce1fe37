"""An error end is caught on the border of its subprocess: by its own event, else by one for all (§10.5.4)."""

from __future__ import annotations

import pytest

from tests.bpmn.engine.running import Running


@pytest.mark.parametrize(
    ("verdict", "thrown", "caught", "waiting"),
    [
        ("missing", "missing", "caught", "mend"),
        ("other", "other", "caught_any", "mend_any"),
    ],
)
def test_it_is_caught_by_who_names_it_or_names_none(monday, verdict, thrown, caught, waiting):
    running = Running("boundary_errors", monday, verdict=verdict)
    assert running.do("a") == ("a", "way", thrown, caught)
    assert running.waiting == [waiting]
    running.do(waiting)
    assert running.ended


def test_without_an_error_nothing_is_caught(monday):
    running = Running("boundary_errors", monday, verdict="")
    assert running.do("a") == ("a", "way", "part_end", "part")
    assert running.waiting == ["after"]
