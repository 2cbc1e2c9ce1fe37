"""Dossiers and matters, and their executions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key

_IS_PAUSED = text("paused_at IS NOT NULL")
_MOVED = text("first_unit_id IS NOT NULL")
_IS_MATTER = text("kind = 'matter'")
_UNRETURNED = text("returned_at IS NULL")
_HAS_TIMER = text("next_timer_at IS NOT NULL")
_IS_FAULTY = text("fault_at IS NOT NULL")
_UNFINISHED = text("finished_at IS NULL AND kind = 'dossier'")
# what the board counts by, and what the index's own condition names: else SQLite reads every row for it
_COUNTED = ("id", "agency_id", "paused_at", "receiving_unit_id", "release_id", "original_due_at", "finished_at", "kind")

# what the paused ones are counted by; a pause begins and ends seldom
_WAITING = ("id", "paused_at", "business_status", "agency_id", "receiving_unit_id", "release_id", "finished_at", "kind")


class Dossier(Base):
    """One applicant's request, counted once whatever the number of agencies; or a matter, which is no dossier.

    `kind` is `dossier` or `matter`; whatever lists or counts says which it means. A matter is in a `state` of its
    release, ended when nothing is left to do (`returned_at`).

    Business, finance, delivery and sync status are four fields; the ten national codes are derived from them.
    `due_at` and `original_due_at` are projections of the clock facts in the history.
    """

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("public_key"),
        UniqueConstraint("receiving_unit_id", "accepted_on", "number"),
        Index("ix_dossier_owner_identity", "owner_identity"),
        Index("ix_dossier_owner_phone", "owner_phone"),
        Index("ix_dossier_submitter_identity", "submitter_identity"),
        Index("ix_dossier_submitter_phone", "submitter_phone"),
        Index("ix_dossier_receiving_unit", "receiving_unit_id", "received_at"),
        Index("ix_dossier_first_unit", "first_unit_id", "received_at", sqlite_where=_MOVED, postgresql_where=_MOVED),
        Index("ix_dossier_paused", *_WAITING, sqlite_where=_IS_PAUSED, postgresql_where=_IS_PAUSED),
        Index("ix_dossier_matter", "due_at", sqlite_where=_IS_MATTER, postgresql_where=_IS_MATTER),
        Index(
            *("ix_dossier_release", "release_id", "id", "agency_id"),
            sqlite_where=_UNRETURNED,
            postgresql_where=_UNRETURNED,
        ),
        Index("ix_dossier_unfinished", "due_at", *_COUNTED, sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(server_default="dossier")
    state: Mapped[str | None]
    code: Mapped[str]
    number: Mapped[int | None]  # empty for a national code, for a matter, and for what another unit has inherited
    public_key: Mapped[str]
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    case_code: Mapped[str]
    channel: Mapped[str]
    receiving_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))  # the competent one
    first_unit_id: Mapped[int | None]  # which received it, where that was another before it was inherited
    first_agency_id: Mapped[int | None]  # which was competent, likewise; refer to unit and agency
    accepted_on: Mapped[date]  # in Vietnam, the day the running number belongs to
    received_at: Mapped[datetime]
    deemed_at: Mapped[datetime]
    original_due_at: Mapped[datetime]
    due_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]  # while the applicant is waited for
    limit_at: Mapped[datetime | None]  # until when
    finished_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    business_status: Mapped[str]
    finance_status: Mapped[str]
    delivery_status: Mapped[str]
    sync_status: Mapped[str]
    owner_name: Mapped[str]
    owner_identity: Mapped[str]
    owner_phone: Mapped[str]
    submitter_identity: Mapped[str]
    submitter_phone: Mapped[str]
    search: Mapped[str]  # its words without diacritics, each between spaces (processes/words.py)
    people: Mapped[dict[str, Any]]  # owner, submitter, authorised, receiver
    papers: Mapped[list[Any]]
    fee: Mapped[dict[str, Any]]
    delivery: Mapped[dict[str, Any]]  # asked for at acceptance; to whom, how and when at the return
    result: Mapped[dict[str, Any]]  # number, date, signer, outcome, signed file
    references: Mapped[dict[str, Any]]  # what other systems call it
    revision: Mapped[int]  # number of history rows, and the guard against lost races
    last_hash: Mapped[str]


class Matter(Base):
    """What was told when a matter came in."""

    __tablename__ = "matter"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True, autoincrement=False)
    subject: Mapped[str]
    content: Mapped[str]


class Execution(Base):
    """One running pool of the diagram: an agency's part of a dossier."""

    __tablename__ = "execution"
    __table_args__ = (
        Index("ix_execution_dossier", "dossier_id"),
        Index("ix_execution_timer", "next_timer_at", "id", sqlite_where=_HAS_TIMER, postgresql_where=_HAS_TIMER),
        Index("ix_execution_fault", "fault_at", "id", sqlite_where=_IS_FAULTY, postgresql_where=_IS_FAULTY),
    )

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    process: Mapped[str]
    state: Mapped[bytes] = mapped_column(LargeBinary)
    revision: Mapped[int]
    next_timer_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    assignees: Mapped[dict[str, Any] | None]  # chosen for steps that have not opened yet, by element
    fault_at: Mapped[datetime | None]  # since when it cannot go on; empty again as soon as it has
    fault: Mapped[dict[str, Any] | None]  # why: what was tried, how often, what it was refused for
