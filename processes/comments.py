"""Comments: what officers say to each other about a dossier, and whom they call."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from processes.database import Snapshot, Transaction
from processes.tables import Comment as Row
from processes.tables import CommentMention


@dataclass(frozen=True, slots=True)
class Comment:
    """One thing said; `mentioned` are the officers it calls."""

    id: int
    officer_id: int
    at: datetime
    text: str
    mentioned: tuple[int, ...]


def of(snapshot: Snapshot, dossier_id: int) -> list[Comment]:
    """What has been said about a dossier, the oldest first."""
    found: dict[int, Comment] = {}
    for row in snapshot.execute(_OF, {"dossier": dossier_id}):
        before = found[row.id].mentioned if row.id in found else ()
        called = before if row.mentioned is None else (*before, row.mentioned)
        found[row.id] = Comment(row.id, row.officer_id, row.at, row.text, called)
    return list(found.values())


_OF = (
    select(Row.id, Row.officer_id, Row.at, Row.text, CommentMention.officer_id.label("mentioned"))
    .outerjoin(CommentMention, CommentMention.comment_id == Row.id)
    .where(Row.dossier_id == bindparam("dossier"))
    .order_by(Row.id, CommentMention.officer_id)
)


def write(
    transaction: Transaction,
    dossier_id: int,
    text: str,
    mentioned: Collection[int],
    *,
    officer_id: int,
    moment: datetime,
    key: str,
) -> int:
    """Records a comment; its number. Refuses: AlreadyDone."""
    row = {"dossier_id": dossier_id, "officer_id": officer_id, "at": moment, "text": text, "act_key": key}
    comment_id = transaction.execute(insert(Row).values(**row).returning(Row.id)).scalar_one()
    called = [{"comment_id": comment_id, "officer_id": one} for one in mentioned]
    if called:
        transaction.execute(insert(CommentMention), called)
    return comment_id
