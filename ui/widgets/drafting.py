"""What is filled in at a task is kept on the server without a button; long texts see to it themselves."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bpmn.forms import Field
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


def keep(view: TaskView, given: Mapping[str, object], *, known: Mapping[str, object], officer: Officer) -> None:
    """Keeps what has changed since the form was drawn last; what cannot be kept yet is tried again with the next.

    `known` is what the form began with. A page that comes back after the server was started anew may hold more.
    """
    if view.form is None:
        return
    place = f"task_{view.step.task_id}_drafted"
    before: dict[str, object] | None = st.session_state.get(place)
    if before is None:
        before = {one.key: _begun(one, known, given) for one in view.form.fields}
    own = {one.key for one in view.form.fields if one.kind in OWN_WORDS}
    changed = {key: value for key, value in given.items() if key not in own and value != before.get(key, value)}
    if not changed or _kept(view.step.task_id, changed, officer):
        st.session_state[place] = {**before, **given}


def _begun(field: Field, known: Mapping[str, object], given: Mapping[str, object]) -> object:
    """What a field holds when nobody has touched it."""
    value = known.get(field.key, field.default)
    match field.kind:
        case "text":
            return value or ""
        case "checkbox":
            return value is True
        case "file" | "table" | "textarea":
            return given.get(field.key)
        case _:
            return field.nothing if value in (None, "", []) else value


def _kept(task_id: int, changed: Mapping[str, object], officer: Officer) -> bool:
    moment = database.now()
    mark = int(moment.timestamp() * 1000)
    try:
        with database.transaction() as transaction:
            drafts.keep(transaction, task_id, changed, mark=mark, officer=officer, moment=moment)
    except Refusal:  # said when the task is completed, at the field or beside the button
        return False
    return True
