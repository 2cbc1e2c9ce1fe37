"""The attributes and properties of a diagram that mean something to us: one table, and how they are read.

`docs/diagrams.md` shows the same table to analysts; a test keeps the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

CAMUNDA = "http://camunda.org/schema/1.0/bpmn"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A `camunda:` attribute or a `gov.*` property: where it stands, what it may say, what it means.

    `values` is a closed list when `closed`, else a description of what may be written.
    """

    name: str
    elements: tuple[str, ...]
    values: tuple[str, ...]
    meaning: str
    closed: bool = False


ATTRIBUTES = (
    Attribute(
        "camunda:candidateGroups",
        ("userTask",),
        (
            "one role: `unit/role`, `role`, `@receiving/role`, `@superior/unit/role`, `@mandate/receiver` or "
            "`@mandate/giver`",
        ),
        "whom the step waits for; without it, the role of its lane",
    ),
    Attribute(
        "camunda:dueDate",
        ("userTask",),
        ("`PnD`, `PTnH`, `PnM`",),
        "the step's allotment, its own share of the procedure's term",
    ),
    Attribute(
        "camunda:priority",
        ("userTask",),
        ("a whole number from 0 to 100",),
        "how urgent the step is among others in a list sorted by priority; 50 when absent",
    ),
    Attribute("camunda:formRef", ("userTask",), ("id of a form of the release",), "the form the officer fills in"),
    Attribute(
        "camunda:formRefBinding",
        ("userTask",),
        ("deployment",),
        "the form is the one of the same release",
        closed=True,
    ),
    Attribute(
        "gov.act",
        ("userTask",),
        (
            "complete",
            "transfer",
            "issue",
            "return",
            "publish",
            "appraise",
            "approve",
            "promulgate",
            "acknowledge",
            "report",
            "assess",
        ),
        "what completing the step does beside its answer: nothing, hand the dossier over to the competent agency, "
        "issue the result, return the result to the applicant, put a matter's answer before the public; of the design "
        "whose approval a matter is: appraise it, approve it, publish it as a release; of a mandate of a "
        "directive: acknowledge it, report on it, assess the report; `complete` when absent",
        closed=True,
    ),
    Attribute(
        "gov.unit",
        ("userTask", "callActivity"),
        ("working", "calendar"),
        "whether the allotment counts working time or calendar time; hours are always working",
        closed=True,
    ),
    Attribute(
        "gov.legalBasis",
        ("userTask",),
        ("e.g. `23/2015/NĐ-CP, Điều 17`",),
        "the provision the step carries out",
    ),
    Attribute(
        "gov.fourEyes",
        ("userTask", "callActivity"),
        ("id of another user task, or in a shared block `@caller`: the one that the call names",),
        "the step may not be done by the officer who did that one",
    ),
    Attribute(
        "gov.assigns",
        ("userTask",),
        ("id of another user task",),
        "who completes the step chooses the officer who gets that one when it opens next; without a choice it waits "
        "in its pool",
    ),
    Attribute(
        "gov.mustAssign",
        ("userTask",),
        ("true", "false"),
        "whether an officer must be chosen for the step that `gov.assigns` names",
        closed=True,
    ),
    Attribute(
        "gov.clock",
        ("userTask", "boundaryEvent", "intermediateCatchEvent", "startEvent"),
        ("dossier", "own"),
        "whether the step or the timer stands while the dossier waits for its applicant (`dossier`, also when absent), "
        "or goes on (`own`), as where another agency's own term runs; a timer on a named date never stands",
        closed=True,
    ),
    Attribute(
        "gov.due",
        ("userTask",),
        ("mandate",),
        "the step is due when the next report on its mandate is, instead of by an allotment",
        closed=True,
    ),
    Attribute(
        "gov.state",
        ("userTask", "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"),
        ("code of a state of the release",),
        "the state that a matter is in from when the element is reached",
    ),
    Attribute("gov.sign", ("userTask",), ("true", "false"), "whether completing the step signs the draft", closed=True),
    Attribute(
        "gov.role",
        ("lane", "callActivity"),
        ("one role, as in `camunda:candidateGroups`",),
        "whom the steps of the lane, or of what is called, wait for when they name nobody; a call's own lane says it "
        "too",
    ),
    Attribute(
        "gov.allotment",
        ("callActivity",),
        ("`PnD`, `PTnH`, `PnM`",),
        "the allotment of each step of what is called that has none of its own",
    ),
    Attribute(
        "gov.block",
        ("callActivity",),
        ("`code@hash`",),
        "which shared block, in which version, the called process is a copy of; the studio writes it",
    ),
    Attribute(
        "gov.agency",
        ("participant",),
        ("code of an agency, e.g. `police`",),
        "whose pool it is: messages to it are handed off to that agency, by the channel the installation has for it",
    ),
    Attribute(
        "gov.handoff",
        ("receiveTask", "boundaryEvent", "intermediateCatchEvent", "startEvent"),
        ("refused", "recalled"),
        "what is heard here: that the other agency refused what was handed off to it, or that it was recalled; the "
        "facts are `reason` and `agency`",
        closed=True,
    ),
    Attribute(
        "camunda:collection",
        ("multiInstanceLoopCharacteristics",),
        ("name of a list",),
        "the step is done once for each entry of the list",
    ),
    Attribute(
        "camunda:elementVariable",
        ("multiInstanceLoopCharacteristics",),
        ("a name",),
        "what the entry is called inside the step",
    ),
    Attribute(
        "camunda:decisionRef",
        ("businessRuleTask",),
        ("id of a decision of the release",),
        "the decision that the step asks, from one of the release's `.dmn` files",
    ),
    Attribute(
        "camunda:mapDecisionResult",
        ("businessRuleTask",),
        ("singleEntry", "singleResult", "collectEntries", "resultList"),
        "what of the answer is written: its first value, its row, the first value of each row, all rows; "
        "without it, the value as the table's hit policy gives it",
        closed=True,
    ),
    Attribute(
        "camunda:expression",
        ("serviceTask",),
        ("an expression",),
        "the step works this out",
    ),
    Attribute(
        "camunda:topic",
        ("serviceTask",),
        ("name of a registered handler",),
        "the step is done by this handler; the facts it gives are written",
    ),
    Attribute(
        "camunda:resultVariable",
        ("businessRuleTask", "serviceTask"),
        ("name of a fact",),
        "the fact that the answer or the value is written to; without it, each output of a decision by its own name",
    ),
)

BY_NAME = {attribute.name: attribute for attribute in ATTRIBUTES}


class Node(Protocol):
    """As much of an XML element as we use; lxml ships no types."""

    @property
    def tag(self) -> object: ...
    @property
    def sourceline(self) -> int | None: ...
    def get(self, key: str, default: str) -> str: ...
    def __iter__(self) -> Iterator[Node]: ...
    def iterchildren(self, tag: str) -> Iterator[Node]: ...
    def iterdescendants(self, tag: str) -> Iterator[Node]: ...
    def itertext(self) -> Iterator[object]: ...


def value(node: Node, attribute: str) -> str:
    """What a `camunda:` attribute of the element says; empty when absent."""
    return node.get(f"{{{CAMUNDA}}}{attribute.removeprefix('camunda:')}", "").strip()


def properties(extensions: Iterator[Node]) -> dict[str, str]:
    """The `camunda:property` entries of an element's own extension elements; deeper ones are its children's."""
    found: dict[str, str] = {}
    for extension in extensions:
        for holder in extension.iterchildren(f"{{{CAMUNDA}}}properties"):
            for entry in holder.iterchildren(f"{{{CAMUNDA}}}property"):
                found[entry.get("name", "")] = entry.get("value", "").strip()
    return found
