"""What came of acts on many tasks at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from processes import database
from tasks import batches
from ui.api.entry import Number, Signed, signed_in
from ui.api.printing import FONTS, PDF, printed

router = APIRouter(prefix="/batches", tags=["batches"], dependencies=[Depends(signed_in)])


@router.get("/{batch_id}/receipts.pdf", response_class=Response, responses=PDF)
def receipts(batch_id: Number, known: Signed, part: Annotated[int, Query(ge=1, le=batches.MOST)] = 1) -> Response:
    """The receipts of the dossiers that I have ordered to be printed, so many a file."""
    moment = database.now()
    with database.transaction() as transaction:
        pdf = batches.printed(transaction, batch_id, part, officer=known.officer, moment=moment, fonts=FONTS)
    return printed(pdf, f"giay-tiep-nhan-{batch_id}-{part}")
