"""Numbering: running numbers that are never given twice."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base


class Numbering(Base):
    """The last number given in a series; the row is the queue."""

    __tablename__ = "numbering"

    series: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]
