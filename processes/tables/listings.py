"""Listings: procedures as the national catalogue listed them, each change a row of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Listing(Base):
    """One page of the national catalogue: its facts, and the page itself byte for byte."""

    __tablename__ = "listing"
    __table_args__ = (UniqueConstraint("procedure_id", "number"),)

    id: Mapped[Key]
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    number: Mapped[int]
    hash: Mapped[str]
    decision: Mapped[str]
    facts: Mapped[dict[str, Any]]
    page: Mapped[bytes] = mapped_column(LargeBinary)
    imported_at: Mapped[datetime]
