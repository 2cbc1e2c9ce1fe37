"""Open dossiers that a changed calendar would move: each approved, or kept as it was promised."""

from __future__ import annotations

from html import escape

import streamlit as st

from bpmn.refusals import Refusal
from processes import database, organisation
from processes.clocks import Proposal
from processes.database import Transaction
from processes.organisation import Officer
from tasks import calendar
from ui import visitor
from ui.locale import say, t, when
from ui.widgets import acts, form

_SHOWN = 100
_FOUND = "recalculation_found"


def draw(officer: Officer) -> None:
    """Draws the proposals of the officer's agencies; nothing where there are none."""
    found = _proposals(officer)
    if not found:
        return
    with st.container(key="card_recalculations"):
        title = t("Đề nghị tính lại hạn: {number} hồ sơ", number=len(found))
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(title)}</div>')
        if len(found) > _SHOWN:
            st.caption(t("Hiện {number} hồ sơ đầu; quyết định xong sẽ hiện tiếp.", number=_SHOWN))
        chosen = [proposal for proposal in found[:_SHOWN] if _line(proposal)]
        reason = st.text_input(
            form.label(t("Lý do giữ nguyên hạn"), required=False), key="recalculation_reason", on_change="ignore"
        )
        with st.container(horizontal=True, gap="small"):
            if st.button(t("Duyệt tính lại"), type="primary", key="recalculate", disabled=not chosen):
                _decide(chosen, "")
            if st.button(t("Giữ nguyên hạn"), key="recalculation_keep", disabled=not chosen):
                _decide(chosen, reason or " ")
        for refused in st.session_state.pop("recalculation_refused", []):
            st.error(refused, icon=":material/error:")


def _proposals(officer: Officer) -> list[Proposal]:
    """Worked out once for each change of a calendar and each decision: it reads every open dossier."""
    with database.snapshot() as snapshot:
        revision = organisation.revision(snapshot)
        known = st.session_state.get(_FOUND)
        if known is None or known[0] != revision:
            known = st.session_state[_FOUND] = revision, calendar.proposals(snapshot, officer=officer)
    return known[1]


def _line(proposal: Proposal) -> bool:
    before, after = proposal.before, proposal.after
    if before.due != after.due:
        told = t("hạn {before} → {after}", before=when(before.due), after=when(after.due))
    else:  # another time was promised already; the lawful one moves alone
        told = t("hạn theo quy định {before} → {after}", before=when(before.lawful_due), after=when(after.lawful_due))
    return st.checkbox(f"**{proposal.code}**: {told}", value=True, key=f"recalculation_{proposal.dossier_id}")


def _decide(chosen: list[Proposal], reason: str) -> None:
    """Each dossier by itself: one that is refused keeps none of the others back."""
    officer = visitor.current().officer
    refused: list[str] = []
    done = 0
    for proposal in chosen:
        intent = f"recalculation_{proposal.dossier_id}"

        def decide(transaction: Transaction, key: str, dossier_id: int = proposal.dossier_id) -> None:
            moment = database.now()
            if reason:
                calendar.keep(transaction, dossier_id, reason=reason, officer=officer, moment=moment, key=key)
            else:
                calendar.approve(transaction, dossier_id, officer=officer, moment=moment, key=key)

        if acts.attempt(intent, decide) is None:
            refused.append(_said(proposal, acts.refusal(intent)))
        else:
            done += 1
    st.session_state["recalculation_refused"] = refused
    st.session_state.pop(_FOUND, None)
    if done:
        acts.tell(t("Đã quyết định {number} hồ sơ", number=done))
    st.rerun()


def _said(proposal: Proposal, refusal: Refusal | None) -> str:
    return f"{proposal.code}: {say(refusal) if refusal is not None else ''}"
