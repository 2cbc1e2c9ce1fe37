"""Recalls: what a dossier that ends has handed off is taken back with it, in the very act that ends it.

Within the installation, and where it was entered by hand, the handoff is over at once: the dossier itself has ended, so
it is taken back even where it was accepted. Of one that left the installation the other side decides. What was handed
off to us is answered: nothing more comes of it.
"""

from __future__ import annotations

from processes import executions, handoffs, notices, sendings
from processes.database import Transaction
from processes.handoffs import Event, Handoff, Side
from processes.history import Fact
from processes.notices import News
from tasks.offers import Case

_BEFORE_ACCEPTANCE = ("delivered", "received")


def end_with(transaction: Transaction, before: Case, *, reason: str, key: str) -> list[Fact]:
    """Takes back every open handoff of a held dossier that ends, and answers those of others; what is told of it."""
    found = handoffs.open_of(transaction, before.found.id)
    return [_end(transaction, before, handoff, reason, key) for handoff in found]


def _end(transaction: Transaction, before: Case, handoff: Handoff, reason: str, key: str) -> Fact:
    side: Side = "sender" if handoff.side == "sending" else "receiver"
    kind = _kind(handoff)
    agency = before.directory.agencies[before.found.agency_id].name
    number = handoffs.next_number(transaction, handoff.id, side)
    event = Event(side, number, before.moment, kind, f"{before.officer.name}, {agency}", reason, {}, before.officer.id)
    handoffs.say(transaction, handoff, event)
    sendings.post(transaction, sendings.Way.of(handoff), event, moment=before.moment)
    if handoff.receiving_execution_id is not None and side == "sender":
        _tell(transaction, before, handoff, handoff.receiving_execution_id, reason, key)
    told = {"to" if side == "sender" else "from": handoff.partner, "reason": reason}
    return Fact(f"handoff.{'recalled' if kind == 'ended' else kind}", told, before.officer.id, element=handoff.element)


def _kind(handoff: Handoff) -> str:
    if handoff.side == "sending":
        return "recall_asked" if handoff.channel == "http" else "ended"
    return "refused" if handoff.state in _BEFORE_ACCEPTANCE else "done"


def _tell(transaction: Transaction, before: Case, handoff: Handoff, execution_id: int, reason: str, key: str) -> None:
    """The people who worked on it at the other agency hear that it is over."""
    posts = executions.posts(transaction, execution_id)
    people = {one for post in posts for one in before.directory.holders(post)} - {before.officer.id}
    by, text = before.officer.id, reason[:200]
    news = [News(one, "handoff_note", key, handoff.dossier_id, by=by, text=text) for one in sorted(people)]
    notices.tell_all(transaction, news, moment=before.moment)
