"""SpiffWorkflow's workflow and task, made for one act: loaded, moved on, written down, thrown away.

Subclasses alone, the library stays as it is. They keep no clock and no log, number their tokens themselves, and
ask what comes next only at the moment a token moves (the library predicts the whole future, exponentially in
parallel blocks). Private methods of SpiffWorkflow 3.2.0 are overridden here: the version is pinned, and the
equivalence test must pass before it moves.
"""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false, reportIncompatibleMethodOverride=false
# SpiffWorkflow ships no types, and most of what is inferred of it is wrong: here is the fence.

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow, BpmnSubWorkflow
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.deep_merge import DeepMerge
from SpiffWorkflow.util.task import TaskIterator, TaskState

from bpmn.engine.events import Events, Holding
from bpmn.engine.facts import Facts, apart
from bpmn.engine.plans import Plan
from bpmn.engine.refusals import NeverRests, NotExecutable, TooMuchAtOnce
from bpmn.engine.rewrites import drawn, is_drawn
from bpmn.engine.scripting import ScriptEngine

MOST_STEPS = 3_000
MOST_LOOKS = 250_000  # tokens that joins look at in one act: half a second
MOST_TOKENS = 10_000  # made in one act: five hundred tasks in each of five hundred parts would be a minute's work
DEEPEST = 50  # parts within parts: a process that calls itself never rests
Row = list[Any]  # JSON: what is in which place says codec

_WAITING, _READY, _COMPLETED = TaskState.WAITING, TaskState.READY, TaskState.COMPLETED


class Journal:
    """What one act leaves behind: the count that numbers tokens and orders their changes, and the way gone."""

    __slots__ = ("latest", "looks", "made", "nonce", "passed", "running", "steps", "ticks")

    def __init__(self, nonce: str, ticks: int) -> None:
        self.nonce = nonce
        self.ticks = ticks
        self.steps = 0
        self.looks = 0
        self.made = 0
        self.passed: list[str] = []
        self.latest: Token | None = None
        self.running = ""

    def look(self, tokens: int, element: str) -> None:
        """Counts what a join looks at to see whether it may fire. Refuses: TooMuchAtOnce."""
        self.looks += tokens
        if self.looks > MOST_LOOKS:
            raise TooMuchAtOnce(element=element)


class Token(Task):
    """A task of the engine. `number` is its own in the dossier; `row` is its stored form while unchanged."""

    id: Any  # the library's are UUIDs, ours the same as text
    task_spec: Any
    workflow: Any
    thread_id = 0
    row: Row | None = None

    def __init__(
        self,
        workflow: _Kept,
        task_spec: TaskSpec,
        parent: Token | None = None,
        state: int = TaskState.MAYBE,
    ) -> None:
        journal = workflow.journal
        journal.ticks = number = journal.ticks + 1
        journal.made += 1
        if journal.made > MOST_TOKENS:
            raise TooMuchAtOnce(element=task_spec.bpmn_id or task_spec.name)
        self.number = number
        self.id = f"{journal.nonce}{number:08x}"
        self.workflow = workflow
        self.task_spec = task_spec
        self.triggered = False
        self.data = {}
        self.internal_data = {}
        self.last_state_change = number
        self._children = []
        self._state = state
        workflow.tasks[self.id] = self
        if parent is None:
            self._parent = None
        else:
            self._parent = parent.id
            parent._children.append(self.id)

    @property
    def element(self) -> str:
        """The id of its element in the diagram; what the library puts between elements has a name of its own."""
        return drawn(self.task_spec.bpmn_id or self.task_spec.name)

    def _add_child(self, task_spec: TaskSpec, state: int = TaskState.MAYBE) -> Token:
        child = Token(self.workflow, task_spec, self, state)
        if state == _READY:
            child._ready()
        return child

    def _set_state(self, value: int) -> None:
        if value != self._state:
            journal = self.workflow.journal
            journal.ticks += 1
            self.last_state_change = journal.ticks
            self._state = value
            self.row = None

    def _inherit_data(self) -> None:
        inherited = apart(self.workflow.tasks[self._parent].data)
        self.data = DeepMerge.merge(self.data, inherited) if self.data else inherited
        self.data |= self.internal_data.get("told", {})

    def learn(self, facts: Facts) -> None:
        """Takes facts from outside its own branch, and keeps them however often it looks at where it came from."""
        self.data = {**self.data, **apart(facts)}
        if self._state == _WAITING:
            self.internal_data["told"] = {**self.internal_data.get("told", {}), **apart(facts)}
        self.row = None

    def run(self) -> bool | None:
        journal = self.workflow.journal
        journal.steps += 1
        if journal.steps > MOST_STEPS:
            raise NeverRests(element=self.element)
        if not isinstance(self.task_spec, MultiChoice):  # a gateway makes its followers itself
            self.task_spec._predict_hook(self)
        journal.running = self.element
        try:
            return super().run()
        except WorkflowException as wrong:  # the library's own refusal of what was drawn
            reason = "hướng đi đến đây không chạy được như đã vẽ"
            raise NotExecutable(element=self.element, reason=reason, detail=str(wrong)) from wrong

    def complete(self) -> None:
        journal = self.workflow.journal
        if is_drawn(self.task_spec.bpmn_id):
            journal.passed.append(self.task_spec.bpmn_id)
        journal.latest = self
        super().complete()

    # the library's recursion ends at a thousand steps, which a dossier sent back often enough would reach

    def is_descendant_of(self, task: Task) -> bool:
        tasks, above = self.workflow.tasks, self._parent
        while above is not None:
            if above == task.id:
                return True
            above = tasks[above]._parent
        return False

    def find_ancestor(self, spec_name: str) -> Token | None:
        tasks, above = self.workflow.tasks, self._parent
        while above is not None:
            token = tasks[above]
            if token.task_spec.name == spec_name:
                return token
            above = token._parent
        return None


