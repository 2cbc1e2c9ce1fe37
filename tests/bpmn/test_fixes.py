"""A quick fix makes its finding go, brings no other, and keeps every id."""

from __future__ import annotations

import pytest
from lxml import etree

from bpmn import checks, reader
from bpmn.checks import Finding
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
    assert ids(after) == ids(xml)


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
