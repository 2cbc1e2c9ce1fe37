"""Designs: procedures as analysts draw them, every save kept, until a release is made of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Design(Base):
    """A procedure being drawn. `number` is that of the latest version; `hash` the content that approval is asked for.

    `asked` holds the statement of reasons and the agencies it shall be in force for; `matter_id` is the approval.
    """

    __tablename__ = "design"
    __table_args__ = (Index("ix_design_agency", "agency_id"), Index("ix_design_matter", "matter_id"))

    id: Mapped[Key]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    state: Mapped[str]  # open | asked | approved | published | discarded
    number: Mapped[int]
    from_release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))
    changed_at: Mapped[datetime]
    hash: Mapped[str | None]
    asked: Mapped[dict[str, Any] | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))


class DesignFile(Base):
    """What a version made of one file: its content, packed, or none where the file was removed."""

    __tablename__ = "design_file"

    design_id: Mapped[int] = mapped_column(ForeignKey("design.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)


class DesignAct(Base):
    """One act on a design, only added; `number` is the version that it made, where it made one."""

    __tablename__ = "design_act"
    __table_args__ = (
        UniqueConstraint("act_key"),
        UniqueConstraint("design_id", "number"),
        Index("ix_design_act_design", "design_id", "id"),
    )

    id: Mapped[Key]
    design_id: Mapped[int] = mapped_column(ForeignKey("design.id"))
    kind: Mapped[str]
    number: Mapped[int | None]
    told: Mapped[dict[str, Any]]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    act_key: Mapped[str]


class DesignPresence(Base):
    """Who has a design open, and which of its files, as last heard of."""

    __tablename__ = "design_presence"

    design_id: Mapped[int] = mapped_column(ForeignKey("design.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    file: Mapped[str]
    seen_at: Mapped[datetime]
