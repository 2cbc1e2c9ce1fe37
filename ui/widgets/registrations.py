"""What came in online and waits for an answer: accepted, to be completed, or refused, each in two clicks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

import streamlit as st

from processes import catalogue, database
from processes.accounts import Visitor
from processes.database import Snapshot, Transaction
from processes.organisation import Directory
from processes.registrations import Registration
from tasks import intake
from tasks.reception import Accepted
from ui.locale import t, when
from ui.widgets import acts, form, papers_list, standing

_SENT = "registration_sent"


def draw(
    snapshot: Snapshot, known: Visitor, directory: Directory, moment: datetime, accepted: Callable[[Accepted], None]
) -> None:
    """Draws the requests that wait, the most urgent first; nothing where none does."""
    found = intake.waiting(snapshot, officer=known.officer)
    _answered()
    if not found:
        return
    title = t("Hồ sơ đăng ký trực tuyến chờ trả lời: {number}", number=len(found))
    with st.expander(title, icon=":material/cloud_download:", expanded=False, key="registrations"):
        for registration in found:
            name = catalogue.published(snapshot, registration.release_id).release.name
            _line(registration, name, known, directory, moment, accepted)


def _answered() -> None:
    """The letter just sent, to be printed for the file."""
    sent = st.session_state.get(_SENT)
    if sent is not None:
        registration_id, code = sent
        address = f"/api/letters/registration-{registration_id}.pdf"
        st.link_button(t("In phiếu trả lời {code}", code=code), address, icon=":material/print:")


def _line(
    registration: Registration,
    procedure: str,
    known: Visitor,
    directory: Directory,
    moment: datetime,
    accepted: Callable[[Accepted], None],
) -> None:
    key = f"registration_{registration.id}"
    with st.container(key=f"written_{key}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            arrived = t("{code} · đến lúc {arrived}", code=registration.code, arrived=when(registration.arrived_at))
            told = f"{procedure} · {arrived}"
            name = escape(registration.people.owner.name)
            st.html(f'<div class="mc-letter"><b>{name}</b><small>{escape(told)}</small></div>')
            agency_id = directory.units[registration.receiving_unit_id].agency_id
            standing.badge(standing.of(registration.answer_by, agency_id, directory, moment))
            if st.button(t("Tiếp nhận"), key=f"{key}_accept", type="primary", icon=":material/check:"):
                _accept(registration, known, key, accepted)
            if st.button(t("Yêu cầu bổ sung"), key=f"{key}_ask", icon=":material/note_add:"):
                acts.forget_refusal(key)
                _ask(registration, known, key)
            if st.button(t("Từ chối"), key=f"{key}_refuse", icon=":material/block:"):
                acts.forget_refusal(key)
                _refuse(registration, known, key)
        papers_list.draw_sent(registration)
    acts.show_refusal(key)


def _accept(registration: Registration, known: Visitor, key: str, accepted: Callable[[Accepted], None]) -> None:
    def do(transaction: Transaction, act_key: str) -> Accepted:
        moment = database.now()
        return intake.accept(transaction, registration.id, officer=known.officer, moment=moment, key=act_key)

    done = acts.attempt(key, do)
    if isinstance(done, Accepted):
        accepted(done)
    st.rerun()


@st.dialog("Yêu cầu bổ sung")
def _ask(registration: Registration, known: Visitor, key: str) -> None:
    missing = st.text_area(
        form.label(t("Nội dung cần bổ sung, đầy đủ trong một lần"), required=True),
        key=f"{key}_missing",
        max_chars=2000,
        on_change="ignore",
    )
    reason = st.text_area(
        form.label(t("Lý do"), required=True), key=f"{key}_ask_reason", max_chars=2000, on_change="ignore"
    )
    acts.show_refusal(key)

    def do(transaction: Transaction, act_key: str) -> None:
        intake.ask(
            transaction,
            registration.id,
            missing=missing or "",
            reason=reason or "",
            officer=known.officer,
            moment=database.now(),
            key=act_key,
        )

    _send(registration, key, t("Gửi phiếu yêu cầu bổ sung"), do)


@st.dialog("Từ chối tiếp nhận")
def _refuse(registration: Registration, known: Visitor, key: str) -> None:
    reason = st.text_area(
        form.label(t("Lý do theo quy định"), required=True), key=f"{key}_reason", max_chars=2000, on_change="ignore"
    )
    acts.show_refusal(key)

    def do(transaction: Transaction, act_key: str) -> None:
        moment = database.now()
        intake.refuse(
            transaction, registration.id, reason=reason or "", officer=known.officer, moment=moment, key=act_key
        )

    _send(registration, key, t("Gửi phiếu từ chối"), do)


def _send(registration: Registration, key: str, label: str, do: acts.Act) -> None:
    if st.button(label, type="primary", key=f"{key}_send"):
        if acts.attempt(key, do) is None:
            st.rerun(scope="fragment")
        st.session_state[_SENT] = registration.id, registration.code
        acts.tell(f"{label}: {registration.code}")
        st.rerun()
