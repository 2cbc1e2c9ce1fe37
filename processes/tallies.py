"""Tallies: how often a name was tried in vain, so that guessing is slow and nobody can lock a colleague out.

Every browser from which an account was once opened is counted by itself, all strange ones together; a name that nobody
has is counted like any other and so tells nothing. What is kept are hashes. (docs/decisions/0018)
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import and_, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from processes.database import Snapshot, Transaction
from processes.refusals import SignInLocked
from processes.settings import settings
from processes.tables import SignInTally

STRANGERS = b""
_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
KNOWN_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Tally:
    """What an attempt counts under: the name, and the browser if it is known from there."""

    name: bytes
    browser: bytes

    @property
    def is_known(self) -> bool:
        """Whether the account was opened from this browser before."""
        return self.browser != STRANGERS


def of(snapshot: Snapshot, username: str, mark: str, *, moment: datetime) -> Tally:
    """What an attempt from the browser with this mark counts under. Refuses: SignInLocked."""
    name, browser = _name(username), _digest(mark) if mark else STRANGERS
    query = select(SignInTally.browser, SignInTally.locked_until).where(SignInTally.name == name)
    rows = {row.browser: row.locked_until for row in snapshot.execute(query.where(_either(browser)))}
    counted = browser if browser in rows else STRANGERS
    until = rows.get(counted)
    if until is not None and until > moment:
        raise SignInLocked(minutes=int((until - moment).total_seconds() // 60) + 1)
    return Tally(name, counted)


def _either(browser: bytes):
    return or_(SignInTally.browser == browser, SignInTally.browser == STRANGERS)


def count(transaction: Transaction, tally: Tally, *, moment: datetime) -> None:
    """Counts a wrong password; after too many of them the tally is locked for a while."""
    rules, row = settings().session, SignInTally
    window = timedelta(minutes=rules.lock_minutes)
    insert = _INSERT[transaction.connection.dialect.name]
    first = insert(row).values(name=tally.name, browser=tally.browser, failures=1, tried_at=moment)
    more = case((row.tried_at < moment - window, 1), else_=row.failures + 1)
    values = {"failures": more, "tried_at": moment}
    counted = first.on_conflict_do_update(index_elements=[row.name, row.browser], set_=values).returning(row.failures)
    if transaction.execute(counted).scalar_one() >= rules.attempts:
        one = and_(row.name == tally.name, row.browser == tally.browser)
        transaction.execute(update(row).where(one).values(failures=0, locked_until=moment + window))


def know(transaction: Transaction, username: str, mark: str, *, moment: datetime) -> None:
    """The account was opened from the browser with this mark, which is known from now on."""
    row = SignInTally
    values = {"failures": 0, "locked_until": None, "tried_at": moment}
    insert = _INSERT[transaction.connection.dialect.name]
    first = insert(row).values(name=_name(username), browser=_digest(mark), **values)
    transaction.execute(first.on_conflict_do_update(index_elements=[row.name, row.browser], set_=values))


def locks(snapshot: Snapshot, usernames: Collection[str], *, moment: datetime) -> dict[str, datetime]:
    """Until when strange browsers are locked out, for those of the names where they are."""
    names = {_name(username): username for username in usernames}
    query = select(SignInTally.name, SignInTally.locked_until).where(SignInTally.browser == STRANGERS)
    found = snapshot.execute(query.where(SignInTally.locked_until > moment))
    return {names[row.name]: row.locked_until for row in found if row.name in names}


def forget(transaction: Transaction, username: str) -> None:
    """Forgets every wrong password of a name, and every browser that it is known from."""
    transaction.execute(delete(SignInTally).where(SignInTally.name == _name(username)))


def sweep(transaction: Transaction, *, moment: datetime) -> None:
    """Forgets what counts for nothing any more."""
    row, window = SignInTally, timedelta(minutes=settings().session.lock_minutes)
    over = and_(row.browser == STRANGERS, row.tried_at < moment - window)
    transaction.execute(delete(row).where(or_(over, row.tried_at < moment - KNOWN_FOR)))


def _name(username: str) -> bytes:
    return _digest(username.strip().lower())


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
