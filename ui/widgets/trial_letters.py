"""The letters of a trial: what its applicant was given, and what could be issued now, each to be opened as a page."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from bpmn.letters import FILES, Kind
from bpmn.trials import Trial
from tasks.letters import specimens
from tasks.letters.specimens import Specimen
from ui.locale import t, when
from ui.widgets.assets import FONTS
from ui.widgets.wording import worded


def draw(trial: Trial, specimen: Specimen, *, key: str) -> None:
    """Draws the letters; a matter has none."""
    if trial.release.kind != "dossier":
        return
    with st.container(key=f"card_letters_{key}"):
        title = escape(t("Văn bản gửi người nộp"))
        st.html(f'<div class="mc-title" role="heading" aria-level="3">{title}</div>')
        for kind in specimens.kinds(specimen):
            if kind != "receipt" and trial.ended:
                continue
            left, right = st.columns([5, 2], vertical_alignment="center")
            with left:
                told = f"<small>{escape(_told(kind, specimen))}</small>"
                st.html(f'<div class="mc-letter"><b>{escape(_title(kind))}</b>{told}</div>')
            with right:
                st.download_button(
                    t("Xem bản in"),
                    partial(specimens.pdf, specimen, kind, moment=trial.moment, fonts=FONTS),
                    f"{FILES[kind].removesuffix('.letter')}.pdf",
                    mime="application/pdf",
                    icon=":material/print:",
                    type="tertiary",
                    on_click="ignore",
                    key=f"{key}_print_{kind}",
                )


def _title(kind: Kind) -> str:
    return t("Giấy tiếp nhận hồ sơ và hẹn trả kết quả") if kind == "receipt" else worded()[kind]


def _told(kind: Kind, specimen: Specimen) -> str:
    """What the letter does, or promises."""
    due = when(specimen.due)
    return {
        "receipt": t("Đã giao khi tiếp nhận; hẹn trả {when}.", when=due),
        "reception_supplement": t("Thay cho giấy tiếp nhận khi yêu cầu nộp trực tuyến chưa đủ."),
        "refusal": t("Thay cho giấy tiếp nhận khi không thuộc thẩm quyền hoặc đối tượng."),
        "supplement_request": t("Có thể ban hành lúc này; thời gian chờ không tính vào thời hạn."),
        "apology": t("Có thể ban hành khi không kịp hẹn {when}.", when=due),
        "stop_notice": t("Có thể ban hành lúc này; hồ sơ kết thúc."),
    }[kind]
