"""One element of a diagram as its XML says it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypedDict, get_args

from bpmn.attributes import Node, properties, value
from bpmn.files import NotReadable
from bpmn.model import (
    HIGHEST_PRIORITY,
    USUAL_PRIORITY,
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
    Mark,
    MessageTask,
    RuleTask,
    ScriptTask,
    ServiceTask,
    Shape,
    SubProcess,
    Timer,
    TimerKind,
    UserTask,
)
from bpmn.sentences import Sentence
from bpmn.terms import Term, WrongTerm

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"

_ACTS: Mapping[str, Act] = {act: act for act in get_args(Act)}
_SHAPES: dict[str, Shape] = {
    "singleEntry": "singleEntry",
    "singleResult": "singleResult",
    "collectEntries": "collectEntries",
    "resultList": "resultList",
}
# what other engines do around an element, and this one does not
_INSTRUCTIONS = frozenset(
    {"ioMapping", "inputOutput", "connector", "executionListener", "taskListener", "executionListeners"}
    | {"taskListeners", "preScript", "postScript"}
)
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
    is_single: bool


class Basics(TypedDict):
    """What every element has."""

    id: str
    kind: str
    name: str
    line: int
    lane: str | None
    process: str
    scope: str
    properties: Mapping[str, str]
    state: str | None
    handoff: str | None
    ignored: tuple[str, ...]


class Known(NamedTuple):
    """What the file says elsewhere: the names of messages, signals, errors and escalations by id, and its lanes."""

    names: Mapping[str, str]
    lanes: Mapping[str, Lane]


class Place(NamedTuple):
    """Where an element stands: its process, the scope around it, its lane."""

    process: str
    scope: str
    lane: str | None


def _user_task(known: Known, node: Node, basics: Basics) -> UserTask:
    lane = known.lanes.get(basics["lane"] or "")
    said = basics["properties"]
    due = value(node, "dueDate")
    return UserTask(
        **basics,
        **_work(node),
        role=value(node, "candidateGroups") or (lane.role if lane else ""),
        allotment=_term(due, said.get("gov.unit", "working")),
        allotment_text=due,
        priority=_priority(value(node, "priority")),
        form=value(node, "formRef") or None,
        act=_ACTS.get(said.get("gov.act", ""), "complete"),
        legal_basis=said.get("gov.legalBasis", ""),
        four_eyes=said.get("gov.fourEyes") or None,
        assigns=said.get("gov.assigns") or None,
        must_assign=said.get("gov.mustAssign") == "true",
        sign=said.get("gov.sign") == "true",
        has_own_clock=said.get("gov.clock") == "own",
        due_by_mandate=said.get("gov.due") == "mandate",
    )


def _event(known: Known, node: Node, basics: Basics) -> Event:
    definitions = [child for child in node if kind_of(child) in _DEFINITIONS]
    definition = definitions[0] if definitions else None
    attached = node.get("attachedToRef", "") or None
    stops = "cancelActivity" if attached else "isInterrupting"
    return Event(
        **basics,
        definition="multiple" if node.get("parallelMultiple", "") == "true" else _definition(definitions),
        reference=None if definition is None else _reference(known, definition),
        timer=None if definition is None else _timer(definition),
        condition=None if definition is None else _first(definition, "condition"),
        attached_to=attached,
        interrupting=node.get(stops, "true") != "false",
        has_own_clock=basics["properties"].get("gov.clock") == "own",
    )


def _message_task(known: Known, node: Node, basics: Basics) -> MessageTask:
    name = known.names.get(node.get("messageRef", ""))
    return MessageTask(**basics, **_work(node), reference=name)


def _reference(known: Known, definition: Node) -> str | None:
    kind = kind_of(definition).removesuffix("EventDefinition")
    return known.names.get(definition.get(f"{kind}Ref", "")) or definition.get("name", "") or None


def basics_of(node: Node, place: Place) -> Basics:
    """What every element has, read from its XML."""
    said = properties(children(node, "extensionElements"))
    return Basics(
        id=id_of(node),
        kind=kind_of(node),
        name=" ".join(node.get("name", "").split()),
        line=line_of(node),
        lane=place.lane,
        process=place.process,
        scope=place.scope,
        properties=MappingProxyType(said),
        state=said.get("gov.state"),
        handoff=said.get("gov.handoff"),
        ignored=tuple(_ignored(node)),
    )


def _ignored(node: Node) -> Iterator[str]:
    for extensions in children(node, "extensionElements"):
        for child in extensions:
            name = str(child.tag).rpartition("}")[2]
            if name in _INSTRUCTIONS:
                yield name


def _definition(definitions: list[Node]) -> Definition:
    if len(definitions) > 1:
        return "multiple"
    return _DEFINITIONS[kind_of(definitions[0])] if definitions else "none"


def _timer(definition: Node) -> Timer | None:
    for kind in _TIMERS:
        for node in children(definition, kind):
            return Timer(kind=kind, text=text_of(node))
    return None


def flow_of(node: Node, basics: Basics) -> Flow:
    """An arrow."""
    return Flow(
        **basics,
        source=node.get("sourceRef", ""),
        target=node.get("targetRef", ""),
        condition=_first(node, "conditionExpression"),
    )


def _script(_: Known, node: Node, basics: Basics) -> ScriptTask:
    script = next((text_of(child) for child in children(node, "script")), "")
    return ScriptTask(**basics, **_work(node), script=script)


def _rule(_: Known, node: Node, basics: Basics) -> RuleTask:
    return RuleTask(
        **basics,
        **_work(node),
        decision=value(node, "decisionRef"),
        result=value(node, "resultVariable") or None,
        shape=_SHAPES.get(value(node, "mapDecisionResult"), "whole"),
    )


def _service(_: Known, node: Node, basics: Basics) -> ServiceTask:
    return ServiceTask(
        **basics,
        **_work(node),
        expression=value(node, "expression"),
        handler=value(node, "topic"),
        result=value(node, "resultVariable") or None,
    )


def _subprocess(_: Known, node: Node, basics: Basics) -> SubProcess:
    by_event = node.get("triggeredByEvent", "") in ("true", "1")
    return SubProcess(**basics, **_work(node), by_event=by_event)


def _call(known: Known, node: Node, basics: Basics) -> CallActivity:
    lane, said = known.lanes.get(basics["lane"] or ""), basics["properties"]
    allotted = said.get("gov.allotment", "")
    code, _, version = said.get("gov.block", "").partition("@")
    return CallActivity(
        **basics,
        **_work(node),
        called=node.get("calledElement", ""),
        block=Mark(code, version) if code and version else None,
        role=said.get("gov.role") or (lane.role if lane else ""),
        allotment=_term(allotted, said.get("gov.unit", "working")),
        allotment_text=allotted,
        four_eyes=said.get("gov.fourEyes") or None,
    )


def _activity(_: Known, node: Node, basics: Basics) -> Activity:
    return Activity(**basics, **_work(node))


def _gateway(_: Known, node: Node, basics: Basics) -> Gateway:
    begins = node.get("instantiate", "") in ("true", "1")
    return Gateway(**basics, default=node.get("default", "") or None, begins=begins)


LANE = f"{{{BPMN}}}lane"
SCOPES = ("subProcess", "transaction", "adHocSubProcess")
_TASKS = "task manualTask"
_GATEWAYS = "exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway complexGateway"
_EVENTS = "startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent"
KINDS: dict[str, Callable[[Known, Node, Basics], Element]] = {
    "userTask": _user_task,
    "sendTask": _message_task,
    "receiveTask": _message_task,
    "scriptTask": _script,
    "businessRuleTask": _rule,
    "serviceTask": _service,
    "callActivity": _call,
    **dict.fromkeys(SCOPES, _subprocess),
    **dict.fromkeys(_TASKS.split(), _activity),
    **dict.fromkeys(_GATEWAYS.split(), _gateway),
    **dict.fromkeys(_EVENTS.split(), _event),
}


def _work(node: Node) -> _Work:
    items = next((_items(several) for several in children(node, "multiInstanceLoopCharacteristics")), "")
    again = next((_first(loop, "loopCondition") for loop in children(node, "standardLoopCharacteristics")), None)
    return _Work(
        default=node.get("default", "") or None,
        loop=_loop(node),
        items=items or None,
        again=again,
        is_single=all(node.get(f"{end}Quantity", "") in ("", "0", "1") for end in ("start", "completion")),
    )


def _items(several: Node) -> str:
    named = value(several, "collection") or _first(several, "loopDataInputRef") or ""
    return named.strip().removeprefix("${").removesuffix("}").strip()


def _loop(node: Node) -> Loop | None:
    for again in children(node, "standardLoopCharacteristics"):
        ends = again.get("loopMaximum", "") or any(text_of(one) for one in children(again, "loopCondition"))
        return "standard" if ends else "endless"
    for several in children(node, "multiInstanceLoopCharacteristics"):
        return "sequential" if several.get("isSequential", "") == "true" else "parallel"
    return None


def _term(text: str, unit: str) -> Term | None:
    """The allotment as a term; what cannot be read is the checks' finding, not a refusal of the whole file."""
    try:
        return Term.read(text, kind="calendar" if unit == "calendar" else "working")
    except WrongTerm:
        return None


