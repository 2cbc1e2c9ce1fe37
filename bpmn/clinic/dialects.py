"""What other tools call the things that `camunda:` attributes say; one row a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from bpmn.clinic.nodes import TASKS, children, kind_of

Node = Any  # an element; lxml ships no types

ZEEBE = "http://camunda.org/schema/zeebe/1.0"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
FLOWABLE = ("http://flowable.org/bpmn", "http://activiti.org/bpmn", "http://www.camunda.com/fox")

_USER_TASK = frozenset({"userTask"})
_SERVICES = frozenset({"serviceTask", "sendTask", "businessRuleTask"})
_LOOP = frozenset({"multiInstanceLoopCharacteristics"})


class Word(NamedTuple):
    """`attribute` of an element of these kinds becomes the `camunda:` attribute `camunda`."""

    attribute: str
    camunda: str
    kinds: frozenset[str]


# flowable: and activiti: grew out of the same engine as camunda:, most words are the same
SISTERS = (
    *(
        Word(name, name, _USER_TASK)
        for name in ("assignee", "candidateUsers", "candidateGroups", "dueDate", "followUpDate", "priority")
    ),
    Word("formKey", "formKey", frozenset({"userTask", "startEvent"})),
    Word("initiator", "initiator", frozenset({"startEvent"})),
    *(Word(name, name, _SERVICES) for name in ("class", "delegateExpression", "expression", "resultVariable")),
    Word("resultVariableName", "resultVariable", _SERVICES),
    Word("resultVariable", "resultVariable", frozenset({"scriptTask"})),
    Word("collection", "collection", _LOOP),
    Word("elementVariable", "elementVariable", _LOOP),
    *(Word(name, name, frozenset({"process"})) for name in ("candidateStarterGroups", "candidateStarterUsers")),
)


class Said(NamedTuple):
    """An extension element's attribute (its text when `attribute` is empty) becomes a `camunda:` attribute.

    `kinds` are the elements it may stand in; in others it is left as it is.
    """

    space: str
    element: str
    attribute: str
    camunda: str
    kinds: frozenset[str]


EXTENSIONS = (
    Said(ZEEBE, "assignmentDefinition", "assignee", "assignee", _USER_TASK),
    Said(ZEEBE, "assignmentDefinition", "candidateGroups", "candidateGroups", _USER_TASK),
    Said(ZEEBE, "assignmentDefinition", "candidateUsers", "candidateUsers", _USER_TASK),
    Said(ZEEBE, "formDefinition", "formId", "formRef", _USER_TASK),
    Said(ZEEBE, "formDefinition", "formKey", "formKey", _USER_TASK),
    Said(ZEEBE, "formDefinition", "externalReference", "formKey", _USER_TASK),
    Said(ZEEBE, "taskSchedule", "dueDate", "dueDate", _USER_TASK),
    Said(ZEEBE, "taskSchedule", "followUpDate", "followUpDate", _USER_TASK),
    Said(ZEEBE, "priorityDefinition", "priority", "priority", _USER_TASK),
    Said(ZEEBE, "taskDefinition", "type", "topic", _SERVICES),
    Said(ZEEBE, "calledDecision", "decisionId", "decisionRef", frozenset({"businessRuleTask"})),
    Said(ZEEBE, "calledDecision", "resultVariable", "resultVariable", frozenset({"businessRuleTask"})),
    Said(ZEEBE, "loopCharacteristics", "inputCollection", "collection", _LOOP),
    Said(ZEEBE, "loopCharacteristics", "inputElement", "elementVariable", _LOOP),
    Said(SPIFF, "calledDecisionId", "", "decisionRef", frozenset({"businessRuleTask"})),
)


def extensions(node: Node, space: str, *path: str) -> Iterator[Node]:
    """The extension elements of an element at this path."""
    found = children(node, "extensionElements")
    for name in path:
        found = [inner for outer in found for inner in outer.iterchildren(f"{{{space}}}{name}")]
    yield from found


def plain(value: str) -> str:
    """A FEEL value as an attribute says it: `="x"` is x, `=x` is `${x}`, anything else stays."""
    value = value.strip()
    if not value.startswith("="):
        return value
    inner = value[1:].strip()
    if re.fullmatch(r'"[^"]*"', inner):
        return inner[1:-1]
    return f"${{{inner}}}" if re.fullmatch(r"[^\W\d]\w*", inner) else value


def words(node: Node) -> Iterator[tuple[str, str, str]]:
    """What an element says in another tool's words: as it was spelled, as `camunda:` calls it, and its value."""
    kind = kind_of(node)
    for space in FLOWABLE:
        for word in SISTERS:
            value = node.get(f"{{{space}}}{word.attribute}", "").strip()
            if value and kind in word.kinds:
                yield word.attribute, word.camunda, value
    for said in EXTENSIONS:
        for extension in extensions(node, said.space, said.element) if kind in said.kinds else ():
            value = extension.get(said.attribute, "") if said.attribute else "".join(extension.itertext())
            if value.strip():
                yield f"{said.element} {said.attribute}".strip(), said.camunda, plain(value)


