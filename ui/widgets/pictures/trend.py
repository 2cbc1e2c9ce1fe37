"""The last year by week: how much ended in time, and how much was open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import altair as alt

from tasks.pictures import Trend, Week
from ui.locale import t
from ui.widgets.board_figures import number
from ui.widgets.pictures import look
from ui.widgets.pictures.look import BLUE, INK, MUTED, PALE, Row

_APART = 5  # weeks: nearer ones would write their numbers into each other


def draw(found: Trend) -> None:
    """Draws the two pictures and their table."""
    what = t("việc của đơn vị") if found.is_of_tasks else t("hồ sơ")
    look.heading(
        t("Xu hướng 52 tuần"),
        t(
            "Tỷ lệ đúng hạn của {what} kết thúc trong tuần, theo hạn đã gia hạn nếu có; số còn tồn cuối tuần.",
            what=what,
        ),
    )
    judged = [one for one in found.weeks if one.ended]
    if not judged:
        look.nothing(t("Chưa có gì kết thúc trong 52 tuần qua."))
        return
    ended, on_time = (sum(getattr(one, name) for one in judged) for name in ("ended", "on_time"))
    said = t(
        "Cả năm đúng hạn {share} (nét đứt); tồn hiện nay {left}.",
        share=look.percent(on_time / ended),
        left=number(found.weeks[-1].backlog),
    )
    look.draw(_rates(found.weeks, on_time / ended), key="trend_rate", height=200, label=said)
    look.draw(_backlogs(found.weeks), key="trend_backlog", height=150, label=said)
    look.nothing(said)
    headings = (t("Tuần từ"), t("Kết thúc"), t("Đúng hạn"), t("Tỷ lệ đúng hạn"), t("Tồn cuối tuần"))
    look.table(t("Xu hướng 52 tuần"), headings, map(_line, reversed(found.weeks)), key="trend")


def _line(one: Week) -> Sequence[str]:
    rate = "–" if one.rate is None else look.percent(one.rate)
    return f"{one.begins:%d/%m/%Y}", number(one.ended), number(one.on_time), rate, number(one.backlog)


def _row(one: Week) -> Row:
    middle = datetime(one.begins.year, one.begins.month, one.begins.day, tzinfo=UTC)
    return {
        "begins": int(middle.timestamp() * 1000),
        "ends": int((middle + timedelta(days=6)).timestamp() * 1000),
        "month": one.begins.month,
        "week": t("tuần từ {day}", day=f"{one.begins:%d/%m/%Y}"),
        "rate": one.rate,
        "share": "" if one.rate is None else look.percent(one.rate),
        "of": t("{good} trong {all}", good=number(one.on_time), all=number(one.ended)),
        "backlog": one.backlog,
        "left": number(one.backlog),
    }


def _x(rows: list[Row]) -> alt.X:
    months = [row["begins"] for row, before in zip(rows[1:], rows, strict=False) if row["month"] != before["month"]]
    axis = alt.Axis(title=None, labelExpr="utcFormat(datum.value, '%m/%Y')", values=months[1::2])
    return alt.X("begins:Q", axis=axis, scale=alt.Scale(domain=[rows[0]["begins"], rows[-1]["ends"]], nice=False))


def _rates(found: list[Week], mean: float) -> alt.LayerChart:
    rows = [_row(one) for one in found]
    judged = [row for row in rows if row["rate"] is not None]
    worst = min(judged, key=lambda row: row["rate"])
    floor = max(min(0.9, int(worst["rate"] * 10) / 10) - 0.1, 0)
    scale = alt.Scale(domain=[floor, 1], nice=False)
    axis = alt.Axis(title=None, tickCount=5, minExtent=44, labelExpr="round(datum.value * 100) + ' %'")
    x, y = _x(rows), alt.Y("rate:Q", scale=scale, axis=axis)
    tip = [
        alt.Tooltip("week:N", title=t("Tuần")),
        alt.Tooltip("share:N", title=t("Đúng hạn")),
        alt.Tooltip("of:N", title=t("Số lượng")),
    ]
    base = alt.Chart(look.rows(rows)).encode(x=x, y=y)
    year = alt.Chart(look.rows([{"rate": mean}]))
    named = [{**worst, "said": worst["share"]}]
    return look.layers(
        year.mark_rule(color=MUTED, strokeDash=[5, 4]).encode(y=y),
        base.mark_line(color=BLUE, strokeWidth=2),
        base.mark_point(color=BLUE, filled=True, size=26, opacity=1).encode(tooltip=tip),
        look.words(alt.Chart(look.rows(named)).encode(x=x, y=y), "said:N", dy=13, fontWeight=600),
    )


def _backlogs(found: list[Week]) -> alt.LayerChart:
    rows = [_row(one) for one in found]
    x = _x(rows)
    axis = alt.Axis(
        title=None,
        tickCount=4,
        tickMinStep=1,
        minExtent=44,
        labelExpr="join(split(format(datum.value, ',d'), ','), '.')",
    )
    y = alt.Y("backlog:Q", axis=axis, scale=alt.Scale(domainMin=0, nice=True))
    tip = [alt.Tooltip("week:N", title=t("Tuần")), alt.Tooltip("left:N", title=t("Tồn cuối tuần"))]
    most = max(rows, key=lambda row: row["backlog"])
    last = rows[-1]
    named = [most, last] if rows.index(most) < len(rows) - _APART else [last]
    base = alt.Chart(look.rows(rows))
    return look.layers(
        base.mark_bar(color=PALE, stroke=BLUE, strokeWidth=0.6).encode(
            x=x, x2="ends:Q", y=y, y2=alt.datum(0), tooltip=tip
        ),
        look.words(alt.Chart(look.rows(named)).encode(x=x, y=y), "left:N", dy=-7, dx=3, fontWeight=600, color=INK),
    )
