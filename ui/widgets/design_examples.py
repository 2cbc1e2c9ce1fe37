"""The examples of a design: trials that were kept, to be called otherwise and taken out again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from uuid import uuid4

import streamlit as st

from bpmn import examples
from bpmn.examples import Example
from bpmn.files import NotReadable
from processes.accounts import Visitor
from processes.designs import File
from tasks import design
from tasks.design import View
from ui.locale import say, t, when
from ui.widgets import acts, design_files
from ui.widgets.form import say_below
from ui.widgets.text import literal


def keeping(view: View, known: Visitor) -> Callable[[Example], None]:
    """Keeps a trial as a file of the design, which later checks go through again."""

    def keep(example: Example) -> None:
        told = {"file": f"vi-du-{uuid4().hex[:8]}.example", "content": example.written()}
        if design_files.do(f"keep_{view.design.id}", partial(design.add, **told), view, known):
            acts.tell(t("Đã lưu ví dụ “{name}”.", name=example.name))
            st.rerun()
        acts.show_refusal(f"keep_{view.design.id}")

    return keep


def draw(view: View, known: Visitor) -> None:
    """Draws the examples there are."""
    found = [file for name, file in view.files.items() if name.endswith(".example")]
    if not found:
        return
    with st.container(key="card_examples"):
        title = escape(t("Ví dụ đã lưu"))
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{title}</div>')
        for file in found:
            with st.container(
                horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key=f"ex_{file.name}"
            ):
                _one(view, known, file)
    acts.show_told()


def _one(view: View, known: Visitor, file: File) -> None:
    try:
        example: Example | None = examples.read(file.content)
    except NotReadable as refusal:
        example = None
        st.html(f'<div class="mc-letter"><b>{escape(file.name)}</b><small>{escape(say(refusal))}</small></div>')
    else:
        told = t("bắt đầu {when}, {number} việc", when=when(example.begins), number=len(example.acts))
        st.html(f'<div class="mc-letter"><b>{escape(example.name)}</b><small>{escape(told)}</small></div>')
    if not view.may_change:
        return
    with st.container(horizontal=True, gap="xsmall", width="content", key=f"exdo_{file.name}"):
        if example is not None:
            with st.popover(
                t("Đổi tên"), icon=":material/edit:", type="tertiary", key=f"ex_rename_{file.name}_{file.number}"
            ):
                _rename(view, known, file, example)
        with st.popover(
            t("Bỏ ví dụ"), icon=":material/delete:", type="tertiary", key=f"ex_out_{file.name}_{file.number}"
        ):
            _remove(view, known, file, example)


def _rename(view: View, known: Visitor, file: File, example: Example) -> None:
    intent = f"example_name_{file.name}"
    name = (st.text_input(t("Tên ví dụ"), example.name, max_chars=100, key=f"{intent}_{file.number}") or "").strip()
    acts.show_refusal(intent)
    if not st.button(t("Lưu"), type="primary", key=f"{intent}_do"):
        return
    if not name:
        say_below(t("Hãy đặt tên cho ví dụ."))
        return
    content = example.model_copy(update={"name": name}).written()
    verb = partial(design.save, file=file.name, content=content, seen=file.number)
    if design_files.do(intent, verb, view, known):
        acts.tell(t("Ví dụ nay có tên “{name}”.", name=literal(name)))
    st.rerun(scope="fragment")


def _remove(view: View, known: Visitor, file: File, example: Example | None) -> None:
    intent = f"example_out_{file.name}"
    st.html(f'<p class="mc-quiet">{escape(t("Lần kiểm tra sau không chạy lại ví dụ này nữa."))}</p>')
    acts.show_refusal(intent)
    if st.button(t("Bỏ ví dụ này"), key=f"{intent}_do"):
        verb = partial(design.remove, file=file.name, seen=file.number)
        if design_files.do(intent, verb, view, known):
            acts.tell(t("Đã bỏ ví dụ “{name}”.", name=literal(example.name if example else file.name)))
        st.rerun(scope="fragment")
