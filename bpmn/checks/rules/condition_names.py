"""A condition asks only for what the dossier will know by then."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import expressions
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.expressions import WrongExpression
from bpmn.model import Event, ScriptTask

_ALWAYS = frozenset({"case", "channel"})  # handed in with every dossier at its start


@rule("condition-names", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """Every name in a condition is a field of a form, a value of every case, or written by a script."""
    brings_more = any(isinstance(node, Event) and node.definition == "message" for node in subject.nodes)
    if subject.forms is None or brings_more:  # what a message brings is not written in the diagram
        return
    known = _ALWAYS | _from_forms(subject) | _from_scripts(subject) | _from_cases(subject)
    for flow in subject.flows:
        for name in sorted(_names(flow.condition) - known):
            yield (
                flow,
                f"Điều kiện của hướng {called(flow)} hỏi “{name}”, không biểu mẫu nào ghi thông tin này.",
            )


def _names(condition: str | None) -> frozenset[str]:
    try:
        return expressions.compile(condition).names if condition else frozenset()
    except WrongExpression:  # condition-readable tells it
        return frozenset()


def _from_forms(subject: Subject) -> set[str]:
    forms = [form for task in subject.tasks if (form := subject.form(task))]
    return {field.key for form in forms for field in form.fields}


def _from_scripts(subject: Subject) -> set[str]:
    written: set[str] = set()
    for node in subject.nodes:
        if isinstance(node, ScriptTask):
            try:
                written |= {name for name, _ in expressions.compile_script(node.script).assignments}
            except WrongExpression:  # script-readable tells it
                continue
    return written


def _from_cases(subject: Subject) -> set[str]:
    values = [set(case.values) for case in subject.cases]
    return set.intersection(*values) if values else set()
