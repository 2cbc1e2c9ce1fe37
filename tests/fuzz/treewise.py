"""Diagrams and decision tables whose XML is sound and whose meaning is not."""

# pyright: basic
from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random

from lxml import etree

from tests.fuzz import texts

Node = etree._Element
Break = Callable[[Node, Random], None]
_REFERENCES = (
    "sourceRef",
    "targetRef",
    "attachedToRef",
    "default",
    "processRef",
    "calledElement",
    "messageRef",
    "href",
)
_TEXTS = ("conditionExpression", "script", "timeDuration", "timeDate", "timeCycle", "text", "loopCardinality")
_KINDS = (
    *("userTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "manualTask", "task"),
    *("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway", "subProcess"),
    *("startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent", "callActivity"),
    *("adHocSubProcess", "transaction", "process", "laneSet", "lane", "dataObject", "textAnnotation", "definitions"),
)
_DEFINITIONS = ("timer", "message", "signal", "error", "escalation", "link", "terminate", "compensate", "conditional")


def _nodes(root: Node) -> list[Node]:
    return [node for node in root.iter() if isinstance(node.tag, str)]


def _one(root: Node, chance: Random) -> Node:
    return chance.choice(_nodes(root))


def _of(root: Node, *kinds: str) -> list[Node]:
    return [node for node in _nodes(root) if etree.QName(node).localname in kinds]


def _ids(root: Node) -> list[str]:
    return [node.get("id", "") for node in _nodes(root) if node.get("id")] or [""]


def _called(root: Node, kind: str) -> str:
    space = etree.QName(root).namespace
    return f"{{{space}}}{kind}" if space else kind


def _under(root: Node, kind: str, chance: Random, **attributes: str) -> Node:
    """A new element somewhere in a process."""
    holders = _of(root, "process", "subProcess", "decision") or [root]
    return etree.SubElement(chance.choice(holders), _called(root, kind), attributes)


def _flow(root: Node, chance: Random, source: str, target: str) -> None:
    mark = f"new{chance.randrange(10**9)}"
    _under(root, "sequenceFlow", chance, id=mark, sourceRef=source, targetRef=target)


def _delete(root: Node, chance: Random) -> None:
    for _n in range(chance.choice((1, 1, 5))):
        node = _one(root, chance)
        if (above := node.getparent()) is not None:
            above.remove(node)


def _double(root: Node, chance: Random) -> None:
    node = _one(root, chance)
    if (above := node.getparent()) is not None:
        twin = deepcopy(node)
        if chance.random() < 0.7:
            for each in _nodes(twin):
                if each.get("id"):
                    each.set("id", f"{each.get('id')}_{chance.randrange(10**6)}")
        above.append(twin)


def _move(root: Node, chance: Random) -> None:
    node, target = _one(root, chance), _one(root, chance)
    if node is not root and node not in target.iterancestors() and node is not target:
        target.insert(chance.randrange(len(target) + 1), node)


def _rename(root: Node, chance: Random) -> None:
    known = _of(root, *_KINDS)
    node = chance.choice(known) if known and chance.random() < 0.8 else _one(root, chance)
    node.tag = _called(root, chance.choice(_KINDS)) if chance.random() < 0.9 else "{urn:x}thing"


def _swap_ids(root: Node, chance: Random) -> None:
    named = [node for node in _nodes(root) if node.get("id")]
    if named:
        one, other = chance.choice(named), chance.choice(named)
        mine, its = one.get("id", ""), other.get("id", "")
        one.set("id", chance.choice((its, its, "", "không có", "a" * 5_000)))
        other.set("id", mine)


def _redirect(root: Node, chance: Random) -> None:
    """References to something else, to nothing, to themselves."""
    pointing = [(node, name) for node in _nodes(root) for name in _REFERENCES if node.get(name) is not None]
    for node, name in chance.sample(pointing, min(len(pointing), chance.choice((1, 2, 10)))):
        node.set(name, chance.choice((chance.choice(_ids(root)), node.get("id", ""), "", "nowhere", "#", " ")))


def _self_loop(root: Node, chance: Random) -> None:
    mark = chance.choice(_ids(root))
    _flow(root, chance, mark, mark)


def _cross(root: Node, chance: Random) -> None:
    """Arrows between anything and anything, also into and out of subprocesses and other processes."""
    for _n in range(chance.choice((1, 3, 30))):
        _flow(root, chance, chance.choice(_ids(root)), chance.choice(_ids(root)))


def _border(root: Node, chance: Random) -> None:
    """An event on the border of anything, also of another event or of itself."""
    mark = f"border{chance.randrange(10**6)}"
    event = _under(root, "boundaryEvent", chance, id=mark, attachedToRef=chance.choice((*_ids(root), mark)))
    etree.SubElement(event, _called(root, f"{chance.choice(_DEFINITIONS)}EventDefinition"))
    _flow(root, chance, mark, chance.choice(_ids(root)))


def _define(root: Node, chance: Random) -> None:
    """Other, more or no definitions for an event."""
    events = _of(root, "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent")
    if events:
        event = chance.choice(events)
        for child in list(event):
            if chance.random() < 0.5:
                event.remove(child)
        for _n in range(chance.choice((1, 1, 2))):
            kind = chance.choice(_DEFINITIONS)
            found = etree.SubElement(event, _called(root, f"{kind}EventDefinition"))
            if kind == "timer" and chance.random() < 0.9:
                each = etree.SubElement(found, _called(root, chance.choice(("timeDuration", "timeDate", "timeCycle"))))
                each.text = chance.choice(texts.TIMERS)


def _repeat(root: Node, chance: Random) -> None:
    """An activity repeated for nothing, for everything, or by a text."""
    nodes = _of(root, *_KINDS[:8], "subProcess", "callActivity")
    if nodes:
        kind = chance.choice(("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"))
        loop = etree.SubElement(chance.choice(nodes), _called(root, kind))
        loop.set("isSequential", chance.choice(("true", "false", "x")))
        size = etree.SubElement(loop, _called(root, chance.choice(("loopCardinality", "loopCondition"))))
        size.text = chance.choice(("500", "-1", "1000000000", "items", "true", texts.text(chance)))
        if chance.random() < 0.5:
            loop.set("{http://camunda.org/schema/1.0/bpmn}collection", chance.choice(("items", "${items}", "a.b", "")))


def _attribute(root: Node, chance: Random) -> None:
    node = _one(root, chance)
    if node.attrib:
        name = chance.choice(list(node.attrib))
        try:
            node.set(name, texts.text(chance))
        except ValueError:  # not what XML can hold
            del node.attrib[name]


def _text(root: Node, chance: Random) -> None:
    nodes = _of(root, *_TEXTS)
    flows = _of(root, "sequenceFlow")
    if flows and (not nodes or chance.random() < 0.4):
        nodes = [etree.SubElement(chance.choice(flows), _called(root, "conditionExpression"))]
    for node in nodes and chance.sample(nodes, min(len(nodes), chance.choice((1, 1, 5)))):
        is_timer = etree.QName(node).localname.startswith("time")
        try:
            node.text = chance.choice(texts.TIMERS) if is_timer and chance.random() < 0.8 else texts.text(chance)
        except ValueError:
            node.text = None


def _undrawn(root: Node, _: Random) -> None:
    for node in _of(root, "BPMNDiagram", "DMNDI"):
        if (above := node.getparent()) is not None:
            above.remove(node)


def _inside_itself(root: Node, chance: Random) -> None:
    """A subprocess that holds its own copy, or a process that calls itself or another that calls it."""
    holders = _of(root, "subProcess")
    if holders and chance.random() < 0.5:
        for _n in range(chance.choice((1, 3, 6))):
            holder = chance.choice(holders)
            holder.append(deepcopy(holder))
            if len(_nodes(root)) > 3_000:
                break
        return
    processes = [node.get("id", "") for node in _of(root, "process")]
    for node in _of(root, *_KINDS[:8], "callActivity"):
        if processes and chance.random() < 0.4:
            node.tag = _called(root, "callActivity")
            node.set("calledElement", chance.choice(processes))


def _many(root: Node, chance: Random) -> None:
    """Up to two thousand branches between two gateways."""
    kind = chance.choice(("parallelGateway", "inclusiveGateway", "exclusiveGateway", "eventBasedGateway"))
    count = chance.choice((10, 100, 400, 2_000))
    inside = chance.choice(("userTask", "userTask", "scriptTask", "intermediateCatchEvent"))
    _block(root, chance.choice(_ids(root)), chance.choice(_ids(root)), kind, count, inside, chance)


def _block(root: Node, source: str, target: str, kind: str, count: int, inside: str, chance: Random) -> None:
    mark = f"m{chance.randrange(10**6)}"
    holder = chance.choice(_of(root, "process") or [root])

    def add(kind: str, **attributes: str) -> None:
        etree.SubElement(holder, _called(root, kind), attributes)

    add(kind, id=f"{mark}s")
    add(kind if kind != "eventBasedGateway" else "exclusiveGateway", id=f"{mark}j")
    add("sequenceFlow", id=f"{mark}in", sourceRef=source, targetRef=f"{mark}s")
    add("sequenceFlow", id=f"{mark}out", sourceRef=f"{mark}j", targetRef=target)
    for number in range(count):
        add(inside, id=f"{mark}t{number}")
        add("sequenceFlow", id=f"{mark}a{number}", sourceRef=f"{mark}s", targetRef=f"{mark}t{number}")
        add("sequenceFlow", id=f"{mark}b{number}", sourceRef=f"{mark}t{number}", targetRef=f"{mark}j")


def _nested(root: Node, chance: Random) -> None:
    """Gateways in gateways, up to four hundred."""
    holder = chance.choice(_of(root, "process") or [root])
    mark, kind = (
        f"n{chance.randrange(10**6)}",
        chance.choice(("parallelGateway", "inclusiveGateway", "exclusiveGateway")),
    )
    depth = chance.choice((10, 60, 400))
    ends = (chance.choice(_ids(root)), chance.choice(_ids(root)))
    opened = [ends[0], *(f"{mark}o{number}" for number in range(depth))]
    closed = [ends[1], *(f"{mark}c{number}" for number in range(depth))]
    for number in range(1, depth + 1):
        for gateway in (opened[number], closed[number]):
            etree.SubElement(holder, _called(root, kind), {"id": gateway})
        last = number == depth
        for place, (source, target) in enumerate(
            [
                (opened[number - 1], opened[number]),
                (closed[number], closed[number - 1]),
                (opened[number], closed[number]),
            ]
            + ([(opened[number], closed[number])] if last else [])
        ):
            attributes = {"id": f"{mark}f{number}-{place}", "sourceRef": source, "targetRef": target}
            etree.SubElement(holder, _called(root, "sequenceFlow"), attributes)


def _deep(root: Node, chance: Random) -> None:
    node = _one(root, chance)
    for _n in range(chance.choice((50, 190, 300))):
        node = etree.SubElement(node, _called(root, chance.choice(("subProcess", "extensionElements", "lane"))))
        node.set("id", f"deep{chance.randrange(10**9)}")


BREAKS: tuple[Break, ...] = (
    *(_delete, _double, _move, _rename, _swap_ids, _redirect, _redirect, _self_loop, _cross, _border, _define),
    *(_repeat, _attribute, _attribute, _text, _text, _undrawn, _inside_itself, _many, _nested, _deep),
)


def broken(content: bytes, chance: Random) -> bytes:
    """The file with one to four things in it that cannot be meant."""
    root = etree.fromstring(content)
    for _n in range(chance.choice((1, 1, 2, 4))):
        chance.choice(BREAKS)(root, chance)
    return etree.tostring(root, encoding="utf-8")
