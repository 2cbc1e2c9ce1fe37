"""The look-up at the counter: who came before is not asked the same again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from processes import database
from processes.calendars import local
from processes.organisation import Officer
from processes.people import masked
from tasks import reception
from tasks.reception import Earlier
from ui.locale import t
from ui.widgets import people

_SHOWN = 4


def draw(key: str) -> str:
    """Draws the box and gives what was typed or scanned."""
    with st.container(key=f"box_{key}"):
        text = st.text_input(
            t("Tìm người đã nộp hồ sơ"),
            placeholder=t("Số căn cước, điện thoại, mã hồ sơ; hoặc quét thẻ, giấy tiếp nhận"),
            icon=":material/search:",
            label_visibility="collapsed",
            key=f"{key}_lookup",
            persist_state="session",
            autocomplete="off",
        )
    return (text or "").strip()


def found(key: str, text: str, officer: Officer, *, owner: str, chosen: Callable[[], None]) -> str:
    """Draws who was found; gives the place where the cursor should go, once for each look-up.

    A person who is chosen goes into the fields with key `owner`, drawn afterwards; then `chosen` is called. A scanned
    card, or a number nobody came with before, goes there by itself.
    """
    if not text or st.session_state.get(f"{key}_reused") == text:
        return ""
    is_asked = st.session_state.get(f"{key}_looked_up") != text
    st.session_state[f"{key}_looked_up"] = text
    with database.snapshot() as snapshot:
        earlier = reception.look_up(snapshot, text, officer=officer)
    if is_asked:
        _take_over(text, owner, is_new=not earlier)
    if not earlier:
        told = t("Chưa có hồ sơ nào của người này. Hãy ghi thông tin bên dưới.")
        st.html(f'<p class="mc-quiet">{escape(told)}</p>')
        return f"person_{owner}" if is_asked else ""
    with st.container(key=f"card_found_{key}"), st.container(key=f"found_{key}", gap="small"):
        _people(key, text, earlier, owner, chosen, officer)
    return f"found_{key}" if is_asked else ""


def _take_over(text: str, owner: str, *, is_new: bool) -> None:
    """What was scanned or typed need not be typed again below."""
    card = reception.scanned_person(text)
    if card is not None:
        people.fill(owner, card)
    elif is_new and not st.session_state.get(f"{owner}_name"):
        people.fill(owner, people.from_number(reception.scanned_number(text)))


def _people(
    key: str, text: str, found: Sequence[Earlier], owner: str, chosen: Callable[[], None], officer: Officer
) -> None:
    latest: dict[tuple[str, str], Earlier] = {}
    for one in found:
        latest.setdefault((one.owner.name, one.owner.identity), one)
    for number, one in enumerate(list(latest.values())[:_SHOWN]):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"earlier_{key}_{number}"):
            st.html(_told(one))
            st.button(
                t("Dùng lại"),
                key=f"{key}_reuse_{number}",
                icon=":material/person_check:",
                on_click=_reuse,
                args=(key, text, owner, one.dossier_id, chosen, officer),
            )


def _told(one: Earlier) -> str:
    person = one.owner
    numbers = " · ".join(text for text in (masked(person.identity), masked(person.phone), person.address) if text)
    last = t("{procedure}, nhận ngày {date}", procedure=one.procedure, date=f"{local(one.accepted_at):%d/%m/%Y}")
    state = t("đang giải quyết") if one.open else t("đã trả kết quả")
    return (
        f'<div class="mc-found"><b>{escape(person.name)}</b> <span>{escape(numbers)}</span>'
        f"<div>{escape(last)} ({escape(state)})</div></div>"
    )


def _reuse(key: str, text: str, owner: str, dossier_id: int, chosen: Callable[[], None], officer: Officer) -> None:
    """What was told before goes into the fields: whoever reads it there has opened that dossier."""
    with database.transaction() as transaction:
        person = reception.take_over(transaction, dossier_id, officer=officer, moment=database.now())
    people.fill(owner, person)
    st.session_state[f"{key}_reused"] = text
    chosen()
