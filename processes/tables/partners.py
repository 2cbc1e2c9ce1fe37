"""Partners: to whom the installation hands off what a diagram sends to another agency."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class Partner(Base):
    """An entry of the address book: the agency that a sending agency, or every one, means by a code.

    `channel` is `here`, `by_hand` or `http`; the terms are of the two legs, to receive and to answer.
    """

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("agency_id", "code"),)

    id: Mapped[Key]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))  # the sending one, empty for all
    code: Mapped[str]
    name: Mapped[str]
    channel: Mapped[str]
    to_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))  # here: who gets it
    role: Mapped[str]  # by hand: who types it over, a role of the sending agency
    address: Mapped[str]  # http: where its handoffs are posted to
    known_as: Mapped[str]  # http: what it calls us
    key_out: Mapped[str]  # http: what we sign with
    key_in: Mapped[str]  # http: what it signs with
    receive_within: Mapped[str]  # a term as diagrams write it
    answer_within: Mapped[str]
    deduplicates: Mapped[bool] = mapped_column(server_default=false())  # http: the same key twice is once there
