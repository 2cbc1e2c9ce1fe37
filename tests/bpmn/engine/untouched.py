"""SpiffWorkflow as it comes, spoken to as our engine is, and both asked for the same thing.

The untouched engine predicts, keeps its whole tree and is never stored; it borrows from us only what it needs to be
comparable: our reading of texts and our timers' clock. Facts are nested one level here: deeper ones leak between the
branches of the untouched engine in memory. Branches side by side write facts of their own: where they write the same,
its join puts back stale copies (test_joins says what is right).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path

import orjson
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from bpmn import clinic, engine, play, reader, samples
from bpmn.engine import diagram, plans
from bpmn.engine.rewrites import is_drawn
from bpmn.engine.scripting import ScriptEngine
from bpmn.model import Event, Model, ScriptTask
from bpmn.procedures import MANDATES
from bpmn.refusals import Refusal
from tests import corpus
from tests.bpmn.engine.blocks import Drawing

START = {
    "kind": "a",
    "number": 1,
    "returns": 0,
    "applicant": {"name": "Nguyễn Thị Hoa", "commune": "Yên Sở"},
    MANDATES: [1, 2],
}
DRAWN = sorted((Path(__file__).parent / "diagrams").glob("*.bpmn"))
SHIPPED = sorted((Path(reader.__file__).parent / "diagrams").rglob("*.bpmn"))


class Untouched(BpmnParser):
    """SpiffWorkflow's own parser and its own kinds of elements; only timers and what is repeated are ours."""

    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - the library's own way to extend it
        full_tag("startEvent"): (plans._Start, defaults.StartEvent),
        full_tag("intermediateCatchEvent"): (plans._Catch, defaults.IntermediateCatchEvent),
        full_tag("boundaryEvent"): (plans._Boundary, defaults.BoundaryEvent),
        full_tag("userTask"): (plans._Activity, defaults.UserTask),
        full_tag("subProcess"): (plans._Part, defaults.SubWorkflowTask),
    }


class Reference:
    """The untouched engine, spoken to as ours is."""

    def __init__(self, xml: bytes, process: str, data: dict[str, object], moment: datetime) -> None:
        parser = Untouched()
        parser.add_bpmn_xml(diagram.prepared(xml))
        self.engine = ScriptEngine(moment, {})
        self.workflow = BpmnWorkflow(
            parser.get_spec(process), parser.get_subprocess_specs(process), script_engine=self.engine
        )
        self.workflow.task_tree.data.update(data)
        self.passed: list[str] = []
        self.settle()

    def note(self, task) -> None:
        if is_drawn(task.task_spec.bpmn_id):
            self.passed.append(task.task_spec.bpmn_id)

    def settle(self) -> None:
        while True:
            self.workflow.do_engine_steps(did_complete_task=self.note)
            if not self.workflow.get_tasks(state=TaskState.READY, manual=False):
                return

    def waiting(self) -> list:
        return self.workflow.get_tasks(state=TaskState.READY, manual=True)

    def is_joining(self) -> bool:
        """Whether some branch has come to a join that waits for another."""
        return any(
            isinstance(task.task_spec, UnstructuredJoin) for task in self.workflow.get_tasks(state=TaskState.WAITING)
        )

    def complete(self, element: str, facts: dict[str, object], answer: dict[str, object]) -> None:
        """Of several tasks of one element it is the one that knows these facts."""
        task = next(one for one in self.waiting() if one.task_spec.bpmn_id == element and one.data == facts)
        task.data.update(answer)
        task.run()
        self.passed.append(element)
        self.settle()

    def fire(self) -> None:
        self.workflow.refresh_timers()
        self.settle()

    def deliver(self, message: str, data: dict[str, object]) -> None:
        self.workflow.send_event(BpmnEvent(MessageEventDefinition(message), payload=data))
        self.settle()

    def awaited(self) -> list[str]:
        tasks = self.workflow.event_manager.tasks.values()
        events = [task.task_spec.event_definition for task in tasks if task.state == TaskState.WAITING]
        each = [one for event in events for one in (event, *getattr(event, "event_definitions", ()))]
        return sorted({one.name for one in each if isinstance(one, MessageEventDefinition)})


