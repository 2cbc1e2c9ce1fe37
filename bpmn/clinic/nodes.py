"""What an element of a diagram's XML is and says, whichever tool wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bpmn.reader import BPMN

Node = Any  # an element; lxml ships no types


TASKS = frozenset(
    {"task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask"}
    | {"businessRuleTask", "callActivity"}
)
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUBPROCESSES
EVENTS = frozenset(["startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"])
GATEWAYS = frozenset(["exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"])
NODES = ACTIVITIES | EVENTS | GATEWAYS


def kind_of(node: Node) -> str:
    """The element's BPMN name; empty for what is not BPMN's."""
    tag = node.tag
    return tag[len(BPMN) + 2 :] if isinstance(tag, str) and tag.startswith(f"{{{BPMN}}}") else ""


def children(node: Node, *kinds: str) -> list[Node]:
    """The element's own children of these kinds."""
    return list(node.iterchildren(*(f"{{{BPMN}}}{kind}" for kind in kinds)))


def text_of(node: Node, kind: str) -> str:
    """What the element's child of this kind says; empty without one."""
    return next(("".join(child.itertext()).strip() for child in children(node, kind)), "")


def definitions(event: Node) -> list[Node]:
    """What an event happens by: its event definitions."""
    return [child for child in event if kind_of(child).endswith("EventDefinition")]


def means(event: Node) -> str:
    """`timer`, `message`, …; `none` for a plain event, `multiple` for several definitions."""
    found = definitions(event)
    if len(found) > 1 or children(event, "eventDefinitionRef"):
        return "multiple"
    return kind_of(found[0]).removesuffix("EventDefinition") if found else "none"


def is_true(node: Node, attribute: str) -> bool:
    """Whether a yes-or-no attribute says yes."""
    return node.get(attribute, "").strip() in ("true", "1")


def label(node: Node) -> str:
    """How a finding calls an element: by its label, else by its id."""
    return f"“{_called(node)}”"


def _called(node: Node) -> str:
    """What is inside a step, such as its loop, is called like the step."""
    owners = (" ".join(owner.get("name", "").split()) or owner.get("id", "") for owner in (node, *node.iterancestors()))
    return next(filter(None, owners), "")


def known_by(node: Node) -> str:
    """The id of an element, or of the nearest one around it that has one: where a finding points."""
    owners = (owner.get("id") or owner.get("bpmnElement") for owner in (node, *node.iterancestors()))
    return next(filter(None, owners), "")


def fact(node: Node, ending: str) -> str:
    """The name of a fact that belongs to an element: its id, as far as a name may hold it."""
    name = re.sub(r"\W", "_", node.get("id", ""))
    return f"{'_' if name[:1].isdigit() else ''}{name}_{ending}"


def drop(node: Node) -> None:
    """Takes an element out of the tree; the text behind it stays."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tail and node.tail.strip():
        before = node.getprevious()
        if before is None:
            parent.text = (parent.text or "") + node.tail
        else:
            before.tail = (before.tail or "") + node.tail
    parent.remove(node)


def above(node: Node) -> Iterator[Node]:
    """The elements around one, from the inside out."""
    parent = node.getparent()
    while parent is not None:
        yield parent
        parent = parent.getparent()
