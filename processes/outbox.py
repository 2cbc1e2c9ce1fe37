"""The outbox: what must leave the house, written in the act's own transaction and drained by the agent.

At least once on the wire; the key makes twice harmless. A message is taken under a lease; when who took it
dies, the lease runs out and the next one takes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from processes import statuses
from processes.database import Snapshot, Transaction
from processes.tables import Dossier
from processes.tables import Message as Row

STATUS = "dossier.status"
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be put, or one taken under a lease."""

    topic: str
    key: str
    body: dict[str, object]
    dossier_id: int | None = None
    id: int = 0
    attempts: int = 0


_PUT = insert(Row)


def put(transaction: Transaction, messages: list[Message], *, moment: datetime) -> None:
    """Leaves messages for the agent; the key names the effect, not the attempt."""
    rows = [
        {
            "topic": message.topic,
            "key": message.key,
            "dossier_id": message.dossier_id,
            "body": message.body,
            "put_at": moment,
            "next_at": moment,
            "attempts": 0,
        }
        for message in messages
    ]
    transaction.execute(_PUT, rows)


def is_due(snapshot: Snapshot, *, moment: datetime) -> bool:
    """Whether a message waits to be tried now."""
    due = select(Row.id).where(Row.done_at.is_(None), Row.next_at <= moment).limit(1)
    return snapshot.execute(due).first() is not None


def take(transaction: Transaction, *, lease: str, moment: datetime, until: datetime, limit: int = 50) -> list[Message]:
    """Takes the messages that are due, under a lease that ends at `until`."""
    due = (
        select(Row.id)
        .where(Row.done_at.is_(None), Row.next_at <= moment)
        .order_by(Row.next_at, Row.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(Row)
        .where(Row.id.in_(due.scalar_subquery()))
        .values(lease=lease, next_at=until, attempts=Row.attempts + 1)
        .returning(Row.id, Row.topic, Row.key, Row.body, Row.dossier_id, Row.attempts)
    )
    rows = sorted(transaction.execute(taken), key=lambda row: row.id)
    return [Message(row.topic, row.key, row.body, row.dossier_id, row.id, row.attempts) for row in rows]


def done(transaction: Transaction, message: Message, *, lease: str, moment: datetime) -> None:
    """Closes a message that has reached where it was going; a lease lost meanwhile changes nothing."""
    transaction.execute(
        update(Row).where(Row.id == message.id, Row.lease == lease).values(done_at=moment, trouble=None)
    )
    _synced(transaction, message, statuses.SENT)


def failed(transaction: Transaction, message: Message, *, lease: str, moment: datetime, trouble: str) -> None:
    """Keeps a message for another attempt, later and later."""
    wait = min(_FIRST_WAIT * 2 ** min(message.attempts, 12), _LONGEST_WAIT)
    transaction.execute(
        update(Row)
        .where(Row.id == message.id, Row.lease == lease)
        .values(next_at=moment + wait, lease=None, trouble=trouble[:500])
    )
    _synced(transaction, message, statuses.FAILED)


def _synced(transaction: Transaction, message: Message, status: statuses.Sync) -> None:
    """How the latest report of a dossier's status fared; an earlier one says nothing any more."""
    if message.topic == STATUS:
        later = select(Row.id).where(Row.dossier_id == message.dossier_id, Row.topic == STATUS, Row.id > message.id)
        told = update(Dossier).where(Dossier.id == message.dossier_id, ~later.exists())
        transaction.execute(told.values(sync_status=status))


def report(
    transaction: Transaction, dossier_id: int, code: str, status: int, *, turn: str = "", moment: datetime
) -> None:
    """Leaves a dossier's new national status for the agent; its key is the status and the turn, so it is told once."""
    body: dict[str, object] = {"code": code, "status": status, "at": moment.isoformat()}
    put(transaction, [Message(STATUS, f"status:{code}:{status}{turn}", body, dossier_id)], moment=moment)
