"""How far a demonstration year has come: what was asked for, when it was stopped, and what of it still runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from processes.database import Snapshot, Transaction
from processes.demonstration import YEAR
from processes.prepared import Prepared
from processes.tables import DemonstrationYear, Dossier, Event, Execution


@dataclass(frozen=True, slots=True)
class Standing:
    """A year that was begun: so many dossiers over so many months up to `until`, and when it has come to `reached`.

    The same numbers and the same seed ask for the same requests.
    """

    dossiers: int
    months: int
    until: datetime
    seed: int
    reached: datetime | None = None
    is_over: bool = False


@dataclass(slots=True)
class Running:
    """A dossier or matter of the year that is not over: its number there, its acts so far, and what was told of it."""

    number: int
    dossier_id: int
    due_at: datetime
    paused_at: datetime | None
    limit_at: datetime | None
    acts: int = 0
    kinds: list[str] = field(default_factory=list[str])


_COLUMNS = tuple(getattr(DemonstrationYear, name) for name in Standing.__slots__)


def standing(snapshot: Snapshot) -> Standing | None:
    """The year that was begun here; None where none was."""
    row = snapshot.execute(select(*_COLUMNS)).first()
    return None if row is None else Standing(*row)


def begin(transaction: Transaction, asked: Standing) -> None:
    """Writes down what is going to be played."""
    transaction.execute(insert(DemonstrationYear), asdict(asked))


_COME = Prepared(update(DemonstrationYear).values(reached=bindparam("moment"), is_over=bindparam("ended")))


def come(transaction: Transaction, moment: datetime, *, is_over: bool = False) -> None:
    """Everything up to a moment has happened: written with what happened, so that both are there or neither."""
    transaction.write(_COME, {"moment": moment, "ended": is_over})


def received(snapshot: Snapshot) -> set[int]:
    """The numbers of the requests that have been received."""
    keys = select(Event.act_key).where(Event.position == 1, Event.act_key.like(f"{YEAR}%"))
    return {_number(key) for key in snapshot.execute(keys).scalars()}


def running(snapshot: Snapshot) -> list[Running]:
    """What of the year still runs, in the order it was received."""
    going_on = select(Execution.dossier_id).where(Execution.ended_at.is_(None))
    query = select(
        *(Dossier.id, Dossier.due_at, Dossier.paused_at, Dossier.limit_at),
        *(Event.act_key, Event.kind, Event.position),
    ).join(Event, Event.dossier_id == Dossier.id)
    found: dict[int, Running] = {}
    for row in snapshot.execute(query.where(Dossier.id.in_(going_on)).order_by(Dossier.id, Event.position)):
        key = row.act_key if (row.act_key or "").startswith(YEAR) else ""
        if row.position == 1 and key:
            found[row.id] = Running(_number(key), row.id, row.due_at, row.paused_at, row.limit_at)
        if (one := found.get(row.id)) is not None:
            one.kinds.append(row.kind)
            one.acts = max(one.acts, _act(key))
    return list(found.values())


def timers(snapshot: Snapshot) -> list[datetime]:
    """When something goes on by itself."""
    row = Execution.next_timer_at
    return list(snapshot.execute(select(row).where(row.is_not(None)).distinct().order_by(row)).scalars())


def _number(key: str) -> int:
    return int(key.removeprefix(YEAR).split("-")[0])


def _act(key: str) -> int:
    """The number of an act; what a message moved in the same act is numbered behind it."""
    return int(key.removeprefix(YEAR).split("-")[1].split("/")[0]) if key else 0
