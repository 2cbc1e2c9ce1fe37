"""The handoffs of a dossier: who has each, until when, what both sides have said, and what this officer may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from processes import database, sendings
from processes.calendars import local
from processes.database import Transaction
from processes.handoffs import Event, Handoff, Thread
from processes.organisation import Directory, Officer
from tasks import handoffs
from tasks.handoffs import Open
from tasks.viewing import DossierView, TaskView
from ui.locale import t, when
from ui.widgets import acts, answers, form
from ui.widgets.facts import Fact, facts
from ui.widgets.text import lines

_COLORS = {"done": "green", "refused": "red", "recalled": "gray"}


def states() -> dict[str, str]:
    """What a handoff has come to."""
    return {
        "sent": t("Đã gửi, chưa đến"),
        "delivered": t("Đã đến, chờ nhận"),
        "received": t("Đã nhận, chờ tiếp nhận giải quyết"),
        "accepted": t("Đã tiếp nhận giải quyết"),
        "working": t("Đang giải quyết"),
        "done": t("Đã trả lời"),
        "refused": t("Bị từ chối"),
        "recalled": t("Đã thu hồi"),
    }


def _said() -> dict[str, str]:
    return {
        "sent": t("Gửi"),
        "delivered": t("Đã đến nơi nhận"),
        "received": t("Đã nhận"),
        "accepted": t("Tiếp nhận giải quyết"),
        "working": t("Bắt đầu giải quyết"),
        "done": t("Trả lời"),
        "message": t("Gửi thêm thông tin"),
        "refused": t("Từ chối"),
        "recalled": t("Thu hồi"),
        "recall_asked": t("Đề nghị thu hồi"),
        "ended": t("Thu hồi vì hồ sơ đã kết thúc"),
        "recall_declined": t("Không thu hồi được vì đã tiếp nhận"),
        "note": t("Trao đổi"),
    }


def draw(view: DossierView, officer: Officer) -> bool:
    """Draws every handoff with its thread and acts; whether something was done just now."""
    with database.snapshot() as snapshot:
        offered = handoffs.offers(snapshot, view.handoffs, officer=officer)
    done = False
    for place, thread in enumerate(view.handoffs):
        if place:
            st.html('<hr class="mc-line">')
        with st.container(key=f"handoff_{thread.handoff.id}", gap="small"):
            _head(view.directory, thread.handoff)
            _thread(view, thread)
            done = _acts(thread.handoff, offered[thread.handoff.id], officer) or done
    return done


def _head(known: Directory, handoff: Handoff) -> None:
    sender = known.agencies.get(handoff.sending_agency_id or 0)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="mc-strong">{escape(_between(sender.name if sender else "", handoff))}</p>', width="content")
        late = handoff.is_open and handoff.limit < database.now()
        st.badge(states()[handoff.state], color="red" if late else _COLORS.get(handoff.state, "blue"))  # pyright: ignore
    files = ", ".join(str(one.get("name")) for one in handoff.manifest)
    facts(
        [
            Fact(t("Gửi lúc"), when(handoff.sent_at)),
            Fact(t("Hạn nhận"), when(handoff.receive_by), _late(handoff, received=False)),
            Fact(t("Hạn trả lời"), when(handoff.answer_by) if handoff.answer_by else "", _late(handoff, received=True)),
            Fact(t("Số hồ sơ bên nhận"), handoff.reference),
            Fact(t("Giấy tờ kèm theo"), files, wide=True),
        ]
    )


def _between(sender: str, handoff: Handoff) -> str:
    if handoff.side == "receiving":
        return t("{partner} chuyển đến", partner=handoff.partner)
    return t("{sender} chuyển {partner}", sender=sender, partner=handoff.partner)


def _late(handoff: Handoff, *, received: bool) -> str:
    """Says of the leg that runs now that it takes too long."""
    runs = handoff.is_open and (handoff.received_at is not None) == received
    return t("đã quá hạn") if runs and handoff.limit < database.now() else ""


def _thread(view: DossierView, thread: Thread) -> None:
    items = "".join(_item(view, event) for event in thread.events)
    st.html(f'<ol class="mc-story" aria-label="{escape(t("Diễn biến liên thông"))}">{items}</ol>')


def _item(view: DossierView, event: Event) -> str:
    said = _said().get(event.kind, event.kind)
    at, told = f"<time>{local(event.at):%H:%M %d/%m/%Y}</time>", f"<p>{lines(event.text)}</p>" if event.text else ""
    told = "" if event.kind == "sent" else told
    reference = str(event.data.get("reference") or "")
    told += f"<p>{escape(t('Số hồ sơ bên nhận: {number}', number=reference))}</p>" if reference else ""
    given = event.data.get("facts")
    told += "".join(_answer(view, given)) if isinstance(given, dict) else ""
    return f'<li>{at}<div><p><b>{escape(said)}</b></p><div class="post">{escape(event.by)}</div>{told}</div></li>'


def _answer(view: DossierView, given: Mapping[str, object]) -> list[str]:
    """The number and the files of an answer that was recorded by hand."""
    number, files = str(given.get("number") or ""), given.get("file")
    known = {one.id for one in view.documents}
    links = (
        [one for one in files if isinstance(one, dict) and one.get("id") in known] if isinstance(files, list) else []
    )
    told = [f"<p>{escape(t('Văn bản số {number}', number=number))}</p>"] if number else []
    return [*told, *(f"<p>{answers.file_link(one)}</p>" for one in links)]


def draw_task(view: TaskView) -> None:
    """Draws at a task that is done by hand what is to be carried, and what became of it so far."""
    if not sendings.is_by_hand(view.step.ref):
        return
    key = view.step.ref.partition(":")[2]
    for thread in view.dossier.handoffs:
        if thread.handoff.key == key:
            st.info(_told(view, thread.handoff), icon=":material/forward_to_inbox:")
            _thread(view.dossier, thread)


def _told(view: TaskView, handoff: Handoff) -> str:
    code, partner = view.dossier.particulars.code, handoff.partner
    if view.step.ref.startswith(sendings.ENTER):
        return t(
            "Nhập hồ sơ {code} vào hệ thống của {partner} rồi ghi lại số hồ sơ bên đó cấp.", code=code, partner=partner
        )
    return t(
        "{partner} gọi hồ sơ này là {number}. Khi có trả lời, ghi lại kết quả, số văn bản và tệp.",
        partner=partner,
        number=handoff.reference,
    )


def _acts(handoff: Handoff, offered: Open, officer: Officer) -> bool:
    found = offered.acts
    done = False
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if "accept" in found:
            done = _button(handoff, officer, "accept", t("Tiếp nhận giải quyết"), primary=True)
        if "receive" in found:
            done = _button(handoff, officer, "receive", t("Xác nhận đã nhận")) or done
        for act, (label, field, send, icon) in _worded().items():
            if act in found:
                done = _telling(handoff, officer, act, label, field, send, icon) or done
    for act in ("accept", "receive", *_worded()):
        acts.show_refusal(f"{act}_handoff_{handoff.id}")
    return done


def _worded() -> dict[str, tuple[str, str, str, str]]:
    """The acts that need a text: the button, the field, the button below it, the icon."""
    return {
        "refuse": (t("Từ chối"), t("Lý do từ chối"), t("Từ chối hồ sơ liên thông"), ":material/block:"),
        "recall": (t("Thu hồi"), t("Lý do thu hồi"), t("Thu hồi hồ sơ liên thông"), ":material/undo:"),
        "finish": (t("Kết thúc"), t("Kết quả"), t("Báo đã giải quyết"), ":material/done_all:"),
        "note": (t("Trao đổi với bên kia"), t("Nội dung"), t("Gửi"), ":material/chat:"),
    }


_VERBS: Mapping[str, Callable[..., None]] = {
    "accept": handoffs.accept,
    "receive": handoffs.receive,
    "refuse": handoffs.refuse,
    "recall": handoffs.recall,
    "finish": handoffs.finish,
    "note": handoffs.note,
}
_FIELDS = {"refuse": "reason", "recall": "reason", "finish": "text", "note": "text"}


def _button(handoff: Handoff, officer: Officer, act: str, label: str, *, primary: bool = False) -> bool:
    intent = f"{act}_handoff_{handoff.id}"
    if not st.button(label, type="primary" if primary else "secondary", key=intent):
        return False
    return _do(handoff, officer, act, {})


def _telling(handoff: Handoff, officer: Officer, act: str, label: str, field: str, send: str, icon: str) -> bool:
    intent = f"{act}_handoff_{handoff.id}"
    with st.popover(label, icon=icon, key=f"{intent}_open"):
        text = st.text_area(
            form.label(field, required=True), key=f"{intent}_text", max_chars=handoffs.LONGEST, on_change="ignore"
        )
        if not st.button(send, type="primary", key=intent):
            return False
        if not (text or "").strip():
            form.say_below(t("Hãy ghi nội dung."))
            return False
    done = _do(handoff, officer, act, {_FIELDS[act]: text})
    if done:
        st.session_state.pop(f"{intent}_text", None)
    return done


def _do(handoff: Handoff, officer: Officer, act: str, told: Mapping[str, object]) -> bool:
    def act_on(transaction: Transaction, key: str) -> None:
        named = {"officer": officer, "moment": database.now(), "key": key, **told}
        _VERBS[act](transaction, handoff.id, **named)

    if acts.attempt(f"{act}_handoff_{handoff.id}", act_on) is not None:
        acts.tell(t("Đã ghi nhận."))
    return True
