"""The dossier that is looked at on the board: how its time is counted, who used it, and what may be done beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from bpmn.refusals import Refusal
from bpmn.terms import WorkingTime
from processes import clocks, database
from processes.faults import Fault
from processes.organisation import Directory, Officer
from processes.step_times import StepTime
from tasks import repairs, viewing
from tasks.board import Row
from tasks.forecasting import Foreseen
from tasks.viewing import DossierView
from ui.locale import t, when
from ui.widgets import forecast, letters, places, repairing, standing, why
from ui.widgets.facts import Fact, facts
from ui.widgets.table import table


def draw(
    row: Row,
    steps: Sequence[StepTime],
    foreseen: Foreseen | None,
    known: Directory,
    officer: Officer,
    moment: datetime,
) -> None:
    """Draws it; its letters and repairs only for who sees the dossier itself."""
    calendar = known.calendar(row.agency_id)
    view: DossierView | None = None
    faults: list[Fault] = []
    with database.snapshot() as snapshot:
        explanation = clocks.read(snapshot, row.dossier_id, calendar).explanation
        try:
            view = viewing.look(snapshot, row.dossier_id, officer=officer, moment=moment)
            faults = repairs.of_dossier(snapshot, row.dossier_id)
        except Refusal:  # the provincial supervisor, until it is reported up: how it stands, and not the papers
            pass
    _head(row, is_seen=view is not None)
    if view is not None:
        repairing.draw_on(view, faults, officer)
        letters.draw(view, officer)
    day = calendar.day_at(moment)
    told = [
        Fact(t("Vì sao"), why.sentence(list(steps), known, day), wide=True),
        Fact(t("Hạn trả kết quả"), _due(row, view), wide=True),
        Fact(t("Cách tính hạn"), explanation, wide=True),
    ]
    if foreseen is not None:
        said = forecast.sentence(foreseen, calendar, moment)
        told.append(Fact(t("Dự báo"), said, forecast.hits(foreseen.hits), wide=True))
    facts([one for one in told if one.value])
    _steps(steps, known, day)


def _head(row: Row, *, is_seen: bool) -> None:
    title, code = escape(row.procedure), escape(f"{row.code} · {row.owner}")
    st.html(f'<div class="mc-title" role="heading" aria-level="2">{title}<small>{code}</small></div>')
    if is_seen:
        link = places.dossier_address(row.dossier_id)
        st.link_button(t("Mở hồ sơ"), link, icon=":material/open_in_new:", type="tertiary")


def _due(row: Row, view: DossierView | None) -> str:
    if row.paused_at is not None:
        return t("Tạm dừng từ {at}", at=when(row.paused_at))
    return when(row.due_at if view is None else view.particulars.due_at)


def _steps(steps: Sequence[StepTime], known: Directory, day: WorkingTime) -> None:
    """Each step with whose hands it was in, what it used, and how long after its own time it ended."""
    headings = t("Bước"), t("Đã dùng"), t("Quá hạn bước")
    rows = [_row(one, known, day) for one in steps]
    st.html(f'<div class="mc-used">{table(t("Thời gian từng bước đã dùng"), headings, rows)}</div>')


def _row(step: StepTime, known: Directory, day: WorkingTime) -> tuple[str, str, str]:
    def told(time: WorkingTime) -> str:
        return escape(standing.length(time.minutes, day)) if time.minutes else "–"

    over = f'<b class="mc-late">{told(step.over)}</b>' if step.over.minutes else "–"
    hands = " · ".join(filter(None, (why.who(step, known), why.place(step, known) if step.holder_id else "")))
    return f"<b>{escape(step.name)}</b><small>{escape(hands)}</small>", told(step.used), over
