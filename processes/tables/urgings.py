"""Urging letters: what was urged, of which unit, under which number, with a line for each task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class UrgingLetter(Base):
    """One urging letter, from a unit to the unit where the tasks lie; what it prints stays as it was issued."""

    __tablename__ = "urging_letter"
    __table_args__ = (
        UniqueConstraint("agency_id", "year", "number"),
        UniqueConstraint("sheet", "unit_id"),
    )

    id: Mapped[Key]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))  # which issues it
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))  # to whom it is addressed
    year: Mapped[int]  # in Vietnam, of the issue
    number: Mapped[int]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    issued_at: Mapped[datetime]
    printed: Mapped[dict[str, Any]]  # all that its page says beside its lines
    sheet: Mapped[str]  # the act, or the batch, that urged: of one of these each unit gets one letter


class UrgingLine(Base):
    """One task that a letter urges, as it stood then."""

    __tablename__ = "urging_line"
    __table_args__ = (
        UniqueConstraint("letter_id", "task_id"),
        Index("ix_urging_line_dossier", "dossier_id"),
    )

    id: Mapped[Key]
    letter_id: Mapped[int] = mapped_column(ForeignKey("urging_letter.id"))
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    printed: Mapped[dict[str, Any]]
