"""One change is planted in a release, and exactly that change is told."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree

from bpmn import differences, releases
from bpmn.attributes import ATTRIBUTES, CAMUNDA
from bpmn.differences.words import LABELS
from bpmn.elements import BPMN
from tests.bpmn.differences.planted import (
    DIAGRAM,
    FACTS,
    FEES,
    OPINION,
    SITE,
    Edit,
    Files,
    add,
    base,
    drop,
    in_diagram,
    in_form,
    move,
    on_field,
    one,
    read,
    replace,
    say,
    write,
)
from tests.conftest import DIAGRAMS

LOOP = "multiInstanceLoopCharacteristics"


@pytest.fixture(scope="module")
def files() -> Files:
    return base()


def told(files: Files, *edits: Edit) -> list[differences.Change]:
    """The changes between the release and what the edits make of it."""
    changed = dict(files)
    for edit in edits:
        edit(changed)
    return list(differences.compare(read(files), read(changed)))


def only(files: Files, *edits: Edit) -> differences.Change:
    """The one change that is told."""
    changes = told(files, *edits)
    assert len(changes) == 1, [change.sentence for change in changes]
    return changes[0]


def _named(part: object) -> str:
    return " ".join(part).strip() if isinstance(part, tuple) else ""


STANDS = {
    "userTask": "inspect",
    "callActivity": "call",
    "boundaryEvent": "silence",
    "intermediateCatchEvent": "wait",
    "intermediateThrowEvent": "tell",
    "startEvent": "start",
    "endEvent": "end",
    "lane": "lane_head",
    "participant": "police",
    "receiveTask": "hear",
    LOOP: "consult",
    "businessRuleTask": "ask_fee",
    "serviceTask": "number",
}


@pytest.mark.parametrize(
    ("name", "kind"), [(attribute.name, kind) for attribute in ATTRIBUTES for kind in attribute.elements]
)
def test_every_attribute_we_honour(files: Files, name: str, kind: str) -> None:
    def plant(root: Any) -> None:
        node = one(root, element)
        if kind == LOOP:
            (node,) = node.iter(f"{{{BPMN}}}{LOOP}")
            node.set(name.replace("camunda:", "{http://camunda.org/schema/1.0/bpmn}"), "another")

    element = STANDS[kind]
    edit = in_diagram(plant) if kind == LOOP else write(element, name, "another")
    change = only(files, edit)
    assert (change.where, change.element, change.kind, change.aspect) == ("diagram", element, "changed", name)
    assert change.new == "“another”"
    assert LABELS[name] in change.sentence


def test_every_attribute_we_honour_has_a_name() -> None:
    assert {attribute.name for attribute in ATTRIBUTES} <= LABELS.keys()


IN_THE_DIAGRAM: list[tuple[Edit, tuple[str, str, str], str]] = [
    (
        write("inspect", "camunda:dueDate", "P4D"),
        ("inspect", "changed", "camunda:dueDate"),
        "Bước “Kiểm tra thực địa, thẩm định”: thời hạn từ 5 ngày làm việc thành 4 ngày làm việc.",
    ),
    (
        write("inspect", "gov.unit", "calendar"),
        ("inspect", "changed", "gov.unit"),
        "Bước “Kiểm tra thực địa, thẩm định”: cách tính thời hạn từ theo ngày làm việc thành theo ngày lịch.",
    ),
    (
        write("review", "gov.fourEyes", None),
        ("review", "changed", "gov.fourEyes"),
        "Bước “Xem xét dự thảo”: bỏ người làm phải khác người làm bước “Dự thảo kết quả”.",
    ),
    (
        write("sign", "name", "Ký"),
        ("sign", "changed", "name"),
        "Bước “Ký giấy phép hoặc thông báo”: tên từ “Ký giấy phép hoặc thông báo” thành “Ký”.",
    ),
    (
        move("inspect", "lane_head"),
        ("inspect", "moved", "lane"),
        "Bước “Kiểm tra thực địa, thẩm định”: chuyển từ làn “Chuyên viên phòng kinh tế” sang làn “Lãnh đạo phòng”.",
    ),
    (
        say("silence", "timeDuration", "P10D"),
        ("silence", "changed", "timer"),
        "Sự kiện biên “Hết 12 ngày không trả lời”: thời gian hẹn từ “P12D” thành “P10D”.",
    ),
    (
        write("silence", "cancelActivity", "false"),
        ("silence", "changed", "cancelActivity"),
        "Sự kiện biên “Hết 12 ngày không trả lời”: dừng bước đang gắn từ có thành không.",
    ),
    (
        write("silence", "attachedToRef", "consent"),
        ("silence", "changed", "attachedToRef"),
        "gắn với từ “Gửi văn bản và ghi nhận ý kiến” thành “Coi như đã đồng ý”.",
    ),
    (
        say("review_ok", "conditionExpression", '${review == "yes"}'),
        ("review_ok", "changed", "conditionExpression"),
        "Đường đi “Đồng ý” từ “Đồng ý trình?” đến “Ký giấy phép hoặc thông báo”: điều kiện từ",
    ),
    (
        write("review_ok", "targetRef", "issue"),
        ("review_ok", "changed", "targetRef"),
        "điểm đến từ “Ký giấy phép hoặc thông báo” thành “Vào số, đóng dấu, phát hành”.",
    ),
    (
        write("reviewed", "default", "review_ok"),
        ("reviewed", "changed", "default"),
        "Cổng rẽ một nhánh “Đồng ý trình?”: hướng mặc định từ “Trả lại” thành “Đồng ý”.",
    ),
    (
        drop("seen"),
        ("seen", "removed", ""),
        "Bỏ đường đi từ “Kiểm tra thực địa, thẩm định” đến “Phải bổ sung?”.",
    ),
    (
        add("construction_permit", '<sequenceFlow id="short" sourceRef="draft" targetRef="sign"/>'),
        ("short", "added", ""),
        "Thêm đường đi từ “Dự thảo kết quả” đến “Ký giấy phép hoặc thông báo”.",
    ),
    (
        add("construction_permit", '<userTask id="look_again" name="Soát lại" camunda:dueDate="PT4H"/>'),
        ("look_again", "added", ""),
        "Thêm bước “Soát lại” (thời hạn 4 giờ làm việc).",
    ),
    (drop("number"), ("number", "removed", ""), "Bỏ bước máy làm “Cấp số” (biểu thức “1 + 1”)."),
    (
        add("construction_permit_lanes", '<lane id="lane_more" name="Kế toán"/>'),
        ("lane_more", "added", ""),
        "Thêm làn “Kế toán”.",
    ),
    (write("lane_head", "name", "Trưởng phòng"), ("lane_head", "changed", "name"), "Làn “Lãnh đạo phòng”: tên từ"),
    (write("to_police", "sourceRef", "hear"), ("to_police", "changed", "sourceRef"), "Đường thông điệp “Hỏi”"),
    (drop("to_police"), ("to_police", "removed", ""), "Bỏ đường thông điệp “Hỏi”"),
    (write("answer", "name", "Phúc đáp"), ("answer", "changed", "name"), "Thông điệp “Trả lời”: tên từ"),
    (
        in_diagram(lambda root: next(one(root, "consult").iter(f"{{{BPMN}}}{LOOP}")).set("isSequential", "true")),
        ("consult", "changed", "loop"),
        "cách lặp từ cùng lúc cho từng mục thành lần lượt từng mục.",
    ),
    (
        in_diagram(lambda root: one(root, "consult").remove(next(one(root, "consult").iter(f"{{{BPMN}}}{LOOP}")))),
        ("consult", "changed", "loop"),
        "bỏ cách lặp cùng lúc cho từng mục.",
    ),
    (
        in_diagram(
            lambda root: one(root, "end").remove(next(one(root, "end").iter(f"{{{BPMN}}}terminateEventDefinition")))
        ),
        ("end", "changed", "definition"),
        "Điểm kết thúc “Đã trả kết quả”: bỏ loại sự kiện dừng tất cả.",
    ),
    (
        in_diagram(lambda root: setattr(one(root, "inspect"), "tag", f"{{{BPMN}}}manualTask")),
        ("inspect", "changed", "kind"),
        "loại từ bước thành bước làm tay.",
    ),
    (say("note", "script", "a = 1"), ("note", "changed", "script"), "phép tính từ"),
    (
        add("inspect", "<documentation>Đi hai người</documentation>", 0),
        ("inspect", "changed", "documentation"),
        "thêm mô tả “Đi hai người”.",
    ),
    (
        add("inspect", '<extensionElements><acme:risk level="high"/></extensionElements>'),
        ("inspect", "changed", "+urn:acme:risk"),
        "thêm phần mở rộng urn:acme:risk high.",
    ),
    (
        in_diagram(lambda root: one(root, "inspect").set("{urn:acme}colour", "red")),
        ("inspect", "changed", "urn:acme:colour"),
        "colour “red”.",
    ),
    (write("inspect", "camunda:asyncBefore", "true"), ("inspect", "changed", "camunda:asyncBefore"), "asyncBefore"),
    (write("fork", "gov.unknown", "x"), ("fork", "changed", "gov.unknown"), "thêm thuộc tính gov.unknown “x”."),
    (
        write("construction_permit", "isExecutable", "false"),
        ("construction_permit", "changed", "isExecutable"),
        "chạy được từ có thành không.",
    ),
]


@pytest.mark.parametrize(("edit", "expected", "sentence"), IN_THE_DIAGRAM, ids=_named)
def test_one_change_in_the_diagram(files: Files, edit: Edit, expected: tuple[str, str, str], sentence: str) -> None:
    change = only(files, edit)
    assert (change.where, change.element) == ("diagram", expected[0])
    assert (change.kind, change.aspect) == expected[1:]
    assert sentence in change.sentence


def test_a_new_id_and_nothing_else_is_told_as_that(files: Files) -> None:
    change = only(files, replace(DIAGRAM, ">rematch<", ">compare_again<"), _everywhere('"rematch"', '"compare_again"'))
    assert (change.element, change.aspect, change.old, change.new) == (
        "compare_again",
        "id",
        "rematch",
        "compare_again",
    )


def _everywhere(old: str, new: str) -> Edit:
    def change(files: Files) -> None:
        files[DIAGRAM] = files[DIAGRAM].replace(old.encode(), new.encode())

    return change


def test_what_happens_by_another_event_is_one_change(files: Files) -> None:
    def plant(root: Any) -> None:
        event = one(root, "silence")
        event.remove(next(event.iter(f"{{{BPMN}}}timerEventDefinition")))
        etree.SubElement(event, f"{{{BPMN}}}messageEventDefinition", messageRef="answer")

    change = only(files, in_diagram(plant))
    assert change.sentence.endswith("loại sự kiện từ hẹn giờ thành thông điệp.")


def test_what_is_only_drawn_otherwise_is_one_change(files: Files) -> None:
    def plant(root: Any) -> None:
        for node in root.iter("{http://www.omg.org/spec/DD/20100524/DC}Bounds"):
            node.set("x", "1")

    change = only(files, in_diagram(plant))
    assert (change.where, change.kind, change.element) == ("drawing", "changed", "")
    assert change.sentence.startswith("Chỉ đổi hình vẽ: ")


IN_FORMS: list[tuple[Edit, tuple[str, str, str], str]] = [
    (
        on_field(SITE, "site_findings", lambda field: field.update(label="Kết quả")),
        ("thuc-dia/site_findings", "changed", "label"),
        "Biểu mẫu “thuc-dia”, mục “Kết quả kiểm tra thực địa, thẩm định”: nhãn từ",
    ),
    (
        on_field(SITE, "site_findings", lambda field: field.update(type="textfield")),
        ("thuc-dia/site_findings", "changed", "type"),
        "loại từ ô chữ nhiều dòng thành ô chữ.",
    ),
    (
        on_field(SITE, "site_findings", lambda field: field["validate"].pop("required")),
        ("thuc-dia/site_findings", "changed", "validate/required"),
        "bỏ bắt buộc có.",
    ),
    (
        on_field(SITE, "site_findings", lambda field: field["validate"].update(maxLength=100)),
        ("thuc-dia/site_findings", "changed", "validate/maxLength"),
        "độ dài nhiều nhất từ 5000 thành 100.",
    ),
    (
        on_field(OPINION, "sent_letter", lambda field: field["validate"].update(pattern="[0-9]+")),
        ("y-kien/sent_letter", "changed", "validate/pattern"),
        "thêm mẫu nhập “[0-9]+”.",
    ),
    (
        on_field(OPINION, "objection", lambda field: field["properties"].update(requiredWhen="=true")),
        ("y-kien/objection", "changed", "properties/requiredWhen"),
        "điều kiện bắt buộc từ",
    ),
    (
        on_field(OPINION, "objection", lambda field: field.update(conditional={"hide": '=opinion = "agreed"'})),
        ("y-kien/objection", "changed", "conditional/hide"),
        "thêm điều kiện ẩn",
    ),
    (
        on_field(OPINION, "opinion", lambda field: field.update(defaultValue="agreed")),
        ("y-kien/opinion", "changed", "defaultValue"),
        "thêm giá trị mặc định “agreed”.",
    ),
    (
        on_field(OPINION, "objection", lambda field: field.update(description="Nêu rõ")),
        ("y-kien/objection", "changed", "description"),
        "giải thích từ “Bắt buộc khi không đồng ý” thành “Nêu rõ”.",
    ),
    (
        on_field(OPINION, "opinion", lambda field: field["values"].append({"label": "Khác", "value": "other"})),
        ("y-kien/opinion/other", "added", ""),
        "Biểu mẫu “y-kien”, mục “Cơ quan được hỏi trả lời”: thêm lựa chọn “Khác”.",
    ),
    (
        on_field(OPINION, "opinion", lambda field: field["values"].pop()),
        ("y-kien/opinion/objected", "removed", ""),
        "bỏ lựa chọn “Không đồng ý”.",
    ),
    (
        on_field(OPINION, "opinion", lambda field: field["values"][0].update(label="Nhất trí")),
        ("y-kien/opinion/agreed", "changed", "label"),
        "lựa chọn “Đồng ý”: nhãn từ “Đồng ý” thành “Nhất trí”.",
    ),
    (
        on_field(OPINION, "opinion", lambda field: field["values"].reverse()),
        ("y-kien/opinion/objected", "moved", "order"),
        "lựa chọn “Không đồng ý”: đổi thứ tự, nay đứng đầu.",
    ),
    (
        in_form(OPINION, lambda form: form["components"].append({"type": "textfield", "key": "more", "label": "Thêm"})),
        ("y-kien/more", "added", ""),
        "Biểu mẫu “y-kien”: thêm mục “Thêm” (loại ô chữ).",
    ),
    (
        in_form(OPINION, lambda form: form["components"].pop(1)),
        ("y-kien/sent_letter", "removed", ""),
        "Biểu mẫu “y-kien”: bỏ mục “Số văn bản lấy ý kiến đã gửi”",
    ),
    (
        in_form(OPINION, lambda form: form["components"].insert(0, form["components"].pop())),
        ("y-kien/objection", "moved", "order"),
        "nay đứng đầu.",
    ),
    (
        on_field(OPINION, "sent_letter", lambda field: field.update(key="letter")),
        ("y-kien/letter", "changed", "id"),
        "mã từ “y-kien/sent_letter” thành “y-kien/letter”.",
    ),
    (
        on_field(SITE, "site_people", lambda field: field["components"][1].update(label="Chức danh")),
        ("thuc-dia/site_people/position", "changed", "label"),
        "mục “Thành phần tham gia kiểm tra”, mục “Chức vụ, đơn vị”: nhãn từ",
    ),
    (
        on_field(SITE, "site_record", lambda field: field.update(accept=".pdf")),
        ("thuc-dia/site_record", "changed", "accept"),
        "loại tệp từ “.pdf,.jpg,.png” thành “.pdf”.",
    ),
    (
        on_field(SITE, "site_record", lambda field: field.update(appearance={"prefixAdorner": "x"})),
        ("thuc-dia/site_record", "changed", "appearance/prefixAdorner"),
        "thêm thuộc tính appearance/prefixAdorner",
    ),
    (
        lambda found: found.update({"moi.form": json.dumps({"id": "moi", "components": []}).encode()}),
        ("moi", "added", ""),
        "Thêm biểu mẫu “moi”.",
    ),
    (lambda found: found.pop(SITE), ("thuc-dia", "removed", ""), "Bỏ biểu mẫu “thuc-dia”."),
]


@pytest.mark.parametrize(("edit", "expected", "sentence"), IN_FORMS, ids=_named)
def test_one_change_in_a_form(files: Files, edit: Edit, expected: tuple[str, str, str], sentence: str) -> None:
    change = only(files, edit)
    assert (change.where, change.subject, change.element) == ("forms", expected[0], "")
    assert (change.kind, change.aspect) == expected[1:]
    assert sentence in change.sentence


ROW = '<rule id="rule_9"><inputEntry><text>"lost"</text></inputEntry><inputEntry><text>-</text></inputEntry>'
IN_DECISIONS: list[tuple[Edit, tuple[str, str, str], str]] = [
    (
        replace(FEES, ">50000<", ">40000<"),
        ("fee/rule_1", "changed", "output_1"),
        "Quyết định “Lệ phí”, dòng 1: cột “Lệ phí” từ “50000” thành “40000”.",
    ),
    (
        replace(FEES, '>"change"<', '>"change","again"<'),
        ("fee/rule_3", "changed", "input_1"),
        "dòng 3: cột “Trường hợp” từ",
    ),
    (
        replace(FEES, ">-<", '>"counter"<'),
        ("fee/rule_3", "changed", "input_2"),
        'thêm cột “Hình thức nộp” “"counter"”.',
    ),
    (
        replace(FEES, "Nộp trực tuyến được giảm một nửa", "Giảm"),
        ("fee/rule_1", "changed", "annotation"),
        "ghi chú từ",
    ),
    (
        replace(FEES, "</decisionTable>", f"{ROW}<outputEntry><text>0</text></outputEntry></rule></decisionTable>"),
        ("fee/rule_9", "added", ""),
        'Quyết định “Lệ phí”: thêm dòng 6 (cột “Trường hợp” “"lost"”; cột “Lệ phí” “0”).',
    ),
    (replace(FEES, "UNIQUE", "FIRST"), ("fee", "changed", "decisionTable@hitPolicy"), "cách chọn dòng"),
    (replace(FEES, 'name="Lệ phí"><variable', 'name="Phí"><variable'), ("fee", "changed", "name"), "tên từ “Lệ phí”"),
    (
        replace(FEES, 'typeRef="number"', 'typeRef="integer"'),
        ("fee/output_1", "changed", "typeRef"),
        "cột kết quả “Lệ phí”: kiểu từ “number” thành “integer”.",
    ),
    (
        replace(FEES, '"counter","online","post"</text></inputValues>', '"counter","online"</text></inputValues>'),
        ("fee/input_2", "changed", "inputValues/text"),
        "giá trị cho phép từ",
    ),
]


@pytest.mark.parametrize(("edit", "expected", "sentence"), IN_DECISIONS, ids=_named)
def test_one_change_in_a_decision(files: Files, edit: Edit, expected: tuple[str, str, str], sentence: str) -> None:
    change = only(files, edit)
    assert (change.where, change.subject) == ("decisions", expected[0])
    assert (change.kind, change.aspect) == expected[1:]
    assert sentence in change.sentence


def test_rows_that_change_places_and_rows_that_go(files: Files) -> None:
    def plant(found: Files) -> None:
        root = etree.fromstring(found[FEES])
        (table,) = root.iter("{*}decisionTable")
        table.append(next(table.iter("{*}rule")))
        found[FEES] = etree.tostring(root, encoding="utf-8")

    moved = only(files, plant)
    assert (moved.subject, moved.kind) == ("fee/rule_1", "moved")
    assert moved.sentence == "Quyết định “Lệ phí”, dòng 5: đổi thứ tự, nay đứng sau dòng 4."

    def take(found: Files) -> None:
        root = etree.fromstring(found[FEES])
        (table,) = root.iter("{*}decisionTable")
        table.remove(next(table.iter("{*}rule")))
        found[FEES] = etree.tostring(root, encoding="utf-8")

    gone = only(files, take)
    assert (gone.subject, gone.kind) == ("fee/rule_1", "removed")
    assert gone.sentence.startswith("Quyết định “Lệ phí”: bỏ dòng 1 (")


def test_a_table_that_goes_is_told_once_and_not_row_by_row(files: Files) -> None:
    sentences = [change.sentence for change in told(files, lambda found: found.pop(FEES))]
    assert [sentence.split(" “")[0] for sentence in sentences] == ["Bỏ thông tin đưa vào"] * 2 + ["Bỏ quyết định"]


PAPER = '[[case.paper]]\ncode = "map"\nname = "Trích lục"\n\n[[case]]\ncode = "house"'
IN_FACTS: list[tuple[Edit, tuple[str, str, str], str]] = [
    (replace(FACTS, "Hoạt động xây dựng", "Xây dựng"), ("procedure", "changed", "field"), "Thủ tục: lĩnh vực từ"),
    (replace(FACTS, "1.013225", "1.013226"), ("procedure", "changed", "code"), "mã từ “1.013225” thành “1.013226”"),
    (
        replace(FACTS, 'level = "commune"', 'level = "province"'),
        ("procedure", "changed", "level"),
        "cấp từ cấp xã thành cấp tỉnh.",
    ),
    (
        replace(FACTS, '    "Luật số 62/2020/QH14",\n', ""),
        ("legal_basis/Luật số 62/2020/QH14", "removed", ""),
        "Bỏ căn cứ pháp lý “Luật số 62/2020/QH14”.",
    ),
    (
        replace(FACTS, "KQ.G17.000311", "KQ.G17.000312"),
        ("outcome/permit", "changed", "code"),
        "mã quốc gia từ",
    ),
    (
        replace(FACTS, "[[case]]", '[[outcome]]\nkey = "partly"\nname = "Cấp một phần"\n\n[[case]]'),
        ("outcome/partly", "added", ""),
        "Thêm kết quả “Cấp một phần”.",
    ),
    (
        replace(FACTS, "[[case]]", '[[excluded]]\nname = "đo đạc lại"\narticle = "Điều 5"\n\n[[case]]'),
        ("excluded/đo đạc lại", "added", ""),
        "Thêm thời gian không tính “đo đạc lại” (căn cứ “Điều 5”).",
    ),
    (
        replace(FACTS, 'term = "P20D"', 'term = "P18D"'),
        ("case/works", "changed", "term"),
        "Trường hợp “Công trình cấp III, cấp IV”: thời hạn từ 20 ngày thành 18 ngày.",
    ),
    (
        replace(FACTS, 'kind = "calendar"', 'kind = "working"'),
        ("case/works", "changed", "term"),
        "thời hạn từ 20 ngày thành 20 ngày làm việc.",
    ),
    (
        replace(FACTS, 'supplement_window = "P7D"', 'supplement_window = "P5D"'),
        ("case/works", "changed", "window"),
        "hạn được yêu cầu bổ sung từ 7 ngày làm việc thành 5 ngày làm việc.",
    ),
    (replace(FACTS, 'guidance_window = "P5D"\n', ""), ("case/works", "changed", "guidance"), "bỏ hạn hướng dẫn"),
    (
        replace(FACTS, "counter = 0", "counter = 75000"),
        ("case/works", "changed", "fees/counter"),
        "phí khi nộp trực tiếp từ 0 đồng thành 75.000 đồng.",
    ),
    (replace(FACTS, 'kind = "works"', 'kind = "work"'), ("case/works", "changed", "values/kind"), "giá trị kind từ"),
    (
        replace(FACTS, "[[case.paper]]", "cutoff = 15:00:00\n\n[[case.paper]]"),
        ("case/works", "changed", "cutoff"),
        "thêm giờ chốt trong ngày 15 giờ.",
    ),
    (
        replace(FACTS, '[[case]]\ncode = "house"', PAPER),
        ("case/works/paper/map", "added", ""),
        "Trường hợp “Công trình cấp III, cấp IV”: thêm giấy tờ “Trích lục”",
    ),
    (
        replace(FACTS, "originals = 2", "originals = 1"),
        ("case/works/paper/drawings", "changed", "originals"),
        "giấy tờ “02 bộ bản vẽ thiết kế xây dựng”: số bản chính từ 2 thành 1.",
    ),
    (
        replace(FACTS, "required = false", "required = true"),
        ("case/works/paper/land", "changed", "required"),
        "phải nộp từ không thành có.",
    ),
    (
        replace(
            FACTS,
            "[[case.paper]]",
            '[[case.dated_fee]]\namount = 5000\nsince = 2026-01-01\nuntil = 2026-12-31\nbasis = "NQ 1"\n[[case.paper]]',
        ),
        ("case/works/dated_fee/2026-01-01", "added", ""),
        "thêm phí từ ngày 01/01/2026 (mức 5.000 đồng; đến hết ngày 31/12/2026; căn cứ “NQ 1”).",
    ),
]


@pytest.mark.parametrize(("edit", "expected", "sentence"), IN_FACTS, ids=_named)
def test_one_change_in_the_facts(files: Files, edit: Edit, expected: tuple[str, str, str], sentence: str) -> None:
    change = only(files, edit)
    assert (change.where, change.subject) == ("facts", expected[0])
    assert (change.kind, change.aspect) == expected[1:]
    assert sentence in change.sentence


def test_what_only_other_procedures_say() -> None:
    copy = dict(releases.read_folder(DIAGRAMS / "cap-ban-sao-tu-so-goc").files)
    petition = dict(releases.read_folder(DIAGRAMS / "phan-anh-kien-nghi").files)
    replace(FACTS, 'term = "P1D"', 'term = "P0D"')(copy)
    immediate = only(copy, replace(FACTS, "fees = ", "immediate = true\nfees = "))
    assert immediate.sentence.endswith("trả ngay từ không thành có.")
    waits = only(copy, replace(FACTS, "fees = ", "confirmation_days = { online = 1 }\nfees = "))
    assert waits.sentence.endswith("thêm thời gian chờ xác nhận khi nộp trực tuyến 1 ngày làm việc.")
    ends = only(petition, replace(FACTS, "ends = true\n", ""))
    assert (ends.subject[:6], ends.aspect) == ("state/", "ends")
    assert ends.sentence.endswith("là trạng thái kết thúc từ có thành không.")
    slug = only(petition, replace(FACTS, 'slug = "phan-anh-kien-nghi"', 'slug = "phan-anh"'))
    assert (slug.subject, slug.aspect) == ("procedure", "slug")


def test_a_channel_comes_with_its_fees(files: Files) -> None:
    def plant(found: Files) -> None:
        text = found[FACTS].decode().replace(', "post"]', "]").replace(", post = 0", "")
        found[FACTS] = text.encode()

    assert [change.subject for change in told(files, plant)] == ["channels/post", "case/works", "case/house"]


@pytest.mark.parametrize("folder", sorted(DIAGRAMS.iterdir()), ids=lambda folder: folder.name)
def test_a_release_written_anew_is_the_same(folder) -> None:
    release = releases.read_folder(folder)
    assert differences.compare(release, release) == ()
    files = dict(release.files)
    for name in files:
        if name.endswith(".bpmn"):
            files[name] = _written_anew(files[name])
        elif name.endswith(".form"):
            files[name] = json.dumps(json.loads(files[name]), sort_keys=True).encode()
    assert files != release.files
    assert differences.compare(release, releases.read(files)) == ()


def _written_anew(xml: bytes) -> bytes:
    """Other prefixes, blanks, order of attributes; defaults written out."""
    root = etree.fromstring(
        xml.replace(b"xmlns:bpmn=", b"xmlns:b=")
        .replace(b"<bpmn:", b"<b:")
        .replace(b"</bpmn:", b"</b:")
        .replace(b'"bpmn:t', b'"b:t')
    )
    for node in root.iter(etree.Element):
        attributes = sorted(node.attrib.items(), reverse=True)
        node.attrib.clear()
        node.attrib.update(attributes)
        if "name" in node.attrib:
            node.set("name", node.get("name").replace(" ", "  "))
        if roles := node.get(f"{{{CAMUNDA}}}candidateGroups"):
            node.set(f"{{{CAMUNDA}}}candidateGroups", f" {roles} ")
        if node.tag.endswith("boundaryEvent"):
            node.set("cancelActivity", "true")
    etree.indent(root, "\t")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def test_the_order_is_facts_diagram_forms_decisions_drawing(files: Files) -> None:
    edits = [IN_DECISIONS[0][0], IN_FORMS[0][0], IN_FACTS[0][0], IN_THE_DIAGRAM[0][0]]
    assert [change.where for change in told(files, *edits)] == ["facts", "diagram", "forms", "decisions"]


def test_nothing_known_differs_from_anything_by_accident() -> None:
    found = [releases.read_folder(folder) for folder in sorted(DIAGRAMS.iterdir())]
    for old, new in pairwise(found):
        changes = differences.compare(old, new)
        assert len(changes) > 20
        assert all(change.sentence.endswith(".") and not change.sentence.isascii() for change in changes)
