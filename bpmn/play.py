"""Playing a diagram through on the real engine: can it be walked from its start to an end?

Without answers it fills in forms itself, chooses among the ways that stand open by its seed, lets a pretended clock
run on to the next timer and delivers the messages that are waited for. The same seed plays the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import TypedDict, cast

from bpmn import engine, expressions, facts, samples
from bpmn.engine import Progress, Timer, Waiting
from bpmn.expressions import UnknownName, WrongExpression
from bpmn.expressions.tree import Node
from bpmn.forms import Form
from bpmn.model import Activity, Event, Flow, MessageTask, Model, Process, RuleTask, ScriptTask, ServiceTask, UserTask
from bpmn.refusals import Refusal

Functions = Mapping[str, Callable[..., object]]
Answers = Mapping[str, object]

BEGINS = datetime(2026, 3, 2, 1, tzinfo=UTC)  # a Monday, eight o'clock in Vietnam
LIMIT = 400
MOST_TRIES = 20
_ONCE = frozenset({"case", "channel"})  # chosen at acceptance, the same to the end
_ITEMS = (["mục 1", "mục 2"], ["mục 1"])


class WrongAnswers(Refusal):
    """The prepared answers do not fit the diagram."""

    code = "play.wrong-answers"
    sentence = "Câu trả lời cho sẵn không dùng được: {reason}."
    status = 422


@dataclass(frozen=True, slots=True)
class Played:
    """How it went: whether every executable process ended, the elements each went through, and else why not."""

    ended: bool
    paths: dict[str, list[str]]
    reason: str


def play(
    model: Model,
    forms: Mapping[str, Form],
    *,
    seed: int,
    answers: Answers | None = None,
    functions: Functions | None = None,
    limit: int = LIMIT,
    process: str | None = None,
) -> Played:
    """Plays every executable process of the diagram, or the one named, each in at most `limit` steps.

    `answers` gives, by element, the values of a step (or a list of them, one a visit, the last one for all that
    follow); under a process's id stand the facts it starts with. Refuses: WrongAnswers.
    """
    played = [found for found in model.processes if found.executable and process in (None, found.id)]
    if not played:
        return Played(False, {}, _nothing_to_play(process))
    given = _read(answers or {}, model)
    paths: dict[str, list[str]] = {}
    reasons: list[str] = []
    for found in played:
        game = _Game(model, forms, found, Random(f"{seed}/{found.id}"), given, functions or {})  # noqa: S311
        reasons.append(game.reason(limit))
        paths[found.id] = game.path
    return Played(not any(reasons), paths, " ".join(filter(None, reasons)))


def _nothing_to_play(process: str | None) -> str:
    if process is not None:
        return f"Sơ đồ không có quy trình thực thi nào mang mã “{process}”."
    return "Sơ đồ không có quy trình nào được đánh dấu thực thi (isExecutable)."


def _read(answers: Answers, model: Model) -> dict[str, list[dict[str, object]]]:
    known = {process.id for process in model.processes} | {task.id for task in model.user_tasks()}
    given: dict[str, list[dict[str, object]]] = {}
    for element, told in answers.items():
        if element not in known:
            raise WrongAnswers(reason=f"sơ đồ không có bước “{element}”")
        visits = cast("list[object]", told) if isinstance(told, list) else [told]
        if not visits or not all(isinstance(visit, dict) for visit in visits):
            raise WrongAnswers(reason=f"“{element}” phải là các cặp tên và giá trị")
        given[element] = [cast("dict[str, object]", visit) for visit in visits]
    return given


class _Now(TypedDict):
    moment: datetime
    functions: Functions


class _Game:
    """One process being played."""

    def __init__(
        self,
        model: Model,
        forms: Mapping[str, Form],
        process: Process,
        chance: Random,
        answers: Mapping[str, list[dict[str, object]]],
        functions: Functions,
    ) -> None:
        self.path: list[str] = []
        self._model, self._process, self._forms = model, process, forms
        self._chance, self._answers, self._functions = chance, answers, functions
        self._hints = samples.merged(_asked(model))
        self._from_forms, self._from_scripts = _provided(model, forms, process)
        provided = self._from_forms | self._from_scripts
        self._drawn = {path: values for path, values in self._hints.items() if path[0] not in provided}
        events = (node for node in model.elements.values() if isinstance(node, Event) and node.process == process.id)
        self._conditions = samples.merged(hint for event in events for hint in _of(event.condition, samples.asked))
        self._kept: dict[str, object] = {}
        self._visits: dict[str, int] = {}
        self._moment = BEGINS
        self._state = b""
        self._waiting: dict[str, Waiting] = {}
        self._timers: tuple[Timer, ...] = ()
        self._messages = sorted(_messages(model, process))

    def reason(self, limit: int) -> str:
        """Plays to the end; empty when it was reached, else why it was not."""
        name = self._process.pool or self._process.id
        try:
            ended = self._start()
            for _ in range(limit):
                if ended:
                    return ""
                moved = self._step()
                if moved is None:
                    return f"“{name}” dừng lại: {self._stands()}."
                ended = moved
        except Refusal as refusal:
            return f"“{name}” dừng lại: {refusal}"
        return "" if ended else f"“{name}” chưa kết thúc sau {limit} bước."

    def _stands(self) -> str:
        joins = engine.held(self._model, self._state)
        if joins:
            names = ", ".join(f"“{self._model.elements[join].name or join}”" for join in joins)
            return f"{names} chờ một nhánh không bao giờ tới"
        return "không còn việc, hẹn giờ hay thông điệp nào để đi tiếp"

    def _start(self) -> bool:
        constant = {path: values for path, values in self._drawn.items() if path[0] in _ONCE}
        lists = _lists(self._model) - self._from_forms - self._from_scripts
        self._kept = {name: self._chance.choice(_ITEMS) for name in sorted(lists)}
        self._kept |= samples.facts(constant, self._chance)
        process = self._process.id
        given = self._answer(process)
        return self._act(lambda facts: engine.start(self._model, facts, process=process, **self._now()), given)

    def _step(self) -> bool | None:
        """Goes on in one of the ways that stand open; None when there is none."""
        ways: list[Callable[[], bool | None]] = []
        ways += [self._complete] * (4 if self._waiting else 0)  # people act more often than clocks
        ways += [self._fire] * bool(self._timers)
        ways += [self._deliver] * bool(self._messages)
        self._chance.shuffle(ways)
        for way in ways:
            moved = way()
            if moved is not None:
                return moved
        return self._correct()

    def _complete(self) -> bool:
        waiting = self._chance.choice(list(self._waiting.values()))
        given = self._answer(waiting.element)
        task = self._model.elements.get(waiting.element)
        form = self._forms.get(task.form or "") if isinstance(task, UserTask) else None
        if form is not None:
            given = samples.answer(form, self._hints, self._chance) if given is None else form.check(given)

        def complete(facts: dict[str, object]) -> Progress:
            return engine.complete(self._model, self._state, waiting.ref, facts, **self._now())

        return self._act(complete, given)

    def _fire(self) -> bool:
        self._moment = max(self._moment, min(timer.due for timer in self._timers))
        return self._took(engine.fire(self._model, self._state, **self._now()))

    def _deliver(self) -> bool | None:
        for message in self._chance.sample(self._messages, len(self._messages)):

            def deliver(facts: dict[str, object], message: str = message) -> Progress:
                return engine.deliver(self._model, self._state, message, facts, **self._now())

            try:
                return self._act(deliver, None)
            except engine.NotAwaited:
                continue
        return None

    def _correct(self) -> bool | None:
        """Makes up other facts for what waits for a condition."""
        for _ in range(MOST_TRIES if self._conditions else 0):
            facts = samples.facts(self._conditions, self._chance)
            progress = engine.correct(self._model, self._state, facts, **self._now())
            if progress.passed:
                return self._took(progress)
        return None

    def _now(self) -> _Now:
        return {"moment": self._moment, "functions": self._functions}

    def _answer(self, element: str) -> dict[str, object] | None:
        visits = self._answers.get(element)
        if visits is None:
            return None
        number = self._visits[element] = self._visits.get(element, -1) + 1
        return visits[min(number, len(visits) - 1)]

    def _act(self, act: Callable[[dict[str, object]], Progress], given: dict[str, object] | None) -> bool:
        """Does an act with what was answered and with made-up facts that no form gives.

        Made-up facts that open no way at a gateway are no way to go: others are made up. A script counts on from
        what the dossier began with: the engine names it when it misses it.
        """
        once: dict[str, object] = {}
        tries = MOST_TRIES
        while True:
            facts = {**samples.facts(self._drawn, self._chance), **self._kept, **once, **(given or {})}
            try:
                return self._took(act(facts))
            except engine.NoWayOut:
                tries -= 1
                if tries == 0:
                    raise
            except UnknownName as unknown:
                name = str(unknown.params["name"])
                if name not in self._from_scripts or name in facts:
                    raise
                once[name] = self._chance.choice(self._hints.get((name,), (0,)))

    def _took(self, progress: Progress) -> bool:
        self._state = progress.state
        self.path += progress.passed
        for closed in progress.closed:
            self._waiting.pop(closed.ref, None)
        self._waiting |= {opened.ref: opened for opened in progress.opened}
        self._timers = progress.timers
        return progress.ended


def _asked(model: Model) -> Iterator[tuple[samples.Path, object]]:
    """Every fact that the diagram's conditions, scripts and timers ask for, with values worth trying."""
    for element in model.elements.values():
        match element:
            case Flow(condition=str() as asks) | Event(condition=str() as asks) | Activity(again=str() as asks):
                yield from _of(asks, samples.asked)
            case ScriptTask():
                for _, expression in facts.assignments(element):
                    yield from samples.worked_with(expression.tree)
            case ServiceTask(expression=text):
                yield from _of(text or None, samples.worked_with)
            case RuleTask(decision=decision) if decision in model.decisions:
                table = model.decisions[decision]
                yield from (((name,), value) for name, value in table.hints(table.find(decision)))
            case Event(timer=timer) if timer is not None and not timer.text.strip().startswith(("P", "R")):
                yield from ((path, "PT1H") for path, _ in _of(timer.text, samples.worked_with))
            case _:
                pass


