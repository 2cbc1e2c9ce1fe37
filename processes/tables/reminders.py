"""Reminders that have fired, the ladders that say when, and how far the rungs have been counted anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Reminder(Base):
    """One rung of a task's ladder that was reached, once a due time.

    `state` is sent or overtaken: a rung that a higher one had left behind when the agent came to it is told to nobody
    by itself. `told` are the officers who were told.
    """

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("task_id", "kind", "due_at"), Index("ix_reminder_dossier", "dossier_id"))

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    kind: Mapped[str]
    due_at: Mapped[datetime]
    at: Mapped[datetime]  # when the rung lay
    fired_at: Mapped[datetime]  # when the agent came to it
    state: Mapped[str]
    told: Mapped[list[Any]]


class Rung(Base):
    """One rung of a procedure's ladder; of the ladder for all where `procedure` is empty.

    `days` are working days after the due time, before it when negative; none is half of the allotment.
    """

    __tablename__ = "ladder"
    __table_args__ = (Index("ix_ladder_procedure", "procedure"),)

    id: Mapped[Key]
    procedure: Mapped[str]
    days: Mapped[int | None]
    addressee: Mapped[str]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))  # who set it
    at: Mapped[datetime]


class ReminderMark(Base):
    """One row: the calendars and ladders that rungs were counted by last, and the last task counted anew, if any."""

    __tablename__ = "reminder_mark"

    id: Mapped[Key]
    change_id: Mapped[int]
    ladder_id: Mapped[int]
    task_id: Mapped[int | None]
