"""Nonces: a partner's request is taken once; repeated by whoever has listened, it is refused.

The mark is written in the transaction that does what was asked: what failed has not come yet.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from bpmn.refusals import Refusal
from processes.database import Transaction
from processes.tables import Nonce

KEPT = timedelta(minutes=15)
"""Longer than a signature is good for, before its time and after it."""


class Repeated(Refusal):
    """A signed request has come before."""

    code = "door.repeated"
    sentence = "Yêu cầu này đã được nhận một lần; mỗi yêu cầu có chữ ký chỉ dùng được một lần."
    status = 409


def use(transaction: Transaction, partner_id: int, mark: str, *, moment: datetime) -> None:
    """Notes that a request has come. Refuses: Repeated."""
    insert = postgresql.insert if transaction.connection.dialect.name == "postgresql" else sqlite.insert
    row = {"partner_id": partner_id, "mark": mark, "at": moment}
    if transaction.execute(insert(Nonce).on_conflict_do_nothing().returning(Nonce.mark), row).first() is None:
        raise Repeated


def sweep(transaction: Transaction, *, moment: datetime) -> int:
    """Forgets the marks of requests that are too old to be taken anyway; tells how many."""
    return transaction.change(delete(Nonce).where(Nonce.at < moment - KEPT))
