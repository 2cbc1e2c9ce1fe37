"""Papers between units: what waits to be handed over, what comes, what was given, what lies here, and where one is."""

from __future__ import annotations

from html import escape

import streamlit as st

from bpmn.refusals import Refusal
from processes import database, organisation
from processes.accounts import Visitor
from processes.organisation import Directory
from tasks import bundles, consignments
from ui import visitor
from ui.locale import say, t
from ui.widgets import bundle, consigning, consignments_list, receiving
from ui.widgets.keys import keys
from ui.widgets.text import literal

_PART, _ASKED = "muc", "tim-ho-so"


def show() -> None:
    """Draws the page."""
    known = visitor.current()
    officer = known.officer
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, officer)
        groups = consignments.waiting(snapshot, officer=officer)
        coming = consignments.coming(snapshot, officer=officer)
        given = consignments.given(snapshot, officer=officer)
    _head(known, directory)
    going = sum(one.state == "made" for one in given)
    told = {
        "cho-giao": t("Chờ giao ({number})", number=len({one.dossier_id for group in groups for one in group.bundles})),
        "cho-nhan": t("Chờ nhận ({number})", number=len(coming)),
        "da-giao": t("Đang giao ({number})", number=going) if going else t("Đã giao"),
        "dang-giu": t("Đang giữ"),
    }
    match _part(told, "cho-nhan" if coming and not groups else "cho-giao"):
        case "cho-giao":
            consigning.draw(known, directory, groups)
        case "cho-nhan":
            receiving.draw(known, directory, coming)
        case "da-giao":
            consignments_list.draw(known, directory, given)
        case _:
            consignments_list.draw_lying(known, directory)
    keys()


def _head(known: Visitor, directory: Directory) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        title = escape(t("Bàn giao bản giấy"))
        st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>', width="content")
        asked = st.text_input(
            t("Hồ sơ giấy ở đâu?"),
            placeholder=t("Hồ sơ giấy ở đâu? Nhập hoặc quét mã"),
            icon=":material/search:",
            type="search",
            label_visibility="collapsed",
            key=_ASKED,
            width=340,
            bind="query-params",
        )
    if (asked or "").strip():
        _found(known, directory, asked or "")


def _found(known: Visitor, directory: Directory, asked: str) -> None:
    with st.container(key="card_found"):
        try:
            with database.snapshot() as snapshot:
                found = bundles.find(snapshot, asked, officer=known.officer, moment=database.now())
        except Refusal as refusal:
            st.info(literal(say(refusal)), icon=":material/search_off:")
            return
        dossier = found.dossier
        link = f'<a class="mc-file" href="/ho-so?id={dossier.id}" target="_self">{escape(dossier.code)}</a>'
        about = escape(f"{dossier.people.owner.name} · {dossier.procedure}")
        where = f"<span>{escape(t('Hồ sơ này không có bản giấy.'))}</span>"
        if found.bundle is not None:
            where = f"<span>{escape(t('Bản giấy ở'))}</span>{bundle.told(found.bundle, directory)}"
        st.html(f'<div class="mc-told"><h4>{link}</h4><p>{about}</p><div class="mc-bundle">{where}</div></div>')


def _part(told: dict[str, str], first: str) -> str:
    """The part that is shown; its name alone is in the address, for the numbers change."""
    consigning.turn(_PART)
    if _PART not in st.session_state:
        asked = st.query_params.get(_PART, "")
        st.session_state[_PART] = asked if asked in told else first
    with st.container(key="consignment_parts"):
        chosen = st.segmented_control(
            t("Phần"),
            list(told),
            required=True,
            format_func=told.__getitem__,
            label_visibility="collapsed",
            key=_PART,
        )
    st.query_params[_PART] = chosen or first
    return chosen or first


show()