def _of(
    text: str | None, read: Callable[[Node], Iterator[tuple[samples.Path, object]]]
) -> Iterator[tuple[samples.Path, object]]:
    if text is None:
        return
    try:
        yield from read(expressions.compile(text).tree)
    except WrongExpression:  # the engine refuses the diagram for it, with the element's name
        return


def _provided(model: Model, forms: Mapping[str, Form], process: Process) -> tuple[set[str], set[str]]:
    """What the process's own forms and its scripts write down."""
    inside = [element for element in model.elements.values() if element.process == process.id]
    named = {task.form for task in inside if isinstance(task, UserTask)}
    asked = {field.key for form in forms.values() if form.id in named for field in form.fields}
    return asked, {name for element in inside for name in facts.written(model, element)}


def _lists(model: Model) -> set[str]:
    """The lists that steps are repeated for; they stand in no condition, and do not change on the way."""
    return {element.items for element in model.elements.values() if isinstance(element, Activity) and element.items}


def _messages(model: Model, process: Process) -> set[str]:
    """What may come from outside: messages and signals that something in the process waits for."""
    found: set[str] = set()
    for element in model.elements.values():
        if element.process == process.id:
            if isinstance(element, MessageTask) and element.reference:
                found.add(element.reference)
            if isinstance(element, Event) and element.definition in ("message", "signal"):
                found.add(element.reference or element.name)
    return found
