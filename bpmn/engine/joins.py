"""Arrivals at a join: which branches wait there, and which have been let through already.

The end of a process is a join too: it waits until every branch has ended.
"""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false, reportIncompatibleMethodOverride=false
# SpiffWorkflow ships no types, and most of what is inferred of it is wrong: here is the fence.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.deep_merge import DeepMerge
from SpiffWorkflow.util.task import TaskState

from bpmn.engine.facts import apart

if TYPE_CHECKING:
    from SpiffWorkflow.specs.base import TaskSpec
Workflow = Any  # execution.Execution or Part, which stand above this module
Token = Any

_FUTURE, _WAITING = TaskState.FUTURE, TaskState.WAITING
_COMPLETED, _CANCELLED = TaskState.COMPLETED, TaskState.CANCELLED


def unspent(workflow: Workflow) -> dict[str, Token]:
    """The branches that have come to a join which has not fired since: all but the last of them.

    The library lets the newest arrival wait and cancels the older ones, and never forgets them.
    """
    fired: dict[TaskSpec, int] = {}
    arrived: list[Token] = []
    for token in workflow.tasks.values():
        if isinstance(token.task_spec, UnstructuredJoin):
            if token._state == _COMPLETED:
                fired[token.task_spec] = max(fired.get(token.task_spec, 0), token.last_state_change)
            elif token._state == _CANCELLED:
                arrived.append(token)
    return {token.id: token for token in arrived if token.last_state_change > fired.get(token.task_spec, 0)}


def fold_ended(workflow: Workflow) -> None:
    """Makes one of the branches that have ended: a reminder that fires daily ends daily.

    What they wrote is brought together in the order they ended, as the end will do.
    """
    ended = [token for token in unspent(workflow).values() if isinstance(token.task_spec, _EndJoin)]
    if len(ended) < 2:
        return
    tasks = workflow.tasks
    ended.sort(key=attrgetter("last_state_change"))
    facts = apart(tasks[ended[0]._parent].data)
    for token in ended[1:]:
        DeepMerge.merge(facts, apart(tasks[token._parent].data))
    last = ended[-1]
    tasks[last._parent].data = facts
    tasks[last._parent].row = last.row = None
    for token in ended[:-1]:
        _take_out(workflow, token)


def drop_idle(workflow: Workflow) -> None:
    """Takes out the arrivals that wait behind an event on the border of an activity for that activity to end.

    Each firing leaves one, and none is needed: the activity brings its own when it ends.
    """
    tasks = workflow.tasks
    for token in list(tasks.values()):
        is_idle = token._state == _WAITING and isinstance(token.task_spec, BoundaryEventJoin)
        if is_idle and isinstance(tasks[token._parent].task_spec, BoundaryEvent):
            _take_out(workflow, token)


def _take_out(workflow: Workflow, token: Token) -> None:
    workflow.tasks[token._parent]._children.remove(token.id)
    del workflow.tasks[token.id]


def holds(token: Token) -> bool:
    """Whether a branch waits here for others, and not merely for the end."""
    return token._state == _WAITING and isinstance(token.task_spec, UnstructuredJoin) and not _is_end(token.task_spec)


def _is_end(spec: TaskSpec) -> bool:
    return isinstance(spec, _EndJoin | BoundaryEventJoin)


def branches(workflow: Workflow, join: TaskSpec) -> set[TaskSpec]:
    """The ways that have brought a token to this join since it last fired."""
    tasks = workflow.tasks
    workflow.journal.look(len(tasks), join.bpmn_id or join.name)
    arrived = [token for token in unspent(workflow).values() if token.task_spec is join]
    arrived += [token for token in tasks.values() if token.task_spec is join and token._state == _WAITING]
    return {tasks[token._parent].task_spec for token in arrived}


def on_the_way(workflow: Workflow, join: TaskSpec) -> set[TaskSpec]:
    """Where the live tokens stand that have not come to this join, those of a split that is just opening too."""
    tokens = workflow.tasks.values()
    return {token.task_spec for token in tokens if _FUTURE <= token._state < _COMPLETED} - {join}


def behind(
    way: TaskSpec, join: TaskSpec, inputs: Mapping[TaskSpec, Sequence[TaskSpec]] | None = None
) -> frozenset[TaskSpec]:
    """Everything from which a token can come this way to the join without having passed it, the way itself too.

    `inputs` saves asking each element for its own, which the library looks up by name every time.
    """
    found: set[TaskSpec] = set()
    waiting = [way]
    while waiting:
        spec = waiting.pop()
        if spec is not join and spec not in found:
            found.add(spec)
            waiting += spec.inputs if inputs is None else inputs[spec]
    return frozenset(found)


def split_of(arrived: list[Token]) -> Token:
    """Where the ways parted on which these tokens came."""
    tasks = arrived[0].workflow.tasks
    above: list[str] = []
    found: str | None = arrived[0].id
    while found is not None:
        above.append(found)
        found = tasks[found]._parent
    place = {id_: number for number, id_ in enumerate(above)}
    nearest = 1
    for token in arrived[1:]:
        found = token._parent
        while found not in place:
            found = tasks[found]._parent
        nearest = max(nearest, place[found])
    return tasks[above[nearest]]
