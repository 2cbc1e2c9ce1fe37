"""Where the papers of a dossier are, for other programs: found by code, put on a shelf, put right."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from processes import database
from tasks import bundles
from ui.api import acts
from ui.api.acts import Repeatable
from ui.api.consignments import Reason, Shelf
from ui.api.entry import WRITTEN, ActKey, Id, Number, Signed, signed_in

router = APIRouter(prefix="/bundles", tags=["bundles"], dependencies=[Depends(signed_in)])


class Whereabouts(BaseModel):
    """Where a dossier's papers are; no unit when it came without paper, a list when they are on their way."""

    dossier_id: int
    code: str
    unit_id: int | None
    shelf: str
    since: datetime | None
    consignment_id: int | None


class Shelving(BaseModel):
    """On which shelf of their unit they lie."""

    shelf: Shelf = Field(min_length=1)


class PutRight(BaseModel):
    """Which unit holds them in truth, and how that came."""

    unit_id: Id
    shelf: Shelf = ""
    reason: Reason


class BundleDone(Repeatable):
    """An act on a dossier's papers that stands."""

    dossier_id: int


@router.get("")
def find(known: Signed, code: Annotated[str, Query(min_length=1, max_length=300, pattern=WRITTEN)]) -> Whereabouts:
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
def shelve(dossier_id: Number, where: Shelving, known: Signed, key: ActKey) -> BundleDone:
    """Says on which shelf of my unit a dossier's papers lie."""
    return acts.do(known, key, bundles.shelve, dossier_id, told=dict(where)).tell(BundleDone, dossier_id=dossier_id)


@router.post("/{dossier_id}/correct")
def correct(dossier_id: Number, true: PutRight, known: Signed, key: ActKey) -> BundleDone:
    """Puts right which unit holds a dossier's papers, with the reason."""
    return acts.do(known, key, bundles.correct, dossier_id, told=dict(true)).tell(BundleDone, dossier_id=dossier_id)
