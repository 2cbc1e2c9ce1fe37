"""Directives: those under way and those that are over, how far each unit is, and the form to give a new one."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from bpmn.refusals import Refusal
from processes import database, organisation
from processes.accounts import Visitor
from processes.mandates import Mandate
from processes.matters import Place
from processes.organisation import Directory
from tasks import viewing
from tasks.directives import giving
from tasks.directives.giving import Line
from ui import visitor
from ui.locale import say, t, when
from ui.widgets import address, directive, pager, places, standing
from ui.widgets.keys import keys
from ui.widgets.text import literal
from ui.widgets.wording import mandate_states, periods

PAGE = 50
_SCOPE = "chi-dao"
_PLACES, _NARROWED = "directives_places", "directives_narrowed"


def show() -> None:
    """Draws the page."""
    known = visitor.current()
    with database.snapshot() as snapshot:
        directory = organisation.of_officer(snapshot, known.officer)
    agencies = giving.agencies(known.officer, directory)
    asked = st.query_params.get("id", "")
    if asked:
        _one(known, directory, asked)
    elif agencies and directive.is_open():
        directive.draw(known, directory, agencies)
    else:
        _list(known, directory, may_give=bool(agencies))
    keys()


def _list(known: Visitor, directory: Directory, *, may_give: bool) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        title = escape(t("Chỉ đạo, điều hành"))
        st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>', width="content")
        if may_give and st.button(t("Giao nhiệm vụ mới"), type="primary", icon=":material/add:", key="give_new"):
            directive.open_form()
            st.rerun()
    directive.draw_given()
    with st.container(key="card_matters"):
        is_open = _scope()
        after, moment = _place(is_open=is_open), database.now()
        with database.snapshot() as snapshot:
            found = giving.page(
                snapshot, officer=known.officer, is_open=is_open, moment=moment, after=after, limit=PAGE + 1
            )
        if found:
            _table(
                [_row(one, directory) for one in found[:PAGE]], (t("Mã"), t("Nội dung"), t("Tiến độ"), t("Thời hạn"))
            )
        else:
            none = (
                t("Không có văn bản chỉ đạo nào đang thực hiện.") if is_open else t("Chưa có văn bản chỉ đạo nào xong.")
            )
            st.html(f'<p class="mc-quiet">{escape(none)}</p>')
        pager.draw(st.session_state[_PLACES], found[PAGE - 1].row.place if len(found) > PAGE else None)


def _scope() -> bool:
    names = {"dang-thuc-hien": t("Đang thực hiện"), "da-xong": t("Đã xong")}
    address.read(_SCOPE, names, first="dang-thuc-hien")
    scope = st.segmented_control(
        t("Phạm vi"),
        list(names),
        required=True,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        key=_SCOPE,
    )
    address.write(_SCOPE, scope)
    return scope != "da-xong"


def _row(one: Line, directory: Directory) -> str:
    row, tally = one.row, one.tally
    link = f'<a href="/chi-dao?id={row.dossier_id}" target="_self">{escape(row.code)}</a>'
    told = f"<b>{escape(row.subject)}</b><small>{escape(t('Người giao: {name}', name=row.sender))}</small>"
    done = t("{done}/{total} nhiệm vụ đã nghiệm thu", done=tally.accepted, total=tally.total)
    late = f'<small class="overdue">{escape(t("{number} quá hạn", number=tally.late))}</small>' if tally.late else ""
    if row.returned_at is not None:
        due = escape(when(row.returned_at))
    else:
        nearest = tally.due_at or row.due_at
        due = f"{escape(when(nearest))}{_chip(nearest, row.agency_id, directory)}"
    return _cells(link, told, f"{escape(done)}{late}", due)


def _chip(due_at: object, agency_id: int, directory: Directory) -> str:
    stands = standing.of(due_at, agency_id, directory, database.now())  # pyright: ignore[reportArgumentType]
    return f'<small class="{standing.chip(stands)}">{escape(standing.told(stands))}</small>'


def _one(known: Visitor, directory: Directory, asked: str) -> None:
    dossier_id = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0
    title = escape(t("Tiến độ thực hiện nhiệm vụ"))
    st.html(f'<div class="mc-title mc-first" role="heading" aria-level="1">{title}</div>')
    try:
        with database.snapshot() as snapshot:
            view = viewing.look(snapshot, dossier_id, officer=known.officer, moment=database.now())
    except Refusal as refusal:
        st.error(literal(say(refusal)), icon=":material/error:")
        return
    about = view.told.subject if view.told else ""
    st.html(f'<p class="mc-quiet">{escape(view.particulars.code)} · {escape(about)}</p>')
    with st.container(horizontal=True, vertical_alignment="center", key="progress_links"):
        if st.button(t("Về danh sách"), icon=":material/arrow_back:", key="back_to_list", type="tertiary"):
            st.query_params.clear()
            st.rerun()
        places.dossier_link(dossier_id, t("Mở vụ việc"))
    with st.container(key="card_matters"):
        rows = [_mandate(one, directory, mandate_states(), periods()) for one in view.mandates]
        _table(rows, (t("Số"), t("Đơn vị, nhiệm vụ"), t("Trạng thái"), t("Hạn báo cáo")))


def _mandate(one: Mandate, directory: Directory, states: Mapping[str, str], every: Mapping[str, str]) -> str:
    unit = directory.units[one.unit_id]
    name = directory.agencies[unit.agency_id].name
    told = f"<b>{escape(name)}</b><small>{escape(unit.name)}</small>{escape(one.task)}"
    state = escape(states[one.state])
    if len(one.dues) > 1:
        said = t("{noted}/{total} kỳ, {period}", noted=one.noted, total=len(one.dues), period=every[one.period])
        state += f"<small>{escape(said)}</small>"
    if one.ended_at is not None:
        due = f"{escape(when(one.due_at))}<small>{escape(t('Nghiệm thu lúc {when}', when=when(one.ended_at)))}</small>"
    else:
        due = f"{escape(when(one.due_at))}{_chip(one.due_at, unit.agency_id, directory)}"
    number = f'<i class="mc-narrow">{escape(t("Nhiệm vụ"))} </i>{one.number}'
    return _cells(number, told, state, due)


def _cells(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _table(rows: list[str], headings: tuple[str, ...]) -> None:
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    label = escape(t("Chỉ đạo, điều hành"))
    st.html(
        f'<table class="mc-table mc-matters" aria-label="{label}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _place(*, is_open: bool) -> Place | None:
    """Where this page of the list begins; the other list begins at the top."""
    if st.session_state.get(_NARROWED) != is_open:
        st.session_state[_NARROWED] = is_open
        st.session_state[_PLACES] = []
    return (st.session_state[_PLACES] or [None])[-1]


show()
