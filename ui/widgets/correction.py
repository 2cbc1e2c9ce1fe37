"""The correction of recorded data after acceptance: what was written before stays in the history."""

from __future__ import annotations

import streamlit as st

from processes import database
from processes.accounts import Visitor
from processes.database import Transaction
from processes.people import Person
from tasks import reception
from tasks.reception import Correction
from tasks.viewing import DossierView
from ui import visitor
from ui.locale import t
from ui.widgets import acts, form, people
from ui.widgets.workbench import VIEW

_WRONG = "correction_wrong"


def dialog(view: DossierView) -> None:
    """Opens the dialog with what is recorded now."""
    key = f"correct_{view.particulars.id}"
    recorded = view.particulars.people
    people.fill(f"{key}_owner", recorded.owner)
    people.fill(f"{key}_submitter", recorded.submitter)
    st.session_state[f"{key}_fee"] = str(view.particulars.fee.get("receipt") or "")
    st.session_state[f"{key}_reason"] = ""
    st.session_state.pop(_WRONG, None)
    acts.forget_refusal(key)
    st.dialog(t("Đính chính thông tin hồ sơ"), width="medium")(_fields)(view, key)


def _fields(view: DossierView, key: str) -> None:
    known = visitor.current()
    wrong: dict[str, dict[str, str]] = st.session_state.get(_WRONG, {})
    recorded = view.particulars.people
    st.markdown(f"**{t('Chủ hồ sơ')}**")
    owner = people.draw(f"{key}_owner", wrong=wrong.get("owner", {}))
    submitter: Person | None = None
    if recorded.submitter != recorded.owner:
        st.markdown(f"**{t('Người nộp')}**")
        submitter = people.draw(f"{key}_submitter", wrong=wrong.get("submitter", {}))
    fee, reason = st.columns([1, 2])
    with fee:
        receipt = st.text_input(t("Số biên lai"), key=f"{key}_fee", on_change="ignore", max_chars=50)
    unreasoned = wrong.get("reason", {}).get("reason", "")
    with reason, st.container(key=f"{'wrong' if unreasoned else 'field'}_{key}_reason_box", gap=None):
        why = st.text_input(
            form.label(t("Lý do đính chính"), required=True), key=f"{key}_reason", on_change="ignore", max_chars=500
        )
        form.say_below(unreasoned)
    acts.show_refusal(key)
    if st.button(t("Ghi đính chính"), type="primary", shortcut="Ctrl+Enter", key=f"{key}_done"):
        found = _check(owner, submitter, why)
        st.session_state[_WRONG] = found
        if found:
            st.rerun(scope="fragment")
        _correct(known, view, Correction(owner, submitter or owner, fee_receipt=receipt), why, key)


def _check(owner: Person, submitter: Person | None, reason: str | None) -> dict[str, dict[str, str]]:
    found = {
        "owner": people.check(owner),
        "submitter": people.check(submitter) if submitter else {},
        "reason": {} if (reason or "").strip() else {"reason": t("Hãy ghi lý do.")},
    }
    return {who: wrong for who, wrong in found.items() if wrong}


def _correct(known: Visitor, view: DossierView, correction: Correction, reason: str | None, key: str) -> None:
    def act(transaction: Transaction, act_key: str) -> None:
        reception.correct(
            transaction,
            view.particulars.id,
            correction,
            reason=reason or "",
            officer=known.officer,
            moment=database.now(),
            key=act_key,
        )

    if acts.attempt(key, act) is None:
        st.rerun(scope="fragment")
    # the inbox must not go on with what was recorded before
    st.session_state.pop(VIEW, None)
    acts.tell(t("Đã ghi đính chính của hồ sơ {code}.", code=view.particulars.code))
    st.rerun()
