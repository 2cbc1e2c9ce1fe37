"""What applicants are told, each by which way, and whether it reached them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key

_UNREACHED = text("failed_at IS NOT NULL AND settled_at IS NULL")


class ApplicantNotice(Base):
    """One thing that an applicant is told by one way; `event` is what happened, so that it is told once.

    `way` is mail, sms or zalo; empty where the applicant has left no address. Sent is what the gateway took, delivered
    what it has reported since. `reference` is what the gateway calls it by.
    """

    __tablename__ = "applicant_notice"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("event", "way"),
        Index("ix_applicant_notice_dossier", "dossier_id"),
        Index("ix_applicant_notice_unreached", "id", sqlite_where=_UNREACHED, postgresql_where=_UNREACHED),
    )

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    kind: Mapped[str]
    event: Mapped[str]
    way: Mapped[str]
    reference: Mapped[str]
    put_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    trouble: Mapped[str | None]
    settled_at: Mapped[datetime | None]  # the one-stop has told the applicant otherwise
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    note: Mapped[str | None]