Rewrite = Callable[[Node], str | None]


def _called(node: Node) -> str | None:
    """`zeebe:calledElement` says which process is called."""
    for said in extensions(node, ZEEBE, "calledElement"):
        if kind_of(node) == "callActivity" and not node.get("calledElement") and said.get("processId"):
            node.set("calledElement", plain(said.get("processId")))
            return "zeebe:calledElement"
    return None


def _script(node: Node) -> str | None:
    """`zeebe:script` is an expression and the fact it is written to."""
    if kind_of(node) != "scriptTask" or children(node, "script"):
        return None
    for said in extensions(node, ZEEBE, "script"):
        if said.get("resultVariable") and said.get("expression"):
            script = node.makeelement(f"{node.tag.rpartition('}')[0]}}}script")
            script.text = f"{said.get('resultVariable')} = {said.get('expression')}"
            node.append(script)
            return "zeebe:script"
    return None


def _decision(node: Node) -> str | None:
    """Flowable's decision task is a service task of type `dmn`."""
    for space in FLOWABLE[:2]:
        if kind_of(node) == "serviceTask" and node.get(f"{{{space}}}type") == "dmn":
            for field in extensions(node, space, "field"):
                if field.get("name") == "decisionTableReferenceKey":
                    key = field.get("stringValue") or "".join(field.itertext()).strip()
                    node.tag = node.tag.replace("serviceTask", "businessRuleTask")
                    node.set("{http://camunda.org/schema/1.0/bpmn}decisionRef", key)
                    return "decisionTableReferenceKey"
    return None


def _form(node: Node) -> str | None:
    """SpiffWorkflow names a form by its schema's file."""
    attribute = "{http://camunda.org/schema/1.0/bpmn}formRef"
    for entry in extensions(node, SPIFF, "properties", "property"):
        if entry.get("name") == "formJsonSchemaFilename" and kind_of(node) in TASKS and not node.get(attribute):
            node.set(attribute, re.sub(r"(-schema)?\.json$", "", entry.get("value", "")))
            return "formJsonSchemaFilename"
    return None


def _instructions(node: Node) -> str | None:
    """What SpiffWorkflow tells the person who does a step is its documentation."""
    for told in extensions(node, SPIFF, "instructionsForEndUser"):
        text = "".join(told.itertext()).strip()
        known = {"".join(child.itertext()).strip() for child in children(node, "documentation")}
        if text and text not in known:
            documentation = node.makeelement(f"{node.tag.rpartition('}')[0]}}}documentation")
            documentation.text = text
            node.insert(0, documentation)
            return "instructionsForEndUser"
    return None


REWRITES: tuple[Rewrite, ...] = (_called, _script, _decision, _form, _instructions)
