"""The organisation: an agency's units, posts and officers, who stands in for whom, and what was changed lately."""

from __future__ import annotations

from html import escape
from itertools import groupby

import streamlit as st

from processes import database
from processes.calendars import local
from processes.changes import Recorded
from processes.organisation import Agency
from processes.staff import Hold
from tasks import staffing
from tasks.staffing import Roll
from ui import visitor
from ui.locale import t
from ui.widgets import acts, reorganisations, staff, substitutions, tokens
from ui.widgets.keys import keys

_LATELY = 8
_TOLD = ("unit", "officer", "officers", "post", "posts", "token")


def show() -> None:
    """Draws the page."""
    officer = visitor.current().officer
    st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{escape(t("Tổ chức"))}</div>')
    with database.snapshot() as snapshot:
        agencies = staffing.agencies(snapshot, officer=officer)
        asked = _asked(agencies) if agencies else 0
        roll = staffing.roll(snapshot, asked, officer=officer, moment=database.now()) if agencies else None
    if roll is None:
        st.error(t("Chỉ người quản trị và Chánh Văn phòng xem được trang này."), icon=":material/error:")
        return
    _bar(agencies, roll)
    staff.handed_over()
    tokens.handed_over()
    left, right = st.columns([8, 4], gap="medium")
    with left:
        for unit, holds in groupby(roll.holds, key=lambda hold: (hold.unit_id, hold.unit)):
            _unit(roll, unit[0], unit[1], list(holds))
    with right:
        substitutions.draw(roll)
        reorganisations.draw(roll)
        tokens.draw(roll)
        _changes(roll)
    keys()


def _asked(agencies: list[Agency]) -> int:
    ids = [one.id for one in agencies]
    text = st.query_params.get("agency", "")
    return int(text) if text.isdecimal() and int(text) in ids else ids[0]


def _bar(agencies: list[Agency], roll: Roll) -> None:
    names = {one.id: one.name for one in agencies}
    with st.container(horizontal=True, vertical_alignment="bottom", key="organisation_bar"):
        chosen = st.selectbox(
            t("Cơ quan"),
            list(names),
            index=list(names).index(roll.agency.id),
            format_func=names.__getitem__,
            key="organisation_agency",
        )
        dialogs = (
            ("officer", t("Thêm cán bộ"), ":material/person_add:", staff.add_officer),
            ("post", t("Thêm vị trí"), ":material/badge:", staff.add_post),
            ("unit", t("Thêm đơn vị"), ":material/domain_add:", staff.add_unit),
        )
        for intent, label, icon, dialog in dialogs:
            if st.button(label, icon=icon, key=f"{intent}_new", type="primary" if intent == "officer" else "secondary"):
                acts.forget_refusal(intent)
                dialog(roll)
    if chosen != roll.agency.id:
        st.query_params["agency"] = str(chosen)
        st.rerun()


def _unit(roll: Roll, unit_id: int, name: str, holds: list[Hold]) -> None:
    with st.container(key=f"card_unit_{unit_id}", gap="small"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="xxsmall"
        ):
            said = f"{escape(name)}{_ends(roll, unit_id)}"
            st.html(f'<div class="mc-section" role="heading" aria-level="2">{said}</div>', width="content")
            staff.draw_claim_next(roll, unit_id)
        for hold in holds:
            with st.container(
                horizontal=True,
                horizontal_alignment="distribute",
                vertical_alignment="center",
                wrap=False,
                key=f"written_hold_{hold.post_id}_{hold.holding_id}",
            ):
                st.html(_told(roll, hold))
                if hold.officer_id is not None and st.button(
                    t("Sửa"),
                    icon=":material/edit:",
                    key=f"hold_{hold.holding_id}",
                    type="tertiary",
                    help=t("Tài khoản và vị trí của {name}", name=hold.name),
                    width="content",
                ):
                    for intent in ("account", "ending", "giving"):
                        acts.forget_refusal(intent)
                    staff.edit(roll, hold)


def _ends(roll: Roll, unit_id: int) -> str:
    last = roll.directory.units[unit_id].valid_to
    if last is None:
        return ""
    return f' <span class="mc-mark">{escape(t("đến hết {day}", day=f"{last:%d/%m/%Y}"))}</span>'


