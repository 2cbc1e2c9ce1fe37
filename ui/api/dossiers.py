"""Papers of a dossier that are printed on demand."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from processes import database
from tasks import receipts, slips
from ui.api.entry import Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, printed

router = APIRouter(prefix="/dossiers", tags=["dossiers"], dependencies=[Depends(signed_in)])


@router.get("/{dossier_id}/receipt.pdf", response_class=Response, responses=PDF)
def receipt(dossier_id: Number, known: Signed) -> Response:
    """The receipt that the applicant takes home."""
    with database.snapshot() as snapshot:
        pdf = receipts.pdf(snapshot, dossier_id, officer=known.officer, moment=database.now(), fonts=FONTS)
    return printed(pdf, f"giay-tiep-nhan-{dossier_id}")


@router.get("/{dossier_id}/control-slip.pdf", response_class=Response, responses=PDF)
def control_slip(dossier_id: Number, known: Signed) -> Response:
    """Each hand-over of the dossier between units, as it stands now."""
    with database.snapshot() as snapshot:
        pdf = slips.pdf(snapshot, dossier_id, officer=known.officer, moment=database.now(), fonts=FONTS)
    return printed(pdf, f"phieu-kiem-soat-{dossier_id}")
