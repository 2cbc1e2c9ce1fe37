"""Substitutions of an agency: those in force and to come, those that are over, and a new one by its decision."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from processes import catalogue, database
from processes.calendars import local
from processes.database import Transaction
from processes.substitutions import Acts, Substitution
from tasks import substitution
from tasks.staffing import Roll
from tasks.substitution import Appointment
from ui import visitor
from ui.locale import t
from ui.widgets import acts, form

_SHOWN_OVER = 5


def draw(roll: Roll) -> None:
    """Draws the agency's substitutions with what may be done with each."""
    officer = visitor.current().officer
    today = local(database.now()).date()
    with database.snapshot() as snapshot:
        found = substitution.listed(snapshot, roll.agency.id, officer=officer)
    over = [one for one in found if substitution.is_over(one, today)]
    with st.container(key="card_substitutions"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Phân công thay"))}</div>')
            if st.button(t("Thêm phân công"), icon=":material/swap_horiz:", key="substitution_new"):
                acts.forget_refusal("substitution")
                _record(roll)
        if len(found) == len(over):
            st.html(f'<p class="mc-quiet">{escape(t("Không có phân công thay nào đang hoặc sắp có hiệu lực."))}</p>')
        for one in found:
            if one not in over:
                _one(roll, one, today)
        if over:
            with st.expander(t("Đã kết thúc ({number})", number=len(over)), key="substitutions_over"):
                for one in over[:_SHOWN_OVER]:
                    st.html(_told(roll, one, today))


def _one(roll: Roll, one: Substitution, today: date) -> None:
    with st.container(key=f"written_substitution_{one.id}", gap="small"):
        st.html(_told(roll, one, today))
        if st.button(
            t("Kết thúc sớm"), key=f"substitution_end_{one.id}", icon=":material/event_busy:", type="tertiary"
        ):
            acts.forget_refusal("substitution_end")
            _end(one.id)


def _told(roll: Roll, one: Substitution, today: date) -> str:
    known = roll.directory
    names = t("{substitute} thay {absent}", substitute=known.name(one.substitute_id), absent=known.name(one.absent_id))
    period = f"{one.valid_from:%d/%m/%Y} – {one.valid_to:%d/%m/%Y}"
    if one.ended_at is not None:
        period += f" · {t('kết thúc sớm {day}', day=f'{local(one.ended_at):%d/%m/%Y}')}"
    elif one.valid_from > today:
        period += f" · {t('chưa đến ngày')}"
    reach = [acts_names()[one.acts]]
    reach += [", ".join(one.procedures)] if one.procedures else [t("mọi thủ tục")]
    told = f"{t('Quyết định {decision}', decision=one.decision)} · {'; '.join(reach)}"
    return (
        f'<div class="mc-letter"><b>{escape(names)}</b><small>{escape(period)}</small>'
        f"<small>{escape(told)}</small></div>"
    )


def acts_names() -> dict[Acts, str]:
    """How far a substitution reaches, in words."""
    return {"all": t("Mọi việc, kể cả ký và phê duyệt"), "ordinary": t("Không gồm ký, phê duyệt")}


@st.dialog("Phân công thay")
def _record(roll: Roll) -> None:
    officer = visitor.current().officer
    today = local(database.now()).date()
    people = {hold.officer_id: hold.name for hold in roll.holds if hold.officer_id is not None}
    with database.snapshot() as snapshot:
        offered = catalogue.offered(snapshot, roll.agency.id, today, kinds=("dossier", "matter"))
    names = {offer.code: f"{offer.code} {offer.name}" for offer in offered}
    absent = st.selectbox(
        form.label(t("Người vắng mặt"), required=True),
        list(people),
        index=None,
        format_func=people.__getitem__,
        placeholder=t("Chọn cán bộ"),
        key="substitution_absent",
    )
    substitute = st.selectbox(
        form.label(t("Người thay"), required=True),
        [one for one in people if one != absent],
        index=None,
        format_func=people.__getitem__,
        placeholder=t("Chọn cán bộ"),
        key="substitution_substitute",
    )
    first, last = st.columns(2)
    begins = first.date_input(form.label(t("Từ ngày"), required=True), today, format="DD/MM/YYYY", key="sub_from")
    ends = last.date_input(form.label(t("Đến hết ngày"), required=True), today, format="DD/MM/YYYY", key="sub_to")
    number, decided = st.columns(2)
    decision = number.text_input(form.label(t("Số quyết định"), required=True), max_chars=60, key="sub_decision")
    decided_on = decided.date_input(
        form.label(t("Ngày quyết định"), required=True), today, format="DD/MM/YYYY", key="sub_on"
    )
    reach = st.radio(
        t("Việc được làm thay"), list(acts_names()), format_func=acts_names().__getitem__, key="substitution_acts"
    )
    procedures = st.multiselect(
        t("Chỉ các thủ tục"),
        list(names),
        format_func=names.__getitem__,
        placeholder=t("Mọi thủ tục"),
        key="substitution_procedures",
    )
    acts.show_refusal("substitution")

    def do(transaction: Transaction, key: str) -> None:
        given = Appointment(
            absent or 0,
            substitute or 0,
            decision or "",
            decided_on,
            begins,
            ends,
            procedures=procedures,
            acts=reach or "all",
        )
        substitution.record(transaction, given, officer=officer, moment=database.now(), key=key)

    if st.button(t("Lưu"), type="primary", key="substitution_save", disabled=absent is None or substitute is None):
        save("substitution", do, t("Đã ghi phân công thay"))


@st.dialog("Kết thúc phân công thay")
def _end(substitution_id: int) -> None:
    officer = visitor.current().officer
    st.html(f'<p class="mc-quiet">{escape(t("Việc đang làm thay trở lại người vắng mặt ngay."))}</p>')
    basis = st.text_input(form.label(t("Số văn bản làm căn cứ"), required=True), max_chars=100, key="sub_end_basis")
    acts.show_refusal("substitution_end")

    def do(transaction: Transaction, key: str) -> None:
        substitution.end(
            transaction, substitution_id, basis=basis or "", officer=officer, moment=database.now(), key=key
        )

    if st.button(t("Kết thúc"), type="primary", key="substitution_end_save"):
        save("substitution_end", do, t("Đã kết thúc phân công thay"))


def save(intent: str, do: acts.Act, told: str) -> None:
    """Does what a dialog asks for, and closes it; a refusal is said in it."""
    if acts.attempt(intent, do) is None:
        st.rerun(scope="fragment")
    acts.tell(told)
    st.rerun()
