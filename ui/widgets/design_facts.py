"""What a procedure is, under fields: saved as it is filled in, and every mistake is said where it is."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from bpmn import procedure_facts, procedure_text, releases
from bpmn.procedure_facts import Place
from processes.accounts import Visitor
from processes.designs import DesignStale, File
from tasks.design import View
from ui.locale import say, t
from ui.widgets import acts, autosave, case_facts
from ui.widgets import fact_fields as fields
from ui.widgets.fact_fields import Row, Sheet
from ui.widgets.text import literal
from ui.widgets.wording import channels

_STEPS = 2  # of a place that name a case


def draw(view: View, known: Visitor, file: File) -> None:
    """Draws the fields on procedure.toml. Refuses: NotReadable for what only the raw file can show."""
    sheet = _sheet(view, file)
    head = st.container()
    _procedure(sheet)
    if sheet.table.get("kind", "dossier") == "dossier":
        _table(sheet, "outcome", t("Kết quả giải quyết"), t("Thêm kết quả"), _outcome, {"key": "", "name": ""})
    else:
        _table(sheet, "state", t("Trạng thái"), t("Thêm trạng thái"), _state, {"code": "", "name": ""})
    _cases(sheet)
    _table(
        sheet,
        "excluded",
        t("Thời gian luật không tính vào thời hạn"),
        t("Thêm khoảng thời gian"),
        _excluded,
        {"name": "", "article": ""},
    )
    if not sheet.stale and _settled(view, known, sheet, file):
        acts.draw_again()
    with head:
        _told(sheet)


def _sheet(view: View, file: File) -> Sheet:
    """The facts that are being filled in."""
    state = f"facts_sheet_{view.design.id}"
    sheet: Sheet | None = st.session_state.get(state)
    if sheet is None or sheet.may_change != view.may_change:
        read = procedure_facts.table_of(file.content)
        procedure_facts.require_rows(read)
        table = fields.marked(read)
        for case in _rows(table, "case"):
            case_facts.opened(case)
        sheet = Sheet(state, file.content, file.number, table, view.may_change)
        st.session_state[state] = sheet
    sheet.wrong = {}
    for mistake in procedure_facts.mistakes(_said(sheet)):
        sheet.wrong.setdefault(mistake.place, mistake)
    return sheet


def _rows(table: Row, name: str) -> list[Row]:
    held = table.get(name)
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _said(sheet: Sheet) -> dict[str, Any]:
    """What is filled in, as procedure.toml has it."""
    table: dict[str, Any] = fields.plain(sheet.table)
    for case in _rows(table, "case"):
        case_facts.closed(case)
    return table


def _settled(view: View, known: Visitor, sheet: Sheet, file: File) -> bool:
    """Saves what was filled in since, else opens what somebody else has saved; whether there was either."""
    content = procedure_text.write(sheet.source, _said(sheet))
    if content != sheet.source:
        return sheet.may_change and _save(view, known, sheet, content)
    if sheet.version != file.number:
        st.session_state.pop(sheet.key, None)
        return True
    return False


def _save(view: View, known: Visitor, sheet: Sheet, content: bytes) -> bool:
    saved = autosave.save(view, known, releases.FACTS, content, seen=sheet.version)
    if isinstance(saved, DesignStale):
        sheet.stale = say(saved)
    elif saved is not None:
        sheet.source, sheet.version = content, saved
    return saved is not None


def _told(sheet: Sheet) -> None:
    """Whether it is saved, and how much is not right yet; of two versions the officer fetches or opens one."""
    if sheet.stale:
        st.error(literal(sheet.stale), icon=":material/group:")
        with st.container(horizontal=True, key="facts_stale"):
            mine = procedure_text.write(sheet.source, _said(sheet))
            st.download_button(t("Tải phần của tôi về máy"), mine, releases.FACTS, icon=":material/download:")
            if st.button(t("Mở bản mới"), type="primary", key=f"{sheet.key}_theirs"):
                st.session_state.pop(sheet.key, None)
                acts.draw_again()
    elif sheet.may_change:
        told = t("Mọi thay đổi được lưu ngay. Đang là bản {number}.", number=sheet.version)
        st.html(f'<p class="mc-quiet">{escape(told)}</p>')
    acts.show_wrong([str(place) for place in sheet.wrong])


def _procedure(sheet: Sheet) -> None:
    table = sheet.table
    levels = {"commune": t("Cấp xã"), "province": t("Cấp tỉnh"), "ministry": t("Cấp bộ")}
    with st.container(key="card_facts_procedure"):
        _title(t("Thủ tục"))
        fields.text(sheet, table, "name", t("Tên thủ tục"), (), required=True)
        code, field, level, slug = st.columns([1, 2, 1, 2])
        with code:
            fields.text(sheet, table, "code", t("Mã thủ tục"), (), required=True)
        with field:
            fields.text(sheet, table, "field", t("Lĩnh vực"), (), required=True)
        with level:
            fields.one_of(sheet, table, "level", t("Cấp thực hiện"), (), levels)
        with slug:
            fields.text(sheet, table, "slug", t("Tên thư mục"), (), required=True)
        fields.some_of(sheet, table, "channels", t("Hình thức nộp"), (), channels())
        fields.lines(sheet, table, "legal_basis", t("Căn cứ pháp lý (mỗi dòng một văn bản)"), ())
        known = {*_KNOWN, "outcome", "state", "case", "excluded"}
        for place in sheet.wrong:
            if len(place) == 1 and place[0] not in known:
                st.html(f'<p class="mc-quiet">{escape(str(place[0]))}</p>')
                sheet.say(place)


_KNOWN = ("name", "code", "field", "level", "slug", "channels", "legal_basis")


def _title(text: str) -> None:
    st.html(f'<div class="mc-title" role="heading" aria-level="2">{escape(text)}</div>')


def _table(
    sheet: Sheet,
    name: str,
    title: str,
    add: str,
    draw_row: Callable[[Sheet, Row, Place], None],
    begun: dict[str, Any],
) -> None:
    with st.container(key=f"card_facts_{name}"):
        _title(title)
        fields.rows(sheet, sheet.table, name, (), lambda row, at: draw_row(sheet, row, at), add=add, begun=begun)


def _outcome(sheet: Sheet, row: Row, place: Place) -> None:
    name, key, code = st.columns([4, 1.5, 1.5])
    with name:
        fields.text(sheet, row, "name", t("Tên kết quả"), place, required=True)
    with key:
        fields.text(sheet, row, "key", t("Mã trong biểu mẫu"), place, required=True)
    with code:
        fields.text(sheet, row, "code", t("Mã kết quả quốc gia"), place)


def _state(sheet: Sheet, row: Row, place: Place) -> None:
    name, code, ends = st.columns([4, 1.5, 1.5])
    with name:
        fields.text(sheet, row, "name", t("Tên trạng thái"), place, required=True)
    with code:
        fields.text(sheet, row, "code", t("Mã"), place, required=True)
    with ends:
        fields.flag(sheet, row, "ends", t("Đồng hồ dừng"), place)


def _excluded(sheet: Sheet, row: Row, place: Place) -> None:
    name, article = st.columns(2)
    with name:
        fields.text(sheet, row, "name", t("Thời gian không tính"), place, required=True)
    with article:
        fields.text(sheet, row, "article", t("Điều khoản"), place, required=True)


def _cases(sheet: Sheet) -> None:
    cases = _rows(sheet.table, "case")
    with st.container(key="card_facts_case"):
        _title(t("Trường hợp"))
        sheet.say(("case",))
        at = _chosen(sheet, cases)
        if at is not None:
            case_facts.draw(sheet, cases[at], ("case", at))


def _chosen(sheet: Sheet, cases: list[Row]) -> int | None:
    """The case that is looked at; one like it can be added, and it can be taken out."""
    wrong = {place[1] for place in sheet.wrong if len(place) >= _STEPS and place[0] == "case"}
    ids = {case["_id"]: at for at, case in enumerate(cases)}
    key = f"{sheet.key}_case"
    added = st.session_state.pop(f"{key}_added", None)
    if added is not None or st.session_state.get(key) not in ids:
        st.session_state[key] = added if added in ids else next(iter(ids), None)

    def told(one: int) -> str:
        name = str(cases[ids[one]].get("name") or t("(chưa đặt tên)"))
        return t("{name} (còn chỗ chưa đúng)", name=name) if ids[one] in wrong else name

    with st.container(horizontal=True, vertical_alignment="bottom", key="facts_cases"):
        chosen = st.selectbox(t("Đang xem trường hợp"), list(ids), format_func=told, key=key) if ids else None
        if sheet.may_change:
            _add_case(sheet, cases, None if chosen is None else cases[ids[chosen]])
            if chosen is not None and len(cases) > 1:
                _remove_case(sheet, cases, ids[chosen])
    return None if chosen is None else ids[chosen]


def _add_case(sheet: Sheet, cases: list[Row], like: Row | None) -> None:
    if st.button(t("Thêm trường hợp"), icon=":material/add:", key=f"{sheet.key}_case_add"):
        begun = {"term": "P1D", "kind": "working", "fees": {}} if like is None else fields.plain(like)
        added = fields.marked({**begun, "code": "", "name": ""})
        sheet.table["case"] = [*cases, added]
        st.session_state[f"{sheet.key}_case_added"] = added["_id"]
        acts.draw_again()


def _remove_case(sheet: Sheet, cases: list[Row], at: int) -> None:
    with st.popover(t("Bỏ trường hợp"), icon=":material/delete:", key=f"{sheet.key}_case_out_{len(cases)}"):
        st.html(f'<p class="mc-quiet">{escape(t("Hồ sơ đang chạy vẫn theo phiên bản của chúng."))}</p>')
        if st.button(t("Bỏ trường hợp này"), key=f"{sheet.key}_case_out_do"):
            sheet.table["case"] = [*cases[:at], *cases[at + 1 :]]
            acts.draw_again()
