"""Accounts: signing in with a name and a password, and the sessions that follow.

argon2id passwords; a session's token is 256 random bits of which only the SHA-256 is kept. Wrong passwords are counted
(processes.tallies); an unknown name is counted too, and costs the same time as a wrong password.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import bindparam, delete, insert, select, update

from processes import organisation, permissions, tallies
from processes.calendars import local
from processes.database import Database, Snapshot, Transaction
from processes.organisation import Officer
from processes.refusals import AccountClosed, LostRace, NotFound, PasswordOff, SignInFailed, WeakPassword
from processes.settings import settings
from processes.tables import Account, OrganisationRevision, SignInSession

SHORTEST = 10
_SEEN_EVERY = timedelta(minutes=1)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_hasher = PasswordHasher()
_dummy = _hasher.hash(secrets.token_hex(8))


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person at this moment, as every page and route gets it."""

    officer: Officer
    account_id: int
    username: str
    must_change: bool
    language: str
    token: bytes
    by_provider: bool = False


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of one's own sessions, as the sign-in page lists it."""

    handle: str
    opened_at: datetime
    seen_at: datetime
    browser: str
    address: str
    own: bool
    by_provider: bool


def username(snapshot: Snapshot, officer_id: int) -> str:
    """The name that an officer signs in with, empty for who has no account."""
    query = select(Account.username).where(Account.officer_id == officer_id)
    return snapshot.execute(query).scalars().first() or ""


def hashed(password: str) -> str:
    """The password as it is stored."""
    return _hasher.hash(password)


