"""The decision editor: a release's decision tables, changed row by row."""

from __future__ import annotations

from ui.widgets import editing
from ui.widgets.assets import component, unheard
from ui.widgets.editing import Place

HEIGHT = 480

_WORDS = {
    "views": "Bảng quyết định",
    "unnamed": "Chưa có tên",
    "failed": "Không mở được bảng này: tệp hỏng, hoặc theo bản DMN mới hơn 1.3. Bảng đang mở được giữ nguyên.",
}


def decision_editor(xml: str, *, version: int, place: Place, key: str, height: int = HEIGHT) -> None:
    """Shows a DMN file to be changed; its edits are read with `editing.edited(key)` before this is called."""
    component("decisioneditor")(
        key=key,
        data={
            **editing.facts(key, xml, version=version, place=place),
            "height": height,
            "words": editing.words(_WORDS),
        },
        on_edit_change=unheard,
    )
