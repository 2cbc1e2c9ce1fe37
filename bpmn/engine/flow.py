"""Our kinds of gateways and repeated tasks: SpiffWorkflow's, refusing by name where it raises or guesses."""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false, reportIncompatibleMethodOverride=false
# SpiffWorkflow ships no types, and most of what is inferred of it is wrong: here is the fence.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.util.task import TaskState

from bpmn.engine import joins
from bpmn.engine.facts import Facts, apart, bring
from bpmn.engine.refusals import NoWayOut, TooMany, WrongRepeat
from bpmn.engine.rewrites import drawn
from bpmn.expressions import UnknownName, truth

if TYPE_CHECKING:
    from SpiffWorkflow.specs.base import TaskSpec
    from SpiffWorkflow.task import Task

MOST_INSTANCES = 500


class ExclusiveGateway(defaults.ExclusiveGateway):
    """The first flow whose condition holds, else the default."""

    def _run_hook(self, my_task: Task) -> bool:
        specs = my_task.workflow.spec.task_specs
        for condition, output in self.cond_task_specs:
            if condition is not None and truth(condition._matches(my_task)):
                my_task._sync_children([specs[output]], TaskState.FUTURE)
                return True
        if self.default_task_spec is None:
            raise NoWayOut(element=drawn(self.bpmn_id))
        my_task._sync_children([specs[self.default_task_spec]], TaskState.FUTURE)
        return True


def _join(spec: TaskSpec, my_task: Any) -> None:
    """Brings together what each branch changed since they parted, in the order they arrived.

    The library merges whole copies: a fact that one branch changed would be put back by the stale copy of the next.
    """
    arrived: list[Any] = [task for task in joins.unspent(my_task.workflow).values() if task.task_spec is spec]
    arrived.sort(key=attrgetter("last_state_change"))
    if not arrived:
        my_task._inherit_data()
        return
    before: Facts = joins.split_of([my_task, *arrived]).data
    facts = apart(before)
    for task in (*arrived, my_task):
        bring(facts, before, task.parent.data)
    my_task.data = {**facts, **my_task.internal_data.get("told", {})}


class ParallelGateway(defaults.ParallelGateway):
    """Waits for every branch, then opens every branch.

    The library also counts branches that came in an earlier turn of a loop, and would then not wait.
    """

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        arrived = {my_task.parent.task_spec} | joins.branches(my_task.workflow, self)
        return all(branch in arrived for branch in self.inputs)

    def _run_hook(self, my_task: Task) -> bool:
        _join(self, my_task)
        return True


class InclusiveGateway(defaults.InclusiveGateway):
    """Every flow whose condition holds, else the default; joins what may still come."""

    behind: dict[TaskSpec, frozenset[TaskSpec]]

    def look_back(self, inputs: Mapping[TaskSpec, Sequence[TaskSpec]]) -> None:
        """Finds out, once for a plan, from where each way in can be reached without passing this gateway."""
        several = len(self.inputs) > 1
        self.behind = {way: joins.behind(way, self, inputs) for way in self.inputs} if several else {}

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        # BPMN 2.0.2 §13.4.3: it waits for a token that can come to an empty way in, unless the same token can
        # also come to one that is taken (the library follows only one of several ways back)
        if not self.behind:
            return True
        workflow = my_task.workflow
        taken = {my_task.parent.task_spec} | joins.branches(workflow, self)
        empty = [self.behind[way] for way in self.inputs if way not in taken]
        filled = [self.behind[way] for way in self.inputs if way in taken]
        return not any(
            any(spec in way for way in empty) and not any(spec in way for way in filled)
            for spec in joins.on_the_way(workflow, self)
        )

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
            raise NoWayOut(element=drawn(self.bpmn_id))
        my_task._sync_children(matches or otherwise, TaskState.FUTURE)
        return True


class _Repeated(MultiInstanceTask):
    """What both kinds of repeated task owe us: a bound, a named refusal, and no item left behind."""

    def _update_hook(self, my_task: Task) -> bool | None:
        if self.data_input is not None and self.data_input.bpmn_id not in my_task.workflow.tasks[my_task._parent].data:
            raise UnknownName(name=self.data_input.bpmn_id)
        return super()._update_hook(my_task)

    def _must_be_a_list(self, my_task: Task) -> None:
        if self.data_input is None or not isinstance(self.data_input.get(my_task), list | dict):
            raise WrongRepeat(element=self.bpmn_id)

    def _must_be_a_number(self, times: object) -> None:
        if not isinstance(times, int) or isinstance(times, bool) or times < 0:
            raise WrongRepeat(element=self.bpmn_id)

    def create_child(self, my_task: Task, item: object, key_or_index: object = None) -> None:
        if len(my_task._children) >= MOST_INSTANCES:
            raise TooMany(element=self.bpmn_id, most=MOST_INSTANCES)
        super().create_child(my_task, item, key_or_index)

    def merge_child(self, workflow: object, child: Task) -> None:
        if self.input_item is not None:
            child.data.pop(self.input_item.bpmn_id, None)
        super().merge_child(workflow, child)


class ParallelTasks(_Repeated, defaults.ParallelMultiInstanceTask):
    """One task for each item, all at once; what each wrote is brought together, as at a join."""

    def merge_child(self, workflow: object, child: Task) -> None:
        above = child.parent
        assert above is not None
        assert above.parent is not None
        # a copy of a fact from before the instances began puts nothing back that another of them wrote
        facts = dict(above.data)
        bring(facts, above.parent.data, child.data)
        child.data = facts
        super().merge_child(workflow, child)

    def create_children(self, my_task: Task) -> None:
        if self.data_input is not None:
            self._must_be_a_list(my_task)
        else:
            self._must_be_a_number(my_task.workflow.script_engine.evaluate(my_task, self.cardinality))
        super().create_children(my_task)


class SequentialTasks(_Repeated, defaults.SequentialMultiInstanceTask):
    """One task for each item, one after the other."""

    def init_remaining_items(self, my_task: Task) -> object:
        self._must_be_a_list(my_task)
        return super().init_remaining_items(my_task)

    def get_next_input_item(self, my_task: Task) -> object:
        self._must_be_a_list(my_task)
        try:
            return super().get_next_input_item(my_task)
        except LookupError as gone:  # an answer has put another list in its place
            raise WrongRepeat(element=self.bpmn_id) from gone

    def get_next_index(self, my_task: Task) -> object:
        self._must_be_a_number(my_task.internal_data["cardinality"])
        return super().get_next_index(my_task)
