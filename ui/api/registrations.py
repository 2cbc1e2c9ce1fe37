"""What came in online and waits for my one-stop's answer: accepted, refused, or to be completed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import database
from processes.people import masked
from tasks import intake
from ui.api import acts
from ui.api.acts import Recorded
from ui.api.entry import ActKey, Lines, Number, Signed, signed_in
from ui.api.reception import AcceptedDossier

router = APIRouter(prefix="/registrations", tags=["registrations"], dependencies=[Depends(signed_in)])


class Waiting(BaseModel):
    """A request that waits to be answered; numbers show their last digits alone."""

    id: int
    code: str
    reference: str
    release_id: int
    case_code: str
    receiving_unit_id: int
    agency_id: int
    owner: str
    identity: str
    phone: str
    files: int
    arrived_at: datetime
    answer_by: datetime


class Refused(BaseModel):
    """The legal reason of a refusal (form 03)."""

    reason: Annotated[Lines, Field(min_length=1)]


class Asked(Refused):
    """What is to be completed, and why (form 02)."""

    missing: Annotated[Lines, Field(min_length=1)]


@router.get("")
def waiting(known: Signed) -> list[Waiting]:
    """What waits to be answered in my one-stops, the most urgent first."""
    with database.snapshot() as snapshot:
        found = intake.waiting(snapshot, officer=known.officer)
    shown = Waiting.model_fields.keys() - {"owner", "identity", "phone", "files"}
    return [
        Waiting.model_validate(
            {
                **{name: getattr(one, name) for name in shown},
                "owner": one.people.owner.name,
                "identity": masked(one.people.owner.identity),
                "phone": masked(one.people.owner.phone),
                "files": len(intake.files(one)),
            }
        )
        for one in found
    ]


@router.post("/{registration_id}/accept", status_code=201)
def accept(registration_id: Number, known: Signed, key: ActKey) -> AcceptedDossier:
    """The request becomes a dossier with its files, and its clock begins."""
    return acts.do(known, key, intake.accept, registration_id, keep=acts.facts).tell(AcceptedDossier)


@router.post("/{registration_id}/refuse")
def refuse(registration_id: Number, told: Refused, known: Signed, key: ActKey) -> Recorded:
    """The request is not accepted."""
    return acts.do(known, key, intake.refuse, registration_id, told={"reason": told.reason}).tell(Recorded)


@router.post("/{registration_id}/ask")
def ask(registration_id: Number, told: Asked, known: Signed, key: ActKey) -> Recorded:
    """The request is to be completed; it comes again under its reference."""
    asked = {"missing": told.missing, "reason": told.reason}
    return acts.do(known, key, intake.ask, registration_id, told=asked).tell(Recorded)
