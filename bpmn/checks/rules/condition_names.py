"""A condition asks only for what the dossier will know by then."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import expressions, facts
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.expressions import WrongExpression
from bpmn.model import Element, Event, RuleTask, ServiceTask
from bpmn.sentences import Sentence

_ALWAYS = frozenset({"case", "channel"})  # handed in with every dossier at its start


@rule("condition-names", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """Every name in a condition or a decision is a field of a form, a value of every case, or written by a script."""
    if subject.forms is None or any(_brings_more(node) for node in subject.nodes):
        return
    known = _ALWAYS | _from_forms(subject) | _from_machines(subject) | _from_cases(subject)
    for flow in subject.flows:
        for name in sorted(_names(flow.condition) - known):
            yield (
                flow,
                Sentence(
                    "Điều kiện của hướng {flow} hỏi “{name}”, không biểu mẫu nào ghi thông tin này.",
                    flow=called(flow),
                    name=name,
                ),
            )
    for task in subject.nodes:
        if isinstance(task, RuleTask):
            for name in sorted(_asked(subject, task, known)):
                yield (
                    task,
                    Sentence(
                        "Quyết định “{decision}” cần “{name}”, không biểu mẫu nào ghi thông tin này.",
                        decision=task.decision,
                        name=name,
                    ),
                )


def _brings_more(node: Element) -> bool:
    """What a message or a handler brings is not written in the diagram."""
    is_handled = isinstance(node, ServiceTask) and bool(node.handler)
    return is_handled or (isinstance(node, Event) and node.definition == "message")


def _names(condition: str | None) -> frozenset[str]:
    try:
        return expressions.compile(condition).names if condition else frozenset()
    except WrongExpression:  # condition-readable tells it
        return frozenset()


def _asked(subject: Subject, task: RuleTask, known: set[str] | frozenset[str]) -> set[str]:
    """The facts a decision needs that nothing writes; a fact is known by its name or its id."""
    table = subject.model.decisions.get(task.decision)
    if table is None:  # decision-known tells it
        return set()
    by_id = {fact.name for fact in table.facts.values() if fact.id in known}
    return set(table.needs(table.find(task.decision))) - known - by_id


def _from_forms(subject: Subject) -> set[str]:
    forms = [form for task in subject.tasks if (form := subject.form(task))]
    return {field.key for form in forms for field in form.fields}


def _from_machines(subject: Subject) -> set[str]:
    return {name for node in subject.nodes for name in facts.written(subject.model, node)}


def _from_cases(subject: Subject) -> set[str]:
    values = [set(case.values) for case in subject.cases]
    return set.intersection(*values) if values else set()
