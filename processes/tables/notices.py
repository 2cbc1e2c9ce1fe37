"""What officers are told, how each wants to be told, and how far the search for it has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key

_SHOWN = text("is_shown")
_UNREAD = text("is_shown AND read_at IS NULL")
_TO_MAIL = text("mail = 'wanted'")


class Notice(Base):
    """One thing that one officer is told. `key` names the event, so that it is told once.

    `mail` is empty, wanted or put: the letter is wanted by the officer, or it lies in the outbox.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("officer_id", "kind", "key"),
        Index("ix_notice_shown", "officer_id", "id", sqlite_where=_SHOWN, postgresql_where=_SHOWN),
        Index("ix_notice_unread", "officer_id", "id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_notice_to_mail", "id", sqlite_where=_TO_MAIL, postgresql_where=_TO_MAIL),
    )

    id: Mapped[Key]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    kind: Mapped[str]
    key: Mapped[str]
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    is_shown: Mapped[bool]
    read_at: Mapped[datetime | None]
    mail: Mapped[str]


class NoticeChoice(Base):
    """How an officer wants to be told of one kind; without a row the kind's own way counts."""

    __tablename__ = "notice_choice"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    on_screen: Mapped[bool]
    by_mail: Mapped[bool]


class NoticeMark(Base):
    """One row: the last task that pools have been told of, and when."""

    __tablename__ = "notice_mark"

    id: Mapped[Key]
    task_id: Mapped[int]
    at: Mapped[datetime]
