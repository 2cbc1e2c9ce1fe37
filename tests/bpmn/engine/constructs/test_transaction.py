"""A transaction is a subprocess that can be cancelled from inside (§10.3.5)."""

from __future__ import annotations

from tests.bpmn.engine.running import Running


def test_cancelled_it_goes_on_from_its_border(monday):
    running = Running("transaction", monday, cancel=True)
    assert running.do("a") == ("a", "way", "cancelled", "undo")
    assert running.waiting == ["undone"]
    running.do("undone")
    assert running.ended


def test_not_cancelled_it_goes_on_behind(monday):
    running = Running("transaction", monday, cancel=False)
    assert running.do("a") == ("a", "way", "part_end", "part")
    assert running.waiting == ["after"]
