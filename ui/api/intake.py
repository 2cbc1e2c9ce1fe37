"""What other systems send in: requests for one of our one-stops, answered within eight working hours."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, StringConstraints, ValidationError
from starlette.concurrency import run_in_threadpool

from processes import api_tokens, database
from processes.api_tokens import Token
from processes.documents import Written
from processes.people import People, Person
from processes.settings import settings
from tasks import intake
from tasks.intake import Intake
from tasks.reception import PaperGiven
from ui.api.parcels import MULTIPART, Parcel, brings_files
from ui.api.tokens import Shown, bearer
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


def holds_key(shown: Shown) -> Token | None:
    """Lets in who has a token, or the one key for every agency.

    Refuses: TokenRefused, ScopeMissing, IntakeClosed.
    """
    if shown is not None and shown.credentials.startswith(api_tokens.BEGINS):
        token = bearer(shown)
        token.require("intake", agency=token.agency)  # before anything is read; which agency it is for stands inside
        return token
    key = settings().intake.key
    if not key or shown is None or not hmac.compare_digest(shown.credentials.encode(), key.encode()):
        raise IntakeClosed
    return None


_DEFINED = "#/paths/~1intake/post/requestBody/content/application~1json/schema/$defs/{model}"
_DESCRIBED = NewRequest.model_json_schema(ref_template=_DEFINED)
_PARTS: dict[str, Any] = {
    "type": "object",
    "required": ["request"],
    "properties": {"request": {"type": "string", "description": "the request, as JSON"}},
    "additionalProperties": {
        "type": "string",
        "format": "binary",
        "description": "a file of the paper whose code is the part's name; as many parts as the paper has files",
    },
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _DESCRIBED}, MULTIPART: {"schema": _PARTS}},
    }
}


@router.post("/intake", status_code=201, openapi_extra=_BODY)
async def receive(request: Request, token: Annotated[Token | None, Depends(holds_key)]) -> Receipt:
    """Takes a request in, with the files of its papers or without; the same reference again is the same request.

    A file that is refused is named, and nothing of the request is kept.
    """
    parcel = await (Parcel.read(request) if brings_files(request) else Parcel.of_text(request))
    try:
        asked = NewRequest.model_validate_json(parcel.request)
    except ValidationError as wrong:
        told = [{**error, "loc": ("body", *error["loc"])} for error in wrong.errors()]
        raise RequestValidationError(told) from None
    if token is not None:
        token.require("intake", agency=asked.received_by)
    return await run_in_threadpool(_register, asked, parcel.files)


def _register(asked: NewRequest, files: Mapping[str, tuple[Written, ...]]) -> Receipt:
    owner = asked.owner.person()
    told = Intake(
        reference=asked.reference,
        procedure=asked.procedure,
        case=asked.case,
        agency=asked.agency,
        received_by=asked.received_by,
        people=People(owner, asked.submitter.person() if asked.submitter is not None else owner),
        papers=tuple(PaperGiven(one.code, one.name, one.originals, one.copies) for one in asked.papers),
        files=files,
        return_by=asked.return_by,
    )
    with database.transaction() as transaction:
        registered = intake.register(transaction, told, moment=database.now())
    return Receipt(code=registered.code, state=registered.state, answer_by=registered.answer_by)
