"""Where the papers of a dossier are, for other programs: found by code, put on a shelf, put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from processes import database
from processes.accounts import Visitor
from processes.database import Transaction
from processes.refusals import AlreadyDone
from tasks import bundles
from ui.api.consignments import DossierId, Reason, Shelf
from ui.api.entry import ActKey, Number, Signed, signed_in

router = APIRouter(prefix="/bundles", tags=["bundles"], dependencies=[Depends(signed_in)])

Code = Annotated[str, Query(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


class Whereabouts(BaseModel):
    """Where a dossier's papers are; no unit when it came without paper, a list when they are on their way."""

    dossier_id: int
    code: str
    unit_id: int | None
    shelf: str
    since: datetime | None
    consignment_id: int | None


class Shelved(BaseModel):
    """On which shelf of their unit they lie."""

    shelf: Shelf = Field(min_length=1)


class Corrected(BaseModel):
    """Which unit holds them in truth, and how that came."""

    unit_id: DossierId
    shelf: Shelf = ""
    reason: Reason


class Done(BaseModel):
    """An act that stands; `repeated` when it had been done before with the same key."""

    dossier_id: int
    repeated: bool


@router.get("")
def find(
    known: Signed, code: Annotated[str, Query(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
) -> Whereabouts:
    """Where the papers of a dossier are, by its code or what its receipt's code holds."""
    with database.snapshot() as snapshot:
        found = bundles.find(snapshot, code, officer=known.officer, moment=database.now())
    bundle = found.bundle
    return Whereabouts(
        dossier_id=found.dossier.id,
        code=found.dossier.code,
        unit_id=bundle.unit_id if bundle else None,
        shelf=bundle.shelf if bundle else "",
        since=bundle.since if bundle else None,
        consignment_id=bundle.consignment_id if bundle else None,
    )


@router.put("/{dossier_id}/shelf")
def shelve(dossier_id: Number, where: Shelved, known: Signed, key: ActKey) -> Done:
    """Says on which shelf of my unit a dossier's papers lie."""

    def act(transaction: Transaction, own: str) -> None:
        bundles.shelve(
            transaction, dossier_id, shelf=where.shelf, officer=known.officer, moment=database.now(), key=own
        )

    return _act(dossier_id, known, f"shelve:{key}", act)


@router.post("/{dossier_id}/correct")
def correct(dossier_id: Number, true: Corrected, known: Signed, key: ActKey) -> Done:
    """Puts right which unit holds a dossier's papers, with the reason."""

    def act(transaction: Transaction, own: str) -> None:
        bundles.correct(
            transaction,
            dossier_id,
            unit_id=true.unit_id,
            shelf=true.shelf,
            reason=true.reason,
            officer=known.officer,
            moment=database.now(),
            key=own,
        )

    return _act(dossier_id, known, f"correct:{key}", act)


def _act(dossier_id: int, known: Visitor, key: str, act: Callable[[Transaction, str], None]) -> Done:
    try:
        with database.transaction() as transaction:
            act(transaction, f"api:{known.officer.id}:bundle-{dossier_id}:{key}")
    except AlreadyDone:
        return Done(dossier_id=dossier_id, repeated=True)
    return Done(dossier_id=dossier_id, repeated=False)
