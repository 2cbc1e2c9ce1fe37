"""Mandates (nhiệm vụ được giao): what a directive lays on each unit, until when, and how far it is.

A mandate is one instance of its directive's diagram: the fact `mandate` there is its number. The rows say whose post
its steps wait for and when its next report is due.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, case, func, insert, select, update

from bpmn import engine
from bpmn.engine import Waiting
from bpmn.model import Model, UserTask
from bpmn.procedures import MANDATE
from processes.database import Snapshot, Transaction
from processes.tables import Mandate as Row

RECEIVER, GIVER = "@mandate/receiver", "@mandate/giver"

Standing = Literal["given", "acknowledged", "reported", "sent_back", "accepted"]


@dataclass(frozen=True, slots=True)
class Mandate:
    """What one unit is to do; a report is due at each of `dues` (aware, in UTC), `noted` of them are behind it."""

    number: int
    unit_id: int
    receiver_post_id: int
    giver_post_id: int
    task: str
    period: str
    dues: tuple[datetime, ...]
    noted: int = 0
    state: Standing = "given"
    ended_at: datetime | None = None

    @property
    def due_at(self) -> datetime:
        """When the next report is due; of the last one when there is none to come."""
        return self.dues[min(self.noted, len(self.dues) - 1)]

    def as_fact(self) -> dict[str, object]:
        """As the history tells it when it is given."""
        told = {"number": self.number, "unit": self.unit_id, "post": self.receiver_post_id, "task": self.task}
        return {**told, "dues": [due.isoformat() for due in self.dues]}

    @property
    def has_more(self) -> bool:
        """Whether a report is asked for after the one that is due."""
        return self.noted + 1 < len(self.dues)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many mandates a directive holds, how many are accepted, how many of the others are late."""

    total: int = 0
    accepted: int = 0
    late: int = 0
    due_at: datetime | None = field(default=None)


Find = Callable[[Waiting], Mandate]


def record(transaction: Transaction, dossier_id: int, given: Sequence[Mandate]) -> None:
    """Keeps what a directive lays on its units."""
    rows = [
        {
            "dossier_id": dossier_id,
            **{name: getattr(one, name) for name in ("number", "unit_id", "receiver_post_id", "giver_post_id")},
            **{name: getattr(one, name) for name in ("task", "period", "noted", "state", "due_at", "ended_at")},
            "dues": [due.isoformat() for due in one.dues],
        }
        for one in given
    ]
    if rows:
        transaction.execute(insert(Row), rows)


def of(snapshot: Snapshot, dossier_id: int) -> list[Mandate]:
    """The mandates of a directive, in their order; none for another matter or a dossier."""
    return [_read({**row}) for row in snapshot.mappings(_OF, {"dossier": dossier_id})]


_OF = (
    select(
        *(Row.number, Row.unit_id, Row.receiver_post_id, Row.giver_post_id, Row.task, Row.period),
        *(Row.dues, Row.noted, Row.state, Row.ended_at),
    )
    .where(Row.dossier_id == bindparam("dossier"))
    .order_by(Row.number)
)


def _read(row: Mapping[str, object]) -> Mandate:
    told = dict(row)
    dues: Sequence[str] = told.pop("dues")  # pyright: ignore[reportAssignmentType]
    return Mandate(**told, dues=tuple(datetime.fromisoformat(due) for due in dues))  # pyright: ignore[reportArgumentType]


def put(transaction: Transaction, dossier_id: int, mandate: Mandate) -> None:
    """Writes how far a mandate is now."""
    mine = Row.dossier_id == dossier_id, Row.number == mandate.number
    told = {"state": mandate.state, "noted": mandate.noted, "due_at": mandate.due_at, "ended_at": mandate.ended_at}
    transaction.execute(update(Row).where(*mine).values(**told))


def tallies(snapshot: Snapshot, dossiers: Collection[int], *, moment: datetime) -> dict[int, Tally]:
    """How far each of these directives is, in one statement; `due_at` is the earliest of what is not accepted."""
    is_open = Row.state != "accepted"
    query = (
        select(
            Row.dossier_id,
            func.count(),
            func.sum(case((is_open, 0), else_=1)),
            func.sum(case((is_open & (Row.due_at < moment), 1), else_=0)),
            func.min(case((is_open, Row.due_at))),
        )
        .where(Row.dossier_id.in_(sorted(dossiers)))
        .group_by(Row.dossier_id)
    )
    return {row[0]: Tally(*row[1:]) for row in snapshot.execute(query)}


def given_with(given: Sequence[Mandate], model: Model, state: bytes) -> Find:
    """Finds the mandate of a task that a directive begins with."""
    by_number = {one.number: one for one in given}
    return lambda waiting: by_number[_number(model, state, waiting)]


def on_record(snapshot: Snapshot, dossier_id: int, model: Model, state: bytes) -> Find:
    """Finds the mandate of a task that opens later; nothing is read before it is asked for."""
    return lambda waiting: given_with(of(snapshot, dossier_id), model, state)(waiting)


def _number(model: Model, state: bytes, waiting: Waiting) -> int:
    number = engine.data(model, state, waiting.ref)[MANDATE]
    assert isinstance(number, int)
    return number


def post_of(task: UserTask, mandate: Mandate) -> int | None:
    """The post that a step of a mandate waits for; None where its role does not speak of the mandate."""
    return {RECEIVER: mandate.receiver_post_id, GIVER: mandate.giver_post_id}.get(task.role)


def is_about(task: UserTask) -> bool:
    """Whether a step's post or due time is its mandate's."""
    return task.due_by_mandate or task.role in (RECEIVER, GIVER)
