"""Which report is shown, of what and when: the fields above it, kept in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from processes import periods
from processes.organisation import Directory
from processes.periods import SPELT, Length, Period
from tasks import reports
from tasks.report_forms.form import Form
from tasks.reports import Asked, Sight
from ui.locale import t
from ui.widgets import address

_REPORT, _LENGTH, _SINCE, _UNTIL = "bao-cao", "ky", "tu", "den"
_AGENCY, _UNIT, _BELOW = "co-quan", "don-vi", "cap-duoi"
_NUMBER: dict[Length, int] = {"month": 24, "quarter": 12, "half": 6, "year": 5}
_OTHER = "khac"
_ALONE = "khong"
_LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A report, and what is asked of it."""

    code: str
    asked: Asked


def draw(seen: Sight, known: Directory, today: date) -> Chosen:
    """Draws the fields, and tells what they and the address say."""
    with st.container(key="card_report_choice"):
        form = _form(seen)
        with st.container(horizontal=True, vertical_alignment="bottom", key="report_period"):
            period = _period(today)
        with st.container(horizontal=True, vertical_alignment="bottom", key="report_scope"):
            agency, unit, is_below = _scope(form, seen, known)
    return Chosen(form.code, Asked(period, agency, unit, is_below))


def named(period: Period) -> str:
    """What a period is called, in the visitor's language; empty for any days."""
    number = (period.since.month - 1) // 3 + 1
    match period.length:
        case "month":
            return t("Tháng {month} năm {year}", month=period.since.month, year=period.since.year)
        case "quarter":
            return t("Quý {number} năm {year}", number=("I", "II", "III", "IV")[number - 1], year=period.since.year)
        case "half" if number == 1:
            return t("6 tháng đầu năm {year}", year=period.since.year)
        case "half":
            return t("6 tháng cuối năm {year}", year=period.since.year)
        case "year":
            return t("Năm {year}", year=period.since.year)
        case None:
            return ""


def _form(seen: Sight) -> Form:
    names = {form.code: t(form.name) for form in seen.forms}
    address.read(_REPORT, names, first=next(iter(names)))
    said = st.selectbox(t("Báo cáo"), list(names), format_func=names.__getitem__, key=_REPORT)
    address.write(_REPORT, said)
    return next(form for form in seen.forms if form.code == said)


def _period(today: date) -> Period:
    lengths: dict[Length, str] = {"month": t("Tháng"), "quarter": t("Quý"), "half": t("6 tháng"), "year": t("Năm")}
    names = {SPELT[length]: name for length, name in lengths.items()} | {_OTHER: t("Khoảng khác")}
    address.read(_LENGTH, names, first=SPELT["month"])
    said = st.segmented_control(
        t("Kỳ báo cáo"), list(names), required=True, format_func=names.__getitem__, key=_LENGTH, on_change=_forget
    )
    address.write(_LENGTH, said)
    length = periods.spelt(said)
    return _days(today) if length is None else _preset(length, today)


def _forget() -> None:
    """Of another length another day begins it."""
    for name in (_SINCE, _UNTIL):
        if name in st.query_params:
            del st.query_params[name]


def _preset(length: Length, today: date) -> Period:
    offered = {f"{one.since}": one for one in periods.latest(length, today, _NUMBER[length])}
    key = _SINCE
    address.read(key, offered, first=f"{periods.before(length, today).since}")
    if st.session_state.get(key) not in offered:  # an old link, or a day of another length
        st.session_state[key] = f"{periods.before(length, today).since}"
    said = st.selectbox(t("Thời gian"), list(offered), format_func=lambda one: named(offered[one]), key=key, width=220)
    address.write(key, said)
    return offered[said]


def _days(today: date) -> Period:
    month = periods.before("month", today)
    since, until = (_day(name) for name in (_SINCE, _UNTIL))
    begin = _date(t("Từ ngày"), min(since or month.since, today), today, "report_since")
    end = _date(t("Đến ngày"), min(until or month.until, today), today, "report_until")
    period = Period(begin, min(max(begin, end), begin + _LONGEST))
    st.query_params[_SINCE], st.query_params[_UNTIL] = f"{period.since}", f"{period.until}"
    if period.until != end:
        st.caption(t("Khoảng thời gian từ 1 ngày đến 1 năm: tính đến {until}.", until=f"{period.until:%d/%m/%Y}"))
    return period


def _date(label: str, day: date, today: date, key: str) -> date:
    return st.date_input(label, day, max_value=today, format="DD/MM/YYYY", width=170, key=key)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None


def _scope(form: Form, seen: Sight, known: Directory) -> tuple[int | None, int | None, bool]:
    inside = {known.units[one].agency_id for one in seen.units}
    agencies = {
        str(one): known.agencies[one].name for one in sorted(seen.agencies if form.of == "agencies" else inside)
    }
    agency = _choice(t("Cơ quan"), agencies, t("Mọi cơ quan"), _AGENCY) if len(agencies) > 1 else None
    is_below = True
    if agency is not None and reports.has_below(int(agency), seen, known):
        names = {"co": t("Gồm cơ quan cấp dưới"), _ALONE: t("Riêng cơ quan này")}
        address.read(_BELOW, names, first="co")
        said = st.selectbox(t("Phạm vi"), list(names), format_func=names.__getitem__, key=_BELOW, width=220)
        address.write(_BELOW, said if said == _ALONE else None)
        is_below = said != _ALONE
    unit: str | None = None
    if form.of == "units":
        units = {
            str(one): known.units[one].name
            for one in sorted(seen.units, key=lambda one: known.units[one].name)
            if agency in (None, str(known.units[one].agency_id)) and (agency is not None or len(agencies) == 1)
        }
        unit = _choice(t("Đơn vị"), units, t("Mọi đơn vị"), _UNIT) if len(units) > 1 else None
    return _number(agency), _number(unit), is_below


def _choice(label: str, names: Mapping[str, str], all_of_them: str, key: str) -> str | None:
    address.read(key, names)
    if st.session_state.get(key) not in names:
        st.session_state[key] = None
    said = st.selectbox(
        label, list(names), index=None, format_func=names.__getitem__, placeholder=all_of_them, key=key, width=300
    )
    address.write(key, said)
    return said


def _number(said: str | None) -> int | None:
    return None if said is None else int(said)
