"""Whom work goes to: candidates with what each holds and who is absent, to choose from when it is assigned."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from html import escape

import streamlit as st

from bpmn.refusals import Refusal
from processes import database
from processes.database import Transaction
from processes.organisation import Officer
from processes.refusals import NotAllowed
from tasks import assignment, candidates
from tasks.candidates import Candidate, Circle
from tasks.viewing import TaskView
from ui import visitor
from ui.locale import say, t
from ui.widgets import acts, form
from ui.widgets.text import literal

_FEW = 6
_NOBODY = 0


def draw(view: TaskView, officer: Officer, done: Callable[[], None]) -> None:
    """Draws the button behind which a head assigns the task; `done` shows it as it is then."""
    if st.button(t("Phân công"), icon=":material/person_add:", key=f"assigning_{view.step.task_id}"):
        acts.forget_refusal(_intent(view))
        st.dialog(t("Phân công"), width="medium")(_ask)(view, officer, done)


def _intent(view: TaskView) -> str:
    return f"assign_task_{view.step.task_id}"


def _ask(view: TaskView, officer: Officer, done: Callable[[], None]) -> None:
    visitor.current()
    intent, step = _intent(view), view.step
    circle = found(step.task_id, officer)
    if circle is None:
        return
    to = main(circle, key=f"{intent}_to", holder=step.holder_id)
    beside = co_officers(circle, key=f"{intent}_co", chosen=view.dossier.co_officers.get(step.task_id, ()))
    acts.show_refusal(intent)
    if not st.button(t("Giao việc"), type="primary", icon=":material/person_add:", key=f"{intent}_done"):
        return

    def act(transaction: Transaction, key: str) -> None:
        told = {"officer": officer, "moment": database.now(), "key": key}
        assignment.assign(transaction, step.task_id, to=to, co=beside, **told)  # pyright: ignore[reportArgumentType]

    if acts.attempt(intent, act) is None:
        st.rerun(scope="fragment")
    acts.tell(t("Đã giao việc “{step}” cho {name}.", step=step.name, name=view.dossier.directory.name(to)))
    done()


def found(task_id: int, officer: Officer) -> Circle | None:
    """Among whom the head may choose; where there is nobody, or the right is gone, that is said."""
    try:
        with database.snapshot() as snapshot:
            circle = candidates.of_task(snapshot, task_id, officer=officer, moment=database.now())
    except Refusal as refusal:
        st.error(literal(say(refusal)), icon=":material/error:")
        return None
    if not circle.main:
        st.write(t("Chưa có ai giữ vị trí này."))
        return None
    return circle


def main(circle: Circle, *, key: str, holder: int | None = None) -> int:
    """Asks for the main officer; at first who holds it, else who is freest."""
    return _pick(t("Người xử lý chính"), circle.main, key=key, first=holder)


def co_officers(circle: Circle, *, key: str, chosen: Collection[int] = ()) -> list[int]:
    """Asks for the co-officers."""
    names = {one.officer_id: f"{one.name} · {one.post} · {_short(one)}" for one in circle.co}
    return st.multiselect(
        t("Người phối hợp"),
        list(names),
        default=[one for one in chosen if one in names],
        format_func=names.__getitem__,
        max_selections=assignment.MOST_CO_OFFICERS,
        placeholder=t("Không có"),
        key=key,
        on_change="ignore",
    )


def ask_following(task_id: int, officer: Officer, *, key: str) -> int | None:
    """Asks who gets the step that a task assigns, if it does; None leaves that to its pool."""
    try:
        with database.snapshot() as snapshot:
            asked = candidates.for_following(snapshot, task_id, officer=officer, moment=database.now())
    except NotAllowed:  # said when the task is completed
        return None
    except Refusal as refusal:
        st.warning(literal(say(refusal)), icon=":material/warning:")
        return None
    if asked is None:
        return None
    said = form.label(t("Người xử lý bước “{step}”", step=asked.name), required=asked.is_required)
    if not asked.candidates:
        st.html(f'<p class="mc-quiet">{escape(t("Chưa có ai giữ vị trí này."))}</p>')
        return None
    to = _pick(said, asked.candidates, key=key, nobody=t("Chưa phân công, chờ người nhận việc"))
    return to or None


def _pick(label: str, offered: Sequence[Candidate], *, key: str, first: int | None = None, nobody: str = "") -> int:
    """A few are drawn with what they hold, many are a list to search in; `nobody` is the choice to leave it open."""
    known = {one.officer_id: one for one in offered}
    options = [*([_NOBODY] if nobody else []), *known]
    at = options.index(first) if first in known else 0
    if len(known) > _FEW:
        names = {_NOBODY: nobody, **{one.officer_id: f"{one.name} · {_short(one)}" for one in offered}}
        return st.selectbox(
            label,
            options,
            index=at,
            format_func=names.__getitem__,
            key=key,
            on_change="ignore",
            persist_state="session",
        )
    return st.radio(
        label,
        options,
        index=at,
        format_func=lambda one: literal(known[one].name) if one in known else nobody,
        captions=[_told(known[one]) if one in known else "" for one in options],
        key=key,
        on_change="ignore",
        persist_state="session",
        width="stretch",
    )


def _told(one: Candidate) -> str:
    """What an officer holds, and until when who is absent."""
    return " · ".join(filter(None, (_load(one), _absence(one))))


def _load(one: Candidate) -> str:
    if not one.held:
        return t("Chưa giữ việc nào")
    if not one.overdue:
        return t("Đang giữ {held} việc", held=one.held)
    return t("Đang giữ {held} việc, {overdue} quá hạn", held=one.held, overdue=one.overdue)


def _absence(one: Candidate) -> str:
    if one.absent_until is None:
        return ""
    day = f"{one.absent_until:%d/%m/%Y}"
    return literal(t("vắng mặt đến hết {day}, {name} thay", day=day, name=one.substitute))


def _short(one: Candidate) -> str:
    """The same in a few words, for a line of a list."""
    held = t("{held} việc", held=one.held)
    late = t("{number} quá hạn", number=one.overdue) if one.overdue else ""
    away = t("vắng đến {day}", day=f"{one.absent_until:%d/%m}") if one.absent_until else ""
    return ", ".join(filter(None, (held, late, away)))
