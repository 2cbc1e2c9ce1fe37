"""What of a diagram is drawn and where: pools above each other, lanes as bands, steps from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bpmn.clinic.nodes import GATEWAYS, NODES, SUBPROCESSES, Node, children, kind_of, text_of
from bpmn.clinic.picture import size
from bpmn.layout.grid import Band, Box, Link
from bpmn.layout.routes import Point, direct
from bpmn.layout.sheet import Sheet, arrange

_CORNER = (160.0, 80.0)
_HEAD = 30  # pixels, the strip with a pool's or a lane's name
_TASK_WIDTH, _EVENT, _LABEL = 130, 36, (90, 27)
_INSIDE, _NARROW = 20, 70
_BESIDE = {"dataObjectReference": (36, 50), "dataStoreReference": (50, 50), "textAnnotation": (100, 50)}
_EMPTY_POOL = 30
_LANE_HALF, _LETTER = 50, 7  # a lane's name runs up its head in two lines


class Rect(NamedTuple):
    """A place on the page."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: what it shows, where, where its label stands if beside it; `lies` of a pool or lane, `open` of a
    subprocess whose inside is shown."""

    element: str
    place: Rect
    label: Rect | None = None
    lies: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow: what it shows, by which points, where its label stands."""

    element: str
    points: Sequence[Point]
    label: Rect | None = None


