"""SpiffWorkflow as it comes, spoken to as our engine is, and both asked for the same thing.

The untouched engine predicts, keeps its whole tree and is never stored; it borrows from us only what it needs to be
comparable: our reading of texts and our timers' clock. Facts are nested one level here: deeper ones leak between the
branches of the untouched engine in memory. Branches side by side write facts of their own: where they write the same,
its join puts back stale copies (test_joins says what is right).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
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
from SpiffWorkflow.util.task import TaskState

from bpmn import engine, reader
from bpmn.engine import diagram, plans
from bpmn.engine.scripting import ScriptEngine
from bpmn.model import Model
from tests.bpmn.engine.blocks import Drawing

START = {"kind": "a", "number": 1, "returns": 0, "applicant": {"name": "Nguyễn Thị Hoa", "commune": "Yên Sở"}}
DRAWN = sorted((Path(__file__).parent / "diagrams").glob("*.bpmn"))


class Untouched(BpmnParser):
    """SpiffWorkflow's own parser and its own kinds of elements; only timers and repeated tasks are ours."""

    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - the library's own way to extend it
        full_tag("startEvent"): (plans._Start, defaults.StartEvent),
        full_tag("intermediateCatchEvent"): (plans._Catch, defaults.IntermediateCatchEvent),
        full_tag("boundaryEvent"): (plans._Boundary, defaults.BoundaryEvent),
        full_tag("userTask"): (plans._Activity, defaults.UserTask),
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
        if task.task_spec.bpmn_id is not None:
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

    def complete(self, element: str, place: int, answer: dict[str, object]) -> None:
        task = [one for one in self.waiting() if one.task_spec.bpmn_id == element][place]
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


class Pair:
    """Both engines, always asked for the same thing, compared after every step."""

    def __init__(self, model, moment: datetime) -> None:
        self.model, self.moment = model, moment
        self.reference = Reference(model.xml, model.main.id, START, moment)
        self.waiting: dict[str, engine.Waiting] = {}
        self.take(engine.start(model, START, moment=moment))

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
        # between branches that run side by side there is no order
        assert Counter(self.progress.passed) == Counter(self.reference.passed)
        assert Counter(one.element for one in self.waiting.values()) == Counter(t.task_spec.bpmn_id for t in theirs)
        for ref, one in self.waiting.items():
            data = engine.data(self.model, self.progress.state, ref)
            assert data in [task.data for task in theirs if task.task_spec.bpmn_id == one.element]
        assert self.progress.ended == self.reference.workflow.is_completed()
        if self.progress.ended and self.reference.workflow.last_task is not None:
            assert self.progress.data == self.reference.workflow.last_task.data
        self.reference.passed = []

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
                self.reference.fire()
                self.take(engine.fire(self.model, self.progress.state, moment=self.moment))
            case _:
                message, data = chance.choice(self.reference.awaited()), {"brought": chance.randrange(3)}
                self.reference.deliver(message, dict(data))
                self.take(engine.deliver(self.model, self.progress.state, message, data, moment=self.moment))

    def complete(self, chance: random.Random) -> None:
        element = chance.choice(sorted({one.element for one in self.waiting.values()}))
        refs = sorted(ref for ref, one in self.waiting.items() if one.element == element)
        place = chance.randrange(len(refs))
        answer = _answer(chance, element, alone=len(self.waiting) == 1 and not self.reference.is_joining())
        self.reference.complete(element, place, deepcopy(answer))
        self.take(engine.complete(self.model, self.progress.state, refs[place], answer, moment=self.moment))


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


def goes_as_untouched(model: Model, moment: datetime, chance: random.Random, steps: int = 40) -> bool:
    """Whether both engines go the same way, step by step, with the same facts."""
    try:
        pair = Pair(model, moment)
        for _ in range(steps):
            if pair.progress.ended:
                break
            pair.step(chance)
    except AssertionError:
        return False
    return True
