"""Accounts, the sessions of signed-in people, and how often names were tried in vain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Account(Base):
    """An officer's name and password for signing in."""

    __tablename__ = "account"
    __table_args__ = (
        *(UniqueConstraint("username"), UniqueConstraint("officer_id")),
        Index("ix_account_identity", "issuer", "subject", unique=True),
    )

    id: Mapped[Key]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    username: Mapped[str]
    password: Mapped[str]  # argon2id
    must_change: Mapped[bool]
    is_closed: Mapped[bool] = mapped_column(default=False, server_default=false())  # by who administers
    language: Mapped[str] = mapped_column(default="vi")
    may_link: Mapped[bool] = mapped_column(default=True, server_default=true())  # whom the provider names so
    issuer: Mapped[str | None]  # the provider's account that it is linked with
    subject: Mapped[str | None]
    linked_at: Mapped[datetime | None]


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
    by_provider: Mapped[bool] = mapped_column(default=False, server_default=false())  # not by the password


class SignInTally(Base):
    """How often a name was tried in vain: by all strangers together, and by each browser that it is known from."""

    __tablename__ = "sign_in_tally"
    __table_args__ = (Index("ix_sign_in_tally_tried_at", "tried_at"),)

    name: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # hashed: people type passwords there
    browser: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # hashed too; empty for strangers
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    tried_at: Mapped[datetime]