class BothRefuse(Exception):
    """Neither engine goes on, for want of a fact or of a way that is open."""


class Pair:
    """Both engines, always asked for the same thing, compared after every step."""

    def __init__(self, model: Model, moment: datetime, process: str = "", chance: random.Random | None = None) -> None:
        """With `chance` the facts are made up from what the diagram asks for."""
        self.model, self.moment = model, moment
        self.in_order = chance is not None
        events = (node for node in model.nodes() if isinstance(node, Event) and node.timer)
        self.cycles = {event.id for event in events if event.timer and event.timer.kind == "timeCycle"}
        asked = samples.merged(play._asked(model)) if chance else {}
        self.hints = {name: hint for name, hint in asked.items() if name[0] not in _written(model)}
        facts = {**START, **samples.facts(self.hints, chance)} if chance else START
        process = process or model.main.id
        self.waiting: dict[str, engine.Waiting] = {}

        def begin() -> None:
            self.reference = Reference(model.xml, process, deepcopy(facts), moment)

        self.both(begin, lambda: engine.start(model, facts, moment=moment, process=process))

    def both(self, theirs: Callable[[], None], ours: Callable[[], engine.Progress]) -> None:
        """Asks both for the same act; either both do it or both refuse."""
        progress: engine.Progress | None = None
        wrongs: list[Exception] = []
        try:
            theirs()
        except (SpiffWorkflowException, Refusal) as refused:
            wrongs.append(refused)
        try:
            progress = ours()
        except Refusal as refused:
            wrongs.append(refused)
        assert len(wrongs) in (0, 2), wrongs
        if progress is None:
            raise BothRefuse
        self.take(progress)

    def take(self, progress: engine.Progress) -> None:
        self.progress = progress
        for one in progress.closed:
            del self.waiting[one.ref]
        self.waiting |= {one.ref: one for one in progress.opened}
        self.compare()

    def compare(self) -> None:
        kept = orjson.loads(self.progress.state)
        for rows in (kept["t"], *(part["t"] for _, part in kept.get("s", ()))):
            assert all(row[3] >= TaskState.WAITING for row in rows)
        theirs = self.reference.waiting()
        passed = [one for one in self.progress.passed if one not in self.cycles]  # theirs turn in silence
        if self.in_order:
            assert passed == self.reference.passed
        # the random ones hold parts that begin side by side with other branches: there is no order between them
        assert Counter(passed) == Counter(self.reference.passed)
        assert Counter(one.element for one in self.waiting.values()) == Counter(t.task_spec.bpmn_id for t in theirs)
        for ref, one in self.waiting.items():
            data = engine.data(self.model, self.progress.state, ref)
            assert data in [task.data for task in theirs if task.task_spec.bpmn_id == one.element]
        assert self.progress.ended == self.reference.workflow.is_completed()
        if self.progress.ended and self.reference.workflow.last_task is not None:
            assert self.progress.data == self.reference.workflow.last_task.data
        self.reference.passed = []

    def can_go_on(self) -> bool:
        """Whether somebody, a clock or a message is waited for."""
        return bool(self.waiting or self.progress.timers or self.reference.awaited())

    def step(self, chance: random.Random) -> None:
        choices = ["complete"] * 4 * bool(self.waiting) + ["fire"] * bool(self.progress.timers)
        choices += ["deliver"] * 2 * bool(self.reference.awaited())
        match chance.choice(choices):
            case "complete":
                self.complete(chance)
            case "fire":
                due = [timer.due for timer in self.progress.timers]
                self.moment = max(self.moment, chance.choice([*due, max(due)]) + timedelta(seconds=1))
                self.reference.engine.moment = self.moment
                self.both(self.reference.fire, lambda: engine.fire(self.model, self.progress.state, moment=self.moment))
            case _:
                message, data = chance.choice(self.reference.awaited()), {f"brought_{chance.getrandbits(32)}": 1}
                self.both(
                    lambda: self.reference.deliver(message, dict(data)),
                    lambda: engine.deliver(self.model, self.progress.state, message, data, moment=self.moment),
                )

    def complete(self, chance: random.Random) -> None:
        element = chance.choice(sorted({one.element for one in self.waiting.values()}))
        refs = sorted(ref for ref, one in self.waiting.items() if one.element == element)
        place = chance.randrange(len(refs))
        known = engine.data(self.model, self.progress.state, refs[place])
        # where another branch waits, be it for a message, the untouched engine puts stale facts back at the join
        alone = len(self.waiting) == 1 and not self.reference.is_joining() and not self.reference.awaited()
        answer = _answer(chance, element, alone=alone)
        if alone:
            answer |= samples.facts(self.hints, chance)
        self.both(
            lambda: self.reference.complete(element, known, deepcopy(answer)),
            lambda: engine.complete(self.model, self.progress.state, refs[place], answer, moment=self.moment),
        )


