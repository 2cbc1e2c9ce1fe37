"""A procedure's diagram, with where a dossier is, how many wait at each step, or what differs from another release."""

from collections.abc import Collection, Mapping

import streamlit as st

from ui.locale import t
from ui.widgets.assets import component, unheard

# the bpmn.io mark must stay fully visible, and a lower frame would cover it
LEAST_HEIGHT = 280

_WORDS = {
    "current": "Đang xử lý",
    "done": "Đã qua",
    "count": "Số hồ sơ đang ở bước",
    "added": "Thêm mới",
    "removed": "Bỏ đi",
    "changed": "Thay đổi",
    "zoom_in": "Phóng to",
    "zoom_out": "Thu nhỏ",
    "fit": "Xem toàn bộ sơ đồ",
    "failed": "Không vẽ được sơ đồ: tệp không có phần hình vẽ hoặc bị hỏng.",
}


def diagram(
    xml: str,
    *,
    key: str,
    current: Collection[str] = (),
    done: Collection[str] = (),
    counts: Mapping[str, int] | None = None,
    added: Collection[str] = (),
    removed: Collection[str] = (),
    changed: Collection[str] = (),
    height: int = 420,
    label: str = "Sơ đồ quy trình",
    group: str = "",
) -> str | None:
    """Show the diagram and return the id of the element that was clicked last, None after a click beside them.

    `current` and `done` are ids of elements (flows too), as are `added`, `removed` and `changed`, what differs from
    another release; `counts` is a number of dossiers per element id. Ids the diagram does not have are passed over.
    `height` is in pixels, at least LEAST_HEIGHT; diagrams of one `group` are moved and zoomed together.
    """
    clicked = (st.session_state.get(key) or {}).get("clicked")
    result = component("diagram")(
        key=key,
        data={
            "xml": xml,
            "current": list(current),
            "done": list(done),
            "added": list(added),
            "removed": list(removed),
            "changed": list(changed),
            "counts": dict(counts or {}),
            "clicked": clicked,
            "height": max(height, LEAST_HEIGHT),
            "label": label,
            "group": group,
            "words": {name: t(said) for name, said in _WORDS.items()},
        },
        on_clicked_change=unheard,
    )
    return result.get("clicked")
