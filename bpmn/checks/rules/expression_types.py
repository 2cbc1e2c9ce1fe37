"""An expression that can never be worked out would stop every dossier that comes to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn import expressions, facts
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.engine.periods import is_plain
from bpmn.expressions import WrongExpression, types
from bpmn.expressions.kinds import Kind
from bpmn.forms import Kind as FieldKind
from bpmn.model import Activity, Element, Event, Flow, ScriptTask, ServiceTask
from bpmn.sentences import Sentence

_OF_FIELD: Mapping[FieldKind, Kind] = {
    "text": "text",
    "textarea": "text",
    "number": "number",
    "select": "text",
    "radio": "text",
    "checkbox": "boolean",
    "date": "date",
    "time": "time",
    "moment": "moment",
    "checklist": "list",
    "table": "list",
    "file": "list",
}


@rule("expression-types", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Conditions are yes or no, functions exist and get what they take, and only like is held against like."""
    known = _known(subject)
    for element in subject.elements:
        for text, wanted in _texts(element):
            for flaw in _flaws(text, wanted, known):
                yield (
                    element,
                    Sentence("Biểu thức tại {element} không tính được: {flaw}.", element=called(element), flaw=flaw),
                )


def _texts(element: Element) -> Iterator[tuple[str, Kind]]:
    match element:
        case Flow(condition=str() as text) | Event(condition=str() as text) | Activity(again=str() as text):
            yield text, "boolean"
        case Event(timer=timer) if timer is not None and timer.text and not is_plain(timer.text):
            yield timer.text, "any"
        case ScriptTask():
            for _, written in facts.assignments(element):
                yield written.text, "any"
        case ServiceTask(expression=text) if text:
            yield text, "any"
        case _:
            pass


def _flaws(text: str, wanted: Kind, known: types.Facts) -> Iterator[str]:
    try:
        yield from dict.fromkeys(types.flaws(expressions.compile(text).tree, known, wanted=wanted))
    except WrongExpression:  # condition-readable, script-readable and duration-readable tell it
        return


def _known(subject: Subject) -> dict[str, Kind]:
    """The kinds of the facts that forms write, where all forms agree and no script or message may change them."""
    known: dict[str, Kind] = {}
    for form in {} if subject.forms is None else subject.forms.values():
        for field in form.fields:
            kind = _OF_FIELD.get(field.kind, "any")
            known[field.key] = kind if known.get(field.key, kind) == kind else "any"
    written = {name for node in subject.nodes for name in facts.written(subject.model, node)}
    return {name: kind for name, kind in known.items() if name not in written}
