"""A design from files of any tool: what the clinic mends is shown beside the original, and refused where not wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from bpmn import clinic, layout
from bpmn.checks import Finding
from bpmn.refusals import Refusal
from ui.locale import say, t
from ui.widgets.diagram import diagram
from ui.widgets.text import literal

_KEY = "design_files"
_KINDS = ["bpmn", "xml", "form", "dmn", "toml"]
_MOST_TOLD = 40


def draw(begin: Callable[[Mapping[str, bytes], str], None]) -> None:
    """Draws the place for files, what was mended in a diagram, and the way into the studio."""
    label = t("Tệp của quy trình (.bpmn, .form, .dmn, procedure.toml)")
    sent = st.file_uploader(label, type=_KINDS, accept_multiple_files=True, max_upload_size=5, key=_KEY)
    files = {_called(one.name): one.getvalue() for one in sent}
    name = st.text_input(t("Tên thủ tục"), max_chars=300, key=f"{_KEY}_name")
    if not files:
        return
    try:
        for one in [one for one in files if one.endswith(".bpmn")]:
            files[one] = _mended(files[one], one)
    except Refusal as refusal:
        st.error(literal(say(refusal)), icon=":material/error:")
        return
    if st.button(t("Mở trong xưởng thiết kế"), type="primary", key=f"{_KEY}_begin"):
        begin(files, name or "")


def _called(name: str) -> str:
    return f"{name.removesuffix('.xml')}.bpmn" if name.endswith(".xml") else name


def _mended(xml: bytes, name: str) -> bytes:
    """The diagram as it will be opened: with the repairs that are wanted, and drawn where it was not."""
    key = f"{_KEY}_{name}"
    found = clinic.repair(xml)
    kinds = {finding.rule: finding.message for finding in found.findings}
    if kinds:
        wanted = st.multiselect(
            t("Những chỗ tự sửa trong {file}; bỏ bớt chỗ không muốn", file=name),
            list(kinds),
            list(kinds),
            format_func=lambda kind: _one_of(found.findings, kind),
            placeholder=t("Không sửa gì"),
            key=f"{key}_repairs",
        )
        refused = kinds.keys() - set(wanted)
        found = clinic.repair(xml, refused=refused) if refused else found
        _told(found.findings)
    mended = found.xml
    if not layout.is_drawn(mended):
        mended = layout.lay_out(mended)
        st.html(f'<p class="mc-quiet">{escape(t("Sơ đồ chưa có hình vẽ; đã vẽ theo làn."))}</p>')
    if layout.is_drawn(xml):
        st.html(f'<p class="mc-quiet">{escape(t("Bản gốc"))}</p>')
        diagram(xml.decode("utf-8", "replace"), key=f"{key}_before", height=280, label=t("Bản gốc"))
    st.html(f'<p class="mc-quiet">{escape(t("Bản sẽ mở"))}</p>')
    touched = {finding.element for finding in found.findings if finding.element}
    diagram(mended.decode(), key=f"{key}_after", changed=touched, height=280, label=t("Bản sẽ mở"))
    return mended


def _one_of(findings: tuple[Finding, ...], kind: str) -> str:
    """What a kind of repair does, by its first place, and in how many."""
    found = [finding for finding in findings if finding.rule == kind]
    return t("{told} ({number} chỗ)", told=found[0].message, number=len(found)) if found else kind


def _told(findings: tuple[Finding, ...]) -> None:
    lines = "".join(
        f'<li class="warning"><b>{escape(one.element)}</b> {escape(one.message)}</li>' for one in findings[:_MOST_TOLD]
    )
    st.html(f'<ul class="mc-findings">{lines}</ul>')
