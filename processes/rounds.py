"""Rounds: what the agent does again and again; when it last did it, what came of it, and who watched.

A round that one agent at a time may go is taken under a lease: when who took it dies, the lease runs out and the next
agent goes it. Rounds whose rows are leased one by one are gone by all agents at once; theirs is only put on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from processes.database import Snapshot, Transaction
from processes.tables import Round as Row

LATE = timedelta(minutes=2)
"""How much later than it should a round may end before it is an alarm: a minute's round is late after three."""
_LONGEST_TROUBLE = 300


@dataclass(frozen=True, slots=True)
class Round:
    """A round as it stands. `worked` counts what its last run did; `worked_at` is when there was something to do.

    `is_observed` tells whether Prefect saw the last run, or would have seen it.
    """

    name: str
    every: timedelta
    agent: str
    known_at: datetime
    next_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    worked_at: datetime | None
    worked: int
    trouble: str
    is_observed: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """A round that has not been gone for too long (since when), or that ends in trouble each time."""

    kind: Literal["late", "failing"]
    name: str
    since: datetime
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a run."""

    worked: int
    trouble: str = ""
    is_observed: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that is over: whose it was, when, when the round is due again, and whether it was under a lease."""

    name: str
    agent: str
    begun_at: datetime
    at: datetime
    next_at: datetime
    is_leased: bool


def know(transaction: Transaction, every: Mapping[str, timedelta], *, agent: str, moment: datetime) -> None:
    """Puts rounds on record that are gone from now on, and forgets those that are no more."""
    insert = postgresql.insert if transaction.connection.dialect.name == "postgresql" else sqlite.insert
    rows = [
        {
            "name": name,
            "every": round(pause.total_seconds()),
            "agent": agent,
            "known_at": moment,
            "next_at": moment,
            "worked": 0,
            "trouble": "",
            "is_observed": False,
        }
        for name, pause in sorted(every.items())
    ]
    transaction.execute(delete(Row).where(Row.name.not_in(every)))
    first = insert(Row)
    known = first.on_conflict_do_update(index_elements=[Row.name], set_={"every": first.excluded.every})
    transaction.execute(known, rows)


def take(transaction: Transaction, name: str, *, agent: str, moment: datetime, until: datetime) -> datetime | None:
    """Takes a round that is due, under a lease that ends at `until`; else tells when to ask again."""
    mine = update(Row).where(Row.name == name, Row.next_at <= moment)
    if transaction.change(mine.values(agent=agent, begun_at=moment, next_at=until)):
        return None
    return transaction.execute(select(Row.next_at).where(Row.name == name)).scalar_one_or_none() or until


def end(transaction: Transaction, ended: Ended, result: Result) -> bool:
    """Puts on record what came of a run; a lease lost meanwhile changes nothing, and is told."""
    mine = update(Row).where(Row.name == ended.name)
    if ended.is_leased:
        mine = mine.where(Row.agent == ended.agent, Row.begun_at == ended.begun_at)
    values = {
        "agent": ended.agent,
        "begun_at": ended.begun_at,
        "ended_at": ended.at,
        "next_at": ended.next_at,
        "worked": result.worked,
        "trouble": result.trouble[:_LONGEST_TROUBLE],
        "is_observed": result.is_observed,
        **({"worked_at": ended.at} if result.worked else {}),
    }
    return transaction.change(mine.values(**values)) == 1


def all(snapshot: Snapshot) -> list[Round]:  # noqa: A001 - `rounds.all` is what it is
    """Every round, as it stands."""
    rows = snapshot.execute(select(*Row.__table__.columns).order_by(Row.name))
    return [Round(name, timedelta(seconds=every), *rest) for name, every, *rest in map(tuple, rows)]


def alarms(snapshot: Snapshot, moment: datetime) -> list[Alarm]:
    """What the agent does not do as it should: rounds that are late, and rounds that fail.

    None where no agent has ever begun: `all` is empty then.
    """
    found: list[Alarm] = []
    for one in all(snapshot):
        since = one.ended_at or one.known_at
        if moment - since > one.every + LATE:
            found.append(Alarm("late", one.name, since))
        elif one.trouble:
            found.append(Alarm("failing", one.name, since, one.trouble))
    return found