def _told(roll: Roll, hold: Hold) -> str:
    if hold.officer_id is None:
        return (
            f'<div class="mc-letter"><b class="mc-quiet">{escape(t("Chưa có người giữ"))}</b>'
            f"<small>{escape(hold.title)}</small></div>"
        )
    marks = "".join(f'<span class="mc-mark">{escape(mark)}</span>' for mark in _marks(roll, hold))
    told = [hold.title, hold.username, _period(hold), t("đã liên kết") if hold.linked_at else ""]
    said = " · ".join(filter(None, told))
    name = f'<span class="mc-name">{escape(hold.name)}</span>'
    return f'<div class="mc-letter"><b>{name} {marks}</b><small>{escape(said)}</small></div>'


def _marks(roll: Roll, hold: Hold) -> list[str]:
    absence = roll.directory.absence(hold.officer_id or 0)
    return [
        *([t("vắng mặt, {name} thay", name=roll.directory.name(absence.substitute_id))] if absence else []),
        *([t("tài khoản bị khóa")] if hold.is_closed else []),
        *([t("tạm khóa với máy lạ")] if hold.locked_until else []),
        *([t("chưa đổi mật khẩu ban đầu")] if hold.must_change else []),
    ]


def _period(hold: Hold) -> str:
    if hold.until is not None:
        return t("đến hết {day}", day=f"{hold.until:%d/%m/%Y}")
    return t("từ {day}", day=f"{hold.since:%d/%m/%Y}") if hold.since else ""


def _changes(roll: Roll) -> None:
    with st.container(key="card_organisation_changes"):
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Thay đổi gần đây"))}</div>')
        if not roll.changes:
            st.html(f'<p class="mc-quiet">{escape(t("Chưa có thay đổi nào."))}</p>')
        for change in roll.changes[:_LATELY]:
            st.html(_change(roll, change))


def _change(roll: Roll, change: Recorded) -> str:
    told = " · ".join(str(change.told[name]) for name in _TOLD if change.told.get(name))
    if "absent" in change.told:
        told = t("{substitute} thay {absent}", **change.told)
    if change.told.get("from") or change.told.get("to"):
        told += f" · {change.told.get('from') or '…'} – {change.told.get('to') or '…'}"
    who = f"{roll.directory.name(change.officer_id)}, {local(change.at):%H:%M %d/%m/%Y}"
    basis = f"{change.basis} · " if change.basis else ""
    return (
        f'<div class="mc-letter"><b>{escape(_kinds().get(change.kind, change.kind))}</b>'
        f"<small>{escape(told)}</small><small>{escape(basis + who)}</small></div>"
    )


def _kinds() -> dict[str, str]:
    return {
        "unit.added": t("Thêm đơn vị"),
        "unit.next_allowed": t("Cho lấy việc kế tiếp"),
        "unit.next_refused": t("Không cho lấy việc kế tiếp"),
        "post.added": t("Thêm vị trí"),
        "officer.added": t("Thêm cán bộ"),
        "post.given": t("Giao vị trí"),
        "post.ended": t("Kết thúc giữ vị trí"),
        "account.close": t("Khóa tài khoản"),
        "account.open": t("Mở khóa tài khoản"),
        "account.renew": t("Cấp mật khẩu mới"),
        "account.sign_out": t("Kết thúc các phiên đăng nhập"),
        "account.unlink": t("Gỡ liên kết tài khoản"),
        "account.let_link": t("Cho phép liên kết lại"),
        "ladder.set": t("Đặt bảng mốc nhắc hạn"),
        "staff.imported": t("Nhập danh sách cán bộ, số vị trí"),
        "reorganisation.ordered": t("Quyết định sáp nhập, kết thúc"),
        "reorganisation.withdrawn": t("Bỏ việc sáp nhập, kết thúc"),
        "name.changed": t("Đổi tên"),
        "agency.established": t("Thành lập cơ quan"),
        "token.created": t("Tạo mã truy cập"),
        "token.revoked": t("Thu hồi mã truy cập"),
        "substitution.recorded": t("Phân công thay"),
        "substitution.ended": t("Kết thúc phân công thay"),
    }


show()
