"""What is taken out of the event log, and what is foreseen from it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base, Key


class EventLogExport(Base):
    """One export: who took the log of which agencies out, in which form, and whether it names officers."""

    __tablename__ = "event_log_export"
    __table_args__ = (UniqueConstraint("act_key"),)

    id: Mapped[Key]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    at: Mapped[datetime]
    form: Mapped[str]
    agencies: Mapped[list[Any]]
    names_officers: Mapped[bool]
    since: Mapped[date | None]
    until: Mapped[date | None]
    tasks: Mapped[int]
    act_key: Mapped[str]


class ForecastBasis(Base):
    """What the past of a procedure tells, as it was worked out last: survival curves (processes/lateness.py).

    Without `content` there is not enough data; `compared` is how its earlier forecasts came true.
    """

    __tablename__ = "forecast_basis"

    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    compared: Mapped[dict[str, Any]]


class Forecast(Base):
    """What was foreseen of an open dossier on a day, kept to be compared with what came of it."""

    __tablename__ = "forecast"
    __table_args__ = (Index("ix_forecast_day", "day"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    chance: Mapped[float]
    half: Mapped[int]  # working minutes from then
    most: Mapped[int]
    similar: Mapped[int]
