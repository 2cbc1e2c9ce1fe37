"""What BPMN defines and SpiffWorkflow runs wrongly, told in elements that it runs rightly.

The document is changed in memory when a plan is made; the diagram stays as it was drawn. What is put in has an id
that no drawing can have, and is passed in silence.
"""

from __future__ import annotations

from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from bpmn.engine.refusals import NotExecutable
from bpmn.sentences import Sentence

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OURS = "§"
_SPACES = {"bpmn": BPMN}
_SCOPES = ("process", "subProcess", "transaction")
_GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway")
_NODES = (
    *("task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask"),
    *("callActivity", "subProcess", "transaction", "adHocSubProcess", *_GATEWAYS),
    *("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"),
)

Node = Any  # an element; lxml ships no types


def rewrite(root: Node) -> None:
    """Makes every construct that is understood into what the engine runs as BPMN 2.0.2 defines it."""
    _tell_apart(root)
    for scope in list(_found(root, " | ".join(f"//bpmn:{kind}" for kind in _SCOPES))):
        _link(scope)
        _end_with_a_signal(scope)
        _split(scope)
    for scope in list(_found(root, " | ".join(f"//bpmn:{kind}" for kind in _SCOPES))):
        _guard(scope)


def drawn(id_: str) -> str:
    """The id of the drawn element that something put in stands for."""
    return id_.rsplit(OURS, 1)[-1]


def _found(node: Node, path: str) -> list[Node]:
    return node.xpath(path, namespaces=_SPACES)


def _add(scope: Node, kind: str, **attributes: str) -> Node:
    node = etree.SubElement(scope, f"{{{BPMN}}}{kind}")
    for name, value in attributes.items():
        node.set(name, value)
    return node


def _connect(scope: Node, source: str, target: str) -> Node:
    return _add(scope, "sequenceFlow", id=f"{source}{OURS}{target}", sourceRef=source, targetRef=target)


def _kind(node: Node) -> str:
    tag = str(node.tag)
    return tag.removeprefix(f"{{{BPMN}}}")


def _tell_apart(root: Node) -> None:
    """Errors and escalations are matched by code; one that has none is told from others by its id. §10.5.4"""
    for kind in ("error", "escalation"):
        for node in _found(root, f"./bpmn:{kind}[not(@{kind}Code) or @{kind}Code='']"):
            node.set(f"{kind}Code", node.get("id", ""))


def _link(scope: Node) -> None:
    """A link is a long arrow: its throws lead to the catch of the same name in the same scope. §10.5.5"""
    catches = {
        _link_name(node): node for node in _found(scope, "./bpmn:intermediateCatchEvent[bpmn:linkEventDefinition]")
    }
    for node in _found(scope, "./bpmn:intermediateThrowEvent[bpmn:linkEventDefinition]"):
        catch = catches.get(_link_name(node))
        if catch is not None:
            _connect(scope, node.get("id"), catch.get("id"))
            _drop(node, "linkEventDefinition")
    for catch in catches.values():
        catch.tag = f"{{{BPMN}}}intermediateThrowEvent"  # a catch of nothing would wait; a throw of nothing goes on
        _drop(catch, "linkEventDefinition")


def _link_name(node: Node) -> str:
    (definition, *_more) = _found(node, "./bpmn:linkEventDefinition")
    return definition.get("name", "")


def _drop(node: Node, kind: str) -> None:
    for child in _found(node, f"./bpmn:{kind}"):
        node.remove(child)


def _end_with_a_signal(scope: Node) -> None:
    """A signal end throws its signal and ends. §10.5.3"""
    for node in _found(scope, "./bpmn:endEvent[bpmn:signalEventDefinition]"):
        node.tag = f"{{{BPMN}}}intermediateThrowEvent"
        end = _add(scope, "endEvent", id=f"end{OURS}{node.get('id')}")
        _connect(scope, node.get("id"), end.get("id"))


