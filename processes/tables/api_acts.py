"""Acts that programs asked for, by their keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class ApiAct(Base):
    """An act that came through the API and stands: what was asked, as a hash, and what it was answered."""

    __tablename__ = "api_act"
    __table_args__ = (UniqueConstraint("act_key"),)

    id: Mapped[Key]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    act_key: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime]
