"""Days: what each agency received and finished in one day, as it stood in the night after it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from processes.tables.base import Base


class AgencyDay(Base):
    """One day of one agency. `overdue` is what was open past its due time when the day was over."""

    __tablename__ = "agency_day"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    received: Mapped[int]
    finished: Mapped[int]
    late: Mapped[int]  # of those finished
    overdue: Mapped[int]
    broken: Mapped[int]  # dossiers acted on that day whose history is not what was sealed
