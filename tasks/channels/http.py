"""The HTTP channel: a handoff leaves for another installation, or for a system that keeps the same contract.

What was said on our side goes out as a whole, what the other side has said comes back in the answer. Nothing is held in
the record while the line is open. Contract: docs/howto/partners.md.
"""

from __future__ import annotations

import atexit
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

import httpx
from pydantic import ValidationError

from processes import handoffs, partners
from processes.database import Snapshot, now
from processes.handoffs import Handoff
from processes.outbox import Message
from processes.partners import Partner
from tasks import hearing, wire
from tasks.channels import Send, Settle, Undelivered, carrier
from tasks.wire import Delivery, News, Standing

_TIMEOUT = 10.0


@carrier("handoff.http")
def carry(snapshot: Snapshot, message: Message, moment: datetime) -> Send:
    """Tells the other side what ours has said, and takes down what that one answers."""
    side = str(message.body["side"])
    handoff = handoffs.known(snapshot, str(message.body["handoff"]), side)
    partner = partners.one(snapshot, handoff.partner_id)
    if side == "sending" and handoff.state == "sent":
        told = wire.delivery(snapshot, handoff, moment)
        may_have_it = message.attempts > 1 and not partner.deduplicates
        return lambda: _settling(handoff, partner, _deliver(partner, told, may_have_it), moment)
    said = wire.said(snapshot, handoff.id, "sender" if side == "sending" else "receiver")
    news = News(side="sender" if side == "sending" else "receiver", events=said)
    return lambda: _settling(handoff, partner, _bring(partner, handoff.key, news), moment)


def _deliver(partner: Partner, told: Delivery, may_have_it: bool) -> Standing | None:
    answer = _ask(partner, "GET", f"/{told.key}", b"", told.key) if may_have_it else None
    return answer or _ask(partner, "POST", "", told.model_dump_json().encode(), told.key)


def _bring(partner: Partner, key: str, news: News) -> Standing | None:
    named = f"{key}:{news.side}:{len(news.events)}"
    return _ask(partner, "POST", f"/{key}/events", news.model_dump_json().encode(), named)


def _settling(handoff: Handoff, partner: Partner, answer: Standing | None, moment: datetime) -> Settle:
    if answer is None:
        raise Undelivered(f"{partner.name}: không có hồ sơ này")
    other = "receiver" if handoff.side == "sending" else "sender"
    events = [entry.event() for entry in answer.events if entry.side == other]
    reference = answer.reference if handoff.side == "sending" else ""
    told = {"reference": reference, "moment": moment}
    return lambda transaction: hearing.take_over(transaction, handoff, events, **told)  # pyright: ignore


def _ask(partner: Partner, method: str, below: str, body: bytes, key: str) -> Standing | None:
    """What the partner answers; None where it does not know the handoff."""
    address = partner.address.rstrip("/") + wire.PATH + below
    path = urlsplit(address).path
    try:
        answer = _line().request(
            method, address, content=body, headers=wire.headers(partner, method, path, key, body, now())
        )
    except httpx.HTTPError as trouble:
        raise Undelivered(f"{partner.name}: {type(trouble).__name__}") from trouble
    if answer.status_code == 404 and method == "GET":
        return None
    if answer.status_code != 200:
        raise Undelivered(f"{partner.name}: {answer.status_code} {answer.text[:200]}")
    try:
        return Standing.model_validate_json(answer.content)
    except ValidationError as wrong:
        raise Undelivered(f"{partner.name}: trả lời không đúng mẫu") from wrong


@cache
def _line() -> httpx.Client:
    """One client for all threads, whose connections stay open until the process ends."""
    client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)
    atexit.register(client.close)
    return client
