"""A running procedure put on another release of its diagram, or one of its tasks put elsewhere in the same one.

The stored state names elements; to move it is to name those of the other diagram. What is over stays as it is, what
waits keeps its facts, its reference and the moments its timers are due; whatever comes after is the new diagram's.
"""

# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from SpiffWorkflow.bpmn.specs.control import EventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from bpmn.engine import codec, covers, plans
from bpmn.engine.acts import loaded, progress_of
from bpmn.engine.execution import Execution, Row
from bpmn.engine.plans import Plan
from bpmn.engine.progress import Progress
from bpmn.engine.refusals import MayNotMove, NotWaiting
from bpmn.engine.rewrites import OURS, drawn
from bpmn.engine.scripting import Functions, ScriptEngine
from bpmn.model import Model
from bpmn.sentences import Sentence

_NONE: Functions = {}
_SAME: Mapping[str, str] = {}
_MIN = datetime.fromisoformat("0001-01-01T00:00+00:00")
_SPLIT = ".BoundaryEventSplit"
_WAITING, _COMPLETED = TaskState.WAITING, TaskState.COMPLETED

Spec = Any  # the library's, without types
Token = Any
Workflow = Any
Covers = dict[str, Counter[frozenset[int]]]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a procedure may not be moved, or what an analyst should know: `element` is in the old diagram or the new."""

    element: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a procedure may be moved; every rule that forbids it in `reasons`, what to know otherwise in `notes`."""

    is_safe: bool
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...] = ()


def verdict(old: Model, new: Model, state: bytes, *, mapping: Mapping[str, str] = _SAME) -> Verdict:
    """Whether a dossier that runs on `old` can go on by `new`. Refuses: NotExecutable, StateUnreadable.

    `mapping` names elements of `new` by those of `old` where the ids differ. Nothing runs.
    """
    return _Move(old, new, state, mapping).verdict()


def migrate(
    old: Model,
    new: Model,
    state: bytes,
    *,
    moment: datetime,
    functions: Functions = _NONE,
    mapping: Mapping[str, str] = _SAME,
) -> Progress:
    """Puts a dossier on another release of its diagram. Refuses: MayNotMove, and as `complete`.

    Timers keep their due moments, also where the new diagram gives them another period; a new event on the border
    of a task that waits is armed at this moment.
    """
    move = _Move(old, new, state, mapping)
    for reason in move.verdict().reasons:
        raise MayNotMove(element=reason.element, reason=reason.sentence)
    before = codec.load(codec.read(state), move.old, ScriptEngine(moment, functions)).waiting()
    execution = codec.load(move.moved(), move.new, ScriptEngine(moment, functions, new.decisions))
    execution.settle()
    return progress_of(execution, before)


def jump(
    model: Model,
    state: bytes,
    ref: str,
    element: str,
    *,
    moment: datetime,
    functions: Functions = _NONE,
) -> Progress:
    """Takes the task `ref` away and goes on at `element` with its facts. Refuses: NotWaiting, MayNotMove.

    Only within one parallel branch, and out of a part or a called process when nothing else is open there: no join may
    wait for what can no longer come.
    """
    execution = loaded(model, state, moment, functions)
    before = execution.waiting()
    token: Token = before.get(ref)
    if token is None:
        raise NotWaiting(ref=ref)
    facts, token = token.data, _leaving(token, element)
    target = _target(token, element)
    if token.id != ref:
        token.learn(facts)
    for beside in token.parent.children if isinstance(token.parent.task_spec, EventSplit) else ():
        if isinstance(beside.task_spec, BoundaryEvent) and beside._state == _WAITING:
            beside.cancel()
    token.cancel()
    entry = token.workflow.spec.task_specs.get(target.name + _SPLIT, target)
    entry._update(token._add_child(entry, TaskState.FUTURE))
    execution.settle()
    return progress_of(execution, before)


def may_jump(model: Model, state: bytes, ref: str, element: str) -> bool:
    """Whether `jump` would go there; nothing runs. Refuses: NotWaiting."""
    token: Token = loaded(model, state, _MIN, _NONE).waiting().get(ref)
    if token is None:
        raise NotWaiting(ref=ref)
    try:
        _target(_leaving(token, element), element)
    except MayNotMove:
        return False
    return True


def _leaving(token: Token, element: str) -> Token:
    """What goes when a task goes to a step: the task itself, or the part around it that is then left altogether."""
    leaving = token
    while element not in leaving.workflow.spec.task_specs:
        part = leaving.workflow
        alive = (one for one in part.tasks.values() if _WAITING <= one._state < _COMPLETED)
        open_ = [one for one in alive if not isinstance(one.task_spec, BoundaryEvent)]
        host = part.top_workflow.find(part.parent_task_id) if part.parent_task_id else None
        if host is None or open_ != [leaving] or isinstance(host.parent.task_spec, LoopTask):
            return token
        leaving = host
    return leaving


