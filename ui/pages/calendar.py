"""The working calendar: an agency's year at a glance, what people changed by which document, and what follows."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from processes import calendars, database, permissions
from processes.calendars import Calendar, local
from processes.database import Transaction
from processes.hours import WEEKDAYS, Week, spoken
from processes.organisation import Directory
from tasks import calendar
from tasks.calendar import Dates
from ui import visitor
from ui.locale import t
from ui.widgets import acts, calendar_year, form, hours, recalculations
from ui.widgets.keys import keys

_YEARS = range(calendars.FIRST_YEAR, calendars.LAST_YEAR + 1)
_NEARBY = 5
_WEEKEND = 5


def show() -> None:
    """Draws the page."""
    known = visitor.current()
    today = local(database.now()).date()
    with database.snapshot() as snapshot:
        first = min((post.agency_id for post in known.officer.all_posts), default=1)
        agency_id = int(st.query_params.get("agency") or first)
        found = calendar.dates(snapshot, agency_id, officer=known.officer)
    st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{escape(t("Lịch làm việc"))}</div>')
    left, right = st.columns([8, 4], gap="medium")
    with left, st.container(key="card_year"):
        year = _asked(found.directory, agency_id, today)
        calendar_year.draw(found.calendar, found.changes, year)
    with right:
        _changes(found, agency_id)
        _holidays(found, year)
        recalculations.draw(known.officer)
    keys()


def _asked(known: Directory, agency_id: int, today: date) -> int:
    shown = [one for one in known.agencies.values() if known.stands(one) or one.id == agency_id]
    names = {one.id: one.name for one in shown}
    years = [year for year in _YEARS if abs(year - today.year) <= _NEARBY]
    with st.container(horizontal=True, vertical_alignment="bottom", key="calendar_bar"):
        chosen = st.selectbox(
            t("Cơ quan"),
            list(names),
            index=list(names).index(agency_id),
            format_func=names.__getitem__,
            key="calendar_agency",
        )
        year = st.selectbox(t("Năm"), years, index=years.index(today.year), key="calendar_year", width=120)
    if chosen != agency_id:
        st.query_params["agency"] = str(chosen)
        st.rerun()
    return year


def _changes(found: Dates, agency_id: int) -> None:
    officer = visitor.current().officer
    with st.container(key="card_changes"):
        _hours(found.calendar)
        if permissions.may_change_calendar(officer, agency_id):
            with st.container(horizontal=True, key="calendar_acts"):
                if st.button(t("Thêm ngày"), icon=":material/add:", key="calendar_add"):
                    acts.forget_refusal("calendar_day")
                    _add_day(found, agency_id)
                if st.button(t("Đổi giờ"), icon=":material/schedule:", key="calendar_hours"):
                    acts.forget_refusal("calendar_hours")
                    _change_hours(found, agency_id)
        if not found.changes:
            st.html(f'<p class="mc-quiet">{escape(t("Chưa có thay đổi nào so với lịch chung cả nước."))}</p>')
        for change in reversed(found.changes):
            with st.container(key=f"written_change_{change.id}", gap="small"):
                name = escape(change.name)
                scope = t("Mọi cơ quan") if change.agency_id is None else found.directory.agencies[agency_id].name
                who = found.directory.name(change.officer_id)
                told = escape(f"{change.told} · {scope} · {who}, {local(change.at):%d/%m/%Y}")
                st.html(f'<div class="mc-letter"><b>{name}</b><small>{told}</small></div>')
                if permissions.may_change_calendar(officer, change.agency_id) and st.button(
                    t("Bỏ thay đổi"), key=f"calendar_withdraw_{change.id}", icon=":material/undo:", type="tertiary"
                ):
                    acts.forget_refusal("calendar_withdraw")
                    _withdraw(change.id)


def _hours(calendar: Calendar) -> None:
    """The usual week of today, and those that are to come."""
    today = local(database.now()).date()
    st.html(f'<div class="mc-section" role="heading" aria-level="2">{escape(t("Giờ làm việc"))}</div>')
    told = [_told(calendar.week_on(today))]
    told += [f"{t('Từ {day}', day=f'{day:%d/%m/%Y}')}: {_told(week)}" for day, week in calendar.weeks if day > today]
    st.html("".join(f'<p class="mc-quiet">{escape(one)}</p>' for one in told))


def _told(week: Week) -> str:
    besides = ", ".join(f"{WEEKDAYS[day]} {spoken([segment])}" for day, segment in week.also_open)
    return spoken(week.hours) + (f"; {t('mở cửa thêm {hours}', hours=besides)}" if besides else "")


def _holidays(found: Dates, year: int) -> None:
    """The year's named days off, with where they come from."""
    days = [(day, name) for day, name in found.calendar.closed.items() if day.year == year and day.weekday() < _WEEKEND]
    with st.expander(t("Ngày nghỉ lễ, tết năm {year}", year=year), key="calendar_holidays"):
        rows = "".join(f"<tr><td>{day:%d/%m}</td><td>{escape(name)}</td></tr>" for day, name in days)
        st.html(f'<table class="mc-table"><tbody>{rows}</tbody></table>')
        st.caption(t("Nguồn: lịch chung cả nước (gói holidays và các văn bản hoán đổi), sau các thay đổi ở trên."))


