"""Running dossiers that go on by a newer release: what would become of each, the order, its results, the way back."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from bpmn.refusals import Refusal
from processes import database, permissions
from processes.accounts import Visitor
from processes.database import Transaction
from processes.organisation import Directory
from tasks import cohorts
from tasks.cohorts import Foreseen
from tasks.cohorts import Standing as Progress
from tasks.procedures import History
from ui.locale import say, t
from ui.widgets import acts, places
from ui.widgets.table import table
from ui.widgets.text import literal

_COHORT, _MOST, _EVERY = "dot", 200, 2


def draw(history: History, known: Visitor, directory: Directory) -> None:
    """Draws the dry run from an older release to the newest one, and how far an order is."""
    mine = [one for one in directory.agencies if permissions.may_see_design(known.officer, one)]
    if len(history.releases) < 2 or not mine:
        return
    with st.container(key="card_cohorts"):
        heading = escape(t("Chuyển hồ sơ đang chạy sang phiên bản mới"))
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{heading}</div>')
        asked = st.query_params.get(_COHORT, "")
        if asked.isdecimal():
            _ordered(int(asked), known)
        _foreseen(history, mine, known, directory)


def _foreseen(history: History, agencies: list[int], known: Visitor, directory: Directory) -> None:
    newest, *older = history.releases
    numbers = {one.id: one.number for one in older}
    left, right = st.columns(2)
    with left:
        from_id = st.selectbox(
            t("Từ phiên bản"), list(numbers), format_func=lambda one: str(numbers[one]), key="cohort_from"
        )
    with right:
        names: Mapping[int, str] = {one: directory.agencies[one].name for one in agencies}
        agency = st.selectbox(t("Của cơ quan"), agencies, format_func=names.__getitem__, key="cohort_agency")
    with database.snapshot() as snapshot:
        found = cohorts.foresee(snapshot, from_id, newest.id, agency, officer=known.officer)
    if not found:
        told = t("Không có hồ sơ nào đang chạy theo phiên bản {number}.", number=numbers[from_id])
        st.html(f'<p class="mc-quiet">{escape(told)}</p>')
        return
    safe = [one for one in found if one.is_safe]
    told = t("{safe} hồ sơ chuyển được, {kept} hồ sơ phải ở lại.", safe=len(safe), kept=len(found) - len(safe))
    st.html(f'<p class="mc-quiet">{escape(told)}</p>{_rows(found)}')
    if safe and permissions.may_design(known.officer, agency):
        _order(from_id, newest.id, agency, [one.dossier_id for one in safe], known)


def _rows(found: list[Foreseen]) -> str:
    rows = (
        (
            f'<a href="{places.dossier_address(one.dossier_id)}" target="_self">{escape(one.code)}</a>',
            escape(t("Chuyển được") if one.is_safe else t("Ở lại")),
            escape(" ".join(map(_whole, one.reasons or one.notes))),
        )
        for one in found[:_MOST]
    )
    return table(t("Hồ sơ đang chạy"), (t("Hồ sơ"), t("Kết luận"), t("Vì sao")), rows)


def _whole(reason: str) -> str:
    told = t(reason)
    return f"{told[:1].upper()}{told[1:]}."


def _order(from_id: int, to_id: int, agency: int, dossiers: list[int], known: Visitor) -> None:
    intent = "order_cohort"
    reason = st.text_input(t("Lý do chuyển phiên bản"), max_chars=500, key=f"{intent}_reason")
    acts.show_refusal(intent)
    if st.button(t("Chuyển {number} hồ sơ", number=len(dossiers)), type="primary", key=intent):

        def act(transaction: Transaction, key: str) -> int:
            by = acts.by(known, key)
            return cohorts.order(transaction, from_id, to_id, agency, reason=reason or "", dossiers=dossiers, **by)

        ordered = acts.attempt(intent, act)
        if isinstance(ordered, int):
            st.query_params[_COHORT] = str(ordered)
        st.rerun()


def _ordered(cohort_id: int, known: Visitor) -> None:
    """How far an order is; it is looked at again only while something waits."""
    try:
        with database.snapshot() as snapshot:
            found = cohorts.progress(snapshot, cohort_id, officer=known.officer)
    except Refusal as refusal:
        st.error(literal(say(refusal)), icon=":material/error:")
        return
    if found.waiting:
        _moving(cohort_id, known)
    else:
        _progress(found, known)


@st.fragment(run_every=_EVERY)
def _moving(cohort_id: int, known: Visitor) -> None:
    with database.snapshot() as snapshot:
        found = cohorts.progress(snapshot, cohort_id, officer=known.officer)
    if not found.waiting:
        st.rerun()  # what may be moved below is no longer what it was
    _progress(found, known)


def _progress(found: Progress, known: Visitor) -> None:
    cohort_id = found.order.id
    st.progress(1 - found.waiting / max(found.total, 1), text=_told(found))
    refused = [one for one in found.results if one.state == "refused"]
    if refused:
        lines = "".join(f"<li><b>{escape(one.code)}</b> {escape(one.told)}</li>" for one in refused[:_MOST])
        st.html(f'<ul class="mc-findings">{lines}</ul>')
    intent = f"undo_cohort_{cohort_id}"
    acts.show_refusal(intent)
    if found.may_undo and found.done and st.button(t("Hoàn tác đợt chuyển"), icon=":material/undo:", key=intent):

        def act(transaction: Transaction, key: str) -> int:
            return cohorts.undo(transaction, cohort_id, **acts.by(known, key))

        undone = acts.attempt(intent, act)
        if isinstance(undone, int):
            st.query_params[_COHORT] = str(undone)
        st.rerun()


def _told(found: Progress) -> str:
    if found.waiting:
        return t("Đang chuyển: còn {number} hồ sơ.", number=found.waiting)
    return t("Xong: chuyển {done}, ở lại {refused}.", done=found.done, refused=found.refused)
