"""A dossier looked into: how it stands, its people, history, files, letters and comments; looking is on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, JsonValue

from processes import database
from processes.accounts import Visitor
from tasks import viewing
from tasks.viewing import DossierView
from ui.api.entry import Number, Signed, signed_in

router = APIRouter(prefix="/dossiers", tags=["dossiers"], dependencies=[Depends(signed_in)])


class Person(BaseModel):
    """Somebody as the dossier records them."""

    name: str
    identity: str
    phone: str
    email: str
    address: str


class People(BaseModel):
    """Who is who in a dossier."""

    owner: Person
    submitter: Person
    authorised: Person | None
    receiver: Person | None


class OpenStep(BaseModel):
    """A step that waits for somebody now."""

    task_id: int
    element: str
    name: str
    state: str
    post_id: int
    holder_id: int | None
    due_at: datetime


class Act(BaseModel):
    """An act beside the steps; `why` says why the law does not allow it now, and is empty when it does."""

    act: str
    why: str


class OpenedDossier(BaseModel):
    """A dossier or matter as its page shows it."""

    id: int
    kind: str
    code: str
    procedure_code: str
    procedure: str
    case: str
    channel: str
    status: int
    receiving_unit_id: int
    agency_id: int
    received_at: datetime
    due_at: datetime
    original_due_at: datetime
    paused_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    standing: str
    explanation: str
    people: People
    papers: list[dict[str, JsonValue]]
    fee: dict[str, JsonValue]
    result: dict[str, JsonValue]
    delivery: dict[str, JsonValue]
    steps: list[OpenStep]
    acts: list[Act]


class HistoryRow(BaseModel):
    """One thing that happened; `substitution_id` is there when it was done for somebody absent."""

    position: int
    at: datetime
    kind: str
    officer_id: int | None
    officer: str
    post_id: int | None
    element: str | None
    data: dict[str, JsonValue]
    substitution_id: int | None


class DossierFile(BaseModel):
    """A file of the dossier, to be had under `/files/{id}`."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    kind: str
    paper: str


class WrittenLetter(BaseModel):
    """A letter of the dossier, to be had under `/letters/{id}.pdf`."""

    id: int
    kind: str
    state: str
    year: int | None
    number: int | None
    drafted_by: int
    drafted_at: datetime
    approved_by: int | None
    approved_at: datetime | None
    issued_at: datetime | None


class Comment(BaseModel):
    """What somebody said, and the officers it calls."""

    id: int
    officer_id: int
    officer: str
    at: datetime
    text: str
    mentioned: list[int]


class FiredRung(BaseModel):
    """A rung of a task's ladder that was reached; `kind` names the addressee and the distance to the due time.

    One that is overtaken was told to nobody by itself: a later one had been reached by then.
    """

    task_id: int
    kind: str
    due_at: datetime
    at: datetime
    fired_at: datetime
    state: str
    told: list[str]


@router.get("/{dossier_id}")
def opened(dossier_id: Number, known: Signed) -> OpenedDossier:
    """How a dossier that I may see stands, its people, and what the law lets me do with it."""
    view = _opened(dossier_id, known)
    found = view.particulars
    told: dict[str, Any] = {name: getattr(found, name) for name in OpenedDossier.model_fields if hasattr(found, name)}
    return OpenedDossier.model_validate(
        {
            **told,
            "people": found.people.as_json(),
            "case": view.published.case(found.case_code).name,
            "status": found.national_status,
            "standing": view.standing.kind,
            "explanation": view.clock.explanation,
            "steps": [OpenStep.model_validate(step, from_attributes=True) for step in view.current],
            "acts": [Act(act=offer.act, why=offer.why) for offer in view.offers],
        }
    )


@router.get("/{dossier_id}/history")
def history(dossier_id: Number, known: Signed) -> list[HistoryRow]:
    """All that happened to a dossier that I may see, the oldest first."""
    view = _opened(dossier_id, known)
    shown = HistoryRow.model_fields.keys() - {"officer"}
    return [
        HistoryRow.model_validate(
            {**{name: getattr(row, name) for name in shown}, "officer": view.directory.name(row.officer_id)}
        )
        for row in view.history
    ]


@router.get("/{dossier_id}/files")
def files(dossier_id: Number, known: Signed) -> list[DossierFile]:
    """The files of a dossier that I may see."""
    return [DossierFile.model_validate(one, from_attributes=True) for one in _opened(dossier_id, known).documents]


@router.get("/{dossier_id}/letters")
def letters(dossier_id: Number, known: Signed) -> list[WrittenLetter]:
    """The letters of a dossier that I may see, those put aside left out."""
    return [WrittenLetter.model_validate(one, from_attributes=True) for one in _opened(dossier_id, known).letters]


@router.get("/{dossier_id}/comments")
def comments(dossier_id: Number, known: Signed) -> list[Comment]:
    """What was said about a dossier that I may see, the oldest first."""
    view = _opened(dossier_id, known)
    return [
        Comment(
            id=one.id,
            officer_id=one.officer_id,
            officer=view.directory.name(one.officer_id),
            at=one.at,
            text=one.text,
            mentioned=list(one.mentioned),
        )
        for one in view.comments
    ]


@router.get("/{dossier_id}/reminders")
def reminders(dossier_id: Number, known: Signed) -> list[FiredRung]:
    """Of which task of a dossier that I may see who was told when and why, the oldest first."""
    view = _opened(dossier_id, known)
    shown = FiredRung.model_fields.keys() - {"told"}
    return [
        FiredRung.model_validate(
            {**{name: getattr(one, name) for name in shown}, "told": list(map(view.directory.name, one.told))}
        )
        for one in view.reminders
    ]


def _opened(dossier_id: int, known: Visitor) -> DossierView:
    with database.transaction() as transaction:
        return viewing.dossier(transaction, dossier_id, officer=known.officer, moment=database.now())
