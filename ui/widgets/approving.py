"""Asking that a design be approved and published, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from html import escape

import streamlit as st

from bpmn.releases import Release
from processes import database
from processes.accounts import Visitor
from processes.calendars import local
from processes.database import Transaction
from processes.designs import Act
from processes.organisation import Directory
from tasks import approvals, design, procedures, proposals
from tasks.approvals import Statement
from tasks.design import View
from ui.locale import t
from ui.widgets import acts, block_users, design_files, designs, places
from ui.widgets.facts import Fact, facts
from ui.widgets.text import literal


def draw(view: View, known: Visitor, directory: Directory) -> None:
    """Draws the way from a checked design to a published procedure."""
    now = design_files.fresh(view, known)
    with st.container(key="card_approval"):
        _standing(now, known, directory)
        if now.design.state == "asked" and now.design.asked_by == known.officer.id:
            _take_back(now, known)
        if now.may_change:
            _ask(now, known, directory)


def _standing(view: View, known: Visitor, directory: Directory) -> None:
    found = view.design
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        designs.badge(found.state)
        annex = f"/api/designs/{found.id}/annex.pdf"
        st.link_button(t("Xem phụ lục quyết định"), annex, icon=":material/print:", type="tertiary")
        if found.matter_id is not None:
            places.dossier_link(found.matter_id, t("Mở vụ việc phê duyệt"))
    with database.snapshot() as snapshot:
        done = design.versions(snapshot, found.id, officer=known.officer)
    asked = next((act for act in reversed(done) if act.kind == "asked"), None)
    if asked is not None and found.state != "open":
        _told(asked, directory)
    returned = next((act for act in reversed(done) if act.kind in ("asked", "returned")), None)
    if returned is not None and returned.kind == "returned":
        by, reason = directory.name(returned.officer_id), str(returned.told.get("reason", ""))
        st.warning(literal(t("{by} trả lại để sửa: {reason}", by=by, reason=reason)), icon=":material/undo:")


def _take_back(view: View, known: Visitor) -> None:
    """Who asked may take it back until it is approved."""
    intent = f"withdraw_{view.design.id}"
    with database.snapshot() as snapshot:
        together = len(design.of_matter(snapshot, view.design.matter_id or 0, officer=known.officer))
    with st.popover(t("Rút lại đề nghị"), icon=":material/undo:", key=f"{intent}_open"):
        told = t("Vụ việc phê duyệt kết thúc, bản thảo lại sửa được. Ai cũng xem được lý do.")
        if proposals.is_proposed(view.design):
            told = t("Vụ việc phê duyệt kết thúc, bản thảo làm theo khối được bỏ. Ai cũng xem được lý do.")
        if together > 1:
            told = t("Vụ việc phê duyệt kết thúc với cả {number} bản thảo. Ai cũng xem được lý do.", number=together)
        st.html(f'<p class="mc-quiet">{escape(told)}</p>')
        reason = st.text_area(t("Lý do rút lại"), max_chars=4_000, key=f"{intent}_reason")
        acts.show_refusal(intent)
        if st.button(t("Rút lại"), type="primary", key=f"{intent}_do"):

            def act(transaction: Transaction, key: str) -> object:
                approvals.withdraw(transaction, view.design.id, reason=reason or "", **acts.by(known, key))
                return True

            if acts.attempt(intent, act) is not None:
                acts.tell(t("Đã rút lại đề nghị phê duyệt."))
            st.rerun()


def _told(asked: Act, directory: Directory) -> None:
    told = asked.told
    scope: Collection[int] = told.get("agencies", ())
    facts(
        [
            Fact(t("Người trình"), directory.name(asked.officer_id), f"{local(asked.at):%H:%M %d/%m/%Y}"),
            Fact(t("Phạm vi áp dụng"), ", ".join(directory.agencies[one].name for one in scope)),
            Fact(t("Lý do"), str(told.get("reason", "")), wide=True),
            Fact(t("Căn cứ"), "\n".join(told.get("articles", ())), wide=True),
        ]
    )


def _scope_before(view: View, known: Visitor) -> list[int]:
    """Where the release holds that the design was begun from: usually the new one is for the same agencies."""
    release = design_files.release_of(view)
    if release is None or view.design.from_release_id is None:
        return []
    with database.snapshot() as snapshot:
        history = procedures.history(snapshot, release.code, officer=known.officer)
    before = next((one for one in history.releases if one.id == view.design.from_release_id), None)
    return [] if before is None else list(dict.fromkeys(scope.agency_id for scope in before.scopes))


def _ask(view: View, known: Visitor, directory: Directory) -> None:
    intent = f"ask_{view.design.id}"
    with database.snapshot() as snapshot:
        placed = design.check(snapshot, view.design.id, officer=known.officer)
    wrong = [one for one in placed if one.finding.severity == "error"]
    if wrong:
        told = t("Còn {number} lỗi phải sửa trước khi trình. Xem ở phần Sơ đồ.", number=len(wrong))
        st.warning(told, icon=":material/build:")
    release = design_files.release_of(view)
    level = release.level if release else None
    given = _scope_before(view, known)
    offered = {one.id: one.name for one in directory.agencies.values() if level in (None, one.level)}
    scope = st.multiselect(
        t("Phạm vi áp dụng"),
        list(offered),
        [one for one in given if one in offered],
        format_func=offered.__getitem__,
        placeholder=t("Chọn cơ quan áp dụng"),
        key=f"{intent}_scope",
    )
    reason = st.text_area(t("Lý do sửa đổi"), max_chars=4_000, key=f"{intent}_reason")
    articles = st.text_area(t("Điều khoản liên quan, mỗi dòng một điều"), max_chars=4_000, key=f"{intent}_articles")
    left, right = st.columns(2)
    with left:
        days = st.number_input(
            t("Số ngày người dân được rút ngắn"), 0.0, 365.0, step=0.5, format="%.1f", key=f"{intent}_days"
        )
    with right:
        papers = st.number_input(t("Số giấy tờ được bỏ"), 0, 100, key=f"{intent}_papers")
    left_out: list[int] = []
    if release is not None and release.kind == "block":
        left_out = _followed(view, release, known, directory)
    acts.show_refusal(intent)
    if st.button(
        t("Trình phê duyệt"), type="primary", icon=":material/send:", disabled=bool(wrong), key=f"{intent}_do"
    ):
        lines = tuple(line.strip() for line in (articles or "").splitlines() if line.strip())
        statement = Statement(reason or "", lines, days, papers)

        def act(transaction: Transaction, key: str) -> int:
            told = {"agencies": scope, "left_out": left_out}
            return approvals.ask(transaction, view.design.id, statement, **told, **acts.by(known, key))

        if acts.attempt(intent, act) is not None:
            acts.tell(t("Đã trình phê duyệt."))
        st.rerun()


def _followed(view: View, block: Release, known: Visitor, directory: Directory) -> list[int]:
    """What goes with a block: the procedures that call it, but for those left out."""
    with database.snapshot() as snapshot:
        found = proposals.of_design(snapshot, view.design.id, officer=known.officer)
        behind = proposals.drafts(snapshot, block, officer=known.officer)
    left_out = block_users.choose(found, known, directory, key=f"follow_{view.design.id}")
    block_users.drafts(behind)
    return left_out
