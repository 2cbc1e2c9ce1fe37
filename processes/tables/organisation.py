"""Agencies, their units, the posts in them and the officers who hold posts, each for a period."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Agency(Base):
    """A public body that decides: a province's or a commune's People's Committee, a department."""

    __tablename__ = "agency"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[Key]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str]  # national identification code, QĐ 20/2020/QĐ-TTg
    name: Mapped[str]
    level: Mapped[str]  # province | department | commune
    place: Mapped[str]  # what a letter is dated from
    hours: Mapped[str]  # working hours, "07:00-11:30,13:30-17:00"
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Unit(Base):
    """A part of an agency; its code is what a lane names."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_id", "code", "valid_from"),)

    id: Mapped[Key]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str]
    name: Mapped[str]
    claims_next: Mapped[bool] = mapped_column(default=True, server_default=true())
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Post(Base):
    """A role in a unit; tasks open to posts, not to people."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("unit_id", "role", "valid_from"),)

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[str]
    title: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Officer(Base):
    """A person in public service."""

    __tablename__ = "officer"

    id: Mapped[Key]
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")


class Holding(Base):
    """An officer's hold on a post, for a period."""

    __tablename__ = "holding"
    __table_args__ = (Index("ix_holding_officer", "officer_id"), Index("ix_holding_post", "post_id"))

    id: Mapped[Key]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class OrganisationRevision(Base):
    """One row that counts the organisation's changes, so that a directory read once can be trusted."""

    __tablename__ = "organisation_revision"

    id: Mapped[Key]
    revision: Mapped[int]
