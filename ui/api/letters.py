"""Letters of dossiers: printed as they were issued or as drafts, approved, issued, put aside."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from processes import database
from tasks import intake, viewing, writing
from ui.api import acts
from ui.api.acts import Recorded
from ui.api.entry import ActKey, Number, Signed, signed_in
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


@router.post("/{letter_id}/approve")
def approve(letter_id: Number, known: Signed, key: ActKey) -> Recorded:
    """Approves a draft, as a head of the competent agency."""
    return acts.do(known, key, writing.approve, letter_id).tell(Recorded)


@router.post("/{letter_id}/issue")
def issue(letter_id: Number, known: Signed, key: ActKey) -> Recorded:
    """Issues an approved letter: it gets its number, and what it says happens."""
    return acts.do(known, key, writing.issue, letter_id).tell(Recorded)


@router.post("/{letter_id}/discard")
def discard(letter_id: Number, known: Signed, key: ActKey) -> Recorded:
    """Puts a letter aside that was not issued."""
    return acts.do(known, key, writing.discard, letter_id).tell(Recorded)
