"""Handoffs: what one agency's part of a dossier sends to another's, and the thread of what became of it.

    sent → delivered → received → accepted → working → done
                     ↘ refused (reason)            ↘ recalled, before it is accepted

A thread has two sides, each numbers what it says; what the other side said arrives with its own numbers, so that
twice is once and both sides end with the same thread. The state is a function of the thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, bindparam, func, insert, or_, select, update

from processes.database import Snapshot, Transaction
from processes.prepared import Prepared
from processes.refusals import HandoffMoved, NotFound
from processes.tables import Dossier, Execution, HandoffEvent
from processes.tables import Handoff as Row

Side = Literal["sender", "receiver"]
State = Literal["sent", "delivered", "received", "accepted", "working", "done", "refused", "recalled"]

CLOSED: frozenset[str] = frozenset({"done", "refused", "recalled"})
_ORDER = ("sent", "delivered", "received", "accepted", "working", "done")
_BEFORE_ACCEPTANCE = ("sent", "delivered", "received")
# what a side may say while the handoff stands so; going on leaves no way back, and skips what was not said
_FROM: Mapping[str, tuple[str, ...]] = {
    **{state: _ORDER[:place] for place, state in enumerate(_ORDER)},
    "refused": _BEFORE_ACCEPTANCE,
    "recalled": _BEFORE_ACCEPTANCE,
    "ended": _ORDER[:-1],  # its dossier is over
}
_LEADS_TO = {"ended": "recalled"}


def after(state: str, kind: str) -> str:
    """The state that a thread is in when this was said; what moves nothing leaves it. Refuses: HandoffMoved."""
    if kind not in _FROM:
        return state
    if state not in _FROM[kind]:
        raise HandoffMoved
    return _LEADS_TO.get(kind, kind)


def state_of(kinds: Iterable[str]) -> str:
    """What a whole thread has come to, by the kinds of its entries in order; what came too late is passed over."""
    state = ""
    for kind in kinds:
        state = "sent" if kind == "sent" else _led(state, kind)
    return state


def _led(state: str, kind: str) -> str:
    """Where what was said leads; what came too late leads nowhere."""
    return after(state, kind) if state in _FROM.get(kind, ()) else state


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a thread. `by` is who said it, as the other side reads it too."""

    side: Side
    number: int
    at: datetime
    kind: str
    by: str = ""
    text: str = ""
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    officer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Handoff:
    """A handoff as it stands; `side` is ours, `sending` also where both sides are within the installation."""

    id: int
    key: str
    side: str
    channel: str
    dossier_id: int
    sending_agency_id: int | None
    sending_execution_id: int | None
    receiving_agency_id: int | None
    receiving_execution_id: int | None
    partner_id: int
    partner: str
    code: str
    element: str
    process: str | None
    message: str
    state: str
    facts: Mapping[str, object]
    manifest: Sequence[Mapping[str, object]]
    reference: str
    sent_by: int | None
    sent_at: datetime
    receive_by: datetime
    received_at: datetime | None
    answer_by: datetime | None
    closed_at: datetime | None
    look_at: datetime
    heard: int

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.state not in CLOSED

    @property
    def limit(self) -> datetime:
        """Until when the leg that it is on may take."""
        return self.receive_by if self.received_at is None or self.answer_by is None else self.answer_by


@dataclass(frozen=True, slots=True)
class Thread:
    """A handoff with everything that both sides have said, in the order it was said."""

    handoff: Handoff
    events: tuple[Event, ...]


_NAMES = [one.name for one in fields(Handoff)]
_COLUMNS = [Row.__table__.c[name] for name in _NAMES]
_EVENT = [one.name for one in fields(Event)]
_EVENTS = [HandoffEvent.__table__.c[name] for name in _EVENT]


_ALL = select(*_COLUMNS)
_ONE = _ALL.where(Row.id == bindparam("handoff"))
_HOLD = _ONE.with_for_update()
_FIND = _ALL.where(Row.key == bindparam("named"), Row.side == bindparam("ours"))
_SAID = (
    select(*_EVENTS)
    .where(HandoffEvent.handoff_id == bindparam("handoff"))
    .order_by(HandoffEvent.at, HandoffEvent.side.desc(), HandoffEvent.number)
)
_APPEND = Prepared(insert(HandoffEvent))


