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
    state: Mapped[str]  # draft | checked | approved | published | retired
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
    """An agency for which the release is in force."""

    __tablename__ = "release_scope"
    __table_args__ = (Index("ix_release_scope_agency", "agency_id"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
