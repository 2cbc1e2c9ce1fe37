"""The facts of a dossier as the diagram tells of them: which steps write which."""

from __future__ import annotations

from bpmn import expressions
from bpmn.decisions import Table
from bpmn.expressions import Expression, WrongExpression
from bpmn.model import Element, Model, RuleTask, ScriptTask, ServiceTask


def assignments(task: ScriptTask) -> tuple[tuple[str, Expression], ...]:
    """What a script writes, by name; nothing when it cannot be read, which is a finding of its own."""
    try:
        return expressions.compile_script(task.script).assignments
    except WrongExpression:
        return ()


def written(model: Model, element: Element) -> frozenset[str]:
    """The facts that a step of the machine writes; what a handler writes is not known beforehand."""
    match element:
        case ScriptTask():
            return frozenset(name for name, _ in assignments(element))
        case ServiceTask(result=str() as result) | RuleTask(result=str() as result):
            return frozenset({result})
        case RuleTask(decision=called) if called in model.decisions:
            decision = model.decisions[called].find(called)
            table = decision.logic
            names = {column.name for column in table.outputs} if isinstance(table, Table) else {decision.variable}
            return frozenset(names)
        case _:
            return frozenset()
