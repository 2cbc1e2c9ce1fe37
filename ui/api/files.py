"""Files of applicants and agencies: stored as they come in, shown to whom may see their dossier."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from processes import database, documents
from processes.accounts import Visitor
from processes.documents import Document, Written
from tasks import intake, viewing
from ui.api.entry import Number, Signed, signed_in
from ui.api.uploads import FIELD, Upload
from ui.refusals import ForeignPage

router = APIRouter(prefix="/files", tags=["files"], dependencies=[Depends(signed_in)])

_SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
# a page of ours may show it beside the work; whatever a file contains, nothing is run or fetched on its behalf
_BESIDE = {
    "content-security-policy": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'self'",
    "x-frame-options": "SAMEORIGIN",
}
_SAVED = {"content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD.decode()],
                    "properties": {FIELD.decode(): {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


class StoredFile(BaseModel):
    """A stored file as form values name it."""

    id: int
    name: str
    size: int
    media_type: str


@router.post("", status_code=201, openapi_extra=_BODY)
async def store(
    request: Request,
    known: Signed,
    page: Annotated[str, Header(alias="x-motcua", description="1; a page of another site cannot send it")] = "",
) -> StoredFile:
    """Stores one file, which belongs to me until an act takes it into a dossier."""
    if page != "1":
        raise ForeignPage
    upload = Upload(request)
    await upload.begin()
    stored = await run_in_threadpool(_keep, await upload.write(), known)
    return StoredFile(id=stored.id, name=stored.name, size=stored.size, media_type=stored.media_type)


def _keep(written: Written, known: Visitor) -> Document:
    with database.transaction() as transaction:
        return documents.store(transaction, written, officer=known.officer, moment=database.now())


@router.get("/{document_id}", response_class=FileResponse)
def show(document_id: Number, known: Signed) -> FileResponse:
    """A file of a dossier that I may see: PDF and pictures in the browser, everything else to be saved."""
    with database.transaction() as transaction:
        return _shown(viewing.document(transaction, document_id, officer=known.officer, moment=database.now()))


@router.get("/registration-{registration_id}/{number}", response_class=FileResponse)
def show_registered(registration_id: Number, number: Number, known: Signed) -> FileResponse:
    """A file that came with a request which waits for my one-stop's answer, by its place in the request."""
    with database.snapshot() as snapshot:
        return _shown(intake.file(snapshot, registration_id, number, officer=known.officer))


def _shown(found: Document) -> FileResponse:
    is_shown = found.media_type in _SHOWN
    return FileResponse(
        found.path,
        media_type=found.media_type,
        filename=found.name,
        content_disposition_type="inline" if is_shown else "attachment",
        headers={"cache-control": "private, no-store", **(_BESIDE if is_shown else _SAVED)},
    )
