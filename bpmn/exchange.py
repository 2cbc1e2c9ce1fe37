"""Pools that talk to each other: the executions of one dossier, and the messages that go between them.

A message never leaves its dossier here: that is the correlation. What goes to a pool that is drawn empty, or to nobody
that is drawn, is left to whoever carries messages outside. Pure: states in, what happened out.
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

    `outside` is what went to nobody who is drawn here.
    """

    moves: tuple[Moved, ...]
    outside: tuple[Message, ...]


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
        if address is None:
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
