"""How a dossier stands, for another system that has a token of one of its agencies."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel

from processes import database
from processes.api_tokens import Token
from tasks import viewing
from ui.api.entry import WRITTEN
from ui.api.tokens import bearer

router = APIRouter(prefix="/statuses", tags=["statuses"])


class Status(BaseModel):
    """What the receipt's holder may know too: where it stands, and when it is due."""

    code: str
    procedure: str
    status: int
    received_at: datetime
    due_at: datetime
    finished_at: datetime | None
    returned_at: datetime | None


@router.get("/{code}")
def status(
    code: Annotated[str, Path(min_length=1, max_length=100, pattern=WRITTEN)],
    token: Annotated[Token, Depends(bearer)],
) -> Status:
    """How a dossier stands that the token's agency received or decides on; needs the scope `status`."""
    token.require("status", agency=token.agency)
    with database.snapshot() as snapshot:
        found = viewing.status(snapshot, code, agency=token.agency)
    return Status.model_validate(found, from_attributes=True)
