"""Timers by a clock that is handed in: on time, late, twice, after a reload: nothing is lost or doubled."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from bpmn import engine
from tests.bpmn.engine.running import Running

_FLOWS = '<bpmn:sequenceFlow id="f{0}" sourceRef="{0}" targetRef="{1}"/>'
START, END = '<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>'


def arrows(*pairs: tuple[str, str]) -> str:
    return "".join(_FLOWS.format(source, target) for source, target in pairs)


def timer(kind: str, text: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"


def border(element: str, kind: str, text: str, *, stops: str = "true") -> str:
    return (
        f'<bpmn:boundaryEvent id="{element}" attachedToRef="a" cancelActivity="{stops}">{timer(kind, text)}'
        f'</bpmn:boundaryEvent><bpmn:userTask id="{element}_task"/>' + arrows((element, f"{element}_task"))
    )


@pytest.fixture
def reminded(diagrams, monday) -> Running:
    """Task a, reminded after a day and a week, taken away after a month."""
    inside = START + '<bpmn:userTask id="a"/>' + END + arrows(("start", "a"), ("a", "end"))
    inside += border("day", "timeDuration", "P1D", stops="false") + border("week", "timeDuration", "P7D", stops="false")
    return Running(diagrams.process(inside + border("month", "timeDuration", "P1M")), monday)


def test_the_next_due_times_are_told_after_each_act(reminded, monday):
    due = {one.element: one.due - monday for one in reminded.progress.timers}
    assert due == {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=31)}
    reminded.wait(days=1)
    assert {one.element for one in reminded.progress.timers} == {"week", "month"}


def test_before_its_time_nothing_fires(reminded):
    assert reminded.wait(hours=23, minutes=59, seconds=59) == ()
    assert reminded.waiting == ["a"]


def test_fired_twice_at_the_same_moment_it_happens_once(reminded):
    assert reminded.wait(days=1) == ("day",)
    assert reminded.wait() == ()
    assert reminded.waiting == ["a", "day_task"]


def test_a_clock_that_goes_back_fires_nothing(reminded):
    reminded.wait(days=1)
    assert reminded.wait(days=-3) == ()
    assert reminded.wait(days=3) == ()
    assert reminded.waiting == ["a", "day_task"]


def test_late_all_that_were_due_happen(reminded):
    assert sorted(reminded.wait(days=8)) == ["day", "week"]
    assert reminded.waiting == ["a", "day_task", "week_task"]


def test_very_late_the_one_that_stops_ends_the_rest(reminded):
    passed = reminded.wait(days=400)
    assert "month" in passed
    assert "a" not in reminded.waiting
    assert reminded.progress.timers == ()
    assert passed == tuple(dict.fromkeys(passed))  # each once


def test_an_answer_in_time_takes_its_timers_away(reminded):
    reminded.do("a")
    assert (reminded.ended, reminded.progress.timers) == (True, ())
    assert reminded.wait(days=400) == ()


def test_an_answer_that_comes_late_lets_what_was_due_happen_too(reminded):
    reminded.moment += timedelta(days=2)
    assert reminded.do("a") == ("a", "end")
    assert reminded.ended


def test_a_cycle_counts_its_turns_and_makes_up_for_none(diagrams, monday):
    inside = START + '<bpmn:userTask id="a"/>' + END + arrows(("start", "a"), ("a", "end"))
    running = Running(diagrams.process(inside + border("again", "timeCycle", "R3/P1D", stops="false")), monday)
    assert running.wait(days=1) == ("again",)
    assert running.wait() == ()
    assert running.wait(days=10) == ("again",)  # ten days late: one reminder, not ten
    assert running.progress.timers[0].due - monday == timedelta(days=12)
    assert running.wait(days=1) == ("again",)
    assert running.progress.timers == ()
    assert running.wait(days=100) == ()
    assert running.waiting == ["a", *["again_task"] * 3]


def test_a_moment_that_has_gone_fires_at_once(diagrams, monday):
    inside = (
        START + f'<bpmn:intermediateCatchEvent id="w">{timer("timeDate", "2020-01-01")}</bpmn:intermediateCatchEvent>'
    )
    running = Running(diagrams.process(inside + END + arrows(("start", "w"), ("w", "end"))), monday)
    assert running.ended


def test_a_message_and_a_timer_at_one_gateway_the_first_wins(diagrams, monday):
    inside = (
        START
        + '<bpmn:eventBasedGateway id="g"/><bpmn:receiveTask id="heard" messageRef="m"/>'
        + f'<bpmn:intermediateCatchEvent id="late">{timer("timeDuration", "P3D")}</bpmn:intermediateCatchEvent>'
        + '<bpmn:userTask id="x"/><bpmn:userTask id="y"/>'
        + arrows(("start", "g"), ("heard", "x"), ("late", "y"))
        + '<bpmn:sequenceFlow id="g1" sourceRef="g" targetRef="heard"/>'
        + '<bpmn:sequenceFlow id="g2" sourceRef="g" targetRef="late"/>'
    )
    model = diagrams.process(inside, '<bpmn:message id="m" name="bổ sung"/>')
    by_message, by_timer = Running(model, monday), Running(model, monday)
    by_message.hear("bổ sung")
    assert by_message.wait(days=5) == ()
    assert (by_message.waiting, by_message.progress.timers) == (["x"], ())
    by_timer.wait(days=3)
    with pytest.raises(engine.NotAwaited):
        by_timer.hear("bổ sung")
    assert by_timer.waiting == ["y"]


@pytest.mark.parametrize("seed", range(20))
def test_however_often_the_clock_is_looked_at_the_same_happens(diagrams, monday, seed):
    inside = START + '<bpmn:userTask id="a"/>' + END + arrows(("start", "a"), ("a", "end"))
    inside += border("day", "timeDuration", "P1D", stops="false") + border(
        "again", "timeCycle", "R5/P2D", stops="false"
    )
    model = diagrams.process(inside)
    often, chance = Running(model, monday), Random(seed)
    while often.moment < monday + timedelta(days=12):
        often.wait(hours=chance.randrange(1, 30))
    assert sorted(often.waiting) == ["a", *["again_task"] * 5, "day_task"]
    assert often.progress.timers == ()
