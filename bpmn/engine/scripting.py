"""All that SpiffWorkflow may ask or run of a diagram's texts: our expressions, and nothing of Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime
from typing import Protocol

import orjson
from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine

from bpmn import expressions
from bpmn.decisions import Decided, Decisions, NoDecision
from bpmn.expressions.dates import LOCAL, as_text

_NONE: Mapping[str, Decisions] = {}
Functions = Mapping[str, Callable[..., object]]


class HoldsData(Protocol):
    """A token of the engine, as far as texts are concerned."""

    @property
    def data(self) -> MutableMapping[str, object]: ...


class _Environment(BasePythonScriptEngineEnvironment):
    """What the library asks past the engine (correlations, ad-hoc conditions) ends here too."""

    def __init__(self, functions: Functions) -> None:
        self.functions = functions
        super().__init__()

    def evaluate(
        self,
        expression: str,
        context: Mapping[str, object],
        external_context: Mapping[str, object] | None = None,
    ) -> object:
        names = {**external_context, **context} if external_context else context
        return expressions.compile(expression).evaluate(names, self.functions)

    def execute(
        self,
        script: str,
        context: MutableMapping[str, object],
        external_context: Mapping[str, object] | None = None,
    ) -> bool:
        names = {**external_context, **context} if external_context else context
        written = expressions.compile_script(script or "").run(names, self.functions)
        # what is not JSON (a date from a function) is kept the way it will be read back
        context.update(orjson.loads(orjson.dumps(written, default=as_text)))
        return True

    def call_service(self, context: object, **kwargs: object) -> object:
        raise NotImplementedError


class ScriptEngine(PythonScriptEngine):
    """One act's evaluator: the moment of the act, the functions its caller lends, the decisions of its release."""

    def __init__(self, moment: datetime, functions: Functions, decisions: Mapping[str, Decisions] = _NONE) -> None:
        self.decisions = decisions
        self.moment = moment
        local = moment.astimezone(LOCAL)
        self.functions = {"now": lambda: local, "today": local.date, **functions}
        super().__init__(_Environment(self.functions))

    def validate(self, expression: str) -> None:
        expressions.compile(expression)

    def evaluate(
        self, task: HoldsData, expression: str, external_context: Mapping[str, object] | None = None
    ) -> object:
        return self.environment.evaluate(expression, task.data, external_context)

    def execute(self, task: HoldsData, script: str, external_context: Mapping[str, object] | None = None) -> bool:
        return self.environment.execute(script, task.data, external_context)

    def decide(self, called: str, data: Mapping[str, object]) -> Decided:
        """The answer of a decision of the release. Refuses: NoDecision, and as `Decisions.decide`."""
        table = self.decisions.get(called)
        if table is None:
            raise NoDecision(decision=called)
        return table.decide(called, data, self.functions)

    def call_service(self, task: HoldsData, **kwargs: object) -> object:
        raise NotImplementedError
