"""What colleagues ask of each other at a task: the menu that asks, and how much of it waits."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from processes import database
from processes import delegations as out
from processes import questions as asked
from processes.accounts import Visitor
from processes.organisation import Officer
from tasks.inbox import Filter
from tasks.viewing import TaskView
from ui.locale import t
from ui.widgets import acts, delegations, narrowing, questions


def draw_acts(view: TaskView, officer: Officer, *, done: Callable[[], None], stay: Callable[[], None]) -> None:
    """Draws the menu that asks a colleague, and the ways back; `done` goes on to the next task, `stay` does not."""
    delegations.draw_ways_back(view, officer, done=done, stay=stay)
    if not view.may_fill_in:
        return
    task_id = view.step.task_id
    offered = {"delegate": t("Nhờ xử lý thay…")} if view.may_delegate else {}
    offered["ask"] = t("Hỏi ý kiến…")
    chosen = st.menu_button(
        t("Đồng nghiệp"),
        list(offered),
        format_func=offered.__getitem__,
        icon=":material/group:",
        help=t("Nhờ xử lý thay hoặc hỏi ý kiến đồng nghiệp"),
        key=f"colleagues_{task_id}",
    )
    if chosen == "delegate":
        acts.forget_refusal(f"delegate_task_{task_id}")
        st.dialog(t("Nhờ xử lý thay"), width="medium")(delegations.ask)(view, officer, done)
    if chosen == "ask":
        acts.forget_refusal(f"ask_task_{task_id}")
        st.dialog(t("Hỏi ý kiến"), width="medium")(questions.ask)(view, officer, stay)


def draw_numbers(known: Visitor) -> None:
    """How many questions wait for the officer, and how many tasks are out with colleagues: each leads to its list."""
    with database.snapshot() as snapshot:
        questions_waiting = asked.count(snapshot, known.officer.id)
        tasks_out = out.count(snapshot, known.officer.id)
    if questions_waiting:
        st.button(
            t("{number} câu hỏi chờ bạn trả lời", number=questions_waiting),
            icon=":material/contact_support:",
            type="tertiary",
            key="show_asked",
            on_click=narrowing.show,
            args=(Filter(standing="asked"),),
        )
    if tasks_out:
        st.button(
            t("{number} việc đang nhờ", number=tasks_out),
            icon=":material/group:",
            type="tertiary",
            key="show_delegated",
            on_click=narrowing.show,
            args=(Filter(standing="delegated"),),
        )
