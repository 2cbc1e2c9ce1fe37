"""What is filled in at a task is kept on the server without a button; long texts see to it themselves."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bpmn.refusals import Refusal
from processes import database
from processes.organisation import Officer
from tasks import drafts
from tasks.viewing import TaskView
from ui import visitor
from ui.widgets.fields import OWN_WORDS
from ui.widgets.form import Keeping


def keeping(view: TaskView) -> Keeping:
    """Where the form of this task keeps what is filled in."""
    return Keeping(visitor.current().account_id, view.step.task_id, view.draft)


def keep(view: TaskView, given: Mapping[str, object], *, officer: Officer) -> None:
    """Keeps what has changed since the form was drawn last; what cannot be kept yet is tried again with the next."""
    known = f"task_{view.step.task_id}_drafted"
    own = {field.key for field in view.form.fields if field.kind in OWN_WORDS} if view.form else set[str]()
    now = {key: value for key, value in given.items() if key not in own}
    before: dict[str, object] = st.session_state.setdefault(known, now)
    # a field that has just come into sight is only what it begins with
    changed = {key: value for key, value in now.items() if key in before and value != before[key]}
    moment = database.now()
    if changed:
        try:
            with database.transaction() as transaction:
                drafts.keep(
                    transaction,
                    view.step.task_id,
                    changed,
                    mark=int(moment.timestamp() * 1000),
                    officer=officer,
                    moment=moment,
                )
        except Refusal:  # said when the task is completed, at the field or beside the button
            return
    st.session_state[known] = {**before, **now}
