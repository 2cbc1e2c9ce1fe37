"""Time used: how much working time the tasks took that each unit closed in the period, pauses left out."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence

from tasks.report_forms.form import Column, Line, Table, alphabetical, form
from tasks.report_forms.source import Source

COLUMNS = (
    Column("Đơn vị", "text", width=52),
    Column("Việc đã xử lý", width=12),
    Column("Tổng số giờ", "hours", width=12),
    Column("Bình quân (giờ/việc)", "hours", width=12),
    Column("Trung vị (giờ)", "hours", width=12),
    Column("80% việc xong trong (giờ)", "hours", width=14),
)
_MINUTES = 60


@form("thoi-gian", "Thời gian xử lý theo đơn vị", of="units")
def count(source: Source) -> Table:
    """Working hours from a task's opening until it was closed, by unit."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for one in source.closings():
        found[one.unit_id].append(one.minutes)
    lines = [
        Line(str(number), (source.place(unit_id), *_cells(found[unit_id])))
        for number, unit_id in enumerate(sorted(found, key=lambda one: alphabetical(source.place(one))), start=1)
    ]
    every = [minutes for own in found.values() for minutes in own]
    notes = (
        "Giờ làm việc theo lịch của cơ quan, từ khi việc mở (kể cả khi chưa ai nhận) đến khi xong; "
        "không tính thời gian hồ sơ tạm dừng.",
    )
    return Table(COLUMNS, tuple(lines), Line("", ("Tổng cộng", *_cells(every)), 0), notes)


def _cells(minutes: Sequence[int]) -> tuple[int | float | None, ...]:
    if not minutes:
        return 0, 0.0, None, None, None
    whole = sum(minutes)
    return (
        len(minutes),
        whole / _MINUTES,
        whole / len(minutes) / _MINUTES,
        statistics.median(minutes) / _MINUTES,
        most(minutes) / _MINUTES,
    )


def most(minutes: Sequence[int]) -> int:
    """The least that four in five need at most."""
    return sorted(minutes)[-(-len(minutes) * 4 // 5) - 1]
