"""Letters of dossiers, as they were issued or as drafts."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from processes import database
from tasks import intake, viewing, writing
from ui.api.entry import Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, printed

router = APIRouter(prefix="/letters", tags=["letters"], dependencies=[Depends(signed_in)])


@router.get("/registration-{registration_id}.pdf", response_class=Response, responses=PDF)
def answer(registration_id: Number, known: Signed) -> Response:
    """The letter that answered a request that came in online."""
    with database.snapshot() as snapshot:
        pdf = intake.pdf(snapshot, registration_id, officer=known.officer, fonts=FONTS)
    return printed(pdf, f"tra-loi-dang-ky-{registration_id}")


@router.get("/{letter_id}.pdf", response_class=Response, responses=PDF)
def letter(letter_id: Number, known: Signed) -> Response:
    """A letter of a dossier that I may see."""
    moment = database.now()
    with database.transaction() as transaction:
        found = viewing.letter(transaction, letter_id, officer=known.officer, moment=moment)
    with database.snapshot() as snapshot:
        pdf = writing.pdf(snapshot, found, officer=known.officer, moment=moment, fonts=FONTS)
    return printed(pdf, f"van-ban-{letter_id}")
