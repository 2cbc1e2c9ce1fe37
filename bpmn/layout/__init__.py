"""Diagrams without a drawing get one: pools, lanes as bands, steps from left to right, arrows level and upright.

No kept library does this: those for layered graphs know no lanes, and bpmn-auto-layout draws one pool without any.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from bpmn import reader
from bpmn.clinic import MOST_ELEMENTS
from bpmn.clinic.nodes import NODES, Node, children, kind_of
from bpmn.clinic.picture import BPMNDI, DC, DI
from bpmn.files import NotReadable
from bpmn.layout.scene import Edge, Rect, Scene, Shape

__all__ = ["is_drawn", "lay_out"]

_DIAGRAM = f"{{{BPMNDI}}}BPMNDiagram"


def is_drawn(xml: bytes) -> bool:
    """Whether a diagram says where anything stands. Refuses: NotReadable."""
    return any(True for _ in reader.parse(xml).iterdescendants(f"{{{BPMNDI}}}BPMNShape"))


def lay_out(xml: bytes) -> bytes:
    """The diagram with a drawing of its own; one that it had is dropped. The same diagram is drawn the same.

    Refuses: NotReadable (also more than 5,000 nodes and flows).
    """
    root: Node = reader.parse(xml)
    if sum(kind_of(node) in NODES or kind_of(node) == "sequenceFlow" for node in root.iter()) > MOST_ELEMENTS:
        raise NotReadable(f"sơ đồ có hơn {MOST_ELEMENTS} phần tử, nhiều hơn số có thể tự vẽ")
    for old in root.findall(_DIAGRAM):
        root.remove(old)
    drawing = _Drawing(root)
    processes = {process.get("id", ""): process for process in children(root, "process")}
    collaborations = children(root, "collaboration")
    for collaboration in collaborations:
        pools: list[tuple[Node | None, Node | None]] = [
            (one, processes.pop(one.get("processRef", ""), None)) for one in children(collaboration, "participant")
        ]
        if pools and len(collaborations) == 1:  # what has no pool stands beside those that have
            pools += [(None, process) for process in processes.values() if children(process, *NODES)]
            processes.clear()
        if pools:
            drawing.add(collaboration, pools)
    for process in processes.values():
        if children(process, *NODES):
            drawing.add(process, [(None, process)])
    etree.indent(root, "  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


class _Drawing:
    """Writes what a scene shows (BPMN 2.0.2 §12)."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._ids = {node.get("id") for node in root.iter()}

    def add(self, shown: Node, pools: Sequence[tuple[Node | None, Node | None]]) -> None:
        """A diagram with one plane."""
        scene = Scene(self._root, pools)
        name = shown.get("id") or "collaboration"
        spaces = {"bpmndi": BPMNDI, "dc": DC, "di": DI}
        diagram = etree.SubElement(self._root, _DIAGRAM, {"id": self._id(f"{name}_diagram")}, nsmap=spaces)
        said = {"id": self._id(f"{name}_plane"), "bpmnElement": name}
        plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", said)
        for shape in scene.shapes:
            self._shape(plane, shape)
        for edge in scene.edges:
            self._edge(plane, edge)

    def _shape(self, plane: Node, shape: Shape) -> None:
        said = {"id": self._id(f"{shape.element}_di"), "bpmnElement": shape.element}
        if shape.lies:
            said["isHorizontal"] = "true"
        if shape.open:
            said["isExpanded"] = "true"
        drawn = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", said)
        _bounds(drawn, shape.place)
        _label(drawn, shape.label)

    def _edge(self, plane: Node, edge: Edge) -> None:
        said = {"id": self._id(f"{edge.element}_di"), "bpmnElement": edge.element}
        drawn = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", said)
        for x, y in edge.points:
            etree.SubElement(drawn, f"{{{DI}}}waypoint", {"x": f"{x:g}", "y": f"{y:g}"})
        _label(drawn, edge.label)

    def _id(self, wished: str) -> str:
        """An id that the file does not have yet."""
        number, found = 1, wished
        while found in self._ids:
            number += 1
            found = f"{wished}_{number}"
        self._ids.add(found)
        return found


def _bounds(drawn: Node, place: Rect) -> None:
    etree.SubElement(drawn, f"{{{DC}}}Bounds", {key: f"{value:g}" for key, value in place._asdict().items()})


def _label(drawn: Node, place: Rect | None) -> None:
    if place is not None:
        _bounds(etree.SubElement(drawn, f"{{{BPMNDI}}}BPMNLabel"), place)
