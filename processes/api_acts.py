"""Acts that programs ask for: under which key each came and what it was answered, so that a repeat is known as one.

The row is written before the act and in its transaction: of two that bring the same key at once the second waits,
and finds the first one's answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from bpmn.refusals import Refusal
from processes.database import Snapshot, Transaction
from processes.tables import ApiAct

KEPT = timedelta(days=30)
"""How long a repeat is known as one."""
_AT_ONCE = 1_000


class KeyReused(Refusal):
    """The key has brought the same kind of act before, but with other particulars."""

    code = "act.key-reused"
    sentence = "Khóa Idempotency-Key này đã được dùng cho một yêu cầu có nội dung khác."
    status = 422


def answered(snapshot: Snapshot, key: str, digest: bytes) -> Mapping[str, Any] | None:
    """What the act with this key was answered, None when there is none. Refuses: KeyReused."""
    row = snapshot.execute(select(ApiAct.digest, ApiAct.answer).where(ApiAct.act_key == key)).one_or_none()
    if row is not None and row.digest != digest:
        raise KeyReused
    return None if row is None else row.answer


def begin(transaction: Transaction, key: str, digest: bytes, *, officer_id: int, moment: datetime) -> None:
    """An act begins under its key. Refuses: AlreadyDone when another one has just ended under it."""
    row = {"officer_id": officer_id, "act_key": key, "digest": digest, "answer": {}, "at": moment}
    transaction.execute(insert(ApiAct), row)


def end(transaction: Transaction, key: str, answer: Mapping[str, object]) -> None:
    """What the act is answered, now and whenever it comes again."""
    transaction.execute(update(ApiAct).where(ApiAct.act_key == key).values(answer=dict(answer)))


def sweep(transaction: Transaction, *, moment: datetime) -> int:
    """Forgets acts that nobody asks again for, the oldest first and some at a time; tells how many."""
    oldest = select(ApiAct.id).order_by(ApiAct.id).limit(_AT_ONCE)
    return transaction.change(delete(ApiAct).where(ApiAct.id.in_(oldest), ApiAct.at < moment - KEPT))
