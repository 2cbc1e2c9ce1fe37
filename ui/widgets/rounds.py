"""The agent's rounds: when each was last gone and what came of it, what is late, and whether Prefect watches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

import streamlit as st

from processes import rounds
from processes.database import Snapshot
from processes.rounds import Alarm, Round
from processes.settings import settings
from ui.locale import t, when
from ui.widgets.trouble import plain


@dataclass(frozen=True, slots=True)
class Known:
    """What the record tells of the agent, and where Prefect's own page is."""

    rounds: Sequence[Round] = ()
    alarms: Sequence[Alarm] = ()
    prefect: str = ""


def look(snapshot: Snapshot, moment: datetime) -> Known:
    """Reads what the agent has put on record."""
    page = settings().prefect.api.removesuffix("/api")
    return Known(rounds.all(snapshot), rounds.alarms(snapshot, moment), page)


def alarm(known: Known) -> None:
    """Says at the top of the page what the agent does not do as it should."""
    for one in known.alarms:
        told = {"name": called(one.name), "moment": when(one.since)}
        if one.kind == "late":
            st.error(t("“{name}” chưa chạy lại từ {moment}.", **told), icon=":material/alarm:")
        else:
            st.warning(t("“{name}” chạy lỗi từ {moment}.", **told), icon=":material/warning:")


def draw(known: Known) -> None:
    """Draws the rounds, and who watches."""
    with st.container(key="card_rounds", gap="small"):
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Việc chạy nền"))}</div>')
        if not known.rounds:
            st.html(f'<p class="mc-quiet">{escape(t("Chưa ghi nhận lượt chạy nào."))}</p>')
        else:
            st.html(f'<ul class="mc-rounds">{"".join(_line(one) for one in known.rounds)}</ul>')
            _watched(known)


def _line(one: Round) -> str:
    ended = when(one.ended_at) if one.ended_at is not None else t("chưa chạy xong lần nào")
    said = plain(one.trouble) if one.trouble else t("lần gần nhất làm {number} việc", number=one.worked)
    mark = "bad" if one.trouble else "ok"
    about = f"<span>{escape(ended)}</span><small>{escape(said)}</small>"
    return f'<li class="{mark}"><b>{escape(called(one.name))}</b>{about}</li>'


def _watched(known: Known) -> None:
    if any(one.is_observed for one in known.rounds):
        st.html(f'<p class="mc-quiet">{escape(t("Prefect đang theo dõi."))}</p>')
    else:
        said = t("Prefect không trả lời. Việc vẫn chạy, chỉ không có ai theo dõi.")
        st.warning(said, icon=":material/visibility_off:")
    if known.prefect:
        st.link_button(t("Mở trang Prefect"), known.prefect, icon=":material/open_in_new:")


def called(name: str) -> str:
    """What a round is called; one that has no name here is shown by its own."""
    names = {
        "dispatch-handoffs": t("Gửi tin đi"),
        "work-on-batches": t("Xử lý hàng loạt"),
        "move-cohorts": t("Chuyển hồ sơ sang phiên bản mới"),
        "inherit": t("Chuyển việc theo sắp xếp tổ chức"),
        "ring-alerts": t("Báo cảnh báo đã đặt"),
        "look": t("Tìm việc mới để báo"),
        "check-acknowledgements": t("Xem nơi nhận đã xác nhận chưa"),
        "sweep-deadlines": t("Soát hạn xử lý"),
        "fire-timers": t("Chạy mốc hẹn giờ"),
        "nightly-reports": t("Báo cáo hằng đêm"),
        "periodic-reports": t("Báo cáo tháng và quý"),
        "learn-lateness": t("Dự báo quá hạn"),
        "prune": t("Dọn dữ liệu tạm"),
    }
    return names.get(name, name)