def _priority(text: str) -> int | None:
    """How urgent the step is among others, as Camunda counts it."""
    if not text:
        return USUAL_PRIORITY
    return int(text) if text.isascii() and text.isdecimal() and int(text) <= HIGHEST_PRIORITY else None


def id_of(node: Node) -> str:
    """Its id. Refuses: NotReadable."""
    found = node.get("id", "")
    if not found:
        raise NotReadable(
            Sentence("phần tử {kind} ở dòng {line} không có mã (id)", kind=kind_of(node), line=line_of(node))
        )
    return found


def line_of(node: Node) -> int:
    """Where it stands in the file, from 1; 0 when that is not known."""
    return node.sourceline or 0


def kind_of(node: Node) -> str:
    """The element's BPMN name, empty for what other namespaces put between."""
    tag = str(node.tag)
    return tag.removeprefix(f"{{{BPMN}}}") if tag.startswith(f"{{{BPMN}}}") else ""


def text_of(node: Node) -> str:
    """All text in it."""
    return "".join(str(part) for part in node.itertext()).strip()


def _first(node: Node, kind: str) -> str | None:
    """What is written in the first child of this kind, None when there is no text."""
    return next((text_of(child) for child in children(node, kind)), "") or None


def children(node: Node, kind: str) -> Iterator[Node]:
    """Its own children of a BPMN kind."""
    return node.iterchildren(f"{{{BPMN}}}{kind}")
