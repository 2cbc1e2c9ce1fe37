"""What officers hold against the time they have: a bar each, full where the time is used up, hatched beyond."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from math import isinf
from typing import Any

import altair as alt

from processes.organisation import Directory
from tasks.pictures import Load, Workload
from ui.locale import t, when
from ui.widgets.board_figures import number
from ui.widgets.pictures import look
from ui.widgets.pictures.look import BLUE, INK, LATE, PALE, Row

_MOST, _ROW, _BAR, _WIDEST, _HATCH = 20, 38, 10, 3.0, 160


def draw(found: Workload, known: Directory, moment: datetime) -> None:
    """Draws the picture and its table."""
    look.heading(t("Tải việc của cán bộ"), _defined())
    if not found.rows:
        look.nothing(t("Không có cán bộ nào trong phạm vi này."))
        return
    shown = [one for one in found.rows if one.tasks][:_MOST]
    over = sum(one.share > 1 for one in found.rows)
    free = t(
        "chưa ai nhận {number} việc, {hours}",
        number=number(found.unclaimed),
        hours=look.worktime(found.unclaimed_minutes),
    )
    said = t(
        "{over} trong {all} cán bộ giữ nhiều hơn thời gian có; {free}.",
        over=number(over),
        all=number(found.of),
        free=free,
    )
    if shown:
        look.draw(_chart(shown, known), key="load", height=_ROW * len(shown) + 30, label=said)
    look.nothing(said)
    headings = (t("Cán bộ"), t("Việc"), t("Quá hạn"), t("Thời hạn bước"), t("Thời gian có"), t("Tỷ lệ"), t("Tính đến"))
    look.table(t("Tải việc của cán bộ"), headings, (_line(one, known) for one in found.rows), key="load")


def _defined() -> str:
    return t(
        "Tổng thời hạn bước (giờ làm việc) của việc đang giữ, so với giờ làm việc từ bây giờ đến hạn muộn nhất của "
        "chúng, ít nhất năm ngày làm việc, trừ ngày vắng có người thay. Tính mọi thủ tục; không tính hồ sơ đang "
        "tạm dừng. ▲: quá 100 %."
    )


def _share(one: Load) -> str:
    return "∞" if isinf(one.share) else look.percent(round(one.share, 2))


def _line(one: Load, known: Directory) -> Sequence[str]:
    away = f"<small>{escape(t('đang vắng'))}</small>" if one.is_absent else ""
    mark = f'<span class="mc-late">▲ {_share(one)}</span>' if one.share > 1 else _share(one)
    return (
        f"{escape(known.name(one.officer_id))}{away}",
        number(one.tasks),
        number(one.overdue),
        look.worktime(one.minutes),
        look.worktime(one.capacity),
        mark,
        when(one.until),
    )


def _row(place: int, one: Load, known: Directory) -> Row:
    ends = min(one.share, _WIDEST)
    away = f" · {t('đang vắng')}" if one.is_absent else ""
    told = t(
        "{number} việc · {hours} / {capacity}",
        number=number(one.tasks),
        hours=look.worktime(one.minutes),
        capacity=look.worktime(one.capacity),
    )
    return {
        "row": place,
        "called": f"{known.name(one.officer_id)}{away}",
        "told": told,
        "line": f"{told}  {'▲ ' if one.share > 1 else ''}{_share(one)}",
        "is_over": one.share > 1,
        "begins": 0,
        "all_of_it": 1,
        "full": min(ends, 1.0),
        "ends": ends,
    }


def _chart(found: list[Load], known: Directory) -> alt.LayerChart:
    rows = [_row(place, one, known) for place, one in enumerate(found)]
    widest = max(1.2, *(row["ends"] for row in rows))
    scale = alt.Scale(domain=[0, widest], nice=False)
    axis = alt.Axis(
        title=None,
        orient="top",
        values=[0, 0.5, 1, 1.5, 2, 2.5, 3],
        labelExpr="round(datum.value * 100) + ' %'",
        labelOverlap=True,
    )
    y = alt.Y("row:O", axis=None, sort=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))

    def x(name: str) -> alt.X:
        return alt.X(f"{name}:Q", scale=scale, axis=axis)

    base = alt.Chart(look.rows(rows)).encode(y=y)
    over = base.transform_filter("datum.is_over")
    hatch = alt.Chart(look.rows(_hatch(rows, widest / _HATCH))).encode(y=y)
    size: dict[str, Any] = {"height": _BAR, "yOffset": _BAR - 1}
    tip = [alt.Tooltip("called:N", title=t("Cán bộ")), alt.Tooltip("told:N", title=t("Tải việc"))]
    text, right = base.encode(x=alt.value(0)), base.encode(x=alt.value("width"))
    return look.layers(
        base.mark_bar(color=PALE, stroke=BLUE, strokeWidth=1, **size).encode(x=x("begins"), x2="full:Q", tooltip=tip),
        over.mark_bar(color=LATE, **size).encode(x=x("full"), x2="ends:Q", tooltip=tip),
        hatch.mark_tick(color="#fff", thickness=1, **size).encode(x=x("at")),
        base.mark_tick(color=INK, thickness=2, height=_BAR + 5, yOffset=_BAR - 1).encode(x=x("all_of_it")),
        look.words(text, "called:N", align="left", baseline="middle", dy=-8, limit=alt.expr("max(80, width - 200)")),
        look.words(right, "line:N", align="right", baseline="middle", dy=-8),
    )


def _hatch(rows: list[Row], step: float) -> list[Row]:
    """The white lines across what is more than there is time for, at the same distance in every bar."""
    return [
        {"row": row["row"], "at": 1 + step * line}
        for row in rows
        for line in range(1, int((row["ends"] - 1) / step) + 1)
    ]
