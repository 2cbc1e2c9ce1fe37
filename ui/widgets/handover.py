"""After acceptance: the code and due time to tell the applicant, the receipt, and the transfer to who decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from bpmn.engine import Progress
from processes import database
from processes.accounts import Visitor
from processes.database import Transaction
from tasks import inbox, viewing
from tasks.reception import Accepted
from tasks.viewing import TaskView
from ui.locale import t, when
from ui.widgets import acts, form, places, workbench

_VIEW, _SENT = "handover_view", "handover_sent"


def draw(accepted: Accepted, known: Visitor, *, again: Callable[[], None]) -> None:
    """Draws the panel; `again` empties the counter for the next applicant."""
    view = _transfer_task(accepted, known)
    sent: str = st.session_state.get(_SENT, "")
    with st.container(key="card_accepted"):
        st.html(
            f'<div class="mc-accepted"><p role="status">{escape(t("Đã tiếp nhận hồ sơ"))}</p>'
            f"<b>{escape(accepted.code)}</b>{_owner(view)}<dl><div><dt>{escape(t('Hạn trả kết quả'))}</dt>"
            f"<dd>{escape(when(accepted.due_at))}</dd></div></dl><p>{escape(accepted.explanation)}</p></div>"
        )
        given: Mapping[str, object] = {}
        waiting = view if view is not None and view.may_complete and not sent else None
        if waiting is not None and waiting.form is not None:
            wrong = acts.wrong_fields("handover")
            given = form.draw(waiting.form, key="handover", values=waiting.values, wrong=wrong)
        acts.show_refusal("handover")
        if sent:
            st.success(sent, icon=":material/check_circle:")
        with st.container(horizontal=True, vertical_alignment="center"):
            _buttons(accepted, known, waiting, given, again)


def _owner(view: TaskView | None) -> str:
    if view is None:
        return ""
    found = view.dossier.particulars
    return f"<p>{escape(found.people.owner.name)} · {escape(found.procedure)}</p>"


def _buttons(
    accepted: Accepted,
    known: Visitor,
    view: TaskView | None,
    given: Mapping[str, object],
    again: Callable[[], None],
) -> None:
    if view is not None and st.button(
        workbench.ACTS[view.task.act](),
        type="primary",
        icon=":material/send:",
        shortcut="Ctrl+Enter",
        key="handover_transfer",
    ):
        _transfer(known, view, given)
    address = f"/api/dossiers/{accepted.dossier_id}/receipt.pdf"
    st.link_button(t("In giấy tiếp nhận"), address, icon=":material/print:", shortcut="Ctrl+P")
    if st.button(
        t("Hồ sơ tiếp theo"),
        type="secondary" if view is not None else "primary",
        icon=":material/person_add:",
        shortcut=None if view is not None else "Ctrl+Enter",
        key=f"handover_next_{view is None}",
    ):
        st.session_state.pop(_VIEW, None)
        st.session_state.pop(_SENT, None)
        again()
        st.rerun()
    places.dossier_link(accepted.dossier_id, t("Mở hồ sơ"))


def _transfer_task(accepted: Accepted, known: Visitor) -> TaskView | None:
    """The officer's own first task of this dossier, while it waits."""
    kept: tuple[int, TaskView | None] | None = st.session_state.get(_VIEW)
    if kept is not None and kept[0] == accepted.dossier_id:
        return kept[1]
    moment, officer = database.now(), known.officer
    with database.transaction() as transaction:
        found = viewing.dossier(transaction, accepted.dossier_id, officer=officer, moment=moment)
        mine = [step for step in found.current if step.state == "claimed" and step.holder_id == officer.id]
        view = viewing.task(transaction, mine[0].task_id, officer=officer, moment=moment) if mine else None
    st.session_state[_VIEW] = accepted.dossier_id, view
    return view


def _transfer(known: Visitor, view: TaskView, given: Mapping[str, object]) -> None:
    def act(transaction: Transaction, key: str) -> Progress:
        return inbox.complete(
            transaction, view.step.task_id, values=given, officer=known.officer, moment=database.now(), key=key
        )

    done = acts.attempt("handover", act)
    if done is not None:
        st.session_state[_SENT] = workbench.outcome(view, done if isinstance(done, Progress) else None)
        if view.form is not None:
            form.forget(view.form, key="handover")
    st.rerun()
