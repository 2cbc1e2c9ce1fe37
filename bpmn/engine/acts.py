"""The seven things that can happen to a running procedure. Functions: state and facts in, Progress out.

Every act but `data` also lets the timers go off that are due at its moment, after its own change.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import orjson
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from bpmn.engine import codec, joins, plans
from bpmn.engine.execution import Execution, Journal, Token
from bpmn.engine.facts import changes
from bpmn.engine.progress import Awaited, Progress, Timer, Waiting
from bpmn.engine.refusals import NotAwaited, NotWaiting
from bpmn.engine.scripting import Functions, ScriptEngine
from bpmn.engine.timers import CycleTimer, DueTimer
from bpmn.model import Model

_NONE: Functions = {}
_AT_NONE: Mapping[tuple[str, str], datetime] = {}
_NEVER = datetime.min.replace(tzinfo=UTC)


def start(
    model: Model,
    data: Mapping[str, object],
    *,
    moment: datetime,
    functions: Functions = _NONE,
    process: str | None = None,
) -> Progress:
    """Begins the procedure for a dossier with these facts, up to where the first person is waited for.

    Without `process` the file's first executable one. Refuses: NotExecutable, NoWayOut, NeverRests, UnknownName
    and whatever else its texts refuse. `data` must be what JSON can hold.
    """
    engine = ScriptEngine(moment, functions, model.decisions)
    journal = Journal(secrets.token_hex(codec.NONCE // 2), 0)
    execution = Execution(plans.find(model, process or model.main.id), engine, journal)
    execution.plant().data = _owned(data)
    execution.settle()
    return progress_of(execution, {})


def complete(
    model: Model,
    state: bytes,
    ref: str,
    answer: Mapping[str, object],
    *,
    moment: datetime,
    functions: Functions = _NONE,
) -> Progress:
    """Takes a person's answer to the task `ref` and goes on to where people are waited for next.

    Refuses: NotWaiting, when the task is not open (any more); NoWayOut, NeverRests, UnknownName and whatever
    else the diagram's texts refuse. On a refusal nothing has changed: the caller's state is still the true one.
    """
    execution = loaded(model, state, moment, functions)
    before = execution.waiting()
    token = before.get(ref)
    if token is None:
        raise NotWaiting(ref=ref)
    known = dict(token.data)
    token.data.update(_owned(answer))
    token.run()
    execution.settle()
    latest = execution.journal.latest
    execution.tell(changes(known, latest.data)[0] if latest else {})
    return progress_of(execution, before)


def fire(model: Model, state: bytes, *, moment: datetime, functions: Functions = _NONE) -> Progress:
    """Lets the timers go off that are due at this moment; none may be. Refuses as `complete` does."""
    execution = loaded(model, state, moment, functions)
    before = execution.waiting()
    execution.settle()
    return progress_of(execution, before)


def deliver(
    model: Model,
    state: bytes,
    message: str,
    data: Mapping[str, object],
    *,
    moment: datetime,
    functions: Functions = _NONE,
    early: bool = False,
) -> Progress:
    """Hands in a message or signal the procedure waits for, with its facts.

    With `early` a message that is not waited for yet is kept, and heard as soon as it is. Refuses: NotAwaited, and as
    `complete`.
    """
    execution = loaded(model, state, moment, functions)
    before = execution.waiting()
    facts = _owned(data)
    if not execution.event_manager.hear(message, facts):
        if not early:
            raise NotAwaited(message=message)
        execution.event_manager.early.append((message, facts))
    execution.settle()
    execution.tell(facts)
    return progress_of(execution, before)


def correct(
    model: Model,
    state: bytes,
    facts: Mapping[str, object],
    *,
    moment: datetime,
    functions: Functions = _NONE,
) -> Progress:
    """Writes facts wherever the procedure stands now; what waits for a condition looks again. Refuses as `complete`."""
    execution = loaded(model, state, moment, functions)
    before = execution.waiting()
    for token in execution.tokens():
        if TaskState.WAITING <= token._state < TaskState.COMPLETED:
            token.learn(_owned(facts))
    execution.settle()
    return progress_of(execution, before)


def put_off(
    model: Model, state: bytes, until: Mapping[tuple[str, str], datetime] = _AT_NONE, *, moment: datetime
) -> Progress:
    """Gives timers that wait, each by its reference and element, another moment to go off. Nothing runs."""
    execution = loaded(model, state, moment, _NONE)
    before = execution.waiting()
    for token, timer in _clocks(execution):
        if (token.id, timer.name) in until:
            timer.put_off(token, until[token.id, timer.name])
    return progress_of(execution, before)


def data(model: Model, state: bytes, ref: str) -> dict[str, object]:
    """The facts a waiting task's form may read. Refuses: NotWaiting."""
    found = codec.data_of(codec.read(state), ref)
    if found is None:
        raise NotWaiting(ref=ref)
    return found


def held(model: Model, state: bytes) -> tuple[str, ...]:
    """The joins at which a branch waits for others, in the order of arrival."""
    execution = loaded(model, state, _NEVER, _NONE)
    return tuple(dict.fromkeys(token.element for token in execution.tokens() if joins.holds(token)))


def loaded(model: Model, state: bytes, moment: datetime, functions: Functions) -> Execution:
    """The execution of a stored state, ready for an act. Refuses: StateUnreadable, NotExecutable."""
    stored = codec.read(state)
    return codec.load(stored, plans.find(model, stored["p"]), ScriptEngine(moment, functions, model.decisions))


def _owned(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts as the stored state will give them back, and no longer the caller's."""
    return orjson.loads(orjson.dumps(dict(facts)))


def progress_of(execution: Execution, before: Mapping[str, Token]) -> Progress:
    """What an act changed, with the tasks that waited before it."""
    now = execution.waiting()
    journal = execution.journal
    at = journal.latest or next(iter(now.values()), execution.task_tree)
    facts = dict(at.data)
    return Progress(
        state=codec.dump(execution),  # takes out, and brings together, what lies behind: all else was asked before
        opened=tuple(_waiting(token) for ref, token in now.items() if ref not in before),
        closed=tuple(_waiting(token) for ref, token in before.items() if ref not in now),
        passed=tuple(journal.passed),
        timers=tuple(_timers(execution)),
        messages=tuple(execution.event_manager.sent),
        awaited=tuple(_awaited(execution)),
        data=facts,
        ended=execution.has_ended(),
    )


def _waiting(token: Token) -> Waiting:
    return Waiting(token.id, token.element, token.task_spec.bpmn_name or token.element)


def _timers(execution: Execution) -> list[Timer]:
    dues = ((token, one, one.due(token)) for token, one in _clocks(execution))
    return [Timer(token.id, one.name, due.astimezone(UTC)) for token, one, due in dues if due is not None]


def _clocks(execution: Execution) -> Iterator[tuple[Token, DueTimer | CycleTimer]]:
    for token in execution.event_manager.tasks.values():
        event = token.task_spec.event_definition
        for one in (event, *getattr(event, "event_definitions", ())):
            if isinstance(one, DueTimer | CycleTimer):
                yield token, one


def _awaited(execution: Execution) -> list[Awaited]:
    found: list[Awaited] = []
    for token in execution.event_manager.tasks.values():
        event = token.task_spec.event_definition
        for one in (event, *getattr(event, "event_definitions", ())):
            if isinstance(one, MessageEventDefinition):
                found.append(Awaited(str(one.name), token.element))
    return found
