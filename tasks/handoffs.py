"""Handoffs: what the people of both sides do with one, and what is found late.

The receiving side says that it has it, accepts or refuses it; the sending side may recall it until then; both write to
each other in its thread. The answer is the message that the receiving part of the diagram sends, or what is recorded
by hand (tasks/by_hand.py). What an act says travels by the agent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from processes import executions, handoffs, notices, organisation, parts, permissions, sendings
from processes.database import Database, Snapshot, Transaction
from processes.executions import Running
from processes.handoffs import Event, Handoff, Side, Thread
from processes.history import Fact
from processes.notices import News
from processes.organisation import Directory, Officer
from processes.refusals import HandoffMoved, Missing, NotAllowed, NotLawful, TextTooLong
from tasks import inbox, viewing

LONGEST = 2_000
_AT_ONCE = 500
_AGAIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Open:
    """What an officer may do with a handoff; `side` is the officer's, empty for who only looks."""

    side: str
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Work:
    """A handoff that an officer of one side works on, held, with the execution of that side."""

    handoff: Handoff
    side: Side
    running: Running
    officer: Officer
    directory: Directory
    moment: datetime
    key: str

    @property
    def by(self) -> str:
        """Who says it, as the other side reads it."""
        return f"{self.officer.name}, {self.directory.agencies[self.running.agency_id].name}"

    def fact(self, kind: str, told: Mapping[str, object]) -> Fact:
        """The act as the history tells it."""
        here = self.handoff.side == "sending" and self.side == "receiver"
        sender = self.directory.agencies.get(self.handoff.sending_agency_id or 0)
        other = sender.name if here and sender else self.handoff.partner
        named = {"from" if self.side == "receiver" else "to": other}
        return Fact(f"handoff.{kind}", {**named, **told}, self.officer.id, element=self.handoff.element)


