"""A dossier's letters: drafts to approve, issue or put aside, issued ones to print."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from processes import database, permissions
from processes.calendars import local
from processes.database import Transaction
from processes.letters import Letter
from processes.organisation import Officer
from tasks import oversight, writing
from tasks.viewing import DossierView
from ui import visitor
from ui.locale import t
from ui.widgets import acts, wording
from ui.widgets.workbench import VIEW

Verb = Callable[..., None]


def draw(view: DossierView, officer: Officer) -> None:
    """Draws the letters, the latest first, with what this officer may do with each."""
    for letter in reversed(view.letters):
        with st.container(key=f"written_{letter.id}", gap="small"):
            st.html(_line(view, letter))
            with st.container(horizontal=True, gap="small"):
                st.link_button(t("Xem, in"), f"/api/letters/{letter.id}.pdf", icon=":material/print:", type="tertiary")
                _steps(view, letter, officer)
            acts.show_refusal(f"letter_{letter.id}")


def draw_urgings(view: DossierView, officer: Officer) -> None:
    """Draws the urging letters that this officer may read, the latest first."""
    known = view.directory
    for letter in reversed(oversight.letters(view)):
        units = [known.units[one] for one in (letter.from_unit_id, letter.unit_id)]
        if permissions.may_read_urging(officer, {one.id for one in units}, {one.agency_id for one in units}):
            day = f"{local(letter.at):%d/%m/%Y}"
            told = t("số {symbol}, ngày {day}, gửi {unit}", symbol=letter.symbol, day=day, unit=units[1].name)
            with st.container(key=f"written_urging_{letter.letter_id}", gap="small"):
                name = escape(t("Phiếu đôn đốc"))
                st.html(f'<div class="mc-letter"><b>{name}</b><small>{escape(told)}</small></div>')
                address = f"/api/urgings/{letter.letter_id}.pdf"
                st.link_button(t("Xem, in"), address, icon=":material/print:", type="tertiary")


def _line(view: DossierView, letter: Letter) -> str:
    title = escape(wording.letters()[letter.kind])
    if letter.printed is not None and letter.issued_at is not None:
        told = t("số {symbol}, ngày {day}", symbol=_symbol(letter), day=f"{local(letter.issued_at):%d/%m/%Y}")
    elif letter.state == "approved":
        told = t("đã duyệt, chờ ban hành")
    elif not writing.may_approve(letter, visitor.current().officer):
        told = t("dự thảo của bạn, chờ lãnh đạo khác duyệt")
    else:
        told = t("dự thảo của {who}, chờ duyệt", who=view.directory.name(letter.drafted_by))
    return f'<div class="mc-letter"><b>{title}</b><small>{escape(told)}</small></div>'


def _symbol(letter: Letter) -> str:
    return str(letter.printed["symbol"]) if letter.printed is not None else ""


def _steps(view: DossierView, letter: Letter, officer: Officer) -> None:
    if not letter.is_open:
        return
    code = view.particulars.procedure_code
    is_head = permissions.may_decide(officer, letter.agency_id, code)
    if letter.state == "draft" and is_head and writing.may_approve(letter, officer):
        _button(view, letter, t("Duyệt và ban hành"), ":material/verified:", writing.approve, writing.issue)
        _button(view, letter, t("Duyệt"), ":material/check:", writing.approve)
    if letter.state == "approved" and permissions.may_issue(officer, letter.agency_id, code):
        _button(view, letter, t("Ban hành"), ":material/send:", writing.issue)
    if is_head or letter.drafted_by == officer.id:
        _button(view, letter, t("Bỏ dự thảo"), ":material/delete:", writing.discard)


def _button(view: DossierView, letter: Letter, label: str, icon: str, *verbs: Verb) -> None:
    key = f"letter_{letter.id}"
    name = "_".join(verb.__name__ for verb in verbs)
    kind = "primary" if verbs[-1] is writing.issue else "secondary"
    if st.button(label, icon=icon, key=f"{key}_{name}", type=kind):
        _do(view, letter, label, key, verbs)


def _do(view: DossierView, letter: Letter, label: str, key: str, verbs: tuple[Verb, ...]) -> None:
    known = visitor.current()

    def step(transaction: Transaction, act_key: str) -> None:
        moment = database.now()
        for number, verb in enumerate(verbs):
            verb(transaction, letter.id, officer=known.officer, moment=moment, key=f"{act_key}-{number}")

    acts.forget_refusal(key)
    if acts.attempt(key, step) is not None:
        st.session_state.pop(VIEW, None)
        acts.tell(f"{label}: {wording.letters()[letter.kind]} ({view.particulars.code})")
    st.rerun()
