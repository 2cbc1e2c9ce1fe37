"""Documents: files that belong to a dossier."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Document(Base):
    """One stored file; its bytes lie in the files folder under their hash."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_dossier", "dossier_id"),)

    id: Mapped[Key]
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))  # empty until an act takes it
    kind: Mapped[str]  # paper | result | form
    paper: Mapped[str]  # the paper's code, or the form field's key
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    stored_at: Mapped[datetime]
