"""How every picture looks: its heading, its chart, its numbers as Vietnam writes them, and its table.

Charts show instants on Vietnam's clock whatever the browser's zone is: they are handed over as if that were UTC.
Nothing is fetched from outside: Streamlit brings Vega along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

import altair as alt
import streamlit as st

from processes.calendars import local
from ui.locale import language, t

INK, MUTED, LINE, BLUE, PALE, LATE = "#14212e", "#4a5866", "#e1e7ed", "#0b5cad", "#cfe0f1", "#a5221b"
Row = Mapping[str, Any]
Cells = Sequence[str]


def heading(title: str, said: str) -> None:
    """What the picture is of, and how to read it."""
    st.html(
        f'<div class="mc-section" role="heading" aria-level="2">{escape(title)}</div>'
        f'<p class="mc-quiet">{escape(said)}</p>'
    )


def nothing(said: str) -> None:
    """Instead of a picture, why there is none."""
    st.html(f'<p class="mc-quiet mc-none">{escape(said)}</p>')


def rows(found: Iterable[Row]) -> alt.Data:
    """The rows of a chart."""
    return alt.Data(values=[dict(row) for row in found])


def draw(chart: alt.LayerChart, *, key: str, height: int, label: str) -> None:
    """Draws a chart as wide as there is room; `label` says what is seen in it to who does not see it."""
    axis = dict[str, Any](
        domain=False, ticks=False, grid=True, gridColor=LINE, labelColor=MUTED, labelFontSize=12, labelPadding=6
    )
    font = "Be Vietnam Pro"
    dressed = (
        chart.properties(height=height, width="container")
        .configure(font=font, background="transparent", autosize=alt.AutoSizeParams(type="fit", contains="padding"))
        .configure_axis(**axis)
        .configure_view(stroke=None)
        .configure_text(font=font, fontSize=12, color=INK)
        .configure_legend(disable=True)
        .configure_mark(aria=False)  # its label tells what is seen, its table the rest
    )
    st.altair_chart(dressed, theme=None, width="stretch", key=key, alt=label)


def words(base: alt.Chart, text: str, **told: Any) -> alt.LayerChart:
    """Words on a chart, which what lies below does not disturb; `told` is how a mark of text is drawn."""
    shown = base.encode(text=text)
    halo: dict[str, Any] = {**told, "stroke": "#fff", "strokeWidth": 4}
    return layers(shown.mark_text(**halo), shown.mark_text(**told))


def layers(*charts: alt.Chart | alt.LayerChart) -> alt.LayerChart:
    """Charts one upon the other."""
    found = alt.layer(*charts)
    assert isinstance(found, alt.LayerChart)  # a facet is none of ours
    return found


def table(label: str, headings: Cells, lines: Iterable[Cells], *, key: str, are_words: bool = False) -> None:
    """The figures of a picture; cells are HTML already, numbers but for the first unless they `are_words`."""
    with st.expander(t("Bảng số liệu"), icon=":material/table:", key=f"table_{key}"):
        head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
        body = "".join(
            f'<tr><th scope="row">{line[0]}</th>{"".join(f"<td>{cell}</td>" for cell in line[1:])}</tr>'
            for line in lines
        )
        kind = "mc-drawn" if are_words else "mc-drawn mc-numbers"
        st.html(
            f'<div class="mc-scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
            f'<table class="mc-table {kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        )


def milliseconds(moment: datetime) -> int:
    """An instant for a chart's axis."""
    return int(local(moment).replace(tzinfo=UTC).timestamp() * 1000)


def decimal(value: float) -> str:
    """A number with one digit, none where that is 0: `2,5`."""
    said = f"{value:,.1f}".removesuffix(".0")
    return said if language() == "en" else said.translate(str.maketrans(",.", ".,"))


def percent(share: float) -> str:
    """A share: `92,3 %`."""
    return f"{decimal(100 * share)} %"


def worktime(minutes: int | None) -> str:
    """Working time as a badge has room for it: `40 phút`, `2,5 giờ`."""
    if minutes is None:
        return "–"
    if minutes < 60:
        return t("{number} phút", number=minutes)
    return t("{number} giờ", number=decimal(minutes / 60))
