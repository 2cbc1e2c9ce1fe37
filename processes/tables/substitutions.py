"""Substitutions during absence, and what people changed about the organisation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Substitution(Base):
    """Who acts for an absent officer, by which decision and how far; never deleted, ended early at most."""

    __tablename__ = "substitution"
    __table_args__ = (UniqueConstraint("act_key"), Index("ix_substitution_valid_to", "valid_to"))

    id: Mapped[Key]
    absent_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    substitute_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    posts: Mapped[list[Any]]  # ids; empty for all that the absent officer holds
    procedures: Mapped[list[Any]]  # codes; empty for all
    acts: Mapped[str]  # all | ordinary
    decision: Mapped[str]  # number of the document
    decided_on: Mapped[date]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    act_key: Mapped[str]


class OrganisationChange(Base):
    """One act on the organisation, by whom and by which document; only ever added."""

    __tablename__ = "organisation_change"
    __table_args__ = (UniqueConstraint("act_key"), Index("ix_organisation_change_agency", "agency_id", "id"))

    id: Mapped[Key]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str]
    basis: Mapped[str]  # the document that says so; empty where none is wanted
    told: Mapped[dict[str, Any]]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    act_key: Mapped[str]
