"""What a diagram says: its pools, lanes, steps and arrows, as frozen facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bpmn.decisions import Decisions
from bpmn.terms import Term

Act = Literal[
    "complete",
    "transfer",
    "issue",
    "return",
    "publish",
    "appraise",
    "approve",
    "promulgate",
    "acknowledge",
    "report",
    "assess",
]
Loop = Literal["parallel", "sequential", "standard", "endless"]
Definition = Literal[
    "none",
    "timer",
    "message",
    "signal",
    "error",
    "escalation",
    "link",
    "terminate",
    "compensate",
    "conditional",
    "cancel",
    "multiple",
]
Shape = Literal["whole", "singleEntry", "singleResult", "collectEntries", "resultList"]
TimerKind = Literal["timeDuration", "timeDate", "timeCycle"]

USUAL_PRIORITY, HIGHEST_PRIORITY = 50, 100  # as Camunda counts
SENDING = frozenset({"sendTask", "intermediateThrowEvent", "endEvent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One thing of the diagram. `kind` is its BPMN name, `line` where it stands in the file (from 1).

    `lane` is the id of the innermost lane that holds it, `scope` the id of the process or subprocess around it,
    `properties` its own `camunda:property` entries, `state` the code of the state that a matter is in from here on,
    `handoff` what of a handoff is heard here, `ignored` the names of other tools' instructions in it that have no
    effect here.
    """

    id: str
    kind: str
    name: str
    line: int
    lane: str | None
    process: str
    scope: str
    properties: Mapping[str, str] = field(hash=False)
    state: str | None = None
    handoff: str | None = None
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Element):
    """Anything that is worked on: tasks of all kinds, subprocesses, calls.

    `default` is the id of a flow; `items` the name of the list that it is done for, item by item; `again` the
    condition on which it is done once more; `is_single` whether it takes one token and gives one.
    """

    default: str | None
    loop: Loop | None
    items: str | None
    again: str | None
    is_single: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTask(Activity):
    """A step a person does.

    `role` is whom it waits for, empty when nothing names anybody; `allotment` its own share of the time, None when
    there is none or `allotment_text` cannot be read; `priority` 0 to 100, None where it cannot be read; `form` the id
    of its form; `assigns` the id of the step whose officer is chosen here; `has_own_clock` whether it goes on
    while the dossier's clock stands; `due_by_mandate` whether it is due when the mandate it carries out is.
    """

    role: str
    allotment: Term | None
    allotment_text: str
    priority: int | None
    form: str | None
    act: Act
    legal_basis: str
    four_eyes: str | None
    assigns: str | None
    must_assign: bool
    sign: bool
    has_own_clock: bool
    due_by_mandate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTask(Activity):
    """A step that sends a message or waits for one. `reference` is the message's name, None when none is named."""

    reference: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTask(Activity):
    """A step that a decision answers.

    `decision` is the decision's id or name, empty when none is named; `result` the fact its answer is written to, None
    to write each of its outputs by its own name; `shape` what of the answer is written.
    """

    decision: str
    result: str | None
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTask(Activity):
    """A step the machine does: an expression whose value becomes the fact `result`, or a registered handler."""

    expression: str
    handler: str
    result: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptTask(Activity):
    """A step the machine works out: assignments, a line each."""

    script: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubProcess(Activity):
    """A part of the diagram with its own start and end; `by_event` when only an event starts it."""

    by_event: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A version of a shared block: the block's code, and the hash of the release that was copied."""

    code: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallActivity(Activity):
    """A step that is a whole process of the same file, known by its id.

    `block` is the shared block that the process is a copy of. `role`, `allotment` and `four_eyes` hold for the steps of
    the process that leave them open; `allotment` is None when there is none or `allotment_text` cannot be read.
    """

    called: str
    block: Mark | None
    role: str
    allotment: Term | None
    allotment_text: str
    four_eyes: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway(Element):
    """Where the way divides or joins. `default` is the id of the flow taken when no condition holds.

    `begins` is whether a process begins here, by the event that comes first.
    """

    default: str | None
    begins: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """When a timer event fires, as written in the diagram."""

    kind: TimerKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Element):
    """A start, an end, or something that happens on the way.

    `reference` is the name of its message, signal, error or escalation; `condition` what a conditional event waits
    for; `attached_to` the activity a boundary event sits on; `interrupting` whether it stops that activity (or, at a
    start, the process around it); `has_own_clock` whether its timer runs on while the dossier's clock stands.
    """

    definition: Definition
    reference: str | None
    timer: Timer | None
    condition: str | None
    attached_to: str | None
    interrupting: bool
    has_own_clock: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Element):
    """An arrow between two nodes of one scope."""

    source: str
    target: str
    condition: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFlow:
    """A dashed arrow between two pools. `source` and `target` are elements, or None where it ends at a pool's border.

    `sender` and `receiver` are the processes of the pools, None for a pool that is drawn empty; `from_agency` and
    `to_agency` the codes of the agencies whose pools they are, empty where it is that of the dossier itself.
    """

    id: str
    name: str
    line: int
    source: str | None
    target: str | None
    sender: str | None
    receiver: str | None
    from_agency: str = ""
    to_agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane(Element):
    """A row of the diagram: who does what stands in it. `role` is its `gov.role` property, else its name."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One pool's process: an agency's part of the procedure. `pool` is the pool's name, else the process's;
    `in_pool` whether one is drawn around it.

    `agency` is the code of another agency whose part it is, empty for that of the dossier itself. A called process
    without a pool is in that of who calls it.
    """

    id: str
    name: str
    line: int
    executable: bool
    pool: str
    agency: str = ""
    in_pool: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Model:
    """A whole diagram, known by the hash of its file.

    `elements` are in the order of the file; `incoming` and `outgoing` hold every node's flows. `decisions` are those
    of its release's tables, by id.
    """

    hash: str
    xml: bytes = field(repr=False)
    processes: tuple[Process, ...]
    elements: Mapping[str, Element] = field(repr=False)
    incoming: Mapping[str, tuple[Flow, ...]] = field(repr=False)
    outgoing: Mapping[str, tuple[Flow, ...]] = field(repr=False)
    message_flows: tuple[MessageFlow, ...] = ()
    decisions: Mapping[str, Decisions] = field(repr=False, default_factory=dict[str, Decisions])

    @property
    def main(self) -> Process:
        """The first executable process, or the first of all when none is."""
        return next((process for process in self.processes if process.executable), self.processes[0])

    def task(self, element_id: str) -> UserTask:
        """The user task with this id; of an element that sends, the task of doing so by hand."""
        found = self.elements[element_id]
        if isinstance(found, UserTask):
            return found
        if found.kind not in SENDING:
            raise KeyError(element_id)
        return _by_hand(found)

    def agency(self, process_id: str) -> str:
        """The code of another agency whose part a process is, empty for that of the dossier itself."""
        return next((process.agency for process in self.processes if process.id == process_id), "")

    def nodes(self) -> Iterator[Element]:
        """Everything a case passes through: not the arrows, not the lanes."""
        return (element for element in self.elements.values() if not isinstance(element, Flow | Lane))

    def user_tasks(self) -> Iterator[UserTask]:
        """The steps people do, in the order of the file."""
        return (element for element in self.elements.values() if isinstance(element, UserTask))


def _by_hand(element: Element) -> UserTask:
    """What is sent to another agency by hand is a person's task: its role and form are the installation's."""
    return UserTask(
        id=element.id,
        kind="userTask",
        name=element.name,
        line=element.line,
        lane=element.lane,
        process=element.process,
        scope=element.scope,
        properties=element.properties,
        default=None,
        loop=None,
        items=None,
        again=None,
        is_single=True,
        role="",
        allotment=None,
        allotment_text="",
        priority=USUAL_PRIORITY,
        form=None,
        act="complete",
        legal_basis="",
        four_eyes=None,
        assigns=None,
        must_assign=False,
        sign=False,
        has_own_clock=True,
        due_by_mandate=False,
    )
