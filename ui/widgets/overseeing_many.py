"""Overseeing many at once: what may be done with the tasks that are chosen on a list, each with its own result.

A page gives the numbers of the tasks; the agent does the act to each with the very verb, and what was refused is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st

from processes import permissions
from processes.accounts import Visitor
from tasks.batches import Act, Progress
from ui import visitor
from ui.locale import t
from ui.widgets import acts, assigning, batch, form, overseeing
from ui.widgets.overseeing import Look

_INTENT = "oversee_many"


def looks() -> dict[Act, Look]:
    """The acts in the order in which they are offered."""
    alone = overseeing.looks()
    return {
        "urge": Look(t("Đôn đốc"), ":material/campaign:", t("Nội dung đôn đốc"), ""),
        "reassign": alone["reassign"],
        "explain": alone["explain"],
        "apologise": Look(t("Xin lỗi và hẹn lại"), ":material/event_repeat:", t("Lý do chậm"), ""),
        "take_over": alone["take_over"],
        "escalate": alone["escalate"],
    }


def draw(
    known: Visitor,
    tasks: Sequence[int],
    *,
    key: str,
    told: str = "",
    more: Callable[[], None] | None = None,
    ended: Callable[[Progress], None] | None = None,
) -> None:
    """Draws the acts for these tasks, `told` before and `more` after them, and how far the last order is.

    That is shown until it is put away; `ended` is called once with its results, to tick what was refused.

    What of them is not allowed at one task is told as its result; to take over and to give to another is offered to who
    heads a unit or leads an agency.
    """
    batch.follow(known, ended=ended)
    if not tasks:
        return
    heads = any(post.role in permissions.HEADS for post in known.officer.all_posts)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"oversee_{key}"):
        said = told or t("Đã chọn {number} việc", number=len(tasks))
        st.html(f'<b class="mc-batch">{escape(said)}</b>', width="content")
        for name, look in looks().items():
            if (heads or name not in ("reassign", "take_over")) and st.button(
                look.label, icon=look.icon, key=f"oversee_{key}_{name}"
            ):
                acts.forget_refusal(_INTENT)
                title = t("{act}: {number} việc", act=look.label, number=len(tasks))
                st.dialog(title, width="medium")(ask)(known, name, look, list(tasks), key)
        if more is not None:
            more()


def ask(known: Visitor, name: Act, look: Look, tasks: list[int], key: str) -> None:
    """Draws the fields of an act's dialog; once they are filled in, the act is ordered for these tasks."""
    visitor.current()
    place = f"oversee_{key}_{name}_{batch.turn()}"
    asked: dict[str, object] = {}
    if name == "reassign":
        circle = overseeing.others(tasks[0], known.officer)
        if circle is None:
            return
        asked["to"] = assigning.main(circle, key=f"{place}_to")
    said = overseeing.words(look, key=f"{place}_said")
    if name in ("explain", "apologise"):
        label = t("Trả lời trước") if name == "explain" else t("Hẹn trả lại vào")
        asked["until"] = overseeing.moment(label, key=f"{place}_until")
    _hint(name)
    acts.show_refusal(_INTENT)
    if not st.button(look.label, type="primary", icon=look.icon, shortcut="Ctrl+Enter", key=f"{place}_done"):
        return
    if not said:
        form.say_below(t("Hãy ghi: {what}.", what=look.asks.lower()))
        return
    batch.begin(known, name, tasks, _INTENT, reason=said, **asked)


def _hint(name: Act) -> None:
    hints: Mapping[Act, str] = {
        "urge": t("Mỗi đơn vị nhận một phiếu đôn đốc có số, liệt kê các việc của đơn vị đó."),
        "reassign": t("Việc ở vị trí mà người nhận không giữ sẽ được báo lại, không giao."),
        "apologise": t("Mỗi hồ sơ một dự thảo văn bản, chờ lãnh đạo duyệt rồi ban hành."),
        "escalate": t("Mỗi việc được báo lên cấp trên gần nhất chưa biết."),
    }
    if name in hints:
        st.html(f'<p class="mc-quiet">{escape(hints[name])}</p>')
