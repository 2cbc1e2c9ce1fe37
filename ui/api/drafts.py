"""What an officer types at a task, kept as it comes: long texts are sent by the page itself, without a rerun."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field, JsonValue, ValidationError
from starlette.concurrency import run_in_threadpool

from processes import database
from processes.accounts import Visitor
from tasks import drafts
from ui.api.entry import Number, Signed, signed_in
from ui.refusals import ForeignPage, TooLong, WrongRequest

router = APIRouter(prefix="/tasks", tags=["tasks"], dependencies=[Depends(signed_in)])

MOST_BYTES = 262_144
_LATEST = 2**53 - 1  # the largest whole number that a script in a browser can count


class Typing(BaseModel):
    """Values of a task's form as far as they are typed; `mark` is when, in milliseconds since 1970."""

    values: dict[str, JsonValue]
    mark: int = Field(ge=0, le=_LATEST)


class Newer(BaseModel):
    """What a field holds that was typed later in another window."""

    value: JsonValue
    mark: int


class Kept(BaseModel):
    """When the draft was kept, and the fields for which something newer stands."""

    saved_at: datetime
    newer: dict[str, Newer]


_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": Typing.model_json_schema()}}}}


@router.put("/{task_id}/draft", openapi_extra=_BODY)
async def keep(
    task_id: Number,
    request: Request,
    known: Signed,
    page: Annotated[str, Header(alias="x-motcua", description="1; a page of another site cannot send it")] = "",
) -> Kept:
    """Keeps what I have typed at a task that I hold; an older batch never replaces a newer one."""
    if page != "1":
        raise ForeignPage
    try:
        typing = Typing.model_validate_json(await _body(request))
    except ValidationError as error:
        raise WrongRequest(what=str(error.errors(include_url=False, include_input=False)[0]["msg"])) from None
    return await run_in_threadpool(_keep, task_id, typing, known)


async def _body(request: Request) -> bytes:
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > MOST_BYTES:
            raise TooLong
    return bytes(held)


def _keep(task_id: int, typing: Typing, known: Visitor) -> Kept:
    moment = database.now()
    with database.transaction() as transaction:
        stands = drafts.keep(
            transaction, task_id, typing.values, mark=typing.mark, officer=known.officer, moment=moment
        )
    newer = {
        key: Newer.model_validate({"value": typed.value, "mark": typed.mark})
        for key, typed in stands.items()
        if typed.mark > typing.mark
    }
    return Kept(saved_at=moment, newer=newer)
