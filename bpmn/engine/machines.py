"""Steps the machine does: decisions asked, values worked out, handlers called; what they give is written down."""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false, reportIncompatibleMethodOverride=false
# SpiffWorkflow ships no types, and most of what is inferred of it is wrong: here is the fence.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import orjson
from SpiffWorkflow.bpmn.parser import TaskParser
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin

from bpmn import expressions
from bpmn.attributes import value
from bpmn.decisions import Decided
from bpmn.engine.refusals import NotExecutable
from bpmn.expressions.dates import as_text
from bpmn.handlers import HANDLERS
from bpmn.refusals import Refusal
from bpmn.sentences import Sentence

Token = Any  # execution.Token, which stands above this module


class _Machine(BpmnSpecMixin):
    """A step without anybody to wait for. `attributes` are what the diagram says of it."""

    def __init__(self, wf_spec: object, bpmn_id: str, *, attributes: Mapping[str, str], **kwargs: object) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.attributes = attributes

    def _run_hook(self, my_task: Token) -> bool:
        written = self.work(my_task)
        my_task.data.update(orjson.loads(orjson.dumps(written, default=as_text)))
        return True

    def work(self, my_task: Token) -> Mapping[str, object]:
        """The facts it gives."""
        raise NotImplementedError

    def _as_result(self, found: object) -> Mapping[str, object]:
        name = self.attributes["resultVariable"]
        if name:
            return {name: found}
        return cast("Mapping[str, object]", found) if isinstance(found, Mapping) else {}


class RuleTask(_Machine):
    """Asks a decision of the release and writes down its answer."""

    def work(self, my_task: Token) -> Mapping[str, object]:
        """The answer in the shape asked for; without a result's name each output by its own."""
        decided = my_task.workflow.script_engine.decide(self.attributes["decisionRef"], my_task.data)
        if self.attributes["resultVariable"]:
            return self._as_result(_shaped(decided, self.attributes["mapDecisionResult"]))
        return decided.rows[0] if decided.rows else {}


def _shaped(decided: Decided, shape: str) -> object:
    """The answer as Camunda 7 hands it on."""
    rows = [dict(row) for row in decided.rows]
    match shape:
        case "singleResult":
            return rows[0] if rows else None
        case "singleEntry":
            return next(iter(rows[0].values())) if rows else None
        case "collectEntries":
            return [next(iter(row.values())) for row in rows]
        case "resultList":
            return rows
        case _:
            return decided.value


class ServiceTask(_Machine):
    """Works out an expression, or has a registered handler do it."""

    def work(self, my_task: Token) -> Mapping[str, object]:
        """What the expression or the handler gives."""
        if self.attributes["expression"]:
            return self._as_result(my_task.workflow.script_engine.evaluate(my_task, self.attributes["expression"]))
        return HANDLERS[self.attributes["topic"]](dict(my_task.data))


class MachineParser(TaskParser):
    """Reads what the diagram says of a step the machine does. Refuses: NotExecutable."""

    def create_task(self) -> _Machine:
        """The step, once it is known that it can be done."""
        names = ("decisionRef", "resultVariable", "mapDecisionResult", "expression", "topic")
        said = {name: value(self.node, name) for name in names}
        self._must_run(said)
        return self.spec_class(self.spec, self.bpmn_id, attributes=said, **self.bpmn_attributes)

    def _must_run(self, said: Mapping[str, str]) -> None:
        if self.spec_class is RuleTask:
            runs = bool(said["decisionRef"])
        else:
            runs = bool(said["expression"]) or said["topic"] in HANDLERS
        if not runs:
            raise NotExecutable(element=self.bpmn_id, reason=Sentence("bước tự động này chưa có cách thực hiện"))
        try:
            expressions.compile(said["expression"] or "true")
        except Refusal as wrong:
            raise NotExecutable(element=self.bpmn_id, reason=str(wrong)) from wrong
