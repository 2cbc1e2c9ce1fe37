"""Where a fix puts what it draws: shapes and arrows of a diagram's picture (BPMN DI)."""

from __future__ import annotations

from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
SIZE, GAP = 50, 25  # of a gateway, and between it and the step behind

Node = Any  # an element; lxml ships no types


def put_before(root: Node, element: str, gateway: str, way: str) -> None:
    """Draws a gateway in front of a step and lets the arrows that came to the step end there; nothing undrawn moves."""
    shape = next((one for one in root.iter(f"{{{DI}}}BPMNShape") if one.get("bpmnElement") == element), None)
    bounds = None if shape is None else shape.find(f"{{{DC}}}Bounds")
    if shape is None or bounds is None:
        return
    x, middle = float(bounds.get("x")), float(bounds.get("y")) + float(bounds.get("height")) / 2
    left = x - GAP - SIZE
    ends = {flow.get("id") for flow in root.iter("{*}sequenceFlow") if flow.get("targetRef") == gateway}
    for edge in root.iter(f"{{{DI}}}BPMNEdge"):
        points = list(edge.iterchildren(f"{{{DD}}}waypoint"))
        if edge.get("bpmnElement") in ends and points:
            _place(points[-1], left, middle)
    drawn = etree.Element(f"{{{DI}}}BPMNShape", {"id": f"{gateway}_di", "bpmnElement": gateway})
    box = etree.SubElement(drawn, f"{{{DC}}}Bounds", {"width": str(SIZE), "height": str(SIZE)})
    _place(box, left, middle - SIZE / 2)
    edge = etree.Element(f"{{{DI}}}BPMNEdge", {"id": f"{way}_di", "bpmnElement": way})
    for at in (left + SIZE, x):
        _place(etree.SubElement(edge, f"{{{DD}}}waypoint"), at, middle)
    shape.addnext(drawn)
    drawn.addnext(edge)


def _place(node: Node, x: float, y: float) -> None:
    node.set("x", f"{x:g}")
    node.set("y", f"{y:g}")
