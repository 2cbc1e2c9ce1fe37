"""A running procedure's state stays small however long it lives, and can be read again by later versions."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from bpmn import engine
from bpmn.engine import codec

# as version 1 wrote it: `loop`, sent back once, `examine` waits
VERSION_1 = (
    b'{"v":1,"p":"loop","n":"e8a06245194a7bbae44ade6e","i":20,"t":[[1,0,"Start",64,4,0,null,'
    b'{"kind":"a","number":1,"returns":0,"owner":{"name":"Hoa"}},null],[3,1,"start",64,7,0,null,null,null],'
    b'[6,3,"receive",64,10,0,null,{"kind":"c","number":2},null],[9,6,"examine",64,13,0,null,null,null],'
    b'[12,9,"enough",64,16,0,null,null,null],[15,12,"receive",64,19,0,null,null,null],'
    b'[18,15,"examine",16,20,0,null,null,null]]}'
)
REF = "e8a06245194a7bbae44ade6e00000012"

REMINDED = """
<bpmn:startEvent id="start"/><bpmn:userTask id="work"/><bpmn:endEvent id="end"/>
<bpmn:boundaryEvent id="daily" attachedToRef="work" cancelActivity="false"><bpmn:timerEventDefinition>
  <bpmn:timeCycle>R/P1D</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:boundaryEvent>
