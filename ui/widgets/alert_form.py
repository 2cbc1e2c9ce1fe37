"""The form by which an alert is set: what is counted where, above which number; what it counts now is said at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from bpmn.refusals import Refusal
from processes import database
from processes.accounts import Visitor
from processes.alerts import MEASURES, WAITING, Alert, Rule
from processes.board import Axis, Measure
from processes.database import Transaction
from processes.organisation import Directory
from tasks import alerts
from tasks.alerts import LONGEST, MOST_WAITS
from tasks.board import Asked, Sight
from ui.locale import say, t
from ui.widgets import acts, board_address, board_figures
from ui.widgets.text import literal

_INTENT, _OPEN, _ROUND, _FIRST = "alert_saved", "alert_open", "alert_round", "alert_first"
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Choices:
    """What an officer may choose among: the sight of the board, the directory, the names of procedures."""

    seen: Sight
    known: Directory
    procedures: Mapping[int, str]


def opened() -> int | None:
    """Which alert is being changed, 0 for a new one; None when the form is closed."""
    return st.session_state.get(_OPEN)


def open_form(found: Alert | None = None, *, part: Asked | None = None, measure: Measure | None = None) -> None:
    """The form for a new alert, in a part of the board where one is meant, or for one to be changed."""
    part = part or Asked()
    first: Measure = measure if measure is not None and measure in MEASURES else "overdue"
    waits = part.waits if first in WAITING else 0
    fresh = Rule("", first, 0, waits, part.axis, part.agency_id, part.unit_id, part.procedure_id)
    st.session_state[_OPEN] = found.id if found else 0
    st.session_state[_FIRST] = found.rule if found else fresh
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    acts.forget_refusal(_INTENT)


def close() -> None:
    """The form is done with."""
    st.session_state.pop(_OPEN, None)


def draw(known: Visitor, choices: Choices) -> None:
    """Draws the form, and what the rule counts as it stands there."""
    first: Rule = st.session_state[_FIRST]
    key = f"alert{st.session_state[_ROUND]}"
    with st.container(key="card_alert_form"):
        title = t("Sửa cảnh báo") if st.session_state[_OPEN] else t("Đặt cảnh báo mới")
        st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(title)}</div>')
        rule = _where(key, _what(key, first), first, choices)
        suggested = suggestion(rule, choices.known, choices.procedures)
        name = st.text_input(
            t("Tên cảnh báo"), first.name, key=f"{key}_name", max_chars=LONGEST, placeholder=suggested[:LONGEST]
        )
        is_daily = st.checkbox(
            t("Nhắc lại mỗi ngày làm việc khi còn vượt mức"), first.is_daily, key=f"{key}_daily", width="content"
        )
        rule = replace(rule, name=(name or "").strip() or suggested[:LONGEST], is_daily=is_daily)
        _tried(known, rule)
        acts.show_refusal(_INTENT)
        with st.container(horizontal=True):
            if st.button(t("Lưu cảnh báo"), type="primary", icon=":material/check:", key="alert_saved"):
                _save(known, rule)
            if st.button(t("Bỏ"), type="tertiary", key="alert_cancelled"):
                close()
                st.rerun()


def _what(key: str, first: Rule) -> Rule:
    """Which number, since how long, above what."""
    left, middle, right = st.columns(3)
    with left:
        measure = st.selectbox(
            t("Đếm hồ sơ"),
            MEASURES,
            index=MEASURES.index(first.measure),
            format_func=board_figures.named,
            key=f"{key}_measure",
        )
    with middle:
        waits = 0
        if measure in WAITING:
            asked = t("Từ bao nhiêu ngày") if measure == "paused" else t("Từ bao nhiêu giờ làm việc")
            waits = st.number_input(asked, 0, MOST_WAITS, first.waits, key=f"{key}_waits_{measure}")
    with right if measure in WAITING else middle:
        above = st.number_input(t("Báo khi nhiều hơn"), 0, _MOST, first.above, key=f"{key}_above")
    return Rule("", measure, int(above), int(waits))


def _where(key: str, rule: Rule, first: Rule, choices: Choices) -> Rule:
    """In which part of what is overseen."""
    seen, known = choices.seen, choices.known
    axis = _axis(key, first, seen)
    with st.container(horizontal=True, key="alert_places"):
        agencies = board_address.agency_names(seen, known)
        agency = _choice(t("Cơ quan"), agencies, t("Mọi cơ quan"), first.agency_id, f"{key}_agency")
        units = board_address.unit_names(seen, known, axis, agency)
        unit = _choice(t("Đơn vị"), units, t("Mọi đơn vị"), first.unit_id, f"{key}_unit_{agency}")
        names = {str(one): name for one, name in choices.procedures.items()}
        procedure = _choice(t("Thủ tục"), names, t("Mọi thủ tục"), first.procedure_id, f"{key}_procedure")
    return replace(rule, axis=axis, agency_id=_number(agency), unit_id=_number(unit), procedure_id=_number(procedure))


def _number(chosen: str | None) -> int | None:
    return int(chosen) if chosen else None


def _axis(key: str, first: Rule, seen: Sight) -> Axis:
    if len(seen.axes) < 2 or seen.is_province:
        return "work"
    names: dict[Axis, str] = {"work": t("Đang xử lý"), "received": t("Một cửa đã tiếp nhận")}
    said = st.segmented_control(
        t("Phạm vi"),
        list(names),
        default=first.axis,
        required=True,
        format_func=names.__getitem__,
        key=f"{key}_axis",
    )
    return "received" if said == "received" else "work"


def _choice(label: str, names: Mapping[str, str], all_of_them: str, first: int | None, key: str) -> str | None:
    if len(names) < 2:
        return None
    offered = list(names)
    index = offered.index(str(first)) if str(first) in names else None
    return st.selectbox(
        label, offered, index=index, format_func=names.__getitem__, placeholder=all_of_them, key=key, width=300
    )


def _tried(known: Visitor, rule: Rule) -> None:
    """Says what the rule counts now, and leads to the dossiers."""
    try:
        with database.snapshot() as snapshot:
            number = alerts.try_out(snapshot, rule, officer=known.officer, moment=database.now())
    except Refusal as refusal:
        st.error(literal(say(refusal)), icon=":material/error:")
        return
    told = t("Hiện có {number} hồ sơ", number=board_figures.number(number))
    if number > rule.above:
        mark, follows = "bad", t("vượt mức: sẽ báo ngay sau khi lưu.")
    else:
        mark, follows = "good", t("chưa vượt mức: sẽ báo khi nhiều hơn {number}.", number=rule.above)
    way = f'<a href="{escape(listed(rule))}" target="_blank">{escape(t("Xem danh sách"))}</a>' if number else ""
    st.html(f'<p class="mc-tried {mark}" role="status"><b>{escape(told)}</b>, {escape(follows)} {way}</p>')


def listed(rule: Rule) -> str:
    """Where the dossiers that a rule counts are listed."""
    part = Asked(rule.axis, rule.agency_id, rule.unit_id, None, rule.procedure_id, rule.waits)
    return board_address.listed(part, rule.measure)


def suggestion(rule: Rule, known: Directory, procedures: Mapping[int, str]) -> str:
    """What an alert is called where nobody has named it: what it counts, and where."""
    return " · ".join([board_figures.lasting(rule.measure, rule.waits), *where(rule, known, procedures)])


def where(rule: Rule, known: Directory, procedures: Mapping[int, str]) -> list[str]:
    """The part of the board in words; nothing for all that is overseen."""
    unit = known.units.get(rule.unit_id) if rule.unit_id else None
    agency = known.agencies.get(rule.agency_id) if rule.agency_id else None
    return [
        *([t("Một cửa đã tiếp nhận")] if rule.axis == "received" else []),
        *([unit.name] if unit else []),
        *([agency.name] if agency else []),
        *([procedures.get(rule.procedure_id, "")] if rule.procedure_id else []),
    ]


def _save(known: Visitor, rule: Rule) -> None:
    alert_id = st.session_state[_OPEN] or None

    def act(transaction: Transaction, _key: str) -> int:
        return alerts.save(transaction, rule, officer=known.officer, alert_id=alert_id)

    if acts.attempt(_INTENT, act) is not None:
        close()
        acts.tell(t("Đã lưu cảnh báo “{name}”.", name=rule.name))
    st.rerun()
