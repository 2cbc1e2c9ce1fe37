"""The wire: how a handoff reads between two installations, and how each proves who it is.

The contract is docs/howto/partners.md. Every message brings the whole of what its side has said, so that order and
repetition do not matter; every request is signed with the key of its direction.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from processes import handoffs, particulars, parts
from processes.database import Snapshot
from processes.handoffs import Event, Handoff, Side
from processes.partners import Partner

PATH = "/api/handoffs"
WINDOW = timedelta(minutes=5)
LARGEST = 5 * 1024 * 1024
NONCE = "x-motcua-nonce"
_NONCE = re.compile(r"[0-9a-zA-Z_-]{16,64}")


class Entry(BaseModel):
    """One entry of a thread as it travels."""

    side: Literal["sender", "receiver"]
    number: int = Field(ge=1, le=10_000)
    at: AwareDatetime
    kind: str = Field(min_length=1, max_length=40)
    by: str = Field(default="", max_length=300)
    text: str = Field(default="", max_length=2000)
    data: dict[str, Any] = {}

    def event(self) -> Event:
        """The same, for the record."""
        return Event(self.side, self.number, self.at, self.kind, self.by, self.text, self.data)

    @classmethod
    def of(cls, event: Event) -> Entry:
        """An entry of ours, as it is sent."""
        return cls(**{name: getattr(event, name) for name in cls.model_fields})


class Delivery(BaseModel):
    """A new handoff: to whose pool, of which procedure and dossier, with its facts, documents and thread so far."""

    key: str = Field(min_length=8, max_length=64, pattern=r"^[0-9a-zA-Z_-]+$")
    to: str = Field(max_length=100)
    message: str = Field(min_length=1, max_length=300)
    procedure: str = Field(min_length=1, max_length=100)
    case: str = Field(default="", max_length=100)
    code: str = Field(max_length=100)
    sender: str = Field(max_length=300)
    people: dict[str, dict[str, str] | None]
    facts: dict[str, Any]
    manifest: list[dict[str, Any]] = Field(max_length=1000)
    receive_by: AwareDatetime
    events: list[Entry] = Field(min_length=1, max_length=1000)


class News(BaseModel):
    """What one side has said so far, all of it."""

    side: Literal["sender", "receiver"]
    events: list[Entry] = Field(max_length=10_000)


class Standing(BaseModel):
    """How a handoff stands at the side that is asked: its state and the whole thread there."""

    key: str
    state: str
    reference: str
    events: list[Entry]


def delivery(snapshot: Snapshot, handoff: Handoff, moment: datetime) -> Delivery:
    """A handoff of ours as it is delivered."""
    found = particulars.one(snapshot, handoff.dossier_id)
    known = parts.directory(snapshot, moment)
    return Delivery(
        key=handoff.key,
        to=handoff.code,
        message=handoff.message,
        procedure=found.procedure_code,
        case=found.case_code,
        code=found.code,
        sender=known.agencies[handoff.sending_agency_id or found.agency_id].name,
        people=found.people.as_json(),
        facts=dict(handoff.facts),
        manifest=[dict(one) for one in handoff.manifest],
        receive_by=handoff.receive_by,
        events=said(snapshot, handoff.id, "sender"),
    )


def said(snapshot: Snapshot, handoff_id: int, side: Side) -> list[Entry]:
    """What a side has said in a thread."""
    events = [Entry.of(event) for event in handoffs.events(snapshot, handoff_id) if event.side == side]
    return sorted(events, key=lambda one: one.number)


def standing(snapshot: Snapshot, handoff_id: int) -> Standing:
    """How a handoff stands here."""
    found = handoffs.one(snapshot, handoff_id)
    events = [Entry.of(event) for event in handoffs.events(snapshot, handoff_id)]
    return Standing(key=found.key, state=found.state, reference=found.reference, events=events)


def signature(secret: str, method: str, path: str, timestamp: str, nonce: str, key: str, body: bytes) -> str:
    """HMAC-SHA256 over method, path, timestamp, nonce, idempotency key and the hash of the body, a line each."""
    told = "\n".join([method.upper(), path, timestamp, nonce, key, sha256(body).hexdigest()])
    return hmac.new(secret.encode(), told.encode(), sha256).hexdigest()


def headers(partner: Partner, method: str, path: str, key: str, body: bytes, moment: datetime) -> dict[str, str]:
    """What goes above a request of ours, so that the partner knows who asks; good for one request."""
    timestamp, nonce = str(int(moment.timestamp())), secrets.token_hex(16)
    return {
        "content-type": "application/json",
        "idempotency-key": key,
        "x-motcua-partner": partner.known_as,
        "x-motcua-timestamp": timestamp,
        NONCE: nonce,
        "x-motcua-signature": signature(partner.key_out, method, path, timestamp, nonce, key, body),
    }


def is_signed(
    partner: Partner, given: Mapping[str, str], method: str, path: str, body: bytes, moment: datetime
) -> bool:
    """Whether a request is the partner's, and of now: an old one that somebody repeats is nobody's."""
    timestamp, key, nonce = (given.get(name, "") for name in ("x-motcua-timestamp", "idempotency-key", NONCE))
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12 and key):
        return False
    if not _NONCE.fullmatch(nonce) or abs(moment.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        return False
    wanted = signature(partner.key_in, method, path, timestamp, nonce, key, body)
    return hmac.compare_digest(wanted.encode(), given.get("x-motcua-signature", "").encode())
