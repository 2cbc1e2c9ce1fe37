"""The agent: what it does with the outbox and with time; `tasks.rounds` says how often.

Work is taken under a lease and closed in a second transaction; an agent that dies in between loses its lease, and
the next one does the work again under the same key.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from bpmn.refusals import Refusal
from processes import accounts, documents, dossiers, executions, organisation, outbox, tidings
from processes.calendars import local
from processes.database import Database
from processes.outbox import Message
from processes.refusals import LostRace
from tasks import channels, delegation, inheriting, mailing, substitution

log = logging.getLogger("motcua.agent")

_LEASE = timedelta(seconds=30)
_SENDING = 18.0  # seconds: what is begun by then ends within the lease, and no other agent sends it meanwhile
_BATCH, _WIDTH = 200, 16
_TRY_AGAIN = timedelta(minutes=15)


def drain(database: Database, *, lease: str, moment: datetime) -> int:
    """Delivers what is due in the outbox; tells how many messages were taken."""
    with database.transaction() as transaction:
        taken = outbox.take(transaction, lease=lease, moment=moment, until=moment + _LEASE, limit=_BATCH)
    until = time.monotonic() + _SENDING
    threads: dict[object, list[Message]] = defaultdict(list)  # those of one dossier one after the other
    for message in taken:
        threads[message.dossier_id or message.key].append(message)

    def send(thread: list[Message]) -> None:
        for message in thread:
            if time.monotonic() > until:  # its lease runs out: whoever takes it next sends it
                return
            _send(database, message, lease, moment)

    if len(threads) < 2:
        for thread in threads.values():
            send(thread)
    else:
        with ThreadPoolExecutor(min(_WIDTH, len(threads))) as pool:
            list(pool.map(send, threads.values()))
    return len(taken)


def _send(database: Database, message: Message, lease: str, moment: datetime) -> None:
    trouble, is_final = "", False
    try:
        channels.deliver(database, message, moment)
    except channels.Undelivered as undelivered:
        trouble, is_final = str(undelivered), isinstance(undelivered, channels.Unfit)
        log.warning("outbox.undelivered key=%s attempt=%s: %s", message.key, message.attempts, trouble)
    with database.transaction() as transaction:
        if trouble:
            outbox.failed(transaction, message, lease=lease, moment=moment, trouble=trouble, is_final=is_final)
        else:
            outbox.done(transaction, message, lease=lease, moment=moment)


def fire(database: Database, *, moment: datetime) -> int:
    """Lets every timer go off that is due; tells how many executions moved. What is refused is tried again later."""
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
                executions.postpone(transaction, running, until=moment + _TRY_AGAIN)


def look(database: Database, *, moment: datetime) -> int:
    """Finds what officers are to be told that no act tells, and puts what they want by mail into the outbox.

    Tells how many notices were written.
    """
    with database.transaction() as transaction:
        today = local(moment).date()
        directory = organisation.directory(transaction, organisation.revision(transaction), today)
        found = tidings.gathered(transaction, directory, moment=moment)
        mailing.put(transaction, moment=moment)
        return found


def sweep(database: Database, *, moment: datetime) -> int:
    """Looks again at what was inherited, gives back what is held no more in another's name, forgets the unused.

    That are substitutions and delegations that are over; unused are ended sessions and uploads that nobody took.
    """
    inheriting.inherit(database, moment=moment, again=True)
    with database.transaction() as transaction:
        substitution.return_work(transaction, moment=moment)
    with database.transaction() as transaction:
        delegation.return_work(transaction, moment=moment)
    with database.transaction() as transaction:
        accounts.sweep(transaction, moment=moment)
        return documents.sweep(transaction, moment=moment)
