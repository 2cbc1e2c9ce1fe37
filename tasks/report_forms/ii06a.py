"""Form II.06a/VPCP/KSTT: how an agency received and resolved procedures in a period, by field and procedure.

Columns 1 to 13 as the form has them. Its own text has not been seen: where it comes from is said as a draft.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from processes.lives import Life
from processes.release_words import Words
from tasks.report_forms.form import Column, Line, Table, alphabetical, form, roman, share
from tasks.report_forms.source import Source

_IN, _OUT, _LEFT = "Số hồ sơ nhận giải quyết", "Kết quả giải quyết", "Số hồ sơ đang giải quyết"
_NOW = "Trong kỳ"
COLUMNS = (
    Column("Lĩnh vực, thủ tục", "text", width=44),
    Column("Tổng số", over=(_IN,)),
    Column("Trực tuyến", over=(_IN, _NOW)),
    Column("Trực tiếp, dịch vụ bưu chính", over=(_IN, _NOW), width=13),
    Column("Từ kỳ trước", over=(_IN,)),
    Column("Tổng số", over=(_OUT,)),
    Column("Trước hạn", over=(_OUT,)),
    Column("Đúng hạn", over=(_OUT,)),
    Column("Quá hạn", over=(_OUT,)),
    Column("Tổng số", over=(_LEFT,)),
    Column("Trong hạn", over=(_LEFT,)),
    Column("Quá hạn", over=(_LEFT,)),
)


@dataclass(slots=True)
class Count:
    """Dossiers of one procedure: received online and otherwise, from before; how they ended, how they stand."""

    online: int = 0
    direct: int = 0
    before: int = 0
    early: int = 0
    on_time: int = 0
    overdue: int = 0
    within: int = 0
    late: int = 0

    def cells(self) -> tuple[int, ...]:
        """The columns from 3 on."""
        received = self.online + self.direct + self.before
        resolved = self.early + self.on_time + self.overdue
        left = self.within + self.late
        return (
            *(received, self.online, self.direct, self.before),
            *(resolved, self.early, self.on_time, self.overdue),
            *(left, self.within, self.late),
        )

    @property
    def online_share(self) -> float | None:
        """What share of those received in the period came online."""
        return share(self.online, self.online + self.direct)


def summed(counts: Iterable[Count]) -> Count:
    """Counts taken together."""
    return Count(*map(sum, zip(*(astuple(one) for one in counts), strict=True))) if (counts := [*counts]) else Count()


@form(
    "ii-06a",
    "Tình hình, kết quả giải quyết TTHC (biểu II.06a)",
    of="agencies",
    title="Tình hình, kết quả giải quyết thủ tục hành chính tại cơ quan, đơn vị trực tiếp giải quyết",
    symbol="II.06a/VPCP/KSTT",
    source="Biểu số II.06a/VPCP/KSTT (bản dự thảo: chưa đối chiếu với văn bản ban hành biểu)",
)
def count(source: Source) -> Table:
    """Every dossier is in column 3 once, and in column 7 or 11."""
    by_release: defaultdict[int, Count] = defaultdict(Count)
    for life in source.lives():
        _add(by_release[life.release_id], life, source)
    return _table(source, by_release)


def by_agency(source: Source) -> Mapping[int, Count]:
    """The same figures by competent agency."""
    found: defaultdict[int, Count] = defaultdict(Count)
    for life in source.lives():
        _add(found[life.agency_id], life, source)
    return found


def _add(found: Count, life: Life, source: Source) -> None:
    if life.received < source.period.begins_at:
        found.before += 1
    elif life.channel == "online":
        found.online += 1
    else:
        found.direct += 1
    if life.ended is None:
        is_late = source.was_late(life)
        found.late += is_late
        found.within += not is_late
        return
    judged = life.judged(source.calendars.of(life.agency_id, life.ended))
    found.early += judged == "early"
    found.on_time += judged == "on_time"
    found.overdue += judged == "overdue"


def _table(source: Source, by_release: dict[int, Count]) -> Table:
    words = source.words(by_release)
    fields: defaultdict[str, defaultdict[Words, list[Count]]] = defaultdict(lambda: defaultdict(list))
    for release_id, found in by_release.items():
        fields[words[release_id].field][words[release_id]].append(found)
    lines: list[Line] = []
    for number, (name, procedures) in enumerate(sorted(fields.items(), key=lambda one: alphabetical(one[0])), start=1):
        own = {one: summed(counts) for one, counts in procedures.items()}
        lines.append(Line(roman(number), (name, *summed(own.values()).cells())))
        for place, (one, found) in enumerate(sorted(own.items(), key=lambda one: alphabetical(one[0].name)), start=1):
            lines.append(Line(str(place), (f"{one.name} ({one.code})", *found.cells()), 2))
    total = summed(by_release.values())
    online = total.online_share
    said = "không có hồ sơ tiếp nhận trong kỳ" if online is None else f"{100 * online:.1f}%".replace(".", ",")
    notes = (
        f"Tỷ lệ hồ sơ tiếp nhận trực tuyến trong kỳ: {said}.",
        "Hồ sơ được rút hoặc dừng giải quyết tính vào cột 9 hoặc cột 10; hồ sơ đang tạm dừng chờ người nộp "
        "tính vào cột 12 nếu còn thời hạn.",
    )
    return Table(COLUMNS, tuple(lines), Line("", ("Tổng cộng", *total.cells()), 0), notes, numbered=True)
