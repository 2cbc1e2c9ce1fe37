"""The demonstration year, while it is played and after."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from processes.tables.base import Base, Key


class DemonstrationYear(Base):
    """What was asked for, the moment it has come to, and whether that is its end; one row, where it was ever begun."""

    __tablename__ = "demonstration_year"

    id: Mapped[Key]
    dossiers: Mapped[int]
    months: Mapped[int]
    until: Mapped[datetime]
    seed: Mapped[int]
    reached: Mapped[datetime | None]
    is_over: Mapped[bool]
