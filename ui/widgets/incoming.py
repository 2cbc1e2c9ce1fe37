"""The form by which an officer of a one-stop takes in a petition or a question, and what came of the last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from bpmn.procedures import Case, Channel
from processes import database, deadlines, permissions
from processes.accounts import Visitor
from processes.catalogue import Published
from processes.database import Transaction
from processes.matters import Told
from processes.organisation import Directory
from processes.people import Person
from processes.settings import settings
from tasks import matters
from tasks.matters import Incoming
from tasks.reception import Accepted
from ui.locale import t, when
from ui.widgets import acts, form, people, places, upload
from ui.widgets.upload import Unsent
from ui.widgets.wording import channels

_INTENT = "matter"
_OPEN, _ROUND, _WRONG, _TAKEN = "matter_open", "matter_round", "matter_wrong", "matter_taken"


def is_open() -> bool:
    """Whether the officer is filling in the form."""
    return bool(st.session_state.get(_OPEN))


def open_form() -> None:
    """An empty form for the next sender."""
    st.session_state[_OPEN] = True
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    for name in (_WRONG, _TAKEN):
        st.session_state.pop(name, None)
    acts.forget_refusal(_INTENT)


def draw_taken(directory: Directory) -> None:
    """Says what code the matter just taken in has, and when it is due."""
    taken: Accepted | None = st.session_state.get(_TAKEN)
    if taken is None:
        return
    with st.container(key="card_accepted"):
        st.html(
            f'<div class="mc-accepted"><p role="status">{escape(t("Đã tiếp nhận"))}</p><b>{escape(taken.code)}</b>'
            f"<dl><div><dt>{escape(t('Hạn trả lời'))}</dt><dd>{escape(when(taken.due_at))}</dd></div></dl>"
            f"<p>{escape(taken.explanation)}</p></div>"
        )
        places.dossier_link(taken.dossier_id, t("Mở vụ việc"))


def draw(known: Visitor, directory: Directory) -> None:
    """Draws the form."""
    key = f"matter{st.session_state[_ROUND]}"
    wrong: Mapping[str, str] = st.session_state.get(_WRONG) or {}
    title = escape(t("Tiếp nhận phản ánh, kiến nghị"))
    st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>')
    left, right = st.columns([8, 4], gap="medium")
    with left:
        with st.container(key="card_choice"):
            unit_id, published = _where(key, known, directory)
            if published is None:
                st.html(f'<p class="mc-quiet">{escape(t("Cơ quan này chưa ban hành quy trình tiếp nhận."))}</p>')
                _cancel()
                return
            case, channel = _kind(key, published)
        with st.container(key="card_people"):
            _section(t("Người gửi"))
            sender = people.draw(f"{key}_sender", wrong=wrong)
            form.say_below(wrong.get("reach", ""), t("Ghi ít nhất điện thoại, thư điện tử hoặc địa chỉ để trả lời."))
        with st.container(key="card_told"):
            told, files = _told(key, wrong)
    with right, st.container(key="card_sum"):
        _promise(directory, unit_id, published.case(case))
        given = Incoming(published.id, case, channel, unit_id, sender, told, files)
        _act(known, given, wrong, upload.unsent(f"{key}_files"))


def _section(title: str) -> None:
    st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(title)}</div>')


def _where(key: str, known: Visitor, directory: Directory) -> tuple[int, Published | None]:
    units = permissions.reception_units(known.officer, directory)
    unit_id = units[0]
    if len(units) > 1:
        names = {unit: directory.units[unit].name for unit in units}
        unit_id = st.selectbox(t("Nơi tiếp nhận"), list(names), format_func=names.__getitem__, key=f"{key}_unit")
    with database.snapshot() as snapshot:
        offers = matters.offered(snapshot, unit_id, officer=known.officer, moment=database.now())
    if len(offers) < 2:
        return unit_id, next(iter(offers), None)
    by_id = {offer.id: offer for offer in offers}
    chosen = st.selectbox(
        t("Quy trình"), list(by_id), format_func=lambda one: by_id[one].release.name, key=f"{key}_release"
    )
    return unit_id, by_id[chosen]


def _kind(key: str, published: Published) -> tuple[str, Channel]:
    cases = {case.code: case.name for case in published.release.cases}
    kind, how = st.columns([5, 7])
    with kind:
        case = st.segmented_control(
            t("Loại"),
            list(cases),
            default=next(iter(cases)),
            required=True,
            format_func=cases.__getitem__,
            key=f"{key}_case_{published.id}",
            persist_state="session",
        )
    with how:
        channel = _channel(key, published)
    return case, channel


def _channel(key: str, published: Published) -> Channel:
    names, offered = channels(), published.release.channels
    return st.segmented_control(
        t("Hình thức tiếp nhận"),
        offered,
        default=offered[0],
        required=True,
        format_func=names.__getitem__,
        key=f"{key}_channel_{published.id}",
        persist_state="session",
    )


def _told(key: str, wrong: Mapping[str, str]) -> tuple[Told, tuple[int, ...]]:
    _section(t("Nội dung"))
    with st.container(key=f"{'wrong' if 'subject' in wrong else 'field'}_{key}_subject", gap=None):
        subject = st.text_input(
            form.label(t("Tóm tắt"), required=True),
            key=f"{key}_subject",
            max_chars=200,
            on_change="rerun" if "subject" in wrong else "ignore",
            persist_state="session",
        )
        form.say_below(wrong.get("subject", ""))
    with st.container(key=f"{'wrong' if 'content' in wrong else 'field'}_{key}_content", gap=None):
        content = st.text_area(
            form.label(t("Nội dung chi tiết"), required=True),
            key=f"{key}_content",
            height=160,
            max_chars=10000,
            on_change="rerun" if "content" in wrong else "ignore",
            persist_state="session",
        )
        form.say_below(wrong.get("content", ""))
    rules = settings().uploads
    kept = f"{key}_files_kept"
    files = upload.upload(
        t("Tệp kèm theo"),
        key=f"{key}_files",
        accept=[f".{kind}" for kind in rules.types],
        multiple=True,
        max_mb=rules.max_mb,
        files=st.session_state.get(kept, ()),
    )
    st.session_state[kept] = files
    form.say_below(wrong.get("files", ""))
    return Told(subject or "", content or ""), tuple(int(file.id) for file in files)


def _promise(directory: Directory, unit_id: int, case: Case) -> None:
    """Until when it is to be answered if it is taken in now."""
    calendar = directory.calendar(directory.units[unit_id].agency_id)
    due = deadlines.due(database.now(), case.term, calendar, cutoff=case.cutoff)
    st.html(
        f'<div class="mc-due"><span>{escape(t("Hạn trả lời"))}</span><b>{escape(when(due.due))}</b>'
        f"<p>{escape(due.explanation)}</p></div>"
    )


def _act(known: Visitor, given: Incoming, wrong: Mapping[str, str], unsent: Sequence[Unsent]) -> None:
    acts.show_refusal(_INTENT)
    acts.show_wrong(wrong)
    if st.button(
        t("Tiếp nhận"), type="primary", icon=":material/check:", shortcut="Ctrl+Enter", key="receive", width="stretch"
    ):
        _receive(known, given, unsent)
    elif wrong and (now := check(given, unsent)) != wrong:
        # after a refused try, what was put right stops being shown as wrong
        st.session_state[_WRONG] = now
        st.rerun()
    _cancel()


def _cancel() -> None:
    if st.button(t("Bỏ, về danh sách"), icon=":material/arrow_back:", key="cancel", type="tertiary"):
        st.session_state[_OPEN] = False
        st.rerun()


def check(given: Incoming, unsent: Sequence[Unsent] = ()) -> dict[str, str]:
    """A sentence for each field that is not right yet."""
    found = dict(people.check(given.sender))
    if not _reached(given.sender):
        found["reach"] = t("Hãy ghi điện thoại, thư điện tử hoặc địa chỉ của người gửi.")
    if not given.told.subject.strip():
        found["subject"] = t("Hãy tóm tắt nội dung.")
    if not given.told.content.strip():
        found["content"] = t("Hãy ghi nội dung.")
    if waits := upload.say_unsent(unsent):
        found["files"] = waits
    return found


def _reached(sender: Person) -> bool:
    return bool(sender.phone or sender.email or sender.address)


def _receive(known: Visitor, given: Incoming, unsent: Sequence[Unsent]) -> None:
    wrong = st.session_state[_WRONG] = check(given, unsent)
    if wrong:
        st.rerun()

    def act(transaction: Transaction, key: str) -> Accepted:
        return matters.receive(transaction, given, officer=known.officer, moment=database.now(), key=key)

    done = acts.attempt(_INTENT, act)
    if done is not None:
        st.session_state[_OPEN] = False
        if isinstance(done, Accepted):
            st.session_state[_TAKEN] = done
            acts.tell(t("Đã tiếp nhận {code}", code=done.code))
    st.rerun()
