"""How steps are gone through, on the diagram itself: how often, how long each waits and is worked on, and how late."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from tasks.pictures import Flow, Passage, Release
from ui.locale import t
from ui.widgets.board_figures import number
from ui.widgets.diagram import Badge, diagram
from ui.widgets.pictures import look

RELEASE = "phien-ban"
_LOW, _HIGH, _MANY = 460, 640, 8  # pixels, and so many steps


def draw(found: Flow | None, procedure: str, *, is_chosen: bool) -> None:
    """Draws the picture and its table."""
    look.heading(t("Dòng hồ sơ qua các bước"), _said(procedure, is_chosen=is_chosen) if found else "")
    if found is None:
        look.nothing(t("Không có bước nào được làm xong trong thời gian này."))
        return
    badges = {element: _badge(one) for element, one in found.drawn.items()}
    hot = [element for element, one in found.drawn.items() if one.is_hot]
    height = _HIGH if len(badges) > _MANY else _LOW
    label = t("Sơ đồ {procedure} với số liệu từng bước", procedure=procedure)
    diagram(found.xml, key=f"flow_{found.release.id}", badges=badges, hot=hot, height=height, label=label)
    if len(badges) > _MANY:
        look.nothing(t("Phóng to sơ đồ để thấy thời gian của từng bước."))
    headings = (t("Bước"), t("Lượt qua"), t("Chờ nhận"), t("Xử lý"), t("Quá hạn"), t("Tỷ lệ quá hạn"), t("Đang mở"))
    look.table(t("Dòng hồ sơ qua các bước"), headings, (_line(*one) for one in found.steps), key="flow")


def release(found: list[Release], chosen: Release) -> None:
    """Draws the choice between releases, where there are several."""
    if len(found) > 1:
        names = {
            str(one.id): t("Phiên bản {number} · {through} lượt", number=one.number, through=number(one.through))
            for one in found
        }
        st.session_state.setdefault(RELEASE, str(chosen.id))
        st.selectbox(t("Phiên bản"), list(names), format_func=names.__getitem__, key=RELEASE, width=280)


def _said(procedure: str, *, is_chosen: bool) -> str:
    how = t(
        "Mỗi bước: số lượt qua, trung vị thời gian chờ nhận và xử lý (giờ làm việc, trừ lúc tạm dừng), tỷ lệ quá hạn."
    )
    if is_chosen:
        return f"{procedure}. {how}"
    most = t("{procedure}: thủ tục nhiều lượt nhất; chọn thủ tục khác ở trên.", procedure=procedure)
    return f"{most} {how}"


def _badge(one: Passage) -> Badge:
    if not one.through:
        return Badge(t("đang mở {number}", number=number(one.open)), "", "")
    spent = t("chờ {waiting} · làm {working}", waiting=look.worktime(one.waiting), working=look.worktime(one.working))
    late = t("{share} quá hạn", share=look.percent(round(one.share, 2)))
    return Badge(t("{number} lượt", number=number(one.through)), spent, ("▲ " if one.is_hot else "") + late)


def _line(name: str, one: Passage) -> Sequence[str]:
    share = look.percent(one.share) if one.through else "–"
    return (
        escape(name),
        number(one.through),
        look.worktime(one.waiting),
        look.worktime(one.working),
        number(one.late),
        f'<span class="mc-late">▲ {share}</span>' if one.is_hot else share,
        number(one.open),
    )
