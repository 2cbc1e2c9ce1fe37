"""The catalogue: procedures, their releases and the decisions on them, and what holds on a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Path as Place
from fastapi.responses import Response
from pydantic import BaseModel, Field, JsonValue

from processes import database
from processes.publications import Decision
from tasks import approvals, procedures
from ui.api import acts
from ui.api.acts import Recorded
from ui.api.entry import LARGEST, WRITTEN, ActKey, Lines, Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, printed

router = APIRouter(tags=["catalogue"], dependencies=[Depends(signed_in)])

ProcedureCode = Annotated[str, Place(max_length=40, pattern=WRITTEN)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2200, 1, 1))]


class ProcedureLine(BaseModel):
    """A procedure; `releases` counts ours, `is_listed` is whether the national catalogue has it."""

    code: str
    name: str
    field: str
    kind: str
    releases: int
    is_listed: bool


class ReleaseScope(BaseModel):
    """Where a release holds, from when and until when; both days included."""

    agency_id: int
    valid_from: date
    valid_to: date | None


class DecisionTold(BaseModel):
    """The paper: its number, day and signer, and the day from which it takes effect."""

    document: Annotated[str, Field(min_length=1, max_length=100, pattern=WRITTEN)]
    decided_on: Day
    signer: Annotated[str, Field(min_length=1, max_length=200, pattern=WRITTEN)]
    effective_on: Day


class PublicationTold(BaseModel):
    """A decision on a release: published or retired, with its reasons, and the design it came from."""

    kind: str
    decision: DecisionTold
    told: dict[str, JsonValue]
    design_id: int | None
    officer_id: int
    at: datetime


class ReleaseLine(BaseModel):
    """A release as it stands."""

    id: int
    number: int
    hash: str
    state: str
    in_force_on: date
    published_at: datetime | None
    published_by: str
    scopes: list[ReleaseScope]
    publications: list[PublicationTold]


class ReleaseFiles(BaseModel):
    """A release with its files by name."""

    id: int
    number: int
    hash: str
    code: str
    name: str
    files: dict[str, str]


class InForce(BaseModel):
    """The release of each procedure that holds, by its code."""

    releases: dict[str, int]


class Retiring(DecisionTold):
    """The decision that retires a release, and why."""

    reason: Annotated[Lines, Field(min_length=1)]


@router.get("/catalogue")
def page(
    known: Signed,
    text: Annotated[str, Query(max_length=200, pattern=WRITTEN)] = "",
    after: Annotated[str, Query(max_length=40, pattern=WRITTEN, description="the last code of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[ProcedureLine]:
    """A page of the catalogue by code."""
    with database.snapshot() as snapshot:
        found = procedures.listed(snapshot, officer=known.officer, text=text, after=after, limit=limit)
    return [ProcedureLine.model_validate(one, from_attributes=True) for one in found]


@router.get("/catalogue/{code}/releases")
def releases(code: ProcedureCode, known: Signed) -> list[ReleaseLine]:
    """The releases of a procedure, the newest first: since when and where they hold, who changed what and why."""
    with database.snapshot() as snapshot:
        found = procedures.history(snapshot, code, officer=known.officer)
    return [ReleaseLine.model_validate(one, from_attributes=True) for one in found.releases]


@router.get("/releases/in-force")
def in_force(
    known: Signed,
    agency_id: Annotated[int, Query(ge=1, le=LARGEST)],
    on: Annotated[date, Query(description="the day that is asked about")],
) -> InForce:
    """What holds at an agency on a day."""
    with database.snapshot() as snapshot:
        return InForce(releases=procedures.in_force(snapshot, agency_id, on, officer=known.officer))


@router.get("/releases/{release_id}")
def release(release_id: Number, known: Signed) -> ReleaseFiles:
    """A release with its files; what was retired stays readable."""
    with database.snapshot() as snapshot:
        found = procedures.release(snapshot, release_id, officer=known.officer)
    files = {name: content.decode("utf-8", "replace") for name, content in found.release.files.items()}
    told = found.release
    return ReleaseFiles(id=found.id, number=found.number, hash=told.hash, code=told.code, name=told.name, files=files)


@router.get("/releases/{release_id}/annex.pdf", response_class=Response, responses=PDF)
def annex(release_id: Number, known: Signed) -> Response:
    """The annex of the decision that published a release: its steps, who does each, in what time, to what end."""
    with database.snapshot() as snapshot:
        pdf = procedures.pdf(snapshot, release_id, officer=known.officer, moment=database.now(), fonts=FONTS)
    return printed(pdf, f"phu-luc-quy-trinh-{release_id}")


@router.get("/designs/{design_id}/annex.pdf", response_class=Response, responses=PDF)
def drawn_annex(design_id: Number, known: Signed) -> Response:
    """The annex as it would be for a design."""
    with database.snapshot() as snapshot:
        pdf = procedures.drawn_pdf(snapshot, design_id, officer=known.officer, moment=database.now(), fonts=FONTS)
    return printed(pdf, f"phu-luc-ban-thao-{design_id}")


@router.post("/releases/{release_id}/retire")
def retire(release_id: Number, asked: Retiring, known: Signed, key: ActKey) -> Recorded:
    """Retires a release everywhere from a day on; dossiers that run on it end on it."""
    decision = Decision(asked.document, asked.decided_on, asked.signer, asked.effective_on)
    told = {"decision": decision, "reason": asked.reason}
    return acts.do(known, key, approvals.retire, release_id, told=told).tell(Recorded)
