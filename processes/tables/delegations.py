"""Delegations: a task that its holder asks a colleague to do."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Delegation(Base):
    """Who asked whom to do a task; it goes on for as long as the task's row names it and the task is open."""

    __tablename__ = "delegation"
    __table_args__ = (
        UniqueConstraint("act_key"),
        Index("ix_delegation_task", "task_id"),
        Index("ix_delegation_asker", "asker_id"),
    )

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    delegate_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))  # in which the delegate does it
    note: Mapped[str]
    until: Mapped[date | None]  # the last day
    asked_at: Mapped[datetime]
    has_worked: Mapped[bool]  # whether something of the delegate's is in what became of the task
    act_key: Mapped[str]
