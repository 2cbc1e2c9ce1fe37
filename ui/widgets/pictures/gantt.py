"""Open tasks against their due times: each a bar from its opening to its due time, and on to now where that is past."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from typing import Any

import altair as alt

from processes.organisation import Directory
from tasks.pictures import Gantt, Stretch
from ui.locale import t, when
from ui.widgets import places, standing
from ui.widgets.board_figures import number
from ui.widgets.pictures import look
from ui.widgets.pictures.look import BLUE, INK, LATE, PALE, Row

_SIDES = timedelta(days=30)
_ROW, _BAR, _HATCH = 32, 9, 180
_DAY = 86_400_000  # milliseconds


def draw(found: Gantt, known: Directory, moment: datetime) -> None:
    """Draws the picture and its table."""
    look.heading(
        t("Việc đang mở theo thời hạn"),
        t("Thanh nhạt: từ lúc mở đến hạn; thanh đậm có vạch: phần đã quá hạn; nét đứt: bây giờ."),
    )
    if not found.rows:
        look.nothing(t("Không có việc nào đang mở trong phạm vi này."))
        return
    names = [_names(one, known, moment) for one in found.rows]
    label = t("{shown} trong {all} việc đang mở, {late} việc quá hạn.", **_said(found))
    chart, height = _chart(found.rows, names, moment), _ROW * len(found.rows) + 40
    look.draw(chart, key="gantt", height=height, label=label)
    look.nothing(_rest(found, label))
    headings = (t("Hồ sơ"), t("Bước"), t("Người giữ"), t("Mở lúc"), t("Thời hạn"), t("Tình trạng"))
    look.table(t("Việc đang mở theo thời hạn"), headings, map(_line, found.rows, names), key="gantt", are_words=True)


def _said(found: Gantt) -> dict[str, str]:
    told = {"shown": len(found.rows), "all": found.of.all, "late": found.of.overdue}
    return {name: number(value) for name, value in told.items()}


def _rest(found: Gantt, label: str) -> str:
    if not found.of.paused:
        return label
    paused = t("{number} việc của hồ sơ đang tạm dừng không vẽ.", number=number(found.of.paused))
    return f"{label} {paused}"


def _names(one: Stretch, known: Directory, moment: datetime) -> tuple[str, str]:
    """Who holds a task, and how it stands."""
    post = known.post(one.post_id)
    stands = standing.of(one.due_at, post.agency_id, known, moment) if post else None
    return known.name(one.holder_id) or t("chưa ai nhận"), standing.told(stands) if stands else ""


def _line(one: Stretch, names: tuple[str, str]) -> list[str]:
    link = f'<a href="{places.dossier_address(one.dossier_id)}" target="_self">{escape(one.code)}</a>'
    who, stands = names
    return [link, *(escape(said) for said in (one.step, who, when(one.opened_at), when(one.due_at), stands))]


def _chart(found: list[Stretch], names: list[tuple[str, str]], moment: datetime) -> alt.LayerChart:
    left = max(min(one.opened_at for one in found), moment - _SIDES)
    right = min(max(max(one.due_at for one in found), moment), moment + _SIDES)
    edge = (right - left) / 60
    domain = [look.milliseconds(left), look.milliseconds(right + edge)]
    rows = [_row(place, *told, left, right, moment) for place, told in enumerate(zip(found, names, strict=True))]
    scale = alt.Scale(domain=domain, nice=False)
    axis = alt.Axis(
        title=None, orient="top", labelExpr="utcFormat(datum.value, '%d/%m')", values=_days(domain), labelOverlap=True
    )
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0), sort=None)

    def x(name: str) -> alt.X:
        return alt.X(f"{name}:Q", scale=scale, axis=axis)

    base = alt.Chart(look.rows(rows)).encode(y=y)
    late = base.transform_filter("datum.turns < datum.ends")
    hatch = alt.Chart(look.rows(_hatch(rows, domain))).encode(y=y)
    present = alt.Chart(look.rows([{"now": look.milliseconds(moment)}]))
    tip = [alt.Tooltip(f"{name}:N", title=title) for name, title in _tips().items()]
    size: dict[str, Any] = {"height": _BAR, "yOffset": _BAR - 1}
    tick: dict[str, Any] = {**size, "thickness": 2.5, "height": _BAR + 5}
    within = base.transform_filter("datum.is_within")
    text = base.encode(x=alt.value(2))
    stands = base.encode(x=alt.value("width"))
    on_time, overdue = (stands.transform_filter(one) for one in ("!datum.is_late", "datum.is_late"))
    ends: dict[str, Any] = {"align": "right", "baseline": "middle", "dy": -6, "fontWeight": 600}
    return look.layers(
        present.mark_rule(color=INK, strokeDash=[4, 3], strokeWidth=1.5).encode(x=x("now")),
        base.mark_bar(color=PALE, stroke=BLUE, strokeWidth=1, **size).encode(x=x("begins"), x2="turns:Q", tooltip=tip),
        late.mark_bar(color=LATE, **size).encode(x=x("turns"), x2="ends:Q", tooltip=tip),
        hatch.mark_tick(color="#fff", thickness=1, **size).encode(x=x("at")),
        within.mark_tick(color=INK, **tick).encode(x=x("due")),
        look.words(text, "called:N", align="left", baseline="middle", dy=-6, limit=alt.expr("max(80, width - 130)")),
        look.words(on_time, "stands:N", color=INK, **ends),
        look.words(overdue, "stands:N", color=LATE, **ends),
    )


def _days(domain: list[int]) -> list[int]:
    """The midnights that are marked: as many as a phone has room for."""
    first, last = (edge // _DAY for edge in domain)
    return [day * _DAY for day in range(first + 1, last + 1, max((last - first) // 6, 1))]


def _tips() -> dict[str, str]:
    return {
        "code": t("Hồ sơ"),
        "step": t("Bước"),
        "who": t("Người giữ"),
        "until": t("Thời hạn"),
        "stands": t("Tình trạng"),
    }


def _row(place: int, one: Stretch, names: tuple[str, str], left: datetime, right: datetime, moment: datetime) -> Row:
    who, stands = names
    turns = min(max(one.due_at, left), right)
    return {
        "row": place,
        "code": one.code,
        "step": one.step,
        "who": who,
        "until": when(one.due_at),
        "called": f"{one.step} · {who} · {one.code}",
        "stands": ("▲ " if one.due_at < moment else "") + stands,
        "is_late": one.due_at < moment,
        "begins": look.milliseconds(max(one.opened_at, left)),
        "turns": look.milliseconds(turns),
        "ends": look.milliseconds(max(turns, moment) if one.due_at < moment else turns),
        "due": look.milliseconds(turns),
        "is_within": left <= one.due_at <= right,
    }


def _hatch(rows: list[Row], domain: list[int]) -> list[Row]:
    """The white lines across what is overdue, at the same distance in every bar."""
    step = max((domain[1] - domain[0]) // _HATCH, 1)
    return [
        {"row": row["row"], "at": at}
        for row in rows
        for at in range(row["turns"] + step, row["ends"], step)
        if row["is_late"]
    ]
