"""Reading a diagram: BPMN 2.0 XML, as any modeller writes it, becomes a Model. Hostile files are turned away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple, TypedDict

from bpmn import files
from bpmn.attributes import Node, properties, value
from bpmn.files import NotReadable
from bpmn.model import (
    Act,
    Activity,
    CallActivity,
    Definition,
    Element,
    Event,
    Flow,
    Gateway,
    Lane,
    Loop,
    MessageFlow,
    MessageTask,
    Model,
    Process,
    RuleTask,
    ScriptTask,
    ServiceTask,
    Shape,
    SubProcess,
    Timer,
    TimerKind,
    UserTask,
)
from bpmn.terms import Term, WrongTerm

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"

_ACTS: dict[str, Act] = {"transfer": "transfer", "issue": "issue", "return": "return"}
_SHAPES: dict[str, Shape] = {
    "singleEntry": "singleEntry",
    "singleResult": "singleResult",
    "collectEntries": "collectEntries",
    "resultList": "resultList",
}
_TIMERS: tuple[TimerKind, ...] = ("timeDuration", "timeDate", "timeCycle")
_DEFINITIONS: dict[str, Definition] = {
    "timerEventDefinition": "timer",
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
    "compensateEventDefinition": "compensate",
    "conditionalEventDefinition": "conditional",
    "cancelEventDefinition": "cancel",
}


class _Work(TypedDict):
    default: str | None
    loop: Loop | None
    items: str | None
    again: str | None


class _Basics(TypedDict):
    id: str
    kind: str
    name: str
    line: int
    lane: str | None
    process: str
    scope: str
    properties: Mapping[str, str]


class _Place(NamedTuple):
    process: str
    scope: str
    lane: str | None


def read(xml: bytes) -> Model:
    """Reads a diagram.

    Refuses: NotReadable (as `files.parse`; not BPMN 2.0, no process, an element without an id or two with the same).
    """
    root = parse(xml)
    reading = _Reading(root)
    processes = tuple(reading.process(node) for node in _children(root, "process"))
    if not processes:
        raise NotReadable("sơ đồ không có quy trình nào")
    if len({process.id for process in processes}) < len(processes):
        raise NotReadable("hai quy trình trong sơ đồ có cùng mã")
    elements = reading.elements
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


def _grouped(flows: list[Flow], key: Callable[[Flow], str]) -> MappingProxyType[str, tuple[Flow, ...]]:
    found: dict[str, list[Flow]] = {}
    for flow in flows:
        found.setdefault(key(flow), []).append(flow)
    return MappingProxyType({node: tuple(joined) for node, joined in found.items()})


def parse(xml: bytes) -> Node:
    """The tree of a diagram's file. Refuses: NotReadable, as `files.parse`, and what is not BPMN 2.0."""
    root = files.parse(xml)
    if root.tag != f"{{{BPMN}}}definitions":
        raise NotReadable("đây không phải là sơ đồ BPMN 2.0")
    return root


