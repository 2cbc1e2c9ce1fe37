"""Rounds: what the agent does again and again, and when it last did it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base


class Round(Base):
    """One round. `next_at` is when it is due; while an agent is at it, the end of that agent's lease."""

    __tablename__ = "round"

    name: Mapped[str] = mapped_column(primary_key=True)
    every: Mapped[int]
    agent: Mapped[str]
    known_at: Mapped[datetime]
    next_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    worked_at: Mapped[datetime | None]
    worked: Mapped[int]
    trouble: Mapped[str]
    is_observed: Mapped[bool]
