"""A condition that cannot be read would stop a dossier on its way."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import expressions
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.expressions import WrongExpression
from bpmn.model import Event, Flow
from bpmn.sentences import Sentence


@rule("condition-readable", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Every condition compiles."""
    for element in subject.elements:
        if isinstance(element, Flow | Event) and element.condition:
            try:
                expressions.compile(element.condition)
            except WrongExpression as error:
                what = Sentence("hướng") if isinstance(element, Flow) else Sentence("sự kiện")
                yield (
                    element,
                    Sentence(
                        "Điều kiện của {what} {element} sai. {error}.", what=what, element=called(element), error=error
                    ),
                )
