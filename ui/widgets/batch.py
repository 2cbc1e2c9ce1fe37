"""Many at once, above the list: what may be done with the ticked tasks, and how far what was ordered is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import NoReturn

import streamlit as st

from bpmn.refusals import Refusal
from processes import database, permissions
from processes.accounts import Visitor
from processes.database import Transaction
from processes.organisation import Directory, Officer
from processes.worklist import Row
from tasks import batches, inbox, oversight
from tasks.batches import Act, Progress
from tasks.inbox import Filter
from ui import visitor
from ui.locale import say, t
from ui.widgets import acts, assigning, form, places, views, worklist
from ui.widgets.text import literal
from ui.widgets.workbench import VIEW

TASKS = "tasks"
_RUNNING, _ALL, _INTENT, _ORDERS = "batch_running", "batch_all", "batch_order", "batch_orders"
_SOON = 1.0  # seconds between two looks at what runs
Ended = Callable[[Progress], None]


def draw(
    known: Visitor, directory: Directory, rows: Sequence[Row], narrowed: Filter, shown: Sequence[worklist.Row]
) -> None:
    """Draws the bar of acts while tasks are ticked, and how far the last batch is until it is put away."""
    follow(known)
    ticked = [int(one) for one in worklist.checked(shown, key=TASKS)]
    if not ticked:
        st.session_state.pop(_ALL, None)
        return
    chosen = _chosen(known, narrowed, ticked, has_all=len(ticked) == len(shown))
    with st.container(key="card_batch", gap="small"):
        acts.show_refusal(_INTENT)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            told = t("Đã chọn {number} việc", number=len(chosen))
            st.html(f'<b class="mc-batch">{escape(told)}</b>', width="content")
            _acts(known, directory, [row for row in rows if row.task_id in ticked], chosen)
            if st.button("", icon=":material/close:", help=t("Bỏ chọn"), key="batch_none"):
                _order_over()
                st.rerun(scope="fragment")


def follow(known: Visitor, *, ended: Ended | None = None) -> None:
    """Draws how far the last batch is, until it is put away.

    `ended` is called once when it is over, before the page is drawn anew: to tick what was refused, here in the inbox.
    """
    if _RUNNING not in st.session_state:
        st.session_state[_RUNNING] = _left(known)
    if st.session_state[_RUNNING] is not None:
        _progress(known, ended or _tick_refused)


def _tick_refused(found: Progress) -> None:
    worklist.tick([one.task_id for one in found.refused], key=TASKS)


def begin(known: Visitor, act: Act, chosen: list[int], intent: str, **asked: object) -> NoReturn:
    """Orders an act for the tasks chosen, from a dialog; a refusal is said under the `intent`."""

    def ordered(transaction: Transaction, _key: str) -> int:
        moment = database.now()
        return batches.order(transaction, act, chosen, officer=known.officer, moment=moment, **asked)  # pyright: ignore[reportArgumentType]

    batch_id = acts.attempt(intent, ordered)
    if batch_id is None:
        st.rerun(scope="fragment")
    st.session_state[_RUNNING] = batch_id
    st.session_state[_ORDERS] = turn() + 1
    st.rerun()


def _left(known: Visitor) -> int | None:
    """The batch that is at work, or can still be undone, when the officer comes back to the page."""
    with database.snapshot() as snapshot:
        found = batches.latest(snapshot, officer=known.officer, moment=database.now())
    return found.id if found is not None and (not found.is_over or found.may_undo) else None


def _chosen(known: Visitor, narrowed: Filter, ticked: list[int], *, has_all: bool) -> list[int]:
    """What is ticked; all that fit the filter, beyond this page too, when the officer says so."""
    if not has_all:
        st.session_state.pop(_ALL, None)
        return ticked
    with database.snapshot() as snapshot:
        moment = database.now()
        found = inbox.numbers(snapshot, narrowed, officer=known.officer, moment=moment, limit=batches.MOST)
    if len(found) > len(ticked):
        st.checkbox(t("Chọn cả {number} việc phù hợp với bộ lọc", number=len(found)), key=_ALL)
    return found if st.session_state.get(_ALL) else ticked


def _acts(known: Visitor, directory: Directory, rows: Sequence[Row], chosen: list[int]) -> None:
    officer = known.officer
    mine = [row for row in rows if row.holder_id == officer.id]
    pool = [row for row in rows if row.state == "opened" and row.post_id in officer.post_ids]
    if (pool or any(row.state == "assigned" for row in mine)) and st.button(
        t("Nhận việc"), icon=":material/back_hand:", key="batch_claim"
    ):
        _order(known, "claim", chosen)
    if (mine or pool) and len({(row.procedure, row.step) for row in rows}) == 1:
        with st.popover(t("Hoàn thành"), icon=":material/done_all:", key=f"batch_completing_{turn()}"):
            _complete(known, chosen)
    if mine:
        with st.popover(t("Trả việc"), icon=":material/undo:", key=f"batch_putting_back_{turn()}"):
            reason = st.text_input(t("Lý do trả việc"), key="batch_reason", max_chars=500)
            if st.button(t("Trả về danh sách chưa nhận"), key="batch_put_back"):
                _order(known, "put_back", chosen, reason=reason or "")
    received = any(post.unit_code == permissions.ONE_STOP for post in officer.all_posts)
    is_printable = received and any(row.kind == "dossier" for row in rows)
    if is_printable and st.button(t("In giấy tiếp nhận"), icon=":material/print:", key="batch_print"):
        _order(known, "print", chosen)
    posts = {row.post_id for row in rows}
    post = directory.post(next(iter(posts))) if len(posts) == 1 else None
    heads = post is not None and permissions.may_assign(officer, post.unit_id)
    if heads and st.button(t("Phân công"), icon=":material/person_add:", key="batch_assigning"):
        acts.forget_refusal(_INTENT)
        st.dialog(t("Phân công {number} việc", number=len(chosen)), width="medium")(_assign)(known, chosen)
    if any(_may_urge(officer, directory, row) for row in rows if row not in mine and row not in pool):
        with st.popover(t("Đôn đốc"), icon=":material/campaign:", key=f"batch_urging_{turn()}"):
            words = st.text_input(t("Nội dung đôn đốc"), key="batch_words", max_chars=oversight.LONGEST)
            if st.button(t("Gửi đôn đốc {number} việc", number=len(chosen)), key="batch_urge"):
                _order(known, "urge", chosen, reason=words or "")


def _may_urge(officer: Officer, directory: Directory, row: Row) -> bool:
    place = directory.post(row.post_id)
    return permissions.may_urge(officer, receiving_unit_id=row.receiving_unit_id, place=place, agency_id=row.agency_id)


def _assign(known: Visitor, chosen: list[int]) -> None:
    """Who gets the ticked tasks, and who works on them beside."""
    visitor.current()
    circle = assigning.found(chosen[0], known.officer)
    if circle is None:
        return
    key = f"batch_assign_{turn()}"
    to = assigning.main(circle, key=f"{key}_to")
    keeps = st.checkbox(t("Giữ nguyên người phối hợp của từng việc"), value=True, key=f"{key}_keeps")
    co = None if keeps else assigning.co_officers(circle, key=f"{key}_co")
    acts.show_refusal(_INTENT)
    if st.button(t("Giao việc"), type="primary", icon=":material/person_add:", key=f"{key}_done"):
        _order(known, "assign", chosen, is_dialog=True, to=to, co=co)


def _complete(known: Visitor, chosen: list[int]) -> None:
    """The form of the step, answered once for all."""
    try:
        with database.snapshot() as snapshot:
            asked = batches.alike(snapshot, chosen)
    except Refusal as refusal:
        st.info(literal(say(refusal)), icon=":material/info:")
        return
    key = f"{_INTENT}_{turn()}"
    wrong = form.still_wrong(key, acts.wrong_fields(_INTENT))
    given: dict[str, object] = {}
    if asked is not None:
        shared = replace(asked, fields=tuple(field for field in asked.fields if field.kind != "file"))
        given = form.draw(shared, key=key, values={}, wrong=wrong)
    to = assigning.ask_following(chosen[0], known.officer, key=f"{key}_assignee")
    acts.show_wrong(wrong)
    told = t("Hoàn thành {number} việc với cùng nội dung này", number=len(chosen))
    if st.button(told, type="primary", icon=":material/done_all:", key="batch_complete"):
        _order(known, "complete", chosen, values=given, to=to)


def _order(known: Visitor, act: Act, chosen: list[int], *, is_dialog: bool = False, **asked: object) -> None:
    def ordered(transaction: Transaction, _key: str) -> int:
        moment = database.now()
        return batches.order(transaction, act, chosen, officer=known.officer, moment=moment, **asked)  # pyright: ignore[reportArgumentType]

    batch_id = acts.attempt(_INTENT, ordered)
    if batch_id is None:
        form.remember_refused(f"{_INTENT}_{turn()}", acts.wrong_fields(_INTENT))
    else:
        st.session_state[_RUNNING] = batch_id
        _order_over()
        if is_dialog:
            st.rerun()
    st.rerun(scope="fragment")


def turn() -> int:
    """How many orders there have been: the next one begins with nothing open and nothing filled in."""
    return st.session_state.setdefault(_ORDERS, 0)


def _order_over() -> None:
    st.session_state[_ORDERS] = turn() + 1
    worklist.tick((), key=TASKS)
    st.session_state.pop(_ALL, None)
    acts.forget_refusal(_INTENT)


@st.fragment(run_every=_SOON)
def _progress(known: Visitor, ended: Ended) -> None:
    batch_id = st.session_state.get(_RUNNING)
    if batch_id is None:
        return
    with database.snapshot() as snapshot:
        found = batches.progress(snapshot, batch_id, officer=known.officer, moment=database.now())
    with st.container(key="card_progress", gap="small"):
        done = found.total - found.waiting
        if not found.is_over:
            st.progress(done / found.total, t("Đang xử lý {done}/{total} việc…", done=done, total=found.total))
            return
        _results(known, found, ended)


def _results(known: Visitor, found: Progress, ended: Ended) -> None:
    seen = f"batch_seen_{found.id}"
    if not st.session_state.get(seen):  # once, when it has just ended: the list is another one now
        st.session_state[seen] = True
        views.forget()
        st.session_state.pop(VIEW, None)
        ended(found)
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        told = t("Đã hoàn tác {done} việc", done=found.done)
        if found.act == "print":
            told = t("Giấy tiếp nhận của {done} việc", done=found.done)
        elif not found.is_undoing:
            told = t("Đã xử lý {done} việc", done=found.done)
        refused = t("{number} việc chưa xử lý được", number=len(found.refused)) if found.refused else ""
        st.html(f'<b class="mc-batch">{escape(" · ".join(filter(None, (told, refused))))}</b>', width="content")
        if found.act == "print":
            _papers(found)
        if found.may_undo and st.button(t("Hoàn tác"), icon=":material/undo:", key="batch_undo"):
            _undo(known, found)
        if st.button("", icon=":material/close:", help=t("Đóng"), key="batch_close"):
            st.session_state[_RUNNING] = None
            st.rerun()
    for letter in found.letters:
        told = t("Phiếu đôn đốc số {symbol} gửi {unit}", symbol=letter.printed["symbol"], unit=letter.printed["unit"])
        st.html(f'<a class="mc-file" href="/api/urgings/{letter.id}.pdf" target="_blank">{escape(told)}</a>')
    for one in found.refused[:20]:
        link = places.dossier_address(one.dossier_id)
        st.html(
            f'<p class="mc-quiet"><a class="mc-file" href="{link}" target="_self">{escape(one.code)}</a>'
            f" {escape(one.told)}</p>"
        )


def _papers(found: Progress) -> None:
    """Where the receipts are to be printed from, so many a file."""
    parts = range(1, found.parts + 1)
    for part in parts:
        told = t("Mở để in") if len(parts) == 1 else t("Mở để in, phần {part}", part=part)
        address = f"/api/batches/{found.id}/receipts.pdf?part={part}"
        st.html(f'<a class="mc-file" href="{address}" target="_blank">{escape(told)}</a>', width="content")


def _undo(known: Visitor, found: Progress) -> None:
    def act(transaction: Transaction, _key: str) -> int:
        return batches.undo(transaction, found.id, officer=known.officer, moment=database.now())

    undone: object = acts.attempt("batch_undo", act)
    if isinstance(undone, int):
        st.session_state[_RUNNING] = undone
    st.rerun()
