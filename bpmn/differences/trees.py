"""XML as what it says: every attribute and text by its path, whatever prefixes, order and blanks it is written with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from bpmn.attributes import CAMUNDA

Node = Any  # an element; lxml ships no types

XSI = "http://www.w3.org/2001/XMLSchema-instance"
_KNOWN = {
    CAMUNDA: "camunda",
    "http://camunda.org/schema/zeebe/1.0": "zeebe",
    "http://flowable.org/bpmn": "flowable",
    "http://activiti.org/bpmn": "activiti",
    "http://camunda.org/schema/modeler/1.0": "modeler",
}
# what a standard says when nothing is written; modellers write it down or leave it out (BPMN 2.0.2, DMN 1.3)
DEFAULTS = {
    **dict.fromkeys(("isForCompensation", "isClosed", "isExecutable", "isSequential", "triggeredByEvent"), "false"),
    **dict.fromkeys(("parallelMultiple", "instantiate", "isCollection", "isImmediate"), "false"),
    **dict.fromkeys(("startQuantity", "completionQuantity"), "1"),
    **dict.fromkeys(("cancelActivity", "isInterrupting"), "true"),
    "processType": "None",
    "gatewayDirection": "Unspecified",
    "associationDirection": "None",
    "behavior": "All",
    "hitPolicy": "UNIQUE",
}


def local(node: Node) -> str:
    """The element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def space(node: Node) -> str:
    """The element's namespace."""
    return str(node.tag).rpartition("}")[0][1:]


def words(node: Node, attribute: str = "name") -> str:
    """What an attribute says, its blanks set right."""
    return " ".join(str(node.get(attribute, "")).split())


def qualified(name: str, standard: str) -> str:
    """A name as people write it: without a prefix in the standard's own namespace, else with the usual one.

    Where none is usual the namespace itself stands for it: every tool makes up its own prefix.
    """
    uri, _, plain = name.rpartition("}")
    if uri in ("", "{" + standard):
        return plain
    prefix = _KNOWN.get(uri[1:]) or re.sub("[/@]+", ".", uri[1:])
    return f"{prefix}:{plain}"


def attributes(node: Node, standard: str) -> Iterator[tuple[str, str]]:
    """What the element's attributes say beyond the standard's defaults; neither its id nor how it is typed."""
    for name, text in node.attrib.items():
        shown = qualified(str(name), standard)
        said = " ".join(str(text).split())
        if shown != "id" and not str(name).startswith(f"{{{XSI}}}") and DEFAULTS.get(shown) != said:
            yield shown, said


def text_of(node: Node) -> str:
    """The element's own text, lines kept, blanks around them not."""
    parts = [node.text or "", *(child.tail or "" for child in node)]
    return "\n".join(line.strip() for line in "".join(parts).strip().splitlines())


def flattened(node: Node, standard: str, skip: Callable[[Node], bool], path: str = "") -> Iterator[tuple[str, str]]:
    """Everything said under an element but what is skipped: its path, and the text.

    Children of one name are told apart by their own name, key or id, else by their number.
    """
    count: dict[str, int] = {}
    for child in node:
        if not isinstance(child.tag, str) or skip(child):
            continue
        inner = f"{path}{qualified(child.tag, standard)}"
        own = child.get("name") or child.get("key") or ""
        named = f"{inner}[{own}]" if own else inner
        count[named] = count.get(named, 0) + 1
        here = named if count[named] == 1 else f"{named}#{count[named]}"
        said = list(attributes(child, standard))
        text = text_of(child)
        below = list(flattened(child, standard, skip, f"{here}/"))
        if text or not (said or below):
            yield here, text
        yield from ((f"{here}@{name}", value) for name, value in said if not (own and name in ("name", "key")))
        yield from below
