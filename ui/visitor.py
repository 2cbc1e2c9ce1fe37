"""Who looks at a Streamlit page, asked at every run and every fragment: an open websocket outlives signing out."""

from __future__ import annotations

from html import escape
from typing import NoReturn
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from processes.accounts import Visitor
from ui import form_token, locale, session
from ui.gate import PASSWORD, SIGN_IN, SIGN_OUT, local_path
from ui.locale import t

_ACCOUNT = "motcua_account"


def current() -> Visitor:
    """The signed-in person, in whose language this run speaks from here on.

    To be called first in every page and in every fragment. Whoever has been signed out meanwhile, here or from
    another browser, sees a sentence with the way back in, and the run ends.
    """
    known = session.holder(st.context.cookies.get(session.COOKIE))
    if known is None:
        _stop(t("Phiên làm việc của bạn đã kết thúc."), SIGN_IN, t("Đăng nhập lại"))
    locale.speak(known.language)
    if known.must_change:
        _stop(t("Hãy đổi mật khẩu được cấp trước khi làm việc."), PASSWORD, t("Đổi mật khẩu"))
    _forget_predecessor(known)
    return known


def sign_out_form() -> str:
    """The HTML of a sign-out button for `st.html`, with the half of the form token that belongs in a form."""
    token = form_token.of(st.context.cookies.to_dict()) or ""
    return (
        f'<form class="motcua-sign-out" method="post" action="{SIGN_OUT}">'
        f'<input type="hidden" name="{form_token.FIELD}" value="{token}">'
        f"<button>{escape(t('Đăng xuất'))}</button></form>"
    )


def _forget_predecessor(known: Visitor) -> None:
    """A websocket that comes back with another person's cookie must not bring the first one's work along."""
    if st.session_state.get(_ACCOUNT, known.account_id) != known.account_id:
        st.session_state.clear()
    st.session_state[_ACCOUNT] = known.account_id


def _stop(sentence: str, path: str, link: str) -> NoReturn:
    run = get_script_run_ctx()
    if run is not None and run.fragment_ids_this_run:
        st.rerun()  # not inside one part of a page whose rest still looks alive
    address = f"{path}?next={quote(_here())}"
    st.html(
        '<div role="alert" style="max-width:32rem;margin:12vh auto 0;text-align:center;line-height:1.6">'
        f'<p style="font-size:1.15rem;font-weight:600;margin:0 0 1.25rem">{escape(sentence)}</p>'
        f'<a href="{escape(address)}" target="_self" style="display:inline-block;padding:.65rem 1.4rem;'
        'border-radius:9px;background:#0b5cad;color:#fff;font-weight:600;text-decoration:none">'
        f"{escape(link)}</a></div>"
    )
    st.stop()


def _here() -> str:
    """The path of the page being looked at, with its query."""
    path = local_path(urlsplit(st.context.url or "").path)
    query = urlencode(st.query_params.to_dict())
    return f"{path}?{query}" if query else path
