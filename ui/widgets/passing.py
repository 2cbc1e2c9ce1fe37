"""Back the way it came: a task sent back to an earlier step, the reason where it arrives, and what was just sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape

import streamlit as st

from bpmn.engine import Progress
from processes import database
from processes.accounts import Visitor
from processes.database import Transaction
from processes.organisation import Officer
from tasks import passing
from tasks.viewing import TaskView
from ui import visitor
from ui.locale import t
from ui.widgets import acts, form
from ui.widgets.text import literal

_SENT, _PULL = "passing_sent", "passing_pull"
_REMEMBERED = timedelta(minutes=10)


def draw_back(view: TaskView, officer: Officer, done: Callable[[], None]) -> None:
    """Draws the button behind which a task is sent back; `done` goes on to the next one."""
    if st.button(t("Trả lại bước trước"), icon=":material/reply:", key=f"sending_back_{view.step.task_id}"):
        acts.forget_refusal(_intent(view))
        st.dialog(t("Trả lại bước trước"), width="medium")(_ask)(view, officer, done)


def _intent(view: TaskView) -> str:
    return f"send_back_task_{view.step.task_id}"


def _ask(view: TaskView, officer: Officer, done: Callable[[], None]) -> None:
    """Where to, and why."""
    visitor.current()
    intent, task_id = _intent(view), view.step.task_id
    with database.snapshot() as snapshot:
        steps = {one.element: one for one in passing.earlier(snapshot, task_id, officer=officer)}
    if not steps:
        st.write(t("Không có bước trước nào trả lại được."))
        return
    element = st.selectbox(
        t("Trả lại bước"),
        list(steps),
        format_func=lambda one: f"{steps[one].name} ({steps[one].officer})",
        key=f"{intent}_to",
        on_change="ignore",
    )
    reason = st.text_area(
        form.label(t("Lý do trả lại"), required=True), key=f"{intent}_why", on_change="ignore", max_chars=2000
    )
    acts.show_refusal(intent)
    if not st.button(
        t("Trả lại"), type="primary", icon=":material/reply:", shortcut="Ctrl+Enter", key=f"{intent}_done"
    ):
        return
    if not (reason or "").strip():
        form.say_below(t("Hãy ghi lý do."))
        return

    def act(transaction: Transaction, key: str) -> Progress:
        told = {"element": element, "reason": reason or "", "key": key}
        return passing.send_back(transaction, task_id, officer=officer, moment=database.now(), **told)

    if acts.attempt(intent, act) is None:
        st.rerun(scope="fragment")
    acts.tell(t("Đã trả lại bước “{step}” cho {name}.", step=steps[element].name, name=steps[element].officer))
    done()


def draw_reason(view: TaskView) -> None:
    """Says why a task has come back, on top of its card."""
    step = view.step
    for row in reversed(view.dossier.history):
        if row.kind == "task.sent-back" and row.at == step.opened_at and row.data.get("to") == step.element:
            who = view.dossier.directory.name(row.officer_id)
            told = [t("{who} trả lại bước này.", who=who), *str(row.data["reason"]).splitlines()]
            st.warning("  \n".join(literal(line) for line in told), icon=":material/reply:")
            return


def remember(view: TaskView) -> None:
    """Keeps in mind what has just been sent on, for the officer to pull it back."""
    st.session_state[_SENT] = view.step.task_id, view.dossier.particulars.code, database.now()


def draw_sent(known: Visitor) -> bool:
    """Draws the way to pull back what was just sent, while nobody has opened it; whether it was pulled back."""
    sent: tuple[int, str, datetime] | None = st.session_state.get(_SENT)
    if sent is None or database.now() - sent[2] > _REMEMBERED:
        return False
    task_id, code, _ = sent
    with database.snapshot() as snapshot:
        if not passing.may_pull_back(snapshot, task_id, officer=known.officer):
            del st.session_state[_SENT]
            return False
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="card_sent"):
        told = t("Vừa chuyển {code}, chưa ai mở xem.", code=code)
        st.html(f'<span class="mc-quiet">{escape(told)}</span>', width="content")
        pressed = st.button(t("Rút lại"), icon=":material/undo:", key="pull_back")
    acts.show_refusal(_PULL)
    if not pressed:
        return False

    def act(transaction: Transaction, key: str) -> Progress:
        return passing.pull_back(transaction, task_id, officer=known.officer, moment=database.now(), key=key)

    del st.session_state[_SENT]
    if acts.attempt(_PULL, act) is None:
        return False
    acts.tell(t("Đã rút lại hồ sơ {code}.", code=code))
    return True
