"""Tasks: what a person has to do, as lists and boards read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bpmn.model import USUAL_PRIORITY
from processes.tables.base import Base, Key

_OPEN = text("state = 'opened'")
_HELD = text("state IN ('assigned', 'claimed')")
_UNDONE = text("closed_at IS NULL")
_HAS_RUNG = text("next_rung_at IS NOT NULL AND closed_at IS NULL")
_CARRIED = ("due_at", "id", "dossier_id", "priority")
# closed_at too: else SQLite reads every row for the condition that the index is made of
_COUNTED = ("due_at", "dossier_id", "holder_id", "release_id", "receiving_unit_id", "closed_at", "id", "name")


class Task(Base):
    """One user task. `state` is opened, assigned, claimed, completed, sent_back or cancelled.

    The partial indexes are the inbox: what waits for a post, what an officer holds, and what is not done of the
    dossiers a one-stop received, by due time. They carry what lists are sorted and narrowed by besides, so that a
    post's tasks are read without their rows. One more holds what is to be reminded of, by its next rung.

    The board counts all that is not done out of one index that carries what it counts by, and walks through the whole
    province's by due time in another.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("execution_id", "ref"),
        Index("ix_task_opened", "post_id", *_CARRIED, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_task_held", "holder_id", *_CARRIED, sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_task_unit_held", "post_id", *_CARRIED, sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_task_received", "receiving_unit_id", *_CARRIED, sqlite_where=_UNDONE, postgresql_where=_UNDONE),
        Index("ix_task_dossier", "dossier_id"),
        Index("ix_task_next_rung", "next_rung_at", "id", sqlite_where=_HAS_RUNG, postgresql_where=_HAS_RUNG),
        Index("ix_task_counted", "post_id", *_COUNTED, sqlite_where=_UNDONE, postgresql_where=_UNDONE),
        Index("ix_task_undone", "due_at", "id", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
    )

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    execution_id: Mapped[int] = mapped_column(ForeignKey("execution.id"))
    ref: Mapped[str]
    element: Mapped[str]
    name: Mapped[str]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    from_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))  # the giver, when a lane was crossed
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    state: Mapped[str]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    allotted: Mapped[int | None]  # working minutes from its opening until it was due, pauses not counted
    next_rung_at: Mapped[datetime | None]  # no rung before it is to fire; none at all while the clock stands
    claimed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=USUAL_PRIORITY, server_default=str(USUAL_PRIORITY))
    draft: Mapped[dict[str, Any] | None]
    substitution_id: Mapped[int | None]  # under which the holder took it; refers to substitution
    receiving_unit_id: Mapped[int | None]  # the dossier's own, carried for the list of that one-stop; refers to unit
    delegation_id: Mapped[int | None]  # under which the holder does it for who asked; refers to delegation
    taken_post_id: Mapped[int | None]  # the head's post in which the holder took it over; refers to post
    release_id: Mapped[int | None]  # the dossier's own, carried for the board; refers to release
