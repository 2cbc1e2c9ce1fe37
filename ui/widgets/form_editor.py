"""The form editor: what an officer is asked at a step, drawn with the components that our forms are made of."""

from __future__ import annotations

from collections.abc import Sequence

from ui.widgets import editing
from ui.widgets.assets import component, unheard
from ui.widgets.editing import Place

HEIGHT = 640
# as docs/diagrams.md lists them; bpmn/forms refuses every other
COMPONENTS = (
    *("textfield", "textarea", "number", "datetime", "select", "radio", "checklist", "taglist", "checkbox"),
    *("dynamiclist", "filepicker", "text"),
)

_WORDS = {
    "failed": "Không mở được biểu mẫu này: tệp hỏng. Biểu mẫu đang mở được giữ nguyên.",
    "own_group": "Một Cửa",
    "known": "Dữ kiện đã có trong quy trình",
    "known_hint": "Chọn để mục này dùng cùng tên với dữ kiện mà quy trình đã biết.",
    "none": "(để trống)",
    "required_when": "Bắt buộc khi",
    "required_when_hint": 'Điều kiện trên câu trả lời của chính biểu mẫu, ví dụ: =decision = "sent_back"',
}


def form_editor(
    schema: str, *, version: int, place: Place, key: str, known: Sequence[tuple[str, str]] = (), height: int = HEIGHT
) -> None:
    """Shows a form-js form to be changed; its edits are read with `editing.edited(key)` before this is called.

    `known` are the facts that the diagram knows and a field may be for: pairs of a key and what it is called.
    """
    component("formeditor")(
        key=key,
        data={
            **editing.facts(key, schema, version=version, place=place),
            "components": list(COMPONENTS),
            "known": list(known),
            "height": height,
            "words": editing.words(_WORDS),
        },
        on_edit_change=unheard,
    )
