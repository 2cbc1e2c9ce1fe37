"""Our kinds of gateways and repeated tasks: SpiffWorkflow's, refusing by name where it raises or guesses."""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false, reportIncompatibleMethodOverride=false
# SpiffWorkflow ships no types, and most of what is inferred of it is wrong: here is the fence.

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.util.deep_merge import DeepMerge
from SpiffWorkflow.util.task import TaskState

from bpmn.engine.facts import apart
from bpmn.engine.refusals import NoWayOut, TooMany
from bpmn.expressions import UnknownName, truth

if TYPE_CHECKING:
    from SpiffWorkflow.specs.base import TaskSpec
    from SpiffWorkflow.task import Task

MOST_INSTANCES = 500
_LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED


class ExclusiveGateway(defaults.ExclusiveGateway):
    """The first flow whose condition holds, else the default."""

    def _run_hook(self, my_task: Task) -> bool:
        specs = my_task.workflow.spec.task_specs
        for condition, output in self.cond_task_specs:
            if condition is not None and truth(condition._matches(my_task)):
                my_task._sync_children([specs[output]], TaskState.FUTURE)
                return True
        if self.default_task_spec is None:
            raise NoWayOut(element=self.bpmn_id)
        my_task._sync_children([specs[self.default_task_spec]], TaskState.FUTURE)
        return True


def _join(spec: TaskSpec, my_task: Task) -> None:
    """Brings the branches' facts together, in the order they arrived; the last to arrive has the last word."""
    arrived = [
        task
        for task in my_task.workflow.tasks.values()
        if task.task_spec is spec and task.has_state(TaskState.FINISHED_MASK) and not my_task.is_descendant_of(task)
    ]
    for task in sorted(arrived, key=attrgetter("last_state_change")):
        DeepMerge.merge(my_task.data, apart(task.parent.data))
        if task.has_state(TaskState.COMPLETED):
            task._drop_children(force=True)
    my_task._inherit_data()


class ParallelGateway(defaults.ParallelGateway):
    """Waits for every branch, then opens every branch."""

    def _run_hook(self, my_task: Task) -> bool:
        _join(self, my_task)
        return True


class InclusiveGateway(defaults.InclusiveGateway):
    """Every flow whose condition holds, else the default; joins what may still come."""

    def _check_threshold_unstructured(self, my_task: Task) -> bool:
        # the library finds what may still arrive among the predicted followers of live tasks
        for task in list(my_task.workflow.tasks.values()):
            if task.has_state(_LIVE) and not task._children:
                task.task_spec._predict_hook(task)
        return super()._check_threshold_unstructured(my_task)

    def _run_hook(self, my_task: Task) -> bool:
        _join(self, my_task)
        specs = my_task.workflow.spec.task_specs
        matches = [
            specs[output]
            for condition, output in self.cond_task_specs
            if condition is not None and truth(condition._matches(my_task))
        ]
        otherwise = [specs[output] for condition, output in self.cond_task_specs if condition is None]
        if not matches and not otherwise:
            raise NoWayOut(element=self.bpmn_id)
        my_task._sync_children(matches or otherwise, TaskState.FUTURE)
        return True


class _Repeated(MultiInstanceTask):
    """What both kinds of repeated task owe us: a bound, a named refusal, and no item left behind."""

    def _update_hook(self, my_task: Task) -> bool | None:
        if self.data_input is not None and self.data_input.bpmn_id not in my_task.workflow.tasks[my_task._parent].data:
            raise UnknownName(name=self.data_input.bpmn_id)
        return super()._update_hook(my_task)

    def create_child(self, my_task: Task, item: object, key_or_index: object = None) -> None:
        if len(my_task._children) >= MOST_INSTANCES:
            raise TooMany(element=self.bpmn_id, most=MOST_INSTANCES)
        super().create_child(my_task, item, key_or_index)

    def merge_child(self, workflow: object, child: Task) -> None:
        if self.input_item is not None:
            child.data.pop(self.input_item.bpmn_id, None)
        super().merge_child(workflow, child)


class ParallelTasks(_Repeated, defaults.ParallelMultiInstanceTask):
    """One task for each item, all at once."""


class SequentialTasks(_Repeated, defaults.SequentialMultiInstanceTask):
    """One task for each item, one after the other."""
