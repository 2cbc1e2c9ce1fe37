"""A design from the table in which an internal process was approved: pasted or sent, each performer given a role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from bpmn import designs, process_tables
from bpmn.process_tables import Draft, Question, Table
from bpmn.refusals import Refusal
from processes import database
from tasks import beginnings
from ui.locale import say, t
from ui.widgets.text import literal

_KEY, _EXAMPLE = "design_table", "TT\tNội dung công việc\tNgười thực hiện\tThời gian\tKết quả"


def draw(roles: Mapping[str, str], listings: Mapping[str, str], begin: Callable[[Draft, str], None]) -> None:
    """Draws the table's field, what was understood of it, whom each performer means, and which procedure it is.

    `listings` are the procedures of the national catalogue by code; the chosen one brings its cases, papers and terms.
    """
    left, right = st.columns([3, 2])
    with left:
        label = t("Dán bảng quy trình nội bộ")
        pasted = st.text_area(label, height=180, placeholder=_EXAMPLE, max_chars=200_000, key=f"{_KEY}_pasted")
    with right:
        sent = st.file_uploader(t("hoặc chọn tệp Excel"), type=["xlsx", "txt", "csv"], key=f"{_KEY}_file")
    if not sent and not (pasted or "").strip():
        return
    try:
        table = process_tables.read_file(sent.getvalue()) if sent else process_tables.read_pasted(pasted or "")
        code = _listing(listings)
        listed = code and _facts(code)
        draft = process_tables.write(table, _performers(table, roles), listed or None)
    except Refusal as refusal:
        st.error(literal(say(refusal)), icon=":material/error:")
        return
    _asked(draft.questions)
    called = designs.name_in(draft.files) if code else table.title
    name = st.text_input(t("Tên thủ tục"), called, max_chars=300, key=f"{_KEY}_name_{code}")
    told = t("Vẽ sơ đồ {number} bước", number=len(table.steps))
    if st.button(told, type="primary", icon=":material/draw:", key=f"{_KEY}_begin"):
        begin(draft, name or "")


def _listing(listings: Mapping[str, str]) -> str | None:
    """The procedure that the table is about, where the national catalogue has it."""
    if not listings:
        return None
    return st.selectbox(
        t("Thủ tục trong Cơ sở dữ liệu quốc gia"),
        list(listings),
        index=None,
        format_func=listings.__getitem__,
        placeholder=t("Chưa có trong danh mục"),
        help=t("Mã, trường hợp, thời hạn, giấy tờ, phí và căn cứ lấy theo thủ tục này."),
        key=f"{_KEY}_listing",
    )


def _facts(code: str) -> bytes:
    with database.snapshot() as snapshot:
        return beginnings.listed_facts(snapshot, code)


def _performers(table: Table, roles: Mapping[str, str]) -> dict[str, str]:
    """Whom each performer of the table means, as the analyst says; nobody is guessed."""
    offered = sorted(roles, key=roles.__getitem__)
    found: dict[str, str] = {}
    columns = st.columns(2)
    for place, performer in enumerate(table.performers):
        role = columns[place % 2].selectbox(
            t("“{performer}” là", performer=literal(performer)),
            offered,
            index=None,
            format_func=roles.__getitem__,
            placeholder=t("Chọn vị trí"),
            key=f"{_KEY}_role_{place}",
        )
        if role:
            found[performer] = role
    return found


def _asked(questions: tuple[Question, ...]) -> None:
    """What the table leaves open, and how the rest was understood."""
    for must, heading in ((True, t("Cần trả lời hoặc sửa trên sơ đồ")), (False, t("Đã hiểu như sau"))):
        found = [one for one in questions if one.must_answer is must]
        if found:
            lines = "".join(f"<li>{escape(_placed(one))}</li>" for one in found[:40])
            kind = "error" if must else "warning"
            st.html(f'<p class="mc-quiet">{escape(heading)}</p><ul class="mc-findings {kind}">{lines}</ul>')


def _placed(question: Question) -> str:
    return t("Dòng {line}: {told}", line=question.line, told=question.sentence) if question.line else question.sentence
