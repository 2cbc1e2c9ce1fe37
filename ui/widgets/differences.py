"""What changed between two releases: side by side on the diagram, and as a list in words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from bpmn import calls, differences
from bpmn.differences import Change, Where
from bpmn.model import Model
from bpmn.releases import Release
from ui.locale import t
from ui.widgets.diagram import diagram

_HEIGHT = 330


def draw(old: Release, new: Release, *, was: str, now: str, key: str = "diff") -> None:
    """Draws both diagrams with what differs marked, and below them every change in a sentence."""
    found = differences.compare(old, new)
    drawn = [change for change in found if change.where == "diagram"]
    # procedures are wide: one above the other both can be read
    st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(was)}</div>')
    gone, changed = _ids(drawn, old.model, "removed"), _ids(drawn, old.model, "changed", "moved")
    xml = old.model.xml.decode()
    diagram(xml, key=f"{key}_old", removed=gone, changed=changed, height=_HEIGHT, label=was, group=key)
    st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(now)}</div>')
    fresh, changed = _ids(drawn, new.model, "added"), _ids(drawn, new.model, "changed", "moved")
    xml = new.model.xml.decode()
    diagram(xml, key=f"{key}_new", added=fresh, changed=changed, height=_HEIGHT, label=now, group=key)
    with st.container(key=f"card_changes_{key}"):
        if not found:
            st.html(f'<p class="mc-quiet">{escape(t("Chưa có thay đổi nào."))}</p>')
        else:
            st.html(f'<p class="mc-quiet">{escape(_sum(drawn))}</p>')
        for where, heading in _headings().items():
            _list(heading, [change for change in found if change.where == where])


def _sum(drawn: Sequence[Change]) -> str:
    """How much of the diagram differs, before it is said what."""
    numbers = {
        kind: len({one.element for one in drawn if one.kind == kind and one.element})
        for kind in ("added", "removed", "changed")
    }
    told = {
        "added": t("{number} phần tử thêm", number=numbers["added"]),
        "removed": t("{number} bỏ", number=numbers["removed"]),
        "changed": t("{number} đổi", number=numbers["changed"]),
    }
    shown = [told[kind] for kind, number in numbers.items() if number]
    return t("Trên sơ đồ: {told}.", told=", ".join(shown)) if shown else t("Sơ đồ giữ nguyên các phần tử.")


def _ids(changes: Sequence[Change], model: Model, *kinds: str) -> list[str]:
    """The marked elements; what changed in a called process is marked at its call."""
    return calls.drawn(model, (change.element for change in changes if change.kind in kinds and change.element))


def _headings() -> dict[Where, str]:
    return {
        "facts": t("Thông tin thủ tục"),
        "diagram": t("Sơ đồ"),
        "forms": t("Biểu mẫu"),
        "decisions": t("Bảng quyết định"),
        "letters": t("Văn bản"),
        "drawing": t("Hình vẽ"),
    }


def _list(heading: str, changes: Sequence[Change]) -> None:
    if not changes:
        return
    lines = "".join(f"<li class='{change.kind}'>{escape(change.sentence)}</li>" for change in changes)
    title = f'<div class="mc-section" role="heading" aria-level="2">{escape(heading)}</div>'
    st.html(f'{title}<ul class="mc-changes">{lines}</ul>')
