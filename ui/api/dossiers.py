"""A dossier for other programs: its papers, printed on demand, and comments."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import BaseModel, Field

from processes import database
from tasks import comments, receipts, slips
from ui.api import acts
from ui.api.acts import Repeatable
from ui.api.entry import WRITTEN, ActKey, Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, printed


class Told(BaseModel):
    """A comment, and the officers it calls."""

    text: str = Field(min_length=1, max_length=comments.LONGEST, pattern=WRITTEN)
    mentioned: list[Number] = Field(default=[], max_length=50)


class Said(Repeatable):
    """A comment that stands."""

    dossier_id: int


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
    stands = acts.do(known, key, comments.write, dossier_id, told=dict(told))
    return stands.tell(Said, dossier_id=dossier_id)


@router.get("/{dossier_id}/control-slip.pdf", response_class=Response, responses=PDF)
def control_slip(dossier_id: Number, known: Signed) -> Response:
    """Each hand-over of the dossier between units, as it stands now."""
    with database.transaction() as transaction:
        pdf = slips.pdf(transaction, dossier_id, officer=known.officer, moment=database.now(), fonts=FONTS)
    return printed(pdf, f"phieu-kiem-soat-{dossier_id}")
