"""The event log as a file: CSV, XES or OCEL 2.0, streamed; that it was taken out is on record."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from processes import database
from tasks import log_exports
from tasks.log_exports import Order
from tasks.log_forms import FORMS
from ui.api.entry import Id, Signed, signed_in

router = APIRouter(tags=["event-log"], dependencies=[Depends(signed_in)])

Named = Annotated[Literal["csv", "xes", "ocel"], Path(description="The form of the file.")]
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {form.media_type.partition(";")[0]: {} for form in FORMS.values()}}
}


class LogQuery(BaseModel):
    """Which dossiers, by agency (none: all that I may take) and day of receipt; whether officers are named."""

    agency: Annotated[list[Id], Field(max_length=1_000)] = []
    since: Annotated[date | None, Field(alias="from")] = None
    until: Annotated[date | None, Field(alias="to")] = None
    named: bool = False


@router.get("/event-log.{form}", response_class=StreamingResponse, responses=_FILES)
def download(form: Named, asked: Annotated[LogQuery, Query()], known: Signed) -> StreamingResponse:
    """What dossiers went through; nothing of the applicants is in it."""
    order = Order(form, frozenset(asked.agency), asked.named, asked.since, asked.until)
    found = log_exports.export(
        database.current(), order, officer=known.officer, moment=database.now(), key=f"export-{uuid4().hex}"
    )
    headers = {"content-disposition": f'attachment; filename="{found.name}"', "cache-control": "private, no-store"}
    return StreamingResponse(found.pieces(), media_type=found.form.media_type, headers=headers)
