"""Operations for other programs: what waits to leave the installation, and what is done about what does not."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from processes import database
from processes.dead_letters import texts
from tasks import operations
from ui.api import acts
from ui.api.acts import Recorded, Repeatable
from ui.api.entry import LARGEST, WRITTEN, ActKey, Line, Lines, Number, Signed, signed_in

router = APIRouter(prefix="/operations", tags=["operations"], dependencies=[Depends(signed_in)])

Said = Annotated[str, Field(max_length=20_000, pattern=WRITTEN)]


class Waits(BaseModel):
    """What waits by one channel for one partner: so many of them dead, so many tried in vain."""

    topic: str
    partner: str
    count: int
    dead: int
    since: datetime
    failing: int
    trouble: str


class Dead(BaseModel):
    """A message that waits for a person; what it says is not told in the list."""

    id: int
    topic: str
    partner: str
    dossier_id: int | None
    code: str | None
    put_at: datetime
    dead_at: datetime
    attempts: int
    trouble: str
    behind: int


class WhatWaits(BaseModel):
    """How what leaves the house stands; the next page of dead letters begins after `following`."""

    waiting: list[Waits]
    dead: list[Dead]
    following: int | None


class Saying(BaseModel):
    """The texts of a message, by name."""

    texts: dict[str, str]


class Resent(Repeatable):
    """How many are sent again."""

    count: int


class MessageCorrection(BaseModel):
    """What the message is to say instead, by name, and why."""

    fields: Annotated[dict[Line, Said], Field(min_length=1, max_length=50)]
    reason: Lines


class GivenUp(BaseModel):
    """Why it is not to be sent."""

    reason: Lines


class Way(BaseModel):
    """A channel, and the partner that it leads to."""

    topic: Line
    partner: Line = ""


@router.get("")
def look(known: Signed, after: Annotated[int, Query(ge=0, le=LARGEST)] = 0) -> WhatWaits:
    """What waits to leave, and a page of what waits for a person."""
    with database.snapshot() as snapshot:
        found = operations.look(snapshot, officer=known.officer, after=after)
    return WhatWaits.model_validate(found, from_attributes=True)


@router.get("/messages/{message_id}")
def message(message_id: Number, known: Signed) -> Saying:
    """What a message says that waits in vain; the opening is on record."""
    with database.transaction() as transaction:
        found = operations.message(transaction, message_id, officer=known.officer, moment=database.now())
    return Saying(texts=texts(found))


@router.post("/messages/{message_id}/resend")
def resend(message_id: Number, known: Signed, key: ActKey) -> Recorded:
    """Sends a message again now."""
    return acts.do(known, key, operations.resend, message_id).tell(Recorded)


@router.post("/messages/{message_id}/correct")
def correct(message_id: Number, asked: MessageCorrection, known: Signed, key: ActKey) -> Recorded:
    """Changes what a message says and sends it again."""
    told = {"fields": asked.fields, "reason": asked.reason}
    return acts.do(known, key, operations.correct, message_id, told=told).tell(Recorded)


@router.post("/messages/{message_id}/give-up")
def give_up(message_id: Number, asked: GivenUp, known: Signed, key: ActKey) -> Recorded:
    """Closes a message that will not be sent."""
    return acts.do(known, key, operations.give_up, message_id, told=asked.model_dump()).tell(Recorded)


@router.post("/resend")
def resend_all(asked: Way, known: Signed, key: ActKey) -> Resent:
    """Sends all again that a channel could not bring to a partner."""
    return acts.do(known, key, operations.resend_all, keep=_counted, told=asked.model_dump()).tell(Resent)


def _counted(count: int) -> dict[str, object]:
    return {"count": count}
