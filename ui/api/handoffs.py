"""Handoffs of a dossier for other programs of ours: the threads, and what the people of both sides do."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import database
from processes.handoffs import Thread
from tasks import handoffs, viewing
from ui.api import acts
from ui.api.acts import Recorded
from ui.api.entry import WRITTEN, ActKey, Number, Signed, signed_in

router = APIRouter(prefix="/dossiers/{dossier_id}/handoffs", tags=["handoffs"], dependencies=[Depends(signed_in)])

Words = Annotated[str, Field(min_length=1, max_length=handoffs.LONGEST, pattern=WRITTEN)]


class ThreadEntry(BaseModel):
    """One entry of a thread; `side` is who said it, `number` its own among what that side said."""

    side: str
    number: int
    at: datetime
    kind: str
    by: str
    text: str


class HandedOff(BaseModel):
    """A handoff: where it stands, until when its legs may take, the documents by name and hash, and its thread."""

    id: int
    key: str
    partner: str
    state: str
    reference: str
    sent_at: datetime
    receive_by: datetime
    answer_by: datetime | None
    manifest: list[dict[str, Any]]
    events: list[ThreadEntry]

    @classmethod
    def of(cls, thread: Thread) -> HandedOff:
        """The handoff as it is listed."""
        told = {name: getattr(thread.handoff, name) for name in cls.model_fields if name not in ("manifest", "events")}
        events = [ThreadEntry.model_validate(event, from_attributes=True) for event in thread.events]
        return cls(**told, manifest=[dict(one) for one in thread.handoff.manifest], events=events)


class HandoffReason(BaseModel):
    """Why a handoff is refused or recalled."""

    reason: Words


class HandoffText(BaseModel):
    """What is written to the other side."""

    text: Words


@router.get("")
def of_dossier(dossier_id: Number, known: Signed) -> list[HandedOff]:
    """The handoffs of a dossier that I may see, the oldest first; the look is put on record."""
    with database.transaction() as transaction:
        view = viewing.dossier(transaction, dossier_id, officer=known.officer, moment=database.now())
    return [HandedOff.of(thread) for thread in view.handoffs]


@router.post("/{handoff_id}/receive")
def receive(dossier_id: Number, handoff_id: Number, known: Signed, key: ActKey) -> Recorded:
    """Says that my agency has it; the time to answer runs from now."""
    return acts.do(known, key, handoffs.receive, handoff_id).tell(Recorded)


@router.post("/{handoff_id}/accept")
def accept(dossier_id: Number, handoff_id: Number, known: Signed, key: ActKey) -> Recorded:
    """Says that it is complete and will be worked on."""
    return acts.do(known, key, handoffs.accept, handoff_id).tell(Recorded)


@router.post("/{handoff_id}/refuse")
def refuse(dossier_id: Number, handoff_id: Number, told: HandoffReason, known: Signed, key: ActKey) -> Recorded:
    """Refuses it with a reason; the sender hears of it."""
    return acts.do(known, key, handoffs.refuse, handoff_id, told=dict(told)).tell(Recorded)


@router.post("/{handoff_id}/recall")
def recall(dossier_id: Number, handoff_id: Number, told: HandoffReason, known: Signed, key: ActKey) -> Recorded:
    """Takes it back before it is accepted."""
    return acts.do(known, key, handoffs.recall, handoff_id, told=dict(told)).tell(Recorded)


@router.post("/{handoff_id}/note")
def note(dossier_id: Number, handoff_id: Number, told: HandoffText, known: Signed, key: ActKey) -> Recorded:
    """Writes to the other side in its thread."""
    return acts.do(known, key, handoffs.note, handoff_id, told=dict(told)).tell(Recorded)


@router.post("/{handoff_id}/finish")
def finish(dossier_id: Number, handoff_id: Number, told: HandoffText, known: Signed, key: ActKey) -> Recorded:
    """Says that it is dealt with, where the diagram sends no message back."""
    return acts.do(known, key, handoffs.finish, handoff_id, told=dict(told)).tell(Recorded)
