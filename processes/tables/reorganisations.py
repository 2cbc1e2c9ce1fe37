"""Reorganisations: what ends on a day, what succeeds it, and what agencies, units and posts were called when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Reorganisation(Base):
    """One act by a decision that ends an agency, a unit or a post before a day; prepared ones may be withdrawn."""

    __tablename__ = "reorganisation"
    __table_args__ = (UniqueConstraint("act_key"), Index("ix_reorganisation_begins", "begins"))

    id: Mapped[Key]
    kind: Mapped[str]  # agency | unit | post
    what_id: Mapped[int]
    decision: Mapped[str]  # number of the document
    decided_on: Mapped[date]
    begins: Mapped[date]  # the first day of the successors
    holdings: Mapped[dict[str, Any]]  # those it shortened, each with its last day before, and those it made
    ordered_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    ordered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    inherited_at: Mapped[datetime | None]  # when the successors had everything that was open
    act_key: Mapped[str]


class Successor(Base):
    """What an agency, a unit or a post becomes from a day on; without successor it just ends."""

    __tablename__ = "successor"
    __table_args__ = (Index("ix_successor_what", "kind", "what_id"),)

    id: Mapped[Key]
    reorganisation_id: Mapped[int] = mapped_column(ForeignKey("reorganisation.id"))
    kind: Mapped[str]  # agency | unit | post
    what_id: Mapped[int]
    successor_id: Mapped[int | None]
    begins: Mapped[date]


class Naming(Base):
    """What an agency, a unit or a post is called from a day on; before the first one counts what its own row says."""

    __tablename__ = "naming"

    id: Mapped[Key]
    kind: Mapped[str]  # agency | unit | post
    what_id: Mapped[int]
    name: Mapped[str]
    place: Mapped[str]  # what an agency's letters are dated from then; empty where that stays
    begins: Mapped[date]
