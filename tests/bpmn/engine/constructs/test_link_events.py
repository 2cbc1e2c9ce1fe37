"""A link is a long arrow: every throw leads to the catch of its name (BPMN 2.0.2 §10.5.5)."""

from __future__ import annotations

from tests.bpmn.engine.running import Running


def test_both_throws_lead_to_the_catch(monday):
    near = Running("link_events", monday, far=False)
    assert near.do("a") == ("a", "way", "throw1", "catch")
    assert near.waiting == ["c"]
    far = Running("link_events", monday, far=True)
    assert far.do("a") == ("a", "way")
    assert far.do("b") == ("b", "throw2", "catch")
    assert far.do("c") == ("c", "end")
    assert far.ended
