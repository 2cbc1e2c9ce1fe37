"""Questions to a colleague about a dossier: asking, what is waited for, answering, and what was answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import escape

import streamlit as st

from processes import database
from processes.calendars import ZONE, local
from processes.database import Transaction
from processes.organisation import Directory, Officer
from processes.questions import Question
from processes.settings import settings
from tasks import questions
from tasks.viewing import DossierView, TaskView
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts, answers, form
from ui.widgets.text import lines, literal
from ui.widgets.upload import say_unsent, unsent, upload

_ICON = ":material/contact_support:"


def draw_waiting(view: DossierView, officer: Officer) -> None:
    """Says at the task's head whose opinion is waited for, but to that one, who is asked for it below."""
    for one in (one for one in view.questions if one.is_open and one.asked_id != officer.id):
        name = view.directory.name(one.asked_id)
        sentence = (
            t("Đang chờ {name} ({where}) giải trình") if _explains(one) else t("Đang chờ ý kiến của {name} ({where})")
        )
        said = sentence.format(name=name, where=where(view.directory, one.asked_id))
        st.html(f'<p class="mc-quiet">{escape(said)}{_by(one)}</p>')


def _explains(one: Question) -> bool:
    return one.kind == "explanation"


def _by(one: Question) -> str:
    """Until when the answer is wanted; in red once that has passed."""
    if one.answer_by is None:
        return ""
    said = escape(t(", cần trả lời trước {when}", when=when(one.answer_by)))
    return f'<span class="mc-late">{said}</span>' if one.answer_by < database.now() else said


def where(known: Directory, officer_id: int) -> str:
    """An officer's first post, and the agency it is in."""
    posts = [known.posts[post] for post in known.held.get(officer_id, ())]
    return f"{posts[0].title}, {known.agencies[posts[0].agency_id].name}" if posts else t("không còn giữ vị trí")


def draw_asked(view: DossierView, officer: Officer) -> bool:
    """Draws what the officer is asked, with the field for the answer; whether it was answered just now."""
    return any(_answering(view, one, officer) for one in view.questions if one.is_open and one.asked_id == officer.id)


def _answering(view: DossierView, one: Question, officer: Officer) -> bool:
    asker, intent = view.directory.name(one.asker_id), f"answer_question_{one.id}"
    sentence = (
        t("{name} yêu cầu bạn giải trình lúc {when}") if _explains(one) else t("{name} hỏi ý kiến bạn lúc {when}")
    )
    said = sentence.format(name=asker, when=when(one.asked_at))
    told = [f"**{literal(said)}**", *(literal(line) for line in one.text.splitlines())]
    if one.answer_by is not None:
        told.append(literal(t("Cần trả lời trước {when}.", when=when(one.answer_by))))
    with st.container(key=f"asked_{one.id}", gap="small"):
        (st.warning if _explains(one) else st.info)("  \n".join(told), icon=_ICON)
        text = st.text_area(
            form.label(t("Giải trình") if _explains(one) else t("Trả lời"), required=True),
            key=intent,
            max_chars=questions.LONGEST,
            on_change="ignore",
            height=110,
        )
        rules, place = settings().uploads, f"{intent}_files"
        kinds = [f".{kind}" for kind in rules.types]
        files = upload(t("Tệp kèm theo"), key=place, accept=kinds, multiple=True, max_mb=rules.max_mb)
        acts.show_refusal(intent)
        label = t("Gửi giải trình") if _explains(one) else t("Gửi trả lời")
        if not st.button(label, type="primary", icon=":material/send:", key=f"{intent}_sent"):
            return False
        waits = say_unsent(unsent(place)) or ("" if (text or "").strip() else t("Hãy ghi câu trả lời."))
        if waits:
            form.say_below(waits)
            return False

    def act(transaction: Transaction, key: str) -> None:
        chosen = [int(file.id) for file in files]
        told = {"text": text or "", "files": chosen, "officer": officer, "moment": database.now(), "key": key}
        questions.answer(transaction, one.id, **told)  # pyright: ignore[reportArgumentType]

    if acts.attempt(intent, act) is None:
        st.rerun()
    acts.tell(t("Đã trả lời {name}.", name=asker))
    return True


def draw(view: DossierView, officer: Officer) -> bool:
    """Draws what was asked and answered about the dossier; whether a question was withdrawn just now."""
    shown = [one for one in view.questions if one.withdrawn_at is None]
    if shown:
        items = "".join(_item(view, one) for one in shown)
        st.html(f'<ol class="mc-story" aria-label="{escape(t("Hỏi ý kiến"))}">{items}</ol>')
    return any(_withdrawing(view, one, officer) for one in shown if one.is_open and one.asker_id == officer.id)


