"""What a gateway reports of the notices it was given, for another system that has a token."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from processes import applicant_notices, database
from processes.api_tokens import Token
from ui.api.entry import WRITTEN, Line
from ui.api.tokens import bearer

router = APIRouter(prefix="/deliveries", tags=["deliveries"])


def reporter(token: Annotated[Token, Depends(bearer)]) -> Token:
    """The token of a gateway, before anything is read. Refuses: TokenRefused, ScopeMissing."""
    token.require("deliveries", agency=token.agency)
    return token


class Delivery(BaseModel):
    """A notice by the id it was sent with, whether it arrived, and if not, why."""

    id: Annotated[str, Field(min_length=1, max_length=100, pattern=WRITTEN)]
    state: Literal["delivered", "failed"]
    why: Line = ""


@router.post("", status_code=204)
def report(told: Delivery, _token: Annotated[Token, Depends(reporter)]) -> None:
    """Notes whether a notice has reached the applicant; needs the scope `deliveries`."""
    with database.transaction() as transaction:
        is_delivered = told.state == "delivered"
        applicant_notices.report(transaction, told.id, is_delivered=is_delivered, why=told.why, moment=database.now())
