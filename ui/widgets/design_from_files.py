"""A design from files of any tool: chosen here, looked through in the clinic (`ui.widgets.clinic`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape
from uuid import uuid4

import streamlit as st

from bpmn import imports
from bpmn.imports import Imported
from bpmn.refusals import Refusal
from ui.locale import say, t
from ui.widgets.text import literal

_KEY, _ARRIVAL = "design_files", "design_arrival"
_MOST_MB = 5


@dataclass(frozen=True, slots=True)
class Arrival:
    """Files on their way into a design: by name, the diagram among them, what it was called, for which agency."""

    files: Mapping[str, bytes]
    diagram: str
    called: str
    found: Imported
    agency_id: int
    mark: str = field(default_factory=lambda: uuid4().hex[:8])

    @property
    def xml(self) -> bytes:
        """The diagram as it came."""
        return self.files[self.diagram]


def draw(agency_id: int, roles: Collection[str]) -> bool:
    """Draws the place for files; True once they can be looked through. `roles` are those known."""
    label = t("Tệp của quy trình (.bpmn, .form, .dmn, procedure.toml)")
    sent = st.file_uploader(label, accept_multiple_files=True, max_upload_size=_MOST_MB, key=_KEY)
    if not sent:
        told = t("Đọc được sơ đồ BPMN của mọi công cụ; chỗ nào phải sửa sẽ cho bạn xem và chọn từng chỗ.")
        st.html(f'<p class="mc-quiet">{escape(told)}</p>')
        return False
    called = {imports.named(one.name): one.name for one in sent}
    files = {imports.named(one.name): one.getvalue() for one in sent}
    try:
        imports.require(files)
        diagram = next(name for name in files if name.endswith(".bpmn"))
        found = imports.read(files[diagram], roles=roles)
    except Refusal as refusal:
        st.error(literal(say(refusal)), icon=":material/error:")
        return False
    st.session_state[_ARRIVAL] = Arrival(files, diagram, called[diagram], found, agency_id)
    return True


def arrived() -> Arrival | None:
    """The files that are looked through."""
    return st.session_state.get(_ARRIVAL)


def forget() -> None:
    """The files have become a design, or are not wanted."""
    st.session_state.pop(_ARRIVAL, None)
