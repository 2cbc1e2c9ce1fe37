"""Urging: the way to urge who has a task, and the line by which the one who has it reads that it was urged."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from processes import database
from processes.database import Transaction
from processes.history import Recorded
from processes.organisation import Officer
from processes.worklist import Step
from tasks import oversight
from tasks.viewing import DossierView, TaskView
from ui.locale import t, when
from ui.widgets import acts, form
from ui.widgets.text import literal

_SHOWN = 3
_TURN = "urging_turn"


def draw_urged(view: TaskView) -> None:
    """Says on top of an open task by which unit it was urged, when and with which words, the latest first."""
    if view.step.closed_at is not None:
        return
    urged = oversight.of_task(view.dossier.history, view.step.task_id)
    if urged:
        told = [_told(view.dossier, row) for row in reversed(urged[-_SHOWN:])]
        st.warning("  \n".join(told), icon=":material/campaign:")


def _told(view: DossierView, row: Recorded) -> str:
    post = view.directory.post(row.post_id) if row.post_id is not None else None
    unit = view.directory.units[post.unit_id].name if post else view.directory.name(row.officer_id)
    words = " ".join(str(row.data.get("text", "")).split())
    return literal(t("{unit} đôn đốc lúc {when}: {words}", unit=unit, when=when(row.at), words=words))


def intent(view: DossierView) -> str:
    """Under which name a refusal is kept."""
    return f"urge_dossier_{view.particulars.id}"


def draw(view: DossierView, officer: Officer, steps: Sequence[Step]) -> bool:
    """Draws the button behind which one of these steps is urged; whether one just was, or was refused."""
    key = f"{intent(view)}_{st.session_state.get(_TURN, 0)}"
    with st.popover(t("Đôn đốc"), icon=":material/campaign:", key=f"urging_{key}"):
        step = _step(steps, key)
        told = t("Người đang giữ việc, hoặc những người có thể nhận việc, và phụ trách đơn vị sẽ được báo.")
        st.html(f'<p class="mc-quiet">{escape(told)}</p>')
        words = st.text_area(
            form.label(t("Nội dung đôn đốc"), required=True),
            key=f"{key}_text",
            on_change="ignore",
            max_chars=oversight.LONGEST,
            height=96,
        )
        if not st.button(t("Gửi đôn đốc"), type="primary", icon=":material/send:", key=f"{key}_sent"):
            return False
        if not (words or "").strip():
            form.say_below(t("Hãy ghi nội dung đôn đốc."))
            return False

    def act(transaction: Transaction, key: str) -> None:
        moment = database.now()
        oversight.urge(transaction, step.task_id, text=words or "", officer=officer, moment=moment, key=key)

    if acts.attempt(intent(view), act) is not None:
        acts.tell(t("Đã đôn đốc việc “{step}”.", step=step.name))
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1  # the next one begins closed and empty
    return True


def _step(steps: Sequence[Step], key: str) -> Step:
    by_id = {step.task_id: step for step in steps}
    if len(steps) == 1:
        return steps[0]
    chosen = st.selectbox(
        t("Việc cần đôn đốc"), list(by_id), format_func=lambda one: by_id[one].name, key=f"{key}_step"
    )
    return by_id[chosen]
