"""Sendings: what an act hands off to other agencies, planned before it is written, and written with it.

An act never calls a network: the handoff, the first entry of its thread, a task where it goes by hand, and the message
that the agent carries are rows of the act's own transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn import exchange
from bpmn.engine import Message
from bpmn.exchange import Crossing
from bpmn.model import USUAL_PRIORITY, Model
from processes import documents, handoffs, outbox, partners
from processes.database import Snapshot, Transaction
from processes.executions import Running
from processes.handoffs import Event, Handoff
from processes.history import Fact
from processes.ladders import Span
from processes.organisation import Directory
from processes.partners import Partner
from processes.stages import TaskRow

TOPICS = {"here": "handoff.here", "http": "handoff.http"}
ENTER, ANSWER = "enter:", "answer:"


@dataclass(frozen=True, slots=True)
class Giver:
    """The part of a dossier that an act moves; its number is known once it has begun."""

    dossier_id: int
    process: str
    agency_id: int
    receiving_unit_id: int
    execution_id: int = 0
    officer_id: int | None = None

    @classmethod
    def of(cls, running: Running, facts: Iterable[Fact]) -> Giver:
        """The part that is moved, by who does what the facts tell."""
        officer_id = next((fact.officer_id for fact in facts if fact.officer_id is not None), None)
        unit_id, execution_id = running.receiving_unit_id, running.execution_id
        return cls(running.dossier_id, running.process, running.agency_id, unit_id, execution_id, officer_id)


@dataclass(frozen=True, slots=True)
class Way:
    """How what a handoff's thread tells leaves: by which channel, to whom; that of one dossier in order."""

    key: str
    channel: str
    partner: str
    dossier_id: int

    @classmethod
    def of(cls, handoff: Handoff) -> Way:
        """That of a handoff under way."""
        return cls(handoff.key, handoff.channel, handoff.partner, handoff.dossier_id)


@dataclass(frozen=True, slots=True)
class Sending:
    """One message to another agency: a new handoff, or the answer to one."""

    fact: Fact
    events: tuple[Event, ...]
    row: dict[str, object]
    answered: Handoff | None = None
    task: TaskRow | None = None


def planned(
    transaction: Transaction,
    model: Model,
    messages: Sequence[Message],
    giver: Giver,
    directory: Directory,
    moment: datetime,
) -> list[Sending]:
    """What becomes of the messages that leave their agency. Refuses: NoPartner, RoleUnresolved, RoleAmbiguous."""
    return list(_planned(transaction, model, messages, giver, directory, moment)) if messages else []


def _planned(
    transaction: Transaction,
    model: Model,
    messages: Sequence[Message],
    giver: Giver,
    directory: Directory,
    moment: datetime,
) -> Iterator[Sending]:
    said: dict[int, int] = {}
    for message in messages:
        crossing = exchange.crossing(model, message)
        if crossing is None:
            continue
        answered = handoffs.to_answer(transaction, giver.execution_id, crossing.process) if giver.execution_id else None
        if answered is not None and (crossing.agency == "" or answered.is_open):
            first = handoffs.next_number(transaction, answered.id, "receiver")
            number = said[answered.id] = said.get(answered.id, first - 1) + 1
            kind = "done" if answered.is_open and number == first else "message"
            yield _answer(answered, kind, number, message, crossing, giver, directory, moment)
        else:
            partner = partners.of(transaction, giver.agency_id, crossing.agency)
            yield _handoff(transaction, partner, message, crossing, giver, directory, moment)


def _answer(
    handoff: Handoff,
    kind: str,
    number: int,
    message: Message,
    crossing: Crossing,
    giver: Giver,
    directory: Directory,
    moment: datetime,
) -> Sending:
    data: dict[str, object] = {"message": crossing.name, "facts": message.data}
    event = Event("receiver", number, moment, kind, _by(directory, giver), "", data, giver.officer_id)
    told = Fact("handoff.answered", {"to": _sender(directory, handoff), "message": crossing.name}, giver.officer_id)
    return Sending(told, (event,), {}, answered=handoff)


def _sender(directory: Directory, handoff: Handoff) -> str:
    agency = directory.agencies.get(handoff.sending_agency_id or 0)
    return agency.name if agency else handoff.partner


def _handoff(
    transaction: Transaction,
    partner: Partner,
    message: Message,
    crossing: Crossing,
    giver: Giver,
    directory: Directory,
    moment: datetime,
) -> Sending:
    key = secrets.token_hex(16)
    home = directory.lineage.now("agency", partner.to_agency_id or giver.agency_id)
    receive_by = directory.calendar(home).add(moment, partner.to_receive)
    row: dict[str, object] = {
        "key": key,
        "side": "sending",
        "channel": partner.channel,
        "sending_agency_id": giver.agency_id,
        "receiving_agency_id": partner.to_agency_id,
        "partner_id": partner.id,
        "partner": partner.name,
        "code": crossing.agency,
        "element": message.element,
        "process": crossing.process,
        "message": crossing.name,
        "facts": message.data,
        "manifest": manifest(transaction, giver.dossier_id) if giver.dossier_id else [],
        "reference": "",
        "sent_by": giver.officer_id,
        "sent_at": moment,
        "receive_by": receive_by,
        "look_at": receive_by,
        "heard": 0,
    }
    told = Fact("handoff.sent", {"to": partner.name, "message": message.name}, giver.officer_id, None, message.element)
    sent = Event("sender", 1, moment, "sent", _by(directory, giver), message.name, {}, giver.officer_id)
    task = by_hand(ENTER, key, message.element, partner, giver, directory, moment, receive_by)
    return Sending(told, (sent,), row, task=task if partner.channel == "by_hand" else None)


