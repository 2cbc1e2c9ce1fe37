"""Two pools that wait for each other's messages are found, however the wait is drawn; a way round it is enough."""

from __future__ import annotations

import pytest

from bpmn import checks, reader
from tests.bpmn.drawing import chain, diagram, flow, task
from tests.bpmn.test_checks import ANSWERING, END, START

ASKS, HEARS = '<sendTask id="c" messageRef="m"/>', '<receiveTask id="a" messageRef="n"/>'
FORK, JOIN = '<parallelGateway id="g"/>', '<parallelGateway id="j"/>'
INSIDE = f'<startEvent id="is"/>{HEARS}<endEvent id="ie"/>{chain("is", "a", "ie")}'
CALLED = f'</process><process id="r" name="Bước gọi" isExecutable="true">{INSIDE}'
CIRCLES = {
    "a join that the waiting branch comes to": START + FORK + HEARS + task("b") + JOIN + ASKS + END
    + chain("start", "g", "a", "j", "c", "end") + chain("g", "b", "j"),
    "a subprocess that is over when it was heard": START + f'<subProcess id="s">{INSIDE}</subProcess>' + ASKS + END
    + chain("start", "s", "c", "end"),
    "a called process that is over when it was heard": START + '<callActivity id="k" calledElement="r"/>' + ASKS + END
    + chain("start", "k", "c", "end") + CALLED,
    "a border of what comes after": START + HEARS + task("b") + '<boundaryEvent id="w" attachedToRef="b">'
    "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>" + ASKS + END
    + chain("start", "a", "b", "end") + chain("w", "c", "end"),
}  # fmt: skip
FREE = {
    "a choice that goes round the wait": START + '<exclusiveGateway id="g" default="g-b"/>' + HEARS + task("b") + ASKS
    + END + chain("start", "g", "b", "c", "end") + flow("g", "a", "${decision == 'yes'}") + flow("a", "c"),
    "a branch beside the wait": START + FORK + HEARS + ASKS + JOIN + END + chain("start", "g", "a", "j", "end")
    + chain("g", "c", "j"),
    "asked first, then heard": START + ASKS + HEARS + END + chain("start", "c", "a", "end"),
}  # fmt: skip


def circles(body: str) -> list[str]:
    found = checks.check(reader.read(diagram(body + ANSWERING)))
    return [one.element for one in found if one.rule == "message-circle"]


@pytest.mark.parametrize("drawn", CIRCLES)
def test_who_waits_for_what_is_sent_only_after_it_is_found(drawn: str) -> None:
    assert set(circles(CIRCLES[drawn])) == {"a", "qs"}  # each of them waits for the other


@pytest.mark.parametrize("drawn", FREE)
def test_a_way_on_which_it_is_sent_before_is_enough(drawn: str) -> None:
    assert circles(FREE[drawn]) == []
