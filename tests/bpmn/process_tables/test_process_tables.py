"""A table of an internal process becomes a release that runs; what it does not say is asked."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from bpmn import checks, process_tables, releases
from bpmn.files import NotReadable
from bpmn.play import play
from bpmn.process_tables import Table
from tests.bpmn.layout.page import Page
from tests.bpmn.process_tables.tables import HEADING, OFFICER, ONE_STOP, ROLES, ROWS, TITLE, barred, tabbed, xlsx

READINGS = {
    "tabs": lambda: process_tables.read_pasted(tabbed()),
    "bars": lambda: process_tables.read_pasted(barred()),
    "xlsx": lambda: process_tables.read_file(xlsx()),
    "text file": lambda: process_tables.read_file(tabbed().encode("utf-16")),
}


def asked(table: Table) -> list[str]:
    return [question.sentence for question in table.questions if question.must_answer]


def altered(line: int, **cells: str) -> list[tuple[str, ...]]:
    """The twelve rows, some cells of one of them written otherwise; `_0` is the first column."""
    rows = [list(row) for row in ROWS]
    for column, text in cells.items():
        rows[line - 1][int(column[1:])] = text
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("way", READINGS)
def test_twelve_rows_are_read_whichever_way_they_come(way: str) -> None:
    table = READINGS[way]()
    assert asked(table) == []
    assert len(table.steps) == 12
    assert table.title == ("" if way == "bars" else TITLE)
    assert table.performers == tuple(ROLES)
    times = [str(step.time.term) if step.time else "" for step in table.steps]
    assert times[:3] == ["4 giờ làm việc", "2 giờ làm việc", "1,5 ngày làm việc"]
    assert times[5:7] == ["0,5 ngày làm việc"] * 2
    assert times[10:] == ["0,5 giờ làm việc", ""]
    ways = {step.number: (step.yes, step.no) for step in table.steps if step.yes or step.no}
    assert ways == {"3": ("5", "4"), "4": ("6", ""), "6": ("7", "5"), "7": ("", "5"), "8": ("9", "6")}


def test_twelve_rows_become_a_release_that_passes_every_check_and_runs() -> None:
    draft = process_tables.write(process_tables.read_pasted(tabbed()), ROLES)
    release = releases.read(draft.files)
    assert checks.check_release(release) == ()
    tasks = list(release.model.user_tasks())
    assert [task.act for task in tasks if task.act != "complete"] == ["transfer", "issue", "return"]
    assert [task.name for task in tasks if task.sign] == ["Ký kết quả"]
    assert [task.role for task in tasks[:2]] == [ROLES[ONE_STOP], "social_division/division_head"]
    page = Page(draft.files["quy-trinh.bpmn"])
    assert (page.missing(), page.overlapping(), list(page.outside()), list(page.loose())) == ([], [], [], [])
    told = [question.sentence for question in draft.questions if not question.must_answer]
    assert "Bước 8 được hiểu là bước ký số kết quả." in told


def test_it_ends_whatever_is_decided_first() -> None:
    draft = process_tables.write(process_tables.read_pasted(tabbed()), ROLES)
    release = releases.read(draft.files)
    choices = {task.id: form for task in release.model.user_tasks() if (form := release.forms.get(task.form or ""))}
    decided = {step: form.fields[0] for step, form in choices.items() if form.fields[0].options}
    assert len(decided) == 4
    for refused in decided:
        answers = {}
        for step, field in decided.items():
            agreed, back = (option.value for option in field.options)
            yes = {field.key: agreed}
            answers[step] = [{field.key: back, f"{field.key}_note": "Thiếu căn cứ"}, yes] if step == refused else yes
        played = play(release.model, release.forms, seed=1, answers=answers)
        assert played.ended, played.reason
        assert played.paths["process"].count("step_12") == 1
        again = {"step_3": "step_4", "step_6": "step_5", "step_7": "step_5", "step_8": "step_6"}[refused]
        path = played.paths["process"]
        assert path[path.index(refused) + 2] == again


def test_without_columns_for_it_the_words_say_where_it_goes() -> None:
    rows = [row[:5] for row in ROWS]
    rows[5] = ("6", "Xem xét. Không đồng ý thì trả lại bước 5; đồng ý thì chuyển bước 7", *rows[5][2:])
    table = process_tables.read_pasted(tabbed(rows, HEADING[:5]))
    assert (table.steps[5].yes, table.steps[5].no) == ("7", "5")


def test_a_performer_without_a_role_is_asked_for_and_found_by_the_check() -> None:
    roles = {name: role for name, role in ROLES.items() if name != OFFICER}
    draft = process_tables.write(process_tables.read_pasted(tabbed()), roles)
    assert f"“{OFFICER}” ứng với vai trò nào của cơ quan?" in [question.sentence for question in draft.questions]
    findings = checks.check_release(releases.read(draft.files))
    assert {(finding.rule, finding.element) for finding in findings} == {
        ("task-role", f"step_{number}") for number in (3, 4, 5)
    }


def test_the_procedures_own_facts_are_kept_and_their_outcomes_asked_for() -> None:
    table = process_tables.read_pasted(tabbed())
    facts = process_tables.write(table, ROLES).files["procedure.toml"].decode()
    two = facts.replace("[[case]]", '[[outcome]]\nkey = "refusal"\nname = "Văn bản từ chối"\n\n[[case]]', 1)
    draft = process_tables.write(table, ROLES, two.encode())
    assert draft.files["procedure.toml"] == two.encode()
    assert checks.check_release(releases.read(draft.files)) == ()
    assert not any("procedure.toml" in question.sentence for question in draft.questions)


MESSY: list[tuple[dict[str, str], int, str]] = [
    ({"_3": "nhanh chóng"}, 2, "Dòng 4 ghi thời gian “nhanh chóng”: không thấy số và đơn vị thời gian."),
    ({"_3": "2 tuần"}, 2, "đơn vị “tuần” không dùng được"),
    ({"_3": "2 giờ, 3 giờ"}, 2, "ghi nhiều thời gian khác nhau"),
    ({"_3": "2 giờ hoặc hơn"}, 2, "không hiểu “hoặc hơn”"),
    ({"_3": "1/0 ngày"}, 2, "chia cho 0"),
    ({"_3": "99999 ngày"}, 2, "không phải là thời hạn dùng được"),
    ({"_2": ""}, 2, "Dòng 4 không ghi ai thực hiện: giao cho vai trò nào?"),
    ({"_1": ""}, 2, "Dòng 4 không ghi nội dung công việc: bước này làm gì?"),
    ({"_6": "Bước 15"}, 6, "Dòng 8 chuyển đến bước 15, bảng không có bước này: chuyển đến đâu?"),
    (
        {"_6": "Trả lại người soạn"},
        6,
        "Dòng 8, cột “Không đồng ý” ghi “Trả lại người soạn”: không rõ chuyển đến bước nào.",
    ),
    ({"_6": "Bước 7"}, 6, "Dòng 8: đồng ý hay không đều chuyển đến bước 7; không vẽ thành chỗ rẽ."),
    ({"_0": "5"}, 6, "Dòng 8 mang số bước 5 đã dùng ở trên"),
    ({"_3": "02 ngày"}, 2, "Dòng 4 ghi “ngày” mà không rõ ngày làm việc hay ngày lịch"),
    ({"_5": "8"}, 6, "Không bước nào chuyển đến bước 7 (dòng 9)."),
    ({"_1": "Lấy ý kiến đồng thời với bước 3"}, 2, "Dòng 4 nói tới việc làm song song"),
]


@pytest.mark.parametrize(("cells", "row", "sentence"), MESSY, ids=lambda each: str(each)[:50])
def test_what_is_not_clear_is_asked_by_its_line(cells: dict[str, str], row: int, sentence: str) -> None:
    heading = tuple("Thời gian" if name.startswith("Thời gian") else name for name in HEADING)
    rows = [
        tuple("2 giờ" if cell == "2" and at == 3 else cell for at, cell in enumerate(r)) for r in altered(row, **cells)
    ]
    table = process_tables.read_pasted(tabbed(rows, heading))
    found = [one for one in asked(table) if sentence in one]
    assert len(found) == 1, asked(table)
    releases.read(process_tables.write(table, ROLES).files)


TIMES = [
    ("½ ngày làm việc", "0,5 ngày làm việc"),
    ("1 ½ ngày làm việc", "1,5 ngày làm việc"),
    ("nửa ngày làm việc", "0,5 ngày làm việc"),
    ("04 giờ làm việc", "4 giờ làm việc"),
    ("0,5 ngày làm việc", "0,5 ngày làm việc"),
    ("01 ngày làm việc (08 giờ)", "1 ngày làm việc"),
    ("Không quá 03 ngày làm việc", "3 ngày làm việc"),
    ("8h", "8 giờ làm việc"),
    ("01 tháng", "1 tháng"),
    ("3", "3 giờ làm việc"),
    ("-", ""),
    ("0 giờ", ""),
]


@pytest.mark.parametrize(("written", "told"), TIMES)
def test_times_as_tables_write_them(written: str, told: str) -> None:
    table = process_tables.read_pasted(tabbed(altered(2, _3=written)))
    assert asked(table) == []
    time = table.steps[1].time
    assert (str(time.term) if time else "") == told


def test_a_total_that_does_not_add_up_is_asked_about() -> None:
    rows = [*ROWS, ("", "Tổng cộng", "", "05 ngày làm việc", "", "", "")]
    table = process_tables.read_pasted(tabbed(rows))
    assert asked(table) == ["Bảng ghi tổng 5 ngày làm việc, cộng các bước được 40,5 giờ làm việc: số nào đúng?"]
    assert 'term = "P5D"' in process_tables.write(table, ROLES).files["procedure.toml"].decode()


def test_empty_lines_headings_again_and_titles_between() -> None:
    rows = [*ROWS[:2], ("", "", "", "", "", "", ""), ("Giai đoạn 2", "", "", "", "", "", ""), HEADING, *ROWS[2:]]
    table = process_tables.read_file(xlsx([(*row,) for row in rows]))
    assert [step.number for step in table.steps] == [row[0] for row in ROWS]
    assert [question.sentence for question in table.questions] == [
        "Dòng 7 chỉ có “Giai đoạn 2”: coi là tiêu đề, không thành bước."
    ]


def test_a_heading_of_two_lines_and_a_column_nobody_reads() -> None:
    heading = (*HEADING[:3], "Thời gian", *HEADING[4:], "Ghi chú")
    second = (*HEADING[:3], "(giờ làm việc)", *HEADING[4:], "Ghi chú")
    table = process_tables.read_pasted(tabbed([second, *ROWS], heading))
    assert [step.number for step in table.steps] == [row[0] for row in ROWS]
    assert str(table.steps[1].time.term if table.steps[1].time else "") == "2 giờ làm việc"
    assert [question.sentence for question in table.questions] == ["Cột “Ghi chú” không dùng đến khi vẽ sơ đồ."]


def test_a_role_for_nobody_in_the_table_is_told() -> None:
    draft = process_tables.write(process_tables.read_pasted(tabbed()), {**ROLES, "Ke toan": "office/accountant"})
    assert "Bảng không có người thực hiện nào là “Ke toan”." in [question.sentence for question in draft.questions]


def test_a_cell_merged_over_several_lines_is_said_of_each() -> None:
    written = BytesIO()
    book = xlsxwriter.Workbook(written)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["TT", "Nội dung", "Đơn vị", "Thời gian (giờ)"])
    for row in (1, 2, 3):
        sheet.write_row(row, 0, [row, f"Việc {row}"])
        sheet.write_number(row, 3, 2)
    sheet.merge_range("C2:C4", "Phòng Kinh tế")
    hidden = book.add_worksheet()
    hidden.hide()
    book.close()
    table = process_tables.read_file(written.getvalue())
    assert [step.performer for step in table.steps] == ["Phòng Kinh tế"] * 3
    assert [step.time and step.time.hours for step in table.steps] == [2, 2, 2]


def test_two_thousand_rows_are_refused_in_a_sentence() -> None:
    rows = [(str(number), "Việc", "Phòng", "1 giờ", "", "", "") for number in range(1, 2_001)]
    for read, source in ((process_tables.read_pasted, tabbed(rows)), (process_tables.read_file, xlsx(rows))):
        with pytest.raises(NotReadable, match="quá 1000 dòng"):
            read(source)
    with pytest.raises(NotReadable, match="bảng có 300 bước, nhiều nhất được 200 bước"):
        process_tables.read_pasted(tabbed(rows[:300]))
    longest = process_tables.write(process_tables.read_pasted(tabbed(rows[:200])), {"Phòng": "office/case_officer"})
    assert len(list(releases.read(longest.files).model.user_tasks())) == 200


def _archive(**parts: str) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return written.getvalue()


BOOK = (
    '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
)
LINKS = '<Relationships><Relationship Id="r1" Target="sheet.xml"/></Relationships>'
BOMB = "<worksheet><sheetData>" + "<row><c/></row>" * 400_000 + "</sheetData></worksheet>"
FAR = '<worksheet><sheetData><row><c r="XFD1"/></row><row r="1048576"><c/></row></sheetData></worksheet>'
ENTITY = '<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"PK\x03\x04 broken", "không phải là XLSX"),
        (_archive(a="b"), "thiếu phần bắt buộc"),
        (xlsx()[:-200], "không phải là XLSX"),
        (b"\xff\x00\x81", "cũng không phải văn bản UTF-8"),
        (b"only words", "không thấy cột"),
        ("Bước\tGì\n1\tviệc".encode(), "không thấy dòng tiêu đề"),
        ("Nội dung\tNgười thực hiện\n".encode(), "bảng không có bước nào"),
        (("Nội dung\tNgười thực hiện\n" + "x" * 5_001 + "\ty").encode(), "dòng 2 có ô dài quá"),
        (
            _archive(xl__workbook_xml=BOOK, **{"xl/_rels/workbook.xml.rels": LINKS, "xl/sheet.xml": BOMB}),
            "lớn hơn 5 MB",
        ),
        (_archive(xl__workbook_xml=BOOK, **{"xl/_rels/workbook.xml.rels": LINKS, "xl/sheet.xml": FAR}), "60 cột"),
        (_archive(xl__workbook_xml=BOOK, **{"xl/_rels/workbook.xml.rels": LINKS, "xl/sheet.xml": ENTITY}), "DOCTYPE"),
    ],
)
def test_what_cannot_be_a_table_is_refused_in_a_sentence(source: bytes, reason: str) -> None:
    with pytest.raises(NotReadable) as refused:
        process_tables.read_file(source)
    assert reason in str(refused.value)


def test_what_is_written_in_cells_stays_text() -> None:
    rows = altered(2, _1='<script>alert("x")</script> & "\x01" ]]> {{7*7}}', _4="=cmd|' /C calc'!A0")
    draft = process_tables.write(process_tables.read_pasted(tabbed(rows)), ROLES)
    release = releases.read(draft.files)
    task = release.model.task("step_2")
    assert task.name == '<script>alert("x")</script> & " " ]]> {{7*7}}'
    assert b"<script>" not in draft.files["quy-trinh.bpmn"]
