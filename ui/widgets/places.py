"""The pages of the site: what they are called in the menu and in the address bar."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.locale import t

_PAGES = Path(__file__).resolve().parents[1] / "pages"


def inbox() -> st.Page:
    """Where everybody begins: the own work."""
    return st.Page(_PAGES / "inbox.py", title=t("Hộp việc của tôi"), icon=":material/inbox:", default=True)


def reception() -> st.Page:
    """Where a request becomes a dossier; for officers of a one-stop."""
    return st.Page(
        _PAGES / "reception.py",
        title=t("Tiếp nhận hồ sơ"),
        icon=":material/note_add:",
        url_path="tiep-nhan",
    )


def board(*, is_listed: bool = True) -> st.Page:
    """What is overdue or about to be, and where it lies; for heads and the provincial supervisor.

    Not in the menu of others, whom the page itself refuses.
    """
    return st.Page(
        _PAGES / "board.py",
        title=t("Bảng giám sát"),
        icon=":material/monitoring:",
        url_path="giam-sat",
        visibility="visible" if is_listed else "hidden",
    )


def reports() -> st.Page:
    """What was received, resolved and used in a period; for heads and the provincial supervisor."""
    return st.Page(
        _PAGES / "reports.py",
        title=t("Báo cáo"),
        icon=":material/summarize:",
        url_path="bao-cao",
    )


def pictures() -> st.Page:
    """How work goes, in pictures; for who has a board, which leads there."""
    return st.Page(
        _PAGES / "pictures.py",
        title=t("Biểu đồ giám sát"),
        icon=":material/insert_chart:",
        url_path="hinh-anh",
        visibility="hidden",
    )


def alerts(*, is_shown: bool) -> st.Page:
    """What an officer wants to be told of as soon as it holds; in the menu of who has a board."""
    return st.Page(
        _PAGES / "alerts.py",
        title=t("Cảnh báo"),
        icon=":material/notification_important:",
        url_path="canh-bao",
        visibility="visible" if is_shown else "hidden",
    )


def register() -> st.Page:
    """What a one-stop received, by month; for who receives there, and the heads."""
    return st.Page(
        _PAGES / "register.py",
        title=t("Sổ theo dõi hồ sơ"),
        icon=":material/menu_book:",
        url_path="so-theo-doi",
    )


def matters() -> st.Page:
    """Petitions and questions, for everybody who may see one; taken in by officers of a one-stop."""
    return st.Page(
        _PAGES / "matters.py",
        title=t("Phản ánh, kiến nghị"),
        icon=":material/forum:",
        url_path="phan-anh",
    )


def directives() -> st.Page:
    """Directives: read and given by a leader or the office, followed by everybody who works on one."""
    return st.Page(
        _PAGES / "directives.py",
        title=t("Chỉ đạo, điều hành"),
        icon=":material/assignment:",
        url_path="chi-dao",
    )


def consignments() -> st.Page:
    """Papers to hand over, to receive and to find; for everybody who works in a unit."""
    return st.Page(
        _PAGES / "consignments.py",
        title=t("Bàn giao bản giấy"),
        icon=":material/folder_copy:",
        url_path="ban-giao",
    )


def calendar() -> st.Page:
    """The working calendar of each agency, for everybody to read."""
    return st.Page(
        _PAGES / "calendar.py",
        title=t("Lịch làm việc"),
        icon=":material/calendar_month:",
        url_path="lich",
    )


def notices() -> st.Page:
    """What the officer was told, and how to be told; the bell leads there."""
    return st.Page(
        _PAGES / "notices.py",
        title=t("Thông báo"),
        icon=":material/notifications:",
        url_path="thong-bao",
        visibility="hidden",
    )


def organisation() -> st.Page:
    """Units, posts, officers and substitutions of an agency; for who administers it."""
    return st.Page(
        _PAGES / "organisation.py",
        title=t("Tổ chức"),
        icon=":material/account_tree:",
        url_path="to-chuc",
    )


def studio() -> st.Page:
    """Procedures as they are drawn and approved; for process analysts and who may look at their work."""
    return st.Page(
        _PAGES / "studio.py",
        title=t("Thiết kế quy trình"),
        icon=":material/schema:",
        url_path="thiet-ke",
    )


def procedures() -> st.Page:
    """The catalogue of procedures and their releases, for everybody to read."""
    return st.Page(
        _PAGES / "procedures.py",
        title=t("Danh mục thủ tục"),
        icon=":material/library_books:",
        url_path="thu-tuc",
    )


def procedure_address(code: str) -> str:
    """Where a procedure is, for a link that draws the page anew."""
    return f"/thu-tuc?ma={code}"


def design_address(design_id: int) -> str:
    """Where a design is, for a link that draws the page anew."""
    return f"/thiet-ke?id={design_id}"


def operations() -> st.Page:
    """What waits to leave the installation; for who keeps it running."""
    return st.Page(
        _PAGES / "operations.py",
        title=t("Vận hành"),
        icon=":material/monitor_heart:",
        url_path="van-hanh",
    )


def dossier() -> st.Page:
    """One dossier, by its number in the address: `/ho-so?id=7`; not in the menu."""
    return st.Page(
        _PAGES / "dossier.py",
        title=t("Hồ sơ"),
        icon=":material/folder_open:",
        url_path="ho-so",
        visibility="hidden",
    )


def dossier_address(dossier_id: int) -> str:
    """Where a dossier is, for a link that draws the page anew."""
    return f"/ho-so?id={dossier_id}"


def directive_link(dossier_id: int, label: str) -> None:
    """A way to how far the units of a directive are."""
    st.page_link(
        directives(),
        label=label,
        icon=":material/checklist:",
        query_params={"id": str(dossier_id)},
        width="content",
    )


def dossier_link(dossier_id: int, label: str) -> None:
    """A way to a dossier that keeps the session and what was typed in it."""
    st.page_link(
        dossier(), label=label, icon=":material/folder_open:", query_params={"id": str(dossier_id)}, width="content"
    )
