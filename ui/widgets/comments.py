"""What officers say to each other about a dossier, the latest below, and the field to say more."""

from __future__ import annotations

from html import escape

import streamlit as st

from processes import database
from processes.calendars import local
from processes.comments import Comment
from processes.database import Transaction
from processes.organisation import Officer
from tasks import comments
from tasks.viewing import DossierView
from ui.locale import t
from ui.widgets import acts
from ui.widgets.text import lines

_COUNT = "comments_written"


def title(view: DossierView) -> str:
    """What the tab is called."""
    number = len(view.comments) + sum(one.withdrawn_at is None for one in view.questions)
    return t("Trao đổi ({number})", number=number) if number else t("Trao đổi")


def draw(view: DossierView, officer: Officer) -> bool:
    """Draws what has been said and the field to say more; whether something was said just now."""
    if view.comments:
        items = "".join(_item(view, one) for one in view.comments)
        st.html(f'<ol class="mc-story" aria-label="{escape(t("Trao đổi"))}">{items}</ol>')
    elif not view.questions:
        st.html(f'<p class="mc-quiet">{escape(t("Chưa có trao đổi nào về hồ sơ này."))}</p>')
    intent = f"comment_{view.particulars.id}"
    key = f"{intent}_{st.session_state.get(_COUNT, 0)}"
    names = {one: view.directory.name(one) for one in comments.colleagues(view, officer)}
    text = st.text_area(
        t("Viết trao đổi"),
        key=key,
        max_chars=comments.LONGEST,
        on_change="ignore",
        label_visibility="collapsed",
        placeholder=t("Viết trao đổi với đồng nghiệp…"),
        height=90,
        persist_state="session",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        called = st.multiselect(
            t("Nhắc đến"),
            list(names),
            format_func=names.__getitem__,
            key=f"{key}_called",
            on_change="ignore",
            placeholder=t("Nhắc đến đồng nghiệp"),
            label_visibility="collapsed",
            persist_state="session",
        )
        pressed = st.button(t("Gửi"), icon=":material/send:", key=f"{key}_sent")
    acts.show_refusal(intent)
    if not pressed:
        return False

    def act(transaction: Transaction, act_key: str) -> int:
        return comments.write(
            transaction,
            view.particulars.id,
            text=text or "",
            mentioned=called,
            officer=officer,
            moment=database.now(),
            key=act_key,
        )

    if acts.attempt(intent, act) is None:
        st.rerun()
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    return True


def _item(view: DossierView, one: Comment) -> str:
    called = "".join(f"<b>@{escape(view.directory.name(who))}</b> " for who in one.mentioned)
    who = escape(view.directory.name(one.officer_id))
    at = f"<time>{local(one.at):%H:%M %d/%m/%Y}</time>"
    return f"<li>{at}<div><p><b>{who}</b></p><p>{called}{lines(one.text)}</p></div></li>"
