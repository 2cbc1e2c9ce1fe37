"""Messages that wait for a person: why each did not leave, and the three things that can be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from processes import database
from processes.database import Transaction
from processes.dead_letters import Act, DeadLetter, texts
from tasks import operations
from tasks.operations import Standing
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts, form, pager
from ui.widgets.substitutions import save
from ui.widgets.trouble import plain
from ui.widgets.waiting import channel

_LONG = 80
_LONGEST = 2_000
_REASON = 300


def draw(found: Standing, places: list[int]) -> None:
    """Draws a page of them, the first put first."""
    with st.container(key="card_dead", gap="small"):
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Tin chờ xử lý"))}</div>')
        if not found.dead:
            said = t("Không có tin nào chờ xử lý. Tin gửi nhiều lần không được sẽ nằm ở đây.")
            st.html(f'<p class="mc-quiet">{escape(said)}</p>')
        for one in found.dead:
            _letter(one)
        pager.draw(places, found.following)


def _letter(one: DeadLetter) -> None:
    with st.container(key=f"written_message_{one.id}", gap="small"):
        st.html(_told(one))
        with st.container(horizontal=True, gap="small"):
            if st.button(t("Gửi lại"), icon=":material/send:", key=f"message_{one.id}_resend"):
                _resend(one)
            if st.button(t("Sửa"), icon=":material/edit:", key=f"message_{one.id}_correct", type="tertiary"):
                acts.forget_refusal("message_correct")
                _open(one)
            if st.button(t("Bỏ"), icon=":material/delete:", key=f"message_{one.id}_give_up", type="tertiary"):
                acts.forget_refusal("message_give_up")
                _give_up(one)
        acts.show_refusal(f"message_{one.id}")


def _told(one: DeadLetter) -> str:
    to = f" → {escape(one.partner)}" if one.partner else ""
    about = [t("hồ sơ {code}", code=one.code)] if one.code else []
    about += [t("lập lúc {moment}", moment=when(one.put_at)), t("đã gửi {number} lần", number=one.attempts)]
    said, raw = plain(one.trouble), ""
    if said != one.trouble and one.trouble:
        raw = f"<details><summary>{escape(t('Chi tiết'))}</summary><code>{escape(one.trouble)}</code></details>"
    behind = ""
    if one.behind:
        behind = t("{number} tin sau của hồ sơ này phải chờ tin này.", number=one.behind)
        behind = f'<p class="mc-wrong">{escape(behind)}</p>'
    return (
        f'<div class="mc-letter mc-dead"><b>{escape(channel(one.topic))}{to}</b>'
        f"<p>{escape(said)}</p>{raw}<small>{escape(' · '.join(about))}</small>{behind}</div>"
    )


def _resend(one: DeadLetter) -> None:
    officer = visitor.current().officer

    def act(transaction: Transaction, key: str) -> None:
        operations.resend(transaction, one.id, officer=officer, moment=database.now(), key=key)

    if acts.attempt(f"message_{one.id}", act) is not None:
        acts.tell(t("Đã cho gửi lại."))
    st.rerun()


def _open(one: DeadLetter) -> None:
    """Reads what the message says, once: the opening is on record."""
    officer = visitor.current().officer

    def act(transaction: Transaction, _key: str) -> Mapping[str, str]:
        return texts(operations.message(transaction, one.id, officer=officer, moment=database.now()))

    said = acts.attempt(f"message_{one.id}", act)
    if isinstance(said, Mapping):
        _correct(one, said)
    else:
        st.rerun()


@st.dialog("Sửa tin", width="medium")
def _correct(one: DeadLetter, said: Mapping[str, str]) -> None:
    officer = visitor.current().officer
    told = t("Nội dung cũ được giữ lại để đối chiếu. Tin được gửi lại ngay sau khi lưu.")
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    fields: dict[str, str] = {}
    for name, text in sorted(said.items(), key=lambda one: one[0] != "to"):
        ask = st.text_area if len(text) > _LONG or "\n" in text else st.text_input
        fields[name] = ask(_called(name), text, max_chars=_LONGEST, key=f"message_text_{one.id}_{name}") or ""
    reason = _reason("message_correct", t("Lý do sửa"))

    def act(transaction: Transaction, key: str) -> None:
        changed = {name: text for name, text in fields.items() if text != said[name]}
        operations.correct(
            transaction, one.id, fields=changed, reason=reason, officer=officer, moment=database.now(), key=key
        )

    if st.button(t("Lưu và gửi lại"), type="primary", key="message_correct_save"):
        save("message_correct", act, t("Đã sửa và cho gửi lại."))


def _called(name: str) -> str:
    names = {"to": t("Gửi đến"), "name": t("Người nhận"), "code": t("Mã hồ sơ"), "text": t("Nội dung")}
    return names.get(name, name)


@st.dialog("Bỏ tin")
def _give_up(one: DeadLetter) -> None:
    officer = visitor.current().officer
    told = t("Tin này sẽ không được gửi nữa. Các tin sau của hồ sơ đến cùng nơi nhận được gửi tiếp.")
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    reason = _reason("message_give_up", t("Lý do bỏ"))

    def act(transaction: Transaction, key: str) -> None:
        operations.give_up(transaction, one.id, reason=reason, officer=officer, moment=database.now(), key=key)

    if st.button(t("Bỏ tin này"), type="primary", key="message_give_up_save"):
        save("message_give_up", act, t("Đã bỏ tin."))


def _reason(intent: str, label: str) -> str:
    reason = st.text_input(form.label(label, required=True), max_chars=_REASON, key=f"{intent}_reason")
    acts.show_refusal(intent)
    return reason or ""


def draw_acts(done: Sequence[Act]) -> None:
    """Draws what operators did lately, the newest first."""
    if not done:
        return
    names = {"resent": t("gửi lại"), "corrected": t("sửa và gửi lại"), "given_up": t("bỏ")}
    with st.container(key="card_operator_acts", gap="small"):
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Đã xử lý gần đây"))}</div>')
        for one in done:
            count = one.told.get("count")
            what = t("{act} {number} tin", act=names[one.kind], number=count or 1)
            reason = str(one.told.get("reason", ""))
            small = "".join(f"<small>{escape(said)}</small>" for said in (reason, when(one.at)) if said)
            st.html(f'<div class="mc-letter mc-act"><b>{escape(one.officer)}: {escape(what)}</b>{small}</div>')
