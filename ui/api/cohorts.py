"""Cohorts: running dossiers that go on by a newer release, foreseen, moved in the background, taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from processes import database
from tasks import cohorts
from tasks.cohorts import Foreseen
from ui.api import acts
from ui.api.acts import Created
from ui.api.entry import LARGEST, ActKey, Id, Lines, Number, Signed, signed_in
from ui.locale import t

router = APIRouter(prefix="/cohorts", tags=["cohorts"], dependencies=[Depends(signed_in)])

Asked = Annotated[int, Query(ge=1, le=LARGEST)]


class ForeseenDossier(BaseModel):
    """What would become of a dossier: why it may not be moved, and what to know if it may."""

    dossier_id: int
    code: str
    is_safe: bool
    reasons: list[str]
    notes: list[str]

    @classmethod
    def of(cls, found: Foreseen) -> ForeseenDossier:
        """One dossier, in the language of the request."""
        reasons, notes = [t(one) for one in found.reasons], [t(one) for one in found.notes]
        return cls(dossier_id=found.dossier_id, code=found.code, is_safe=found.is_safe, reasons=reasons, notes=notes)


class NewCohort(BaseModel):
    """From which release to which, at an agency and those beneath it; all that run there, or these dossiers."""

    agency_id: Id
    from_release_id: Id
    to_release_id: Id
    reason: Annotated[Lines, Field(min_length=1)]
    dossiers: Annotated[list[Id], Field(min_length=1, max_length=cohorts.MOST)] | None = None


class CohortOrder(BaseModel):
    """What was ordered; `undoes_id` is the cohort that this one takes back."""

    id: int
    agency_id: int
    from_release_id: int
    to_release_id: int
    reason: str
    officer_id: int
    ordered_at: datetime
    undoes_id: int | None


class MovedDossier(BaseModel):
    """What came of a dossier, and why it was refused."""

    dossier_id: int
    code: str
    state: str
    told: str


class CohortStanding(BaseModel):
    """How far a cohort is."""

    order: CohortOrder
    total: int
    waiting: int
    done: int
    refused: int
    results: list[MovedDossier]
    may_undo: bool


@router.get("/foresee")
def foresee(
    known: Signed,
    from_release_id: Asked,
    to_release_id: Asked,
    agency_id: Asked,
    after: Annotated[int, Query(ge=0, le=LARGEST, description="the last dossier of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=5_000)] = 1_000,
) -> list[ForeseenDossier]:
    """What would become of the dossiers that run on a release, by their numbers; nothing is moved."""
    of, pages = (from_release_id, to_release_id, agency_id), {"after": after, "limit": limit}
    with database.snapshot() as snapshot:
        told = cohorts.foresee(snapshot, *of, officer=known.officer, **pages)
    return [ForeseenDossier.of(one) for one in told]


@router.post("", status_code=202)
def order(asked: NewCohort, known: Signed, key: ActKey) -> Created:
    """Orders that dossiers go on by another release; the agent moves them one by one."""
    return acts.do(known, key, cohorts.order, keep=acts.number, told=dict(asked)).tell(Created)


@router.get("/{cohort_id}")
def progress(cohort_id: Number, known: Signed) -> CohortStanding:
    """How far a cohort is, with what came of each dossier."""
    with database.snapshot() as snapshot:
        found = cohorts.progress(snapshot, cohort_id, officer=known.officer)
    return CohortStanding.model_validate(found, from_attributes=True)


@router.post("/{cohort_id}/undo", status_code=202)
def undo(cohort_id: Number, known: Signed, key: ActKey) -> Created:
    """Orders that dossiers go back to what they stood on, unless somebody has worked on them since."""
    return acts.do(known, key, cohorts.undo, cohort_id, keep=acts.number).tell(Created)