class _Reading:
    """One pass over a file; `elements` fills up in the order of the file."""

    def __init__(self, root: Node) -> None:
        self.elements: dict[str, Element] = {}
        self.pools = {
            p.get("processRef", ""): p.get("name", "") for p in root.iterdescendants(f"{{{BPMN}}}participant")
        }
        self._root = root
        self._participants = {
            p.get("id", ""): p.get("processRef", "") or None for p in root.iterdescendants(f"{{{BPMN}}}participant")
        }
        named = chain.from_iterable(_children(root, kind) for kind in ("message", "signal", "error", "escalation"))
        self.names = {node.get("id", ""): node.get("name", "") or node.get("id", "") for node in named}
        self._lanes: dict[str, Lane] = {}

    def process(self, node: Node) -> Process:
        found = Process(
            id=_id(node),
            name=node.get("name", ""),
            line=_line(node),
            executable=node.get("isExecutable", "") in ("true", "1"),
            pool=self.pools.get(_id(node)) or node.get("name", ""),
        )
        self._read(node, _Place(found.id, found.id, None))
        return found

    def _read(self, holder: Node, place: _Place) -> None:
        """Reads what a process or a subprocess holds."""
        lane_of = self._lane_set(holder, place)
        for node in holder:
            kind = _local(node)
            if kind == "sequenceFlow":
                self._add(_flow(node, _basics(node, _Place(place.process, place.scope, None))))
            elif kind in _KINDS:
                lane = lane_of.get(node.get("id", "")) or lane_of.get(node.get("attachedToRef", "")) or place.lane
                here = _Place(place.process, place.scope, lane)
                self._add(_KINDS[kind](self, node, _basics(node, here)))
                if kind in _SCOPES:
                    self._read(node, _Place(place.process, _id(node), lane))

    def message_flows(self) -> Iterator[MessageFlow]:
        """The arrows between pools; one whose end is not in the file ends at a pool that is not there."""
        for node in self._root.iterdescendants(f"{{{BPMN}}}messageFlow"):
            source, target = node.get("sourceRef", ""), node.get("targetRef", "")
            yield MessageFlow(
                id=node.get("id", ""),
                name=node.get("name", ""),
                line=_line(node),
                source=source if source in self.elements else None,
                target=target if target in self.elements else None,
                sender=self._process_of(source),
                receiver=self._process_of(target),
            )

    def _process_of(self, end: str) -> str | None:
        element = self.elements.get(end)
        return self._participants.get(end) if element is None else element.process

    def _lane_set(self, holder: Node, place: _Place) -> dict[str, str]:
        """Which lane each node stands in; of nested lanes the innermost, because it comes last in the file."""
        lane_of: dict[str, str] = {}
        for node in (lane for lanes in _children(holder, "laneSet") for lane in lanes.iterdescendants(_LANE)):
            basics = _basics(node, _Place(place.process, place.scope, None))
            lane = Lane(**basics, role=basics["properties"].get("gov.role") or basics["name"])
            self._lanes[lane.id] = lane
            self._add(lane)
            lane_of |= {_text(reference): lane.id for reference in _children(node, "flowNodeRef")}
        return lane_of

    def _add(self, element: Element) -> None:
        if element.id in self.elements:
            raise NotReadable(f"mã “{element.id}” ở dòng {element.line} đã dùng cho một phần tử khác")
        self.elements[element.id] = element

    def user_task(self, node: Node, basics: _Basics) -> UserTask:
        lane = self._lanes.get(basics["lane"] or "")
        said = basics["properties"]
        due = value(node, "dueDate")
        return UserTask(
            **basics,
            **_work(node),
            role=value(node, "candidateGroups") or (lane.role if lane else ""),
            allotment=_term(due, said.get("gov.unit", "working")),
            allotment_text=due,
            form=value(node, "formRef") or None,
            act=_ACTS.get(said.get("gov.act", ""), "complete"),
            legal_basis=said.get("gov.legalBasis", ""),
            four_eyes=said.get("gov.fourEyes") or None,
            sign=said.get("gov.sign") == "true",
        )

    def event(self, node: Node, basics: _Basics) -> Event:
        definitions = [child for child in node if _local(child) in _DEFINITIONS]
        definition = definitions[0] if definitions else None
        attached = node.get("attachedToRef", "") or None
        stops = "cancelActivity" if attached else "isInterrupting"
        return Event(
            **basics,
            definition=_definition(definitions),
            reference=None if definition is None else self._reference(definition),
            timer=None if definition is None else _timer(definition),
            condition=None if definition is None else _first(definition, "condition"),
            attached_to=attached,
            interrupting=node.get(stops, "true") != "false",
        )

    def message_task(self, node: Node, basics: _Basics) -> MessageTask:
        name = self.names.get(node.get("messageRef", ""))
        return MessageTask(**basics, **_work(node), reference=name)

    def _reference(self, definition: Node) -> str | None:
        kind = _local(definition).removesuffix("EventDefinition")
        return self.names.get(definition.get(f"{kind}Ref", "")) or definition.get("name", "") or None


def _basics(node: Node, place: _Place) -> _Basics:
    return _Basics(
        id=_id(node),
        kind=_local(node),
        name=" ".join(node.get("name", "").split()),
        line=_line(node),
        lane=place.lane,
        process=place.process,
        scope=place.scope,
        properties=MappingProxyType(properties(_children(node, "extensionElements"))),
    )


def _definition(definitions: list[Node]) -> Definition:
    if len(definitions) > 1:
        return "multiple"
    return _DEFINITIONS[_local(definitions[0])] if definitions else "none"


def _timer(definition: Node) -> Timer | None:
    for kind in _TIMERS:
        for node in _children(definition, kind):
            return Timer(kind=kind, text=_text(node))
    return None


def _flow(node: Node, basics: _Basics) -> Flow:
    return Flow(
        **basics,
        source=node.get("sourceRef", ""),
        target=node.get("targetRef", ""),
        condition=_first(node, "conditionExpression"),
    )


