"""Where and on which day of the week work comes late: a cell for each unit and day, with its number and share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from html import escape

import altair as alt

from processes.organisation import Directory
from tasks.pictures import DueDay, Heat
from ui.locale import t
from ui.widgets.board_figures import number
from ui.widgets.pictures import look
from ui.widgets.pictures.look import INK, Row

_MOST, _ROW, _CELL = 12, 68, 38
_STEPS = ("#fdf3e3", "#f9d9a8", "#f2ab62", "#cf6526", "#8f1d17")
_EDGES = (0.05, 0.1, 0.2, 0.4)
_DARK = 0.2


def draw(found: Heat, known: Directory, *, is_province: bool) -> None:
    """Draws the picture and its table."""
    look.heading(
        t("Điểm nóng quá hạn"),
        t("Trong số việc đến hạn vào từng thứ: bao nhiêu việc quá hạn, chiếm bao nhiêu. ▲: từ 20 % trở lên."),
    )
    units = _units(found.cells)
    if not units:
        look.nothing(t("Không có việc nào đến hạn trong thời gian này."))
        return
    names = {one: _name(one, known, is_province=is_province) for one in units}
    days = [day for day in range(7) if day < 5 or any(one.weekday == day for one in found.cells)]
    shown = list(units)[:_MOST]
    label = t("Việc quá hạn theo đơn vị và thứ trong tuần; nhiều nhất: {unit}.", unit=names[shown[0]])
    rows = [_row(place, one) for place, unit in enumerate(shown) for one in units[unit].values()]
    titles: list[Row] = [{"row": place, "called": names[one]} for place, one in enumerate(shown)]
    look.draw(_chart(rows, titles, days), key="heat", height=_ROW * len(shown) + 26, label=label)
    if len(units) > _MOST:
        look.nothing(t("Còn {number} đơn vị ít việc quá hạn hơn: xem bảng số liệu.", number=len(units) - _MOST))
    headings = [t("Đơn vị"), *map(weekday, days), t("Cả tuần")]
    lines = [[escape(names[one]), *_cells(units[one], days)] for one in units]
    look.table(t("Điểm nóng quá hạn"), headings, lines, key="heat")


def weekday(day: int) -> str:
    """A day of the week as calendars head it."""
    return "CN" if day == 6 else f"T{day + 2}"


def _units(cells: list[DueDay]) -> Mapping[int, dict[int, DueDay]]:
    """The cells of each unit, the unit with the most overdue tasks first."""
    found: dict[int, dict[int, DueDay]] = defaultdict(dict)
    for one in cells:
        found[one.unit_id][one.weekday] = one
    order = sorted(found, key=lambda unit: (-sum(one.late for one in found[unit].values()), unit))
    return {unit: found[unit] for unit in order}


def _name(unit_id: int, known: Directory, *, is_province: bool) -> str:
    unit = known.units[unit_id]
    return f"{unit.name} · {known.agencies[unit.agency_id].name}" if is_province else unit.name


def _cells(mine: Mapping[int, DueDay], days: list[int]) -> list[str]:
    late, due = (sum(getattr(one, name) for one in mine.values()) for name in ("late", "due"))
    return [_cell(mine[day].late, mine[day].due) if day in mine else "–" for day in days] + [_cell(late, due)]


def _cell(late: int, due: int) -> str:
    return f"{number(late)} / {number(due)}<small>{look.percent(late / due)}</small>"


def _row(place: int, one: DueDay) -> Row:
    share = one.late / one.due
    return {
        "row": place,
        "day": weekday(one.weekday),
        "share": share,
        "late": ("▲ " if share >= _DARK else "") + number(one.late),
        "part": look.percent(round(share, 2)),
        "told": t("{late} trong {due} việc", late=number(one.late), due=number(one.due)),
    }


def _chart(rows: list[Row], titles: list[Row], days: list[int]) -> alt.LayerChart:
    domain = [weekday(day) for day in days]
    axis = alt.Axis(title=None, orient="top", labelAngle=0, grid=False, labelFontWeight=600)
    x = alt.X("day:N", sort=None, axis=axis, scale=alt.Scale(domain=domain, paddingInner=0.04, paddingOuter=0))
    y = alt.Y("row:O", axis=None, sort=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    shade = alt.Color("share:Q", scale=alt.Scale(type="threshold", domain=list(_EDGES), range=list(_STEPS)))
    ink = alt.condition(f"datum.share >= {_EDGES[-1]}", alt.value("#fff"), alt.value(INK))
    base = alt.Chart(look.rows(rows)).encode(x=x, y=y, tooltip=[alt.Tooltip("told:N", title=t("Quá hạn"))])
    names = alt.Chart(look.rows(titles)).mark_text(align="left", baseline="middle", dy=-19, limit=alt.expr("width"))
    return look.layers(
        base.mark_rect(height=_CELL, yOffset=12, cornerRadius=3, stroke="#d9a066", strokeWidth=0.5).encode(color=shade),
        base.mark_text(dy=5, fontWeight=600, fontSize=13).encode(text="late:N", color=ink),
        base.mark_text(dy=21, fontSize=11).encode(text="part:N", color=ink),
        names.encode(x=alt.value(0), y=y, text="called:N"),
    )
