"""Pools that talk to each other: the executions of one dossier, and the messages that go between them.

A message never leaves its dossier here: that is the correlation. What goes to a pool of another agency, to one that
is drawn empty, or to nobody that is drawn, is left to whoever carries messages outside. Pure: states in, what happened
out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn import engine
from bpmn.engine import Functions, Message, Progress
from bpmn.model import Event, MessageTask, Model
from bpmn.refusals import Refusal

MOST_MESSAGES = 100


class NeverSilent(Refusal):
    """The pools answer each other without ever waiting for anybody."""

    code = "exchange.never-silent"
    sentence = "Các quy trình gửi thông điệp qua lại mãi mà không dừng lại chờ ai (tại “{element}”)."
    status = 422


@dataclass(frozen=True, slots=True)
class Moved:
    """One execution that an act moved on: its process, what happened, and whether it began just now."""

    process: str
    progress: Progress
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Exchanged:
    """All that an act set in motion, in order; a process may stand in it more than once.

    `outside` is what went to another agency, or to nobody who is drawn here.
    """

    moves: tuple[Moved, ...]
    outside: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A message that goes to another agency's pool: `process` is None where that is drawn empty.

    `name` is what it is awaited by there; an empty `agency` is that of the dossier itself.
    """

    agency: str
    process: str | None
    name: str


def crossing(model: Model, message: Message) -> Crossing | None:
    """Where a message goes that leaves its agency; None when it stays."""
    home = model.agency(model.elements[message.element].process)
    address = receiver(model, message)
    if address is not None:
        agency = model.agency(address[0])
        return Crossing(agency, *address) if agency != home else None
    for flow in model.message_flows:
        if flow.source == message.element and flow.to_agency not in ("", home):
            return Crossing(flow.to_agency, None, message.name)
    return None


@dataclass(frozen=True, slots=True)
class Return:
    """A message by which another agency may answer: its name, and what the diagram calls it."""

    name: str
    label: str


def returns(model: Model, process: str, agency: str) -> list[Return]:
    """What a process may hear from another agency's pool, in the order drawn."""
    found: dict[str, str] = {}
    for flow in model.message_flows:
        target = model.elements.get(flow.target or "")
        if flow.from_agency != agency or not isinstance(target, Event | MessageTask) or target.handoff:
            continue
        if target.process == process and target.reference:
            found.setdefault(target.reference, flow.name or target.reference)
    return [Return(name, label) for name, label in found.items()]


def ending(model: Model, process: str, agency: str, how: str) -> list[str]:
    """By which messages a process hears that what it handed off to an agency was `refused` or `recalled`."""
    drawn = [flow.target for flow in model.message_flows if flow.from_agency == agency]
    places = [
        one
        for one in model.elements.values()
        if isinstance(one, Event | MessageTask) and one.process == process and one.handoff == how and one.reference
    ]
    theirs = [one for one in places if one.id in drawn]
    anyones = [one for one in places if all(flow.target != one.id for flow in model.message_flows)]
    return [str(one.reference) for one in theirs or anyones]


def receiver(model: Model, message: Message) -> tuple[str, str] | None:
    """The process a message goes to, and the name it is awaited by there; None when it leaves the drawing."""
    running = {process.id for process in model.processes if process.executable}
    sender = model.elements[message.element].process
    for flow in model.message_flows:
        if flow.source == message.element and flow.receiver in running:
            target = model.elements.get(flow.target or "")
            named = target.reference if isinstance(target, Event | MessageTask) else None
            return flow.receiver, named or message.name
    if any(flow.source == message.element for flow in model.message_flows):
        return None
    waits = (Event, MessageTask)
    for element in model.elements.values():  # nothing is drawn: whoever waits for this name
        is_named = isinstance(element, waits) and element.reference == message.name
        if is_named and element.process != sender and element.process in running and _receives(element.kind):
            return element.process, message.name
    return None


def _receives(kind: str) -> bool:
    return kind in ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")


def exchange(
    model: Model,
    states: Mapping[str, bytes],
    first: Moved,
    *,
    moment: datetime,
    functions: Mapping[str, Functions] | None = None,
) -> Exchanged:
    """Carries what an act sent to the other pools of the dossier, and what they send in answer.

    `states` are the other executions by process; a pool that has none yet begins with the facts of the message.
    A message that its pool does not wait for yet is kept there. `functions` are those lent to each process. Refuses:
    NeverSilent, and what the engine refuses; then nothing has happened.
    """
    lent = functions or {}
    kept = {**states, first.process: first.progress.state}
    moves, outside = [first], list[Message]()
    waiting = deque(first.progress.messages)
    while waiting:
        message = waiting.popleft()
        if len(moves) > MOST_MESSAGES:
            raise NeverSilent(element=message.element)
        address = receiver(model, message)
        if address is None or crossing(model, message) is not None:
            outside.append(message)
            continue
        process, name = address
        for moved in _delivered(model, kept.get(process), process, name, message, moment, lent.get(process, {})):
            kept[process] = moved.progress.state
            moves.append(moved)
            waiting += moved.progress.messages
    return Exchanged(tuple(moves), tuple(outside))


def _delivered(
    model: Model,
    state: bytes | None,
    process: str,
    name: str,
    message: Message,
    moment: datetime,
    functions: Functions,
) -> list[Moved]:
    moves: list[Moved] = []
    if state is None:
        begun = engine.start(model, message.data, moment=moment, functions=functions, process=process)
        moves.append(Moved(process, begun, is_new=True))
        state = begun.state
    heard = engine.deliver(model, state, name, message.data, moment=moment, functions=functions, early=True)
    return [*moves, Moved(process, heard)]
