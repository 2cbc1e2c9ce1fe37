"""Letters: the statutory forms from draft to issue, numbered without a gap for each agency, year and kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Letter(Base):
    """One letter of a dossier; what it prints is frozen when it is issued."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("agency_id", "year", "kind", "number"),
        Index("ix_letter_dossier", "dossier_id"),
    )

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))  # which issues it
    kind: Mapped[str]  # supplement_request | refusal | apology | stop_notice
    state: Mapped[str]  # draft | approved | issued | discarded
    content: Mapped[dict[str, Any]]  # what its author wrote
    printed: Mapped[dict[str, Any] | None]  # all that the page says, once issued
    year: Mapped[int | None]  # in Vietnam, of the issue
    number: Mapped[int | None]
    drafted_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    drafted_at: Mapped[datetime]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved_at: Mapped[datetime | None]
    approved_under: Mapped[int | None]  # the substitution, when approved for somebody absent; refers to substitution
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    issued_at: Mapped[datetime | None]
