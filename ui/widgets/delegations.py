"""A task that a colleague does for who asked: asking, what is said of it at the task, and the ways back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from processes import database
from processes.calendars import local
from processes.database import Transaction
from processes.delegations import Delegation
from processes.history import Recorded
from processes.organisation import Directory, Officer
from tasks import delegation
from tasks.viewing import TaskView
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts, form
from ui.widgets.text import literal

_KINDS = ("task.delegated", "task.delegation-returned", "task.delegation-ended")
_ICON = ":material/group:"


def draw_told(view: TaskView, officer: Officer) -> None:
    """Says on top of the task for whom it is done, with whom it is out, or how it came back."""
    known, given = view.dossier.directory, view.delegation
    if given is None:
        _draw_back(view, officer)
        return
    asker, colleague = known.name(given.asker_id), known.name(given.delegate_id)
    note = [literal(line) for line in given.note.splitlines()]
    if given.delegate_id == officer.id:
        said = t("{name} nhờ bạn xử lý thay việc này{until}.", name=asker, until=_until(given.until))
        rest = "" if view.may_complete else t("Bạn điền sẵn nội dung rồi trả lại, {name} sẽ quyết định.", name=asker)
        st.info("  \n".join([f"**{literal(said)}**", *note, *([literal(rest)] if rest else [])]), icon=_ICON)
    else:
        said = t("{name} đang xử lý thay {asker}{until}.", name=colleague, asker=asker, until=_until(given.until))
        if given.asker_id == officer.id:
            asked = when(given.asked_at)
            until = _until(given.until)
            said = t("Bạn đã nhờ {name} xử lý thay lúc {when}{until}.", name=colleague, when=asked, until=until)
        st.info("  \n".join([f"**{literal(said)}**", *note]), icon=_ICON)


def _until(day: date | None) -> str:
    return t(", đến hết ngày {day}", day=f"{day:%d/%m/%Y}") if day else ""


def _draw_back(view: TaskView, officer: Officer) -> None:
    """How the task came back to the officer, with what the colleague says about it."""
    if view.step.holder_id != officer.id:
        return
    rows = [row for row in view.dossier.history if row.kind in _KINDS and row.ref == view.step.ref]
    if not rows or rows[-1].kind == "task.delegated":
        return
    last, known = rows[-1], view.dossier.directory
    if last.kind == "task.delegation-returned":
        said = t("{name} đã làm xong và trả lại bạn việc này.", name=known.name(last.officer_id))
        note = [literal(line) for line in str(last.data.get("note") or "").splitlines()]
        st.success("  \n".join([f"**{literal(said)}**", *note]), icon=_ICON)
    elif last.data.get("why") != "taken-back":
        st.info(literal(_ended(last, known, rows[0])), icon=_ICON)


def _ended(last: Recorded, known: Directory, asked: Recorded) -> str:
    to = asked.data.get("to")
    name = known.name(to if isinstance(to, int) else None)
    match last.data.get("why"):
        case "until":
            return t("Đã hết thời gian nhờ {name} xử lý thay, việc trở lại với bạn.", name=name)
        case "absent":
            return t("{name} vắng mặt, việc nhờ xử lý thay trở lại với bạn.", name=name)
        case _:
            return t("{name} không còn giữ vị trí, việc nhờ xử lý thay trở lại với bạn.", name=name)


def draw_ways_back(view: TaskView, officer: Officer, *, done: Callable[[], None], stay: Callable[[], None]) -> None:
    """Draws how a task comes back: given back by the colleague, or taken back by who asked."""
    task_id = view.step.task_id
    if view.delegation is not None and view.step.holder_id == officer.id:
        kind = "secondary" if view.may_complete else "primary"
        label = t("Trả lại người nhờ")
        if st.button(label, type=kind, icon=":material/assignment_return:", key=f"giving_back_{task_id}"):
            acts.forget_refusal(f"give_back_task_{task_id}")
            st.dialog(label, width="medium")(_give_back)(view, officer, view.delegation, done)
    if view.may_take_back:
        intent = f"take_back_task_{task_id}"
        if st.button(t("Lấy lại"), icon=":material/assignment_return:", key=f"taking_back_{task_id}"):
            _take_back(view, officer, intent, stay)


def _give_back(view: TaskView, officer: Officer, given: Delegation, done: Callable[[], None]) -> None:
    visitor.current()
    task_id, intent = view.step.task_id, f"give_back_task_{view.step.task_id}"
    asker = view.dossier.directory.name(given.asker_id)
    st.write(literal(t("Nội dung bạn đã điền được chuyển cho {name}.", name=asker)))
    note = st.text_area(
        form.label(t("Đã làm gì, còn gì cần xem"), required=True),
        key=f"{intent}_note",
        on_change="ignore",
        max_chars=delegation.LONGEST,
    )
    acts.show_refusal(intent)
    if not st.button(t("Trả lại"), type="primary", shortcut="Ctrl+Enter", key=f"{intent}_done"):
        return
    if not (note or "").strip():
        form.say_below(t("Hãy ghi nội dung đã làm."))
        return

    def act(transaction: Transaction, key: str) -> None:
        told = {"note": note or "", "officer": officer, "moment": database.now(), "key": key}
        delegation.give_back(transaction, task_id, **told)  # pyright: ignore[reportArgumentType]

    if acts.attempt(intent, act) is None:
        st.rerun(scope="fragment")
    form.forget(key=f"task_{task_id}")
    acts.tell(t("Đã trả lại việc “{step}” cho {name}.", step=view.step.name, name=asker))
    done()


def _take_back(view: TaskView, officer: Officer, intent: str, stay: Callable[[], None]) -> None:
    task_id = view.step.task_id

    def act(transaction: Transaction, key: str) -> None:
        delegation.take_back(transaction, task_id, officer=officer, moment=database.now(), key=key)

    if acts.attempt(intent, act) is not None:
        form.forget(key=f"task_{task_id}")
        acts.tell(t("Đã lấy lại việc “{step}”.", step=view.step.name))
    stay()


def ask(view: TaskView, officer: Officer, done: Callable[[], None]) -> None:
    """The fields of the dialog that asks a colleague: whom, what for, until when."""
    visitor.current()
    task_id, intent = view.step.task_id, f"delegate_task_{view.step.task_id}"
    known = view.dossier.directory
    with database.snapshot() as snapshot:
        found = delegation.colleagues(snapshot, task_id, officer=officer)
    if not found:
        st.write(t("Đơn vị hiện không có đồng nghiệp nào nhờ được việc này. Lãnh đạo đơn vị có thể phân công lại."))
        return
    st.write(t("Bạn vẫn chịu trách nhiệm về việc này và thời hạn của nó."))
    to = st.selectbox(
        form.label(t("Nhờ ai"), required=True),
        found,
        format_func=lambda one: f"{known.name(one)} ({_title(view, one)})",
        key=f"{intent}_to",
        on_change="ignore",
    )
    note = st.text_area(
        form.label(t("Nhờ làm gì"), required=True), key=f"{intent}_note", on_change="ignore", max_chars=2000
    )
    until = st.date_input(
        t("Đến hết ngày (không bắt buộc)"),
        value=None,
        min_value=local(database.now()).date(),
        format="DD/MM/YYYY",
        key=f"{intent}_until",
        on_change="ignore",
    )
    acts.show_refusal(intent)
    if not st.button(t("Nhờ xử lý thay"), type="primary", shortcut="Ctrl+Enter", key=f"{intent}_done"):
        return
    if not (note or "").strip():
        form.say_below(t("Hãy ghi điều bạn nhờ."))
        return

    def act(transaction: Transaction, key: str) -> None:
        told = {"to": to, "note": note or "", "until": until, "officer": officer, "moment": database.now()}
        delegation.delegate(transaction, task_id, key=key, **told)  # pyright: ignore[reportArgumentType]

    if acts.attempt(intent, act) is None:
        st.rerun(scope="fragment")
    form.forget(key=f"task_{task_id}")
    acts.tell(t("Đã nhờ {name} xử lý thay việc “{step}”.", name=known.name(to), step=view.step.name))
    done()


def _title(view: TaskView, officer_id: int) -> str:
    """The colleague's post: the task's own, else the first in its unit."""
    known, step = view.dossier.directory, view.step
    held = known.held.get(officer_id, ())
    home = known.posts[step.post_id].unit_id if step.post_id in known.posts else 0
    inside = [known.posts[post] for post in held if known.posts[post].unit_id == home]
    same = [post for post in inside if post.id == step.post_id]
    return (same or inside)[0].title if inside else ""
