"""Follow-ups: what an officer keeps an eye on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base


class FollowUp(Base):
    """A dossier that an officer has flagged, for nobody else to see."""

    __tablename__ = "follow_up"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    since: Mapped[datetime]
