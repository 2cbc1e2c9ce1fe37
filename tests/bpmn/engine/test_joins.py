"""Where branches come together again: who is waited for, and what is known afterwards."""

from __future__ import annotations

import pytest

from tests.bpmn.engine.running import Running

PARALLEL = """
<bpmn:startEvent id="start"/><bpmn:parallelGateway id="split"/><bpmn:userTask id="police"/><bpmn:userTask id="land"/>
<bpmn:parallelGateway id="join"/><bpmn:userTask id="decide"/><bpmn:endEvent id="end"/>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="split"/>
<bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="police"/>
<bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="land"/>
<bpmn:sequenceFlow id="f4" sourceRef="police" targetRef="join"/>
<bpmn:sequenceFlow id="f5" sourceRef="land" targetRef="join"/>
<bpmn:sequenceFlow id="f6" sourceRef="join" targetRef="decide"/>
<bpmn:sequenceFlow id="f7" sourceRef="decide" targetRef="end"/>
"""
# g opens a, b or both ways; way b is long: the join must see its token three steps ahead
INCLUSIVE = """
<bpmn:startEvent id="start"/><bpmn:inclusiveGateway id="g" default="fa"/><bpmn:userTask id="a"/>
<bpmn:userTask id="b1"/><bpmn:exclusiveGateway id="x" default="f6"/><bpmn:userTask id="b2"/><bpmn:userTask id="b3"/>
<bpmn:exclusiveGateway id="y"/><bpmn:inclusiveGateway id="j"/><bpmn:userTask id="after"/><bpmn:endEvent id="end"/>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="g"/><bpmn:sequenceFlow id="fa" sourceRef="g" targetRef="a"/>
<bpmn:sequenceFlow id="f2" sourceRef="g" targetRef="a2"><bpmn:conditionExpression>both</bpmn:conditionExpression>
</bpmn:sequenceFlow><bpmn:userTask id="a2"/>
<bpmn:sequenceFlow id="f3" sourceRef="g" targetRef="b1"><bpmn:conditionExpression>both</bpmn:conditionExpression>
</bpmn:sequenceFlow><bpmn:sequenceFlow id="f4" sourceRef="b1" targetRef="x"/>
<bpmn:sequenceFlow id="f5" sourceRef="x" targetRef="b3"><bpmn:conditionExpression>short</bpmn:conditionExpression>
</bpmn:sequenceFlow><bpmn:sequenceFlow id="f6" sourceRef="x" targetRef="b2"/>
<bpmn:sequenceFlow id="f7" sourceRef="b2" targetRef="y"/><bpmn:sequenceFlow id="f8" sourceRef="b3" targetRef="y"/>
<bpmn:sequenceFlow id="f9" sourceRef="y" targetRef="j"/><bpmn:sequenceFlow id="f10" sourceRef="a" targetRef="j"/>
<bpmn:sequenceFlow id="f11" sourceRef="a2" targetRef="j"/><bpmn:sequenceFlow id="f12" sourceRef="j" targetRef="after"/>
<bpmn:sequenceFlow id="f13" sourceRef="after" targetRef="end"/>
"""


@pytest.mark.parametrize("order", [("police", "land"), ("land", "police")])
def test_what_a_branch_changed_is_not_put_back_by_the_next(diagrams, monday, order):
    known = {"police_says": "lần trước", "land_says": "lần trước", "site": {"area": 10, "use": "ở"}, "drop": 1}
    running = Running(diagrams.process(PARALLEL), monday, **known)
    answers = {
        "police": {"police_says": "đồng ý", "site": {"area": 12, "use": "ở"}},
        "land": {"land_says": "đồng ý", "site": {"area": 10, "use": "ở", "map": "tờ 5"}},
    }
    for element in order:
        running.do(element, **answers[element])
    assert running.knows("decide") == {
        "police_says": "đồng ý",
        "land_says": "đồng ý",
        "site": {"area": 12, "use": "ở", "map": "tờ 5"},
        "drop": 1,
    }


def test_where_branches_say_different_things_the_last_to_arrive_has_the_last_word(diagrams, monday):
    running = Running(diagrams.process(PARALLEL), monday, verdict="chưa có")
    running.do("land", verdict="không")
    running.do("police", verdict="có")
    assert running.knows("decide") == {"verdict": "có"}


@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("first", ["a2", "b1"])
def test_an_inclusive_join_waits_for_who_may_still_come(diagrams, monday, short, first):
    running = Running(diagrams.process(INCLUSIVE), monday, both=True, short=short)
    assert running.waiting == ["a2", "b1"]
    far = "b3" if short else "b2"
    for element in (first, *({"a2", "b1"} - {first})):
        running.do(element)
        assert "after" not in running.waiting
    running.do(far)
    assert running.waiting == ["after"]


def test_an_inclusive_join_does_not_wait_for_who_never_comes(diagrams, monday):
    running = Running(diagrams.process(INCLUSIVE), monday, both=False, short=False)
    assert running.waiting == ["a"]
    running.do("a")
    assert running.waiting == ["after"]


@pytest.mark.parametrize("order", [("straight", "round"), ("round", "straight")])
def test_an_inclusive_join_right_behind_a_split_waits_for_the_other_branch(diagrams, monday, order):
    ways = {
        "straight": '<bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="join"/>',
        "round": '<bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="a"/>',
    }
    running = Running(
        diagrams.process(
            '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="split"/><bpmn:userTask id="a"/>'
            '<bpmn:inclusiveGateway id="join"/><bpmn:userTask id="after"/>'
            '<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="split"/>' + "".join(ways[way] for way in order)
            + '<bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="join"/>'
            '<bpmn:sequenceFlow id="f5" sourceRef="join" targetRef="after"/>'
        ),
        monday,
    )  # fmt: skip
    assert running.waiting == ["a"]
    running.do("a")
    assert running.waiting == ["after"]