def first_password() -> str:
    """A password to hand over, to be changed at the first sign-in; no letters that look alike."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


@dataclass(frozen=True, slots=True)
class Browser:
    """What signs in: how it calls itself, from where, the mark it is known by, and the session that it leaves."""

    name: str = ""
    address: str = ""
    mark: str = ""
    left: str = ""


def sign_in(database: Database, username: str, password: str, browser: Browser, *, moment: datetime) -> str:
    """Opens a session and gives its token. Refuses: SignInFailed, SignInLocked, AccountClosed, PasswordOff.

    The slow comparison happens between two short transactions, so that it holds nobody up; the count of a wrong
    password is committed before the refusal is said.
    """
    with database.snapshot() as snapshot:
        tally = tallies.of(snapshot, username, browser.mark, moment=moment)
        account = _account(snapshot, username)
    fits = _fits(account.password if account else _dummy, password)
    if account is None or not fits:
        with database.transaction() as transaction:
            tallies.count(transaction, tally, moment=moment)
        raise SignInFailed
    if account.is_closed:
        raise AccountClosed
    with database.transaction() as transaction:
        if settings().oidc.is_only and not _administers(transaction, account.officer_id, moment):
            raise PasswordOff(provider=settings().oidc.name)
        if browser.mark:
            tallies.know(transaction, username, browser.mark, moment=moment)
        return open_session(transaction, account.id, browser, moment=moment)


def is_known(database: Database, username: str, mark: str, *, moment: datetime) -> bool:
    """Whether the account was opened from this browser before. Refuses: SignInLocked."""
    with database.snapshot() as snapshot:
        return tallies.of(snapshot, username, mark, moment=moment).is_known


@dataclass(frozen=True, slots=True)
class _Found:
    id: int
    officer_id: int
    password: str
    is_closed: bool


def _account(snapshot: Snapshot, username: str) -> _Found | None:
    query = select(Account.id, Account.officer_id, Account.password, Account.is_closed)
    row = snapshot.execute(query.where(Account.username == username.strip().lower())).one_or_none()
    return None if row is None else _Found(*row)


def _administers(snapshot: Snapshot, officer_id: int, moment: datetime) -> bool:
    known = organisation.directory(snapshot, organisation.revision(snapshot), local(moment).date())
    return permissions.is_administrator(known.officer(officer_id))


def _fits(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except VerifyMismatchError:
        return False


def open_session(
    transaction: Transaction, account_id: int, browser: Browser, *, moment: datetime, by_provider: bool = False
) -> str:
    """A session for who has proved to be the holder of the account; its token."""
    if browser.left:
        sign_out(transaction, browser.left)
    token = secrets.token_urlsafe(32)
    row = {
        "token": _digest(token),
        "account_id": account_id,
        "opened_at": moment,
        "seen_at": moment,
        "expires_at": moment + timedelta(hours=settings().session.absolute_hours),
        "browser": browser.name[:200],
        "address": browser.address[:60],
        "by_provider": by_provider,
    }
    transaction.execute(insert(SignInSession), row)
    return token


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


_VISITOR = (
    select(
        SignInSession.token,
        SignInSession.seen_at,
        SignInSession.expires_at,
        SignInSession.by_provider,
        Account.id,
        Account.officer_id,
        Account.username,
        Account.must_change,
        Account.is_closed,
        Account.language,
        OrganisationRevision.revision,
    )
    .join(Account, Account.id == SignInSession.account_id)
    .join(OrganisationRevision, OrganisationRevision.id == 1)
    .where(SignInSession.token == bindparam("token"))
)


def visitor(database: Database, token: str, *, moment: datetime, is_by_itself: bool = False) -> Visitor | None:
    """Who this token belongs to, or nobody when it is unknown, idle too long or too old: one statement.

    What a page asks by itself, with nobody at the keyboard, does not keep the session alive.
    """
    with database.snapshot() as snapshot:
        row = snapshot.execute(_VISITOR, {"token": _digest(token)}).one_or_none()
        if row is None or row.is_closed or row.expires_at <= moment:
            return None
        if row.seen_at < moment - timedelta(minutes=settings().session.idle_minutes):
            return None
        known = organisation.directory(snapshot, row.revision, local(moment).date())
    if moment - row.seen_at > _SEEN_EVERY and not is_by_itself:
        with database.transaction() as transaction:
            seen = update(SignInSession).where(SignInSession.token == row.token)
            transaction.execute(seen.values(seen_at=moment))
    officer = known.officer(row.officer_id)
    must_change = row.must_change and not row.by_provider
    return Visitor(officer, row.id, row.username, must_change, row.language, row.token, row.by_provider)


def change_password(database: Database, visitor: Visitor, *, old: str, new: str) -> None:
    """Changes the own password and ends every other session; browsers are no longer known.

    Refuses: SignInFailed, WeakPassword, LostRace.

    As when signing in, the slow comparison and hashing hold no transaction open.
    """
    with database.snapshot() as snapshot:
        query = select(Account.password).where(Account.id == visitor.account_id)
        stored = snapshot.execute(query).scalar_one()
    if not _fits(stored, old):
        raise SignInFailed
    if len(new) < SHORTEST or new == old or _names(visitor.username, new.lower()):
        raise WeakPassword(length=SHORTEST)
    values = {"password": hashed(new), "must_change": False}
    with database.transaction() as transaction:
        own = Account.id == visitor.account_id, Account.password == stored
        if transaction.change(update(Account).where(*own).values(**values)) == 0:
            raise LostRace
        others = SignInSession.account_id == visitor.account_id, SignInSession.token != visitor.token
        transaction.execute(delete(SignInSession).where(*others))
        tallies.forget(transaction, visitor.username)


def _names(username: str, password: str) -> bool:
    """Whether little of a password remains without the name; a short name stands in many words by chance."""
    rest = [sign for sign in password.replace(username, "") if sign.isalnum()]
    return username in password and len(rest) < SHORTEST - 2


def choose_language(transaction: Transaction, visitor: Visitor, language: str) -> None:
    """Keeps the language in which this person reads the site."""
    transaction.execute(update(Account).where(Account.id == visitor.account_id).values(language=language))


def sessions(snapshot: Snapshot, visitor: Visitor) -> list[OpenSession]:
    """One's own open sessions, the newest first."""
    row = SignInSession
    query = select(row.token, row.opened_at, row.seen_at, row.browser, row.address, row.by_provider)
    own = query.where(row.account_id == visitor.account_id).order_by(row.seen_at.desc())
    return [
        OpenSession(
            r.token.hex()[:16], r.opened_at, r.seen_at, r.browser, r.address, r.token == visitor.token, r.by_provider
        )
        for r in snapshot.execute(own)
    ]


def end_session(transaction: Transaction, visitor: Visitor, handle: str) -> None:
    """Ends one of one's own sessions. Refuses: NotFound."""
    row = SignInSession
    own = transaction.execute(select(row.token).where(row.account_id == visitor.account_id)).scalars()
    for token in own:
        if token.hex()[:16] == handle:
            transaction.execute(delete(row).where(row.token == token))
            return
    raise NotFound(what="phiên đăng nhập này")


def sign_out(transaction: Transaction, token: str) -> None:
    """Ends the session of this token."""
    transaction.execute(delete(SignInSession).where(SignInSession.token == _digest(token)))


def sweep(transaction: Transaction, *, moment: datetime) -> None:
    """Forgets sessions that have ended by themselves, and tallies that count for nothing."""
    transaction.execute(delete(SignInSession).where(SignInSession.expires_at <= moment))
    tallies.sweep(transaction, moment=moment)


def closed(snapshot: Snapshot, officers: Collection[int]) -> list[int]:
    """Those of these officers whose account is closed."""
    query = select(Account.officer_id).where(Account.officer_id.in_(sorted(officers)), Account.is_closed)
    return list(snapshot.execute(query).scalars())
