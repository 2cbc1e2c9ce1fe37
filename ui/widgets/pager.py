"""The way through a list that is longer than a page."""

from __future__ import annotations

from typing import TypeVar

import streamlit as st

from ui.locale import t

Place = TypeVar("Place")


def draw(places: list[Place], following: Place | None) -> None:
    """Draws the buttons back and on; `places` are where the pages so far began, `following` where the next one does."""
    if following is None and not places:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="pager"):
        if st.button(t("Trước"), icon=":material/chevron_left:", disabled=not places, key="earlier"):
            places.pop()
            st.rerun()
        if st.button(t("Sau"), icon=":material/chevron_right:", disabled=following is None, key="later"):
            places += [following] if following is not None else []
            st.rerun()
