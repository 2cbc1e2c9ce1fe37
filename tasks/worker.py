"""The worker: the agent going its rounds until it is told to stop, watched by Prefect as long as Prefect answers.

Killed, it resumes: work is taken under leases and closed in a second transaction, so that what an agent that died had
taken is done again by the next one, under the same key.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from time import monotonic

from processes import rounds as record
from processes.database import Database, now
from processes.rounds import Result
from processes.settings import settings
from tasks.rounds import ROUNDS, Round
from tasks.runs import Run
from tasks.watch import Watch

log = logging.getLogger("motcua.agent")

_IDLE = 1.0
_LEASE = timedelta(minutes=2)  # of a round that one agent at a time goes
_SPELL = 2.0  # seconds: one run takes batch after batch for so long, then the other rounds have their turn
_NOTE_EVERY = timedelta(minutes=1)


def run(database: Database, stop: Event) -> None:
    """Works until it is told to stop; trouble with the database is waited out."""
    own = settings().prefect
    with Watch(own.api, own.auth) as watch:
        worker = Worker(database, watch, stop)
        while not stop.is_set():
            if not worker.go():
                stop.wait(_IDLE)


class Worker:
    """One agent at work: when each of its rounds is to be looked at again."""

    def __init__(self, database: Database, watch: Watch, stop: Event, rounds: tuple[Round, ...] = ROUNDS) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._database, self._watch, self._stop, self._rounds = database, watch, stop, rounds
        self._is_known = False
        self._next: dict[str, datetime] = {}
        self._noted: dict[str, tuple[datetime, str]] = {}

    def go(self) -> int:
        """Goes every round that is due, once; tells how much was done."""
        if not self._is_known:
            self._is_known = _outlives(lambda: self._know(now())) is not None
        return sum(_outlives(lambda one=one: self._round(one, now())) or 0 for one in self._rounds if self._is_known)

    def _know(self, moment: datetime) -> int:
        every = {one.name: max(one.every, _NOTE_EVERY) for one in self._rounds}
        with self._database.transaction() as transaction:
            record.know(transaction, every, agent=self.name, moment=moment)
        return len(every)

    def _round(self, one: Round, moment: datetime) -> int:
        if self._stop.is_set() or moment < self._next.get(one.name, moment):
            return 0
        self._next[one.name] = moment + one.every
        if one.is_due is not None and not self._is_due(one, moment):
            self._note(one, moment, Result(0, is_observed=self._watch.is_open))
            return 0
        if one.is_alone and not self._take(one, moment):
            return 0
        return self._run(one, moment)

    def _is_due(self, one: Round, moment: datetime) -> bool:
        assert one.is_due is not None
        with self._database.snapshot() as snapshot:
            return one.is_due(snapshot, moment)

    def _take(self, one: Round, moment: datetime) -> bool:
        """Another agent may be at it, or may have gone it a moment ago."""
        with self._database.transaction() as transaction:
            later = record.take(transaction, one.name, agent=self.name, moment=moment, until=moment + _LEASE)
        if later is not None:
            self._next[one.name] = min(later, moment + one.every)
        return later is None

    def _run(self, one: Round, moment: datetime) -> int:
        run = Run(one.name, lambda: self._spell(one, moment))
        if one.is_shown:
            self._watch.over(run)
        run.happen()
        more = one.is_due is not None and run.worked > 0
        self._next[one.name] = next_at = moment if more else moment + one.every
        result = Result(run.worked, run.trouble, run.is_observed)
        self._end(one, moment, result, next_at=next_at, is_leased=one.is_alone)
        return run.worked

    def _spell(self, one: Round, moment: datetime) -> int:
        worked, until = 0, monotonic() + _SPELL
        while True:
            some = one.work(self._database, moment)
            worked += some
            if one.is_due is None or not some or self._stop.is_set() or monotonic() > until:
                return worked
            moment = now()

    def _note(self, one: Round, moment: datetime, result: Result) -> None:
        """Nothing was to do: that is put on record once a minute, not once a second."""
        noted_at, trouble = self._noted.get(one.name, (None, ""))
        is_old = noted_at is None or trouble or moment - noted_at >= _NOTE_EVERY
        if is_old and (not one.is_alone or self._take(one, moment)):
            self._end(one, moment, result, next_at=moment + one.every, is_leased=one.is_alone)

    def _end(self, one: Round, begun: datetime, result: Result, *, next_at: datetime, is_leased: bool) -> None:
        moment = now()
        run = record.Ended(one.name, self.name, begun, moment, next_at=next_at, is_leased=is_leased)
        with self._database.transaction() as transaction:
            record.end(transaction, run, result)
        self._noted[one.name] = (moment, result.trouble)


def _outlives(work: Callable[[], int]) -> int | None:
    """What the loop does not understand it survives: the next round is another try."""
    try:
        return work()
    except Exception:
        log.exception("agent.round-failed")
        return None
