"""The channel within the installation: a handoff begins at the partner's agency, and what is said there comes back.

All of it is in our own record: what is new in a thread is brought on, whatever message told of it, and what an agent
has brought before it died is not new any more.
"""

from __future__ import annotations

from datetime import datetime

from processes import handoffs
from processes.database import Snapshot, Transaction
from processes.outbox import Message
from tasks import hearing
from tasks.channels import Send, carrier


@carrier("handoff.here")
def carry(_snapshot: Snapshot, message: Message, moment: datetime) -> Send:
    """Brings a thread on: its delivery, then what the receiving side has said."""

    def settle(transaction: Transaction) -> None:
        handoff = handoffs.known(transaction, str(message.body["handoff"]), "sending")
        hearing.deliver(transaction, handoff, moment=moment)
        hearing.hear(transaction, handoff.id, moment=moment)

    return lambda: settle