def receive(transaction: Transaction, handoff_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """Says that the receiving agency has the handoff; from then on runs the time to answer it.

    Refuses: AlreadyDone, NotFound, NotAllowed, HandoffMoved, LostRace.
    """
    work = _work(transaction, handoff_id, "receive", officer, moment, key)
    _say(transaction, work, "received", leg=_leg(transaction, work))


def accept(transaction: Transaction, handoff_id: int, *, officer: Officer, moment: datetime, key: str) -> None:
    """Says that what was handed off is complete and will be worked on; it can no longer be recalled.

    Refuses: AlreadyDone, NotFound, NotAllowed, HandoffMoved, LostRace.
    """
    work = _work(transaction, handoff_id, "accept", officer, moment, key)
    _say(transaction, work, "accepted", leg=_leg(transaction, work))


def refuse(
    transaction: Transaction, handoff_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Refuses a handoff with the reason; the receiving part ends, and the sending one hears of it.

    Refuses: AlreadyDone, NotFound, NotAllowed, Missing, TextTooLong, HandoffMoved, LostRace.
    """
    work = _work(transaction, handoff_id, "refuse", officer, moment, key)
    said = _said(reason, "lý do từ chối")
    _say(transaction, work, "refused", said)
    executions.stop(transaction, work.running.execution_id, moment=moment)


def recall(
    transaction: Transaction, handoff_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Takes a handoff back that the receiving agency has not accepted yet; its part ends.

    Of one that left the installation the other side decides: it may have been accepted there meanwhile. What was
    entered by hand is recalled by the partner's own means. Refuses: AlreadyDone, NotFound, NotAllowed, Missing,
    TextTooLong, NotLawful, HandoffMoved, LostRace.
    """
    work = _work(transaction, handoff_id, "recall", officer, moment, key)
    said = _said(reason, "lý do thu hồi")
    handoff = work.handoff
    if handoff.channel == "http":
        _say(transaction, work, "recall_asked", said)
        return
    if handoff.channel == "by_hand":
        if handoff.state != "sent":
            raise NotLawful(why="hồ sơ đã nhập vào hệ thống của bên nhận; hãy đề nghị bên nhận trả lại")
        executions.cancel_task(transaction, work.running.execution_id, sendings.ENTER + handoff.key, moment=moment)
    _say(transaction, work, "recalled", said)
    if handoff.receiving_execution_id is not None:
        executions.stop(transaction, handoff.receiving_execution_id, moment=moment)
    parts.come_back(transaction, handoff, "recalled", {"reason": said}, moment=moment, key=f"{key}/heard")


def note(transaction: Transaction, handoff_id: int, *, text: str, officer: Officer, moment: datetime, key: str) -> None:
    """Writes to the other side in the handoff's thread; whom it concerns there is told.

    Refuses: AlreadyDone, NotFound, NotAllowed, Missing, TextTooLong, LostRace.
    """
    work = _work(transaction, handoff_id, "note", officer, moment, key)
    said = _said(text, "nội dung trao đổi")
    _say(transaction, work, "note", said)
    if work.handoff.channel != "http":
        tell_side(transaction, work.handoff, "receiver" if work.side == "sender" else "sender", "handoff_note", work)


def finish(
    transaction: Transaction, handoff_id: int, *, text: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Says that an accepted handoff is dealt with where the diagram draws no message for it.

    Refuses: AlreadyDone, NotFound, NotAllowed, Missing, TextTooLong, HandoffMoved, LostRace.
    """
    work = _work(transaction, handoff_id, "finish", officer, moment, key)
    said = _said(text, "kết quả")
    _say(transaction, work, "done", said)


def open_to(handoff: Handoff, side: str) -> frozenset[str]:
    """The acts that a side has while a handoff stands so."""
    acts = {"note"} if side and handoff.channel != "by_hand" else set[str]()
    if side == "receiver" and handoff.state == "delivered":
        acts |= {"receive", "accept", "refuse"}
    elif side == "receiver" and handoff.state == "received":
        acts |= {"accept", "refuse"}
    elif side == "receiver" and handoff.state in ("accepted", "working"):
        acts |= {"finish"}
    if side == "sender" and handoff.state in ("sent", "delivered", "received"):
        acts |= {"recall"}
    return frozenset(acts)


def offers(snapshot: Snapshot, threads: Sequence[Thread], *, officer: Officer) -> dict[int, Open]:
    """What an officer may do with each of a dossier's handoffs."""
    found: dict[int, Open] = {}
    for thread in threads:
        side = _side(snapshot, thread.handoff, officer)
        found[thread.handoff.id] = Open(side, open_to(thread.handoff, side))
    return found


def _side(snapshot: Snapshot, handoff: Handoff, officer: Officer) -> str:
    """The side on which an officer has a say; where the same people work on both, the receiving one."""
    places: tuple[tuple[str, int | None, int | None], ...] = (
        ("receiver", handoff.receiving_agency_id, handoff.receiving_execution_id),
        ("sender", handoff.sending_agency_id, handoff.sending_execution_id),
    )
    for side, agency_id, execution_id in places:
        if agency_id is None or execution_id is None:
            continue
        posts = executions.posts(snapshot, execution_id)
        if permissions.may_hand_off(officer, agency_id, posts):
            return side
    return ""


def _work(transaction: Transaction, handoff_id: int, act: str, officer: Officer, moment: datetime, key: str) -> _Work:
    """Refuses: AlreadyDone, NotFound, NotAllowed, HandoffMoved unless this act is open to the officer."""
    inbox.refuse_repeated(transaction, key)
    found = handoffs.one(transaction, handoff_id)
    viewing.require_sight(transaction, found.dossier_id, officer=officer, moment=moment)
    side = _side(transaction, found, officer)
    execution_id = found.sending_execution_id if side == "sender" else found.receiving_execution_id
    if not side or execution_id is None or act not in _SIDES[side]:
        raise NotAllowed
    running = executions.hold_part(transaction, execution_id)
    held = handoffs.hold(transaction, handoff_id)
    if act not in open_to(held, side):
        raise HandoffMoved
    known = organisation.of_officer(transaction, officer)
    return _Work(held, "sender" if side == "sender" else "receiver", running, officer, known, moment, key)


_SIDES = {
    "sender": frozenset({"recall", "note"}),
    "receiver": frozenset({"receive", "accept", "refuse", "finish", "note"}),
}


def _leg(transaction: Transaction, work: _Work) -> dict[str, object]:
    """When it was received and by when it is to be answered, if that does not run already."""
    if work.handoff.received_at is not None:
        return {}
    return sendings.leg(transaction, work.handoff, work.directory, work.moment)


_NO_LEG: Mapping[str, object] = {}


def _say(
    transaction: Transaction, work: _Work, kind: str, said: str = "", *, leg: Mapping[str, object] = _NO_LEG
) -> None:
    """Puts what an officer said into the thread, on the dossier's record, and on its way to the other side."""
    handoff = work.handoff
    number = handoffs.next_number(transaction, handoff.id, work.side)
    event = Event(work.side, number, work.moment, kind, work.by, said, {}, work.officer.id)
    handoffs.say(transaction, handoff, event, **leg)
    told = {"text" if kind in ("note", "done") else "reason": said} if said else {}
    fact = work.fact(kind, told)
    parts.tell(transaction, handoff.dossier_id, [fact], moment=work.moment, key=work.key)
    sendings.post(transaction, sendings.Way.of(handoff), event, moment=work.moment)


def _said(text: str, what: str) -> str:
    said = text.strip()
    if not said:
        raise Missing(what=what)
    if len(said) > LONGEST:
        raise TextTooLong(what=what, most=LONGEST)
    return said


def tell_side(transaction: Transaction, handoff: Handoff, side: Side, kind: str, work: _Work) -> None:
    """Tells the people of the other side of what an officer wrote."""
    people = concerned(transaction, handoff, side, work.directory) - {work.officer.id}
    news = [News(one, kind, work.key, handoff.dossier_id, by=work.officer.id) for one in sorted(people)]
    notices.tell_all(transaction, news, moment=work.moment)


def concerned(snapshot: Snapshot, handoff: Handoff, side: Side, directory: Directory) -> set[int]:
    """Whom a handoff concerns on a side: who sent it, else who holds the posts that worked on that part."""
    if side == "sender" and handoff.sent_by is not None and directory.held.get(handoff.sent_by):
        return {handoff.sent_by}
    execution_id = handoff.sending_execution_id if side == "sender" else handoff.receiving_execution_id
    posts = executions.posts(snapshot, execution_id) if execution_id is not None else ()
    return {officer for post in posts for officer in directory.holders(post)}


def check(database: Database, *, moment: datetime) -> int:
    """Finds the handoffs whose leg takes longer than it may and tells the sender's people, each leg once a day.

    Of one that left the installation the other side is asked again what has become of it. Tells how many were late.
    """
    with database.transaction() as transaction:
        found = handoffs.late(transaction, moment=moment, limit=_AT_ONCE)
        known = parts.directory(transaction, moment) if found else None
        for handoff_id in found:
            assert known is not None
            _check(transaction, handoffs.hold(transaction, handoff_id), known, moment)
        return len(found)


def _check(transaction: Transaction, handoff: Handoff, known: Directory, moment: datetime) -> None:
    handoffs.note(transaction, handoff, look_at=moment + _AGAIN)
    if handoff.side != "sending":
        return
    key = f"{handoff.key}:{handoff.limit:%Y%m%dT%H%M}:{moment:%Y%m%d}"
    people = sorted(concerned(transaction, handoff, "sender", known))
    news = [News(one, "handoff_late", key, handoff.dossier_id, text=handoff.partner) for one in people]
    notices.tell_all(transaction, news, moment=moment)
    if handoff.channel == "http":
        sendings.ask(transaction, handoff, moment=moment)