def _script(_: _Reading, node: Node, basics: _Basics) -> ScriptTask:
    script = next((_text(child) for child in _children(node, "script")), "")
    return ScriptTask(**basics, **_work(node), script=script)


def _rule(_: _Reading, node: Node, basics: _Basics) -> RuleTask:
    return RuleTask(
        **basics,
        **_work(node),
        decision=value(node, "decisionRef"),
        result=value(node, "resultVariable") or None,
        shape=_SHAPES.get(value(node, "mapDecisionResult"), "whole"),
    )


def _service(_: _Reading, node: Node, basics: _Basics) -> ServiceTask:
    return ServiceTask(
        **basics,
        **_work(node),
        expression=value(node, "expression"),
        handler=value(node, "topic"),
        result=value(node, "resultVariable") or None,
    )


def _subprocess(_: _Reading, node: Node, basics: _Basics) -> SubProcess:
    by_event = node.get("triggeredByEvent", "") in ("true", "1")
    return SubProcess(**basics, **_work(node), by_event=by_event)


def _call(_: _Reading, node: Node, basics: _Basics) -> CallActivity:
    called = node.get("calledElement", "")
    return CallActivity(**basics, **_work(node), called=called)


def _activity(_: _Reading, node: Node, basics: _Basics) -> Activity:
    return Activity(**basics, **_work(node))


def _gateway(_: _Reading, node: Node, basics: _Basics) -> Gateway:
    return Gateway(**basics, default=node.get("default", "") or None)


_LANE = f"{{{BPMN}}}lane"
_SCOPES = ("subProcess", "transaction", "adHocSubProcess")
_TASKS = "task manualTask"
_GATEWAYS = "exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway complexGateway"
_EVENTS = "startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent"
_KINDS: dict[str, Callable[[_Reading, Node, _Basics], Element]] = {
    "userTask": _Reading.user_task,
    "sendTask": _Reading.message_task,
    "receiveTask": _Reading.message_task,
    "scriptTask": _script,
    "businessRuleTask": _rule,
    "serviceTask": _service,
    "callActivity": _call,
    **dict.fromkeys(_SCOPES, _subprocess),
    **dict.fromkeys(_TASKS.split(), _activity),
    **dict.fromkeys(_GATEWAYS.split(), _gateway),
    **dict.fromkeys(_EVENTS.split(), _Reading.event),
}


def _work(node: Node) -> _Work:
    items = next((_items(several) for several in _children(node, "multiInstanceLoopCharacteristics")), "")
    again = next((_first(loop, "loopCondition") for loop in _children(node, "standardLoopCharacteristics")), None)
    return _Work(default=node.get("default", "") or None, loop=_loop(node), items=items or None, again=again)


def _items(several: Node) -> str:
    named = value(several, "collection") or _first(several, "loopDataInputRef") or ""
    return named.strip().removeprefix("${").removesuffix("}").strip()


def _loop(node: Node) -> Loop | None:
    for again in _children(node, "standardLoopCharacteristics"):
        ends = again.get("loopMaximum", "") or any(_text(one) for one in _children(again, "loopCondition"))
        return "standard" if ends else "endless"
    for several in _children(node, "multiInstanceLoopCharacteristics"):
        return "sequential" if several.get("isSequential", "") == "true" else "parallel"
    return None


def _term(text: str, unit: str) -> Term | None:
    """The allotment as a term; what cannot be read is the checks' finding, not a refusal of the whole file."""
    try:
        return Term.read(text, kind="calendar" if unit == "calendar" else "working")
    except WrongTerm:
        return None


def _id(node: Node) -> str:
    found = node.get("id", "")
    if not found:
        raise NotReadable(f"phần tử {_local(node)} ở dòng {_line(node)} không có mã (id)")
    return found


def _line(node: Node) -> int:
    return node.sourceline or 0


def _local(node: Node) -> str:
    """The element's BPMN name, empty for what other namespaces put between."""
    tag = str(node.tag)
    return tag.removeprefix(f"{{{BPMN}}}") if tag.startswith(f"{{{BPMN}}}") else ""


def _text(node: Node) -> str:
    return "".join(str(part) for part in node.itertext()).strip()


def _first(node: Node, kind: str) -> str | None:
    """What is written in the first child of this kind, None when there is no text."""
    return next((_text(child) for child in _children(node, kind)), "") or None


def _children(node: Node, kind: str) -> Iterator[Node]:
    return node.iterchildren(f"{{{BPMN}}}{kind}")