def _split(scope: Node) -> None:
    """Several ways out of an activity or event, or one with a condition, are an inclusive choice. §13.3.2

    Ways without a condition are always taken; the default one when no condition holds.
    """
    leaving: dict[str, list[Node]] = {}
    for flow in _found(scope, "./bpmn:sequenceFlow"):
        leaving.setdefault(flow.get("sourceRef", ""), []).append(flow)
    for node in [one for one in scope if _kind(one) in _NODES and _kind(one) not in _GATEWAYS]:
        flows = leaving.get(node.get("id", ""), [])
        asked = any(_asks(flow) for flow in flows)
        if len(flows) < 2 and not asked:
            continue
        gateway = _add(scope, "inclusiveGateway" if asked else "parallelGateway", id=f"split{OURS}{node.get('id')}")
        default = node.attrib.pop("default", None)
        for flow in flows:
            flow.set("sourceRef", gateway.get("id"))
            if asked and not _asks(flow) and flow.get("id") != default:
                _add(flow, "conditionExpression").text = "true"
        if asked and default is not None:
            gateway.set("default", default)
        _connect(scope, node.get("id"), gateway.get("id"))


def _asks(flow: Node) -> bool:
    return any((condition.text or "").strip() for condition in _found(flow, "./bpmn:conditionExpression"))


def _guard(scope: Node) -> None:
    """Event subprocesses watch over their scope: its own way becomes a subprocess with them on its border. §13.5.4"""
    handlers = _found(scope, "./bpmn:subProcess[@triggeredByEvent='true']")
    if not handlers:
        return
    name = scope.get("id")
    starts = {start.get("id"): start for start in _found(scope, "./bpmn:startEvent")}
    ways = [flow for flow in _found(scope, "./bpmn:sequenceFlow") if flow.get("sourceRef") in starts]
    if len({flow.get("targetRef") for flow in ways}) != 1:
        reason = Sentence("tiến trình con theo sự kiện cần quy trình có đúng một bước đầu tiên")
        raise NotExecutable(element=name, reason=reason)
    body = _add(scope, "subProcess", id=f"body{OURS}{name}")
    begin = _add(body, "startEvent", id=f"begin{OURS}{name}")
    _connect(body, begin.get("id"), ways[0].get("targetRef"))
    for flow in ways:
        scope.remove(flow)
    for node in list(scope):
        if node not in (body, *handlers, *starts.values()) and _kind(node) in (*_NODES, "sequenceFlow"):
            body.append(node)
    for start in starts:
        _connect(scope, start, body.get("id"))
    _connect(scope, body.get("id"), _add(scope, "endEvent", id=f"end{OURS}{name}").get("id"))
    for handler in handlers:
        _watch(scope, body, handler)


def _watch(scope: Node, body: Node, handler: Node) -> None:
    starts = _found(handler, "./bpmn:startEvent")
    if len(starts) != 1:
        reason = Sentence("tiến trình con theo sự kiện cần đúng một sự kiện bắt đầu")
        raise NotExecutable(element=handler.get("id"), reason=reason)
    start = starts[0]
    border = _add(
        scope,
        "boundaryEvent",
        id=f"border{OURS}{start.get('id')}",
        attachedToRef=body.get("id"),
        cancelActivity=start.get("isInterrupting", "true"),
    )
    if start.get("name"):
        border.set("name", start.get("name"))
    for definition in [child for child in start if _kind(child).endswith("EventDefinition")]:
        border.append(definition)
    handler.attrib.pop("triggeredByEvent")
    end = _add(scope, "endEvent", id=f"end{OURS}{handler.get('id')}")
    _connect(scope, border.get("id"), handler.get("id"))
    _connect(scope, handler.get("id"), end.get("id"))


def is_drawn(id_: str | None) -> bool:
    """Whether somebody drew this."""
    return id_ is not None and OURS not in id_
