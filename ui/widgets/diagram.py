"""A procedure's diagram: where a dossier is, how many wait, how steps go, or what differs from another release."""

from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass

import streamlit as st

from ui.locale import t
from ui.widgets.assets import component, unheard

# the bpmn.io mark must stay fully visible, and a lower frame would cover it
LEAST_HEIGHT = 280

_WORDS = {
    "current": "Đang xử lý",
    "done": "Đã qua",
    "count": "Số hồ sơ đang ở bước",
    "hot": "▲ Viền đậm: điểm nóng, từ 20 % số lượt quá hạn",
    "added": "Thêm mới",
    "removed": "Bỏ đi",
    "changed": "Thay đổi",
    "zoom_in": "Phóng to",
    "zoom_out": "Thu nhỏ",
    "fit": "Xem toàn bộ sơ đồ",
    "failed": "Không vẽ được sơ đồ: tệp không có phần hình vẽ hoặc bị hỏng.",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands below a step: how often it was gone through, the time it takes, and how much comes late."""

    through: str
    spent: str
    late: str


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
    badges: Mapping[str, Badge] | None = None,
    hot: Collection[str] = (),
    height: int = 420,
    label: str = "Sơ đồ quy trình",
    group: str = "",
) -> str | None:
    """Show the diagram and return the id of the element that was clicked last, None after a click beside them.

    `current` and `done` are ids of elements (flows too), as are `added`, `removed` and `changed`, what differs from
    another release; `counts` is a number of dossiers per element id. `badges` say more of an element, and what is `hot`
    stands out. Ids the diagram does not have are passed over. `height` is in pixels, at least LEAST_HEIGHT; diagrams of
    one `group` are moved and zoomed together.
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
            "badges": {element: astuple(one) for element, one in (badges or {}).items()},
            "hot": list(hot),
            "clicked": clicked,
            "height": max(height, LEAST_HEIGHT),
            "label": label,
            "group": group,
            "words": {name: t(said) for name, said in _WORDS.items()},
        },
        on_clicked_change=unheard,
    )
    return result.get("clicked")
