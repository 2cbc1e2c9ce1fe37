"""The flag of a dossier: the officer keeps an eye on it, and finds it by the filter."""

from __future__ import annotations

import streamlit as st

from processes import database, follow_ups
from processes.organisation import Officer
from tasks import following
from tasks.viewing import DossierView
from ui.locale import t
from ui.widgets import acts


def draw(view: DossierView, officer: Officer) -> None:
    """Draws the flag, full when it is set; a press turns it."""
    dossier_id = view.particulars.id
    with database.snapshot() as snapshot:
        is_followed = follow_ups.is_followed(snapshot, officer.id, dossier_id)
    shown = t("Đang theo dõi") if is_followed else ""
    said = t("Bỏ theo dõi") if is_followed else t("Đánh dấu theo dõi")
    if st.button(shown, icon=":material/flag:", help=said, type="tertiary", key=f"follow_{dossier_id}"):
        with database.transaction() as transaction:
            following.follow(
                transaction, dossier_id, is_followed=not is_followed, officer=officer, moment=database.now()
            )
        acts.tell(t("Đã bỏ theo dõi hồ sơ.") if is_followed else t("Đã đánh dấu theo dõi hồ sơ."))
        st.rerun()
