"""The outbox: what must leave the house, written in the act's own transaction and drained by the agent.

At least once on the wire; the key makes twice harmless. A message is taken under a lease; when who took it
dies, the lease runs out and the next one takes it. What a dossier tells one partner leaves in the order it was put:
each waits until the one before has arrived or was given up. What was tried too often is a dead letter, and waits
for a person (processes/dead_letters.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy import bindparam, delete, func, insert, literal_column, select, update

from processes import applicant_notices, statuses
from processes.database import Snapshot, Transaction
from processes.prepared import Prepared
from processes.settings import settings
from processes.tables import Dossier, MessageAct
from processes.tables import Message as Row

STATUS = "dossier.status"
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)
_LONGEST_TROUBLE = 500
KEPT = timedelta(days=180)
"""How long a message that has left is kept."""
_SWEPT = 1_000


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be put, or one taken under a lease; what has a partner and a dossier leaves in order."""

    topic: str
    key: str
    body: dict[str, object]
    dossier_id: int | None = None
    id: int = 0
    attempts: int = 0
    partner: str = ""

    @property
    def is_ordered(self) -> bool:
        """Whether it waits for what its dossier told the same partner before."""
        return self.dossier_id is not None and self.partner != ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to leave by one channel for one partner; `dead` of them wait for a person."""

    topic: str
    partner: str
    count: int
    dead: int
    since: datetime
    failing: int  # have been tried in vain, and are tried again
    trouble: str  # one of those that were told


_PUT = insert(Row)
# not a bound value: the partial index is found only where its own condition can be read
_STANDS_IN_LINE = Row.partner != literal_column("''")


def put(transaction: Transaction, messages: Sequence[Message], *, moment: datetime) -> None:
    """Leaves messages for the agent; the key names the effect, not the attempt."""
    behind = _behind(transaction, messages)
    rows = [
        {
            "topic": message.topic,
            "key": message.key,
            "partner": message.partner,
            "dossier_id": message.dossier_id,
            "body": message.body,
            "put_at": moment,
            "next_at": None if message.key in behind else moment,
            "attempts": 0,
        }
        for message in messages
    ]
    transaction.execute(_PUT, rows)


def is_due(snapshot: Snapshot, *, moment: datetime) -> bool:
    """Whether a message waits to be tried now."""
    return snapshot.execute(_IS_DUE, {"moment": moment}).first() is not None


_IS_DUE = select(Row.id).where(Row.done_at.is_(None), Row.next_at <= bindparam("moment")).limit(1)


def _behind(transaction: Transaction, messages: Sequence[Message]) -> set[str]:
    """The keys of those that have another before them."""
    behind, lines = set[str](), set[tuple[int | None, str]]()
    for message in messages:
        if not message.is_ordered:
            continue
        line = message.dossier_id, message.partner
        if line in lines or _last_in_line(transaction, message) is not None:
            behind.add(message.key)
        lines.add(line)
    return behind


def _last_in_line(transaction: Transaction, message: Message) -> int | None:
    """Held, so that whoever closes it at this moment will see who has come behind it."""
    line = {"dossier": message.dossier_id, "whom": message.partner}
    return transaction.execute(_LAST, line).scalar_one_or_none()


_LAST = (
    select(Row.id)
    .where(Row.done_at.is_(None), _STANDS_IN_LINE)
    .where(Row.dossier_id == bindparam("dossier"), Row.partner == bindparam("whom"))
    .order_by(Row.id.desc())
    .limit(1)
    .with_for_update()
)
# a common table, because PostgreSQL may run a subquery again and lock more than the limit
_DUE = (
    select(Row.id)
    .where(Row.done_at.is_(None), Row.next_at <= bindparam("moment"))
    .order_by(Row.next_at, Row.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_TAKE = (
    update(Row)
    .where(Row.id.in_(select(_DUE.c.id)))
    .values(lease=bindparam("mine"), next_at=bindparam("until"), attempts=Row.attempts + 1)
    .returning(Row.id, Row.topic, Row.key, Row.body, Row.dossier_id, Row.attempts, Row.partner)
)


def take(transaction: Transaction, *, lease: str, moment: datetime, until: datetime, limit: int = 50) -> list[Message]:
    """Takes the messages that are due, under a lease that ends at `until`."""
    told = {"moment": moment, "most": limit, "mine": lease, "until": until}
    rows = sorted(transaction.execute(_TAKE, told), key=lambda row: row.id)
    return [Message(row.topic, row.key, row.body, row.dossier_id, row.id, row.attempts, row.partner) for row in rows]


def done(transaction: Transaction, message: Message, *, lease: str, moment: datetime) -> None:
    """Closes a message that has reached where it was going; a lease lost meanwhile changes nothing."""
    if transaction.write(_DONE, {"message": message.id, "mine": lease, "moment": moment}):
        follow(transaction, message, moment=moment)
        _synced(transaction, message, statuses.SENT)
        if message.topic == applicant_notices.TOPIC:
            applicant_notices.sent(transaction, message.key, moment=moment)


def follow(transaction: Transaction, message: Message, *, moment: datetime) -> None:
    """Lets the next in line go, now that the one before it is closed."""
    if message.is_ordered:
        line = {"dossier": message.dossier_id, "whom": message.partner, "moment": moment}
        transaction.write(_FOLLOW, line)


_DONE = Prepared(
    update(Row)
    .where(Row.id == bindparam("message"), Row.lease == bindparam("mine"), Row.done_at.is_(None))
    .values(done_at=bindparam("moment", type_=Row.put_at.type), trouble=None)
)
_FIRST = (
    select(func.min(Row.id))
    .where(Row.done_at.is_(None), _STANDS_IN_LINE)
    .where(Row.dossier_id == bindparam("dossier"), Row.partner == bindparam("whom"))
    .scalar_subquery()
)
_FOLLOW = Prepared(
    update(Row)
    .where(Row.id == _FIRST, Row.next_at.is_(None), Row.dead_at.is_(None))
    .values(next_at=bindparam("moment", type_=Row.put_at.type))
)


def failed(
    transaction: Transaction,
    message: Message,
    *,
    lease: str,
    moment: datetime,
    trouble: str,
    is_final: bool = False,
) -> None:
    """Keeps a message for another attempt, later and later; after the last one it is a dead letter.

    `is_final` says that the other side will never take it as it is.
    """
    is_dead = is_final or message.attempts >= settings().outbox.attempts
    told: dict[str, object] = {"lease": None, "trouble": trouble[:_LONGEST_TROUBLE]}
    told |= {"next_at": None, "dead_at": moment} if is_dead else {"next_at": moment + wait(message)}
    kept = update(Row).where(Row.id == message.id, Row.lease == lease, Row.done_at.is_(None))
    if transaction.change(kept.values(**told)):
        _synced(transaction, message, statuses.FAILED)
        if message.topic == applicant_notices.TOPIC:
            applicant_notices.failed(transaction, message.key, trouble=trouble, moment=moment if is_dead else None)


def wait(message: Message) -> timedelta:
    """How long a message waits after an attempt in vain: twice as long each time, up to an hour, at random by half.

    The chance lies in the key and the attempt: what failed together does not come back together, and a test can tell.
    """
    longest = min(_FIRST_WAIT * 2 ** min(message.attempts, 12), _LONGEST_WAIT)
    chance = crc32(f"{message.attempts}:{message.key}".encode()) / 2**32
    return longest / 2 * (1 + chance)


def waiting(snapshot: Snapshot) -> list[Waiting]:
    """What waits to leave, by channel and partner, the longest wait first."""
    oldest = func.min(Row.put_at)
    tried = Row.trouble.is_not(None), Row.dead_at.is_(None)
    rows = snapshot.execute(
        select(
            *(Row.topic, Row.partner, func.count().label("count"), func.count(Row.dead_at).label("dead")),
            *(oldest.label("since"), func.count().filter(*tried).label("failing")),
            func.coalesce(func.max(Row.trouble), "").label("trouble"),
        )
        .where(Row.done_at.is_(None))
        .group_by(Row.topic, Row.partner)
        .order_by(oldest, Row.topic, Row.partner)
    )
    return [Waiting(*row) for row in rows]


def _synced(transaction: Transaction, message: Message, status: statuses.Sync) -> None:
    """How the latest report of a dossier's status fared; an earlier one says nothing any more."""
    if message.topic == STATUS:
        told = {"dossier": message.dossier_id, "message": message.id, "status": status}
        transaction.write(_SYNCED, told)


_LATER = select(Row.id).where(Row.dossier_id == bindparam("dossier"), Row.topic == STATUS)
_SYNCED = Prepared(
    update(Dossier)
    .where(Dossier.id == bindparam("dossier"), ~_LATER.where(Row.id > bindparam("message")).exists())
    .values(sync_status=bindparam("status"))
)


def sweep(transaction: Transaction, *, moment: datetime) -> int:
    """Forgets messages that left half a year ago, and with them what they said of people; tells how many.

    The oldest first and some at a time. What an operator has acted on stays, as the act does.
    """
    oldest = select(Row.id).order_by(Row.id).limit(_SWEPT)
    acted = select(MessageAct.id).where(MessageAct.message_id == Row.id).exists()
    old = Row.id.in_(oldest), Row.done_at < moment - KEPT, ~acted
    return transaction.change(delete(Row).where(*old))
