"""Co-officers: who works on a task beside the one who completes it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base


class CoOfficer(Base):
    """An officer whom a head has put beside the main officer of a task; the row stays when the task is completed."""

    __tablename__ = "co_officer"
    __table_args__ = (Index("ix_co_officer_officer", "officer_id", "task_id"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
