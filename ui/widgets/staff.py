"""What is done to an agency's staff: a unit, a post or an officer added, a hold on a post ended, an account kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from html import escape

import streamlit as st

from processes import accounts, database
from processes.calendars import local
from processes.database import Transaction
from processes.organisation import Unit
from processes.settings import settings
from processes.staff import Hold
from tasks import staffing
from tasks.staffing import AccountAct, Newcomer, Roll
from ui import locale, visitor
from ui.locale import t
from ui.widgets import acts, form
from ui.widgets.substitutions import save

_HANDED = "staff_handed_over"


def handed_over() -> None:
    """Shows, once, the first password that was just made."""
    given = st.session_state.pop(_HANDED, None)
    if given is None:
        return
    name, username, password = given
    with st.container(key="card_first_password"):
        said = t("Mật khẩu ban đầu của {name}, chỉ hiện một lần này:", name=name)
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(said)}</div>')
        st.code(f"{username}\n{password}", language=None)
        st.html(f'<p class="mc-quiet">{escape(t("Người dùng phải đổi mật khẩu ở lần đăng nhập đầu tiên."))}</p>')


@st.dialog("Thêm đơn vị")
def add_unit(roll: Roll) -> None:
    """Asks for a new unit."""
    officer = visitor.current().officer
    name = st.text_input(form.label(t("Tên đơn vị"), required=True), max_chars=200, key="unit_name")
    code, begins = st.columns(2)
    given = code.text_input(form.label(t("Mã đơn vị"), required=True), max_chars=40, key="unit_code")
    day = begins.date_input(form.label(t("Từ ngày"), required=True), _today(), format="DD/MM/YYYY", key="unit_from")
    basis = _basis("unit")

    def do(transaction: Transaction, key: str) -> None:
        staffing.add_unit(
            transaction,
            roll.agency.id,
            code=given or "",
            name=name or "",
            begins=day,
            basis=basis,
            officer=officer,
            moment=database.now(),
            key=key,
        )

    if st.button(t("Lưu"), type="primary", key="unit_save"):
        save("unit", do, t("Đã thêm đơn vị"))


def draw_claim_next(roll: Roll, unit_id: int) -> None:
    """Says whether the unit's officers may take the next task, with the way to have it otherwise."""
    unit = roll.directory.units[unit_id]
    said = t("Được lấy việc kế tiếp") if unit.claims_next else t("Không lấy việc kế tiếp")
    icon = ":material/playlist_add_check:" if unit.claims_next else ":material/playlist_remove:"
    if st.button(said, icon=icon, type="tertiary", key=f"unit_next_{unit_id}", help=t("Đổi quy định của đơn vị")):
        acts.forget_refusal("unit_next")
        st.dialog(t("Lấy việc kế tiếp"))(_let_claim_next)(unit)


def _let_claim_next(unit: Unit) -> None:
    officer = visitor.current().officer
    now = t("Cán bộ của đơn vị được bấm “Lấy việc kế tiếp” để nhận việc gấp nhất đang chờ.")
    then = t("Cán bộ của đơn vị tự chọn việc trong danh sách, hoặc được phân công.")
    st.html(f'<div class="mc-title">{escape(unit.name)}</div>')
    allowed = st.radio(
        t("Cách nhận việc"),
        [True, False],
        index=0 if unit.claims_next else 1,
        format_func=lambda one: now if one else then,
        key=f"unit_next_{unit.id}_allowed",
    )
    basis = _basis("unit_next")

    def do(transaction: Transaction, key: str) -> None:
        staffing.let_claim_next(
            transaction,
            unit.id,
            is_allowed=bool(allowed),
            basis=basis,
            officer=officer,
            moment=database.now(),
            key=key,
        )

    if st.button(t("Lưu"), type="primary", key="unit_next_save", disabled=allowed == unit.claims_next):
        save("unit_next", do, t("Đã đổi cách nhận việc của đơn vị"))


