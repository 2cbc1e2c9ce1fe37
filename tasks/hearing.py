"""Hearing: what the receiving side of a handoff has said reaches the execution that sent it, each thing once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from processes import executions, handoffs, notices, parts, sendings
from processes.database import Transaction
from processes.handoffs import Event, Handoff
from processes.history import Fact
from processes.notices import News
from tasks.handoffs import concerned

_MOVES = frozenset({"done", "message", "refused", "recalled"})


def hear(transaction: Transaction, handoff_id: int, *, moment: datetime) -> None:
    """Brings what is new in a handoff's thread to its sender; an agent that comes second finds nothing new."""
    handoff = handoffs.hold(transaction, handoff_id)
    heard = _hear(transaction, handoff, handoffs.events(transaction, handoff_id), moment)
    if heard:
        handoffs.note(transaction, handoff, heard=heard)


def _hear(transaction: Transaction, handoff: Handoff, events: Iterable[Event], moment: datetime) -> int:
    """Does what follows from what the receiving side has said since; the last number, 0 when there was nothing."""
    fresh = (one for one in events if one.side == "receiver" and one.number > handoff.heard)
    last = 0
    for event in sorted(fresh, key=lambda one: one.number):
        if event.kind in _MOVES:
            _bring(transaction, handoff, event, moment)
        last = event.number
    return last


def _bring(transaction: Transaction, handoff: Handoff, event: Event, moment: datetime) -> None:
    told = {"from": handoff.partner, "by": event.by} | ({"reason": event.text} if event.text else {})
    is_here = handoff.receiving_execution_id is not None  # then the other side's act is on this very record
    fact = None if is_here else Fact(f"handoff.{event.kind}", told)
    message, facts = str(event.data.get("message") or ""), event.data.get("facts")
    data = facts if isinstance(facts, dict) else {"reason": event.text}
    key = f"handoff:{handoff.key}:{event.number}"
    named = {"message": message, "fact": fact, "moment": moment, "key": key}
    parts.come_back(transaction, handoff, event.kind, data, **named)  # pyright: ignore[reportArgumentType]
    if event.kind == "refused":
        people = sorted(concerned(transaction, handoff, "sender", parts.directory(transaction, moment)))
        text = f"{handoff.partner}: {event.text}"[:200]
        news = [News(one, "handoff_refused", key, handoff.dossier_id, text=text) for one in people]
        notices.tell_all(transaction, news, moment=moment)


def deliver(transaction: Transaction, sent: Handoff, *, moment: datetime) -> None:
    """Begins the receiving part within the installation, at the partner's agency, once.

    Where that part runs already the message goes to it. Refuses: what `parts.begin` refuses.
    """
    if sent.state != "sent":
        return
    assert sent.sending_execution_id is not None
    running = executions.hold_part(transaction, sent.sending_execution_id)
    handoff = handoffs.hold(transaction, sent.id)
    if handoff.state != "sent":
        return
    assert handoff.receiving_agency_id is not None
    assert handoff.process is not None
    known = parts.directory(transaction, moment)
    by, from_ = (known.agencies[one].name for one in (handoff.receiving_agency_id, running.agency_id))
    fact = Fact("handoff.delivered", {"to": by, "from": from_})
    told: _Told = {"data": handoff.facts, "fact": fact, "moment": moment, "key": f"handoff:{handoff.key}:delivered"}
    to = handoff.receiving_agency_id
    execution_id = executions.going_on(transaction, handoff.dossier_id, handoff.process, to)
    is_over = False
    if execution_id is not None:
        heard = parts.hear(transaction, executions.hold_part(transaction, execution_id), handoff.message, **told)
        is_over = heard.ended
    else:
        execution_id = parts.begin(transaction, running, to, handoff.process, message=handoff.message, **told)
    manifest = handoff.manifest or sendings.manifest(transaction, handoff.dossier_id)
    event = Event("receiver", 1, moment, "delivered", by)
    begun = {"receiving_execution_id": execution_id, "manifest": manifest}
    handoffs.say(transaction, handoff, event, **begun)
    if is_over:  # it was the last word, and nobody is there any more to answer it
        handoffs.say(transaction, handoffs.hold(transaction, sent.id), Event("receiver", 2, moment, "done", by))


class _Told(TypedDict):
    data: Mapping[str, object]
    fact: Fact
    moment: datetime
    key: str


def take_over(
    transaction: Transaction, found: Handoff, events: Sequence[Event], *, reference: str = "", moment: datetime
) -> None:
    """Puts what the other installation has said into our thread, each thing once, and does what follows from it.

    What the receiving side has said reaches our execution; when the sending one asks for it back, we decide.
    """
    mine = found.sending_execution_id if found.side == "sending" else found.receiving_execution_id
    assert mine is not None
    executions.hold_part(transaction, mine)
    handoff, thread = handoffs.hold(transaction, found.id), handoffs.events(transaction, found.id)
    known = {(one.side, one.number) for one in thread}
    fresh = [one for one in sorted(events, key=lambda one: one.number) if (one.side, one.number) not in known]
    for event in fresh:
        handoff = handoffs.take_over(transaction, handoff, event, **_leg(transaction, handoff, event))
        if event.kind == "recall_asked" and handoff.side == "receiving":
            handoff = _recall(transaction, handoff, event, moment)
        if event.kind == "note":
            _tell(transaction, handoff, event, moment)
    if found.side == "sending":
        heard = _hear(transaction, handoff, [*thread, *fresh], moment)
        told = {**({"heard": heard} if heard else {}), **({"reference": reference} if reference else {})}
        if told:
            handoffs.note(transaction, handoff, **told)


def _leg(transaction: Transaction, handoff: Handoff, event: Event) -> dict[str, object]:
    """The second leg runs from when the other side says that it has it."""
    if handoff.side != "sending" or handoff.received_at or event.kind not in ("received", "accepted", "working"):
        return {}
    return sendings.leg(transaction, handoff, parts.directory(transaction, event.at), event.at)


def _recall(transaction: Transaction, handoff: Handoff, event: Event, moment: datetime) -> Handoff:
    """The sending side wants it back: it gets it unless it was accepted."""
    known = parts.directory(transaction, moment)
    by = known.agencies[handoff.receiving_agency_id or 0].name
    number = handoffs.next_number(transaction, handoff.id, "receiver")
    if handoff.state not in ("delivered", "received"):
        return handoffs.take_over(transaction, handoff, Event("receiver", number, moment, "recall_declined", by))
    given = handoffs.take_over(transaction, handoff, Event("receiver", number, moment, "recalled", by, event.text))
    assert handoff.receiving_execution_id is not None
    part = executions.hold_part(transaction, handoff.receiving_execution_id)
    fact = Fact("handoff.recalled", {"from": handoff.partner, "reason": event.text})
    parts.stop(transaction, part, fact=fact, moment=moment, key=f"handoff:{handoff.key}:recalled")
    return given


def _tell(transaction: Transaction, handoff: Handoff, event: Event, moment: datetime) -> None:
    side = "sender" if handoff.side == "sending" else "receiver"
    people = sorted(concerned(transaction, handoff, side, parts.directory(transaction, moment)))
    key = f"handoff:{handoff.key}:{event.side}:{event.number}"
    news = [News(one, "handoff_note", key, handoff.dossier_id, text=event.text[:200]) for one in people]
    notices.tell_all(transaction, news, moment=moment)
