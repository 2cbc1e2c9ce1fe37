"""One case of a procedure under its fields: term, fees, papers, and what the diagram may ask of it."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from bpmn.procedure_facts import Place
from bpmn.terms import Term, WrongTerm
from ui.locale import t
from ui.widgets import fact_fields as fields
from ui.widgets.fact_fields import Row, Sheet
from ui.widgets.form import label as labelled
from ui.widgets.wording import channels

_SAME_DAY = "P0D"
_VALUES = "_values"


def opened(case: Row) -> Row:
    """A case whose values are rows, so that their names can be changed."""
    values = case.get("values")
    if isinstance(values, dict):
        case[_VALUES] = [fields.marked({"name": name, "value": text}) for name, text in fields.plain(values).items()]
    return case


def closed(case: dict[str, Any]) -> dict[str, Any]:
    """A case as procedure.toml has it; of two values of one name the first counts."""
    rows = case.pop(_VALUES, None)
    if rows is not None:
        values: dict[str, str] = {}
        for row in rows:
            if name := row.get("name"):
                values.setdefault(name, row.get("value", ""))
        case.pop("values", None)
        if values:
            case["values"] = values
    return case


def draw(sheet: Sheet, case: Row, place: Place) -> None:
    """Draws the fields of a case; `place` is where it stands in the file."""
    is_dossier = sheet.table.get("kind", "dossier") == "dossier"
    name, code = st.columns([3, 1])
    with name:
        fields.text(sheet, case, "name", t("Tên trường hợp"), place, required=True)
    with code:
        fields.text(sheet, case, "code", t("Mã trường hợp"), place, required=True)
    _section(t("Thời hạn giải quyết"))
    _term(sheet, case, place)
    if is_dossier:
        _section(t("Phí, lệ phí (đồng)"))
        _fees(sheet, case, place)
        _section(t("Thành phần hồ sơ"))
        fields.rows(
            sheet, case, "paper", place, lambda row, at: _paper(sheet, row, at), add=t("Thêm giấy tờ"), begun=_PAPER
        )
    _section(t("Giá trị cho điều kiện trong sơ đồ"))
    fields.rows(sheet, case, _VALUES, place, lambda row, at: _value(sheet, case, row, at), add=t("Thêm giá trị"))


_PAPER = {"code": "", "name": "", "originals": 1}
_DATED = {"basis": ""}


def _section(title: str) -> None:
    st.html(f'<div class="mc-section" role="heading" aria-level="3">{escape(title)}</div>')


def _units() -> dict[str, str]:
    return {
        "same": t("trong ngày"),
        "working": t("ngày làm việc"),
        "day": t("ngày (kể cả ngày nghỉ)"),
        "hour": t("giờ làm việc"),
        "month": t("tháng"),
    }


def _read(case: Row) -> tuple[float | None, str | None]:
    """The amount and the unit that a term is shown with; nothing of what cannot be read."""
    try:
        term = Term.read(str(case.get("term", "")), kind="calendar" if case.get("kind") == "calendar" else "working")
    except WrongTerm:
        return None, None
    if term.is_same_day:
        return None, "same"
    unit = term.kind if term.unit == "day" else term.unit
    return float(term.amount), "day" if unit == "calendar" else unit


def _term(sheet: Sheet, case: Row, place: Place) -> None:
    amount, unit = _read(case)
    key, units = sheet.widget(case, "term"), _units()
    st.session_state.setdefault(f"{key}_amount", amount)
    st.session_state.setdefault(f"{key}_unit", unit)
    left, middle, right = st.columns(3)
    with middle:
        chosen = st.selectbox(
            labelled(t("Đơn vị tính"), required=True),
            list(units),
            index=None,
            format_func=units.__getitem__,
            key=f"{key}_unit",
            disabled=not sheet.may_change,
        )
    with left:
        given = st.number_input(
            labelled(t("Thời hạn"), required=chosen != "same"),
            min_value=0.0,
            value=None,
            step=0.5 if chosen in ("working", "hour") else 1.0,
            format="%g",
            key=f"{key}_amount",
            disabled=not sheet.may_change or chosen == "same",
        )
    if (given, chosen) != (amount, unit):
        _put_term(case, given, chosen)
    sheet.say((*place, "term"), (*place, "kind"))
    with right:
        fields.hour(sheet, case, "cutoff", t("Giờ chốt trong ngày (sau giờ này tính thêm một ngày)"), place)
    _windows(sheet, case, place)
    if chosen == "same":
        _same_day(sheet, case, place)
    else:
        sheet.say((*place, "immediate"), (*place, "confirmation_days"))


def _put_term(case: Row, amount: float | None, unit: str | None) -> None:
    number = f"{amount:g}" if amount else ""
    case["term"] = {"same": _SAME_DAY, "hour": f"PT{number}H", "month": f"P{number}M"}.get(unit or "", f"P{number}D")
    case["kind"] = "calendar" if unit in ("day", "month") else "working"


def _windows(sheet: Sheet, case: Row, place: Place) -> None:
    left, right = st.columns(2)
    with left:
        _window(
            sheet, case, "supplement_window", t("Được yêu cầu bổ sung trong (ngày làm việc từ khi tiếp nhận)"), place
        )
    with right:
        _window(sheet, case, "guidance_window", t("Hướng dẫn hoàn thiện lần cuối trong (ngày làm việc)"), place)


def _window(sheet: Sheet, case: Row, name: str, label: str, place: Place) -> None:
    """So many working days; what the file says otherwise is shown as it is."""
    held = str(case.get(name, ""))
    days = held.removeprefix("P").removesuffix("D")
    if held and not days.isdecimal():
        fields.text(sheet, case, name, label, place)
        return
    key, shown = sheet.widget(case, name), int(days) if days else None
    st.session_state.setdefault(key, shown)
    given = st.number_input(label, min_value=1, value=None, step=1, key=key, disabled=not sheet.may_change)
    if given != shown:
        case.pop(name, None)
        if given is not None:
            case[name] = f"P{given}D"
    sheet.say((*place, name))


def _same_day(sheet: Sheet, case: Row, place: Place) -> None:
    fields.flag(sheet, case, "immediate", t("Trả ngay khi người nộp còn ở quầy, không lập giấy tiếp nhận"), place)
    known = channels()
    asked = [one for one in sheet.table.get("channels", []) if one in known]
    held = case.get("confirmation_days")
    days: Row = held if isinstance(held, dict) else fields.marked({})
    for channel, column in zip(asked, st.columns(max(len(asked), 1)), strict=False):
        with column:
            label = t("Chờ xác nhận khi nộp {channel} (ngày làm việc)", channel=known[channel].lower())
            fields.number(sheet, days, channel, label, (*place, "confirmation_days"))
    _keep(case, "confirmation_days", days)
    sheet.say((*place, "confirmation_days"))


def _keep(case: Row, name: str, held: Row) -> None:
    if fields.plain(held):
        case[name] = held
    else:
        case.pop(name, None)


def _fees(sheet: Sheet, case: Row, place: Place) -> None:
    """A fee for each channel the procedure has; the fee of one it has no more goes."""
    known = channels()
    asked = [one for one in sheet.table.get("channels", []) if one in known]
    held = case.get("fees")
    fees: Row = held if isinstance(held, dict) else fields.marked({})
    for channel, column in zip(asked, st.columns(max(len(asked), 1)), strict=False):
        with column:
            fields.number(sheet, fees, channel, known[channel], (*place, "fees"), required=True, step=1_000)
    for channel in set(fields.plain(fees)) - set(asked):
        del fees[channel]
    case["fees"] = fees
    fields.rows(
        sheet,
        case,
        "dated_fee",
        place,
        lambda row, at: _dated(sheet, row, at),
        add=t("Thêm mức phí có thời hạn (miễn, giảm)"),
        begun=_DATED,
    )


def _dated(sheet: Sheet, row: Row, place: Place) -> None:
    amount, since, until, basis = st.columns([1, 1, 1, 2])
    with amount:
        fields.number(sheet, row, "amount", t("Mức phí"), place, required=True, step=1_000)
    with since:
        fields.day(sheet, row, "since", t("Từ ngày"), place)
    with until:
        fields.day(sheet, row, "until", t("Đến hết ngày"), place)
    with basis:
        fields.text(sheet, row, "basis", t("Căn cứ"), place, required=True)


def _paper(sheet: Sheet, row: Row, place: Place) -> None:
    name, code, originals, copies, required = st.columns([6, 2, 1.4, 1.4, 1.4])
    with name:
        fields.text(sheet, row, "name", t("Tên giấy tờ"), place, required=True)
    with code:
        fields.text(sheet, row, "code", t("Mã"), place, required=True)
    with originals:
        fields.number(sheet, row, "originals", t("Bản chính"), place)
    with copies:
        fields.number(sheet, row, "copies", t("Bản sao"), place)
    with required:
        fields.flag(sheet, row, "required", t("Bắt buộc"), place, usual=True)


def _value(sheet: Sheet, case: Row, row: Row, place: Place) -> None:
    name, value = st.columns([1, 2])
    with name:
        fields.text(sheet, row, "name", t("Tên dữ kiện"), place)
        same = [one for one in case[_VALUES] if one.get("name") and one.get("name") == row.get("name")]
        if row in same[1:]:
            fields.say_below(t("Tên này đã dùng ở dòng trên; dòng này chưa được ghi."))
    with value:
        fields.text(sheet, row, "value", t("Giá trị"), place)
