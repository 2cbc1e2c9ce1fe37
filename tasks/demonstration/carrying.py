"""What the agent does for the demonstration year: timers go off, handoffs are carried, and nothing leaves the house."""

from __future__ import annotations

from datetime import datetime, timedelta

from processes import demonstration as province
from processes import dossiers, executions, handoffs, outbox
from processes.database import Transaction
from processes.outbox import Message
from tasks import channels
from tasks.demonstration import truths
from tasks.demonstration.world import World

_LEASE = "demonstration"
_HERE = "handoff.here"
_TROUBLE = "Nơi nhận trả lời: chưa có người tiếp nhận hồ sơ liên thông."


def fired(transaction: Transaction, moment: datetime) -> list[int]:
    """Fires every timer that has gone off; the dossiers that moved."""
    found: list[int] = []
    while (running := executions.due(transaction, moment=moment)) is not None:
        dossiers.fire(transaction, running, moment=moment)
        found.append(running.dossier_id)
    return found


def carried(world: World, transaction: Transaction, moment: datetime) -> list[int]:
    """Carries what was handed off; the dossiers that moved. In the last days some do not arrive."""
    found: list[int] = []
    until = moment + timedelta(minutes=1)
    province.fetch(transaction, moment=moment)  # else they would be taken with the handoffs
    while outbox.is_due(transaction, moment=moment):
        for message in outbox.take(transaction, lease=_LEASE, moment=moment, until=until, limit=1_000):
            if message.topic == _HERE and _fails(world, transaction, message, moment):
                outbox.failed(transaction, message, lease=_LEASE, moment=moment, trouble=_TROUBLE, is_final=True)
                continue
            if message.topic == _HERE:
                settle = channels.outgoing(transaction, message, moment)()
                assert settle is not None
                settle(transaction)
                found.append(message.dossier_id or 0)
            outbox.done(transaction, message, lease=_LEASE, moment=moment)
    return found


def _fails(world: World, transaction: Transaction, message: Message, moment: datetime) -> bool:
    """Whether a handoff does not arrive at all: its execution waits for an answer that cannot come."""
    if world.failed >= truths.FAILED or moment < world.until - truths.LAST_DAYS:
        return False
    handoff = handoffs.known(transaction, str(message.body["handoff"]), "sending")
    if handoff.state != "sent":
        return False
    world.failed += 1
    return True
