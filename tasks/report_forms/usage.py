"""Usage: how many officers of each agency and role acted in the system in the period, and how often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from processes.usage import Acting
from tasks.report_forms.form import Column, Line, Table, alphabetical, form, roman
from tasks.report_forms.source import Source

COLUMNS = (
    Column("Cơ quan, vai trò", "text", width=52),
    Column("Cán bộ có thao tác", width=12),
    Column("Số thao tác", width=12),
    Column("Bình quân mỗi cán bộ", "hours", width=12),
)


@form("su-dung", "Sử dụng hệ thống theo cơ quan và vai trò", of="agencies")
def count(source: Source) -> Table:
    """Acts on dossiers and matters, by the agency and the role of the post in which they were done."""
    found: defaultdict[int, defaultdict[str, list[Acting]]] = defaultdict(lambda: defaultdict(list))
    for one in source.acting():
        post = source.known.post(one.post_id)
        if post is not None:
            found[post.agency_id][source.known.called(post, source.period.until)].append(one)
    lines: list[Line] = []
    for number, agency_id in enumerate(sorted(found, key=lambda one: alphabetical(source.agency(one))), start=1):
        own = found[agency_id]
        every = [one for acting in own.values() for one in acting]
        lines.append(Line(roman(number), (source.agency(agency_id), *_cells(every))))
        ordered = sorted(own.items(), key=lambda one: alphabetical(one[0]))
        for place, (title, acting) in enumerate(ordered, start=1):
            lines.append(Line(str(place), (title, *_cells(acting)), 2))
    every = [one for own in found.values() for acting in own.values() for one in acting]
    notes = (
        "Một thao tác là một lần ghi vào lịch sử hồ sơ, phản ánh hoặc nhiệm vụ; chỉ xem thì không tính. "
        "Cán bộ giữ hai vị trí được tính ở cả hai dòng, một lần ở dòng cơ quan và dòng tổng.",
    )
    return Table(COLUMNS, tuple(lines), Line("", ("Tổng cộng", *_cells(every)), 0), notes)


def _cells(acting: Sequence[Acting]) -> tuple[int | float | None, ...]:
    people, acts = len({one.officer_id for one in acting}), sum(one.acts for one in acting)
    return people, acts, acts / people if people else None
