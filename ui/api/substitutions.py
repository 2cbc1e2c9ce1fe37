"""Substitutions during absence, for who administers the absent officer's agency."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from tasks import substitution
from tasks.substitution import Appointment
from ui.api import acts
from ui.api.acts import Created, Recorded
from ui.api.entry import ActKey, Code, Id, Line, Number, Signed, signed_in

router = APIRouter(prefix="/substitutions", tags=["substitutions"], dependencies=[Depends(signed_in)])


class NewSubstitution(BaseModel):
    """What a decision says: who is absent, who acts, for which posts and procedures (empty: all), and when."""

    absent_id: Id
    substitute_id: Id
    decision: Annotated[Line, Field(min_length=1)]
    decided_on: date
    valid_from: date
    valid_to: date
    posts: Annotated[list[Id], Field(max_length=100)] = []
    procedures: Annotated[list[Code], Field(max_length=1_000)] = []
    acts: Literal["all", "ordinary"] = "all"


class EarlyEnd(BaseModel):
    """The document by which a substitution ends."""

    basis: Annotated[Line, Field(min_length=1)]


@router.post("", status_code=201)
def record(told: NewSubstitution, known: Signed, key: ActKey) -> Created:
    """Records a substitution by its decision."""
    given = Appointment(**dict(told))
    return acts.do(known, key, substitution.record, keep=acts.number, told={"given": given}).tell(Created)


@router.post("/{substitution_id}/end")
def end(substitution_id: Number, told: EarlyEnd, known: Signed, key: ActKey) -> Recorded:
    """Ends a substitution before its last day; the work goes back at once."""
    return acts.do(known, key, substitution.end, substitution_id, told={"basis": told.basis}).tell(Recorded)
