"""Reports: a dossier's new national status is left for the agent, which tells the province's integration axis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from processes import outbox, statuses
from processes.database import Transaction
from processes.executions import Running
from processes.outbox import Message


def news(running: Running, columns: Mapping[str, object]) -> int | None:
    """The dossier's new national status, None when it stays; a matter has none."""
    if running.kind == "matter":
        return None
    business = str(columns.get("business_status", running.business))
    delivery = str(columns.get("delivery_status", running.delivery))
    after = statuses.national(business, delivery)
    return None if after == statuses.national(running.business, running.delivery) else after


def report(
    transaction: Transaction, dossier_id: int, code: str, status: int, *, turn: str = "", moment: datetime
) -> None:
    """Leaves a dossier's new national status for the agent; its key is the status and the turn, so it is told once."""
    body: dict[str, object] = {"code": code, "status": status, "at": moment.isoformat()}
    told = Message(outbox.STATUS, f"status:{code}:{status}{turn}", body, dossier_id)
    outbox.put(transaction, [told], moment=moment)
