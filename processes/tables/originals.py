"""Originals: the diagrams of other tools that designs began with, as they came."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base


class DesignOriginal(Base):
    """The file that a design began with, packed; `told` is what was repaired and refused, and the roles given."""

    __tablename__ = "design_original"

    design_id: Mapped[int] = mapped_column(ForeignKey("design.id"), primary_key=True, autoincrement=False)
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    told: Mapped[dict[str, Any]]
