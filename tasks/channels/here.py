"""The channel within the installation: a handoff begins at the partner's agency, and what is said there comes back.

All of it is in our own record: what is new in a thread is brought on, whatever message told of it, and what an agent
has brought before it died is not new any more.
"""

from __future__ import annotations

from datetime import datetime

from bpmn.refusals import Refusal
from processes import handoffs
from processes.database import Database
from processes.outbox import Message
from processes.refusals import LostRace
from tasks import hearing
from tasks.channels import Undelivered, carrier


@carrier("handoff.here")
def carry(database: Database, message: Message, moment: datetime) -> None:
    """Brings a thread on: its delivery, then what the receiving side has said."""
    try:
        with database.transaction() as transaction:
            handoff_id = handoffs.number(transaction, str(message.body["handoff"]), "sending")
            hearing.deliver(transaction, handoff_id, moment=moment)
            hearing.hear(transaction, handoff_id, moment=moment)
    except LostRace as race:
        raise Undelivered(str(race)) from race
    except Refusal as refusal:
        raise Undelivered(f"{refusal.code}: {refusal}") from refusal
