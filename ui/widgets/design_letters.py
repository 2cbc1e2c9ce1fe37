"""The letters of a design: its own wording of each, or the usual one, and how it would look on the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from bpmn import letters
from bpmn.files import NotReadable
from bpmn.letters import FILES, Kind
from processes import database
from processes.accounts import Visitor
from processes.designs import DesignStale, File
from processes.organisation import Directory
from tasks import design
from tasks.design import View
from tasks.letters import specimens
from tasks.letters.specimens import Specimen
from ui.locale import say, t
from ui.widgets import acts, autosave, design_files
from ui.widgets.assets import FONTS
from ui.widgets.text import literal
from ui.widgets.wording import worded

_HEIGHT = 340


@dataclass(slots=True)
class _Opened:
    """A letter's text as it is written: the version it was made on, and why it could not be saved over another's."""

    text: str
    version: int
    turn: int
    stale: str = ""


@st.fragment
def draw(view: View, known: Visitor, directory: Directory) -> None:
    """Draws one letter at a time."""
    now = design_files.fresh(view, known)
    titles = worded()
    kind = st.selectbox(
        t("Văn bản"), list(titles), format_func=partial(_told, now), key=f"letter_{view.design.id}", width=460
    )
    file = now.files.get(FILES[kind])
    if file is None:
        _usual(now, known, kind)
    else:
        _own(now, known, kind, file)
    _page(now, directory, kind)
    acts.show_told()


def _told(view: View, kind: Kind) -> str:
    title = worded()[kind]
    return t("{title} (lời văn riêng)", title=title) if FILES[kind] in view.files else title


def _usual(view: View, known: Visitor, kind: Kind) -> None:
    """No own wording: the usual one is used; one's own begins with it."""
    with st.container(key="card_letter"):
        st.html(f'<p class="mc-quiet">{escape(t("Đang dùng lời văn chung theo mẫu của Thông tư."))}</p>')
        acts.show_refusal(f"word_{kind}")
        if view.may_change and st.button(
            t("Soạn lời văn riêng"), icon=":material/edit_document:", key=f"word_{kind}_do"
        ):
            told = {"file": FILES[kind], "content": letters.beginning(kind)}
            design_files.do(f"word_{kind}", partial(design.add, **told), view, known)
            st.rerun(scope="fragment")


def _own(view: View, known: Visitor, kind: Kind, file: File) -> None:
    state = f"letter_text_{view.design.id}_{kind}"
    opened: _Opened | None = st.session_state.get(state)
    if opened is None:
        opened = st.session_state[state] = _Opened(file.content.decode(errors="replace"), file.number, file.number)
    with st.container(key="card_letter"):
        key = f"{state}_{opened.turn}"
        st.session_state.setdefault(key, opened.text)
        given = st.text_area(t("Lời văn"), key=key, height=_HEIGHT, disabled=not view.may_change, max_chars=8_000)
        if _settled(view, known, state, opened, given or "", file):
            st.rerun(scope="fragment")
        _judged(kind, given or "")
        _stale(opened, given or "", state, file)
        _help(kind)
        if view.may_change:
            with st.popover(t("Dùng lại lời văn chung"), icon=":material/undo:", key=f"usual_{kind}"):
                st.html(f'<p class="mc-quiet">{escape(t("Các bản trước vẫn giữ tệp này."))}</p>')
                acts.show_refusal(f"usual_{kind}")
                if st.button(t("Bỏ lời văn riêng"), key=f"usual_{kind}_do"):
                    verb = partial(design.remove, file=file.name, seen=file.number)
                    if design_files.do(f"usual_{kind}", verb, view, known):
                        st.session_state.pop(state, None)
                    st.rerun(scope="fragment")


def _settled(view: View, known: Visitor, state: str, opened: _Opened, given: str, file: File) -> bool:
    """Saves what was written since, else opens what somebody else has saved; whether there was either."""
    if opened.stale or not view.may_change:
        return False
    if given == opened.text:
        if opened.version != file.number:
            st.session_state.pop(state)
        return opened.version != file.number
    content = given.encode(errors="replace")
    saved = autosave.save(view, known, file.name, content, seen=opened.version)
    if isinstance(saved, DesignStale):
        opened.stale = say(saved)
    elif saved is not None:
        opened.text, opened.version = given, saved
    return isinstance(saved, int)


def _judged(kind: Kind, text: str) -> None:
    """What is wrong with the wording, or that it is saved."""
    try:
        letters.wording(kind, text.encode(errors="replace"))
    except NotReadable as refusal:
        reason = t(refusal.reason)
        told = f"{reason[:1].upper()}{reason[1:]}."
        st.html(f'<p class="mc-wrong" role="alert">{escape(told)}</p>')


def _stale(opened: _Opened, given: str, state: str, file: File) -> None:
    if not opened.stale:
        return
    st.error(literal(opened.stale), icon=":material/group:")
    with st.container(horizontal=True, key="letter_stale"):
        st.download_button(t("Tải phần của tôi về máy"), given, file.name, icon=":material/download:")
        if st.button(t("Mở bản mới"), type="primary", key=f"{state}_theirs"):
            st.session_state.pop(state, None)
            st.rerun(scope="fragment")


def _help(kind: Kind) -> None:
    needed = letters.needed(kind)
    names = ", ".join(f"{{{name}}}" for name in letters.names(kind))
    st.html(f'<p class="mc-quiet">{escape(t("Chỗ điền dùng được: {names}.", names=names))}</p>')
    if needed:
        must = ", ".join(f"{{{name}}}" for name in needed)
        st.html(f'<p class="mc-quiet">{escape(t("Mẫu bắt buộc có: {names}.", names=must))}</p>')
    st.html(f'<p class="mc-quiet">{escape(t("Dòng trống ngăn hai đoạn; *chữ đậm* đặt giữa hai dấu sao."))}</p>')


def _page(view: View, directory: Directory, kind: Kind) -> None:
    """The letter as it would be printed for each case, with an applicant who is made up."""
    release = design_files.release_of(view)
    if release is None:
        st.info(t("Sửa các chỗ chưa đọc được trong bản thảo rồi mới xem được bản in."), icon=":material/build:")
        return
    moment = database.now()
    agency = directory.agencies[view.design.agency_id]
    names = {case.code: case for case in release.cases}
    with st.container(horizontal=True, vertical_alignment="bottom", key="letter_page"):
        case = st.selectbox(
            t("Xem thử với trường hợp"),
            list(names),
            format_func=lambda code: names[code].name,
            key=f"letter_case_{view.design.id}",
            width=380,
        )
        calendar = directory.calendar(agency.id)
        specimen = Specimen(release, names[case], release.channels[0], moment, agency.name, agency.place, calendar)
        st.download_button(
            t("Xem bản in"),
            partial(specimens.pdf, specimen, kind, moment=moment, fonts=FONTS),
            f"{FILES[kind].removesuffix('.letter')}.pdf",
            mime="application/pdf",
            icon=":material/print:",
            on_click="ignore",
            key=f"letter_print_{kind}",
        )
