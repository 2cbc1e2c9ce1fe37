"""Reading a diagram: BPMN 2.0 XML, as any modeller writes it, becomes a Model. Hostile files are turned away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import chain
from types import MappingProxyType

from bpmn import calls, files
from bpmn.attributes import Node, properties
from bpmn.elements import (
    BPMN,
    KINDS,
    LANE,
    SCOPES,
    Known,
    Place,
    basics_of,
    children,
    flow_of,
    id_of,
    kind_of,
    line_of,
    text_of,
)
from bpmn.files import NotReadable
from bpmn.model import Element, Flow, Lane, MessageFlow, Model, Process
from bpmn.sentences import Sentence

__all__ = ["BPMN", "parse", "read"]


def read(xml: bytes) -> Model:
    """Reads a diagram.

    Refuses: NotReadable (as `files.parse`; not BPMN 2.0, no process, an element without an id or two with the same).
    """
    root = parse(xml)
    reading = _Reading(root)
    processes = calls.placed(tuple(reading.process(node) for node in children(root, "process")), reading.elements)
    if not processes:
        raise NotReadable(Sentence("sơ đồ không có quy trình nào"))
    if len({process.id for process in processes}) < len(processes):
        raise NotReadable(Sentence("hai quy trình trong sơ đồ có cùng mã"))
    elements = calls.filled(reading.elements)
    flows = [element for element in elements.values() if isinstance(element, Flow)]
    return Model(
        hash=hashlib.sha256(xml).hexdigest(),
        xml=xml,
        processes=processes,
        elements=MappingProxyType(elements),
        incoming=_grouped(flows, lambda flow: flow.target),
        outgoing=_grouped(flows, lambda flow: flow.source),
        message_flows=tuple(reading.message_flows()),
    )


def _agency(participant: Node) -> str:
    return properties(children(participant, "extensionElements")).get("gov.agency", "")


def _grouped(flows: list[Flow], key: Callable[[Flow], str]) -> MappingProxyType[str, tuple[Flow, ...]]:
    found: dict[str, list[Flow]] = {}
    for flow in flows:
        found.setdefault(key(flow), []).append(flow)
    return MappingProxyType({node: tuple(joined) for node, joined in found.items()})


def parse(xml: bytes) -> Node:
    """The tree of a diagram's file. Refuses: NotReadable, as `files.parse`, and what is not BPMN 2.0."""
    root = files.parse(xml)
    if root.tag != f"{{{BPMN}}}definitions":
        raise NotReadable(Sentence("đây không phải là sơ đồ BPMN 2.0"))
    return root


class _Reading:
    """One pass over a file; `elements` fills up in the order of the file."""

    def __init__(self, root: Node) -> None:
        self.elements: dict[str, Element] = {}
        self.pools = {
            p.get("processRef", ""): p.get("name", "") for p in root.iterdescendants(f"{{{BPMN}}}participant")
        }
        self._root = root
        participants = list(root.iterdescendants(f"{{{BPMN}}}participant"))
        self._participants = {p.get("id", ""): p.get("processRef", "") or None for p in participants}
        self._agencies = {p.get("id", ""): _agency(p) for p in participants}
        self._agencies |= {p.get("processRef", ""): _agency(p) for p in participants}
        named = chain.from_iterable(children(root, kind) for kind in ("message", "signal", "error", "escalation"))
        names = {node.get("id", ""): node.get("name", "") or node.get("id", "") for node in named}
        self._lanes: dict[str, Lane] = {}
        self._known = Known(names, self._lanes)

    def process(self, node: Node) -> Process:
        found = Process(
            id=id_of(node),
            name=node.get("name", ""),
            line=line_of(node),
            executable=node.get("isExecutable", "") in ("true", "1"),
            pool=self.pools.get(id_of(node)) or node.get("name", ""),
            agency=self._agencies.get(id_of(node), ""),
            in_pool=id_of(node) in self.pools,
        )
        self._read(node, Place(found.id, found.id, None))
        return found

    def _read(self, holder: Node, place: Place) -> None:
        """Reads what a process or a subprocess holds."""
        lane_of = self._lane_set(holder, place)
        for node in holder:
            kind = kind_of(node)
            if kind == "sequenceFlow":
                self._add(flow_of(node, basics_of(node, Place(place.process, place.scope, None))))
            elif kind in KINDS:
                lane = lane_of.get(node.get("id", "")) or lane_of.get(node.get("attachedToRef", "")) or place.lane
                here = Place(place.process, place.scope, lane)
                self._add(KINDS[kind](self._known, node, basics_of(node, here)))
                if kind in SCOPES:
                    self._read(node, Place(place.process, id_of(node), lane))

    def message_flows(self) -> Iterator[MessageFlow]:
        """The arrows between pools; one whose end is not in the file ends at a pool that is not there."""
        for node in self._root.iterdescendants(f"{{{BPMN}}}messageFlow"):
            source, target = node.get("sourceRef", ""), node.get("targetRef", "")
            yield MessageFlow(
                id=node.get("id", ""),
                name=node.get("name", ""),
                line=line_of(node),
                source=source if source in self.elements else None,
                target=target if target in self.elements else None,
                sender=self._process_of(source),
                receiver=self._process_of(target),
                from_agency=self._agency_of(source),
                to_agency=self._agency_of(target),
            )

    def _process_of(self, end: str) -> str | None:
        element = self.elements.get(end)
        return self._participants.get(end) if element is None else element.process

    def _agency_of(self, end: str) -> str:
        element = self.elements.get(end)
        return self._agencies.get(end if element is None else element.process, "")

    def _lane_set(self, holder: Node, place: Place) -> dict[str, str]:
        """Which lane each node stands in; of nested lanes the innermost, because it comes last in the file."""
        lane_of: dict[str, str] = {}
        for node in (lane for lanes in children(holder, "laneSet") for lane in lanes.iterdescendants(LANE)):
            basics = basics_of(node, Place(place.process, place.scope, None))
            lane = Lane(**basics, role=basics["properties"].get("gov.role") or basics["name"])
            self._lanes[lane.id] = lane
            self._add(lane)
            lane_of |= {text_of(reference): lane.id for reference in children(node, "flowNodeRef")}
        return lane_of

    def _add(self, element: Element) -> None:
        if element.id in self.elements:
            raise NotReadable(
                Sentence(
                    "mã “{element}” ở dòng {line} đã dùng cho một phần tử khác", element=element.id, line=element.line
                )
            )
        self.elements[element.id] = element