def add(transaction: Transaction, row: Mapping[str, object], events: Sequence[Event]) -> int:
    """Writes a new handoff down with the first entries of its thread; its number."""
    values = {**row, "state": state_of(event.kind for event in events)}
    handoff_id = transaction.execute(insert(Row).returning(Row.id), values).scalar_one()
    _append(transaction, handoff_id, events)
    return handoff_id


def _append(transaction: Transaction, handoff_id: int, events: Sequence[Event]) -> None:
    rows = [{**{name: getattr(one, name) for name in _EVENT}, "handoff_id": handoff_id} for one in events]
    transaction.write(_APPEND, rows)


def say(transaction: Transaction, handoff: Handoff, event: Event, **columns: object) -> None:
    """Adds an entry to a held handoff's thread and moves its state. Refuses: HandoffMoved."""
    state = after(handoff.state, event.kind)
    said = {"state": state, **columns}
    if state in CLOSED and state != handoff.state:
        said["closed_at"] = event.at
    moved = update(Row).where(Row.id == handoff.id, Row.state == handoff.state).values(**said)
    if transaction.change(moved) != 1:
        raise HandoffMoved
    _append(transaction, handoff.id, [event])
    _close(transaction, handoff, state, event.at)


def _close(transaction: Transaction, handoff: Handoff, state: str, moment: datetime) -> None:
    """What was handed off to us from another installation is over with its handoff: its result goes back there."""
    if handoff.side == "receiving" and state in CLOSED and state != handoff.state:
        ended = {"finished_at": moment, "returned_at": moment}
        transaction.execute(update(Dossier).where(Dossier.id == handoff.dossier_id).values(**ended))


def take_over(transaction: Transaction, handoff: Handoff, event: Event, **columns: object) -> Handoff:
    """Adds what the other side has said to a held thread, whatever it moves; the handoff as it stands then."""
    state = _led(handoff.state, event.kind)
    said = {"state": state, **columns}
    if state in CLOSED and state != handoff.state:
        said["closed_at"] = event.at
    transaction.write(_MOVE, {"handoff": handoff.id, **said})
    _append(transaction, handoff.id, [event])
    _close(transaction, handoff, state, event.at)
    return replace(handoff, **said)  # pyright: ignore[reportArgumentType]


_MOVE = Prepared(update(Row).where(Row.id == bindparam("handoff")))


def note(transaction: Transaction, handoff: Handoff, **columns: object) -> None:
    """Changes what is known of a held handoff and moves no state."""
    transaction.write(_MOVE, {"handoff": handoff.id, **columns})


def next_number(snapshot: Snapshot, handoff_id: int, side: Side) -> int:
    """The number of the next thing a side says."""
    row = HandoffEvent
    last = select(func.max(row.number)).where(row.handoff_id == handoff_id, row.side == side)
    return (snapshot.execute(last).scalar() or 0) + 1


def one(snapshot: Snapshot, handoff_id: int) -> Handoff:
    """The handoff under that number. Refuses: NotFound."""
    return _only(_read(snapshot, _ONE, {"handoff": handoff_id}))


def hold(transaction: Transaction, handoff_id: int) -> Handoff:
    """The handoff, held against other writers. Refuses: NotFound."""
    return _only(_read(transaction, _HOLD, {"handoff": handoff_id}))


def by_key(transaction: Transaction, key: str, side: str) -> Handoff | None:
    """Our side of the handoff with that key, held against other writers."""
    query = select(*_COLUMNS).where(Row.key == key, Row.side == side).with_for_update()
    return next(iter(_read(transaction, query)), None)


def find(snapshot: Snapshot, key: str, side: str) -> Handoff | None:
    """Our side of the handoff with that key, to look at."""
    return next(iter(_read(snapshot, _FIND, {"named": key, "ours": side})), None)


def known(snapshot: Snapshot, key: str, side: str) -> Handoff:
    """Our side of the handoff with that key, to look at. Refuses: NotFound."""
    return _only(_read(snapshot, _FIND, {"named": key, "ours": side}))