def _written(model: Model) -> set[str]:
    """What the diagram's own scripts write: known before a split, the untouched engine puts it back at the join."""
    scripts = (node.script for node in model.nodes() if isinstance(node, ScriptTask))
    return {name for script in scripts for name in re.findall(r"^\s*(\w+)\s*=", script, re.MULTILINE)}


def _answer(chance: random.Random, element: str, *, alone: bool) -> dict[str, object]:
    answer: dict[str, object] = {}
    if alone:
        answer = {"kind": chance.choice("abc"), "number": chance.randrange(4)}
    if alone and chance.random() < 0.5:
        answer["applicant"] = {"name": "Trần Văn Bình", "commune": chance.choice("XYZ"), element: [1]}
    visit = chance.getrandbits(32)
    if chance.random() < 0.3:
        answer[f"note_{visit}"] = [chance.randrange(9), {"by": element}]
    if chance.random() < 0.2:
        answer[f"own_{visit}"] = chance.choice([True, 1.0, None, 1])
    return answer


MIXTURES = ("seq seq xor and", "seq xor loop sub", "seq and sub timed many", "seq xor and sub timed many")


def models(chance: random.Random, number: int) -> Iterator[Model]:
    """The drawn diagrams, and so many random ones free of what the untouched engine gets wrong.

    That is: an inclusive join looks at one of several ways back only; a parallel join counts branches of an earlier
    turn of a loop around it; a subprocess that begins as another ends is not moved on. The blocks say what is right.
    """
    for path in DRAWN:
        yield reader.read(path.read_bytes())
    for place in range(number):
        drawing = Drawing(
            chance, MIXTURES[place % len(MIXTURES)], asks=("number in [0, 2]", "kind != 'a'", "kind == 'b'")
        )
        yield reader.read(drawing.file())


def found() -> Iterator[tuple[Path, Model, str]]:
    """Every process of the shipped diagrams and, after the clinic's repair, of the corpus that we run.

    Not where an error is caught: the untouched engine lets every border in the scope hear it (constructs/test_errors
    says what is right).
    """
    for path in (*SHIPPED, *corpus.diagrams()):
        model = reader.read(clinic.repair(path.read_bytes()).xml)
        if any(isinstance(one, Event) and one.definition == "error" for one in model.elements.values()):
            continue
        for process in model.processes:
            if process.executable and _runs(model, process.id):
                yield path, model, process.id


def _runs(model: Model, process: str) -> bool:
    try:
        plans.find(model, process)
    except engine.NotExecutable:
        return False
    return True


def goes_as_untouched(
    model: Model, moment: datetime, chance: random.Random, *, process: str = "", steps: int = 40
) -> int:
    """How many steps both engines go the same way, with the same facts; -1 when they part."""
    taken = 0
    try:
        pair = Pair(model, moment, process, chance if process else None)
        while taken < steps and not pair.progress.ended and pair.can_go_on():
            pair.step(chance)
            taken += 1
    except BothRefuse:
        return taken
    except AssertionError:
        return -1
    return taken
