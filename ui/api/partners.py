"""Handoffs of other installations come in, are told of and asked for, with a signature (docs/howto/partners.md)."""

from __future__ import annotations

from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Path, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from processes import database, nonces, partners
from processes.database import Transaction
from processes.partners import Partner
from processes.refusals import TooLarge
from tasks import arrivals, wire
from tasks.wire import Delivery, News, Standing
from ui.api.entry import ActKey
from ui.refusals import NotSigned

router = APIRouter(prefix="/handoffs", tags=["partners"])

Key = Annotated[str, Path(min_length=8, max_length=64, pattern=r"^[0-9a-zA-Z_-]+$")]
Shape = TypeVar("Shape", bound=BaseModel)


class Called(BaseModel):
    """Who called, what was sent, and the mark by which this request is known."""

    partner: str
    nonce: str
    body: bytes


_signature = APIKeyHeader(
    name="X-Motcua-Signature",
    scheme_name="signature",
    description="HMAC-SHA256 as docs/howto/partners.md says.",
    auto_error=False,
)


async def signed(request: Request, _shown: Annotated[str | None, Security(_signature)] = None) -> Called:
    """The partner whose key a request is signed with. Refuses: NotSigned, TooLarge."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > wire.LARGEST:
            raise TooLarge(name="handoff", limit=wire.LARGEST // 1024 // 1024)
    found = await run_in_threadpool(_calling, request.headers.get("x-motcua-partner", ""))
    path = request.url.path
    if found is None or not wire.is_signed(found, request.headers, request.method, path, body, database.now()):
        raise NotSigned
    return Called(partner=found.code, nonce=request.headers[wire.NONCE], body=body)


def _calling(code: str) -> Partner | None:
    with database.snapshot() as snapshot:
        return partners.calling(snapshot, code)


Caller = Annotated[Called, Depends(signed)]


def _read(called: Called, shape: type[Shape]) -> Shape:
    try:
        return shape.model_validate_json(called.body)
    except ValidationError as wrong:
        raise RequestValidationError(wrong.errors(include_url=False)) from wrong


def _once(transaction: Transaction, called: Called) -> Partner:
    """The partner, whose request has not come before. Refuses: NotSigned, Repeated."""
    found = partners.calling(transaction, called.partner)
    if found is None:
        raise NotSigned
    nonces.use(transaction, found.id, called.nonce, moment=database.now())
    return found


@router.post("", openapi_extra={"requestBody": {"required": True, "content": {"application/json": {}}}})
def deliver(called: Caller, _key: ActKey) -> Standing:
    """Delivers a handoff; the same key again answers how it stands and does nothing twice."""
    sent = _read(called, Delivery)
    with database.transaction() as transaction:
        return arrivals.take_in(transaction, _once(transaction, called), sent, moment=database.now())


@router.post("/{key}/events", openapi_extra={"requestBody": {"required": True, "content": {"application/json": {}}}})
def tell(key: Key, called: Caller, _key: ActKey) -> Standing:
    """Tells all that the caller's side has said of a handoff; answers what ours has."""
    news = _read(called, News)
    with database.transaction() as transaction:
        return arrivals.hear(transaction, _once(transaction, called), key, news, moment=database.now())


@router.get("/{key}")
def status(key: Key, called: Caller) -> Standing:
    """How a handoff stands here, by the key that its sender gave it."""
    with database.transaction() as transaction:
        return arrivals.status(transaction, _once(transaction, called), key)
