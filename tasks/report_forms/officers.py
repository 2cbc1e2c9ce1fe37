"""Officers: how many tasks each did in the period, how many of them in time, and how long they took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from processes.closings import Closing
from tasks.report_forms.form import Column, Line, Table, alphabetical, form, roman, share
from tasks.report_forms.source import Source

COLUMNS = (
    Column("Đơn vị, cán bộ", "text", width=48),
    Column("Việc đã xong", width=11),
    Column("Việc trả lại", width=11),
    Column("Hồ sơ", width=10),
    Column("Quá hạn bước", width=12),
    Column("Tỷ lệ đúng hạn", "share", width=12),
    Column("Bình quân (giờ/việc)", "hours", width=12),
)
_MINUTES = 60


@form("can-bo", "Khối lượng việc của cán bộ", of="units")
def count(source: Source) -> Table:
    """Tasks that were finished or sent back in the period, by unit and officer."""
    found: defaultdict[int, defaultdict[int | None, list[Closing]]] = defaultdict(lambda: defaultdict(list))
    for one in source.closings():
        found[one.unit_id][one.officer_id].append(one)
    lines: list[Line] = []
    for number, unit_id in enumerate(sorted(found, key=lambda one: alphabetical(source.place(one))), start=1):
        own = found[unit_id]
        every = [one for closed in own.values() for one in closed]
        lines.append(Line(roman(number), (source.place(unit_id), *_cells(every))))
        ordered = sorted(own.items(), key=lambda one: (alphabetical(source.known.name(one[0])), one[0] or 0))
        for place, (officer_id, closed) in enumerate(ordered, start=1):
            lines.append(Line(str(place), (source.known.name(officer_id) or "Chưa ai nhận", *_cells(closed)), 2))
    every = [one for own in found.values() for closed in own.values() for one in closed]
    notes = ("Tính theo người giữ việc khi việc xong; giờ làm việc từ khi việc mở, không tính thời gian tạm dừng.",)
    return Table(COLUMNS, tuple(lines), Line("", ("Tổng cộng", *_cells(every)), 0), notes)


def _cells(closed: Sequence[Closing]) -> tuple[int | float | None, ...]:
    done = sum(one.is_completed for one in closed)
    late = sum(one.is_late for one in closed)
    dossiers = len({one.dossier_id for one in closed})
    mean = sum(one.minutes for one in closed) / len(closed) / _MINUTES if closed else None
    return done, len(closed) - done, dossiers, late, share(len(closed) - late, len(closed)), mean
