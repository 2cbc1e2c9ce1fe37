"""Dead letters: messages that were tried too often, or will never be taken as they are, and wait for a person.

An operator sends one again, corrects what it says, or gives it up; each is on record. While a dead letter lies
there, what follows it to the same partner waits: the order is promised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, insert, literal_column, or_, select, update
from sqlalchemy.orm import aliased

from processes import applicant_notices, outbox
from processes.database import Snapshot, Transaction
from processes.organisation import Officer
from processes.outbox import Message
from processes.refusals import AlreadyDone, MessageNotStuck, Missing, NotFound
from processes.tables import Dossier, MessageAct
from processes.tables import Message as Row
from processes.tables import Officer as OfficerRow


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One of them as the list shows it: what failed and why, and how many wait behind it."""

    id: int
    topic: str
    partner: str
    dossier_id: int | None
    code: str | None
    put_at: datetime
    dead_at: datetime
    attempts: int
    trouble: str
    behind: int


@dataclass(frozen=True, slots=True)
class Act:
    """What an operator did."""

    kind: str
    told: Mapping[str, object]
    officer: str
    at: datetime


_STUCK = and_(Row.done_at.is_(None), or_(Row.dead_at.is_not(None), and_(Row.trouble.is_not(None), Row.lease.is_(None))))


def refuse_repeated(snapshot: Snapshot, key: str) -> None:
    """Refuses: AlreadyDone when the act with this key is on record."""
    if snapshot.execute(select(MessageAct.id).where(MessageAct.act_key == key)).first() is not None:
        raise AlreadyDone


def page(snapshot: Snapshot, *, after: int = 0, limit: int = 50) -> list[DeadLetter]:
    """The dead letters, the first put first."""
    behind = aliased(Row)
    follows = (
        select(func.count())
        .where(
            behind.done_at.is_(None),
            behind.partner != literal_column("''"),
            behind.partner == Row.partner,
            behind.id > Row.id,
        )
        .where(behind.dossier_id == Row.dossier_id)
        .scalar_subquery()
    )
    rows = snapshot.execute(
        select(
            *(Row.id, Row.topic, Row.partner, Row.dossier_id, Dossier.code, Row.put_at, Row.dead_at, Row.attempts),
            *(func.coalesce(Row.trouble, ""), follows),
        )
        .outerjoin(Dossier, Dossier.id == Row.dossier_id)
        .where(Row.done_at.is_(None), Row.dead_at.is_not(None), Row.id > after)
        .order_by(Row.id)
        .limit(limit)
    )
    return [DeadLetter(*row) for row in rows]


def one(snapshot: Snapshot, message_id: int) -> Message:
    """A message that waits in vain, with what it says. Refuses: NotFound, MessageNotStuck."""
    columns = Row.topic, Row.key, Row.body, Row.dossier_id, Row.id, Row.attempts, Row.partner
    asked = select(*columns, _STUCK.label("is_stuck")).where(Row.id == message_id)
    row = snapshot.mappings(asked).one_or_none()
    if row is None:
        raise NotFound(what="tin này")
    facts = dict(row)
    if not facts.pop("is_stuck"):
        raise MessageNotStuck
    return Message(**facts)


def resend(transaction: Transaction, message_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """Sends a message again now, counting its attempts anew. Refuses: NotFound, MessageNotStuck, AlreadyDone."""
    message = one(transaction, message_id)
    _again(transaction, message, {}, moment)
    _record(transaction, "resent", {}, message_id, officer=officer, moment=moment, key=key)


def resend_all(
    transaction: Transaction, topic: str, partner: str, *, officer: Officer, moment: datetime, key: str
) -> int:
    """Sends all again that a channel could not bring to a partner; tells how many. Refuses: AlreadyDone."""
    theirs = and_(Row.topic == topic, Row.partner == partner, _STUCK)
    count = transaction.change(update(Row).where(theirs).values(_alive(moment)))
    told: dict[str, object] = {"topic": topic, "partner": partner, "count": count}
    _record(transaction, "resent", told, None, officer=officer, moment=moment, key=key)
    return count


def correct(
    transaction: Transaction,
    message_id: int,
    fields: Mapping[str, str],
    *,
    reason: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Changes texts that the message says and sends it again; what they were stays on record.

    Refuses: Missing for a text that the message has not, NotFound, MessageNotStuck, AlreadyDone.
    """
    message = one(transaction, message_id)
    known = texts(message)
    for name in fields:
        if name not in known:
            raise Missing(what=f"mục “{name}” trong tin")
    before = {name: known[name] for name, said in fields.items() if known[name] != said}
    _again(transaction, message, {"body": {**message.body, **fields}}, moment)
    told: dict[str, object] = {"reason": reason, "before": before, "after": {name: fields[name] for name in before}}
    _record(transaction, "corrected", told, message_id, officer=officer, moment=moment, key=key)


def give_up(
    transaction: Transaction, message_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Closes a message that will not be sent; what waited behind it goes on.

    Refuses: NotFound, MessageNotStuck, AlreadyDone.
    """
    message = one(transaction, message_id)
    closed = update(Row).where(Row.id == message_id, _STUCK).values(done_at=moment, dead_at=moment, lease=None)
    if transaction.change(closed) != 1:
        raise MessageNotStuck
    outbox.follow(transaction, message, moment=moment)
    if message.topic == applicant_notices.TOPIC:
        applicant_notices.failed(transaction, message.key, trouble=None, moment=moment)
    _record(transaction, "given_up", {"reason": reason}, message_id, officer=officer, moment=moment, key=key)


def texts(message: Message) -> dict[str, str]:
    """What of a message can be corrected: its own texts, by name."""
    return {name: said for name, said in message.body.items() if isinstance(said, str)}


def acts(snapshot: Snapshot, *, limit: int = 20) -> list[Act]:
    """What operators did lately, the newest first."""
    columns = MessageAct.kind, MessageAct.told, OfficerRow.name, MessageAct.at
    newest = select(*columns).join(OfficerRow, OfficerRow.id == MessageAct.officer_id).order_by(MessageAct.id.desc())
    return [Act(*row) for row in snapshot.execute(newest.limit(limit))]


def _alive(moment: datetime) -> dict[str, object]:
    return {"next_at": moment, "dead_at": None, "attempts": 0, "trouble": None}


def _again(transaction: Transaction, message: Message, changed: Mapping[str, object], moment: datetime) -> None:
    stuck: ColumnElement[bool] = and_(Row.id == message.id, _STUCK)
    if transaction.change(update(Row).where(stuck).values(**_alive(moment), **changed)) != 1:
        raise MessageNotStuck


def _record(
    transaction: Transaction,
    kind: str,
    told: Mapping[str, object],
    message_id: int | None,
    *,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    row = {"kind": kind, "message_id": message_id, "told": dict(told), "officer_id": officer.id, "at": moment}
    transaction.execute(insert(MessageAct), row | {"act_key": key})
