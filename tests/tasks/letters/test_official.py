"""The official papers say what their forms ask for, whatever people typed, and are printed the same for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from bpmn.letters import Kind
from tasks.letters import official
from tasks.letters.official import Official
from tasks.letters.typesetting import Press

HOSTILE = '#read("/etc/passwd") $ * _ @ {{ facts }}'
FACTS = Official(
    kind="supplement_request",
    title="Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    source="Mẫu số 02, Thông tư 03/2025/TT-VPCP (gói quy tắc nd118, bản dự thảo)",
    symbol="12/HDHS",
    is_draft=False,
    superior="",
    agency="UBND phường Bến Xuân",
    place="Bến Xuân",
    day=datetime(2026, 3, 4, 1, 0, tzinfo=UTC),
    name="Nguyễn Thị Thùy Dương",
    identity="001185012345",
    address="Số 12, ngõ 45 đường Hoàng Quốc Việt",
    phone="0912345678",
    email="",
    code="H99.30-260302-0001",
    tracking_url="https://motcua.example/tra-cuu?k=9f27c1",
    procedure="Cấp bản sao từ sổ gốc",
    case="Cá nhân",
    received=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    due=datetime(2026, 3, 3, 1, 0, tzinfo=UTC),
    missing=("Bản chính giấy khai sinh", "Văn bản ủy quyền có chứng thực"),
    reason=("Bản chụp không đọc được số quyển.", "Người nộp không phải người được cấp."),
    limit=datetime(2026, 3, 11, 10, 0, tzinfo=UTC),
    until=datetime(2026, 3, 9, 10, 0, tzinfo=UTC),
    contact="Nguyễn Văn Bình",
    one_stop="Trung tâm Phục vụ hành chính công phường Bến Xuân",
    signer_title="Chủ tịch UBND phường",
    signer_name="Phạm Quốc Việt",
)
KINDS: list[Kind] = ["supplement_request", "apology", "stop_notice"]


def text(facts: Official, press: Press) -> str:
    reader = PdfReader(BytesIO(official.render(facts, press=press)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_supplement_request_names_everything_once(press: Press) -> None:
    said = text(FACTS, press)
    for part in (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Số: 12/HDHS",
        "Bến Xuân, ngày 04 tháng 3 năm 2026",
        "Ông/Bà Nguyễn Thị Thùy Dương",
        "1. Bản chính giấy khai sinh",
        "2. Văn bản ủy quyền có chứng thực",
        "Bản chụp không đọc được số quyển.",
        "đến 17 giờ 00 phút, ngày 11 tháng 3 năm 2026",
        "CHỦ TỊCH UBND PHƯỜNG",
        "Phạm Quốc Việt",
        "Nơi nhận:",
        "bản dự thảo",
    ):
        assert part in said


def test_an_apology_names_both_times(press: Press) -> None:
    said = text(replace(FACTS, kind="apology"), press)
    assert "hẹn trả kết quả: 08 giờ 00 phút, ngày 03 tháng 3 năm 2026" in said
    assert "vào lúc 17 giờ 00 phút, ngày 09 tháng 3 năm 2026" in said
    assert "xin lỗi Ông/Bà" in said


def test_a_stop_notice_gives_its_reason(press: Press) -> None:
    said = text(replace(FACTS, kind="stop_notice"), press)
    assert "dừng giải quyết hồ sơ mã số H99.30-260302-0001" in said
    assert "Người nộp không phải người được cấp." in said


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_typed_is_text_and_nothing_else(press: Press, kind: Kind) -> None:
    typed = replace(FACTS, kind=kind, name=HOSTILE, missing=(HOSTILE,), reason=(HOSTILE,), contact=HOSTILE)
    assert HOSTILE in text(typed, press)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_is_marked_and_an_issued_one_not(press: Press, kind: Kind) -> None:
    assert "DỰ THẢO" not in text(replace(FACTS, kind=kind), press)
    assert "DỰ THẢO" in text(replace(FACTS, kind=kind, is_draft=True, symbol="…/HDHS"), press)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_facts_give_the_same_bytes(press: Press, kind: Kind) -> None:
    facts = replace(FACTS, kind=kind)
    assert official.render(facts, press=press) == official.render(facts, press=press)


def test_a_long_list_runs_over_the_page(press: Press) -> None:
    many = replace(FACTS, missing=tuple(f"Giấy tờ thứ {number}" for number in range(1, 80)))
    assert len(PdfReader(BytesIO(official.render(many, press=press))).pages) >= 2
    assert "79. Giấy tờ thứ 79" in text(many, press)


OWN = (
    "Chào *{người nộp}*.\n\n{nội dung bổ sung}\n\nVì {lý do}; hạn {hạn bổ sung}. "
    'Hồ sơ {mã hồ sơ}. #read("/etc/passwd") $x$'
)


def test_a_release_words_its_own_letter_and_values_stay_text(press: Press) -> None:
    typed = replace(FACTS, wording=OWN, name=HOSTILE, missing=(HOSTILE, "{lý do}"), reason=("Mờ.", "*Thiếu*"))
    said = text(typed, press)
    for part in (
        f"Chào {HOSTILE}.",
        f"1. {HOSTILE}",
        "2. {lý do}",
        "Vì Mờ; *Thiếu*; hạn 17 giờ 00 phút, ngày 11 tháng 3 năm 2026.",
        'H99.30-260302-0001. #read("/etc/passwd") $x$',
        "Số: 12/HDHS",
        "Phạm Quốc Việt",
    ):
        assert part in said
    assert "Để có đủ căn cứ giải quyết" not in said
    assert official.render(typed, press=press) == official.render(typed, press=press)
