"""A release's letters are plain text with places; whatever else is written there is said, and does nothing."""

from __future__ import annotations

import pytest

from bpmn import designs, differences, letters, releases
from bpmn.files import NotReadable
from bpmn.letters import FILES, KINDS
from tests.bpmn.drawing import FACTS, diagram, field, form

FILE = FILES["apology"]
USUAL = letters.beginning("apology")
BASE = {
    "procedure.toml": FACTS.encode(),
    "quy-trinh.bpmn": diagram(""),
    "mau.form": form(field("textfield", "a")),
}


def release(text: str | None) -> releases.Release:
    """A release with an apology of its own."""
    return releases.read(BASE if text is None else {**BASE, FILE: text.encode()})


@pytest.mark.parametrize("kind", FILES)
def test_what_a_letter_begins_with_is_right(kind: letters.Kind) -> None:
    found = letters.read(FILES[kind], letters.beginning(kind))
    assert (found.kind, KINDS[FILES[kind]]) == (kind, kind)
    assert set(letters.needed(kind)) <= set(letters.names(kind)) <= set(letters.NAMES)


def test_a_release_knows_its_letters_by_kind_and_its_hash_covers_them() -> None:
    found = release(USUAL.decode())
    assert list(found.letters) == ["apology"]
    assert found.hash not in (release(None).hash, release(USUAL.decode() + " ").hash)
    words = found.letters["apology"].paragraphs[0].runs
    assert [run.text for run in words if run.is_place][:3] == ["lúc tiếp nhận", "một cửa", "mã hồ sơ"]
    assert [run.text for run in words if run.is_bold] == ["mã hồ sơ"]
    listed = letters.read(FILE, "{mã hồ sơ}\n\n {lý do} \n\n{hẹn lại}".encode()).paragraphs
    assert [one.listed for one in listed] == ["", "lý do", ""]
    among_words = letters.read(FILE, "{mã hồ sơ} vì {lý do}\n\nLý do: {lý do}\n\n{hẹn lại}".encode()).paragraphs
    assert [one.listed for one in among_words] == ["", "", ""]


BAD = {
    "không có gì để điền vào chỗ “{% import 'os' as os %}” ở dòng 1": "{% import 'os' as os %}",
    "dấu “{” đứng lẻ ở dòng 1": "{{ facts.__class__ }}",
    "chỗ “{mã hồ sơ.__class__}” ở dòng 3": "Kính gửi\n\n{mã hồ sơ.__class__}",
    "“{hạn bổ sung}” ở dòng 1": "{hạn bổ sung}",
    "dấu “}” đứng lẻ ở dòng 2": "một\nhai }",
    "dấu * in đậm ở dòng 1 chưa đóng": "*{mã hồ sơ} {lý do} {hẹn lại}",
    "thiếu chỗ điền “{lý do}”, “{hẹn lại}”": "{mã hồ sơ}",
    "văn bản trống": " \n\n",
    "lớn hơn 20 KB": "a" * 30_000,
    "quá 60 đoạn": "a\n\n" * 61,
}


@pytest.mark.parametrize("reason", BAD)
def test_what_nothing_fills_is_a_finding_at_its_line(reason: str) -> None:
    with pytest.raises(NotReadable) as refused:
        release(BAD[reason])
    assert reason in str(refused.value)
    assert f"“{FILE}”" in str(refused.value)
    (found,) = [one for one in designs.check({**BASE, FILE: BAD[reason].encode()}) if one.file == FILE]
    assert (found.finding.rule, found.finding.severity) == ("readable", "error")


def test_a_letter_that_nobody_issues_is_a_finding() -> None:
    (found,) = [one for one in designs.check({**BASE, "thu-moi.letter": b"x"}) if one.file == "thu-moi.letter"]
    assert "không có văn bản nào mang tên tệp này" in found.finding.message


def test_changes_are_told_paragraph_by_paragraph() -> None:
    old = USUAL.decode()
    new = old.replace("Đến nay,", "Cho đến nay,").replace("Lúc {", "Chào Ông/Bà.\n\nLúc {")
    told = [one for one in differences.compare(release(old), release(new)) if one.where == "letters"]
    assert [(one.kind, one.aspect) for one in told] == [("added", ""), ("changed", "text")]
    assert told[0].sentence == "Phiếu xin lỗi và hẹn lại: thêm đoạn 1 (nội dung “Chào Ông/Bà.”)."
    assert "“Cho đến nay," in told[1].new
    assert "từ “Đến nay," in told[1].sentence
    (whole,) = [one for one in differences.compare(release(None), release(old)) if one.where == "letters"]
    assert (whole.kind, whole.sentence) == ("added", "Thêm phiếu xin lỗi và hẹn lại.")
