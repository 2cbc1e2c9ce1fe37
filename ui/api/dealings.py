"""What happens to a dossier beside its steps: supplements, duties, excluded time, withdrawal, letters drafted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes.accounts import Visitor
from tasks import dealings, writing
from ui.api import acts
from ui.api.acts import Created, Recorded
from ui.api.entry import LARGEST, ActKey, Id, Line, Lines, Moment, Number, Signed, signed_in

router = APIRouter(prefix="/dossiers", tags=["dealings"], dependencies=[Depends(signed_in)])


class Supplement(BaseModel):
    """What the applicant brought, and the files that were made of it."""

    note: Lines
    files: Annotated[list[Id], Field(max_length=100)] = []


class Duty(BaseModel):
    """What is to be paid, in đồng, by which notice and until when."""

    amount: Annotated[int, Field(gt=0, le=LARGEST)]
    notice: Line
    limit: Moment


class Paid(BaseModel):
    """By which receipt it was paid."""

    receipt: Line


class Exclusion(BaseModel):
    """The letter that was sent, and until when its answer is looked for."""

    letter: Line
    limit: Moment


class Answered(BaseModel):
    """The letter that answered."""

    letter: Line


class Why(BaseModel):
    """The reason."""

    reason: Lines


class LetterDraft(BaseModel):
    """A letter: `missing`, `reason`, `limit` ask for a supplement; `reason`, `until` apologise; `reason` stops."""

    kind: Literal["supplement_request", "apology", "stop_notice"]
    reason: Lines
    missing: Lines = ""
    limit: Moment | None = None
    until: Moment | None = None


@router.post("/{dossier_id}/receive-supplement")
def receive_supplement(dossier_id: Number, told: Supplement, known: Signed, key: ActKey) -> Recorded:
    """Takes what the applicant brought; the clock goes on."""
    return _deal(dossier_id, known, key, dealings.receive_supplement, told)


@router.post("/{dossier_id}/ask-duty")
def ask_duty(dossier_id: Number, told: Duty, known: Signed, key: ActKey) -> Recorded:
    """Tells the applicant what is to be paid; the clock stands until it is."""
    return _deal(dossier_id, known, key, dealings.ask_duty, told)


@router.post("/{dossier_id}/confirm-duty")
def confirm_duty(dossier_id: Number, told: Paid, known: Signed, key: ActKey) -> Recorded:
    """The duty is paid; the clock goes on."""
    return _deal(dossier_id, known, key, dealings.confirm_duty, told)


@router.post("/{dossier_id}/exclude")
def exclude(dossier_id: Number, told: Exclusion, known: Signed, key: ActKey) -> Recorded:
    """Time begins that the procedure's own law does not count."""
    return _deal(dossier_id, known, key, dealings.exclude, told)


@router.post("/{dossier_id}/include")
def include(dossier_id: Number, told: Answered, known: Signed, key: ActKey) -> Recorded:
    """The answer is there; time counts again."""
    return _deal(dossier_id, known, key, dealings.include, told)


@router.post("/{dossier_id}/withdraw")
def withdraw(dossier_id: Number, told: Why, known: Signed, key: ActKey) -> Recorded:
    """The applicant takes the request back; the dossier ends."""
    return _deal(dossier_id, known, key, dealings.withdraw, told)


@router.post("/{dossier_id}/letters", status_code=201)
def draft(dossier_id: Number, told: LetterDraft, known: Signed, key: ActKey) -> Created:
    """Writes a letter for a head to approve; its number."""
    return acts.do(known, key, writing.draft, dossier_id, keep=acts.number, told=dict(told)).tell(Created)


def _deal(dossier_id: int, known: Visitor, key: str, verb: Callable[..., None], told: BaseModel) -> Recorded:
    return acts.do(known, key, verb, dossier_id, told=dict(told)).tell(Recorded)
