"""The script that Streamlit runs: the frame around every page, with its menu and whose desk it is."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from processes import database, organisation, permissions
from processes.accounts import Visitor
from processes.organisation import Directory
from ui import visitor
from ui.gate import PASSWORD
from ui.locale import t
from ui.sign_in import SESSIONS
from ui.widgets import acts, bell, places
from ui.widgets.assets import ASSETS
from ui.widgets.preview import preview

_LOOK = Path(__file__).resolve().parents[1] / "widgets" / "look.css"


def frame() -> None:
    """Draws the menu and the page that was asked for."""
    st.set_page_config(
        page_title="Một Cửa", page_icon=str(ASSETS / "favicon.svg"), layout="wide", initial_sidebar_state="auto"
    )
    known = visitor.current()
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
    st.html(_LOOK)
    unsent = t("Chưa gửi được: tệp lớn hơn giới hạn, hoặc mất kết nối.")
    st.html(f'<style>:root {{ --mc-choose: "{t("Chọn tệp")}"; --mc-unsent: "{unsent}"; }}</style>')
    st.logo(str(ASSETS / "logo.svg"), size="large", icon_image=str(ASSETS / "favicon.svg"))
    work = [places.inbox()]
    oversees = permissions.has_board(known.officer)
    work.append(places.board(is_listed=oversees))
    if oversees:
        work += [places.pictures(), places.reports()]
    work.append(places.alerts(is_shown=oversees))
    if permissions.reception_units(known.officer, directory):
        work.append(places.reception())
    if any(permissions.may_read_register(known.officer, unit) for unit in directory.units.values()):
        work.append(places.register())
    if known.officer.all_posts:
        work.append(places.consignments())
    work += [places.matters(), places.directives(), places.calendar(), places.procedures()]
    if any(permissions.may_administer(known.officer, agency_id) for agency_id in directory.agencies):
        work.append(places.organisation())
    if any(permissions.may_see_design(known.officer, agency_id) for agency_id in directory.agencies):
        work.append(places.studio())
    if permissions.may_operate(known.officer):
        work.append(places.operations())
    page = st.navigation({t("Công việc"): [*work, places.dossier(), places.notices()]})
    with st.sidebar:
        _account(known, directory)
    bell.bell(known)
    acts.show_told()
    preview()
    page.run()


def _account(known: Visitor, directory: Directory) -> None:
    posts = "".join(
        f"<li>{escape(post.title)}<span>{escape(directory.units[post.unit_id].name)}</span></li>"
        for post in known.officer.posts
    )
    posts += "".join(
        f"<li>{escape(t('Thay {name}', name=directory.name(stand.substitution.absent_id)))}"
        f"<span>{escape(stand.post.title)}, {escape(t('đến hết {day}', day=f'{stand.substitution.valid_to:%d/%m/%Y}'))}"
        "</span></li>"
        for stand in known.officer.stands
    )
    links = [(SESSIONS, t("Phiên đăng nhập")), (PASSWORD, t("Đổi mật khẩu"))]
    language = ("/?lang=en", "English") if known.language == "vi" else ("/?lang=vi", "Tiếng Việt")
    anchors = "".join(f'<a href="{href}" target="_self">{escape(said)}</a>' for href, said in (*links, language))
    with st.container(key="account"):
        st.html(
            f'<div class="mc-account"><b>{escape(known.officer.name)}</b><ul>{posts}</ul>'
            f'<nav aria-label="{escape(t("Tài khoản"))}">{anchors}</nav>{visitor.sign_out_form()}</div>'
        )


frame()
