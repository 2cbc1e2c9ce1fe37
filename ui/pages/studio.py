"""The design studio: the designs that an analyst works on, and one of them, opened."""

from __future__ import annotations

from html import escape

import streamlit as st

from bpmn.refusals import Refusal
from processes import database, organisation
from tasks import design
from ui import visitor
from ui.locale import say, t
from ui.widgets import design_from_files, design_sections, designs
from ui.widgets.keys import keys
from ui.widgets.text import literal

_ASKED = "id"


def show() -> None:
    """Draws the list, or the design that the address names."""
    known = visitor.current()
    asked = st.query_params.get(_ASKED, "")
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
    if not asked:
        arrival = design_from_files.arrived() if designs.IMPORTING in st.query_params else None
        if arrival is not None:
            designs.take_in(arrival, known, directory)
        else:
            designs.draw(known, directory)
        keys()
        return
    try:
        with database.snapshot() as snapshot:
            number = int(asked) if asked.isdecimal() else 0
            view = design.look(snapshot, number, officer=known.officer, moment=database.now())
    except Refusal as refusal:
        title = escape(t("Thiết kế quy trình"))
        st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>')
        with st.container(key="card_missing"):
            st.error(literal(say(refusal)), icon=":material/error:")
            designs.way_back(t("Về danh sách"))
        return
    design_sections.draw(view, known, directory)


show()
