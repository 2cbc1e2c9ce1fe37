"""Mandates: what a directive lays on one unit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Mandate(Base):
    """One task of a directive for one unit; numbered within its directive, never removed.

    `dues` are the instants (ISO 8601) at which a report is due, the last one the end of the task; `noted` says how
    many of them are behind it. `state` is `given`, `acknowledged`, `reported`, `sent_back` or `accepted`.
    """

    __tablename__ = "mandate"
    __table_args__ = (UniqueConstraint("dossier_id", "number"),)

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    number: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    receiver_post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    giver_post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    task: Mapped[str]
    period: Mapped[str]
    dues: Mapped[list[Any]]
    noted: Mapped[int]
    state: Mapped[str]
    due_at: Mapped[datetime]  # of the next report; of the last one when it is accepted
    ended_at: Mapped[datetime | None]
