"""Applicants whom no message has reached: why, and that the one-stop has told them otherwise."""

from __future__ import annotations

from html import escape

import streamlit as st

from processes import database
from processes.accounts import Visitor
from processes.applicant_notices import Unreached
from processes.database import Transaction
from tasks import applicants
from ui import visitor
from ui.locale import t, when
from ui.widgets import acts, form
from ui.widgets.substitutions import save
from ui.widgets.trouble import plain

_LONGEST = 300


def draw(known: Visitor) -> None:
    """Draws them where there are any."""
    with database.snapshot() as snapshot:
        found = applicants.unreached(snapshot, officer=known.officer)
    if not found:
        return
    title = t("Chưa báo được cho người nộp: {number}", number=len(found))
    with st.expander(title, icon=":material/phone_missed:", key="unreached"):
        for one in found:
            _line(one)


def _line(one: Unreached) -> None:
    with st.container(key=f"line_unreached_{one.id}", horizontal=True, vertical_alignment="center"):
        st.html(_told(one), width="stretch")
        if st.button(t("Đã báo cách khác"), icon=":material/check:", key=f"settle_{one.id}", type="tertiary"):
            acts.forget_refusal("settle")
            _settle(one)


def _told(one: Unreached) -> str:
    kinds = {
        "accepted": t("Đã tiếp nhận"),
        "supplement": t("Yêu cầu bổ sung"),
        "duty": t("Nghĩa vụ tài chính"),
        "extended": t("Xin lỗi và hẹn lại"),
        "ready": t("Đã có kết quả"),
    }
    ways = {"mail": t("Thư điện tử"), "sms": t("Tin nhắn"), "zalo": "Zalo", "": ""}
    link = f'<a class="mc-file" href="/ho-so?id={one.dossier_id}" target="_self">{escape(one.code)}</a>'
    about = " · ".join(part for part in (one.owner, one.phone, kinds[one.kind], when(one.put_at)) if part)
    why = ": ".join(part for part in (ways[one.way], plain(one.trouble)) if part)
    return f'<div class="mc-line"><b>{link}</b><span>{escape(about)}</span><span>{escape(why)}</span></div>'


@st.dialog("Đã báo cách khác")
def _settle(one: Unreached) -> None:
    officer = visitor.current().officer
    told = t("Hồ sơ {code} không còn trong danh sách này.", code=one.code)
    st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    label = form.label(t("Đã báo bằng cách nào"), required=True)
    note = st.text_input(label, max_chars=_LONGEST, placeholder=t("Ví dụ: gọi điện cho con trai lúc 9 giờ"), key="note")
    acts.show_refusal("settle")

    def act(transaction: Transaction, _key: str) -> None:
        applicants.settle(transaction, one.id, note=note or "", officer=officer, moment=database.now())

    if st.button(t("Ghi nhận"), type="primary", key="settle_save"):
        save("settle", act, t("Đã ghi nhận cách báo cho người nộp."))