class _Kept(BpmnBaseWorkflow):
    """What a whole execution and a part of it have in common."""

    journal: Journal

    def plant(self) -> Token:
        """The first token, ready at the start."""
        start: TaskSpec = self.spec.task_specs["Start"]
        root = self.task_tree = Token(self, start, state=TaskState.FUTURE)
        root._ready()
        return root

    def update_waiting_tasks(self) -> None:
        # what waits for an event is looked at when it happens, and once more when all else has come to rest
        tokens = self.tasks.values()
        waiting = [t for t in tokens if t._state == _WAITING and not isinstance(t.task_spec, CatchingEvent)]
        for token in waiting:
            if isinstance(token.task_spec, Join):
                self.journal.look(len(self.tasks), token.element)
        for token in waiting:
            if token._state == _WAITING:
                token.task_spec._update(token)

    def collect_log_extras(self, dct: object = None) -> dict[str, object]:
        return {}

    def run_ready(self) -> bool:
        """Moves every machine's token that is ready now, in the order of the tree; False when there was none."""
        ready = [t for t in self.tasks.values() if t._state == _READY and not t.task_spec.manual]
        if len(ready) > 1:
            ready = [t for t in TaskIterator(self.task_tree, state=_READY) if not t.task_spec.manual]
        for token in ready:
            if token._state == _READY:
                token.run()
        return bool(ready)


class Part(_Kept, BpmnSubWorkflow):
    """A subprocess or a called process while it runs."""

    def __init__(self, spec: BpmnProcessSpec, parent_task_id: str, top_workflow: Execution) -> None:
        self.journal = top_workflow.journal
        super().__init__(spec, parent_task_id, top_workflow, deserializing=True)


class Execution(_Kept, BpmnWorkflow):
    """A running procedure in the hands of one act."""

    def __init__(self, plan: Plan, engine: ScriptEngine, journal: Journal) -> None:
        self.journal = journal
        self.process = plan.process
        super().__init__(plan.spec, plan.parts, script_engine=engine, deserializing=True)
        self.event_manager = Events(self)

    def create_subprocess(self, my_task: Token, spec_name: str) -> Part:
        if getattr(my_task.workflow, "depth", 0) >= DEEPEST:
            raise NeverRests(element=my_task.element)
        part = Part(self.subprocess_specs[spec_name], my_task.id, self)
        part.plant()
        self.subprocesses[my_task.id] = part
        return part

    def find(self, ref: str) -> Token | None:
        """The token of this reference, wherever it is."""
        for part in (self, *self.subprocesses.values()):
            if ref in part.tasks:
                return part.tasks[ref]
        return None

    def tokens(self) -> Iterator[Token]:
        """All tokens, those of parts that still run included."""
        yield from self.tasks.values()
        for part in self.subprocesses.values():
            if not part.completed:
                yield from part.tasks.values()

    def waiting(self) -> dict[str, Token]:
        """The tasks that wait for a person, by reference."""
        return {t.id: t for t in self.tokens() if t._state == _READY and t.task_spec.manual}

    def settle(self) -> None:
        """Moves on until everything that is left waits for a person, a timer or a message."""
        while True:
            while self._sweep():
                pass
            if not self.event_manager.tasks:
                return
            self.refresh_timers()
            if self.event_manager.early and self.event_manager.hear_early():
                continue
            if not any(t._state == _READY and not t.task_spec.manual for t in self.tokens()):
                return

    def tell(self, facts: Facts) -> None:
        """Lets what waits for a condition know what an act wrote on another branch (BPMN 2.0.2 §10.5.5)."""
        waiting = [token for token in self.event_manager.tasks.values() if _asks(token)]
        if facts and waiting:
            for token in waiting:
                token.learn(facts)
            self.settle()

    def refresh_timers(self) -> None:
        """Looks again at the timers and conditions that are waited for."""
        super().refresh_timers()
        for token in list(self.event_manager.tasks.values()):
            if _asks(token):
                token.task_spec._update(token)

    def _sweep(self) -> bool:
        """Moves what is ready once, the innermost parts first; whether anything moved.

        The library asks only whether there are more parts than before, and stops where one ended as another began.
        """
        moved = False
        active = self.get_active_subprocesses() if self.subprocesses else []
        for part in sorted(active, key=attrgetter("depth"), reverse=True):
            while part.run_ready():
                moved = True
            above = self.get_task_from_id(part.parent_task_id)
            if above._state < _COMPLETED:  # an error that left the part has ended it
                above.task_spec._update(above)
        return self.run_ready() or moved

    def has_ended(self) -> bool:
        """Whether nothing is left to do, also where the diagram has no end event."""
        return self.completed or all(t._state >= _COMPLETED for t in self.tasks.values())


def _asks(token: Token) -> bool:
    return isinstance(token.task_spec.event_definition, Holding)