<bpmn:scriptTask id="remind"><bpmn:script>reminders = reminders + 1</bpmn:script></bpmn:scriptTask>
<bpmn:endEvent id="reminded"/>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="work"/>
<bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="end"/>
<bpmn:sequenceFlow id="f3" sourceRef="daily" targetRef="remind"/>
<bpmn:sequenceFlow id="f4" sourceRef="remind" targetRef="reminded"/>
"""
BRANCHES = """
<bpmn:startEvent id="start"/><bpmn:parallelGateway id="split"/><bpmn:parallelGateway id="join"/>
<bpmn:userTask id="other"/><bpmn:exclusiveGateway id="in"/><bpmn:userTask id="draft"/>
<bpmn:exclusiveGateway id="ok" default="f6"/><bpmn:endEvent id="end"/>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="split"/>
<bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="other"/>
<bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="in"/>
<bpmn:sequenceFlow id="f4" sourceRef="in" targetRef="draft"/>
<bpmn:sequenceFlow id="f5" sourceRef="draft" targetRef="ok"/>
<bpmn:sequenceFlow id="f6" sourceRef="ok" targetRef="join"/>
<bpmn:sequenceFlow id="f7" sourceRef="ok" targetRef="in"><bpmn:conditionExpression>again</bpmn:conditionExpression>
</bpmn:sequenceFlow><bpmn:sequenceFlow id="f8" sourceRef="other" targetRef="join"/>
<bpmn:sequenceFlow id="f9" sourceRef="join" targetRef="end"/>
"""
AROUND = """
<bpmn:startEvent id="start"/><bpmn:exclusiveGateway id="in"/><bpmn:parallelGateway id="split"/>
<bpmn:userTask id="a"/><bpmn:userTask id="b"/><bpmn:parallelGateway id="join"/>
<bpmn:exclusiveGateway id="ok" default="f8"/><bpmn:endEvent id="end"/>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="in"/>
<bpmn:sequenceFlow id="f2" sourceRef="in" targetRef="split"/>
<bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="a"/>
<bpmn:sequenceFlow id="f4" sourceRef="split" targetRef="b"/>
<bpmn:sequenceFlow id="f5" sourceRef="a" targetRef="join"/>
<bpmn:sequenceFlow id="f6" sourceRef="b" targetRef="join"/>
<bpmn:sequenceFlow id="f7" sourceRef="join" targetRef="ok"/>
<bpmn:sequenceFlow id="f8" sourceRef="ok" targetRef="end"/>
<bpmn:sequenceFlow id="f9" sourceRef="ok" targetRef="in"><bpmn:conditionExpression>again</bpmn:conditionExpression>
</bpmn:sequenceFlow>
"""


def rows(progress: engine.Progress) -> int:
    state = orjson.loads(progress.state)
    return len(state["t"]) + sum(len(part["t"]) for _, part in state.get("s", ()))


def do(model, progress: engine.Progress, waiting: dict[str, str], element: str, moment, **answer: object):
    """Completes the waiting task of this element."""
    progress = engine.complete(model, progress.state, waiting.pop(element), answer, moment=moment)
    waiting |= {one.element: one.ref for one in progress.opened}
    return progress


def test_the_fiftieth_turn_weighs_as_much_as_the_second(diagrams, monday):
    model = diagrams("loop")
    progress = engine.start(model, {"kind": "x", "number": 1, "returns": 0, "owner": {"name": "Hoa"}}, moment=monday)
    seen: list[tuple[int, int]] = []
    for turn in range(50):
        for _ in range(2):
            answer = {"note": f"lần {turn:02}"}
            progress = engine.complete(model, progress.state, progress.opened[0].ref, answer, moment=monday)
        seen.append((rows(progress), len(progress.state)))
    assert {count for count, _ in seen} == {2}
    assert seen[-1][1] - seen[1][1] <= 8  # the numbers of tokens grow longer


def test_a_daily_reminder_leaves_nothing_behind(diagrams, monday):
    model = diagrams.process(REMINDED)
    progress = engine.start(model, {"reminders": 0}, moment=monday)
    work = progress.opened[0].ref
    counts = set()
    for day in range(1, 101):
        progress = engine.fire(model, progress.state, moment=monday + timedelta(days=day, minutes=1))
        assert "reminded" in progress.passed
        counts.add(rows(progress))
    assert max(counts) <= 10
    progress = engine.complete(model, progress.state, work, {}, moment=monday + timedelta(days=100, minutes=2))
    assert progress.ended


def test_a_loop_inside_one_branch_does_not_grow_while_the_other_waits(diagrams, monday):
    model = diagrams.process(BRANCHES)
    progress = engine.start(model, {"again": True}, moment=monday)
    waiting = {one.element: one.ref for one in progress.opened}
    counts = set()
    for _ in range(30):
        progress = do(model, progress, waiting, "draft", monday, again=True)
        counts.add(rows(progress))
    assert counts == {4}
    progress = do(model, progress, waiting, "draft", monday, again=False)
    assert (progress.ended, list(waiting)) == (False, ["other"])
    assert do(model, progress, waiting, "other", monday).ended


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_a_join_waits_again_in_the_next_turn_of_a_loop_around_it(diagrams, monday, order):
    model = diagrams.process(AROUND)
    progress = engine.start(model, {}, moment=monday)
    waiting = {one.element: one.ref for one in progress.opened}
    for again in (True, True, False):
        for place, element in enumerate(order):
            assert sorted(waiting) == sorted(order[place:])
            assert not progress.ended
            progress = do(model, progress, waiting, element, monday, again=again)
    assert progress.ended


def test_a_state_of_version_1_goes_on(diagrams, monday):
    model = diagrams("loop")
    assert engine.data(model, VERSION_1, REF) == {"kind": "c", "number": 2, "returns": 0, "owner": {"name": "Hoa"}}
    progress = engine.complete(model, VERSION_1, REF, {"kind": "a"}, moment=monday)
    assert [one.element for one in progress.opened] == ["decide"]
    assert orjson.loads(progress.state)["v"] == codec.VERSION == 2


@pytest.mark.parametrize("state", [b"", b"{", b"[]", b"null", b'{"t":[]}', b'{"v":"1"}', b'{"v":0}', VERSION_1[:-9]])
def test_a_damaged_state_is_refused(diagrams, monday, state):
    with pytest.raises(engine.StateUnreadable, match="bị hỏng"):
        engine.fire(diagrams("loop"), state, moment=monday)


def test_a_state_of_a_newer_version_is_refused_with_both_numbers(diagrams, monday):
    newer = VERSION_1.replace(b'"v":1', b'"v":7')
    with pytest.raises(engine.StateUnreadable, match=r"phiên bản 7.* phiên bản 2"):
        engine.fire(diagrams("loop"), newer, moment=monday)