def _by(directory: Directory, giver: Giver) -> str:
    """Who says it, as the other side reads it: a person and the agency."""
    agency = directory.agencies[giver.agency_id].name
    name = directory.name(giver.officer_id) if giver.officer_id else ""
    return f"{name}, {agency}" if name else agency


def manifest(snapshot: Snapshot, dossier_id: int) -> list[dict[str, object]]:
    """The documents of a dossier as they go with a handoff, each with the hash of its bytes."""
    told = documents.of(snapshot, dossier_id)
    return [{"id": one.id, "name": one.name, "size": one.size, "sha256": one.sha256} for one in told]


_SAYS = {ENTER: "Nhập vào hệ thống của {partner}", ANSWER: "Ghi nhận trả lời của {partner}"}


def by_hand(
    what: str,
    key: str,
    element: str,
    partner: Partner,
    giver: Giver,
    directory: Directory,
    moment: datetime,
    due_at: datetime,
) -> TaskRow | None:
    """The task of who carries a handoff by hand: to enter it at the partner, to record the answer; None elsewhere.

    Refuses: RoleUnresolved, RoleAmbiguous.
    """
    if partner.channel != "by_hand":
        return None
    unit_id = giver.receiving_unit_id
    post = directory.resolve(partner.role, agency_id=giver.agency_id, receiving_unit_id=unit_id)
    calendar = directory.calendar(directory.lineage.now("agency", giver.agency_id))
    span = Span(moment, due_at, calendar.between(moment, due_at).minutes)
    return {
        "ref": what + key,
        "element": element,
        "name": _SAYS[what].format(partner=partner.name),
        "post_id": post.id,
        "from_unit_id": None,
        "holder_id": None,
        "state": "opened",
        "opened_at": moment,
        "due_at": due_at,
        "allotted": span.allotted,
        "next_rung_at": directory.ladder("").first_after(span, calendar, moment),  # the sweep knows the procedure's own
        "claimed_at": None,
        "priority": USUAL_PRIORITY,
        "substitution_id": None,
        "receiving_unit_id": unit_id,
    }


def is_by_hand(ref: str) -> bool:
    """Whether a task is one of carrying a handoff by hand, and not the engine's."""
    return ref.startswith((ENTER, ANSWER))


def write(transaction: Transaction, sendings: Sequence[Sending], giver: Giver, *, moment: datetime) -> None:
    """Writes down what was planned, and leaves for the agent what it has to carry."""
    for sending in sendings:
        if sending.answered is None:
            ids = {"dossier_id": giver.dossier_id, "sending_execution_id": giver.execution_id}
            handoffs.add(transaction, {**sending.row, **ids}, sending.events)
            key, channel, partner = (str(sending.row[name]) for name in ("key", "channel", "partner"))
            way = Way(key, channel, partner, giver.dossier_id)
        else:
            for event in sending.events:
                handoffs.say(transaction, handoffs.hold(transaction, sending.answered.id), event)
            way = Way.of(sending.answered)
        post(transaction, way, sending.events[-1], moment=moment)


def leg(snapshot: Snapshot, handoff: Handoff, directory: Directory, moment: datetime) -> dict[str, object]:
    """What a handoff that is received now is known by: its second leg, by the receiving agency's calendar."""
    partner = partners.one(snapshot, handoff.partner_id)
    agency_id = handoff.receiving_agency_id or handoff.sending_agency_id or 0
    answer_by = directory.calendar(directory.lineage.now("agency", agency_id)).add(moment, partner.to_answer)
    return {"received_at": moment, "answer_by": answer_by, "look_at": answer_by}


def work(
    transaction: Transaction, execution_id: int, *, by: str, officer_id: int, directory: Directory, moment: datetime
) -> None:
    """Notes on the handoffs that began a part that somebody has begun to work on it: nobody has to say so twice."""
    for found in handoffs.of_execution(transaction, execution_id):
        if found.receiving_execution_id == execution_id and found.state in ("delivered", "received", "accepted"):
            handoff = handoffs.hold(transaction, found.id)
            number = handoffs.next_number(transaction, handoff.id, "receiver")
            event = Event("receiver", number, moment, "working", by, "", {}, officer_id)
            begun = {} if handoff.received_at else leg(transaction, handoff, directory, moment)
            handoffs.say(transaction, handoff, event, **begun)
            post(transaction, Way.of(handoff), event, moment=moment)


def ask(transaction: Transaction, handoff: Handoff, *, moment: datetime) -> None:
    """Has the agent ask the other side what has become of a handoff."""
    _leave(transaction, Way.of(handoff), handoff.side, f"ask:{moment:%Y%m%dT%H%M%S}", moment)


def post(transaction: Transaction, way: Way, event: Event, *, moment: datetime) -> None:
    """Leaves word for the agent that a thread has gone on here; by hand nobody carries it."""
    if way.channel in TOPICS:
        side = "sending" if event.side == "sender" else "receiving"
        _leave(transaction, way, side, f"{event.side}:{event.number}", moment)


def _leave(transaction: Transaction, way: Way, side: str, what: str, moment: datetime) -> None:
    body: dict[str, object] = {"handoff": way.key, "side": side}
    named = f"handoff:{way.key}:{what}"
    message = outbox.Message(TOPICS[way.channel], named, body, way.dossier_id, partner=way.partner)
    outbox.put(transaction, [message], moment=moment)
