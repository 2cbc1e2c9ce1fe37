"""Comments: what officers say to each other about a dossier."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Comment(Base):
    """One thing said, never changed. It is talk among officers, not an act on the dossier."""

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("act_key"), Index("ix_comment_dossier", "dossier_id"))

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    text: Mapped[str]
    act_key: Mapped[str]


class CommentMention(Base):
    """An officer whom a comment calls."""

    __tablename__ = "comment_mention"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
