"""On time: how many dossiers each agency resolved in time, by procedure, and how many tasks each unit did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from processes import release_words
from tasks.report_forms.form import Column, Line, Table, alphabetical, form, roman, share
from tasks.report_forms.source import Source

DOSSIERS = (
    Column("Cơ quan, thủ tục", "text", width=52),
    Column("Đã giải quyết", width=12),
    Column("Trước hạn"),
    Column("Đúng hạn"),
    Column("Quá hạn"),
    Column("Tỷ lệ trước và đúng hạn", "share", width=14),
)
TASKS = (
    Column("Đơn vị, thủ tục", "text", width=52),
    Column("Việc đã xử lý", width=12),
    Column("Đúng hạn bước", width=12),
    Column("Quá hạn bước", width=12),
    Column("Tỷ lệ đúng hạn", "share", width=12),
)


@form("dung-han-thu-tuc", "Giải quyết đúng hạn theo cơ quan và thủ tục", of="agencies")
def of_dossiers(source: Source) -> Table:
    """Dossiers that ended in the period, by agency and procedure."""
    found: defaultdict[int, defaultdict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for life in source.lives():
        if life.ended is not None:
            judged = life.judged(source.calendars.of(life.agency_id, life.ended))
            found[life.agency_id][life.release_id][judged] += 1
    words = source.words({release for releases in found.values() for release in releases})
    lines: list[Line] = []
    agencies = sorted(found, key=lambda one: alphabetical(source.agency(one)))
    for number, agency_id in enumerate(agencies, start=1):
        own: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for release_id, counts in found[agency_id].items():
            own[words[release_id].name, words[release_id].code] += counts
        lines.append(Line(roman(number), (source.agency(agency_id), *_dossiers(_summed(own.values())))))
        for place, ((name, code), counts) in enumerate(
            sorted(own.items(), key=lambda one: alphabetical(one[0][0])), start=1
        ):
            lines.append(Line(str(place), (f"{name} ({code})", *_dossiers(counts)), 2))
    every = _summed(counts for releases in found.values() for counts in releases.values())
    notes = ("Hạn là hạn theo quy định, không tính phần được gia hạn; hồ sơ rút, dừng giải quyết cũng được tính.",)
    return Table(DOSSIERS, tuple(lines), Line("", ("Tổng cộng", *_dossiers(every)), 0), notes)


def _summed(counts: Iterable[Counter[str]]) -> Counter[str]:
    every: Counter[str] = Counter()
    for one in counts:
        every += one
    return every


def _dossiers(counts: Counter[str]) -> tuple[int | float | None, ...]:
    early, on_time, overdue = counts["early"], counts["on_time"], counts["overdue"]
    whole = early + on_time + overdue
    return whole, early, on_time, overdue, share(early + on_time, whole)


@form("dung-han-don-vi", "Xử lý đúng hạn theo đơn vị và thủ tục", of="units")
def of_tasks(source: Source) -> Table:
    """Tasks that were finished or sent back in the period, by unit and procedure."""
    found: defaultdict[int, defaultdict[int, Counter[bool]]] = defaultdict(lambda: defaultdict(Counter))
    for one in source.closings():
        found[one.unit_id][one.procedure_id][one.is_late] += 1
    names = release_words.of_procedures(source.snapshot, {one for kinds in found.values() for one in kinds})
    lines: list[Line] = []
    for number, unit_id in enumerate(sorted(found, key=lambda one: alphabetical(source.place(one))), start=1):
        own = found[unit_id]
        late = sum(counts[True] for counts in own.values())
        whole = sum(counts.total() for counts in own.values())
        lines.append(Line(roman(number), (source.place(unit_id), *_tasks(whole, late))))
        ordered = sorted(own.items(), key=lambda one: (alphabetical(names[one[0]]), one[0]))
        for place, (procedure_id, counts) in enumerate(ordered, start=1):
            lines.append(Line(str(place), (names[procedure_id], *_tasks(counts.total(), counts[True])), 2))
    late = sum(counts[True] for own in found.values() for counts in own.values())
    whole = sum(counts.total() for own in found.values() for counts in own.values())
    notes = ("Một việc là một bước xử lý đã xong hoặc đã trả lại trong kỳ, theo hạn của bước.",)
    return Table(TASKS, tuple(lines), Line("", ("Tổng cộng", *_tasks(whole, late)), 0), notes)


def _tasks(whole: int, late: int) -> tuple[int | float | None, ...]:
    return whole, whole - late, late, share(whole - late, whole)
