"""Nonces: what partners' requests were marked with, as long as one of them could come a second time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base


class Nonce(Base):
    """The mark of a request that a partner signed."""

    __tablename__ = "nonce"

    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
