"""What is behind a number of the board: its dossiers or tasks, the longest overdue first, to be chosen and acted on.

The row that is looked at is told of beside the list; acts are for the ticked rows, for that row where none is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

from processes import database, organisation, step_times
from processes.accounts import Visitor
from processes.database import Snapshot
from processes.organisation import Directory, Officer
from processes.refusals import NotAllowed
from processes.step_times import StepTime
from tasks import board, forecasting
from tasks.batches import Progress
from tasks.board import Place, Row, Sight
from tasks.forecasting import Foreseen
from ui import visitor
from ui.locale import t, when
from ui.widgets import (
    batch,
    board_address,
    board_ahead,
    board_dossier,
    board_figures,
    forecast,
    overseeing_many,
    pager,
    standing,
    why,
    worklist,
)
from ui.widgets.board_address import Shown

PAGE = 50
LIST = "board_list"
_PLACES, _OPEN, _TURN, _SELECTED = "board_places", "board_open", "board_turn", "board_selected"
_LOWER = -240  # pixels that the list reaches below the window: the page is scrolled anyway


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of what is behind a number; `following` is where the next page begins."""

    title: str
    rows: list[Row]
    following: Place | int | None
    steps: Mapping[int, list[StepTime]]
    foreseen: Mapping[int, Foreseen] = field(default_factory=dict[int, Foreseen])


def refused() -> None:
    """Says for whom the board is."""
    said = t("Chỉ lãnh đạo cơ quan, người đứng đầu đơn vị và Phòng Kiểm soát thủ tục hành chính xem được bảng này.")
    st.error(said, icon=":material/error:")


def is_open(shown: Shown) -> bool:
    """Whether a number is open."""
    return shown.measure is not None or board_ahead.is_open()


@st.fragment
def draw(shown: Shown, seen: Sight, procedures: Mapping[int, str]) -> None:
    """Draws the list with its heading, the acts, what is told of the row that is looked at, and the way on."""
    visitor_, moment = visitor.current(), database.now()
    after = _place(shown)
    try:
        with database.snapshot() as snapshot:
            known = organisation.of_officer(snapshot, visitor_.officer)
            found = _behind(snapshot, shown, known, procedures, after, officer=visitor_.officer, moment=moment)
    except NotAllowed:
        refused()
        return
    _heading(found.title)
    if not found.rows:
        batch.follow(visitor_, ended=lambda _: None)
        st.html(f'<p class="mc-quiet">{escape(t("Không có mục nào."))}</p>')
        return
    above = st.container()
    left, right = st.columns([7, 5], gap="medium")
    with left, st.container(key=LIST):
        selected = _select(found, known, moment)
        pager.draw(st.session_state[_PLACES], found.following)
    with above:
        _acts(visitor_, found, seen, known, selected)
    with right, st.container(key="card_board_dossier"):
        steps = found.steps.get(selected.dossier_id, [])
        foreseen = found.foreseen.get(selected.dossier_id)
        board_dossier.draw(selected, steps, foreseen, known, visitor_.officer, moment)


def _heading(title: str) -> None:
    address = {name: value for name, value in st.query_params.items() if name not in ("so", "dong", board_ahead.NAME)}
    link = f"{board_address.PATH}?{urlencode(address)}"
    st.html(
        f'<div class="mc-opened"><div class="mc-section" id="danh-sach" role="heading" aria-level="2">{escape(title)}'
        f'</div><a href="{escape(link)}" target="_self">{escape(t("Đóng danh sách"))}</a></div>'
    )


def _place(shown: Shown) -> Place | int | None:
    """Where this page of the list begins; another number begins at the top, with nothing ticked."""
    stand = shown, board_ahead.is_open()
    if st.session_state.get(_OPEN) != stand:
        st.session_state[_OPEN] = stand
        st.session_state[_PLACES] = []
        _begin_anew(())
    return (st.session_state[_PLACES] or [None])[-1]


