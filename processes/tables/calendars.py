"""Calendar changes: days off and days worked instead, each by a document, none ever deleted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class CalendarChange(Base):
    """One change to the working calendar of an agency, or of all when none is named."""

    __tablename__ = "calendar_change"
    __table_args__ = (UniqueConstraint("act_key"),)

    id: Mapped[Key]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str]  # off | work | hours | withdrawn
    day: Mapped[date | None]  # of kind hours: the first day of these hours
    hours: Mapped[str] = mapped_column(
        server_default=""
    )  # a worked day's own hours, or the week from that day on; else empty
    name: Mapped[str]
    basis: Mapped[str]  # the document that says so
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("calendar_change.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    act_key: Mapped[str]
