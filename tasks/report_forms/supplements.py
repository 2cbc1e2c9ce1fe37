"""Supplements: how often applicants were asked for more in the period, by procedure, and how long they were waited for.

Basis: NĐ 118/2025/NĐ-CP: a supplement is asked for once, in writing, naming everything; more often is told apart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from processes.lives import Life
from tasks.report_forms.form import Column, Line, Table, alphabetical, form, share
from tasks.report_forms.source import Source

COLUMNS = (
    Column("Thủ tục", "text", width=52),
    Column("Hồ sơ có giải quyết trong kỳ", width=13),
    Column("Hồ sơ phải bổ sung", width=12),
    Column("Tỷ lệ", "share", width=10),
    Column("Số lần yêu cầu", width=11),
    Column("Hồ sơ phải bổ sung từ lần thứ hai", width=15),
    Column("Số lần đã nhận bổ sung", width=12),
    Column("Thời gian chờ bình quân (ngày)", "days", width=14),
)
_DAY = timedelta(days=1)


@dataclass(slots=True)
class Count:
    """Supplements of one procedure; `waited` is the time from request to answer, taken together."""

    dossiers: int = 0
    asked: int = 0
    times: int = 0
    again: int = 0
    answered: int = 0
    waited: timedelta = timedelta()

    def cells(self) -> tuple[int | float | None, ...]:
        """The columns behind the first."""
        waited = self.waited / self.answered / _DAY if self.answered else None
        asked = share(self.asked, self.dossiers)
        return self.dossiers, self.asked, asked, self.times, self.again, self.answered, waited


@form("bo-sung", "Yêu cầu bổ sung hồ sơ theo thủ tục", of="agencies")
def count(source: Source) -> Table:
    """Supplements asked for in the period, of dossiers that were open at some time of it."""
    by_release: defaultdict[int, Count] = defaultdict(Count)
    total = Count()
    for life in source.lives():
        for found in (by_release[life.release_id], total):
            _add(found, life, source.period.begins_at)
    words = source.words(by_release)
    own: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for release_id in by_release:
        own[words[release_id].name, words[release_id].code].append(release_id)
    ordered = sorted(own.items(), key=lambda one: alphabetical(one[0][0]))
    lines: list[Line] = []
    for number, ((name, code), releases) in enumerate(ordered, start=1):
        first = by_release[releases[0]]
        for other in releases[1:]:
            first = _both(first, by_release[other])
        lines.append(Line(str(number), (f"{name} ({code})", *first.cells())))
    notes = ("Tính theo lần yêu cầu và lần nhận bổ sung trong kỳ; thời gian chờ là ngày theo lịch.",)
    return Table(COLUMNS, tuple(lines), Line("", ("Tổng cộng", *total.cells()), 0), notes)


def _add(found: Count, life: Life, since: datetime) -> None:
    asked = [place for place, at in enumerate(life.asked) if at >= since]
    found.dossiers += 1
    found.asked += bool(asked)
    found.times += len(asked)
    found.again += any(place > 0 for place in asked)
    for begin, end in zip(life.asked, life.answered, strict=False):
        if end >= since:
            found.answered += 1
            found.waited += end - begin


def _both(a: Count, b: Count) -> Count:
    return Count(
        *(a.dossiers + b.dossiers, a.asked + b.asked, a.times + b.times, a.again + b.again),
        *(a.answered + b.answered, a.waited + b.waited),
    )
