"""A new call drawn on an arrow: what stands behind it makes room, as one would by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from bpmn import reader
from bpmn.blocks import copying
from bpmn.checks.pictures import DC, DD, DI
from bpmn.elements import BPMN
from bpmn.files import NotReadable
from bpmn.releases import Release
from bpmn.sentences import Sentence

Node = Any  # an element; lxml ships no types

WIDTH, HEIGHT, GAP = 130, 80, 50
_ROOM = WIDTH + GAP


def insert(files: Mapping[str, bytes], arrow: str, block: Release) -> dict[str, bytes]:
    """The files with a call of a block on an arrow, in the lane that the arrow comes from. Refuses: NotReadable."""
    name = copying.diagram_of(files)
    root: Node = reader.parse(files[name])
    flow = next((one for one in root.iter(f"{{{BPMN}}}sequenceFlow") if one.get("id") == arrow), None)
    if flow is None:
        raise NotReadable(Sentence("không có mũi tên “{arrow}”", arrow=arrow), file=f"“{name}”")
    taken = {node.get("id") for node in root.iter()}
    call = _free(block.code.lower().replace("-", "_"), taken)
    way = _free(f"{call}_done", taken)
    source, target = flow.get("sourceRef"), flow.get("targetRef")
    _wire(root, flow, call, way, block.name)
    _draw(root, (source, target), (flow.get("id"), way), call)
    return copying.put({**files, name: etree.tostring(root, encoding="UTF-8", xml_declaration=True)}, call, block)


def _free(name: str, taken: set[str]) -> str:
    return name if name not in taken else next(f"{name}_{n}" for n in count(2) if f"{name}_{n}" not in taken)


def _wire(root: Node, flow: Node, call: str, way: str, title: str) -> None:
    """Lets the arrow end at the call, and another lead on from it."""
    source, target = flow.get("sourceRef"), flow.get("targetRef")
    step = etree.Element(f"{{{BPMN}}}callActivity", {"id": call, "name": title})
    for kind, text in (("incoming", flow.get("id")), ("outgoing", way)):
        etree.SubElement(step, f"{{{BPMN}}}{kind}").text = text
    following = etree.Element(f"{{{BPMN}}}sequenceFlow", {"id": way, "sourceRef": call, "targetRef": target})
    flow.addprevious(step)
    flow.addnext(following)
    flow.set("targetRef", call)
    for told in root.iter(f"{{{BPMN}}}incoming"):
        if told.getparent().get("id") == target and (told.text or "").strip() == flow.get("id"):
            told.text = way
    for told in list(root.iter(f"{{{BPMN}}}flowNodeRef")):
        if (told.text or "").strip() == source:
            told.addnext(etree.Element(told.tag))
            told.getnext().text = call


def _draw(root: Node, ends: tuple[str, str], ways: tuple[str, str], call: str) -> None:
    """Draws the call behind the step that the arrow comes from; nothing where that is not drawn."""
    source = _bounds(root, ends[0])
    if source is None:
        return
    drawing = source.getparent().getparent()
    x, y, width, height = _box(source)
    _make_room(drawing, x + width + 1)
    left, middle = x + width + GAP, y + height / 2
    shape = etree.SubElement(drawing, f"{{{DI}}}BPMNShape", {"id": f"{call}_di", "bpmnElement": call})
    told = {"x": left, "y": middle - HEIGHT / 2, "width": WIDTH, "height": HEIGHT}
    etree.SubElement(shape, f"{{{DC}}}Bounds", {name: f"{number:g}" for name, number in told.items()})
    _route(drawing, ways[0], [(x + width, middle), (left, middle)])
    target = _bounds(root, ends[1])
    if target is not None:
        _route(drawing, ways[1], list(_way((left, middle), _box(target))))


def _bounds(root: Node, element: str) -> Node | None:
    shapes = (one for one in root.iter(f"{{{DI}}}BPMNShape") if one.get("bpmnElement") == element)
    return next((shape.find(f"{{{DC}}}Bounds") for shape in shapes), None)


def _box(bounds: Node) -> tuple[float, float, float, float]:
    x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, width, height


def _make_room(drawing: Node, cut: float) -> None:
    """Moves what stands behind the cut; what reaches over it, as pools and lanes do, becomes wider."""
    for bounds in drawing.iter(f"{{{DC}}}Bounds"):
        x, _, width, _ = _box(bounds)
        if x >= cut:
            bounds.set("x", f"{x + _ROOM:g}")
        elif x + width > cut and bounds.getparent().tag == f"{{{DI}}}BPMNShape":
            bounds.set("width", f"{width + _ROOM:g}")
    for point in drawing.iter(f"{{{DD}}}waypoint"):
        if float(point.get("x")) >= cut:
            point.set("x", f"{float(point.get('x')) + _ROOM:g}")


def _way(call: tuple[float, float], target: tuple[float, float, float, float]) -> Iterator[tuple[float, float]]:
    """From the call's side to the target's where that lies ahead, else from above or below to its nearer side."""
    (left, middle), (x, y, width, height) = call, target
    beside = y + height / 2
    if x > left + WIDTH:
        turn = (left + WIDTH + x) / 2
        yield left + WIDTH, middle
        if beside != middle:
            yield from ((turn, middle), (turn, beside))
        yield x, beside
        return
    centre = left + WIDTH / 2
    yield centre, middle + (HEIGHT / 2 if beside > middle else -HEIGHT / 2)
    if beside == middle:
        over = middle - HEIGHT
        yield from ((centre, over), (x + width / 2, over), (x + width / 2, y))
        return
    yield centre, beside
    yield x + width, beside


def _route(drawing: Node, way: str, points: list[tuple[float, float]]) -> None:
    edge = next((one for one in drawing.iter(f"{{{DI}}}BPMNEdge") if one.get("bpmnElement") == way), None)
    if edge is None:
        edge = etree.SubElement(drawing, f"{{{DI}}}BPMNEdge", {"id": f"{way}_di", "bpmnElement": way})
    for point in list(edge.iterchildren(f"{{{DD}}}waypoint")):
        edge.remove(point)
    for at, (x, y) in enumerate(points):
        edge.insert(at, etree.Element(f"{{{DD}}}waypoint", {"x": f"{x:g}", "y": f"{y:g}"}))
