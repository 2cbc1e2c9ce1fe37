"""Ladders for other programs: when tasks remind, whom they are reported to, and setting a procedure's ladder."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import database, ladders
from processes.ladders import Addressee, Rung
from tasks import escalations
from ui.api import acts
from ui.api.acts import Recorded
from ui.api.entry import ActKey, Code, Line, Signed, signed_in

router = APIRouter(prefix="/ladders", tags=["ladders"], dependencies=[Depends(signed_in)])

_Days = Annotated[int, Field(ge=-ladders.FARTHEST, le=ladders.FARTHEST)]


class LadderRung(BaseModel):
    """Working days after the due time, before it when negative; null is half of the allotment."""

    days: _Days | None
    addressee: Addressee


class NewLadder(BaseModel):
    """The rungs of a procedure, or of all others without its code; none gives a procedure its own ladder up."""

    procedure: Code = ladders.FOR_ALL
    rungs: Annotated[list[LadderRung], Field(max_length=ladders.MOST)]
    basis: Annotated[Line, Field(min_length=1)]


@router.get("")
def ladder(known: Signed, procedure: Code = ladders.FOR_ALL) -> list[LadderRung]:
    """The ladder that a procedure's tasks follow; without a code the one for all."""
    with database.snapshot() as snapshot:
        found = escalations.ladder(snapshot, procedure, officer=known.officer)
    return [LadderRung(days=one.days, addressee=one.addressee) for one in found.rungs]


@router.post("")
def set_ladder(told: NewLadder, known: Signed, key: ActKey) -> Recorded:
    """Sets a ladder, from now on."""
    rungs = [Rung(one.days, one.addressee) for one in told.rungs]
    facts = {"procedure": told.procedure, "rungs": rungs, "basis": told.basis}
    return acts.do(known, key, escalations.set_ladder, told=facts).tell(Recorded)
