"""A dossier for other programs: its papers, printed on demand, and comments."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import BaseModel, Field

from processes import database
from processes.refusals import AlreadyDone
from tasks import comments, receipts, slips
from ui.api.entry import ActKey, Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, printed

_WRITTEN = r"^[^\x00]*$"  # PostgreSQL keeps no text with this sign in it


class Told(BaseModel):
    """A comment, and the officers it calls."""

    text: str = Field(min_length=1, max_length=comments.LONGEST, pattern=_WRITTEN)
    mentioned: list[Number] = Field(default=[], max_length=50)


class Said(BaseModel):
    """A comment that stands; `repeated` when it had been written before with the same key."""

    dossier_id: int
    repeated: bool


router = APIRouter(prefix="/dossiers", tags=["dossiers"], dependencies=[Depends(signed_in)])


@router.get("/{dossier_id}/receipt.pdf", response_class=Response, responses=PDF)
def receipt(dossier_id: Number, known: Signed) -> Response:
    """The receipt that the applicant takes home."""
    with database.transaction() as transaction:
        pdf = receipts.pdf(transaction, dossier_id, officer=known.officer, moment=database.now(), fonts=FONTS)
    return printed(pdf, f"giay-tiep-nhan-{dossier_id}")


@router.post("/{dossier_id}/comments")
def comment(dossier_id: Number, told: Told, known: Signed, key: ActKey) -> Said:
    """Says something about a dossier to colleagues; who is mentioned is told."""
    own = f"api:{known.officer.id}:{dossier_id}:{key}"
    try:
        with database.transaction() as transaction:
            comments.write(
                transaction,
                dossier_id,
                text=told.text,
                mentioned=told.mentioned,
                officer=known.officer,
                moment=database.now(),
                key=own,
            )
    except AlreadyDone:
        return Said(dossier_id=dossier_id, repeated=True)
    return Said(dossier_id=dossier_id, repeated=False)


@router.get("/{dossier_id}/control-slip.pdf", response_class=Response, responses=PDF)
def control_slip(dossier_id: Number, known: Signed) -> Response:
    """Each hand-over of the dossier between units, as it stands now."""
    with database.transaction() as transaction:
        pdf = slips.pdf(transaction, dossier_id, officer=known.officer, moment=database.now(), fonts=FONTS)
    return printed(pdf, f"phieu-kiem-soat-{dossier_id}")
