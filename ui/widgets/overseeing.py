"""Overseeing a dossier: its steps given to another, taken over, explained, reported up, behind one button."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from typing import Literal

import streamlit as st

from processes import database, permissions
from processes.calendars import ZONE, local
from processes.database import Transaction
from processes.organisation import Officer
from processes.worklist import Step
from tasks import explanations, oversight
from tasks.candidates import Circle
from tasks.viewing import DossierView
from ui import visitor
from ui.locale import t
from ui.widgets import acts, assigning, form
from ui.widgets.text import literal
from ui.widgets.workbench import VIEW

Name = Literal["reassign", "take_over", "explain", "escalate"]
_MENU = "overseeing_menu_open"


@dataclass(frozen=True, slots=True)
class Look:
    """How an act looks: its button, what it asks to be written, and what is said when it is done."""

    label: str
    icon: str
    asks: str
    done: str


def looks() -> dict[Name, Look]:
    """The acts in the order in which they are offered."""
    return {
        "reassign": Look(
            t("Phân công lại"), ":material/person_add:", t("Lý do phân công lại"), t("Đã phân công lại “{step}”")
        ),
        "take_over": Look(
            t("Lấy việc về"), ":material/pan_tool:", t("Lý do lấy việc về"), t("Đã lấy việc “{step}” về xử lý")
        ),
        "explain": Look(
            t("Yêu cầu giải trình"),
            ":material/contact_support:",
            t("Nội dung cần giải trình"),
            t("Đã yêu cầu giải trình “{step}”"),
        ),
        "escalate": Look(
            t("Báo cấp trên"), ":material/trending_up:", t("Lý do báo cấp trên"), t("Đã báo cấp trên “{step}”")
        ),
    }


def offered(view: DossierView, officer: Officer) -> Iterator[tuple[Step, Name]]:
    """What this officer may do with which step now."""
    overseen = {step.task_id for step in oversight.overseeable(view, officer)}
    may_explain = {step.task_id for step in oversight.urgeable(view, officer)}
    reportable = {step.task_id for step in oversight.reportable(view, officer)}
    model = view.published.release.model
    for step in view.current:
        if step.task_id in overseen:
            yield step, "reassign"
            is_others = permissions.is_approval(model.task(step.element)) and step.post_id not in officer.post_ids
            if not is_others and not (step.holder_id == officer.id and step.state == "claimed"):
                yield step, "take_over"
        if step.task_id in may_explain and step.holder_id is not None:
            yield step, "explain"
        if step.task_id in reportable:
            yield step, "escalate"


def menu(view: DossierView, officer: Officer) -> None:
    """Draws the button behind which the acts are; nothing where there is none for this officer."""
    found = list(offered(view, officer))
    if not found:
        return
    popover = st.popover(t("Giám sát"), icon=":material/visibility:", width="content", key=_MENU, on_change="rerun")
    with popover, st.container(key="deal_menu_overseeing", gap=None):
        several = len({step.task_id for step, _ in found}) > 1
        told: int | None = None
        for step, name in found:
            if several and step.task_id != told:
                st.caption(literal(step.name))
                told = step.task_id
            _button(view, officer, step, name)


def _button(view: DossierView, officer: Officer, step: Step, name: Name) -> None:
    look, key = looks()[name], f"overseeing_{step.task_id}_{name}"
    if st.button(look.label, icon=look.icon, key=key, type="tertiary", width="stretch", on_click=_close_menu):
        acts.forget_refusal(key)
        st.dialog(look.label, width="medium")(_fields)(view, officer, step, name, key)


def _close_menu() -> None:
    """An open menu would lie over the act's dialog."""
    st.session_state[_MENU] = False


def _fields(view: DossierView, officer: Officer, step: Step, name: Name, key: str) -> None:
    visitor.current()
    look = looks()[name]
    holder = view.directory.name(step.holder_id) or t("chưa có người nhận")
    st.html(f'<p class="mc-quiet">{escape(f"{view.particulars.code} · {step.name} · {holder}")}</p>')
    to = 0
    if name == "reassign":
        circle = others(step.task_id, officer, but=step.holder_id)
        if circle is None:
            return
        to = assigning.main(circle, key=f"{key}_to")
    said = words(look, key=f"{key}_said")
    by = moment(t("Trả lời trước"), key=f"{key}_by") if name == "explain" else None
    acts.show_refusal(key)
    if not st.button(look.label, type="primary", icon=look.icon, shortcut="Ctrl+Enter", key=f"{key}_done"):
        return
    if not said:
        form.say_below(t("Hãy ghi: {what}.", what=look.asks.lower()))
        return
    verb = _verb(name, step.task_id, said, to, by, officer)
    if acts.attempt(key, verb) is None:
        st.rerun(scope="fragment")
    st.session_state.pop(VIEW, None)
    acts.tell(f"{look.done.format(step=step.name)} ({view.particulars.code})")
    st.rerun()


def others(task_id: int, officer: Officer, *, but: int | None = None) -> Circle | None:
    """Who else holds the task's post, with what each holds; where there is nobody, that is said."""
    circle = assigning.found(task_id, officer)
    if circle is None:
        return None
    found = [one for one in circle.main if one.officer_id != but]
    if not found:
        st.write(t("Không có ai khác giữ vị trí này."))
        return None
    return replace(circle, main=found)


def words(look: Look, *, key: str) -> str:
    """Asks for what the act says."""
    text = st.text_area(
        form.label(look.asks, required=True), key=key, on_change="ignore", max_chars=oversight.LONGEST, height=96
    )
    return (text or "").strip()


def moment(label: str, *, key: str) -> datetime:
    """Asks for a time, at first five in the afternoon of the day after."""
    now = local(database.now())
    first = (now + timedelta(days=1)).replace(hour=17, minute=0, second=0, microsecond=0, tzinfo=None)
    chosen = st.datetime_input(
        form.label(label, required=True),
        value=first,
        min_value=now.replace(tzinfo=None) - timedelta(minutes=now.minute % 15),
        format="DD/MM/YYYY",
        key=key,
        on_change="ignore",
    )
    return (chosen or first).replace(tzinfo=ZONE)


def _verb(
    name: Name, task_id: int, said: str, to: int, by: datetime | None, officer: Officer
) -> Callable[[Transaction, str], object]:
    def act(transaction: Transaction, key: str) -> None:
        told = {"officer": officer, "moment": database.now(), "key": key}
        match name:
            case "reassign":
                oversight.reassign(transaction, task_id, to=to, reason=said, **told)  # pyright: ignore[reportArgumentType]
            case "take_over":
                oversight.take_over(transaction, task_id, reason=said, **told)  # pyright: ignore[reportArgumentType]
            case "escalate":
                oversight.escalate(transaction, task_id, reason=said, **told)  # pyright: ignore[reportArgumentType]
            case "explain":
                limit = by or database.now()
                explanations.ask(transaction, task_id, text=said, answer_by=limit, **told)  # pyright: ignore[reportArgumentType]

    return act
