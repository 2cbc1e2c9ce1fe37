"""Quick fixes: what would put a finding right, in words and as a change of the diagram's file.

A fix is offered only where it is safe: it does what the engine did already, or what the analyst plainly meant. Ids,
names and the drawing are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from bpmn.attributes import CAMUNDA
from bpmn.checks import pictures
from bpmn.elements import BPMN
from bpmn.reader import parse

Node = Any  # an element; lxml ships no types


@dataclass(frozen=True, slots=True)
class Fix:
    """One change, `words` for a button, `change` what it does to the file's tree."""

    words: str
    change: Callable[[Node], None]

    def apply(self, xml: bytes) -> bytes:
        """The diagram with the change made. Refuses: NotReadable."""
        root: Node = parse(xml)
        self.change(root)
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def set_default(words: str, holder: str, flow: str) -> Fix:
    """Makes an arrow the default, and takes its condition away."""

    def change(root: Node) -> None:
        _one(root, holder).set("default", flow)
        for condition in _children(_one(root, flow), "conditionExpression"):
            _one(root, flow).remove(condition)

    return Fix(words, change)


def set_attribute(words: str, element: str, name: str, value: str) -> Fix:
    """Writes a `camunda:` attribute."""

    def change(root: Node) -> None:
        _one(root, element).set(f"{{{CAMUNDA}}}{name}", value)

    return Fix(words, change)


def set_property(words: str, element: str, name: str, value: str) -> Fix:
    """Writes a `gov.*` property, in place of the one that is there."""

    def change(root: Node) -> None:
        node = _one(root, element)
        extensions = _child(node, f"{{{BPMN}}}extensionElements", first=True)
        holder = _child(extensions, f"{{{CAMUNDA}}}properties")
        for entry in holder.iterchildren(f"{{{CAMUNDA}}}property"):
            if entry.get("name") == name:
                entry.set("value", value)
                return
        etree.SubElement(holder, f"{{{CAMUNDA}}}property", {"name": name, "value": value})

    return Fix(words, change)


def turn_gateway(words: str, gateway: str, kind: str) -> Fix:
    """Makes a gateway one of another kind; its id, name, arrows and place stay."""

    def change(root: Node) -> None:
        node = _one(root, gateway)
        node.tag = f"{{{BPMN}}}{kind}"
        if kind == "parallelGateway":
            node.attrib.pop("default", None)

    return Fix(words, change)


def join_before(words: str, element: str) -> Fix:
    """Draws an inclusive gateway where arrows come to a step: it waits for the branches that are open."""

    def change(root: Node) -> None:
        step = _one(root, element)
        known = {node.get("id") for node in root.iter(f"{{{BPMN}}}*")}
        gateway, way = _free(f"{element}_join", known), _free(f"{element}_joined", known)
        scope = step.getparent()
        for flow in _children(scope, "sequenceFlow"):
            if flow.get("targetRef") == element:
                flow.set("targetRef", gateway)
        drawn = etree.Element(f"{{{BPMN}}}inclusiveGateway", {"id": gateway})
        for told in _children(step, "incoming"):
            drawn.append(told)
        scope.insert(scope.index(step), drawn)
        arrow = {"id": way, "sourceRef": gateway, "targetRef": element}
        drawn.addnext(etree.Element(f"{{{BPMN}}}sequenceFlow", arrow))
        for lane in root.iter(f"{{{BPMN}}}flowNodeRef"):
            if (lane.text or "").strip() == element:
                lane.addnext(etree.Element(lane.tag))
                lane.getnext().text = gateway
        pictures.put_before(root, element, gateway, way)

    return Fix(words, change)


def _free(name: str, known: set[str]) -> str:
    return name if name not in known else next(f"{name}_{n}" for n in count(2) if f"{name}_{n}" not in known)


def set_period(words: str, event: str, period: str) -> Fix:
    """Makes an event's timer go off once, after a period."""

    def change(root: Node) -> None:
        for definition in _children(_one(root, event), "timerEventDefinition"):
            for timer in list(definition):
                if str(timer.tag).startswith(f"{{{BPMN}}}time"):
                    timer.tag, timer.text = f"{{{BPMN}}}timeDuration", period

    return Fix(words, change)


def _one(root: Node, id_: str) -> Node:
    return next(node for node in root.iter(f"{{{BPMN}}}*") if node.get("id") == id_)


def _children(node: Node, kind: str) -> list[Node]:
    return list(node.iterchildren(f"{{{BPMN}}}{kind}"))


def _child(node: Node, tag: str, *, first: bool = False) -> Node:
    """The child with this tag, put in where there is none; extension elements stand before all but documentation."""
    found = next(node.iterchildren(tag), None)
    if found is not None:
        return found
    made = etree.Element(tag)
    node.insert(len(_children(node, "documentation")) if first else len(node), made)
    return made
