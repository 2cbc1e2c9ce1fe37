"""A drawn diagram as geometry: what stands where, what crosses what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

from lxml import etree

from bpmn.clinic.nodes import NODES, SUBPROCESSES, children, kind_of
from bpmn.clinic.picture import BPMNDI, DC, DI
from bpmn.elements import BPMN

NEAR = 0.51  # pixels
Rect = tuple[float, float, float, float]


class Page:
    """A diagram and its drawing; every method gives what is wrong, nothing when nothing is."""

    def __init__(self, xml: bytes) -> None:
        self.root = etree.fromstring(xml)
        self.nodes = {node.get("id"): node for node in self.root.iter() if kind_of(node) and node.get("id")}
        self.shapes: dict[str, Rect] = {}
        for shape in self.root.iter(f"{{{BPMNDI}}}BPMNShape"):
            bounds = shape.find(f"{{{DC}}}Bounds")
            x, y, width, height = (float(bounds.get(key)) for key in ("x", "y", "width", "height"))
            self.shapes[shape.get("bpmnElement")] = (x, y, x + width, y + height)
        self.edges = {
            edge.get("bpmnElement"): [(float(p.get("x")), float(p.get("y"))) for p in edge.iter(f"{{{DI}}}waypoint")]
            for edge in self.root.iter(f"{{{BPMNDI}}}BPMNEdge")
        }
        self.flows = list(self.root.iter(f"{{{BPMN}}}sequenceFlow", f"{{{BPMN}}}messageFlow"))

    def missing(self) -> list[str]:
        """Nodes without a shape, flows between what is drawn without an edge."""
        nodes = [name for name, node in self.nodes.items() if kind_of(node) in NODES and name not in self.shapes]
        drawn = [flow for flow in self.flows if {flow.get("sourceRef"), flow.get("targetRef")} <= self.shapes.keys()]
        return nodes + [flow.get("id") for flow in drawn if flow.get("id") and flow.get("id") not in self.edges]

    def overlapping(self) -> list[tuple[str, str]]:
        """Nodes of one scope that cover each other, events on borders and their hosts apart."""
        found: list[tuple[str, str]] = []
        by_scope: dict[Any, list[str]] = {}
        for name, node in self.nodes.items():
            if kind_of(node) in NODES and kind_of(node) != "boundaryEvent":
                by_scope.setdefault(node.getparent(), []).append(name)
        for names in by_scope.values():
            found += [(a, b) for a, b in combinations(names, 2) if _meet(self.shapes[a], self.shapes[b])]
        for collaboration in self.root.iter(f"{{{BPMN}}}collaboration"):
            pools = [participant.get("id") for participant in children(collaboration, "participant")]
            found += [(a, b) for a, b in combinations(pools, 2) if _meet(self.shapes[a], self.shapes[b])]
        return found

    def outside(self) -> Iterator[tuple[str, str]]:
        """What is not inside its lane, its pool, or its subprocess; events on borders that are not on one."""
        for lane in self.root.iter(f"{{{BPMN}}}lane"):
            for reference in children(lane, "flowNodeRef"):
                node = self.nodes.get((reference.text or "").strip())
                if node is not None and kind_of(node.getparent()) == "process" and kind_of(node) in NODES:
                    yield from self._inside(node.get("id"), lane.get("id"))
            holder = lane.getparent().getparent()
            if kind_of(holder) == "lane":
                yield from self._inside(lane.get("id"), holder.get("id"))
        for participant in self.root.iter(f"{{{BPMN}}}participant"):
            process = self.nodes.get(participant.get("processRef"))
            for node in [] if process is None else process.iter(*(f"{{{BPMN}}}{kind}" for kind in (*NODES, "lane"))):
                if kind_of(node) != "lane" or kind_of(node.getparent().getparent()) in ("process", "lane"):
                    yield from self._inside(node.get("id"), participant.get("id"))
        for scope in self.root.iter(*(f"{{{BPMN}}}{kind}" for kind in SUBPROCESSES)):
            for node in children(scope, *NODES):
                yield from self._inside(node.get("id"), scope.get("id"))
        for event in self.root.iter(f"{{{BPMN}}}boundaryEvent"):
            x, y, right, lower = self.shapes[event.get("id")]
            host = self.shapes.get(event.get("attachedToRef", ""))
            if host is not None and not _on_border(host, ((x + right) / 2, (y + lower) / 2)):
                yield event.get("id"), event.get("attachedToRef")

    def _inside(self, inner: str, outer: str) -> Iterator[tuple[str, str]]:
        a, b = self.shapes[inner], self.shapes[outer]
        if not (a[0] >= b[0] and a[1] >= b[1] and a[2] <= b[2] and a[3] <= b[3]):
            yield inner, outer

    def loose(self) -> Iterator[str]:
        """Edges that do not begin and end at the borders of what they join, or are neither level nor upright."""
        for flow in self.flows:
            points = self.edges.get(flow.get("id"))
            if points is None:
                continue
            ends = self.shapes[flow.get("sourceRef")], self.shapes[flow.get("targetRef")]
            if not (_on_border(ends[0], points[0]) and _on_border(ends[1], points[-1])):
                yield flow.get("id")
            if any(abs(ax - bx) > NEAR and abs(ay - by) > NEAR for (ax, ay), (bx, by) in pairwise(points)):
                yield flow.get("id")

    def straying(self) -> Iterator[str]:
        """Sequence flows that leave their pool."""
        for participant in self.root.iter(f"{{{BPMN}}}participant"):
            process = self.nodes.get(participant.get("processRef"))
            left, top, right, bottom = self.shapes[participant.get("id")]
            for flow in [] if process is None else process.iter(f"{{{BPMN}}}sequenceFlow"):
                points = self.edges.get(flow.get("id"), [])
                if not all(left < x < right and top < y < bottom for x, y in points):
                    yield flow.get("id")

    def crossed(self) -> Iterator[tuple[str, str]]:
        """Sequence flows that run through a node of their scope that they do not join."""
        for flow in self.root.iter(f"{{{BPMN}}}sequenceFlow"):
            points = self.edges.get(flow.get("id"), [])
            others = [n for n in children(flow.getparent(), *NODES) if kind_of(n) != "boundaryEvent"]
            for node in others:
                for a, b in pairwise(points):
                    way = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
                    if _meet(way, self.shapes[node.get("id")]):
                        yield flow.get("id"), node.get("id")


def _meet(a: Rect, b: Rect) -> bool:
    return a[0] < b[2] - NEAR and b[0] < a[2] - NEAR and a[1] < b[3] - NEAR and b[1] < a[3] - NEAR


def _on_border(rect: Rect, point: tuple[float, float]) -> bool:
    (left, top, right, bottom), (x, y) = rect, point
    if not (left - NEAR <= x <= right + NEAR and top - NEAR <= y <= bottom + NEAR):
        return False
    return min(abs(x - left), abs(x - right), abs(y - top), abs(y - bottom)) <= NEAR
