"""Who uses a shared block: the procedures that call it, what a new version makes of them, and those left out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from bpmn import releases
from bpmn.blocks import Use
from processes import blocks, database, permissions
from processes.accounts import Visitor
from processes.blocks import User
from processes.catalogue import Published
from processes.database import Transaction
from processes.designs import Design
from processes.organisation import Directory
from tasks import approvals, design, procedures, proposals
from tasks.approvals import Statement
from tasks.procedures import History
from tasks.proposals import Proposal
from ui.locale import t
from ui.widgets import acts, differences, places
from ui.widgets.table import table


def draw(history: History, known: Visitor, directory: Directory) -> None:
    """Draws on a block's page which procedures call it, and the way to propose its newest version to all of them."""
    newest = history.releases[0]
    with st.container(key="card_users"):
        _told(t("Đang dùng ở"))
        with database.snapshot() as snapshot:
            published = procedures.release(snapshot, newest.id, officer=known.officer)
            found = blocks.users(snapshot, history.code)
            held = {use.mark.hash: _number(blocks.version(snapshot, use.mark)) for use in _uses(found)}
            behind = proposals.drafts(snapshot, published.release, officer=known.officer)
        if not found:
            st.html(f'<p class="mc-quiet">{escape(t("Chưa quy trình đang áp dụng nào dùng khối này."))}</p>')
        else:
            headings = (t("Mã"), t("Thủ tục"), t("Phiên bản của khối"), t("Áp dụng tại"))
            rows = (_row(one, held, directory, published) for one in found)
            st.html(table(t("Quy trình dùng khối"), headings, rows))
        drafts(behind)
        mine = [one for one in directory.agencies if permissions.may_design(known.officer, one)]
        if mine and any(one.is_behind(newest.hash) for one in found):
            told = t("Trình cập nhật tất cả")
            with st.expander(told, icon=":material/sync:", on_change="rerun", key="proposing") as opened:
                if opened.open:
                    _propose(newest.id, mine[0], known, directory)


def _told(heading: str) -> None:
    st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(heading)}</div>')


def _uses(found: Sequence[User]) -> list[Use]:
    return [use for one in found for use in one.uses]


def _number(held: Published | None) -> str:
    return t("Phiên bản {number}", number=held.number) if held else t("Không có tại đây")


def _row(one: User, held: dict[str, str], directory: Directory, newest: Published) -> tuple[str, str, str, str]:
    release = one.published.release
    link = f'<a href="{places.procedure_address(release.code)}" target="_self">{escape(release.code)}</a>'
    version = ", ".join(dict.fromkeys(held[use.mark.hash] for use in one.uses))
    standing = t("cũ") if one.is_behind(newest.release.hash) else t("mới nhất")
    names = ", ".join(directory.agencies[agency].name for agency in one.agencies if agency in directory.agencies)
    told = f"{escape(version)}<small>{escape(standing)}</small>"
    return link, f"<b>{escape(release.name)}</b>", told, escape(names)


def drafts(behind: Sequence[Design]) -> None:
    """Says which designs hold an older copy; their analysts take the newer one themselves."""
    if behind:
        links = ", ".join(f'<a href="{places.design_address(one.id)}">{escape(one.name)}</a>' for one in behind)
        st.html(f'<p class="mc-quiet">{escape(t("Bản thảo còn giữ phiên bản cũ của khối:"))} {links}</p>')


def _propose(release_id: int, agency_id: int, known: Visitor, directory: Directory) -> None:
    intent = f"propose_{release_id}"
    with database.snapshot() as snapshot:
        found = proposals.of_release(snapshot, release_id, agency_id, officer=known.officer)
    left_out = choose(found, known, directory, key=intent)
    reason = st.text_area(t("Lý do sửa đổi"), max_chars=4_000, key=f"{intent}_reason")
    acts.show_refusal(intent)
    if st.button(t("Trình phê duyệt"), type="primary", icon=":material/send:", key=f"{intent}_do"):

        def act(transaction: Transaction, key: str) -> int:
            told = {"left_out": left_out, **acts.by(known, key)}
            return approvals.propose(transaction, release_id, agency_id, Statement(reason or ""), **told)  # pyright: ignore[reportArgumentType]

        if acts.attempt(intent, act) is not None:
            acts.tell(t("Đã trình phê duyệt."))
        st.rerun()


def choose(found: Sequence[Proposal], known: Visitor, directory: Directory, *, key: str) -> list[int]:
    """Draws what a version makes of each procedure, and gives the releases that are left out."""
    _told(t("Quy trình cập nhật theo khối"))
    if not found:
        st.html(f'<p class="mc-quiet">{escape(t("Không quy trình nào phải cập nhật theo khối này."))}</p>')
    left_out: list[int] = []
    for one in found:
        with st.container(key=f"{key}_{one.release_id}"):
            names = ", ".join(directory.agencies[agency].name for agency in one.agencies)
            said = t("{code} · từ phiên bản {number} · {agencies}", code=one.code, number=one.number, agencies=names)
            st.html(f'<div class="mc-design"><b>{escape(one.name)}</b><small>{escape(said)}</small></div>')
            if one.reasons:
                lines = "".join(f'<li class="error">{escape(t(reason))}</li>' for reason in one.reasons[:5])
                st.html(f'<ul class="mc-findings">{lines}</ul>')
            if st.checkbox(t("Không cập nhật quy trình này"), key=f"{key}_out_{one.release_id}"):
                left_out.append(one.release_id)
            else:
                _differences(one, known, key=key)
    return left_out


def _differences(one: Proposal, known: Visitor, *, key: str) -> None:
    if one.reasons:
        return
    with st.expander(t("Khác biệt"), on_change="rerun", key=f"{key}_diff_{one.release_id}") as opened:
        if opened.open:
            with database.snapshot() as snapshot:
                old = procedures.release(snapshot, one.release_id, officer=known.officer)
            was, now = t("Phiên bản {number}", number=old.number), t("Sau khi cập nhật")
            new = releases.read(one.files)
            differences.draw(old.release, new, was=was, now=now, key=f"{key}_drawn_{one.release_id}")


def decided_on(matter_id: int, known: Visitor) -> None:
    """Draws, beside an approval, every design that it decides on, each with what it changes."""
    with database.snapshot() as snapshot:
        found = design.of_matter(snapshot, matter_id, officer=known.officer)
    if not found:
        return
    with st.container(key="card_decided_on"):
        _told(t("Bản thảo được trình"))
        for one in found:
            _design(one, known)


def _design(one: Design, known: Visitor) -> None:
    block = (one.asked or {}).get("block")
    said = t("cập nhật theo khối “{name}”", name=block["name"]) if block else t("do người trình soạn")
    link = f'<a href="{places.design_address(one.id)}" target="_self">{escape(one.name)}</a>'
    st.html(f'<div class="mc-design"><b>{link}</b><small>{escape(said)}</small></div>')
    from_id = one.from_release_id
    if from_id is None:
        return
    with st.expander(t("Khác biệt"), on_change="rerun", key=f"decided_diff_{one.id}") as opened:
        if opened.open:
            with database.snapshot() as snapshot:
                old = procedures.release(snapshot, from_id, officer=known.officer)
                new = releases.read(design.contents(snapshot, one.id))
            was, now = t("Phiên bản {number}", number=old.number), t("Bản trình")
            differences.draw(old.release, new, was=was, now=now, key=f"decided_{one.id}")
