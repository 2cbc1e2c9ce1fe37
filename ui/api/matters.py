"""Matters: petitions and questions taken in, and those that I may see."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from bpmn.procedures import Channel
from processes import database
from processes.matters import Place, Told
from tasks import matters
from tasks.matters import Incoming
from ui.api import acts
from ui.api.entry import LARGEST, WRITTEN, ActKey, Code, Id, Line, Signed, signed_in
from ui.api.reception import AcceptedDossier, Somebody
from ui.refusals import WrongRequest

router = APIRouter(prefix="/matters", tags=["matters"], dependencies=[Depends(signed_in)])


class NewMatter(BaseModel):
    """A petition or question as it comes in; `case_code` is its kind, `documents` files that I have uploaded."""

    release_id: Id
    case_code: Code
    channel: Channel = "counter"
    receiving_unit_id: Id
    sender: Somebody
    subject: Annotated[Line, Field(min_length=1)]
    content: Annotated[str, Field(min_length=1, max_length=20_000, pattern=WRITTEN)]
    documents: Annotated[list[Id], Field(max_length=100)] = []


class MatterLine(BaseModel):
    """A line of the list of matters."""

    dossier_id: int
    code: str
    release_id: int
    case_code: str
    state: str
    subject: str
    sender: str
    agency_id: int
    received_at: datetime
    due_at: datetime
    finished_at: datetime | None
    returned_at: datetime | None


class MatterPage(BaseModel):
    """Some matters, the most urgent first (the newest when they are over), and where the next page begins."""

    matters: list[MatterLine]
    next: str | None


@router.get("")
def page(
    known: Signed,
    is_open: bool = True,
    state: Annotated[str, Query(max_length=40, pattern=WRITTEN)] = "",
    after: Annotated[str, Query(max_length=60)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> MatterPage:
    """The matters that my units received or work on, or my agency answers for."""
    place = place_of(after) if after else None
    with database.snapshot() as snapshot:
        rows = matters.page(snapshot, officer=known.officer, is_open=is_open, state=state, after=place, limit=limit)
    lines = [MatterLine.model_validate(row, from_attributes=True) for row in rows]
    following = f"{rows[-1].place[0].isoformat()}~{rows[-1].place[1]}" if len(rows) == limit else None
    return MatterPage(matters=lines, next=following)


def place_of(text: str) -> Place:
    """Where a page of matters begins, as the page before wrote it. Refuses: WrongRequest."""
    moment, _, number = text.replace(" ", "+").partition("~")
    try:
        at, dossier_id = datetime.fromisoformat(moment), int(number)
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongRequest(what="after") from None
    if at.tzinfo is None or not 0 < dossier_id <= LARGEST:
        raise WrongRequest(what="after")
    return at, dossier_id


@router.post("", status_code=201)
def receive(asked: NewMatter, known: Signed, key: ActKey) -> AcceptedDossier:
    """Takes in a petition or a question at my one-stop."""
    incoming = Incoming(
        release_id=asked.release_id,
        case_code=asked.case_code,
        channel=asked.channel,
        receiving_unit_id=asked.receiving_unit_id,
        sender=asked.sender.person(),
        told=Told(asked.subject, asked.content),
        documents=tuple(asked.documents),
    )
    return acts.do(known, key, matters.receive, keep=acts.facts, told={"incoming": incoming}).tell(AcceptedDossier)
