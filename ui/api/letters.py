"""Letters of dossiers, as they were issued or as drafts."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from processes import database
from tasks import viewing, writing
from ui.api.entry import Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, printed

router = APIRouter(prefix="/letters", tags=["letters"], dependencies=[Depends(signed_in)])


@router.get("/{letter_id}.pdf", response_class=Response, responses=PDF)
def letter(letter_id: Number, known: Signed) -> Response:
    """A letter of a dossier that I may see."""
    moment = database.now()
    with database.snapshot() as snapshot:
        found = viewing.letter(snapshot, letter_id, officer=known.officer, moment=moment)
        pdf = writing.pdf(snapshot, found, officer=known.officer, moment=moment, fonts=FONTS)
    return printed(pdf, f"van-ban-{letter_id}")
