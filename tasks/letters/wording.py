"""How an officer writes a time, a date and an amount of money in a letter."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def day(moment: datetime) -> str:
    """A day as letters carry it: `ngày 05 tháng 02 năm 2026`, on Vietnam's calendar.

    Days under 10 and the months 1 and 2 take a leading zero, the other months none (NĐ 30/2020, phụ lục I).
    Refuses: ValueError for a moment without a time zone.
    """
    local = _local(moment)
    month = f"{local.month:02}" if local.month <= 2 else str(local.month)
    return f"ngày {local.day:02} tháng {month} năm {local.year}"


def minute(moment: datetime) -> str:
    """The minute something was received or is due: `09 giờ 32 phút, ngày 27 tháng 10 năm 2023`.

    Refuses: ValueError for a moment without a time zone.
    """
    return f"{_local(moment):%H giờ %M phút}, {day(moment)}"


def amount(dong: int) -> str:
    """Money in whole đồng: `150.000 đồng`."""
    return f"{dong:,} đồng".replace(",", ".")


def count(number: int) -> str:
    """A number of things as forms write it: `01`, `12`; nothing is a dash."""
    return f"{number:02}" if number else "–"


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone; a letter cannot tell which minute it is in Vietnam")
    return moment.astimezone(_VIETNAM)
