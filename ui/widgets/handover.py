"""After acceptance: the code and due time to tell the applicant, the receipt, and the transfer to who decides.

Where the applicant waits for the result (trả ngay) no receipt is made, and the panel stays with the dossier: each
step that comes to this officer is done here, until the result is handed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

import streamlit as st

from bpmn.engine import Progress
from processes import database, worklist
from processes.accounts import Visitor
from processes.database import Transaction
from tasks import inbox, viewing
from tasks.reception import Accepted
from tasks.viewing import DossierView, TaskView
from ui.locale import t, when
from ui.widgets import acts, form, places, timeline, workbench

_DESK, _SENT = "handover_desk", "handover_sent"
_OFTEN = 3.0  # seconds between two looks whether others are done


@dataclass(frozen=True, slots=True)
class _Desk:
    """The dossier on the desk, and the officer's own next step of it."""

    dossier: DossierView
    task: TaskView | None


def draw(accepted: Accepted, known: Visitor, *, again: Callable[[], None]) -> None:
    """Draws the panel; `again` empties the counter for the next applicant."""
    desk = _desk(accepted, known)
    sent: str = st.session_state.get(_SENT, "")
    view = desk.task if accepted.immediate or not sent else None
    with st.container(key="card_accepted"):
        _promise(accepted, desk)
        if sent:
            st.success(sent, icon=":material/check_circle:")
        given = _step(view, accepted)
        acts.show_refusal("handover")
        with st.container(horizontal=True, vertical_alignment="center"):
            _buttons(accepted, known, view, given, again)
    if accepted.immediate and view is None and desk.dossier.current:
        _watch(accepted.dossier_id, _stand(desk.dossier.steps))


def _promise(accepted: Accepted, desk: _Desk) -> None:
    found = desk.dossier.particulars
    told = t("Đã tiếp nhận hồ sơ")
    if accepted.immediate:
        told = t("Trả ngay: người nộp chờ tại quầy, không lập giấy tiếp nhận")
    st.html(
        f'<div class="mc-accepted"><p role="status">{escape(told)}</p><b>{escape(accepted.code)}</b>'
        f"<p>{escape(found.people.owner.name)} · {escape(found.procedure)}</p>"
        f"<dl><div><dt>{escape(t('Hạn trả kết quả'))}</dt>"
        f"<dd>{escape(when(accepted.due_at))}</dd></div></dl><p>{escape(accepted.explanation)}</p></div>"
    )
    if accepted.immediate:
        timeline.draw(desk.dossier)


def _step(view: TaskView | None, accepted: Accepted) -> Mapping[str, object]:
    """The form of the officer's next step; what is filled in."""
    if view is None:
        return {}
    if accepted.immediate:
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(view.step.name)}</div>')
    if view.form is None:
        return {}
    key = _key(view)
    return form.draw(view.form, key=key, values=workbench.known(view), wrong=acts.wrong_fields("handover"))


def _key(view: TaskView) -> str:
    return f"handover_{view.step.task_id}"


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
        _complete(known, view, given)
    if not accepted.immediate:
        address = f"/api/dossiers/{accepted.dossier_id}/receipt.pdf"
        st.link_button(t("In giấy tiếp nhận"), address, icon=":material/print:", shortcut="Ctrl+P")
    if st.button(
        t("Hồ sơ tiếp theo"),
        type="secondary" if view is not None else "primary",
        icon=":material/person_add:",
        shortcut=None if view is not None else "Ctrl+Enter",
        key=f"handover_next_{view is None}",
    ):
        st.session_state.pop(_DESK, None)
        st.session_state.pop(_SENT, None)
        again()
        st.rerun()
    places.dossier_link(accepted.dossier_id, t("Mở hồ sơ"))


def _desk(accepted: Accepted, known: Visitor) -> _Desk:
    """Opened once for each step, for an opening is on record."""
    kept: tuple[int, _Desk] | None = st.session_state.get(_DESK)
    if kept is not None and kept[0] == accepted.dossier_id:
        return kept[1]
    moment, officer = database.now(), known.officer
    with database.transaction() as transaction:
        found = viewing.dossier(transaction, accepted.dossier_id, officer=officer, moment=moment)
        mine = [step for step in found.waiting_for(officer) if accepted.immediate or step.state == "claimed"]
        task = viewing.task(transaction, mine[0].task_id, officer=officer, moment=moment) if mine else None
    desk = _Desk(found, task)
    st.session_state[_DESK] = accepted.dossier_id, desk
    return desk


def _complete(known: Visitor, view: TaskView, given: Mapping[str, object]) -> None:
    """Completes the step; one that lay in a pool is claimed in the same transaction."""
    task_id, officer, moment = view.step.task_id, known.officer, database.now()

    def act(transaction: Transaction, key: str) -> Progress:
        if view.form is not None:
            form.require_sent(view.form, key=_key(view))
        if view.may_claim:
            inbox.claim(transaction, task_id, officer=officer, moment=moment, key=f"{key}-claim")
        return inbox.complete(transaction, task_id, values=given, officer=officer, moment=moment, key=key)

    done = acts.attempt("handover", act)
    if done is not None:
        st.session_state[_SENT] = workbench.outcome(view, done if isinstance(done, Progress) else None)
        st.session_state.pop(_DESK, None)
        form.forget(key=_key(view))
    st.rerun()


def _stand(steps: list[worklist.Step]) -> list[tuple[int, str]]:
    return [(step.task_id, step.state) for step in steps]


@st.fragment(run_every=_OFTEN)
def _watch(dossier_id: int, seen: list[tuple[int, str]]) -> None:
    """Brings the panel up to date when somebody else has done a step."""
    with database.snapshot() as snapshot:
        now = _stand(worklist.steps(snapshot, dossier_id))
    if now != seen:
        for kept in (_DESK, _SENT):
            st.session_state.pop(kept, None)
        st.rerun()
