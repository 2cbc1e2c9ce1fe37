"""Gauges: a few numbers that tell whether the installation keeps up, read narrowly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from processes.database import Snapshot
from processes.tables import SignInSession, Task


@dataclass(frozen=True, slots=True)
class Gauges:
    """Tasks that are not done, those of them past their due time, and people who are signed in."""

    open_tasks: int
    overdue_tasks: int
    sessions: int


def read(snapshot: Snapshot, *, moment: datetime) -> Gauges:
    """The numbers as they stand; the tasks are counted in the index that carries their due times."""
    # matters' tasks are counted too: their officers work on them as on any other
    overdue = func.count().filter(Task.due_at < moment).label("overdue")
    tasks = snapshot.execute(select(func.count().label("open"), overdue).where(Task.closed_at.is_(None))).one()
    signed_in = select(func.count()).select_from(SignInSession).where(SignInSession.expires_at > moment)
    return Gauges(tasks.open, tasks.overdue, snapshot.execute(signed_in).scalar_one())
