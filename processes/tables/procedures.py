"""Procedures and their releases: what was published stays as it was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Procedure(Base):
    """What the law lists, under its national code; for matters (`kind`), under the series of their codes."""

    __tablename__ = "procedure"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(server_default="dossier")
    code: Mapped[str]
    name: Mapped[str]
    field: Mapped[str]


class Release(Base):
    """One immutable set of diagram, forms and facts, known by its hash."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("procedure_id", "number"), UniqueConstraint("procedure_id", "hash"))

    id: Mapped[Key]
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    number: Mapped[int]
    hash: Mapped[str]
    state: Mapped[str]  # published | retired
    in_force_on: Mapped[date]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str]


class ReleaseFile(Base):
    """One file of a release, byte for byte."""

    __tablename__ = "release_file"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ReleaseCase(Base):
    """A case of the release: the limit and the fees that the officer's choice decides."""

    __tablename__ = "release_case"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    term: Mapped[str]
    kind: Mapped[str]
    fees: Mapped[dict[str, Any]]


class ReleaseScope(Base):
    """From when, and until when if that is known, the release is in force for an agency; both days included."""

    __tablename__ = "release_scope"
    __table_args__ = (Index("ix_release_scope_agency", "agency_id"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]


class ReleaseAct(Base):
    """The document by which a release was published, or retired; `told` is what it says beside: reasons, agencies."""

    __tablename__ = "release_act"
    __table_args__ = (Index("ix_release_act_release", "release_id"), UniqueConstraint("act_key"))

    id: Mapped[Key]
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    kind: Mapped[str]  # published | retired
    document: Mapped[str]
    decided_on: Mapped[date]
    signer: Mapped[str]
    effective_on: Mapped[date]
    told: Mapped[dict[str, Any]]
    design_id: Mapped[int | None] = mapped_column(ForeignKey("design.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    act_key: Mapped[str]