def _only(found: list[Handoff]) -> Handoff:
    if not found:
        raise NotFound(what="hồ sơ liên thông này")
    return found[0]


def _read(
    snapshot: Snapshot, query: Select[*tuple[Any, ...]], values: Mapping[str, object] | None = None
) -> list[Handoff]:
    return [Handoff(*row) for row in snapshot.execute(query, values)]


def to_answer(transaction: Transaction, execution_id: int, process: str | None) -> Handoff | None:
    """The handoff that a receiving execution answers with what it sends to a process, held: one that waits, if any.

    Of several the oldest; what is sent when all are answered goes with the newest.
    """
    found = _read(transaction, _TO_ANSWER, {"execution": execution_id, "process": process})
    return next((one for one in found if one.is_open), found[-1] if found else None)


_GIVEN_UP = ("refused", "recalled")
_TO_ANSWER = (
    select(*_COLUMNS)
    .outerjoin(Execution, Execution.id == Row.sending_execution_id)
    .where(Row.receiving_execution_id == bindparam("execution"), Row.state.not_in(_GIVEN_UP))
    .where(or_(Row.sending_execution_id.is_(None), Execution.process == bindparam("process")))
    .order_by(Row.id)
    .with_for_update(of=Row)
)


def threads(snapshot: Snapshot, dossier_id: int) -> list[Thread]:
    """The handoffs of a dossier with their threads, the oldest first."""
    found = _read(snapshot, _ALL.where(Row.dossier_id == dossier_id).order_by(Row.id))
    said: dict[int, list[Event]] = {one.id: [] for one in found}
    if found:
        row = HandoffEvent
        query = select(row.handoff_id, *_EVENTS).where(row.handoff_id.in_(said))
        for handoff_id, *event in snapshot.execute(query.order_by(row.at, row.side.desc(), row.number)):
            said[handoff_id].append(Event(*event))
    return [Thread(one, tuple(said[one.id])) for one in found]


def events(snapshot: Snapshot, handoff_id: int) -> list[Event]:
    """A thread, in the order it was said."""
    return [Event(*event) for event in snapshot.execute(_SAID, {"handoff": handoff_id})]


def late(snapshot: Snapshot, *, moment: datetime, limit: int) -> list[int]:
    """The handoffs whose leg has taken longer than it may and of which nobody was told yet, the oldest first."""
    query = select(Row.id).where(Row.closed_at.is_(None), Row.look_at <= moment)
    return list(snapshot.execute(query.order_by(Row.look_at, Row.id).limit(limit)).scalars())


def open_of(transaction: Transaction, dossier_id: int) -> list[Handoff]:
    """The open handoffs of a dossier, held against other writers, the oldest first."""
    mine = Row.dossier_id == dossier_id, Row.closed_at.is_(None)
    return _read(transaction, _ALL.where(*mine).order_by(Row.id).with_for_update())


def of_execution(snapshot: Snapshot, execution_id: int) -> list[Handoff]:
    """The open handoffs that an execution has sent or was begun by."""
    return _read(snapshot, _OF_EXECUTION, {"execution": execution_id})


_OF_EXECUTION = _ALL.where(
    or_(
        Row.sending_execution_id == bindparam("execution"),
        Row.receiving_execution_id == bindparam("execution"),
    ),
    Row.closed_at.is_(None),
)


def inherit(transaction: Transaction, agency_id: int, ended_id: int) -> None:
    """What is open of an agency that has ended goes on at its successor, with the parts begun there by it."""
    is_open, begun = Row.closed_at.is_(None), select(Row.receiving_execution_id).where(Row.closed_at.is_(None))
    parts = Execution.id.in_(begun.where(Row.receiving_agency_id == ended_id)), Execution.agency_id == ended_id
    transaction.execute(update(Execution).where(*parts).values(agency_id=agency_id))
    for column in (Row.sending_agency_id, Row.receiving_agency_id):
        theirs = update(Row).where(column == ended_id, is_open)
        transaction.execute(theirs.values({column: agency_id}))