@st.dialog("Thêm vị trí")
def add_post(roll: Roll) -> None:
    """Asks for a new post."""
    officer = visitor.current().officer
    units = {one.id: one.name for one in roll.directory.units.values() if _goes_on(roll, one)}
    unit_id = st.selectbox(
        form.label(t("Đơn vị"), required=True), list(units), format_func=units.__getitem__, key="post_unit"
    )
    title = st.text_input(form.label(t("Tên vị trí"), required=True), max_chars=100, key="post_title")
    code, begins = st.columns(2)
    role = code.text_input(form.label(t("Mã vai trò"), required=True), max_chars=40, key="post_role")
    day = begins.date_input(form.label(t("Từ ngày"), required=True), _today(), format="DD/MM/YYYY", key="post_from")
    basis = _basis("post")

    def do(transaction: Transaction, key: str) -> None:
        staffing.add_post(
            transaction,
            unit_id,
            role=role or "",
            title=title or "",
            begins=day,
            basis=basis,
            officer=officer,
            moment=database.now(),
            key=key,
        )

    if st.button(t("Lưu"), type="primary", key="post_save"):
        save("post", do, t("Đã thêm vị trí"))


def _goes_on(roll: Roll, unit: Unit) -> bool:
    return unit.agency_id == roll.agency.id and unit.valid_to is None


def post_names(roll: Roll) -> dict[int, str]:
    """The agency's posts with their units, for a list."""
    return {hold.post_id: f"{hold.title} – {hold.unit}" for hold in roll.holds}


@st.dialog("Thêm cán bộ")
def add_officer(roll: Roll) -> None:
    """Asks for a new officer with an account."""
    officer, posts = visitor.current().officer, post_names(roll)
    name = st.text_input(form.label(t("Họ và tên"), required=True), max_chars=100, key="officer_name")
    post_id = _post(posts, "officer_post")
    left, right = st.columns(2)
    username = left.text_input(form.label(t("Tên đăng nhập"), required=True), max_chars=40, key="officer_username")
    day = right.date_input(form.label(t("Từ ngày"), required=True), _today(), format="DD/MM/YYYY", key="officer_from")
    email = left.text_input(t("Thư điện tử"), max_chars=100, key="officer_email")
    phone = right.text_input(t("Số điện thoại"), max_chars=20, key="officer_phone")
    basis = _basis("officer")

    def do(transaction: Transaction, key: str) -> None:
        newcomer = Newcomer(name or "", username or "", post_id or 0, day, None, email or "", phone or "")
        staffing.add_officer(
            transaction, newcomer, password=stored, basis=basis, officer=officer, moment=database.now(), key=key
        )
        st.session_state[_HANDED] = name, (username or "").strip().lower(), password

    if st.button(t("Lưu"), type="primary", key="officer_save", disabled=post_id is None):
        password = accounts.first_password()
        stored = accounts.hashed(password)
        save("officer", do, t("Đã thêm cán bộ"))


@st.dialog("Cán bộ")
def edit(roll: Roll, hold: Hold) -> None:
    """One officer's hold on a post and account, and what may be done with them."""
    since = f"{hold.since:%d/%m/%Y}" if hold.since else ""
    where = t("{title}, {unit}, từ {since}", title=hold.title, unit=hold.unit, since=since)
    told = [where, *filter(None, [hold.username, hold.email, hold.phone])]
    lines = "".join(f"<small>{escape(one)}</small>" for one in told)
    st.html(f'<div class="mc-title">{escape(hold.name)}{lines}</div>')
    account, post, another = st.tabs([t("Tài khoản"), t("Kết thúc giữ vị trí"), t("Giao thêm vị trí")])
    with account:
        _account(hold)
    with post:
        _end(hold)
    with another:
        _give(roll, hold)


