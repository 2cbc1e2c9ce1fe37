"""An event subprocess that begins with an error runs when it is thrown, and never otherwise (§10.5.6)."""

from __future__ import annotations

from tests.bpmn.engine.running import Running


def test_without_an_error_it_does_not_run(monday):
    running = Running("error_event_subprocess", monday, wrong=False)
    assert running.passed == ("start",)
    assert running.waiting == ["a"]
    assert running.do("a") == ("a", "way", "end")
    assert running.ended


def test_it_mends_what_failed(monday):
    running = Running("error_event_subprocess", monday, wrong=True)
    assert running.do("a") == ("a", "way", "failed", "mend_start")
    assert running.waiting == ["mend_task"]
    running.do("mend_task")
    assert running.ended
