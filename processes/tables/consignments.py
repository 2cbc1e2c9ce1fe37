"""Consignments: bundles that one unit hands to another on a numbered list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key

_MADE = text("state = 'made'")


class Consignment(Base):
    """A list of bundles. `state` is made, received or cancelled; numbered by the giving agency and year."""

    __tablename__ = "consignment"
    __table_args__ = (
        UniqueConstraint("agency_id", "year", "number"),
        Index("ix_consignment_coming", "to_unit_id", "id", sqlite_where=_MADE, postgresql_where=_MADE),
        Index("ix_consignment_given", "from_unit_id", "id"),
    )

    id: Mapped[Key]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    year: Mapped[int]
    number: Mapped[int]
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    made_at: Mapped[datetime]
    made_under: Mapped[int | None]  # the substitution, when it was made for an absent officer
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    closed_at: Mapped[datetime | None]
    closed_under: Mapped[int | None]
    reason: Mapped[str]  # why it was cancelled


class ConsignmentLine(Base):
    """One bundle of a list, with its papers as they were then. `state` is sent, received, refused or cancelled."""

    __tablename__ = "consignment_line"

    consignment_id: Mapped[int] = mapped_column(ForeignKey("consignment.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    papers: Mapped[list[Any]]
    note: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]  # why it was not taken in
    shelf: Mapped[str]
