"""Batches: one act ordered for many tasks at once, and what came of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key

_WAITING = text("state = 'waiting'")


class Batch(Base):
    """An act that an officer ordered for many tasks; `undoes_id` is the batch that this one takes back."""

    __tablename__ = "batch"
    __table_args__ = (Index("ix_batch_officer", "officer_id"),)

    id: Mapped[Key]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    act: Mapped[str]
    asked: Mapped[dict[str, Any]]
    ordered_at: Mapped[datetime]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))


class BatchItem(Base):
    """One task of a batch. `state` is waiting, done or refused; `told` says why it was refused."""

    __tablename__ = "batch_item"
    __table_args__ = (
        Index("ix_batch_item_batch", "batch_id"),
        Index("ix_batch_item_waiting", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    state: Mapped[str]
    told: Mapped[str] = mapped_column(default="")
    held_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))  # before the act
    co_officers: Mapped[list[Any] | None]  # before the act
    done_at: Mapped[datetime | None]
