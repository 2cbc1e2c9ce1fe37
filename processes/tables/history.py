"""The history: append-only, chained by hash within a dossier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key

_CLOCK = text("clock IS NOT NULL")
_IS_ACT = text("act_key IS NOT NULL AND officer_id IS NOT NULL")
_ACTED = ("officer_id", "post_id", "act_key")


class Event(Base):
    """One thing that happened to a dossier, who did it in which post, and the hash that seals it.

    A row with `clock` is a clock fact (received, due, …): the ledger of terms is part of the chain, so that
    a due time cannot be changed without the chain showing it (docs/decisions/0003).
    """

    __tablename__ = "history"
    __table_args__ = (
        UniqueConstraint("dossier_id", "position"),
        UniqueConstraint("act_key"),
        Index("ix_history_clock", "at", "id", sqlite_where=_CLOCK, postgresql_where=_CLOCK),
        # for reports of who acted; act_key too: else SQLite reads every row for the index's own condition
        Index("ix_history_act", "at", *_ACTED, sqlite_where=_IS_ACT, postgresql_where=_IS_ACT),
    )

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    element: Mapped[str | None]
    ref: Mapped[str | None]
    # plain JSON: a seal needs the numbers back exactly as they were written, JSONB rewrites them
    clock: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    act_key: Mapped[str | None]  # of the act that wrote this row and those behind it
    hash: Mapped[str]
    substitution_id: Mapped[int | None]  # under which the officer acted for another; refers to substitution
    delegation_id: Mapped[int | None]  # under which the officer acted for who had asked; refers to delegation


class Opening(Base):
    """Who opened which dossier, and when: looking is on record too."""

    __tablename__ = "opening"
    __table_args__ = (Index("ix_opening_dossier", "dossier_id"),)

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
