"""The drawn side of a diagram: shapes and edges (BPMN 2.0.2 §12), kept in step with what repairs do."""

from __future__ import annotations

from typing import Any, NamedTuple

Node = Any  # an element; lxml ships no types

BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"

SPACES = (f"{{{BPMNDI}}}", f"{{{DI}}}")

_GAP = 50  # pixels, as modellers leave between two nodes
_EVENT, _GATEWAY, _TASK = (36, 36), (50, 50), (100, 80)


class _Bounds(NamedTuple):
    x: float
    y: float
    width: float
    height: float


class Picture:
    """The shapes and edges of a file; without any, nothing is drawn."""

    def __init__(self, root: Node) -> None:
        self._drawn: dict[str, list[Node]] = {}
        for drawn in root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
            self._drawn.setdefault(_element(drawn), []).append(drawn)
        self._planes: dict[str, list[Node]] = {}
        for plane in root.iter(f"{{{BPMNDI}}}BPMNPlane"):
            self._planes.setdefault(_element(plane), []).append(plane)

    def drawn(self) -> list[Node]:
        """Every shape and edge."""
        return [one for several in self._drawn.values() for one in several]

    def draw(self, element: str, kind: str, beside: str, *, before: bool) -> None:
        """A shape left or right of its neighbour's, on the same height."""
        near = self._bounds(beside)
        if near is None:
            return
        width, height = size(kind)
        x = near.x - _GAP - width if before else near.x + near.width + _GAP
        shape = self._new("BPMNShape", element, self._drawn[beside][0])
        at = {"x": x, "y": near.y + (near.height - height) / 2, "width": width, "height": height}
        bounds = shape.makeelement(f"{{{DC}}}Bounds", {key: f"{number:g}" for key, number in at.items()})
        shape.append(bounds)

    def connect(self, flow: str, source: str, target: str) -> None:
        """An edge straight from one shape to another."""
        start, end = self._bounds(source), self._bounds(target)
        if start is None or end is None:
            return
        edge = self._new("BPMNEdge", flow, self._drawn[target][-1])
        right = start.x + start.width <= end.x
        ends = (
            (start.x + start.width if right else start.x + start.width / 2, start.y + start.height / 2),
            (end.x if right else end.x + end.width / 2, end.y + end.height / 2),
        )
        for x, y in ends:
            edge.append(edge.makeelement(f"{{{DI}}}waypoint", {"x": f"{x:g}", "y": f"{y:g}"}))

    def erase(self, element: str) -> None:
        """Takes out whatever shows an element."""
        for drawn in self._drawn.pop(element, ()):
            parent = drawn.getparent()
            if parent is not None:
                parent.remove(drawn)

    def close(self, scope: str) -> None:
        """Takes out the page on which a subprocess drawn closed shows its inside: no other element has one."""
        for plane in self._planes.pop(scope, ()):
            diagram = plane.getparent()
            if diagram is not None and diagram.getparent() is not None:
                diagram.getparent().remove(diagram)

    def _new(self, kind: str, element: str, near: Node) -> Node:
        drawn = near.makeelement(f"{{{BPMNDI}}}{kind}", {"id": f"{element}_di", "bpmnElement": element})
        near.addnext(drawn)
        self._drawn.setdefault(element, []).append(drawn)
        return drawn

    def _bounds(self, element: str) -> _Bounds | None:
        for shape in self._drawn.get(element, ()):
            for bounds in shape.iterchildren(f"{{{DC}}}Bounds"):
                try:
                    return _Bounds(*(float(bounds.get(key, "0")) for key in _Bounds._fields))
                except ValueError:
                    return None
        return None


def size(kind: str) -> tuple[int, int]:
    """How wide and high a node of this kind is drawn."""
    return _EVENT if kind.endswith("Event") else _GATEWAY if kind.endswith("Gateway") else _TASK


def _element(drawn: Node) -> str:
    return drawn.get("bpmnElement", "").strip()
