"""Operations: who keeps the installation running sees what waits to leave it, since when, what failed and why.

What does not leave by itself is sent again, corrected or given up, each on record. A message may tell of an applicant:
lists show none of its content, and who opens one that belongs to a dossier is put on that dossier's record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from processes import dead_letters, outbox, particulars, permissions
from processes.database import Snapshot, Transaction
from processes.dead_letters import Act, DeadLetter
from processes.organisation import Officer
from processes.outbox import Message, Waiting
from processes.refusals import Missing

PAGE = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits by channel and partner, a page of the dead letters, and what operators did lately."""

    waiting: Sequence[Waiting]
    dead: Sequence[DeadLetter]
    following: int | None
    acts: Sequence[Act]


def look(snapshot: Snapshot, *, officer: Officer, after: int = 0) -> Standing:
    """How what leaves the house stands; `following` is where the next page of dead letters begins after.

    Refuses: NotAllowed.
    """
    permissions.require(permissions.may_operate(officer))
    dead = dead_letters.page(snapshot, after=after, limit=PAGE + 1)
    following = dead[PAGE - 1].id if len(dead) > PAGE else None
    return Standing(outbox.waiting(snapshot), dead[:PAGE], following, dead_letters.acts(snapshot))


def message(transaction: Transaction, message_id: int, *, officer: Officer, moment: datetime) -> Message:
    """What a message says that waits in vain; the opening is on its dossier's record.

    Refuses: NotAllowed, NotFound, MessageNotStuck.
    """
    permissions.require(permissions.may_operate(officer))
    found = dead_letters.one(transaction, message_id)
    if found.dossier_id is not None:
        particulars.note_opening(transaction, found.dossier_id, officer=officer, moment=moment)
    return found


def resend(transaction: Transaction, message_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """Sends a message again now. Refuses: AlreadyDone, NotAllowed, NotFound, MessageNotStuck."""
    dead_letters.refuse_repeated(transaction, key)
    permissions.require(permissions.may_operate(officer))
    dead_letters.resend(transaction, message_id, officer=officer, moment=moment, key=key)


def resend_all(
    transaction: Transaction, *, topic: str, partner: str, officer: Officer, moment: datetime, key: str
) -> int:
    """Sends all again that a channel could not bring to a partner, and tells how many: it answers again.

    Refuses: AlreadyDone, NotAllowed.
    """
    dead_letters.refuse_repeated(transaction, key)
    permissions.require(permissions.may_operate(officer))
    return dead_letters.resend_all(transaction, topic, partner, officer=officer, moment=moment, key=key)


def correct(
    transaction: Transaction,
    message_id: int,
    *,
    fields: Mapping[str, str],
    reason: str,
    officer: Officer,
    moment: datetime,
    key: str,
) -> None:
    """Changes what a message says and sends it again; what it said before stays on record.

    Refuses: AlreadyDone, NotAllowed, NotFound, MessageNotStuck, Missing.
    """
    dead_letters.refuse_repeated(transaction, key)
    permissions.require(permissions.may_operate(officer))
    said = _said(reason, "lý do sửa")
    dead_letters.correct(transaction, message_id, fields, reason=said, officer=officer, moment=moment, key=key)


def give_up(
    transaction: Transaction, message_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Closes a message that will not be sent; what waited behind it goes on.

    Refuses: AlreadyDone, NotAllowed, NotFound, MessageNotStuck, Missing.
    """
    dead_letters.refuse_repeated(transaction, key)
    permissions.require(permissions.may_operate(officer))
    said = _said(reason, "lý do bỏ")
    dead_letters.give_up(transaction, message_id, reason=said, officer=officer, moment=moment, key=key)


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Missing(what=what)
    return text.strip()
