"""What is foreseen of an open dossier, in a sentence: how likely it becomes late, how long it takes, based on what."""

from __future__ import annotations

from datetime import datetime

from processes import database
from processes.calendars import Calendar
from processes.forecasts import Hits
from processes.organisation import Officer
from processes.permissions import may_oversee
from tasks import forecasting
from tasks.forecasting import Foreseen
from tasks.viewing import DossierView
from ui.locale import t
from ui.widgets.facts import Fact


def fact(view: DossierView, officer: Officer, *, moment: datetime) -> list[Fact]:
    """The line of an open dossier's page for who answers for it; nothing for others, and when it is late already."""
    found = view.particulars
    told = {"agency_id": found.agency_id, "receiving_unit_id": found.receiving_unit_id}
    is_late = view.standing.remaining.minutes < 0
    if found.finished_at or is_late or not may_oversee(officer, **told, procedure=found.procedure_code):
        return []
    with database.snapshot() as snapshot:
        foreseen = forecasting.of_dossier(snapshot, found.id, officer=officer, moment=moment)
    if foreseen is None:
        return [Fact(t("Dự báo"), t("Chưa đủ dữ liệu về hồ sơ đã giải quyết của thủ tục này."), wide=True)]
    calendar = view.directory.calendar(found.agency_id)
    return [Fact(t("Dự báo"), sentence(foreseen, calendar, moment), hits(foreseen.hits), wide=True)]


def sentence(foreseen: Foreseen, calendar: Calendar, moment: datetime) -> str:
    """`Khả năng quá hạn 62 %, còn khoảng 3–5 ngày làm việc, dựa trên 214 hồ sơ tương tự`."""
    return t(
        "Khả năng quá hạn {chance} %, còn khoảng {time}, dựa trên {number} hồ sơ tương tự.",
        chance=percent(foreseen.chance),
        time=_time(foreseen, calendar.day_at(moment).minutes),
        number=foreseen.similar,
    )


def percent(chance: float) -> int:
    """The chance in whole per cent; what may still come in time is never 100, what may still be late never 0."""
    return min(max(round(100 * chance), 1), 99)


def hits(told: Hits) -> str:
    """How earlier forecasts came true, empty before there are enough to say so."""
    if told.number < forecasting.lateness.ENOUGH:
        return ""
    return t(
        "{share} % trong {number} dự báo trước đây đã đúng",
        share=round(100 * told.right / told.number),
        number=told.number,
    )


def _time(foreseen: Foreseen, day: int) -> str:
    """From what half of similar dossiers needed at most to what four in five did."""
    unit, words = (day, t("ngày làm việc")) if foreseen.most >= day else (60, t("giờ làm việc"))
    half, most = (max(round(minutes / unit), 1) for minutes in (foreseen.half, foreseen.most))
    return f"{half} {words}" if half == most else f"{half}–{most} {words}"
