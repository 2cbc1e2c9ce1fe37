"""Lineage: what agencies, units and posts became by reorganisations, and what each was called when.

A successor counts from its day on, and so through several reorganisations; a withdrawn one never counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select

from processes import tables
from processes.database import Snapshot

Kind = Literal["agency", "unit", "post"]
Thing = tuple[Kind, int]


@dataclass(frozen=True, slots=True)
class Succession:
    """What a thing becomes from a day on, and by which decision; nothing where it just ends."""

    kind: Kind
    what_id: int
    successor_id: int | None
    begins: date
    reorganisation_id: int
    decision: str


@dataclass(frozen=True, slots=True)
class Naming:
    """What a thing is called from a day on; `place` is empty where that stays."""

    kind: Kind
    what_id: int
    name: str
    place: str
    begins: date


class Lineage:
    """Every succession and naming, as they count on one day."""

    def __init__(self, successions: Iterable[Succession], namings: Iterable[Naming], on: date) -> None:
        self.successions: dict[Thing, Succession] = {
            (one.kind, one.what_id): one for one in successions if one.begins <= on
        }
        self._on = on
        self._before: defaultdict[Thing, set[int]] = defaultdict(set)
        for kind, what_id in self.successions:
            reached = self.now(kind, what_id)
            if reached != what_id:
                self._before[kind, reached].add(what_id)
        self._namings: defaultdict[Thing, list[Naming]] = defaultdict(list)
        for naming in namings:
            self._namings[naming.kind, naming.what_id].append(naming)

    def now(self, kind: Kind, what_id: int) -> int:
        """What answers for the thing on this day: itself, or the last of its successors."""
        while (found := self.successions.get((kind, what_id))) is not None and found.successor_id is not None:
            what_id = found.successor_id
        return what_id

    def before(self, kind: Kind, what_id: int) -> frozenset[int]:
        """Everything that the thing answers for beside itself."""
        return frozenset(self._before.get((kind, what_id), ()))

    def decision(self, kind: Kind, what_id: int) -> str:
        """The decision by which the thing ended, empty while it stands."""
        found = self.successions.get((kind, what_id))
        return "" if found is None else found.decision

    def naming(self, kind: Kind, what_id: int, day: date | None = None) -> Naming | None:
        """The naming that counts on a day, on this one when none is named; None before the first."""
        known = (one for one in self._namings.get((kind, what_id), ()) if one.begins <= (day or self._on))
        return max(known, key=lambda one: one.begins, default=None)

    def called(self, kind: Kind, what_id: int, first: str, day: date | None = None) -> str:
        """What the thing is called on a day; `first` is its first name."""
        found = self.naming(kind, what_id, day)
        return first if found is None else found.name


def successions(snapshot: Snapshot) -> list[Succession]:
    """Every succession that was not withdrawn, those to come included."""
    row, act = tables.Successor, tables.Reorganisation
    columns = row.kind, row.what_id, row.successor_id, row.begins, row.reorganisation_id, act.decision
    query = select(*columns).join(act, act.id == row.reorganisation_id).where(act.withdrawn_at.is_(None))
    return [Succession(*found) for found in snapshot.execute(query.order_by(row.id))]


def namings(snapshot: Snapshot) -> list[Naming]:
    """Every naming, the last one written first: of two for one day it counts."""
    row = tables.Naming
    query = select(row.kind, row.what_id, row.name, row.place, row.begins)
    return [Naming(*found) for found in snapshot.execute(query.order_by(row.id.desc()))]
