"""One design, opened: who else has it open, its sections, and what is still wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from processes import database
from processes.accounts import Visitor
from processes.organisation import Directory
from tasks import archives, design, procedures
from tasks.design import View
from ui.locale import t
from ui.widgets import (
    address,
    approving,
    block_copies,
    design_examples,
    design_files,
    design_history,
    design_letters,
    designs,
    differences,
    role_names,
    trial,
)
from ui.widgets.text import literal

_SECTION, _PRESENT = "phan", 10


def draw(view: View, known: Visitor, directory: Directory) -> None:
    """Draws the design that was asked for."""
    _head(view, known, directory)
    sections = _sections(view)
    address.read(_SECTION, sections, first="so-do")
    names = {name: told for name, (told, _) in sections.items()}
    section = st.segmented_control(
        t("Phần"),
        list(names),
        format_func=names.__getitem__,
        required=True,
        label_visibility="collapsed",
        key=_SECTION,
    )
    address.write(_SECTION, section)
    sections[section or "so-do"][1](view, known, directory)


Section = Callable[[View, Visitor, Directory], None]


def _sections(view: View) -> dict[str, tuple[str, Section]]:
    found: dict[str, tuple[str, Section]] = {
        "so-do": (t("Sơ đồ"), design_files.diagram),
        "bieu-mau": (t("Biểu mẫu"), design_files.forms),
        "bang-quyet-dinh": (t("Bảng quyết định"), design_files.decisions),
        "thong-tin": (t("Thông tin thủ tục"), design_files.facts),
        "van-ban": (t("Văn bản"), design_letters.draw),
        "khoi": (t("Khối dùng chung"), block_copies.draw),
        "chay-thu": (t("Chạy thử"), _trial),
    }
    if (release := design_files.release_of(view)) is not None and release.kind == "block":
        del found["khoi"]  # a block calls none
    if view.design.from_release_id is not None:
        found["khac-biet"] = (t("Khác biệt"), _differences)
    found["phe-duyet"] = (t("Phê duyệt"), approving.draw)
    found["lich-su"] = (t("Lịch sử"), design_history.draw)
    return found


def _head(view: View, known: Visitor, directory: Directory) -> None:
    agency = directory.agencies[view.design.agency_id].name
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        st.html(
            f'<div class="mc-title mc-first" role="heading" aria-level="1">{escape(view.design.name)}'
            f"<small>{escape(t('Bản thảo quy trình'))} · {escape(agency)}</small></div>",
            width="content",
        )
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
            designs.badge(view.design.state)
            _download(view, known)
            designs.way_back(t("Danh sách"))
    _presence(view.design.id, known, directory)


def _download(view: View, known: Visitor) -> None:
    """Everything of the design in one archive, packed when it is asked for."""

    def packed() -> bytes:
        with database.snapshot() as snapshot:
            return archives.archive(snapshot, view.design.id, officer=known.officer)

    st.download_button(
        t("Tải về tất cả"),
        packed,
        file_name=f"ban-thao-{view.design.id}.zip",
        mime="application/zip",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key="design_archive",
    )


@st.fragment(run_every=_PRESENT)
def _presence(design_id: int, known: Visitor, directory: Directory) -> None:
    """Says that this officer has it open, and who else has."""
    with database.transaction() as transaction:
        found = design.attend(transaction, design_id, officer=known.officer, moment=database.now())
    others = ", ".join(directory.name(one.officer_id) for one in found.others)
    with st.container(key="present"):
        if others:
            st.warning(t("Cũng đang mở bản thảo này: {names}.", names=literal(others)), icon=":material/group:")


@st.fragment
def _trial(view: View, known: Visitor, directory: Directory) -> None:
    fresh = design_files.fresh(view, known)
    release = design_files.release_of(fresh)
    if release is None:
        _unreadable()
        design_examples.draw(fresh, known)
        return
    called = role_names.names(directory)
    calendar, agency = directory.calendar(view.design.agency_id), directory.agencies[view.design.agency_id]
    keep = design_examples.keeping(fresh, known) if fresh.may_change else None
    stage = trial.Stage(calendar, lambda role: called.get(role, role), keep, agency.name, agency.place)
    trial.draw(release, stage, key=f"trial_{view.design.id}")
    design_examples.draw(fresh, known)


@st.fragment
def _differences(view: View, known: Visitor, directory: Directory) -> None:
    fresh = design_files.fresh(view, known)
    new, from_id = design_files.release_of(fresh), fresh.design.from_release_id
    if new is None or from_id is None:
        _unreadable()
        return
    with database.snapshot() as snapshot:
        old = procedures.release(snapshot, from_id, officer=known.officer)
    differences.draw(old.release, new, was=t("Phiên bản {number}", number=old.number), now=t("Bản thảo"))


def _unreadable() -> None:
    with st.container(key="card_unreadable"):
        told = t("Bản thảo chưa đọc được trọn vẹn. Hãy sửa các lỗi nêu ở phần Sơ đồ trước.")
        st.info(told, icon=":material/build:")