@st.dialog("Thêm ngày đặc biệt")
def _add_day(found: Dates, agency_id: int) -> None:
    officer = visitor.current().officer
    today = local(database.now()).date()
    kind = st.radio(t("Loại ngày"), ["off", "work", "own"], format_func=_kind, horizontal=True, key="calendar_kind")
    day = st.date_input(form.label(t("Ngày"), required=True), value=today, format="DD/MM/YYYY", key="calendar_date")
    own = hours.draw_day("calendar_own") if kind == "own" else ""
    name, basis, scope = _grounds("calendar_day", found, agency_id)
    acts.show_refusal("calendar_day")

    def do(transaction: Transaction, key: str) -> None:
        calendar.change_day(
            transaction,
            day,
            is_worked=kind != "off",
            hours=own,
            name=name,
            basis=basis,
            agency_id=scope,
            officer=officer,
            moment=database.now(),
            key=key,
        )

    _save("calendar_day", do, t("Đã ghi ngày đặc biệt"))


def _kind(kind: str) -> str:
    return {"off": t("Nghỉ"), "work": t("Làm việc"), "own": t("Làm việc theo giờ riêng")}[kind]


@st.dialog("Đổi giờ làm việc")
def _change_hours(found: Dates, agency_id: int) -> None:
    officer = visitor.current().officer
    today = local(database.now()).date()
    begins = st.date_input(form.label(t("Từ ngày"), required=True), value=today, format="DD/MM/YYYY", key="hours_begin")
    week = hours.draw_week("hours_week", found.calendar.week_on(today))
    name, basis, scope = _grounds("calendar_hours", found, agency_id)
    acts.show_refusal("calendar_hours")

    def do(transaction: Transaction, key: str) -> None:
        calendar.change_hours(
            transaction,
            begins,
            week=week,
            name=name,
            basis=basis,
            agency_id=scope,
            officer=officer,
            moment=database.now(),
            key=key,
        )

    _save("calendar_hours", do, t("Đã ghi giờ làm việc mới"))


def _grounds(key: str, found: Dates, agency_id: int) -> tuple[str, str, int | None]:
    """Why, by which document, and for whom."""
    name = st.text_input(form.label(t("Tên hoặc lý do"), required=True), key=f"{key}_name", max_chars=100)
    basis = st.text_input(form.label(t("Số văn bản làm căn cứ"), required=True), key=f"{key}_basis", max_chars=100)
    scopes: list[int | None] = [agency_id]
    if permissions.may_change_calendar(visitor.current().officer, None):
        scopes.append(None)
    scope = st.radio(
        t("Áp dụng cho"),
        scopes,
        format_func=lambda one: t("Mọi cơ quan") if one is None else found.directory.agencies[one].name,
        key=f"{key}_scope",
    )
    return name or "", basis or "", scope


@st.dialog("Bỏ thay đổi")
def _withdraw(change_id: int) -> None:
    officer = visitor.current().officer
    basis = st.text_input(form.label(t("Số văn bản làm căn cứ"), required=True), key="calendar_withdraw_basis")
    acts.show_refusal("calendar_withdraw")

    def do(transaction: Transaction, key: str) -> None:
        calendar.withdraw(transaction, change_id, basis=basis or "", officer=officer, moment=database.now(), key=key)

    _save("calendar_withdraw", do, t("Đã bỏ thay đổi"))


def _save(intent: str, do: acts.Act, told: str) -> None:
    if st.button(t("Lưu"), type="primary", key=f"{intent}_save"):
        if acts.attempt(intent, do) is None:
            st.rerun(scope="fragment")
        acts.tell(told)
        st.rerun()


show()
