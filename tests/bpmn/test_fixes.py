"""A quick fix makes its finding go, brings no other, and keeps every id."""

from __future__ import annotations

import pytest
from lxml import etree

from bpmn import checks, reader
from bpmn.checks import Finding
from bpmn.play import play
from tests.bpmn.drawing import chain, diagram, flow, task
from tests.bpmn.soundness.sketches import body, model
from tests.bpmn.test_checks import CASES, DAILY, END, START, YES, line, split

OFFERED = {
    "a unit for an allotment": line(task("a").replace("gov.unit", "unit")),
    "working hours": line(task("a", due="PT2H", unit="calendar")),
    "an allotment in words": line(task("a", due="3 ngày")),
    "hours in words": line(task("a", due="6 giờ làm việc")),
    "a default for the last way": split('<exclusiveGateway id="g"/>', YES, "${decision == 'no'}"),
    "a default for the way without a condition": split('<exclusiveGateway id="g"/>', YES),
    "a default that leads from elsewhere": split('<exclusiveGateway id="g" default="a-g"/>', YES),
    "a default with a condition": split('<exclusiveGateway id="g" default="g-end"/>', YES, "true"),
    "a cycle that happens once": line(f'<intermediateCatchEvent id="a">{DAILY}</intermediateCatchEvent>'),
    "a choice closed by a join": START + '<exclusiveGateway id="g" default="g-a"/><parallelGateway id="j"/>' + task("a")
    + task("b") + END + chain("start", "g", "a", "j", "end") + flow("g", "b", YES) + flow("b", "j"),
    "branches that meet at a step": START + '<parallelGateway id="g"/>' + task("a") + task("b") + task("c") + END
    + chain("start", "g", "a", "c", "end") + chain("g", "b", "c"),
    "branches closed by a choice": START + '<parallelGateway id="g"/><exclusiveGateway id="j"/>' + task("a") + task("b")
    + task("c") + END + chain("start", "g", "a", "j", "c", "end") + chain("g", "b", "j"),
}  # fmt: skip


def found(xml: bytes) -> list[Finding]:
    return list(checks.check(reader.read(xml)))


def ids(xml: bytes) -> list[str]:
    return [node.get("id") for node in etree.fromstring(xml).iter() if node.get("id")]


def mended(xml: bytes, finding: Finding) -> None:
    """Applies the finding's fix and looks again."""
    assert finding.fix is not None
    assert not finding.fix.words.isascii()
    after = finding.fix.apply(xml)
    left = {(one.rule, one.element) for one in found(after)}
    assert (finding.rule, finding.element) not in left
    assert left < {(one.rule, one.element) for one in found(xml)}
    assert [id_ for id_ in ids(after) if id_ in ids(xml)] == ids(xml)


@pytest.mark.parametrize("name", OFFERED)
def test_one_press_puts_it_right(name: str) -> None:
    xml = diagram(OFFERED[name])
    fixable = [finding for finding in found(xml) if finding.fix]
    assert fixable
    for finding in fixable:
        mended(xml, finding)


@pytest.mark.parametrize(("rule", "at"), [(rule, at) for rule, cases in CASES.items() for at in range(len(cases))])
def test_whatever_is_offered_for_any_rule_puts_it_right(rule: str, at: int) -> None:
    xml = diagram(CASES[rule][at][0])
    for finding in found(xml):
        if finding.fix is not None:
            mended(xml, finding)


def test_a_gateway_that_also_divides_is_not_turned() -> None:
    """Behind it everybody would wait for what only some of its ways bring."""
    xml = model(body("s p a x c e", "p b x", "x d e2")).xml
    assert [finding.fix for finding in found(xml) if finding.rule == "step-twice"] == [None]


def test_a_mended_default_takes_what_it_took() -> None:
    xml = diagram(OFFERED["a default for the last way"])
    (finding,) = [one for one in found(xml) if one.rule == "gateway-default"]
    assert finding.fix is not None
    after = reader.read(finding.fix.apply(xml))
    assert (after.elements["g"].default, after.elements["g-end"].condition) == ("g-end", None)
    assert after.elements["g-b"].condition == YES


DRAWN = """<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d">
 <bpmndi:BPMNPlane id="l" bpmnElement="p"><bpmndi:BPMNShape id="c_di" bpmnElement="c">
 <dc:Bounds x="500" y="100" width="100" height="80"/></bpmndi:BPMNShape>
 <bpmndi:BPMNEdge id="e_di" bpmnElement="b-c"><di:waypoint x="300" y="300"/><di:waypoint x="550" y="180"/>
 </bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"""


def test_a_gateway_that_is_put_in_is_drawn_in_front_of_its_step() -> None:
    xml = diagram(OFFERED["branches that meet at a step"]).replace(b"</definitions>", f"{DRAWN}</definitions>".encode())
    (finding,) = [one for one in found(xml) if one.rule == "step-twice"]
    assert finding.fix is not None
    after = etree.fromstring(finding.fix.apply(xml))
    (bounds,) = after.xpath("//*[@bpmnElement='c_join']/*")
    assert [bounds.get(name) for name in ("x", "y", "width", "height")] == ["425", "115", "50", "50"]
    assert [point.get("x") for point in after.xpath("//*[@bpmnElement='b-c']/*")] == ["300", "425"]
    assert [(p.get("x"), p.get("y")) for p in after.xpath("//*[@bpmnElement='c_joined']/*")] == [
        ("475", "140"),
        ("500", "140"),
    ]


def test_behind_a_gateway_that_is_put_in_the_step_is_done_once() -> None:
    xml = diagram(OFFERED["branches that meet at a step"])
    (finding,) = [one for one in found(xml) if one.rule == "step-twice"]
    assert finding.fix is not None
    times = [play(reader.read(drawn), {}, seed=1).paths["p"].count("c") for drawn in (xml, finding.fix.apply(xml))]
    assert times == [2, 1]