def _item(view: DossierView, one: Question) -> str:
    known = view.directory
    sentence = t("{who} yêu cầu {to} giải trình") if _explains(one) else t("{who} hỏi ý kiến {to}")
    said = sentence.format(who=_bold(known, one.asker_id), to=_bold(known, one.asked_id))
    answer = "".join(_answer(view, one)) or f'<p class="mc-quiet">{escape(t("Chưa trả lời"))}{_by(one)}</p>'
    at = f"<time>{local(one.asked_at):%H:%M %d/%m/%Y}</time>"
    return f"<li>{at}<div><p>{said}</p><p>{lines(one.text)}</p>{answer}</div></li>"


def _answer(view: DossierView, one: Question) -> Iterator[str]:
    if one.answered_at is None:
        return
    sentence = t("{who} giải trình lúc {when}") if _explains(one) else t("{who} trả lời lúc {when}")
    who = sentence.format(who=_bold(view.directory, one.asked_id), when=when(one.answered_at))
    files = [{"id": file.id, "name": file.name} for file in view.documents if file.id in one.files]
    links = "".join(f"<p>{answers.file_link(file)}</p>" for file in files)
    yield f'<div class="mc-answer"><p>{who}</p><p>{lines(one.answer)}</p>{links}</div>'


def _bold(known: Directory, officer_id: int) -> str:
    return f"<b>{escape(known.name(officer_id))}</b>"


def _withdrawing(view: DossierView, one: Question, officer: Officer) -> bool:
    intent, name = f"withdraw_question_{one.id}", view.directory.name(one.asked_id)
    acts.show_refusal(intent)
    label = t("Rút yêu cầu {name} giải trình") if _explains(one) else t("Rút câu hỏi gửi {name}")
    label = literal(label.format(name=name))
    if not st.button(label, icon=":material/undo:", type="tertiary", key=intent):
        return False

    def act(transaction: Transaction, key: str) -> None:
        questions.withdraw(transaction, one.id, officer=officer, moment=database.now(), key=key)

    if acts.attempt(intent, act) is not None:
        acts.tell(t("Đã rút câu hỏi gửi {name}.", name=name))
    return True


def ask(view: TaskView, officer: Officer, stay: Callable[[], None]) -> None:
    """The fields of the dialog that asks an officer of any agency: whom, what, until when."""
    visitor.current()
    task_id, intent = view.step.task_id, f"ask_task_{view.step.task_id}"
    known = view.dossier.directory
    st.write(t("Người được hỏi xem được hồ sơ này. Việc vẫn ở chỗ bạn và thời hạn vẫn tính."))
    to = _whom(known, officer, intent)
    text = st.text_area(
        form.label(t("Câu hỏi"), required=True), key=f"{intent}_text", on_change="ignore", max_chars=questions.LONGEST
    )
    now = local(database.now())
    by = st.datetime_input(
        t("Cần trả lời trước (không bắt buộc)"),
        value=None,
        min_value=now.replace(tzinfo=None) - timedelta(minutes=now.minute % 15),
        format="DD/MM/YYYY",
        key=f"{intent}_by",
        on_change="ignore",
    )
    acts.show_refusal(intent)
    if not st.button(t("Gửi câu hỏi"), type="primary", shortcut="Ctrl+Enter", key=f"{intent}_done"):
        return
    if to is None or not (text or "").strip():
        form.say_below(t("Hãy chọn người được hỏi.") if to is None else t("Hãy ghi câu hỏi."))
        return

    def act(transaction: Transaction, key: str) -> int:
        told = {"to": to, "text": text or "", "answer_by": _instant(by), "moment": database.now()}
        return questions.ask(transaction, task_id, officer=officer, key=key, **told)  # pyright: ignore[reportArgumentType]

    if acts.attempt(intent, act) is None:
        st.rerun(scope="fragment")
    for name in ("to", "text", "by"):
        st.session_state.pop(f"{intent}_{name}", None)
    acts.tell(t("Đã hỏi ý kiến {name}.", name=known.name(to)))
    stay()


def _instant(given: datetime | None) -> datetime | None:
    return None if given is None else given.replace(tzinfo=ZONE)


def _whom(known: Directory, officer: Officer, intent: str) -> int | None:
    """An agency first, then its officers: a province has too many for one list."""
    with database.snapshot() as snapshot:
        found = questions.officers(snapshot, officer=officer)
    posts = {one: [known.posts[post] for post in known.held[one]] for one in found}
    agencies = sorted(
        {post.agency_id for held in posts.values() for post in held}, key=lambda one: known.agencies[one].name
    )
    own = officer.posts[0].agency_id if officer.posts else None
    agency = st.selectbox(
        t("Cơ quan"),
        agencies,
        index=agencies.index(own) if own in agencies else 0,
        format_func=lambda one: known.agencies[one].name,
        key=f"{intent}_agency",
    )
    inside = {one: post for one, held in posts.items() for post in held if post.agency_id == agency}
    return st.selectbox(
        form.label(t("Hỏi ai"), required=True),
        list(inside),
        index=None,
        format_func=lambda one: f"{known.name(one)} ({inside[one].title}, {known.units[inside[one].unit_id].name})",
        placeholder=t("Chọn"),
        key=f"{intent}_to",
        on_change="ignore",
    )
