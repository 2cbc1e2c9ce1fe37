"""The inbox: what waits for the officer, the most urgent first, and the task that is worked on beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bpmn.refusals import Refusal
from processes import catalogue, database, organisation, permissions
from processes.accounts import Visitor
from processes.branches import Scope
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.organisation import Directory
from processes.worklist import Counts, Place, Row
from tasks import inbox, listing, viewing
from tasks.inbox import Filter
from tasks.viewing import TaskView
from ui import locale, visitor
from ui.locale import say, t
from ui.widgets import acts, batch, colleagues, narrowing, passing, shortcuts, standing, views, workbench, worklist
from ui.widgets.keys import keys
from ui.widgets.narrowing import Offered
from ui.widgets.text import literal
from ui.widgets.workbench import FOCUS, KEPT, LIST, SELECTED, VIEW

PAGE = 50
_PLACES, _NARROWED, _FIRST_SCOPE, _ASKED = "inbox_places", "inbox_narrowed", "inbox_first_scope", "viec"
_NEXT, _LINES = "claim_next_task", "inbox_lines"
_FRESH = timedelta(minutes=5)


def show() -> None:
    """Draws the page; a filter draws only the desk again, and a click in the list only the work on it."""
    known = visitor.current()
    with database.snapshot() as snapshot:
        procedures = _procedures(snapshot, known, database.now())
        if _FIRST_SCOPE not in st.session_state:
            counts = inbox.counts(snapshot, officer=known.officer, moment=database.now())
            st.session_state[_FIRST_SCOPE] = "mine" if _mine(counts) or not counts.unclaimed else "unclaimed"
    asked = st.query_params.get(_ASKED, "")
    if asked.isdecimal():
        st.session_state[SELECTED] = st.session_state[KEPT] = int(asked)
        del st.query_params[_ASKED]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header(t("Hộp việc của tôi"), anchor=False, width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
            head = st.container(horizontal=True, width="content", vertical_alignment="center", gap="small")
            colleagues.draw_numbers(known)
            shortcuts.shortcuts()
    _desk(procedures, head)


def _mine(counts: Counts) -> int:
    return counts.overdue + counts.today + counts.later


def _procedures(snapshot: Snapshot, known: Visitor, moment: datetime) -> dict[str, Offered]:
    """What the officer's agencies decide; a one-stop receives what others decide too."""
    agencies = {post.agency_id for post in known.officer.all_posts}
    if inbox.offers("received", known.officer):
        agencies |= organisation.of_officer(snapshot, known.officer).agencies.keys()
    found: dict[str, Offered] = {}
    for offer in catalogue.offered_by(snapshot, agencies, local(moment).date(), kinds=("dossier", "matter")):
        before = found[offer.code].releases if offer.code in found else ()
        found[offer.code] = Offered(offer.name, (*before, offer.release_id))
    return found


def _head(counts: Counts, *, may_claim_next: bool) -> None:
    if counts.overdue:
        st.badge(t("{number} quá hạn", number=counts.overdue), color="red", icon=":material/error:")
    if counts.today:
        st.badge(t("{number} đến hạn hôm nay", number=counts.today), color="orange", icon=":material/schedule:")
    if counts.later:
        st.badge(t("{number} còn hạn", number=counts.later), color="green", icon=":material/check_circle:")
    if counts.unclaimed:
        st.badge(t("{number} chưa nhận", number=counts.unclaimed), color="gray", icon=":material/inbox:")
        if may_claim_next and st.button(t("Lấy việc kế tiếp"), icon=":material/playlist_add_check:", key="claim_next"):
            _claim_next()
    acts.show_refusal(_NEXT)


def _claim_next() -> None:
    known = visitor.current()

    def act(transaction: Transaction, key: str) -> int:
        return inbox.claim_next(transaction, officer=known.officer, moment=database.now(), key=key)

    taken: object = acts.attempt(_NEXT, act)
    if isinstance(taken, int):
        st.session_state[SELECTED] = st.session_state[KEPT] = taken
        st.session_state[FOCUS] = f"form_task_{taken}", uuid4().hex
    acts.draw_again()


