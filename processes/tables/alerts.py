"""Alerts that officers set for themselves, and how each stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Alert(Base):
    """What an officer wants to be told of: a number of the board that comes to lie above a limit.

    `waits` are days of a pause or working hours unclaimed; `since` is from when on it holds, `told` the number that was
    told last; `rests` is why nothing is counted: empty, `no_board` or `not_overseen`.
    """

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("officer_id", "name"),)

    id: Mapped[Key]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    name: Mapped[str]
    measure: Mapped[str]
    above: Mapped[int]
    waits: Mapped[int]
    axis: Mapped[str]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id"))
    is_daily: Mapped[bool]
    is_on: Mapped[bool]
    revision: Mapped[int]
    since: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    told: Mapped[int]
    rests: Mapped[str]
