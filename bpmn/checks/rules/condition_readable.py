"""A condition that cannot be read would stop a dossier on its way."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import expressions
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.expressions import WrongExpression


@rule("condition-readable", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Every condition compiles."""
    for flow in subject.flows:
        try:
            expressions.compile(flow.condition or "true")
        except WrongExpression as error:
            yield flow, f"Điều kiện của hướng {called(flow)} sai. {error}"
