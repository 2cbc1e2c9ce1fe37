"""What a fact may be, where a form or the release lists it: the choices that conditions divide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn import expressions, facts
from bpmn.checks.subject import Subject
from bpmn.expressions import WrongExpression, WrongValue
from bpmn.forms import Field
from bpmn.model import Flow, Gateway
from bpmn.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a fact may have, and how a message calls it."""

    value: object
    label: str


@dataclass(frozen=True, slots=True)
class Division:
    """A gateway whose conditions all ask for one fact that has a list of values; which of them each arrow takes."""

    gateway: Gateway
    fact: str
    choices: tuple[Choice, ...]
    taken: Mapping[str, tuple[Choice, ...]]

    @property
    def left_over(self) -> tuple[Choice, ...]:
        """The values for which no arrow is taken."""
        known = {choice for taken in self.taken.values() for choice in taken}
        return tuple(choice for choice in self.choices if choice not in known)


def divisions(subject: Subject) -> Iterator[Division]:
    """The gateways of a diagram that divide a list of values."""
    lists = _lists(subject)
    for gateway, flows in subject.dividing():
        asking = [flow for flow in flows if flow.condition is not None]
        names = {name for flow in asking for name in _names(flow)}
        if len(names) != 1 or not asking:
            continue
        (fact,) = names
        if fact in lists:
            taken = {flow.id: _taken(flow, fact, lists[fact]) for flow in asking}
            known = {flow: chosen for flow, chosen in taken.items() if chosen is not None}
            if len(known) == len(taken):
                yield Division(gateway, fact, lists[fact], known)


def _names(flow: Flow) -> frozenset[str]:
    try:
        return expressions.compile(flow.condition or "").names
    except WrongExpression:  # condition-readable tells it
        return frozenset({"", "?"})


def _taken(flow: Flow, fact: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...] | None:
    """The values for which an arrow's condition holds; None where it asks for what only the run knows."""
    try:
        condition = expressions.compile(flow.condition or "")
        return tuple(choice for choice in choices if condition.evaluate({fact: choice.value}, {}) is True)
    except (WrongExpression, WrongValue):  # expression-types tells it
        return None


def _lists(subject: Subject) -> dict[str, tuple[Choice, ...]]:
    """The facts with a list of values; not what forms offer differently, or what a machine writes."""
    found: dict[str, tuple[Choice, ...]] = {}
    if subject.cases:
        found["case"] = tuple(Choice(case.code, case.name) for case in subject.cases)
        found["channel"] = tuple(
            Choice(one, one) for one in sorted({one for case in subject.cases for one in case.fees})
        )
    written = {name for node in subject.nodes for name in facts.written(subject.model, node)}
    asked: dict[str, list[Field]] = {}
    for form in {id(form): form for task in subject.tasks if (form := subject.form(task))}.values():
        for field in form.fields:
            asked.setdefault(field.key, []).append(field)
    for key, fields in asked.items():
        offered = {_offered(field) for field in fields}
        if key not in written and key not in found and len(offered) == 1:
            (choices,) = offered
            if choices:
                found[key] = choices
    return {key: choices for key, choices in found.items() if choices}


def _offered(field: Field) -> tuple[Choice, ...]:
    nothing = () if field.required and not field.hidden_when else (Choice(None, Sentence("bỏ trống")),)
    match field.kind:
        case "select" | "radio":
            return (*(Choice(option.value, option.label) for option in field.options), *nothing)
        case "checkbox" if not field.required:
            return Choice(True, Sentence("có")), Choice(False, Sentence("không"))
        case _:
            return ()
