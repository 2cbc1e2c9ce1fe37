"""An activity for each of a list, in turn or at once, until all or enough are done (§10.3.7)."""

from __future__ import annotations

from tests.bpmn.engine.running import Running


def test_in_turn_with_nothing_but_an_input(monday):
    running = Running("multi_instance", monday, people=["an", "bình", "chi"], agreed=False)
    for _ in range(3):
        assert running.waiting == ["each"]
        running.do("each")
    assert running.waiting == ["enough"] * 3


def test_enough_is_enough_and_a_subprocess_is_repeated_too(monday):
    running = Running("multi_instance", monday, people=["an"], agreed=False)
    running.do("each")
    running.do("enough")
    assert running.waiting == ["enough", "enough"]
    running.do("enough", agreed=True)
    assert running.waiting == ["visit"]
    running.do("visit")
    assert running.waiting == ["visit"]
    running.do("visit")
    assert running.ended


def test_at_once_none_puts_back_what_another_wrote(monday):
    running = Running("multi_instance", monday, people=["an"], agreed=False, opinion="chưa hỏi")
    running.do("each")
    running.do("enough", opinion="không đồng ý")
    running.do("enough")
    running.do("enough")
    assert running.waiting == ["visit"]
    assert running.knows("visit")["opinion"] == "không đồng ý"
