"""API tokens: what another system may do here, for one agency, until a day.

A token is 256 random bits, shown once; only its SHA-256 is kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import insert, select, update

from bpmn.refusals import Refusal
from processes.calendars import local
from processes.database import Database, Snapshot, Transaction
from processes.lineage import Lineage, successions
from processes.refusals import NotFound
from processes.tables import Agency, ApiToken

BEGINS = "mc_"
SCOPES = ("intake",)
_USED_EVERY = timedelta(minutes=1)


class TokenRefused(Refusal):
    """The token is not known, has run out, or was revoked; which one is not said."""

    code = "token.refused"
    sentence = "Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi."
    status = 401


class ScopeMissing(Refusal):
    """The token is good, but not for this."""

    code = "token.scope-missing"
    sentence = "Mã truy cập “{name}” không có quyền “{scope}” tại cơ quan {agency}."
    status = 403


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is on record, without what opens the door."""

    id: int
    name: str
    scopes: list[str]
    agency: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    former: frozenset[str] = frozenset()  # codes of agencies that its agency has succeeded

    def require(self, scope: str, *, agency: str) -> None:
        """Refuses: ScopeMissing."""
        if scope not in self.scopes or agency not in {self.agency, *self.former}:
            raise ScopeMissing(name=self.name, scope=scope, agency=agency)


def create(
    transaction: Transaction, *, name: str, scopes: Sequence[str], agency: str, until: datetime, moment: datetime
) -> str:
    """Makes a token for an agency by its code; this is the only time it is told. Refuses: NotFound."""
    agency_id = transaction.execute(select(Agency.id).where(Agency.code == agency)).scalar_one_or_none()
    if agency_id is None:
        raise NotFound(what="cơ quan này")
    token = BEGINS + secrets.token_urlsafe(32)
    row = {
        "name": name,
        "digest": _digest(token),
        "scopes": sorted(set(scopes)),
        "agency_id": agency_id,
        "created_at": moment,
        "expires_at": until,
    }
    transaction.execute(insert(ApiToken), row)
    return token


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


_COLUMNS = (
    *(ApiToken.id, ApiToken.name, ApiToken.scopes, Agency.code, ApiToken.created_at),
    *(ApiToken.expires_at, ApiToken.last_used_at, ApiToken.revoked_at),
)
_LISTED = select(*_COLUMNS).join(Agency, Agency.id == ApiToken.agency_id)


def all_of_them(snapshot: Snapshot) -> list[Token]:
    """Every token, the oldest first."""
    return [Token(*row) for row in snapshot.execute(_LISTED.order_by(ApiToken.id))]


def of_agency(snapshot: Snapshot, agency_id: int) -> list[Token]:
    """An agency's tokens, the oldest first."""
    return [Token(*row) for row in snapshot.execute(_LISTED.where(Agency.id == agency_id).order_by(ApiToken.id))]


def revoke(transaction: Transaction, token_id: int, *, moment: datetime) -> None:
    """Closes the door to a token for good. Refuses: NotFound."""
    one = update(ApiToken).where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
    if transaction.change(one.values(revoked_at=moment)) == 0:
        raise NotFound(what="mã truy cập này")


def holder(database: Database, token: str, *, moment: datetime) -> Token:
    """The token that another system shows; its use is noted once a minute. Refuses: TokenRefused."""
    with database.snapshot() as snapshot:
        row = snapshot.execute(_LISTED.where(ApiToken.digest == _digest(token))).one_or_none()
        former = _former(snapshot, row.code, local(moment).date()) if row is not None else frozenset[str]()
    if row is None or row.revoked_at is not None or row.expires_at <= moment:
        raise TokenRefused
    if row.last_used_at is None or moment - row.last_used_at > _USED_EVERY:
        with database.transaction() as transaction:
            transaction.execute(update(ApiToken).where(ApiToken.id == row.id).values(last_used_at=moment))
    return Token(*row, former=former)


def _former(snapshot: Snapshot, agency: str, today: date) -> frozenset[str]:
    """The codes under which others may still call the agency."""
    known = Lineage(successions(snapshot), (), today)
    if not known.successions:
        return frozenset()
    codes = {row.code: row.id for row in snapshot.execute(select(Agency.code, Agency.id))}
    return frozenset(code for code, what in codes.items() if known.now("agency", what) == codes[agency]) - {agency}
