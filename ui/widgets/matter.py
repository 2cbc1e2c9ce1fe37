"""A matter as pages show it: what was told, where it stands, what everybody may read of its answer."""

from __future__ import annotations

from html import escape

import streamlit as st

from tasks.viewing import DossierView
from ui.locale import t, when
from ui.widgets.facts import Fact, facts
from ui.widgets.text import lines, literal
from ui.widgets.wording import channels, people_fields


def state(view: DossierView) -> str:
    """The state that a matter is in, as its release calls it."""
    return view.published.release.state_name(view.particulars.state)


def draw_told(view: DossierView) -> None:
    """Draws what the sender told; nothing for a dossier."""
    if view.told is not None and view.mandates:
        with st.expander(literal(view.told.subject), icon=":material/description:"):
            st.html(f'<div class="mc-told"><p>{lines(view.told.content)}</p></div>')
    elif view.told is not None:
        st.html(
            f'<section class="mc-told" aria-label="{escape(t("Nội dung phản ánh"))}">'
            f"<h4>{escape(view.told.subject)}</h4><p>{lines(view.told.content)}</p></section>"
        )


def _sender(view: DossierView) -> str:
    return t("Người giao") if view.mandates else t("Người gửi")


def draw_facts(view: DossierView) -> None:
    """Draws when it came in, from whom, who answers for it and until when."""
    found, known, said = view.particulars, view.directory, people_fields()
    sender = found.people.owner
    facts(
        [
            Fact(t("Loại"), view.published.case(found.case_code).name),
            Fact(t("Hình thức tiếp nhận"), channels()[found.channel]),
            Fact(t("Trạng thái"), state(view)),
            Fact(_sender(view), sender.name, sender.address),
            Fact(said["phone"], sender.phone),
            Fact(said["email"], sender.email),
            Fact(t("Nơi tiếp nhận"), known.units[found.receiving_unit_id].name),
            Fact(t("Cơ quan trả lời"), known.agencies[found.agency_id].name),
            Fact(t("Tiếp nhận lúc"), when(found.received_at)),
            Fact(t("Hạn trả lời"), when(found.due_at)),
            Fact(t("Trả lời hoặc kết thúc lúc"), when(found.finished_at) if found.finished_at else ""),
            Fact(t("Cách tính hạn"), view.clock.explanation, wide=True),
        ]
    )


def head(view: DossierView, due: str) -> list[Fact]:
    """What stands above a matter's step; `due` is when the step is."""
    found = view.particulars
    sender = found.people.owner
    return [
        Fact(t("Mã"), found.code),
        Fact(_sender(view), sender.name, sender.phone or sender.email),
        Fact(t("Loại"), view.published.case(found.case_code).name),
        Fact(t("Hạn bước này"), due),
        Fact(t("Hạn trả lời"), when(found.due_at)),
        Fact(t("Hình thức tiếp nhận"), channels()[found.channel]),
    ]


def draw_answer(view: DossierView) -> None:
    """Draws the answer as everybody may read it, on the page of public look-up too."""
    result = view.particulars.result
    facts(
        [
            Fact(t("Nội dung phản ánh được công khai"), str(result.get("question") or "")),
            Fact(t("Nội dung trả lời được công khai"), str(result.get("answer") or "")),
        ],
        columns=1,
    )
