"""Questions: what an officer asks a colleague about a dossier, or a supervisor who has it, and the answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key

_OPEN = text("answered_at IS NULL AND withdrawn_at IS NULL")


class Question(Base):
    """One question to one officer, from a task; open until it is answered or withdrawn, and never changed."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("act_key"),
        Index("ix_question_dossier", "dossier_id"),
        Index("ix_question_open", "asked_id", "task_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    kind: Mapped[str] = mapped_column(server_default="opinion")  # opinion | explanation
    asker_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    asked_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    text: Mapped[str]
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime | None]
    answer: Mapped[str]
    files: Mapped[list[Any]]  # ids of the documents that came with the answer
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    act_key: Mapped[str]