@st.fragment
def _desk(procedures: dict[str, Offered], head: DeltaGenerator) -> None:
    known = visitor.current()
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
    views.draw(known)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="filters"):
        scopes = [scope for scope in get_args(Scope) if inbox.offers(scope, known.officer)]
        narrowed = narrowing.draw(procedures, scopes, st.session_state[_FIRST_SCOPE])
        views.draw_saving(known, directory, narrowed)
    _work(narrowed, head)


@st.fragment
def _work(narrowed: Filter, head: DeltaGenerator) -> None:
    """The list and the task beside it; above them, in `head`, how many wait."""
    known, moment = visitor.current(), database.now()
    acts.show_told()
    after = _place(narrowed)
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
        counts = inbox.counts(snapshot, officer=known.officer, moment=moment)
        found = inbox.page(snapshot, narrowed, officer=known.officer, moment=moment, after=after, limit=PAGE + 1)
    with head:
        _head(counts, may_claim_next=bool(permissions.claims_next(known.officer, directory)))
    rows, more = found[:PAGE], len(found) > PAGE
    shown = _with_kept(_lines(rows, directory, narrowed, moment), known.officer.name)
    left, right = st.columns([5, 7], gap="medium")
    with left, st.container(key=LIST):
        empty = _nothing(narrowed, _mine(counts), counts.unclaimed)
        with st.container():  # there or not, the list below keeps its place, and the keyboard its row
            if passing.draw_sent(known):
                st.rerun()
            batch.draw(known, directory, rows, narrowed, shown)
        selected = _select(shown, empty, reserve=72 if more or after else 24)
        _pager(rows, narrowed, more=more)
    with right:
        _task(known, selected, rows, [row.id for row in shown])
    focus, turn = st.session_state.get(FOCUS, ("", ""))
    keys(focus=focus, turn=turn)


def _place(narrowed: Filter) -> Place | None:
    """Where this page of the list begins; another filter begins at the top."""
    if st.session_state.get(_NARROWED) != narrowed:
        st.session_state[_NARROWED] = narrowed
        st.session_state[_PLACES] = []
    return (st.session_state[_PLACES] or [None])[-1]


def _lines(rows: list[Row], directory: Directory, narrowed: Filter, moment: datetime) -> list[worklist.Row]:
    """The lines of the list; as they were, when neither the tasks nor the minute has changed."""
    stand = rows, narrowed, directory.revision, locale.language(), moment.replace(second=0, microsecond=0)
    before, lines = st.session_state.get(_LINES, (None, []))
    if before != stand:
        lines = [_line(row, directory, narrowed, moment) for row in rows]
        st.session_state[_LINES] = stand, lines
    return [*lines]


def _line(row: Row, directory: Directory, narrowed: Filter, moment: datetime) -> worklist.Row:
    stands = standing.of(row.due_at, row.agency_id, directory, moment)
    is_shared = narrowed.scope == "unit" or narrowed.standing in ("co_working", "delegated", "asked")
    return worklist.Row(
        id=row.task_id,
        title=row.procedure,
        meta=(_number(row), row.step, row.owner),
        chip=standing.told(stands),
        kind=standing.chip(stands),
        holder=directory.name(row.holder_id) if is_shared else "",
        place=_place_told(row, directory) if narrowed.scope == "received" else (),
    )


def _place_told(row: Row, directory: Directory) -> tuple[str, ...]:
    """Where a task lies now, and in whose hands."""
    held = directory.name(row.holder_id) or t("chưa ai nhận")
    return tuple(part for part in (listing.place(row, directory), held) if part)


def _number(row: Row) -> str:
    """The code without its agency: a dossier's begins with it, a matter's with its series."""
    begun, _, rest = row.code.partition("-")
    return f"{begun}-{rest.partition('-')[2]}" if row.kind == "matter" else rest or row.code


def _with_kept(rows: list[worklist.Row], holder: str) -> list[worklist.Row]:
    """A task just claimed stays where it was in the list until the officer goes on to another."""
    before: list[worklist.Row] = st.session_state.get("inbox_rows", [])
    kept = st.session_state.get(KEPT)
    if kept is not None and all(row.id != kept for row in rows):
        place = next((number for number, row in enumerate(before) if row.id == kept), None)
        if place is not None:
            rows.insert(min(place, len(rows)), replace(before[place], holder=holder))
    st.session_state["inbox_rows"] = rows
    return rows