def _target(token: Token, element: str) -> Spec:
    workflow = token.workflow
    spec: Spec = workflow.spec.task_specs.get(element)
    if spec is None or spec.bpmn_id != element:
        raise MayNotMove(
            element=element, reason=Sentence("“{element}” không cùng phạm vi với việc đang chờ", element=element)
        )
    if not token.task_spec.outputs or isinstance(spec, BoundaryEvent) or not spec.inputs:
        raise MayNotMove(
            element=element, reason=Sentence("không thể chuyển việc đang chờ sang “{element}”", element=element)
        )
    if isinstance(spec, UnstructuredJoin) and len(spec.inputs) > 1:
        raise MayNotMove(
            element=element, reason=Sentence("“{element}” là điểm gộp, còn chờ các nhánh khác", element=element)
        )
    places = covers.places(workflow)
    moved = {**places, token.number: (spec, None)}
    for join in covers.joining(workflow.spec):
        if covers.cover(join, places) != covers.cover(join, moved):
            raise MayNotMove(
                element=element,
                reason=Sentence(
                    "“{element}” thuộc nhánh song song khác, gộp tại “{join}”", element=element, join=join.name
                ),
            )
    return spec


class _Move:
    """One dossier between two diagrams."""

    def __init__(self, old: Model, new: Model, state: bytes, mapping: Mapping[str, str]) -> None:
        self.mapping = mapping
        self.models = old, new
        self.stored = codec.read(state)
        self.old = plans.find(old, self.stored["p"])
        self.execution: Execution = codec.load(self.stored, self.old, ScriptEngine(_MIN, _NONE))
        self.process = self._name(self.stored["p"])
        self.known = any(one.id == self.process for one in new.processes)
        self.new: Plan = plans.find(new, self.process) if self.known else self.old
        self.reasons: list[Reason] = []
        self.notes: list[Reason] = []

    def _name(self, name: str) -> str:
        """The new name of what the plan calls so: an element, or what the library puts around one."""
        if OURS in name:  # put in for an element, and renamed with it
            what, _, element = name.partition(OURS)
            return f"{what}{OURS}{self._name(element)}"
        for suffix in (_SPLIT, ".BoundaryEventJoin", ".EndJoin", " [child]"):
            if name.endswith(suffix):
                return self.mapping.get(name.removesuffix(suffix), name.removesuffix(suffix)) + suffix
        return self.mapping.get(name, name)

    def verdict(self) -> Verdict:
        if not self.known:
            self._forbid(
                self.stored["p"], Sentence("quy trình “{process}” không còn trong sơ đồ mới", process=self.process)
            )
        else:
            for workflow, spec in self._scopes():
                self._check(workflow, spec)
        return Verdict(not self.reasons, tuple(dict.fromkeys(self.reasons)), tuple(dict.fromkeys(self.notes)))

    def _forbid(self, element: str, sentence: str) -> None:
        self.reasons.append(Reason(drawn(element), sentence))

    def _said(self, element: str) -> str:
        """An element by its label, one without a label by its id."""
        found = (model.elements.get(drawn(element)) for model in self.models)
        return f"“{next((one.name for one in found if one is not None and one.name), drawn(element))}”"

    def _where(self, element: str) -> str:
        """The place of an element; one without a label is told by what follows it."""
        said = self._said(element)
        if said == f"“{drawn(element)}”":
            for model in self.models:
                for arrow in model.outgoing.get(drawn(element), ()):
                    if model.elements[arrow.target].name:
                        return Sentence("ngay trước “{element}”", element=model.elements[arrow.target].name)
        return Sentence("tại {said}", said=said)

    def _scopes(self) -> Iterator[tuple[Workflow, Spec]]:
        """Every process and part that runs, with what it is in the new diagram."""
        found: dict[int, Spec] = {id(self.execution): self.new.spec}
        yield self.execution, self.new.spec
        for part in cast("list[Workflow]", list(self.execution.subprocesses.values())):
            above = self.execution.find(part.parent_task_id)
            outer = None if above is None else found.get(id(above.workflow))
            host = None if outer is None or above is None else outer.task_specs.get(self._name(above.task_spec.name))
            called = str(getattr(host, "spec", ""))
            if above is None or called != self._name(above.task_spec.spec):
                self._forbid(
                    part.spec.name, Sentence("tiến trình con “{part}” đang chạy không còn như cũ", part=part.spec.name)
                )
                continue
            found[id(part)] = self.new.parts[called]
            yield part, self.new.parts[called]

    def _check(self, workflow: Workflow, spec: Spec) -> None:
        for token in workflow.tasks.values():
            if _WAITING <= token._state < _COMPLETED:
                self._check_place(token, spec)
        if not self.reasons:
            self._check_joins(workflow, spec)

    def _check_place(self, token: Token, spec: Spec) -> None:
        there: Spec = spec.task_specs.get(self._name(token.task_spec.name))
        if isinstance(token.task_spec, BoundaryEvent) and there is None:
            self.notes.append(
                Reason(
                    token.element, Sentence("sự kiện biên {element} thôi được chờ", element=self._said(token.element))
                )
            )
        elif there is None:
            self._forbid(
                token.element,
                Sentence(
                    "hồ sơ đang ở {element}, sơ đồ mới không còn phần tử này ở đó", element=self._said(token.element)
                ),
            )
        elif _kind(there) != _kind(token.task_spec):
            self._forbid(
                token.element,
                Sentence("{element} trong sơ đồ mới đã thành phần tử loại khác", element=self._said(token.element)),
            )
        elif isinstance(there, BoundaryEvent) and self._host(token.task_spec) != there.inputs[0].name:
            self._forbid(
                token.element,
                Sentence("sự kiện biên {element} đã chuyển sang việc khác", element=self._said(token.element)),
            )
        for border in _borders(there, spec):
            if border.name not in {self._name(one.name) for one in _borders(token.task_spec, token.workflow.spec)}:
                self.notes.append(
                    Reason(
                        border.name,
                        Sentence("sự kiện biên {border} được chờ kể từ lúc chuyển", border=self._said(border.name)),
                    )
                )

    def _host(self, border: Spec) -> str:
        return self._name(border.inputs[0].name)

    def _check_joins(self, workflow: Workflow, spec: Spec) -> None:
        here = covers.places(workflow)
        specs = spec.task_specs
        if any(self._name(at.name) not in specs for at, _came in here.values()):
            gone = next(at for at, _came in here.values() if self._name(at.name) not in specs)
            return self._forbid(
                gone.name,
                Sentence(
                    "đã có nhánh đến điểm gộp {gone}, sơ đồ mới không còn điểm gộp này", gone=self._where(gone.name)
                ),
            )
        there: covers.Places = {
            number: (specs[self._name(at.name)], None if came is None else specs.get(self._name(came.name)))
            for number, (at, came) in here.items()
        }
        old = {
            self._name(join.name): Counter(covers.cover(join, here).values()) for join in covers.joining(workflow.spec)
        }
        new = {join.name: Counter(covers.cover(join, there).values()) for join in covers.joining(spec)}
        for name in dict.fromkeys((*old, *new)):
            before, after = old.get(name, Counter()), new.get(name, Counter())
            if before != after and any((*before, *after)):
                self._forbid(
                    name,
                    Sentence("các nhánh song song gộp {name} đã khác, hồ sơ đang ở trong đó", name=self._where(name)),
                )
        return None

    def moved(self) -> codec.State:
        """The stored state in the names of the new diagram."""
        count = self.stored["i"]
        kept: dict[int, codec.Kept] = {}
        for workflow, spec in self._scopes():
            above = self.execution if workflow is self.execution else self.execution.find(workflow.parent_task_id)
            number = getattr(above, "number", 0)
            stored = self.stored if number == 0 else dict(self.stored.get("s", ()))[number]
            rows, count = self._rows(stored["t"], workflow.spec, spec, count)
            kept[number] = cast("codec.Kept", {**stored, "t": rows})
        state: dict[str, object] = {**kept.pop(0), "p": self.process, "i": count}
        if kept:
            state["s"] = list(kept.items())
        return cast("codec.State", state)

    def _rows(self, rows: list[Row], old: Spec, spec: Spec, count: int) -> tuple[list[Row], int]:
        found: list[Row] = []
        split_at = {row[0]: self._name(row[2]) for row in rows if row[2].endswith(_SPLIT)}
        for row in rows:
            name, lives = self._name(row[2]), _WAITING <= row[3] < _COMPLETED
            if name not in spec.task_specs:
                if lives:  # an event on the border that is no more
                    continue
                name = "Start"  # over: only its place in the tree and its facts are still asked for
            new: Row = [row[0], row[1], name, *row[3:]]
            if len(new) > 6 and isinstance(new[6], dict):
                new[6] = {self._key(key): value for key, value in cast("dict[str, object]", new[6]).items()}
            borders = _borders(spec.task_specs[name], spec) if lives else []
            above = row[1]
            if borders and split_at.get(above) != name + _SPLIT:
                count += 1
                found.append([count, above, name + _SPLIT, int(_COMPLETED), count])
                new[1] = above = count
            found.append(new)
            known = {self._name(one.name) for one in _borders(old.task_specs[row[2]], old)} if borders else set[str]()
            for border in borders:
                if border.name not in known:  # one that was there waits already, or has happened
                    count += 1
                    found.append([count, above, border.name, int(_WAITING), count])
        return found, count

    def _key(self, key: str) -> str:
        return f"due:{self.mapping.get(key[4:], key[4:])}" if key.startswith("due:") else key


def _kind(spec: Spec) -> tuple[type, type]:
    return type(spec), type(getattr(spec, "event_definition", None))


def _borders(spec: Spec, scope: Spec) -> list[Spec]:
    """The events on the border of an activity."""
    split = None if spec is None else scope.task_specs.get(spec.name + _SPLIT)
    return [] if split is None else [one for one in split.outputs if isinstance(one, BoundaryEvent)]
