"""The register: what a one-stop received in a month, to read, print and take along."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from html import escape

import streamlit as st

from processes import database, organisation
from processes.calendars import local
from processes.organisation import Directory, Unit
from processes.periods import Period
from tasks import registers
from ui import visitor
from ui.locale import t
from ui.widgets import entries
from ui.widgets.keys import keys

_MONTHS = 24


def show() -> None:
    """Draws the page."""
    known = visitor.current()
    today = local(database.now()).date()
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
        units = registers.units(snapshot, known.officer)
    if not units:
        st.error(t("Chỉ bộ phận một cửa và lãnh đạo cơ quan xem được sổ theo dõi hồ sơ."), icon=":material/error:")
        return
    st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{escape(t("Sổ theo dõi hồ sơ"))}</div>')
    with st.container(key="card_register"):
        with st.container(horizontal=True, vertical_alignment="bottom", key="register_bar"):
            unit_id, period = _asked(units, directory, today)
            _papers(unit_id, period)
        with database.snapshot() as snapshot:
            found = registers.entries(snapshot, unit_id, period, officer=known.officer)
        if found:
            entries.table(found, directory)
        else:
            st.html(f'<p class="mc-quiet">{escape(t("Không tiếp nhận hồ sơ nào trong tháng này."))}</p>')
    keys()


def _asked(units: list[int], directory: Directory, today: date) -> tuple[int, Period]:
    months = [_month(today, back) for back in range(_MONTHS)]
    chosen = st.selectbox(
        t("Tháng"), months, format_func=lambda month: f"{month:%m/%Y}", key="register_month", width=160
    )
    names = {unit_id: _named(directory.units[unit_id]) for unit_id in units}
    unit_id = units[0]
    if len(units) > 1:
        unit_id = st.selectbox(t("Bộ phận một cửa"), units, format_func=names.__getitem__, key="register_unit")
    last = monthrange(chosen.year, chosen.month)[1]
    return unit_id, Period(chosen, chosen.replace(day=last))


def _named(unit: Unit) -> str:
    if unit.valid_to is None:
        return unit.name
    return f"{unit.name} ({t('đến hết {day}', day=f'{unit.valid_to:%d/%m/%Y}')})"


def _month(today: date, back: int) -> date:
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _papers(unit_id: int, period: Period) -> None:
    asked = f"from={period.since}&to={period.until}"
    st.link_button(t("In sổ"), f"/api/registers/{unit_id}.pdf?{asked}", icon=":material/print:")
    st.link_button(t("Tải Excel"), f"/api/registers/{unit_id}.xlsx?{asked}", icon=":material/download:")


show()
