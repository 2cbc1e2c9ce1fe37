"""Files of other tools: each repair made or refused by itself, performers given roles, and what is no diagram."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree

from bpmn import checks, clinic, imports, layout, reader
from bpmn.clinic import performers
from bpmn.clinic.performers import Key
from bpmn.clinic.picture import BPMNDI
from bpmn.files import NotReadable
from bpmn.imports import Wishes
from bpmn.model import UserTask
from tests import corpus
from tests.bpmn.drawing import chain, diagram

ROLES = {
    "@receiving/reception_officer": "Cán bộ tiếp nhận và trả kết quả nơi tiếp nhận",
    "one_stop/reception_officer": "Cán bộ tiếp nhận, Trung tâm Phục vụ hành chính công",
    "office/case_officer": "Công chức Tư pháp – Hộ tịch, Văn phòng HĐND và UBND",
    "economic_division/division_head": "Trưởng phòng, Phòng Kinh tế",
    "economic_division/case_officer": "Chuyên viên, Phòng Kinh tế",
    "leadership/agency_leader": "Chủ tịch UBND phường, Lãnh đạo UBND phường",
    "office/records_clerk": "Văn thư, Văn phòng HĐND và UBND",
}
LANES = diagram(
    '<laneSet id="set"><lane id="first" name="Bộ phận Một cửa"><flowNodeRef>a</flowNodeRef></lane>'
    '<lane id="second" name="case_officer"><flowNodeRef>b</flowNodeRef></lane></laneSet>'
    '<startEvent id="start"/><task id="a" name="Tiếp nhận"/><userTask id="b" name="Thẩm định"/>'
    '<userTask id="c" name="Ký"/><userTask id="d" camunda:candidateGroups="van-thu"/><endEvent id="end"/>'
    + chain("start", "a", "b", "c", "d", "end")
)


def _packed(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "<x/>")
    return held.getvalue()


def _spots(found: imports.Imported, *, made: bool) -> set[clinic.Spot]:
    return {one.spot for one in found.repairs if one.is_made is made}


def test_a_repair_is_refused_by_itself_and_said_what_follows() -> None:
    xml = diagram(
        '<startEvent id="s"/><exclusiveGateway id="g"/><userTask id="a"/><manualTask id="m"/><manualTask id="n"/>'
        + chain("s", "g", "a")
        + chain("g", "m", "n")
    )
    whole = imports.read(xml)
    assert _spots(whole, made=False) == set()
    assert {("repair-task", "m"), ("repair-task", "n"), ("repair-end", "a")} <= _spots(whole, made=True)
    found = imports.read(xml, Wishes(refused=frozenset({("repair-task", "m")})))
    assert _spots(found, made=False) == {("repair-task", "m")}
    assert _spots(found, made=True) == _spots(whole, made=True) - {("repair-task", "m")}
    (left,) = [one for one in found.repairs if not one.is_made]
    assert left.sentences == next(one.sentences for one in whole.repairs if one.spot == left.spot)
    assert b'<manualTask id="m"/>' in found.xml
    assert "m" not in found.marks
    assert "n" in found.marks


def test_what_a_refusal_leaves_wrong_is_told_at_its_repair() -> None:
    xml = diagram(
        '<startEvent id="s"/><scriptTask id="a" name="Tính phí"><script>import os</script></scriptTask>'
        + chain("s", "a")
    )
    found = imports.read(xml, Wishes(refused=frozenset({("repair-task", "a")})))
    (left,) = [one for one in found.repairs if not one.is_made]
    errors = {one.message for one in checks.check(reader.read(found.xml)) if one.severity == "error"}
    assert left.then
    assert set(left.then) <= errors
    assert imports.read(xml).then == ()


def test_what_only_a_refusal_makes_necessary_can_be_refused_too() -> None:
    xml = diagram(
        '<startEvent id="s"/><exclusiveGateway id="g"/><userTask id="a"/><endEvent id="e"/>'
        + chain("s", "g", "a", "e")
        + chain("g", "e")
    )
    first = imports.read(xml, Wishes(frozenset({("repair-condition", "g")})))
    new = _spots(first, made=True) - _spots(imports.read(xml), made=True)
    assert new
    found = imports.read(xml, Wishes(frozenset({("repair-condition", "g"), *new})))
    assert new <= _spots(found, made=False)
    assert all(one.sentences for one in found.repairs)


def test_what_cannot_be_read_without_a_repair_is_refused_in_a_sentence() -> None:
    xml = diagram('<startEvent id="s"/><userTask name="Không mã"/>' + chain("s", "nowhere"))
    spots = _spots(imports.read(xml), made=True)
    found = imports.read(xml, Wishes(frozenset(spots)))
    assert {one.spot[0] for one in found.repairs if one.is_needed} == {"repair-id"}
    assert all(one.is_made for one in found.repairs if one.is_needed)


def test_performers_without_a_role_of_ours_are_asked_for_and_written_where_the_reader_looks() -> None:
    found = imports.read(LANES, roles=ROLES)
    asked = {one.key: (one.name, one.steps) for one in found.performers}
    first: Key = ("lane", "first")
    assert asked == {
        first: ("Bộ phận Một cửa", 1),
        ("lane", "second"): ("case_officer", 1),
        ("pool", "p"): ("Quy trình", 1),
        ("group", "van-thu"): ("van-thu", 1),
    }
    chosen: dict[Key, str] = {
        first: "@receiving/reception_officer",
        ("lane", "second"): "office/case_officer",
        ("pool", "p"): "leadership/agency_leader",
        ("group", "van-thu"): "office/records_clerk",
    }
    given = imports.read(LANES, Wishes(roles=chosen), roles=ROLES)
    tasks = {one.id: one.role for one in reader.read(given.xml).elements.values() if isinstance(one, UserTask)}
    assert tasks == {
        "a": chosen[first],
        "b": "office/case_officer",
        "c": "leadership/agency_leader",
        "d": "office/records_clerk",
    }
    assert [one.key for one in given.performers] == list(asked), "what was chosen can be chosen again"
    assert performers.unknown(reader.read(given.xml), ROLES) == []
    assert b'name="gov.role" value="@receiving/reception_officer"' in given.xml


def test_a_performer_left_open_is_a_finding() -> None:
    told = {one.rule for one in checks.check(reader.read(imports.read(LANES, roles=ROLES).xml))}
    assert "task-role" in told


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Bộ phận Một cửa", "@receiving/reception_officer"),
        ("Tiếp nhận và trả kết quả", "@receiving/reception_officer"),
        ("LÃNH ĐẠO PHƯỜNG", "leadership/agency_leader"),
        ("Chủ tịch UBND", "leadership/agency_leader"),
        ("Văn thư", "office/records_clerk"),
        ("Trưởng phòng Kinh tế", "economic_division/division_head"),
        ("Chuyên viên Phòng Kinh tế", "economic_division/case_officer"),
        ("Công chức hộ tịch", "office/case_officer"),
        ("Lieferant", None),
        ("Cấp phép", None),
        ("", None),
    ],
)
def test_a_role_is_suggested_by_name(name: str, role: str | None) -> None:
    assert performers.suggest(name, ROLES) == role


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("bang.xlsx", _packed("xl/workbook.xml"), "tệp Excel, không phải sơ đồ BPMN; bảng quy trình Excel mở ở"),
        ("bang.bpmn", _packed("xl/workbook.xml"), "tệp nén, không phải sơ đồ BPMN"),
        ("so-do.vsdx", _packed("visio/document.xml"), "tệp Visio"),
        ("so-do.pdf", b"%PDF-1.7", "không phải tệp .bpmn"),
        ("anh.bpmn", b"\x89PNG\r\n", "XML sai cú pháp"),
        ("hinh.bpmn", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "không phải là sơ đồ BPMN 2.0"),
        ("to.bpmn", b"<a>" + b"x" * 6_000_000 + b"</a>", "lớn hơn 5 MB"),
        ("bom.bpmn", b'<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>', "DOCTYPE"),
        ("mau.form", b"{", "JSON sai cú pháp ở dòng 1"),
        ("bang.dmn", b"<a/>", "không phải là tệp quyết định DMN"),
    ]
    + [
        (
            f"{day}.dmn",
            f'<definitions xmlns="https://www.omg.org/spec/DMN/{day}/MODEL/" id="x" name="x"/>'.encode(),
            f"DMN {told}",
        )
        for day, told in (("20211108", "1.4"), ("20230324", "1.5"))
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_no_diagram_is_refused_by_its_name(name: str, content: bytes, told: str) -> None:
    with pytest.raises(NotReadable, match=told) as refused:
        imports.require({"q.bpmn": LANES, name: content})
    assert name in str(refused.value)


def test_a_design_begins_with_one_diagram() -> None:
    with pytest.raises(NotReadable, match="đúng một sơ đồ"):
        imports.require({"a.bpmn": LANES, "b.bpmn": LANES})
    with pytest.raises(NotReadable, match="chưa có sơ đồ"):
        imports.require({"a.form": b"{}"})
    imports.require({"a.bpmn": LANES, "a.form": b"{}", "procedure.toml": b"?"})


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("Quy trình (1).xml", "Quy-trình-1.bpmn"),
        ("../../etc/passwd.bpmn", "passwd.bpmn"),
        ("???.BPMN", "quy-trinh.bpmn"),
        ("a" * 300 + ".form", "a" * 60 + ".form"),
        ("procedure.toml", "procedure.toml"),
    ],
)
def test_a_file_has_a_name_that_a_design_can_have(came: str, kept: str) -> None:
    assert imports.named(came) == kept


def test_other_encodings_become_the_one_that_the_studio_speaks() -> None:
    text = LANES.decode()
    for encoding in ("UTF-16", "ISO-8859-1", "UTF-8"):
        plain = (
            text.replace("Bộ phận Một cửa", "Café")
            .replace("Tiếp nhận", "a")
            .replace("Thẩm định", "b")
            .replace("Ký", "c")
        )
        xml = f'<?xml version="1.0" encoding="{encoding}"?>{plain.replace("Quy trình", "Q")}'.encode(encoding)
        found = imports.read(xml)
        assert found.original == xml
        assert 'name="Café"' in found.xml.decode()
        assert 'name="Café"' in imports.readable(xml).decode()


@pytest.mark.corpus
def test_diagrams_of_others_are_read_with_every_other_repair_refused() -> None:
    for path in corpus.chosen(8):
        xml = path.read_bytes()
        whole = imports.read(xml, roles=ROLES)
        assert layout.is_drawn(whole.xml)
        refused = frozenset(one.spot for one in whole.repairs[::2])
        try:
            found = imports.read(xml, Wishes(refused), roles=ROLES)
        except NotReadable:
            continue
        assert refused <= {one.spot for one in found.repairs}, path


@pytest.mark.corpus
def test_of_several_drawings_the_largest_is_opened() -> None:
    folder = corpus.folder()
    assert folder is not None
    xml = (folder / "bpmn-miwg" / "ADONIS_17.0" / "B.2.0-export.bpmn").read_bytes()
    first, *others = etree.fromstring(imports.read(xml).xml).findall(f"{{{BPMNDI}}}BPMNDiagram")
    assert others
    assert all(len(list(first.iter())) > len(list(one.iter())) for one in others)
