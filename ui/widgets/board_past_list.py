"""What was behind a number of the board on a past day: dossiers or tasks, the longest overdue first, to be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape

import streamlit as st

from processes.database import Snapshot
from processes.organisation import Directory, Officer
from tasks import board
from tasks.board import Hand, Place, Row, Spent
from ui.locale import t, when
from ui.widgets import board_figures, board_spent, pager, standing
from ui.widgets.board_address import Shown

PAGE = 50
_PLACES, _OPEN = "board_past_places", "board_past_open"


def draw(
    snapshot: Snapshot,
    shown: Shown,
    known: Directory,
    procedures: Mapping[int, str],
    *,
    officer: Officer,
    moment: datetime,
) -> None:
    """Draws one page of the list with its heading and the way on."""
    assert shown.measure is not None
    after, told = _place(shown), {"officer": officer, "moment": moment, "limit": PAGE + 1}
    if shown.is_line:
        line = {"by": shown.by, "key": shown.key}
        rows = board.tasks(snapshot, shown.asked, shown.measure, after=after, **line, **told)  # pyright: ignore
        name, _ = board_figures.line_name(shown.key, shown.by, known, procedures, is_province=False)
        title = t("Việc: {measure} · {line}", measure=board_figures.named(shown.measure), line=name)
        steps = {row.task_id: [(row.step, row.post_id or 0, row.holder_id)] for row in rows}
    else:
        rows = board.dossiers(snapshot, shown.asked, shown.measure, after=after, **told)  # pyright: ignore
        title = t("Hồ sơ: {measure}", measure=board_figures.named(shown.measure))
        ids = [row.dossier_id for row in rows[:PAGE]]
        steps = board.hands(snapshot, shown.asked, ids, officer=officer, moment=moment)
    st.html(f'<div class="mc-section" id="danh-sach" role="heading" aria-level="2">{escape(title)}</div>')
    if not rows:
        st.html(f'<p class="mc-quiet">{escape(t("Không có mục nào."))}</p>')
    else:
        shows = [row.dossier_id for row in rows[:PAGE]]
        spent = board.longest(snapshot, shown.asked, shows, officer=officer, moment=moment)
        lines = [
            _row(row, steps.get(row.task_id or row.dossier_id, []), spent.get(row.dossier_id), known, moment)
            for row in rows[:PAGE]
        ]
        _table(lines, title)
    pager.draw(st.session_state[_PLACES], rows[PAGE - 1].place if len(rows) > PAGE else None)


def _place(shown: Shown) -> Place | None:
    """Where this page of the list begins; another number begins at the top."""
    if st.session_state.get(_OPEN) != shown:
        st.session_state[_OPEN] = shown
        st.session_state[_PLACES] = []
    return (st.session_state[_PLACES] or [None])[-1]


def _row(row: Row, steps: list[Hand], spent: Spent | None, known: Directory, moment: datetime) -> str:
    link = f'<a href="/ho-so?id={row.dossier_id}" target="_self">{escape(row.code)}</a>'
    told = f"<b>{escape(row.owner)}</b><small>{escape(row.procedure)}</small>"
    lies = "".join(_hand(step, known) for step in steps) or escape(t("Không có bước nào đang mở"))
    if spent is not None:
        lies += board_spent.told(spent, known)
    post = known.post(row.post_id) if row.post_id is not None else None
    if row.paused_at is not None:
        said, mark = t("Tạm dừng từ {at}", at=when(row.paused_at)), "within"
        if row.reason is not None:
            said = f"{said}, {board_figures.pause(row.reason)}"
    else:
        stands = standing.of(row.due_at, post.agency_id if post else row.agency_id, known, moment)
        said, mark = standing.told(stands), standing.chip(stands)
    due = f'{escape(when(row.due_at))}<small class="{mark}">{escape(said)}</small>'
    return f"<tr><td>{link}</td><td>{told}</td><td>{lies}</td><td>{due}</td></tr>"


def _hand(step: Hand, known: Directory) -> str:
    name, post_id, holder_id = step
    post = known.post(post_id)
    unit = known.units[post.unit_id].name if post else ""
    who = known.name(holder_id) or t("chưa ai nhận")
    return f"{escape(name)}<small>{escape(who)} · {escape(unit)}</small>"


def _table(rows: list[str], label: str) -> None:
    headings = (t("Mã"), t("Hồ sơ"), t("Bước và người giữ"), t("Thời hạn"))
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    st.html(
        f'<table class="mc-table mc-matters mc-behind" aria-label="{escape(label)}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
