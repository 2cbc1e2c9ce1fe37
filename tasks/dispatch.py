"""Dispatch: a batch of messages on its way out. Lines are open side by side, one hand reads and writes the record.

What a dossier says leaves one message after the other. Answers that have come in meanwhile are taken down together,
each in the same transaction that closes its message: a commit is dearer than all that it writes.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from queue import SimpleQueue

from bpmn.refusals import Refusal
from processes import outbox
from processes.database import Database, Transaction
from processes.outbox import Message
from tasks import channels
from tasks.channels import Send, Settle

log = logging.getLogger("motcua.agent")

_WIDTH = 16
_TOGETHER = 16  # so many are taken down at once: an act on one of their dossiers waits for that


@dataclass(slots=True)
class _Landed:
    """What became of a message: an answer to be taken down, or trouble."""

    message: Message
    settle: Settle | None = None
    trouble: str = ""
    is_final: bool = False
    is_late: bool = False  # its lease was running out before it was begun: whoever takes it next sends it

    @classmethod
    def of(cls, message: Message, undelivered: channels.Undelivered) -> _Landed:
        """What the other side did not take."""
        log.warning("outbox.undelivered key=%s attempt=%s: %s", message.key, message.attempts, undelivered)
        return cls(message, None, str(undelivered), isinstance(undelivered, channels.Unfit))


class Dispatch:
    """The messages of one batch; none is begun after `until`, a reading of the monotonic clock."""

    def __init__(
        self, database: Database, taken: Sequence[Message], *, lease: str, moment: datetime, until: float
    ) -> None:
        self._database, self._lease, self._moment, self._until = database, lease, moment, until
        self._lines: dict[object, deque[Message]] = defaultdict(deque)
        for message in taken:
            self._lines[_line(message)].append(message)
        self._landed: SimpleQueue[Future[_Landed]] = SimpleQueue()
        self._flying = 0

    def go(self) -> None:
        """Sends them, and writes down what became of each."""
        with ThreadPoolExecutor(min(_WIDTH, len(self._lines))) as pool:
            self._begin(pool, list(self._lines.values()))
            while self._flying:
                landed = self._gathered()
                self._close([one for one in landed if not one.is_late])
                self._begin(pool, [self._lines[_line(one.message)] for one in landed])

    def _begin(self, pool: ThreadPoolExecutor, lines: Sequence[deque[Message]]) -> None:
        """Reads the next message of each line, and has it sent."""
        waiting = [line.popleft() for line in lines if line]
        if not waiting:
            return
        with self._database.snapshot() as snapshot:
            for message in waiting:
                try:
                    send = channels.outgoing(snapshot, message, self._moment)
                except channels.Undelivered as undelivered:
                    send = _raising(undelivered)
                except Refusal as refusal:
                    send = _raising(channels.Undelivered(f"{refusal.code}: {refusal}"))
                self._flying += 1
                pool.submit(self._fly, message, send).add_done_callback(self._landed.put)

    def _fly(self, message: Message, send: Send) -> _Landed:
        if time.monotonic() > self._until:
            return _Landed(message, is_late=True)
        try:
            return _Landed(message, send())
        except channels.Undelivered as undelivered:
            return _Landed.of(message, undelivered)

    def _gathered(self) -> list[_Landed]:
        """Waits for one, and takes with it what else has landed."""
        landed = [self._landed.get().result()]
        while len(landed) < _TOGETHER and not self._landed.empty():
            landed.append(self._landed.get().result())
        self._flying -= len(landed)
        return landed

    def _close(self, landed: Sequence[_Landed]) -> None:
        """Takes answers down and closes their messages; what is refused is refused to its own message alone."""
        try:
            with self._database.transaction() as transaction:
                for one in sorted(landed, key=lambda one: one.message.dossier_id or 0):  # as other agents go
                    self._write(transaction, one)
        except Refusal as refusal:
            if len(landed) > 1:
                for one in landed:
                    self._close([one])
            else:
                (one,) = landed
                self._close([_Landed.of(one.message, channels.Undelivered(f"{refusal.code}: {refusal}"))])

    def _write(self, transaction: Transaction, one: _Landed) -> None:
        if one.settle is not None:
            one.settle(transaction)
        lease, moment = self._lease, self._moment
        if one.trouble:
            why, final = one.trouble, one.is_final
            outbox.failed(transaction, one.message, lease=lease, moment=moment, trouble=why, is_final=final)
        else:
            outbox.done(transaction, one.message, lease=lease, moment=moment)


def _line(message: Message) -> object:
    """Those of one dossier go one after the other."""
    return message.dossier_id or message.key


def _raising(undelivered: channels.Undelivered) -> Send:
    def send() -> Settle | None:
        raise undelivered

    return send
