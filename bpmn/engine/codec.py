"""A running procedure as bytes, and back: what happened, never the diagram.

The diagram is shared and found by its hash. Stored are tokens that live or have lived, each with what its data
differs from the token above it; what nothing refers to any more is left out, what is merely predicted is worked out
again. The bytes are JSON with a version; states of older versions are brought up to this one when they are read.
"""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false, reportIncompatibleMethodOverride=false
# SpiffWorkflow ships no types, and most of what is inferred of it is wrong: here is the fence.

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NotRequired, TypedDict, cast

import orjson
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.util.task import TaskState

from bpmn.engine.execution import Execution, Journal, Part, Row, Token
from bpmn.engine.facts import Facts, apart, applied, changes
from bpmn.engine.plans import Plan
from bpmn.engine.pruning import prune
from bpmn.engine.refusals import StateUnreadable
from bpmn.engine.scripting import ScriptEngine
from bpmn.sentences import Sentence

VERSION = 2
NONCE = 24  # of the 32 digits of a reference; the rest is the token's number

_REST: Row = [0, 0, "", 0, 0, 0, None, None, None]  # what a short row leaves out

_FINISHED, _WAITING, _READY = TaskState.FINISHED_MASK, TaskState.WAITING, TaskState.READY


class Kept(TypedDict):
    """The tokens of one process or part: t rows, d data, k correlations."""

    t: list[Row]
    d: NotRequired[Facts]
    k: NotRequired[Facts]


class State(Kept):
    """The whole: v version, p process, n nonce, i last number given, s parts as (number above, kept), m early ones.

    Early ones are messages that came before they were waited for, with their facts.
    """

    v: int
    p: str
    n: str
    i: int
    s: NotRequired[list[tuple[int, Kept]]]
    m: NotRequired[list[tuple[str, Facts]]]


def read(state: bytes) -> State:
    """The stored form of a state, brought up to this version. Refuses: StateUnreadable (damaged, or newer than us)."""
    try:
        stored: object = orjson.loads(state)
    except orjson.JSONDecodeError as error:
        raise StateUnreadable(reason=Sentence("dữ liệu bị hỏng")) from error
    version = stored.get("v") if isinstance(stored, dict) else None
    if not isinstance(version, int) or version < 1:
        raise StateUnreadable(reason=Sentence("dữ liệu bị hỏng"))
    if version > VERSION:
        raise StateUnreadable(
            reason=Sentence(
                "được ghi theo phiên bản {version}, phần mềm này đọc đến phiên bản {newest}",
                version=version,
                newest=VERSION,
            )
        )
    found = cast("State", stored)
    for older in range(version, VERSION):
        found = _UPGRADES[older](found)
    return found


def _with_short_rows(state: State) -> State:
    """Version 1 wrote every row to its full length; a full row is a short one with nothing left out."""
    return {**state, "v": 2}


_UPGRADES: Mapping[int, Callable[[State], State]] = {1: _with_short_rows}


def dump(execution: Execution) -> bytes:
    """The execution as bytes. A part is kept only as long as the element it belongs to is not finished."""
    journal = execution.journal
    prune(execution)
    kept = {id(execution)}
    parts: list[tuple[int, Kept]] = []
    for part in execution.subprocesses.values():
        above = execution.find(part.parent_task_id)
        if above is not None and id(above.workflow) in kept and not above._state & _FINISHED:
            kept.add(id(part))
            prune(part)
            parts.append((above.number, _kept(part)))
    state: dict[str, object] = {
        "v": VERSION,
        "p": execution.process,
        "n": journal.nonce,
        "i": journal.ticks,
        **_kept(execution),
    }
    if parts:
        state["s"] = parts
    if execution.event_manager.early:
        state["m"] = execution.event_manager.early
    return orjson.dumps(state)


def _kept(workflow: Execution | Part) -> Kept:
    tasks = workflow.tasks
    rows = [token.row or _row(token, tasks.get(token._parent)) for token in tasks.values() if token._state >= _WAITING]
    kept: Kept = {"t": rows}
    if workflow.data:
        kept["d"] = workflow.data
    if workflow.correlations:
        kept["k"] = workflow.correlations
    return kept


def _row(token: Token, parent: Token | None) -> Row:
    changed, removed = (token.data, None) if parent is None else changes(parent.data, token.data)
    state = token._state
    row: Row = [
        token.number,
        0 if parent is None else parent.number,
        token.task_spec.name,
        state,
        token.last_state_change,
        1 if token.triggered else 0,
        (None if state & _FINISHED else token.internal_data) or None,
        changed or None,
        removed,
    ]
    while not row[-1]:
        row.pop()
    return row


def load(state: State, plan: Plan, engine: ScriptEngine) -> Execution:
    """The execution as it was when dumped."""
    journal = Journal(state["n"], state["i"])
    execution = Execution(plan, engine, journal)
    tokens: dict[int, Token] = {}
    _fill(execution, state, tokens)
    for number, kept in state.get("s", ()):
        above = tokens[number]
        part = Part(plan.parts[above.task_spec.spec], above.id, execution)
        execution.subprocesses[above.id] = part
        _fill(part, kept, tokens)
        part.completed_event.connect(above.task_spec._on_subworkflow_completed, above)
    waiting = [t for t in tokens.values() if t._state == _WAITING and isinstance(t.task_spec, CatchingEvent)]
    for token in sorted(waiting, key=lambda one: one.last_state_change):  # the order they began to wait in
        execution.event_manager.add_task(token)
    execution.event_manager.early = state.get("m", [])
    return execution


def _fill(workflow: Execution | Part, kept: Kept, tokens: dict[int, Token]) -> None:
    specs, tasks, nonce = workflow.spec.task_specs, workflow.tasks, workflow.journal.nonce
    for row in kept["t"]:
        number, above, name, state, tick, triggered, internal, changed, removed = (*row, *_REST[len(row) :])
        token = Token.__new__(Token)
        token.number = number
        token.id = f"{nonce}{number:08x}"
        token.workflow = workflow
        token.task_spec = specs[name]
        token.triggered = triggered == 1
        token.internal_data = internal or {}
        token.last_state_change = tick
        token._children = []
        token._state = state
        if above:
            parent = tokens[above]
            token._parent = parent.id
            parent._children.append(token.id)
            data = applied(parent.data, changed, removed)
        else:
            token._parent, data = None, changed or {}
            workflow.task_tree = token
        if state & _FINISHED:
            token.row = row
            token.data = data
        else:
            token.data = apart(data)
        tasks[token.id] = tokens[number] = token
    workflow.data = kept.get("d") or {}
    workflow.correlations = kept.get("k") or {}


def data_of(state: State, ref: str) -> dict[str, object] | None:
    """The data of the live task of this reference, read from the stored form alone; None when there is none."""
    if ref[:NONCE] != state["n"] or len(ref) != NONCE + 8:
        return None
    number = int(ref[NONCE:], 16)
    for kept in _all(state):
        rows = {row[0]: row for row in kept["t"]}
        row = rows.get(number)
        if row is None or row[3] != _READY:
            continue
        way: list[Row] = []
        while row is not None:
            way.append(row)
            row = rows.get(row[1])
        data: dict[str, object] = {}
        for one in reversed(way):
            data = applied(data, *(*one, *_REST[len(one) :])[7:])
        return data
    return None


def _all(state: State) -> Iterator[Kept]:
    yield state
    for _number, kept in state.get("s", ()):
        yield kept
