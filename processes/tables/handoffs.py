"""Handoffs: what one agency's part of a dossier sends to another agency, and the thread of what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key

_OPEN = text("closed_at IS NULL")


class Handoff(Base):
    """One handoff, by the same `key` on both sides; `state` is what its thread has come to (processes/handoffs.py).

    Within the installation both sides are this one row. Of one that left or entered the installation each side has a
    row of its own: `side` is `sending` or `receiving`, and the execution of the other side is not here.
    """

    __tablename__ = "handoff"
    __table_args__ = (
        UniqueConstraint("key", "side"),
        Index("ix_handoff_dossier", "dossier_id"),
        Index("ix_handoff_receiving", "receiving_execution_id"),
        Index("ix_handoff_open", "look_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[Key]
    key: Mapped[str]
    side: Mapped[str]
    channel: Mapped[str]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    sending_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    sending_execution_id: Mapped[int | None] = mapped_column(ForeignKey("execution.id"))
    receiving_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    receiving_execution_id: Mapped[int | None] = mapped_column(ForeignKey("execution.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    partner: Mapped[str]  # the other side's name, as it was then
    code: Mapped[str]  # of the agency it went to, as the diagram says
    element: Mapped[str]  # that sent it
    process: Mapped[str | None]  # that it goes to, empty where the pool is drawn empty
    message: Mapped[str]
    state: Mapped[str]
    facts: Mapped[dict[str, Any]]
    manifest: Mapped[list[Any]]  # the documents that go with it, each with its hash
    reference: Mapped[str]  # what the receiving side calls it
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    sent_at: Mapped[datetime]
    receive_by: Mapped[datetime]
    received_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    look_at: Mapped[datetime]  # when the limit of its leg has passed
    heard: Mapped[int]  # how far the receiving side's events have reached the sending execution


class HandoffEvent(Base):
    """One entry of a handoff's thread, never changed: each side numbers what it says."""

    __tablename__ = "handoff_event"

    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoff.id"), primary_key=True)
    side: Mapped[str] = mapped_column(primary_key=True)  # sender | receiver
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))  # where that is one of ours
    by: Mapped[str]
    text: Mapped[str]
    data: Mapped[dict[str, Any]]