class Scene:
    """The shapes and edges of one plane: a collaboration with its pools, or one process."""

    def __init__(self, root: Node, processes: Sequence[tuple[Node | None, Node | None]]) -> None:
        self.shapes: list[Shape] = []
        self.edges: list[Edge] = []
        self._named = {node.get("id"): node for node in root.iter() if kind_of(node) and node.get("id")}
        self._numbers = {name: number for number, name in enumerate(self._named)}
        self._insides: dict[str, Sheet] = {}
        self._places: dict[str, Box] = {}
        self._lane_of: dict[str, str] = {}
        self._labels: list[Rect] = []
        self._draw(processes)

    def _draw(self, pools: Sequence[tuple[Node | None, Node | None]]) -> None:
        bands: list[Band] = []
        owners: list[tuple[str, ...]] = []
        links: list[Link] = []
        for participant, process in pools:
            name = participant.get("id", "") if participant is not None else ""
            if bands:
                bands.append(Band((), half=_INSIDE / 2, is_space=True))
                owners.append(())
            if process is None:
                bands.append(Band((), half=_EMPTY_POOL))
                owners.append((name,))
                continue
            for path, boxes in self._bands(process):
                name_length = len(self._named[path[-1]].get("name", "")) if path else 0
                bands.append(Band(boxes, half=max(_LANE_HALF, name_length * _LETTER / 4 + 10)))
                owners.append((name, *path))
            links += self._links(process)
        inside = {box.id for band in bands for box in band.boxes}
        links += [link for link in self._messages(pools) if link.source in inside and link.target in inside]
        sheet = arrange(bands, links)
        deepest = max((len([one for one in path if one]) for path in owners), default=0)
        left = _CORNER[0] + _HEAD * deepest
        self._frames(sheet, owners, left)
        self._put(sheet, (left, _CORNER[1]))
        self._between(pools)

    def _bands(self, process: Node) -> Iterator[tuple[tuple[str, ...], list[Box]]]:
        """The innermost lanes from top to bottom, each by the path to it; what stands in none comes first."""
        lanes = list(self._lanes(process, ()))
        known = {path[-1] for path in lanes}
        for path in lanes:
            for reference in children(self._named[path[-1]], "flowNodeRef"):
                self._lane_of[(reference.text or "").strip()] = path[-1]
        by_lane: dict[str, list[Box]] = {}
        for box in self._boxes(process):
            lane = self._lane_of.get(box.id, "")
            by_lane.setdefault(lane if lane in known else "", []).append(box)
        if "" in by_lane or not lanes:
            yield (), by_lane.get("", [])
        for path in lanes:
            has_inner = any(other[: len(path)] == path and other != path for other in lanes)
            if path[-1] in by_lane or not has_inner:
                yield path, by_lane.get(path[-1], [])

    def _lanes(self, holder: Node, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for lane in (lane for lanes in children(holder, "laneSet", "childLaneSet") for lane in children(lanes, "lane")):
            here = (*path, lane.get("id", ""))
            yield here
            yield from self._lanes(lane, here)

    def _boxes(self, scope: Node) -> list[Box]:
        """A box for everything directly in a scope, events on borders apart; they make their hosts larger."""
        hosted: dict[str, int] = {}
        for event in children(scope, "boundaryEvent"):
            hosted[event.get("attachedToRef", "")] = hosted.get(event.get("attachedToRef", ""), 0) + 1
        found: list[Box] = []
        for node in scope:
            kind = kind_of(node)
            if kind in _BESIDE:
                found.append(Box(node.get("id", ""), *_BESIDE[kind]))
            elif kind in NODES and not self._is_hosted(node):
                found.append(self._box(node, hosted.get(node.get("id", ""), 0)))
        for box in found:
            box.number = self._numbers[box.id]
        return found

    def _box(self, node: Node, events: int) -> Box:
        kind, key = kind_of(node), node.get("id", "")
        width, height = size(kind)
        label = _LABEL[1] + 4 if node.get("name") else 0
        if kind in GATEWAYS:
            return Box(key, width, height, over=label)
        if kind.endswith("Event"):
            return Box(key, width, height, under=label)
        width = max(_TASK_WIDTH, events * (_EVENT + 10) + _INSIDE)
        if kind in SUBPROCESSES and (boxes := self._boxes(node)):
            inside = arrange([Band(boxes, half=_INSIDE)], [*self._links(node)])
            self._insides[key] = inside
            width, height = max(width, inside.width), inside.height + _HEAD
        return Box(key, width, height, under=_EVENT / 2 + _LABEL[1] + 4 if events else 0)

    def _is_hosted(self, event: Node) -> bool:
        if kind_of(event) != "boundaryEvent":
            return False
        host = self._named.get(event.get("attachedToRef", ""))
        return host is not None and host.getparent() is event.getparent() and kind_of(host) in NODES

    def _links(self, scope: Node) -> Iterator[Link]:
        along = dict(self._on_borders(scope))
        for flow in children(scope, "sequenceFlow"):
            source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
            host, offset = along.get(source, (source, None))
            node = self._named.get(source)
            turns = node is not None and kind_of(node) in GATEWAYS
            yield Link(flow.get("id", ""), host, along.get(target, (target, None))[0], turns=turns, along=offset)

    def _on_borders(self, scope: Node) -> Iterator[tuple[str, tuple[str, float]]]:
        """Each event on a border: its host, and how far along the host's lower side it sits."""
        count: dict[str, int] = {}
        for event in children(scope, "boundaryEvent"):
            if self._is_hosted(event):
                host = event.get("attachedToRef", "")
                number = count[host] = count.get(host, -1) + 1
                yield event.get("id", ""), (host, _INSIDE + _EVENT / 2 + number * (_EVENT + 10))

    def _messages(self, pools: Sequence[tuple[Node | None, Node | None]]) -> Iterator[Link]:
        for participant, _ in pools:
            if participant is not None:
                borders = {key: at for _, one in pools if one is not None for key, at in self._on_borders(one)}
                for flow in children(participant.getparent(), "messageFlow"):
                    host, offset = borders.get(flow.get("targetRef", ""), (flow.get("targetRef", ""), None))
                    yield Link(flow.get("id", ""), flow.get("sourceRef", ""), host, message=True, onto=offset)
                return

    def _frames(self, sheet: Sheet, owners: Sequence[tuple[str, ...]], left: float) -> None:
        """Pools and lanes: each as high as its bands, beginning further right the deeper it lies."""
        extents: dict[str, tuple[int, float, float]] = {}
        for path, (top, bottom) in zip(owners, sheet.bands, strict=True):
            named = [one for one in path if one]
            for depth, name in enumerate(named):
                depth, first, _ = extents.get(name, (depth, top, bottom))
                extents[name] = depth, first, bottom
        for name, (depth, top, bottom) in extents.items():
            x = _CORNER[0] + _HEAD * depth
            width = left + max(sheet.width, 600) - x
            self._place(Shape(name, Rect(x, _CORNER[1] + top, width, bottom - top), lies=True))

    def _put(self, sheet: Sheet, corner: Point) -> None:
        """Draws a sheet from a corner, and the sheets inside its subprocesses."""
        x, y = corner
        for box in sheet.boxes.values():
            node = self._named[box.id]
            box = replace(box, x=box.x + x, y=box.y + y)
            self._place(
                Shape(
                    box.id,
                    Rect(box.x, box.y, box.width, box.height),
                    _label(node, box),
                    open=kind_of(node) in SUBPROCESSES,
                )
            )
            self._events(node, box)
            if box.id in self._insides:
                self._put(self._insides[box.id], (box.x, box.y + _HEAD))
        for name, way in sheet.ways.items():
            self._edge(name, self._past_events(name, [(px + x, py + y) for px, py in way]))

    def _events(self, host: Node, box: Box) -> None:
        parent = host.getparent()
        for name, (hosted_by, offset) in self._on_borders(parent):
            if hosted_by == box.id:
                event = self._named[name]
                x, y = box.x + offset - _EVENT / 2, box.y + box.height - _EVENT / 2
                label = Rect(x + _EVENT / 2 + 4, y + _EVENT + 2, *_LABEL) if event.get("name") else None
                self._place(Shape(name, Rect(x, y, _EVENT, _EVENT), label))

    def _past_events(self, flow: str, way: Sequence[Point]) -> Sequence[Point]:
        """A way that begins or ends at an event on a border does so below it, not at its middle."""
        source, target = (self._named.get(end) for end in _ends(self._named[flow]))
        found = list(way)
        if source is not None and self._is_hosted(source):
            found[0] = (found[0][0], found[0][1] + _EVENT / 2)
        if target is not None and kind_of(self._named[flow]) == "messageFlow" and self._is_hosted(target):
            found[-1] = (found[-1][0], found[-1][1] + _EVENT / 2)
        return found

    def _place(self, shape: Shape) -> None:
        self.shapes.append(shape)
        self._places[shape.element] = Box(
            shape.element, shape.place.width, shape.place.height, x=shape.place.x, y=shape.place.y
        )

    def _between(self, pools: Sequence[tuple[Node | None, Node | None]]) -> None:
        """What goes from grid to grid, or to the border of a pool, or beside the flow: straight from side to side."""
        drawn = {edge.element for edge in self.edges}
        for node in self._arrows(pools):
            name = node.get("id", "")
            source, target = (self._places.get(end) for end in _ends(node))
            if name and name not in drawn and source is not None and target is not None:
                self._edge(name, direct(source, target) if kind_of(node) != "messageFlow" else _upright(source, target))

    def _arrows(self, pools: Sequence[tuple[Node | None, Node | None]]) -> Iterator[Node]:
        for participant, process in pools:
            if participant is not None and participant is pools[0][0]:
                yield from children(participant.getparent(), "messageFlow", "association")
            if process is not None:
                for node in process.iter():
                    if kind_of(node) in (
                        "sequenceFlow",
                        "association",
                        "dataInputAssociation",
                        "dataOutputAssociation",
                    ):
                        yield node

    def _edge(self, name: str, way: Sequence[Point]) -> None:
        node = self._named[name]
        label = _beside(way, node.get("name")) if node.get("name") else None
        while label is not None and any(_meet(label, other) for other in self._labels):
            label = label._replace(y=label.y + (label.height if way[1][1] > way[0][1] else -label.height))
        if label is not None:
            self._labels.append(label)
        self.edges.append(Edge(name, way, label))


def _beside(way: Sequence[Point], name: str) -> Rect:
    """A label where the arrow leaves: above it, or right of it when it goes up or down."""
    (x, y), (then_x, then_y) = way[0], way[1]
    width = max(30, min(_LABEL[0], _LETTER * len(name)))
    if x == then_x:
        return Rect(x + 5, y + 5 if then_y > y else y - 21, width, 14)
    return Rect(x + 5 if then_x > x else x - 5 - width, y - 18, width, 14)


def _meet(a: Rect, b: Rect) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def _upright(source: Box, target: Box) -> list[Point]:
    """To or from the border of a pool: up or down where the step stands; else from side to side."""
    below = source.middle[1] < target.middle[1]
    narrow = source if source.width <= target.width else target
    wide = target if narrow is source else source
    x = narrow.middle[0]
    if not wide.x <= x <= wide.x + wide.width:
        return direct(source, target)
    return [(x, source.y + source.height if below else source.y), (x, target.y if below else target.y + target.height)]


def _ends(node: Node) -> tuple[str, str]:
    match kind_of(node):
        case "dataInputAssociation":
            return text_of(node, "sourceRef"), node.getparent().get("id", "")
        case "dataOutputAssociation":
            return node.getparent().get("id", ""), text_of(node, "targetRef")
        case _:
            return node.get("sourceRef", ""), node.get("targetRef", "")


def _label(node: Node, box: Box) -> Rect | None:
    """Beside what is too small to hold its name: above gateways to the left, below events and data."""
    kind = kind_of(node)
    if not node.get("name") or not (kind in GATEWAYS or kind.endswith(("Event", "Reference"))):
        return None
    if kind in GATEWAYS:
        return Rect(box.middle[0] - _NARROW - 4, box.y - _LABEL[1] + 4, _NARROW, _LABEL[1])
    return Rect(box.middle[0] - _LABEL[0] / 2, box.y + box.height + 4, *_LABEL)
