"""The form by which a leader's office gives a directive: the text with marks beside the mandates read from it.

Nothing that was read is given by itself: each mandate is confirmed, changed, removed or added by a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape

import streamlit as st

from processes import calendars, database
from processes.accounts import Visitor
from processes.database import Transaction
from processes.matters import Told
from processes.organisation import Directory
from processes.settings import settings
from tasks.directives import giving, receivers, word_files
from tasks.directives.giving import Asked, Given
from tasks.directives.reading import LONGEST, Reading, Suggestion
from tasks.directives.receivers import Receiver
from tasks.directives.terms import PERIODS, Period
from tasks.reception import Accepted
from ui.locale import t
from ui.widgets import acts, form, marked, places, upload
from ui.widgets.wording import periods

_INTENT, _READING = "directive", "directive_read"
_OPEN, _ROUND, _FOUND, _CARDS, _GIVEN = (
    *("directive_open", "directive_round", "directive_found", "directive_cards"),
    "directive_given",
)


@dataclass(frozen=True, slots=True)
class Card:
    """A mandate on the form before it is given: what was read for it, and the words that mean no unit here."""

    number: int
    units: list[int] = field(default_factory=list[int])
    unknown: list[str] = field(default_factory=list[str])
    task: str = ""
    due_on: date | None = None
    period: Period = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a card says now."""

    number: int
    is_confirmed: bool
    units: Sequence[int]
    task: str
    due_on: date | None
    period: Period

    def wrong(self) -> str:
        """What keeps a confirmed mandate from being given; empty when nothing does."""
        if not self.units:
            return t("Nhiệm vụ {number}: hãy chọn đơn vị nhận.", number=self.number)
        if not self.task.strip():
            return t("Nhiệm vụ {number}: hãy ghi nội dung.", number=self.number)
        return "" if self.due_on else t("Nhiệm vụ {number}: hãy chọn hạn.", number=self.number)


def is_open() -> bool:
    """Whether the officer is giving a directive."""
    return bool(st.session_state.get(_OPEN))


def open_form() -> None:
    """An empty form for the next directive."""
    st.session_state[_OPEN] = True
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    for name in (_FOUND, _CARDS, _GIVEN):
        st.session_state.pop(name, None)
    for intent in (_INTENT, _READING):
        acts.forget_refusal(intent)


def draw_given() -> None:
    """Says what code the directive just given has."""
    given: Accepted | None = st.session_state.get(_GIVEN)
    if given is None:
        return
    with st.container(key="card_accepted"):
        st.html(
            f'<div class="mc-accepted"><p role="status">{escape(t("Đã giao nhiệm vụ"))}</p>'
            f"<b>{escape(given.code)}</b></div>"
        )
        places.dossier_link(given.dossier_id, t("Mở vụ việc"))


def draw(known: Visitor, directory: Directory, agencies: Sequence[int]) -> None:
    """Draws the form: first the text alone, then the text beside what was read from it."""
    key = f"directive{st.session_state[_ROUND]}"
    title = escape(t("Giao nhiệm vụ từ văn bản chỉ đạo"))
    st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>')
    agency_id = _agency(key, directory, agencies)
    found: Reading | None = st.session_state.get(_FOUND)
    if found is None:
        with st.container(key="card_told"):
            _ask_text(key, known, directory, agency_id)
        return
    left, right = st.columns([6, 6], gap="medium")
    with left, st.container(key="card_told"):
        marked.draw(found)
    with right:
        _confirm(key, known, directory, agency_id, found)


def _agency(key: str, directory: Directory, agencies: Sequence[int]) -> int:
    if len(agencies) == 1:
        return agencies[0]
    names = {one: directory.agencies[one].name for one in agencies}
    return st.selectbox(t("Cơ quan giao"), list(names), format_func=names.__getitem__, key=f"{key}_agency")


def _ask_text(key: str, known: Visitor, directory: Directory, agency_id: int) -> None:
    text = st.text_area(
        form.label(t("Nội dung văn bản chỉ đạo"), required=True),
        key=f"{key}_text",
        height=320,
        max_chars=LONGEST,
        on_change="ignore",
        placeholder=t("Dán toàn văn công văn, chỉ thị hoặc thông báo kết luận vào đây"),
    )
    sent = st.file_uploader(t("hoặc chọn tệp Word (.docx)"), type=["docx"], max_upload_size=5, key=f"{key}_word")
    form.say_below("", t("Hệ thống gợi ý đơn vị, nhiệm vụ và hạn; không nhiệm vụ nào được giao khi chưa xác nhận."))
    acts.show_refusal(_READING)
    with st.container(horizontal=True):
        if st.button(t("Đọc văn bản"), type="primary", icon=":material/find_in_page:", key="read_directive"):
            _read(known, directory, agency_id, text or "", sent.getvalue() if sent else b"")
        _cancel()


def _read(known: Visitor, directory: Directory, agency_id: int, text: str, word: bytes) -> None:
    def read(transaction: Transaction, _key: str) -> Reading:
        written = text if text.strip() or not word else word_files.text(word)
        return giving.read(transaction, written, agency_id=agency_id, officer=known.officer)

    found = acts.attempt(_READING, read)
    if isinstance(found, Reading):
        offered = receivers.receivers(directory, agency_id)
        cards = [_card(number, one, found, offered) for number, one in enumerate(found.suggestions, 1)]
        st.session_state[_FOUND], st.session_state[_CARDS] = found, cards
    st.rerun()


