"""What of a running procedure need not be kept: finished steps that nothing will ever ask about again.

SpiffWorkflow's tree only grows: a dossier sent back fifty times carries every turn. Before a state is written, each
process and part is reduced to its live tokens, the few finished ones they still refer to, and the places where kept
ways part. Every other finished token is taken out, and those below it hang on the nearest kept one above.
"""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false, reportIncompatibleMethodOverride=false
# SpiffWorkflow ships no types, and most of what is inferred of it is wrong: here is the fence.

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.control import EventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.util.task import TaskState

from bpmn.engine import joins

if TYPE_CHECKING:
    from bpmn.engine.execution import Execution, Part, Token

_WAITING, _COMPLETED = TaskState.WAITING, TaskState.COMPLETED


def prune(workflow: Execution | Part) -> None:
    """Takes out the finished tokens of one process or part that nothing refers to any more.

    Kept are the root; what lives; arrivals at a join that has not fired; what these inherit their facts from; the
    siblings that an event split or a repeated task counts; and every token above which two kept ones come together.
    Predicted tokens are dropped: they are worked out again.
    """
    tasks = workflow.tasks
    joins.fold_ended(workflow)
    joins.drop_idle(workflow)
    wanted = _wanted(workflow)
    order = _in_order(workflow)
    below: dict[str, int] = dict.fromkeys(tasks, 0)
    for token in reversed(order):
        if token.id in wanted or below[token.id] > 1 or (below[token.id] and _is_border(token, tasks)):
            wanted.add(token.id)
            below[token.id] = 1
        if token._parent is not None:
            below[token._parent] += below[token.id]
    if len(wanted) < len(tasks):
        _contract(workflow, order, wanted)


def _in_order(workflow: Execution | Part) -> list[Token]:
    """All tokens as the tree has them, those above before those below."""
    tasks, order, waiting = workflow.tasks, list["Token"](), [workflow.task_tree]
    while waiting:
        token = waiting.pop()
        order.append(token)
        waiting += [tasks[child] for child in reversed(token._children)]
    return order


def _wanted(workflow: Execution | Part) -> set[str]:
    tasks = workflow.tasks
    wanted = {workflow.task_tree.id}
    arrivals = joins.unspent(workflow)
    for token in tasks.values():
        live = _WAITING <= token._state < _COMPLETED
        if not live and token.id not in arrivals:
            continue
        wanted.add(token.id)
        if token._parent is None:
            continue
        above = tasks[token._parent]
        if isinstance(above.task_spec, EventSplit):
            wanted.add(above.id)
            wanted |= {child for child in above._children if _counts(tasks[child])}
        elif token._state == _WAITING or not live:
            wanted.add(above.id)
        if isinstance(token.task_spec, LoopTask):
            wanted |= {child for child in token._children if tasks[child]._state >= _WAITING}
    return wanted


def _counts(token: Token) -> bool:
    """Whether an event split asks about this child: the activity, and the events on its border that may happen."""
    lives = _WAITING <= token._state < _COMPLETED
    return lives or (token._state >= _COMPLETED and not isinstance(token.task_spec, BoundaryEvent))


def _is_border(token: Token, tasks: dict[str, Token]) -> bool:
    """Whether what comes below would be taken for the activity itself."""
    return token._parent is not None and isinstance(tasks[token._parent].task_spec, EventSplit)


def _contract(workflow: Execution | Part, order: list[Token], wanted: set[str]) -> None:
    root = workflow.task_tree
    nearest: dict[str, Token] = {}
    before = {id_: token._parent for id_, token in workflow.tasks.items()}
    for token in order:
        above = None if token._parent is None else nearest[token._parent]
        if token.id not in wanted:
            assert above is not None
            nearest[token.id] = above
            continue
        nearest[token.id] = token
        token._children = []
        if above is not None:
            above._children.append(token.id)
            if token._parent != above.id:
                token._parent = above.id
                token.row = None  # its facts are told as what differs from the token above
    if len(root._children) == 1 and before[root._children[0]] != root.id:
        # nothing reads the start's own facts any more: told once, they need not be told again below it
        root.data = workflow.tasks[root._children[0]].data
        root.row = None
    for id_ in [id_ for id_ in workflow.tasks if id_ not in wanted]:
        del workflow.tasks[id_]
