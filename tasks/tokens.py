"""Tokens: who administers an agency lets other systems in, each for what it needs alone, until a day.

Every token is made and revoked on record, by a document. Basis: Nghị định 47/2020/NĐ-CP on connecting and sharing data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from processes import api_tokens, changes, organisation, permissions
from processes.api_tokens import SCOPES, Token
from processes.calendars import ZONE, local
from processes.database import Snapshot, Transaction
from processes.organisation import Officer
from processes.refusals import Missing, NotFound, NotLawful

LONGEST = timedelta(days=3_650)


@dataclass(frozen=True, slots=True)
class Grant:
    """What another system is to be let in for: its name, what it may do, the last day, and by which document."""

    name: str
    scopes: Sequence[str]
    last: date
    basis: str


def listed(snapshot: Snapshot, agency_id: int, *, officer: Officer) -> list[Token]:
    """The agency's tokens that were not revoked. Refuses: NotAllowed."""
    permissions.require(permissions.may_administer(officer, agency_id))
    return [one for one in api_tokens.of_agency(snapshot, agency_id) if one.revoked_at is None]


def create(
    transaction: Transaction, agency_id: int, given: Grant, *, officer: Officer, moment: datetime, key: str
) -> str:
    """Makes a token and tells it, this once. Refuses: AlreadyDone, NotAllowed, Missing, NotLawful (scope, last day)."""
    changes.refuse_repeated(transaction, key)
    permissions.require(permissions.may_administer(officer, agency_id))
    today, name = local(moment).date(), _said(given.name, "tên hệ thống")
    basis = _said(given.basis, "số văn bản làm căn cứ")
    if not given.scopes:
        raise Missing(what="quyền của mã truy cập")
    if not set(given.scopes) <= set(SCOPES):
        raise NotLawful(why="không có quyền này")
    if not today <= given.last <= today + LONGEST:
        raise NotLawful(why="ngày cuối của mã truy cập phải từ hôm nay và không quá 10 năm")
    known = organisation.directory(transaction, organisation.revision(transaction), officer.on)
    token = api_tokens.create(
        transaction,
        name=name,
        scopes=given.scopes,
        agency=known.agencies[agency_id].code,
        until=datetime.combine(given.last + timedelta(days=1), time(), ZONE),
        moment=moment,
    )
    told = {"token": name, "from": f"{today:%d/%m/%Y}", "to": f"{given.last:%d/%m/%Y}"}
    changes.put(transaction, "token.created", agency_id, basis, told, officer, moment, key)
    return token


def revoke(
    transaction: Transaction,
    agency_id: int,
    token_id: int,
    *,
    basis: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Closes the door to a token of the agency for good. Refuses: AlreadyDone, NotAllowed, NotFound, Missing."""
    changes.refuse_repeated(transaction, key)
    mine = {one.id: one for one in listed(transaction, agency_id, officer=officer)}
    if token_id not in mine:
        raise NotFound(what="mã truy cập này")
    basis = _said(basis, "số văn bản làm căn cứ")
    api_tokens.revoke(transaction, token_id, moment=moment)
    told = {"token": mine[token_id].name}
    changes.put(transaction, "token.revoked", agency_id, basis, told, officer, moment, key)


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Missing(what=what)
    return text.strip()