def _card(number: int, one: Suggestion, found: Reading, offered: Sequence[Receiver]) -> Card:
    meant = receivers.matching(one.units, offered)
    task = " ".join(found.text[one.start : one.end].split())
    task = task[:1].upper() + task[1:]
    today = calendars.local(database.now()).date()
    due_on = next((said.on for said in one.dates if said.on >= today), None)
    return Card(number, meant.known, meant.unknown, task, due_on, one.repeated.period if one.repeated else "")


def _confirm(key: str, known: Visitor, directory: Directory, agency_id: int, found: Reading) -> None:
    cards: list[Card] = st.session_state[_CARDS]
    offered = {one.unit_id: one for one in receivers.receivers(directory, agency_id)}
    with st.container(key="card_choice"):
        subject = st.text_area(  # most are longer than a line
            form.label(t("Trích yếu"), required=True),
            value=_subject(found),
            key=f"{key}_subject",
            height=80,
            max_chars=300,
        )
        files = upload.upload(
            t("Văn bản đã ký"),
            key=f"{key}_files",
            accept=[f".{kind}" for kind in settings().uploads.types],
            multiple=True,
            max_mb=settings().uploads.max_mb,
        )
    if not cards:
        st.html(f'<p class="mc-quiet">{escape(t("Không thấy nhiệm vụ nào trong văn bản. Hãy thêm nhiệm vụ."))}</p>')
    filled = [_draw_card(key, card, offered) for card in cards]
    if st.button(t("Thêm nhiệm vụ"), icon=":material/add:", key="add_mandate"):
        cards.append(Card(max((card.number for card in cards), default=0) + 1))
        st.rerun()
    with st.container(key="card_sum"):
        told = Told(subject or "", found.text)
        _act(known, agency_id, told, filled, [int(file.id) for file in files])


def _subject(found: Reading) -> str:
    head = found.head
    day = t("ngày {day}", day=f"{head.on:%d/%m/%Y}") if head.on else ""
    named = " ".join(part for part in (head.number, day) if part)
    return f"{named}: {head.about}"[:300] if named and head.about else (named or head.about)[:300]


def _draw_card(key: str, card: Card, offered: dict[int, Receiver]) -> Filled:
    own = f"{key}_{card.number}"
    with st.container(key=f"card_mandate_{own}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            said = t("Xác nhận nhiệm vụ {number}", number=card.number)
            is_confirmed = st.checkbox(said, key=f"{own}_confirmed", width="content")
            if st.button(t("Bỏ nhiệm vụ {number}", number=card.number), key=f"{own}_drop", type="tertiary"):
                st.session_state[_CARDS] = [one for one in st.session_state[_CARDS] if one.number != card.number]
                st.rerun()
        units = st.multiselect(
            t("Đơn vị nhận nhiệm vụ {number}", number=card.number),
            list(offered),
            default=[one for one in card.units if one in offered],
            format_func=lambda one: offered[one].name,
            placeholder=t("Chọn đơn vị"),
            key=f"{own}_units",
        )
        if card.unknown:
            names = "; ".join(card.unknown)
            form.say_below("", t("Văn bản ghi “{names}”: chưa có trong hệ thống, hãy chọn đơn vị.", names=names))
        task = st.text_area(
            t("Nội dung nhiệm vụ {number}", number=card.number), value=card.task, key=f"{own}_task", max_chars=5000
        )
        day, every = st.columns(2)
        with day:
            due_on = st.date_input(
                t("Hạn nhiệm vụ {number}", number=card.number), value=card.due_on, format="DD/MM/YYYY", key=f"{own}_due"
            )
        with every:
            names = periods()
            period = st.selectbox(
                t("Kỳ báo cáo {number}", number=card.number),
                PERIODS,
                index=PERIODS.index(card.period),
                format_func=names.__getitem__,
                key=f"{own}_period",
            )
    return Filled(card.number, is_confirmed, units, task or "", due_on, period)


def _act(known: Visitor, agency_id: int, told: Told, filled: Sequence[Filled], files: Sequence[int]) -> None:
    confirmed = [one for one in filled if one.is_confirmed]
    wrong = [said for one in confirmed if (said := one.wrong())]
    said = t("Đã xác nhận {number} trong {total} nhiệm vụ.", number=len(confirmed), total=len(filled))
    st.html(f'<p class="mc-quiet" role="status">{escape(said)}</p>')
    for sentence in wrong:
        form.say_below(sentence)
    acts.show_refusal(_INTENT)
    with st.container(horizontal=True):
        is_ready = bool(confirmed) and not wrong
        if st.button(
            t("Giao nhiệm vụ"), type="primary", icon=":material/send:", key="give_directive", disabled=not is_ready
        ):
            asked = [
                Asked(unit, one.task, one.due_on, one.period) for one in confirmed for unit in one.units if one.due_on
            ]
            _give(known, Given(agency_id, told, asked, files))
        _cancel()


def _give(known: Visitor, given: Given) -> None:
    accepted = acts.attempt(_INTENT, lambda transaction, key: giving.give(transaction, given, **acts.by(known, key)))
    if accepted is not None:
        st.session_state[_OPEN] = False
        if isinstance(accepted, Accepted):
            st.session_state[_GIVEN] = accepted
    st.rerun()


def _cancel() -> None:
    if st.button(t("Bỏ, về danh sách"), icon=":material/arrow_back:", key="cancel", type="tertiary"):
        st.session_state[_OPEN] = False
        st.rerun()