def _account(hold: Hold) -> None:
    names: Mapping[AccountAct, tuple[str, str, str]] = {
        "renew": (t("Cấp mật khẩu mới"), ":material/key:", t("Đã cấp mật khẩu mới")),
        "sign_out": (
            t("Kết thúc {number} phiên đăng nhập", number=hold.sessions),
            ":material/logout:",
            t("Đã kết thúc các phiên đăng nhập"),
        ),
        "close": (t("Khóa tài khoản"), ":material/lock:", t("Đã khóa tài khoản")),
        "open": (t("Mở khóa tài khoản"), ":material/lock_open:", t("Đã mở khóa tài khoản")),
        "unlink": (
            t("Gỡ liên kết với {provider}", provider=settings().oidc.name),
            ":material/link_off:",
            t("Đã gỡ liên kết tài khoản"),
        ),
        "let_link": (
            t("Cho phép liên kết lại với {provider}", provider=settings().oidc.name),
            ":material/add_link:",
            t("Đã cho phép liên kết lại"),
        ),
    }
    offered: list[AccountAct] = ["renew", "open" if hold.is_closed or hold.locked_until else "close"]
    if hold.sessions:
        offered.insert(1, "sign_out")
    if hold.linked_at is not None:
        offered.append("unlink")
        st.html(f'<p class="mc-quiet">{escape(_linked(hold.linked_at))}</p>')
    elif settings().oidc.is_configured and not hold.may_link:
        offered.append("let_link")
    acts.show_refusal("account")
    for act in offered:
        label, icon, told = names[act]
        if st.button(label, icon=icon, key=f"account_{act}", width="stretch"):
            _change(hold, act, told)


def _linked(since: datetime) -> str:
    return t("Liên kết với {provider} từ {when}", provider=settings().oidc.name, when=locale.when(since))


def _change(hold: Hold, act: AccountAct, told: str) -> None:
    officer = visitor.current().officer
    password = accounts.first_password() if act == "renew" else ""
    stored = accounts.hashed(password) if password else ""

    def do(transaction: Transaction, key: str) -> None:
        staffing.change_account(
            transaction, hold.officer_id or 0, act, officer=officer, moment=database.now(), key=key, password=stored
        )
        if password:
            st.session_state[_HANDED] = hold.name, hold.username, password

    save("account", do, told)


def _end(hold: Hold) -> None:
    officer = visitor.current().officer
    day = st.date_input(
        form.label(t("Ngày cuối giữ vị trí"), required=True), _today(), format="DD/MM/YYYY", key="end_day"
    )
    basis = _basis("ending")

    def do(transaction: Transaction, key: str) -> None:
        staffing.end_holding(
            transaction, hold.holding_id or 0, last=day, basis=basis, officer=officer, moment=database.now(), key=key
        )

    if st.button(t("Ghi ngày cuối"), type="primary", key="ending_save"):
        save("ending", do, t("Đã ghi ngày cuối giữ vị trí"))


def _give(roll: Roll, hold: Hold) -> None:
    officer, posts = visitor.current().officer, post_names(roll)
    post_id = _post(posts, "give_to")
    day = st.date_input(form.label(t("Từ ngày"), required=True), _today(), format="DD/MM/YYYY", key="give_from")
    basis = _basis("giving")

    def do(transaction: Transaction, key: str) -> None:
        staffing.give_post(
            transaction,
            hold.officer_id or 0,
            post_id or 0,
            begins=day,
            ends=None,
            basis=basis,
            officer=officer,
            moment=database.now(),
            key=key,
        )

    if st.button(t("Giao vị trí"), type="primary", key="giving_save", disabled=post_id is None):
        save("giving", do, t("Đã giao vị trí"))


def _post(posts: Mapping[int, str], key: str) -> int | None:
    """None is chosen at first: nobody becomes the leader by a hasty click."""
    return st.selectbox(
        form.label(t("Vị trí"), required=True),
        list(posts),
        index=None,
        format_func=posts.__getitem__,
        placeholder=t("Chọn vị trí"),
        key=key,
    )


def _basis(intent: str) -> str:
    basis = st.text_input(form.label(t("Số văn bản làm căn cứ"), required=True), max_chars=100, key=f"{intent}_basis")
    acts.show_refusal(intent)
    return basis or ""


def _today() -> date:
    return local(database.now()).date()
