"""What other systems send in: requests for one of our one-stops, answered within eight working hours."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, Field, StringConstraints

from processes import database
from processes.people import People, Person
from processes.settings import settings
from tasks import intake
from tasks.intake import Intake
from tasks.reception import PaperGiven
from ui.refusals import IntakeClosed

router = APIRouter(tags=["intake"])

_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
_Code = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Applicant(BaseModel):
    """A person as the sender knows them."""

    name: Annotated[_Text, Field(min_length=1)]
    identity: _Text = ""
    phone: _Text = ""
    email: _Text = ""
    address: _Text = ""

    def person(self) -> Person:
        """The same, for the record."""
        return Person(self.name, self.identity, self.phone, self.email, self.address)


class HandedIn(BaseModel):
    """A paper that comes with the request; `code` is the procedure's own where it has one."""

    code: Annotated[str, StringConstraints(max_length=100)] = ""
    name: Annotated[_Text, Field(min_length=1)]
    originals: Annotated[int, Field(ge=0, le=100)] = 0
    copies: Annotated[int, Field(ge=0, le=100)] = 0


class NewRequest(BaseModel):
    """A request; agencies and procedures by their national codes, `reference` as the sender calls it."""

    reference: _Code
    procedure: _Code
    case: _Code
    agency: _Code
    received_by: _Code
    owner: Applicant
    submitter: Applicant | None = None
    papers: Annotated[list[HandedIn], Field(max_length=100)] = []
    return_by: Literal["counter", "post", "online"] = "online"


class Receipt(BaseModel):
    """How the request stands here, and until when it is answered."""

    code: str
    state: str
    answer_by: datetime


def holds_key(
    authorization: Annotated[str, Header(description="Bearer and the key of MOTCUA__INTAKE__KEY")] = "",
) -> None:
    """Lets in who has the key. Refuses: IntakeClosed."""
    key = settings().intake.key
    if not key or not hmac.compare_digest(authorization.encode(), f"Bearer {key}".encode()):
        raise IntakeClosed


@router.post("/intake", status_code=201, dependencies=[Depends(holds_key)])
def receive(request: NewRequest) -> Receipt:
    """Takes a request in; the same reference again is the same request."""
    owner = request.owner.person()
    submitter = request.submitter.person() if request.submitter is not None else owner
    papers = tuple(PaperGiven(one.code, one.name, one.originals, one.copies) for one in request.papers)
    told = Intake(
        reference=request.reference,
        procedure=request.procedure,
        case=request.case,
        agency=request.agency,
        received_by=request.received_by,
        people=People(owner, submitter),
        papers=papers,
        return_by=request.return_by,
    )
    with database.transaction() as transaction:
        registered = intake.register(transaction, told, moment=database.now())
    return Receipt(code=registered.code, state=registered.state, answer_by=registered.answer_by)