def _select(rows: list[worklist.Row], empty: str, *, reserve: int) -> int | None:
    selected = st.session_state.get(SELECTED)
    if selected is None or (selected != st.session_state.get(KEPT) and all(row.id != selected for row in rows)):
        selected = rows[0].id if rows else None
    version = str(hash(tuple(rows)))
    picked = worklist.worklist(
        rows, selected, key=batch.TASKS, version=version, checks=True, empty=empty, reserve=reserve
    )
    chosen = int(picked) if picked is not None else None
    if chosen != st.session_state.get(KEPT):
        st.session_state.pop(KEPT, None)
    st.session_state[SELECTED] = chosen
    return chosen


def _nothing(narrowed: Filter, mine: int, unclaimed: int) -> str:
    if narrowed != Filter(narrowed.scope, sort=narrowed.sort):
        return t("Không tìm thấy việc nào phù hợp.")
    match narrowed.scope:
        case "mine" if unclaimed:
            return t("Bạn không giữ việc nào. Có {number} việc đang chờ ở “Chưa nhận”.", number=unclaimed)
        case "mine":
            return t("Bạn không giữ việc nào. Việc mới sẽ hiện ở đây.")
        case "unclaimed" if mine:
            return t("Không còn việc nào chờ nhận. Bạn đang giữ {number} việc ở “Việc của tôi”.", number=mine)
        case "unclaimed":
            return t("Không có việc nào chờ nhận.")
        case "received":
            return t("Không có hồ sơ nào do một cửa của bạn tiếp nhận đang được xử lý.")
        case _:
            return t("Đơn vị của bạn không có việc nào đang xử lý.")


def _pager(rows: list[Row], narrowed: Filter, *, more: bool) -> None:
    places: list[Place] = st.session_state[_PLACES]
    if not more and not places:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="pager"):
        st.button(t("Trước"), icon=":material/chevron_left:", disabled=not places, key="earlier", on_click=_go_back)
        number = len(places)
        st.html(f'<span class="mc-quiet">{number * PAGE + 1}–{number * PAGE + len(rows)}</span>', width="content")
        st.button(
            t("Sau"),
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=not more,
            key="later",
            on_click=_go_on,
            args=(rows[-1].place(narrowed.sort) if rows else None,),
        )


def _go_back() -> None:
    places: list[Place] = st.session_state[_PLACES]
    if places:
        places.pop()


def _go_on(place: Place | None) -> None:
    if place is not None:
        st.session_state[_PLACES].append(place)


def _task(known: Visitor, task_id: int | None, rows: list[Row], order: list[int | str]) -> None:
    if task_id is None:
        return
    try:
        view = _view(known, task_id, rows)
    except Refusal as refusal:
        with st.container(key="card_nothing"):
            st.error(literal(say(refusal)), icon=":material/error:")
        return
    workbench.draw(view, known.officer, _following(order, task_id))


def _view(known: Visitor, task_id: int, rows: list[Row]) -> TaskView:
    """The task as it was opened, read again when its line in the list tells otherwise: an opening is on record."""
    moment = database.now()
    kept: tuple[TaskView, datetime] | None = st.session_state.get(VIEW)
    if kept is not None and kept[0].step.task_id == task_id and moment - kept[1] < _FRESH:
        line = next((row for row in rows if row.task_id == task_id), None)
        step = kept[0].step
        if line is None or (line.state, line.holder_id) == (step.state, step.holder_id):
            return kept[0]
    with database.transaction() as transaction:
        view = viewing.task(transaction, task_id, officer=known.officer, moment=moment)
    st.session_state[VIEW] = view, moment
    return view


def _following(order: list[int | str], task_id: int) -> int | None:
    """The task after this one in the list, else the one before."""
    place = order.index(task_id) if task_id in order else -1
    rest = [*order[place + 1 :], *reversed(order[: max(place, 0)])]
    return int(rest[0]) if rest else None


show()
