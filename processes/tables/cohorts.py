"""Cohorts: running dossiers that go on by another release of their procedure, with what they stood on before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key

_WAITING = text("state = 'waiting'")


class Cohort(Base):
    """An order to move dossiers from a release to another; `undoes_id` is the cohort that this one takes back."""

    __tablename__ = "cohort"
    __table_args__ = (UniqueConstraint("act_key"), Index("ix_cohort_agency", "agency_id"))

    id: Mapped[Key]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    from_release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    to_release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    reason: Mapped[str]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    ordered_at: Mapped[datetime]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"))
    act_key: Mapped[str]


class CohortItem(Base):
    """One dossier of a cohort. `state` is waiting, done or refused; `told` says why it was refused."""

    __tablename__ = "cohort_item"
    __table_args__ = (
        UniqueConstraint("cohort_id", "dossier_id"),
        Index("ix_cohort_item_waiting", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    state: Mapped[str]
    told: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]


class CohortPoint(Base):
    """What an execution stood on before its dossier was moved; `revision` is the one that the move made."""

    __tablename__ = "cohort_point"

    item_id: Mapped[int] = mapped_column(ForeignKey("cohort_item.id"), primary_key=True)
    execution_id: Mapped[int] = mapped_column(ForeignKey("execution.id"), primary_key=True)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    timer_at: Mapped[datetime | None]
    revision: Mapped[int]
