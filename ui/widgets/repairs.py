"""The list of what the clinic mends: each repair made or refused by itself, and shown on the diagrams beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from pydantic import TypeAdapter

from bpmn.clinic import Spot
from bpmn.imports import Repair
from ui.locale import t
from ui.widgets.assets import component, unheard

_WORDS = {
    "sum": "Sửa {made} chỗ, để nguyên {refused} chỗ",
    "accept_all": "Sửa tất cả",
    "refuse_all": "Để nguyên tất cả",
    "see": "Xem",
    "see_where": "Xem trên sơ đồ: {element}",
    "line": "dòng {line}",
    "needed": "Bắt buộc: không sửa thì không công cụ nào mở được tệp.",
    "asking": "Đang xem hệ quả…",
    "harmless": "Để nguyên không cản trở việc ban hành.",
    "then": "Chưa ban hành được:",
}
_REFUSED = TypeAdapter(list[str])
_BETWEEN = " @ "


def kinds() -> dict[str, str]:
    """What each repair is called."""
    return {
        "repair-id": t("Mã phần tử"),
        "repair-executable": t("Đánh dấu quy trình thực thi"),
        "repair-foreign": t("Cách ghi của công cụ khác"),
        "repair-reference": t("Tham chiếu không có thật"),
        "repair-definition": t("Loại sự kiện sai chỗ"),
        "repair-link": t("Liên kết"),
        "repair-event": t("Sự kiện chưa ghi rõ"),
        "repair-timer": t("Hẹn giờ"),
        "repair-subprocess": t("Tiến trình con"),
        "repair-task": t("Bước đổi thành việc của cán bộ"),
        "repair-due-date": t("Thời hạn của bước"),
        "repair-loop": t("Bước lặp"),
        "repair-complex-gateway": t("Cổng phức hợp"),
        "repair-event-gateway": t("Cổng sự kiện"),
        "repair-start": t("Sự kiện bắt đầu"),
        "repair-end": t("Sự kiện kết thúc"),
        "repair-condition": t("Điều kiện rẽ nhánh"),
    }


def refused(key: str) -> frozenset[Spot]:
    """Where the list with this key says that no repair is wanted; to be asked before it is drawn."""
    told = _REFUSED.validate_python((st.session_state.get(key) or {}).get("refused") or [])
    parts = [one.partition(_BETWEEN) for one in told]
    return frozenset((rule, element) for rule, between, element in parts if between)


def repairs(found: Sequence[Repair], *, key: str, group: str, height: int = 420) -> None:
    """Shows the list; `group` is that of the diagrams on which an element is shown. `height` is in pixels at most."""
    names = kinds()
    component("repairs")(
        key=key,
        data={
            "repairs": [
                {
                    "id": _BETWEEN.join(one.spot),
                    "kind": one.spot[0],
                    "called": names.get(one.spot[0], one.spot[0]),
                    "element": one.spot[1],
                    "line": one.line,
                    "sentences": [t(told) for told in one.sentences],
                    "made": one.is_made,
                    "needed": one.is_needed,
                    "then": [t(told) for told in one.then],
                }
                for one in found
            ],
            "group": group,
            "height": height,
            "words": {name: t(said) for name, said in _WORDS.items()},
        },
        on_refused_change=unheard,
    )
