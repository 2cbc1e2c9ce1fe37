"""Bundles: the papers of a dossier as they lie on a shelf."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base


class Bundle(Base):
    """Which unit holds a dossier's papers and on which shelf; none for a dossier that came without paper.

    `consignment_id` is there while they are on their way: the unit still answers for them.
    """

    __tablename__ = "bundle"
    __table_args__ = (Index("ix_bundle_unit", "unit_id", "since", "dossier_id"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    shelf: Mapped[str]
    since: Mapped[datetime]
    consignment_id: Mapped[int | None] = mapped_column(ForeignKey("consignment.id"))
