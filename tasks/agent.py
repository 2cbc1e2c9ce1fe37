"""The agent: what it does with the outbox and with time; `tasks.rounds` says how often.

Work is taken under a lease and closed in a second transaction; an agent that dies in between loses its lease, and
the next one does the work again under the same key.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from bpmn.refusals import Refusal
from processes import (
    accounts,
    api_acts,
    documents,
    dossiers,
    executions,
    nonces,
    notices,
    organisation,
    outbox,
    tidings,
)
from processes.calendars import local
from processes.database import Database
from processes.refusals import LostRace
from tasks import delegation, explanations, inheriting, mailing, repairs, substitution
from tasks.dispatch import Dispatch

log = logging.getLogger("motcua.agent")

_LEASE = timedelta(seconds=30)
_SENDING = 18.0  # seconds: what is begun by then ends within the lease, and no other agent sends it meanwhile
_BATCH = 200
_TRY_AGAIN = timedelta(minutes=15)


def drain(database: Database, *, lease: str, moment: datetime) -> int:
    """Delivers what is due in the outbox; tells how many messages were taken."""
    with database.transaction() as transaction:
        taken = outbox.take(transaction, lease=lease, moment=moment, until=moment + _LEASE, limit=_BATCH)
    if taken:
        Dispatch(database, taken, lease=lease, moment=moment, until=time.monotonic() + _SENDING).go()
    return len(taken)


def fire(database: Database, *, moment: datetime) -> int:
    """Lets every timer go off that is due; tells how many executions moved.

    What is refused is tried again later, and known as an execution in error until it goes on.
    """
    fired = 0
    while True:
        with database.transaction() as transaction:
            running = executions.due(transaction, moment=moment)
            if running is None:
                return fired
            try:
                dossiers.fire(transaction, running, moment=moment)
                fired += 1
            except LostRace:
                raise
            except Refusal as refusal:
                log.warning("timer.refused dossier=%s code=%s: %s", running.code, refusal.code, refusal)
                repairs.note(transaction, running, "timer", refusal, moment=moment)
                executions.postpone(transaction, running, until=moment + _TRY_AGAIN)


def look(database: Database, *, moment: datetime) -> int:
    """Finds what officers are to be told that no act tells, and puts what they want by mail into the outbox.

    Tells how many notices were written.
    """
    with database.transaction() as transaction:
        today = local(moment).date()
        directory = organisation.directory(transaction, organisation.revision(transaction), today)
        found = tidings.gathered(transaction, directory, moment=moment)
        found += explanations.remind(transaction, directory, moment=moment)
        mailing.put(transaction, moment=moment)
        return found


def sweep(database: Database, *, moment: datetime) -> int:
    """Looks again at what was inherited, gives back what is held no more in another's name, forgets the unused.

    That are substitutions and delegations that are over. Unused are ended sessions, uploads that nobody took, what
    partners' requests were marked with, and what is kept for a while only: acts of programs by their keys, notices,
    messages that have left.
    """
    inheriting.inherit(database, moment=moment, again=True)
    with database.transaction() as transaction:
        substitution.return_work(transaction, moment=moment)
    with database.transaction() as transaction:
        delegation.return_work(transaction, moment=moment)
    with database.transaction() as transaction:
        accounts.sweep(transaction, moment=moment)
        for noun in (nonces, api_acts, notices, outbox):
            noun.sweep(transaction, moment=moment)
        return documents.sweep(transaction, moment=moment)
