"""My notices: how many are unread, the newest, and marking them as read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from processes import database, notices, organisation
from processes.accounts import Visitor
from processes.notices import Choice
from ui.api.entry import LARGEST, Number, Signed, signed_in
from ui.notices import line
from ui.refusals import WrongRequest

router = APIRouter(prefix="/notices", tags=["notices"], dependencies=[Depends(signed_in)])


class Unread(BaseModel):
    """How many notices wait to be read; a hundred stands for more."""

    unread: int


class NoticeLine(BaseModel):
    """A notice in words, and the page that it leads to."""

    id: int
    kind: str
    sentence: str
    about: str
    when: str
    is_read: bool
    path: str


class NoticePage(BaseModel):
    """Some notices, the newest first, and where the older ones begin."""

    notices: list[NoticeLine]
    next: int | None
    unread: int


class NoticeChoice(BaseModel):
    """How I am told of a kind of event."""

    kind: str
    on_screen: bool
    by_mail: bool


_Place = Annotated[int | None, Query(ge=1, le=LARGEST)]


@router.get("/count")
def count(known: Signed) -> Unread:
    """How many I have not read. Asking keeps no session alive: a page asks by itself."""
    with database.snapshot() as snapshot:
        return Unread(unread=notices.count(snapshot, known.officer.id))


@router.get("")
def page(known: Signed, before: _Place = None, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> NoticePage:
    """My notices, the newest first."""
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
        found = notices.page(snapshot, known.officer.id, before=before, limit=limit)
        unread = notices.count(snapshot, known.officer.id)
    lines = [NoticeLine.model_validate(line(notice, directory)) for notice in found]
    return NoticePage(notices=lines, next=found[-1].id if len(found) == limit else None, unread=unread)


@router.get("/choices")
def choices(known: Signed) -> list[NoticeChoice]:
    """How I am told of each kind of event."""
    with database.snapshot() as snapshot:
        found = notices.choices(snapshot, known.officer.id)
    return [NoticeChoice.model_validate(choice, from_attributes=True) for choice in found]


@router.put("/choices", status_code=204)
def choose(known: Signed, chosen: NoticeChoice) -> None:
    """Chooses how I am told of one kind of event."""
    if chosen.kind not in notices.KINDS:
        raise WrongRequest(what="kind")
    with database.transaction() as transaction:
        notices.choose(transaction, known.officer.id, Choice(**dict(chosen)))


@router.put("/read")
def read_all(known: Signed, until: Annotated[int, Query(ge=1, le=LARGEST)]) -> Unread:
    """Marks all my notices as read up to this one; what came later stays unread."""
    return _read(known, until=until)


@router.put("/{notice_id}/read")
def read(notice_id: Number, known: Signed) -> Unread:
    """Marks one of my notices as read."""
    return _read(known, only=notice_id)


def _read(known: Visitor, *, only: int | None = None, until: int | None = None) -> Unread:
    with database.transaction() as transaction:
        notices.read(transaction, known.officer.id, moment=database.now(), only=only, until=until)
        return Unread(unread=notices.count(transaction, known.officer.id))
