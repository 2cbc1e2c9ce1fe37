"""The outbox: what must leave the house, written in the act's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from processes.tables.base import Base, Key

_WAITING = text("done_at IS NULL")


class Message(Base):
    """One message. `next_at` is when it may be tried, and doubles as the end of the lease of who tries it."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_waiting", "next_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[Key]
    topic: Mapped[str]
    key: Mapped[str]
    dossier_id: Mapped[int | None]
    body: Mapped[dict[str, Any]]
    put_at: Mapped[datetime]
    next_at: Mapped[datetime]
    attempts: Mapped[int]
    lease: Mapped[str | None]
    done_at: Mapped[datetime | None]
    trouble: Mapped[str | None]
