"""Diagrams that lost their drawing, or never had one, get one that holds together."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from bpmn import layout, reader
from bpmn.clinic.picture import BPMNDI
from bpmn.files import NotReadable
from tests import corpus
from tests.bpmn.drawing import DEFINITIONS, diagram, flow, task
from tests.bpmn.layout.page import Page
from tests.conftest import DIAGRAMS

SHIPPED = sorted(DIAGRAMS.rglob("*.bpmn"))


def bare(xml: bytes) -> bytes:
    """The diagram without its drawing."""
    root = etree.fromstring(xml)
    for drawn in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(drawn)
    return etree.tostring(root)


def drawn(xml: bytes) -> Page:
    page = Page(layout.lay_out(xml))
    assert page.missing() == []
    assert page.overlapping() == []
    assert list(page.outside()) == []
    assert list(page.loose()) == []
    assert list(page.straying()) == []
    return page


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_what_ships_is_drawn_anew(path: Path) -> None:
    xml = bare(path.read_bytes())
    assert not layout.is_drawn(xml)
    page = drawn(xml)
    assert list(page.crossed()) == []
    laid = layout.lay_out(xml)
    assert layout.is_drawn(laid)
    assert laid == layout.lay_out(path.read_bytes()) == layout.lay_out(laid)
    before, after = reader.read(path.read_bytes()), reader.read(laid)
    assert [element.id for element in before.elements.values()] == [element.id for element in after.elements.values()]


@pytest.mark.corpus
@pytest.mark.parametrize("path", corpus.chosen(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_other_tools_drew_is_drawn_anew(path: Path) -> None:
    drawn(bare(path.read_bytes()))


def test_a_way_back_a_branch_and_a_step_to_itself() -> None:
    body = (
        '<startEvent id="s"/>'
        + task("a")
        + '<exclusiveGateway id="g" default="g-a"/>'
        + task("b")
        + task("c")
        + '<endEvent id="e"/>'
        + flow("s", "a")
        + flow("a", "g")
        + flow("g", "a")
        + flow("g", "b", "x")
        + flow("g", "c", "y")
        + flow("b", "e")
        + flow("c", "e")
        + flow("c", "c")
    )
    page = drawn(diagram(body))
    assert list(page.crossed()) == []
    left = {name: rect[0] for name, rect in page.shapes.items()}
    assert left["s"] < left["a"] < left["g"] < left["b"] == left["c"] < left["e"]


def test_a_way_out_and_a_way_in_do_not_look_like_one() -> None:
    body = task("a") + task("b") + task("c") + task("d") + flow("a", "b") + flow("b", "c") + flow("c", "d")
    page = drawn(diagram(body + flow("a", "d") + flow("b", "d") + flow("a", "c")))
    leaving, entering = page.edges["b-d"][1][0], page.edges["a-c"][-2][0]
    assert page.shapes["b"][2] < leaving < entering < page.shapes["c"][0]


def test_lanes_are_bands_from_top_to_bottom_in_the_order_of_the_file() -> None:
    lanes = (
        '<laneSet id="l"><lane id="one"><flowNodeRef>s</flowNodeRef><flowNodeRef>b</flowNodeRef></lane>'
        '<lane id="two"><childLaneSet id="c"><lane id="two_a"><flowNodeRef>a</flowNodeRef></lane>'
        '<lane id="two_b"/></childLaneSet></lane></laneSet>'
    )
    body = lanes + '<startEvent id="s"/>' + task("a") + task("b") + flow("s", "a") + flow("a", "b")
    collaboration = '<collaboration id="k"><participant id="pool" name="Xã" processRef="p"/>'
    others = '<participant id="other" name="Sở"/><messageFlow id="m" sourceRef="a" targetRef="other"/></collaboration>'
    xml = diagram(body).decode().replace("<process", f"{collaboration}{others}<process", 1)
    page = drawn(xml.encode())
    tops = [page.shapes[name][1] for name in ("one", "two", "two_b", "other")]
    assert tops == sorted(tops)
    assert page.shapes["two"][1] == page.shapes["two_a"][1]
    assert page.shapes["one"][3] == page.shapes["two"][1]
    assert page.shapes["pool"][3] < page.shapes["other"][1]


def test_ways_below_the_last_row_stay_inside_their_pool() -> None:
    late = '<boundaryEvent id="late" attachedToRef="b"><timerEventDefinition/></boundaryEvent>'
    body = task("a") + task("b") + late + flow("a", "b") + flow("late", "a")
    pools = (
        '<collaboration id="k"><participant id="pool" processRef="p"/><participant id="other"/>'
        '<messageFlow id="m" sourceRef="other" targetRef="late"/></collaboration><process'
    )
    page = drawn(diagram(body).decode().replace("<process", pools, 1).encode())
    assert page.edges["m"][-1][1] == page.shapes["late"][3]


def test_the_inside_of_a_subprocess_with_events_on_its_border() -> None:
    body = (
        '<startEvent id="s"/><subProcess id="sub" name="Lấy ý kiến"><startEvent id="i"/>'
        + task("a")
        + '<boundaryEvent id="late" name="Quá hạn" attachedToRef="a"><timerEventDefinition/></boundaryEvent>'
        + '<boundaryEvent id="later" attachedToRef="a"><timerEventDefinition/></boundaryEvent>'
        + task("b")
        + flow("i", "a")
        + flow("late", "b")
        + flow("later", "b")
        + "</subProcess>"
        + '<boundaryEvent id="all_late" attachedToRef="sub"><timerEventDefinition/></boundaryEvent>'
        + task("c")
        + flow("s", "sub")
        + flow("sub", "c")
        + flow("all_late", "c")
    )
    page = drawn(diagram(body))
    assert page.shapes["late"][2] < page.shapes["later"][0]


def test_long_ways_and_many_steps_are_drawn_and_too_many_refused() -> None:
    names = [f"t{number}" for number in range(1_200)]
    steps = "".join(f'<userTask id="{name}"/>' for name in names)
    ways = "".join(flow(a, b) for a, b in pairwise(names))
    page = Page(layout.lay_out(diagram(steps + ways)))
    assert page.missing() == []
    assert len({rect[1] for rect in page.shapes.values()}) == 1
    with pytest.raises(NotReadable, match="5000"):
        layout.lay_out(diagram("".join(f'<userTask id="t{number}"/>' for number in range(5_001))))


def test_what_points_nowhere_does_no_harm() -> None:
    body = task("a") + flow("a", "gone") + '<boundaryEvent id="b" attachedToRef="gone"/>' + flow("b", "a")
    page = drawn(f"{DEFINITIONS}<process id='p'>{body}</process></definitions>".encode())
    assert set(page.shapes) == {"a", "b"}
