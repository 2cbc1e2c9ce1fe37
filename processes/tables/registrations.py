"""Registrations: requests that came in online and wait to be accepted, refused or completed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key

_WAITING = text("state = 'registered'")


class Registration(Base):
    """One request as it came in; it has a code of its own, the dossier's code is given at acceptance."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("reference"),
        Index(
            "ix_registration_waiting",
            "receiving_unit_id",
            "answer_by",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: Mapped[Key]
    code: Mapped[str]
    reference: Mapped[str]  # what the sending system calls it; the same again is the same request
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    case_code: Mapped[str]
    receiving_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    people: Mapped[dict[str, Any]]
    papers: Mapped[list[Any]]
    return_by: Mapped[str]
    arrived_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    state: Mapped[str]  # registered | accepted | refused | supplement
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    letter: Mapped[dict[str, Any] | None]  # all that the answering letter says
    act_key: Mapped[str | None]  # of the act that answered it
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))
