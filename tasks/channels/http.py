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

from bpmn.refusals import Refusal
from processes import handoffs, partners
from processes.database import Database, now
from processes.handoffs import Handoff
from processes.outbox import Message
from processes.partners import Partner
from tasks import hearing, wire
from tasks.channels import Undelivered, carrier
from tasks.wire import News, Standing

_TIMEOUT = 10.0


@carrier("handoff.http")
def carry(database: Database, message: Message, moment: datetime) -> None:
    """Tells the other side what ours has said, and takes down what that one answers."""
    side = str(message.body["side"])
    with database.snapshot() as snapshot:
        handoff = handoffs.one(snapshot, handoffs.number(snapshot, str(message.body["handoff"]), side))
        partner = partners.one(snapshot, handoff.partner_id)
        is_new = side == "sending" and handoff.state == "sent"
        said = wire.said(snapshot, handoff.id, "sender" if side == "sending" else "receiver")
        told = wire.delivery(snapshot, handoff, moment) if is_new else None
    answer: Standing | None = None
    if told is not None:
        if message.attempts > 1 and not partner.deduplicates:  # it may have it already
            answer = _ask(partner, "GET", f"/{handoff.key}", b"", handoff.key)
        answer = answer or _ask(partner, "POST", "", told.model_dump_json().encode(), handoff.key)
    else:
        news = News(side="sender" if side == "sending" else "receiver", events=said)
        named = f"{handoff.key}:{news.side}:{len(said)}"
        answer = _ask(partner, "POST", f"/{handoff.key}/events", news.model_dump_json().encode(), named)
    if answer is None:
        raise Undelivered(f"{partner.name}: không có hồ sơ này")
    _take_down(database, handoff, answer, moment)


def _take_down(database: Database, handoff: Handoff, answer: Standing, moment: datetime) -> None:
    other = "receiver" if handoff.side == "sending" else "sender"
    events = [entry.event() for entry in answer.events if entry.side == other]
    reference = answer.reference if handoff.side == "sending" else ""
    try:
        with database.transaction() as transaction:
            hearing.take_over(transaction, handoff.id, events, reference=reference, moment=moment)
    except Refusal as refusal:
        raise Undelivered(f"{refusal.code}: {refusal}") from refusal


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
