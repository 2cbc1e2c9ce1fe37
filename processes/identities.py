"""Identities: accounts at the province's provider, and which of ours each is linked with.

An identity is an issuer and a subject. The first time it is matched by the name it brings, and linked; nobody gets an
account by signing in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from processes import accounts
from processes.accounts import Browser
from processes.database import Database, Snapshot, Transaction
from processes.refusals import AccountClosed, LinkRefused, NoAccount
from processes.tables import Account


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for; `name` is what it says their account is called."""

    issuer: str
    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class _Found:
    id: int
    is_closed: bool


def sign_in(database: Database, identity: Identity, browser: Browser, *, moment: datetime) -> str:
    """Opens a session for the account of an identity; its token. Refuses: NoAccount, LinkRefused, AccountClosed."""
    with database.transaction() as transaction:
        account = _linked(transaction, identity)
        if account is None:
            account = _named(transaction, identity)
            _link(transaction, account, identity, moment)
        if account.is_closed:
            raise AccountClosed
        return accounts.open_session(transaction, account.id, browser, moment=moment, by_provider=True)


def _linked(snapshot: Snapshot, identity: Identity) -> _Found | None:
    return _one(snapshot, Account.issuer == identity.issuer, Account.subject == identity.subject)


def _named(snapshot: Snapshot, identity: Identity) -> _Found:
    found = _one(snapshot, Account.username == identity.name.strip().lower())
    if found is None:
        raise NoAccount(name=identity.name[:80])
    return found


def _one(snapshot: Snapshot, *which: ColumnElement[bool]) -> _Found | None:
    row = snapshot.execute(select(Account.id, Account.is_closed).where(*which)).one_or_none()
    return None if row is None else _Found(*row)


def _link(transaction: Transaction, account: _Found, identity: Identity, moment: datetime) -> None:
    free = Account.id == account.id, Account.subject.is_(None), Account.may_link, Account.is_closed.is_(False)
    values = {"issuer": identity.issuer, "subject": identity.subject, "linked_at": moment}
    if not account.is_closed and transaction.change(update(Account).where(*free).values(**values)) == 0:
        raise LinkRefused(name=identity.name[:80])
