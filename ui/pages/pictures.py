"""The supervisor's pictures: what is open against its time, where it comes late, how it flows, and who has too much."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import escape

import streamlit as st

from processes import board as counted
from processes import database, organisation
from processes.calendars import local
from processes.database import Snapshot
from processes.organisation import Directory, Officer
from processes.refusals import NotAllowed
from tasks import board
from tasks import pictures as seen_as
from tasks.board import Asked, Sight
from ui import visitor
from ui.locale import t, when
from ui.widgets import address, board_address, places
from ui.widgets.keys import keys
from ui.widgets.pictures import flow, gantt, heat, load, look, trend

_PERIOD = "ky"
_DAYS = {"4-tuan": 27, "3-thang": 90, "12-thang": 364}


def show() -> None:
    """Draws the page."""
    officer, moment = visitor.current().officer, database.now()
    title = escape(t("Biểu đồ giám sát"))
    st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>', width="content")
    try:
        with database.snapshot() as snapshot:
            known = organisation.of_officer(snapshot, officer)
            sight = board.sight(officer, known)
            procedures = counted.procedures(snapshot)
            address.enter("pictures")
            asked, _ = board_address.fields(sight, known, procedures)
            _way_back(asked, moment)
            since = _since(moment)
            _now(snapshot, asked, sight, known, officer, moment, since)
            _flow(snapshot, asked, since, procedures, officer, moment)
            _year(snapshot, asked, known, officer, moment)
    except NotAllowed:
        said = t("Chỉ lãnh đạo cơ quan, người đứng đầu đơn vị và Phòng Kiểm soát thủ tục hành chính xem được bảng này.")
        st.error(said, icon=":material/error:")
    keys()


def _since(moment: datetime) -> date:
    names = {"4-tuan": t("4 tuần"), "3-thang": t("3 tháng"), "12-thang": t("12 tháng")}
    address.read(_PERIOD, names, first="3-thang")
    said = st.segmented_control(
        t("Thời gian của điểm nóng và dòng hồ sơ"),
        list(names),
        required=True,
        format_func=names.__getitem__,
        key=_PERIOD,
    )
    address.write(_PERIOD, said)
    return local(moment).date() - timedelta(days=_DAYS[said or "3-thang"])


def _way_back(asked: Asked, moment: datetime) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        narrowing = board_address.narrowing(asked)
        st.page_link(places.board(), icon=":material/arrow_back:", query_params=narrowing, width="content")
        look.nothing(t("Số liệu lúc {at}", at=when(moment)))


def _now(
    snapshot: Snapshot,
    asked: Asked,
    sight: Sight,
    known: Directory,
    officer: Officer,
    moment: datetime,
    since: date,
) -> None:
    left, right = st.columns([7, 5])
    with left, st.container(key="card_gantt"):
        gantt.draw(seen_as.gantt(snapshot, asked, officer=officer, moment=moment), known, moment)
    with right, st.container(key="card_heat"):
        found = seen_as.heat(snapshot, asked, since, officer=officer, moment=moment)
        heat.draw(found, known, is_province=sight.is_province)


def _flow(
    snapshot: Snapshot,
    asked: Asked,
    since: date,
    procedures: dict[int, str],
    officer: Officer,
    moment: datetime,
) -> None:
    said = str(st.session_state.get(flow.RELEASE, ""))
    release_id = int(said) if said.isdigit() else None
    with st.container(key="card_flow"):
        found = seen_as.flow(snapshot, asked, since, officer=officer, moment=moment, release_id=release_id)
        name = procedures.get(found.release.procedure_id, "") if found else ""
        flow.draw(found, name, is_chosen=asked.procedure_id is not None)
        if found is not None:
            flow.release(found.releases, found.release)


def _year(snapshot: Snapshot, asked: Asked, known: Directory, officer: Officer, moment: datetime) -> None:
    left, right = st.columns([7, 5])
    with left, st.container(key="card_trend"):
        trend.draw(seen_as.trend(snapshot, asked, officer=officer, moment=moment))
    with right, st.container(key="card_load"):
        if asked.axis == "received":
            look.heading(t("Tải việc của cán bộ"), t("Chỉ có ở phạm vi Đang xử lý: cán bộ còn làm những hồ sơ khác."))
        else:
            load.draw(seen_as.workload(snapshot, asked, officer=officer, moment=moment), known, moment)


show()
