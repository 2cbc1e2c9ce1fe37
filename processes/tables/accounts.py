"""Accounts and the sessions of signed-in people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Account(Base):
    """An officer's name and password for signing in."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("username"), UniqueConstraint("officer_id"))

    id: Mapped[Key]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    username: Mapped[str]
    password: Mapped[str]  # argon2id
    must_change: Mapped[bool]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    is_closed: Mapped[bool] = mapped_column(default=False, server_default=false())  # by who administers
    language: Mapped[str] = mapped_column(default="vi")


class SignInSession(Base):
    """One signed-in browser; only the hash of its token is kept."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("ix_sign_in_session_account", "account_id"),)

    token: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    browser: Mapped[str]
    address: Mapped[str]
