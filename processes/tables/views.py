"""Saved views of the inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class SavedView(Base):
    """What an officer narrows the inbox by, under a name; `unit_id` says with which unit it is shared."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("officer_id", "name"), Index("ix_saved_view_unit", "unit_id"))

    id: Mapped[Key]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    narrowed: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
