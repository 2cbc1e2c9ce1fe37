"""Workloads: how much officers hold already, for who is about to give them more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from processes.branches import IS_HELD
from processes.database import Snapshot
from processes.tables import Task


@dataclass(frozen=True, slots=True)
class Workload:
    """How many tasks an officer holds, and how many of these are overdue."""

    held: int = 0
    overdue: int = 0


def of(snapshot: Snapshot, officers: Collection[int], *, moment: datetime) -> dict[int, Workload]:
    """What each of these officers holds; what is due before `moment` is overdue. One statement for all of them."""
    overdue = func.count().filter(Task.due_at < moment)
    query = select(Task.holder_id, func.count().label("held"), overdue.label("overdue"))
    mine = query.where(Task.holder_id.in_(sorted(officers)), IS_HELD).group_by(Task.holder_id)
    found = {row.holder_id: Workload(row.held, row.overdue) for row in snapshot.execute(mine)}
    return {officer: found.get(officer, Workload()) for officer in officers}