def _key() -> str:
    return f"board_rows_{st.session_state.setdefault(_TURN, 0)}"


def _begin_anew(ticked: Collection[int | str]) -> None:
    """A list in which nothing is looked at yet."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state.pop(_SELECTED, None)
    worklist.tick(ticked, key=_key())


def _behind(
    snapshot: Snapshot,
    shown: Shown,
    known: Directory,
    procedures: Mapping[int, str],
    after: Place | int | None,
    *,
    officer: Officer,
    moment: datetime,
) -> Behind:
    if board_ahead.is_open():
        first = after if isinstance(after, int) else 0
        expected = board_ahead.found(snapshot, shown.asked, officer=officer, moment=moment)
        rows, following = [one.row for one in expected[first : first + PAGE]], None
        if len(expected) > first + PAGE:
            following = first + PAGE
        title, foreseen = board_ahead.title(moment), {one.row.dossier_id: one.foreseen for one in expected}
        return Behind(title, rows, following, _steps(snapshot, rows, known, moment), foreseen)
    assert shown.measure is not None
    begin = after if isinstance(after, tuple) else None
    told = {"officer": officer, "moment": moment, "limit": PAGE + 1, "after": begin}
    measure = board_figures.named(shown.measure)
    if shown.is_line:
        rows = board.tasks(snapshot, shown.asked, shown.measure, by=shown.by, key=shown.key, **told)  # pyright: ignore
        name, _ = board_figures.line_name(shown.key, shown.by, known, procedures, is_province=False)
        title = t("Việc: {measure} · {line}", measure=measure, line=name)
    else:
        rows = board.dossiers(snapshot, shown.asked, shown.measure, **told)  # pyright: ignore
        title = t("Hồ sơ: {measure}", measure=board_figures.lasting(shown.measure, shown.asked.waits))
    page, following = rows[:PAGE], rows[PAGE - 1].place if len(rows) > PAGE else None
    running = {row.dossier_id for row in page if row.paused_at is None and shown.measure != "overdue"}
    foreseen = forecasting.of_dossiers(snapshot, running, officer=officer, moment=moment) if running else {}
    return Behind(title, page, following, _steps(snapshot, page, known, moment), foreseen)


def _steps(snapshot: Snapshot, rows: Sequence[Row], known: Directory, moment: datetime) -> Mapping[int, list[StepTime]]:
    calendars = {row.dossier_id: known.calendar(row.agency_id) for row in rows}
    return step_times.of_dossiers(snapshot, calendars, moment=moment)


def _id(row: Row) -> int:
    return row.task_id or row.dossier_id


def _select(found: Behind, known: Directory, moment: datetime) -> Row:
    """Draws the rows and tells which is looked at: the one chosen, the first at first and when that is gone."""
    by_id = {_id(row): row for row in found.rows}
    lines = [_line(row, found, known, moment) for row in found.rows]
    if st.session_state.get(_SELECTED, _id(found.rows[0])) not in by_id:
        _begin_anew(worklist.checked(lines, key=_key()))
    label = t("Danh sách công việc")
    picked = worklist.worklist(
        lines,
        st.session_state.get(_SELECTED, _id(found.rows[0])),
        key=_key(),
        version=str(hash(tuple(lines))),
        checks=True,
        label=label,
        reserve=_LOWER,
        fits=True,
    )
    chosen = by_id.get(int(picked or 0), found.rows[0])
    st.session_state[_SELECTED] = _id(chosen)
    return chosen


def _line(row: Row, found: Behind, known: Directory, moment: datetime) -> worklist.Row:
    stands = standing.of(row.due_at, _agency(row, known), known, moment)
    steps = found.steps.get(row.dossier_id, [])
    lying = [one for one in steps if one.is_open and row.task_id in (None, one.task_id)]
    return worklist.Row(
        id=_id(row),
        title=row.procedure,
        meta=(row.code, row.owner),
        chip=standing.told(stands) if row.paused_at is None else _paused(row, row.paused_at),
        kind=standing.chip(stands) if row.paused_at is None else "paused",
        place=_lies(lying, known),
        note=_note(row, steps, found.foreseen.get(row.dossier_id), known, moment),
    )


def _paused(row: Row, since: datetime) -> str:
    """Since when it stands, and for what."""
    said = t("Tạm dừng từ {at}", at=when(since))
    return said if row.reason is None else f"{said}, {board_figures.pause(row.reason)}"


def _agency(row: Row, known: Directory) -> int:
    """Whose clock a row is read on: of a task that of the agency it lies in."""
    post = known.post(row.post_id) if row.post_id is not None else None
    return post.agency_id if post else row.agency_id


def _lies(open_steps: Sequence[StepTime], known: Directory) -> tuple[str, ...]:
    """At which step it lies, where, and in whose hands; of several at once the first, and how many more."""
    if not open_steps:
        return (t("Không có bước nào đang mở"),)
    first, more = open_steps[0], len(open_steps) - 1
    name = t("{step} và {more} bước khác", step=first.name, more=more) if more else first.name
    return (f"{name} · {why.place(first, known)}", known.name(first.holder_id) or t("chưa ai nhận"))


def _note(row: Row, steps: list[StepTime], foreseen: Foreseen | None, known: Directory, moment: datetime) -> str:
    calendar = known.calendar(row.agency_id)
    told = why.short(steps, known, calendar.day_at(moment))
    return " ".join(filter(None, (forecast.sentence(foreseen, calendar, moment) if foreseen else "", told)))


def _acts(known: Visitor, found: Behind, seen: Sight, directory: Directory, selected: Row) -> None:
    lines = {_id(row): row for row in found.rows}
    shown = [worklist.Row(one, "", (), "", "within") for one in lines]
    ticked = [lines[int(one)] for one in worklist.checked(shown, key=_key())]
    chosen = ticked or [selected]
    tasks = [task for row in chosen for task in _tasks(row, found.steps.get(row.dossier_id, []), seen, directory)]
    told = t("Đã chọn {number} việc", number=len(tasks)) if ticked else t("Mục đang xem")
    more = partial(_ticking, list(lines), len(ticked))
    with st.container(key="card_batch", gap="small"):
        overseeing_many.draw(known, tasks, key="board", told=told, more=more, ended=_ended(found.rows))


def _ticking(ids: list[int], ticked: int) -> None:
    """What ticks all that the page shows, and nothing of it."""
    said = t("Chọn cả trang ({number})", number=len(ids))
    if ticked < len(ids) and st.button(
        "" if ticked else t("Cả trang"), icon=":material/select_all:", help=said, key="board_all", type="tertiary"
    ):
        worklist.tick(ids, key=_key())
        st.rerun(scope="fragment")
    if ticked and st.button("", icon=":material/close:", help=t("Bỏ chọn"), key="board_none", type="tertiary"):
        worklist.tick((), key=_key())
        st.rerun(scope="fragment")


def _tasks(row: Row, steps: Sequence[StepTime], seen: Sight, known: Directory) -> list[int]:
    """What an act on a row is done to: the task, or the open tasks of a dossier that lie where one oversees them."""
    if row.task_id is not None:
        return [row.task_id]
    lying = [one for one in steps if one.is_open]
    mine = [one.task_id for one in lying if (post := known.post(one.post_id)) and post.unit_id in seen.units]
    return mine or [one.task_id for one in lying]


def _ended(rows: Sequence[Row]) -> Callable[[Progress], None]:
    """What has been refused stays ticked."""

    def tick(found: Progress) -> None:
        tasks, dossiers = {one.task_id for one in found.refused}, {one.dossier_id for one in found.refused}
        refused = [_id(row) for row in rows if (row.task_id in tasks if row.task_id else row.dossier_id in dossiers)]
        worklist.tick(refused, key=_key())

    return tick
