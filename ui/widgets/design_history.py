"""What was done to a design, the latest first, and the way back to a version."""

from __future__ import annotations

from html import escape

import streamlit as st

from bpmn import imports
from bpmn.imports import Repair
from processes import database
from processes.accounts import Visitor
from processes.calendars import local
from processes.database import Transaction
from processes.designs import Act
from processes.organisation import Directory
from processes.originals import Original
from tasks import archives, design
from tasks.design import View
from ui.locale import t
from ui.widgets import acts, design_files

_PAGE = 40


def draw(view: View, known: Visitor, directory: Directory) -> None:
    """Draws the acts on a design, with a button at each version that may be gone back to."""
    now = design_files.fresh(view, known)
    with database.snapshot() as snapshot:
        done = design.versions(snapshot, now.design.id, officer=known.officer)
    intent = f"go_back_{now.design.id}"
    with st.container(key="card_history"):
        acts.show_refusal(intent)
        for place, act in enumerate(list(reversed(done))[:_PAGE]):
            with st.container(horizontal=True, vertical_alignment="center", key=f"past_{place}", gap="small"):
                here, reason = local(act.at), str(act.told.get("reason") or "")
                told = f"<small>{escape(reason)}</small>" if reason else ""
                st.html(
                    f'<div class="mc-design"><b>{escape(_did(act))}</b><small>{escape(directory.name(act.officer_id))}'
                    f" · {here:%H:%M %d/%m/%Y}</small>{told}</div>"
                )
                earlier = act.number is not None and act.number < now.design.number
                if (
                    now.may_change
                    and earlier
                    and st.button(t("Quay về bản {number}", number=act.number), type="tertiary", key=f"back_{place}")
                ):
                    _go_back(now, known, act.number or 0, intent)
    with database.snapshot() as snapshot:
        original = archives.original(snapshot, now.design.id, officer=known.officer)
    if original is not None:
        _original(original)
    if now.may_change:
        with st.popover(t("Bỏ bản thảo"), icon=":material/delete:", key="discarding"):
            _discard(now, known)


def _original(original: Original) -> None:
    """The file that the design began with, as it came, and what was made of it."""
    with st.container(key="card_original"):
        found = imports.repairs_in(original.told)
        title = escape(t("Bản gốc: {file}", file=original.name))
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{title}</div>')
        left = [one for one in found if not one.is_made]
        told = t("Đã sửa {made} chỗ, để nguyên {refused} chỗ.", made=len(found) - len(left), refused=len(left))
        st.html(f'<p class="mc-quiet">{escape(told)}</p>')
        if found:
            with st.expander(t("Từng chỗ")):
                lines = "".join(f"<li class='{_mark(one)}'>{escape(' '.join(one.sentences))}</li>" for one in found)
                st.html(f'<ul class="mc-changes">{lines}</ul>')
        st.download_button(
            t("Tải bản gốc"),
            original.content,
            file_name=original.name,
            mime="application/octet-stream",
            icon=":material/download:",
            on_click="ignore",
            key="original_download",
        )


def _mark(repair: Repair) -> str:
    return "changed" if repair.is_made else "removed"


def _discard(view: View, known: Visitor) -> None:
    intent = f"discard_{view.design.id}"
    st.html(f'<p class="mc-quiet">{escape(t("Bản thảo đã bỏ vẫn đọc được."))}</p>')
    reason = st.text_input(t("Lý do bỏ"), max_chars=500, key=f"{intent}_reason")
    acts.show_refusal(intent)
    if st.button(t("Bỏ bản thảo"), type="primary", key=f"{intent}_do"):

        def act(transaction: Transaction, key: str) -> object:
            return design.discard(transaction, view.design.id, reason=reason or "", **acts.by(known, key))

        if acts.attempt(intent, act) is not None:
            acts.tell(t("Đã bỏ bản thảo."))
        st.rerun()


def _go_back(view: View, known: Visitor, number: int, intent: str) -> None:
    def act(transaction: Transaction, key: str) -> object:
        told = acts.by(known, key)
        return design.go_back(transaction, view.design.id, to=number, seen=view.design.number, **told)

    if acts.attempt(intent, act) is not None:
        acts.tell(t("Đã quay về bản {number}.", number=number))
    st.rerun()


def _did(act: Act) -> str:
    file = act.told.get("file", "")
    match act.kind:
        case "begun":
            return t("Bắt đầu bản thảo")
        case "saved":
            return t("Bản {number}: lưu {file}", number=act.number, file=file)
        case "added":
            return t("Bản {number}: thêm {file}", number=act.number, file=file)
        case "renamed":
            return t("Bản {number}: đổi tên {file} thành {to}", number=act.number, file=file, to=act.told.get("to", ""))
        case "removed":
            return t("Bản {number}: bỏ {file}", number=act.number, file=file)
        case "went_back":
            return t("Bản {number}: quay về bản {to}", number=act.number, to=act.told.get("to", ""))
        case "called":
            return t("Bản {number}: gọi khối {name}", number=act.number, name=act.told.get("name", ""))
        case "renewed":
            return t("Bản {number}: cập nhật khối {name}", number=act.number, name=act.told.get("name", ""))
        case "swept":
            return t("Bản {number}: bỏ phần không còn dùng", number=act.number)
        case "asked":
            return t("Trình phê duyệt")
        case "appraised":
            return t("Thẩm định đạt")
        case "approved":
            return t("Phê duyệt")
        case "returned":
            return t("Trả lại để sửa")
        case "withdrawn":
            return t("Rút lại đề nghị phê duyệt")
        case "published":
            return t("Ban hành")
        case _:
            return t("Bỏ bản thảo")
