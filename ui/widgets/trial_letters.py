"""The letters of a trial under the act that issues each: what was given, what could be now, what the result is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape

import streamlit as st

from bpmn.letters import FILES, Kind
from bpmn.model import UserTask
from bpmn.trials import Trial
from tasks.letters import specimens
from tasks.letters.specimens import Specimen
from ui.locale import t, when
from ui.widgets import answers
from ui.widgets.answers import Said
from ui.widgets.assets import FONTS
from ui.widgets.text import literal
from ui.widgets.wording import worded


def draw(trial: Trial, specimen: Specimen, *, key: str) -> None:
    """Draws the letters by act; a matter has none."""
    if trial.release.kind != "dossier":
        return
    issued = specimens.kinds(specimen)
    with st.container(key=f"card_letters_{key}", gap="xsmall"):
        title = escape(t("Văn bản gửi người nộp"))
        st.html(f'<div class="mc-title" role="heading" aria-level="3">{title}</div>')
        for act, kinds in _acts().items():
            shown: list[Kind] = [kind for kind in kinds if kind in issued and not (trial.ended and kind != "receipt")]
            if shown:
                _named(act)
            for kind in shown:
                _letter(trial, specimen, kind, key)
        results = [task for task in trial.release.model.user_tasks() if task.act == "issue"]
        if results:
            _named(t("Phát hành kết quả"))
        for task in results:
            _result(trial, task, key)


def _acts() -> Mapping[str, Sequence[Kind]]:
    """The acts that issue letters, in the order that they may come in."""
    return {
        t("Tiếp nhận"): ("receipt", "reception_supplement", "refusal"),
        t("Yêu cầu bổ sung"): ("supplement_request",),
        t("Xin lỗi, hẹn lại"): ("apology",),
        t("Dừng giải quyết"): ("stop_notice",),
    }


def _named(act: str) -> None:
    st.html(f'<div class="mc-issues" role="heading" aria-level="4">{escape(act)}</div>')


def _letter(trial: Trial, specimen: Specimen, kind: Kind, key: str) -> None:
    with st.expander(_title(kind), on_change="rerun", key=f"{key}_letter_{kind}") as opened:
        if not opened.open:
            return
        told = specimens.text(specimen, kind, moment=trial.moment, fonts=FONTS)
        text = "".join(f"<p>{escape(one)}</p>" for one in told)
        st.html(f'<p class="mc-quiet">{escape(_told(kind, specimen))}</p><div class="mc-issued">{text}</div>')
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


def _result(trial: Trial, task: UserTask, key: str) -> None:
    """What the issuing step says of the result; before it is done, which results there may be."""
    done = next((step for step in reversed(trial.steps) if step.element == task.id and step.did == "completed"), None)
    with st.expander(literal(task.name or task.id), on_change="rerun", key=f"{key}_result_{task.id}") as opened:
        if not opened.open:
            return
        if done is None:
            names = "; ".join(one.name for one in trial.release.outcomes)
            told = t("Phát hành khi hoàn thành bước này: {names}.", names=names)
            st.html(f'<p class="mc-quiet">{escape(told)}</p>')
            return
        form = trial.release.forms[task.form] if task.form else None
        values = done.values or {}
        said = [
            Said(field.label, answers.shown(field, values[field.key]))
            for field in (form.fields if form else ())
            if field.kind not in ("note", "file") and values.get(field.key) not in (None, "", [])
        ]
        told = t("Đã phát hành lúc {when}.", when=when(done.moment))
        st.html(f'<p class="mc-quiet">{escape(told)}</p><dl class="mc-issued">{answers.listed(said)}</dl>')


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
