"""Which open branches of a running procedure can still come to a join, and where each of them stands."""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from bpmn.engine import flow, joins

_WAITING, _COMPLETED = TaskState.WAITING, TaskState.COMPLETED

Spec = Any  # the library's, without types
Workflow = Any
Places = dict[int, tuple[Spec, Spec | None]]


def places(workflow: Workflow) -> Places:
    """Where each branch stands, and from where it came to a join if it waits there."""
    arrived = joins.unspent(workflow)
    found: Places = {}
    for token in workflow.tasks.values():
        lives = _WAITING <= token._state < _COMPLETED
        if isinstance(token.task_spec, BoundaryEvent) or not (lives or token.id in arrived):
            continue
        waits = isinstance(token.task_spec, UnstructuredJoin)
        found[token.number] = (token.task_spec, token.parent.task_spec if waits and token.parent else None)
    return found


def joining(spec: Spec) -> Iterator[Spec]:
    """The gateways at which branches come together."""
    for one in spec.task_specs.values():
        if isinstance(one, flow.ParallelGateway | flow.InclusiveGateway) and len(one.inputs) > 1:
            yield one


def cover(join: Spec, there: Places) -> dict[str, frozenset[int]]:
    """Which branches can come to the join, by its ways in; nothing when all will first pass the split before it."""
    behind = {way.name: joins.behind(way, join) for way in join.inputs}
    cover = {
        way.name: frozenset(
            number for number, (at, came) in there.items() if (came is way if at is join else at in behind[way.name])
        )
        for way in join.inputs
    }
    coming = frozenset[int]().union(*cover.values())
    is_ahead = all(way == coming for way in cover.values()) and not any(
        _comes_straight(there[number][0], join) for number in coming
    )
    return {} if is_ahead else cover


def _comes_straight(at: Spec, join: Spec) -> bool:
    """Whether there is a way to the join on which nothing divides."""
    seen: set[Spec] = set()
    waiting = [at]
    while waiting:
        spec = waiting.pop()
        if spec is join:
            return True
        divides = isinstance(spec, flow.ParallelGateway | flow.InclusiveGateway) and len(spec.outputs) > 1
        if spec not in seen and not divides:
            seen.add(spec)
            waiting += spec.outputs
    return False
