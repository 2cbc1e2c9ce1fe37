"""The outbox: what must leave the house, written in the act's own transaction, and what operators did about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key

_WAITING = text("done_at IS NULL")
_ORDERED = text("done_at IS NULL AND partner <> ''")
_DEAD = text("done_at IS NULL AND dead_at IS NOT NULL")


class Message(Base):
    """One message. `next_at` is when it may be tried, and doubles as the end of the lease of who tries it.

    It is empty while the message waits for the one before it on the way to the same partner, or is a dead letter.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_waiting", "next_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_outbox_ordered", "dossier_id", "partner", "id", sqlite_where=_ORDERED, postgresql_where=_ORDERED),
        Index("ix_outbox_dead", "id", sqlite_where=_DEAD, postgresql_where=_DEAD),
    )

    id: Mapped[Key]
    topic: Mapped[str]
    key: Mapped[str]
    partner: Mapped[str] = mapped_column(server_default="")
    dossier_id: Mapped[int | None]
    body: Mapped[dict[str, Any]]
    put_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    attempts: Mapped[int]
    lease: Mapped[str | None]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    trouble: Mapped[str | None]


class MessageAct(Base):
    """What an operator did about messages, and what they said before; only ever added."""

    __tablename__ = "outbox_act"
    __table_args__ = (UniqueConstraint("act_key"), Index("ix_outbox_act_message", "message_id"))

    id: Mapped[Key]
    kind: Mapped[str]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))  # empty where many were meant
    told: Mapped[dict[str, Any]]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    act_key: Mapped[str]
