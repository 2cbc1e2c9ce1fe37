"""What will be late by Friday: its number below the board's others, drawn when those stand, and what its list says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from urllib.parse import urlencode

import streamlit as st

from processes import database, forecasts
from processes.database import Snapshot
from processes.organisation import Officer
from processes.refusals import NotAllowed
from tasks import expected, forecasting
from tasks.board import Asked
from tasks.expected import Expected
from ui.locale import t
from ui.widgets import board_address, board_figures
from ui.widgets.board_address import Shown

NAME = "du-bao"
_FRIDAY = "thu-sau"
_KEPT = "board_ahead"
_FRESH = 300  # seconds: the past that is learned from changes in the night


def is_open() -> bool:
    """Whether its list is open."""
    return st.query_params.get(NAME) == _FRIDAY


def title(moment: datetime) -> str:
    """What the list is called."""
    return t("Sẽ trễ trước thứ Sáu, {day}", day=f"{expected.friday(moment):%d/%m}")


def found(snapshot: Snapshot, asked: Asked, *, officer: Officer, moment: datetime) -> list[Expected]:
    """What is expected late, kept for a few minutes. Refuses: NotAllowed."""
    day = expected.friday(moment)
    stand = asked, day, officer.id, int(moment.timestamp()) // _FRESH
    kept: tuple[object, list[Expected]] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] != stand:
        kept = stand, expected.late_by(snapshot, asked, day, officer=officer, moment=moment)
        st.session_state[_KEPT] = kept
    return kept[1]


def draw(shown: Shown, officer: Officer) -> None:
    """Draws the number, a link to its list, with how earlier forecasts came true."""
    moment = database.now()
    try:
        with database.snapshot() as snapshot:
            late = found(snapshot, shown.asked, officer=officer, moment=moment)
            is_known = bool(late) or forecasts.are_there(snapshot)
    except NotAllowed:  # said once, above
        return
    address = {name: value for name, value in st.query_params.items() if name not in ("so", "dong")} | {NAME: _FRIDAY}
    link = escape(f"{board_address.PATH}?{urlencode(address)}")
    mark, current = "soon" if late else "", ' aria-current="true"' if is_open() else ""
    told = _told(late) if is_known else t("Chưa đủ dữ liệu về hồ sơ đã giải quyết.")
    number = board_figures.number(len(late)) if is_known else "–"
    label = escape(t("Dự báo"))
    st.html(
        f'<nav class="mc-tiles mc-ahead" aria-label="{label}"><a class="{mark}" href="{link}" target="_self"{current}>'
        f"<span>{escape(title(moment))}<small>{escape(told)}</small></span><b>{number}</b></a></nav>"
    )


def _told(late: Sequence[Expected]) -> str:
    """From which chance on a dossier counts, and how earlier forecasts came true, where there are enough."""
    told = t("Khả năng quá hạn từ {chance} % trở lên", chance=round(100 * forecasting.LIKELY))
    number, right = expected.hits(late)
    if number < forecasting.lateness.ENOUGH:
        return told
    share = round(100 * right / number)
    return f"{told} · {t('{share} % trong {number} dự báo trước đây đã đúng', share=share, number=number)}"
