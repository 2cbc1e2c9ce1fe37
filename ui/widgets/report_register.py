"""The registers of the one-stops that the officer may read, for the period of the reports."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from processes.organisation import Directory
from processes.periods import Period
from ui.locale import t

_KEY = "report_register_unit"


def draw(units: Sequence[int], known: Directory, period: Period) -> None:
    """Draws where the registers are; nothing for who reads none."""
    if not units:
        return
    with (
        st.container(key="card_report_register"),
        st.container(horizontal=True, vertical_alignment="center", key="report_register"),
    ):
        names = {one: known.units[one].name for one in units}
        about = names[units[0]] if len(units) == 1 else t("Theo từng bộ phận một cửa")
        title = escape(t("Sổ theo dõi hồ sơ trong kỳ"))
        st.html(
            f'<div class="mc-section" role="heading" aria-level="2">{title}</div>'
            f'<p class="mc-quiet">{escape(about)}</p>',
            width="stretch",
        )
        unit_id = units[0]
        if len(units) > 1:
            unit_id = st.selectbox(
                t("Bộ phận một cửa"),
                list(units),
                format_func=names.__getitem__,
                label_visibility="collapsed",
                key=_KEY,
                width=320,
            )
        asked = f"from={period.since}&to={period.until}"
        st.link_button(t("In sổ"), f"/api/registers/{unit_id}.pdf?{asked}", icon=":material/print:")
        st.link_button(t("Tải sổ (Excel)"), f"/api/registers/{unit_id}.xlsx?{asked}", icon=":material/download:")
