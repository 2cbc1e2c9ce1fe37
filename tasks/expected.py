"""What is expected to come late: of the board's open dossiers those that likely miss a time that is near."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from processes.calendars import local
from processes.database import Snapshot
from processes.organisation import Officer
from tasks import board, forecasting
from tasks.board import Asked, Row
from tasks.forecasting import Foreseen

_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Expected:
    """An open dossier of the board, and what is foreseen of it."""

    row: Row
    foreseen: Foreseen


def late_by(snapshot: Snapshot, asked: Asked, day: date, *, officer: Officer, moment: datetime) -> list[Expected]:
    """What the board shows, due by the end of a day and likely late, the likeliest first. Refuses: NotAllowed."""
    found = forecasting.late_by(snapshot, day, officer=officer, moment=moment)
    rows = board.among(snapshot, asked, [one.dossier_id for one in found], officer=officer)
    return [Expected(rows[one.dossier_id], one) for one in found if one.dossier_id in rows]


def friday(moment: datetime) -> date:
    """The Friday that this week's work is counted to: today on a Friday, the coming one on the days after it."""
    today = local(moment).date()
    return today + timedelta(days=(_FRIDAY - today.weekday()) % 7)


def hits(found: Iterable[Expected]) -> tuple[int, int]:
    """How many earlier forecasts of these procedures there are to compare, and how many of them came true."""
    told = {one.row.procedure: one.foreseen.hits for one in found}.values()
    return sum(one.number for one in told), sum(one.right for one in told)
