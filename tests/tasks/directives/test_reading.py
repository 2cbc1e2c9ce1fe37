"""A directive's text: what is found in it, where exactly, and that no text, however hostile, holds anybody up."""

from __future__ import annotations

import time
from datetime import date
from hashlib import sha256

import pytest

from tasks.directives import reading, terms
from tasks.directives.reading import LONGEST, Reading, TextTooLong
from tests import corpus

DIRECTIVE = """ỦY BAN NHÂN DÂN             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH LAM GIANG
Số: 12/CT-UBND                                   Lam Giang, ngày 05 tháng 8 năm 2026

CHỈ THỊ
Về việc chuẩn bị số hóa hồ sơ trước mùa tuyển sinh

Thực hiện Nghị định số 118/2025/NĐ-CP ngày 09/6/2025 của Chính phủ, Sở Tư pháp đã báo cáo tiến độ tháng 7/2026.
Chủ tịch UBND tỉnh yêu cầu:

1. Các sở, ban, ngành, UBND các xã, phường:
a) Rà soát hồ sơ giấy, lập danh mục theo Quyết định số 45/QĐ-UBND ngày 01/3/2026; hoàn thành trước ngày 15/8.
b) Bố trí máy quét:
- Mỗi điểm tiếp nhận một máy;
- Xong trước ngày 31 tháng 8 năm 2026.
2. Sở Tư pháp chủ trì, phối hợp với Sở Xây dựng, UBND phường Bến Xuân tham mưu kế hoạch trong
quý IV năm 2026; định kỳ hằng tháng báo cáo UBND tỉnh; Văn phòng UBND tỉnh theo dõi, đôn đốc.
3. Giao Sở Tài chính
- Bố trí kinh phí trong tháng 2.
4. Trung tâm Chuyển đổi số Lam Giang vận hành kho dữ liệu, chậm nhất là ngày 20/12/2026, 6 tháng một lần báo cáo.

Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.

Nơi nhận:
- Sở Nội vụ có trách nhiệm lưu văn bản;
"""
NAMES = ["Trung tâm Chuyển đổi số Lam Giang", "Sở Tư pháp", "UBND phường Bến Xuân"]


def told(found: Reading) -> list[tuple[list[str], str, list[date], str]]:
    """Of each suggestion whom, what begins with which words, until when, how often."""
    return [
        (
            [unit.words for unit in one.units],
            " ".join(found.text[one.start : one.end].split()[:3]),
            [said.on for said in one.dates],
            one.repeated.period if one.repeated else "",
        )
        for one in found.suggestions
    ]


@pytest.fixture(scope="module")
def found() -> Reading:
    return reading.read(DIRECTIVE, NAMES)


def test_the_head_says_number_day_giver_and_subject(found: Reading) -> None:
    head = found.head
    assert (head.number, head.on) == ("12/CT-UBND", date(2026, 8, 5))
    assert head.giver.startswith("ỦY BAN NHÂN DÂN")
    assert head.about == "chuẩn bị số hóa hồ sơ trước mùa tuyển sinh"


def test_who_is_to_do_what_until_when(found: Reading) -> None:
    groups = ["Các sở, ban, ngành", "UBND các xã, phường"]
    assert told(found) == [
        (groups, "Rà soát hồ", [date(2026, 8, 15)], ""),
        (groups, "Bố trí máy", [date(2026, 8, 31)], ""),
        (["Sở Tư pháp"], "chủ trì, phối", [date(2026, 12, 31)], "month"),
        (["Văn phòng UBND tỉnh"], "theo dõi, đôn", [], ""),
        (["Sở Tài chính"], "Bố trí kinh", [date(2027, 2, 28)], ""),
        (["Trung tâm Chuyển đổi số Lam Giang"], "vận hành kho", [date(2026, 12, 20)], "half"),
    ]
    assert [one.words for one in found.suggestions[2].partners] == ["Sở Xây dựng", "UBND phường Bến Xuân"]


def test_every_finding_says_from_which_characters_it_comes(found: Reading) -> None:
    for one in found.suggestions:
        for unit in (*one.units, *one.partners):
            assert found.text[unit.start : unit.end].strip(" ,;") == unit.words
        for said in one.dates:
            assert one.start <= said.start < said.end <= one.end
    said = found.suggestions[2].dates[0]
    assert found.text[said.start : said.end] == "trong\nquý IV năm 2026"
    repeated = found.suggestions[2].repeated
    assert repeated is not None
    assert found.text[repeated.start : repeated.end] == "hằng tháng"


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("xong trước ngày 15/8/2026", [date(2026, 8, 15)]),
        ("chậm nhất ngày 1.9.2026", [date(2026, 9, 1)]),
        ("trước 31-10-2026", [date(2026, 10, 31)]),
        ("trong quý III", [date(2026, 9, 30)]),
        ("đến hết quý 1/2027", [date(2027, 3, 31)]),
        ("trong tháng 9", [date(2026, 9, 30)]),
        ("trong năm 2027", [date(2027, 12, 31)]),
        ("trước ngày 1/7", [date(2027, 7, 1)]),  # over already this year
        ("trước ngày 30/2/2027", []),
        ("theo Quyết định số 1/QĐ-UBND ngày 25/12/2026", []),
        ("thực hiện trước ngày 1/1/2020", []),
        ("đạt trước 20/30 chỉ tiêu", []),
    ],
)
def test_a_date_is_a_term_only_behind_a_word_that_sets_one(text: str, on: list[date]) -> None:
    assert [one.on for one in terms.dates(text, 0, len(text), date(2026, 8, 5))] == on


def test_reports_are_due_at_the_end_of_each_period_and_on_the_last_day() -> None:
    days = terms.reports(date(2026, 11, 15), "month", date(2026, 8, 5))
    assert [f"{day:%d/%m}" for day in days] == ["31/08", "30/09", "31/10", "15/11"]
    assert terms.reports(date(2026, 11, 15), "", date(2026, 8, 5)) == [date(2026, 11, 15)]
    assert [f"{day:%a %d/%m}" for day in terms.reports(date(2026, 8, 15), "week", date(2026, 8, 5))] == [
        "Fri 07/08",
        "Fri 14/08",
        "Sat 15/08",
    ]
    assert len(terms.reports(date(2036, 8, 5), "week", date(2026, 8, 5))) == 60
    assert terms.reports(date(2036, 8, 5), "week", date(2026, 8, 5))[-1] == date(2036, 8, 5)


def test_a_report_on_what_was_done_asks_nothing_of_anybody() -> None:
    news = "Sở Tư pháp tiếp tục triển khai, báo cáo định kỳ hằng tháng.\n\nSở Xây dựng đã rà soát trước ngày 15/8/2026."
    assert reading.read(news).suggestions == ()


HOSTILE = {
    "controls": DIRECTIVE.replace(" ", " \x00\x1b\u202e "),
    "brackets": "1. Sở Tư pháp " + "(" * 90_000 + ")" * 90_000,
    "units": "Giao " + "Sở Tư pháp, " * 16_000,
    "marks": "1. a) - " * 25_000,
    "lines": "\n".join(["a) Sở Y tế"] * 18_000),
    "spaces": "1." + " " * 190_000 + "Sở Y tế",
    "digits": "trước ngày " + "1/" * 90_000,
    "communes": "Giao UBND " + "các huyện, thị xã, thành phố " * 6_000,
    "number": "Số: " + "1" * 100_000 + "/" + "A" * 90_000,
    "clauses": "Giao Sở Y tế " + "hằng quý; " * 18_000,
    "sentences": "Giao Sở Y tế làm. " * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_text_is_read_in_bounded_time(text: str) -> None:
    begun = time.thread_time()
    found = reading.read(text[:LONGEST], NAMES)
    assert time.thread_time() - begun < 5
    assert len(found.suggestions) <= reading.MOST
    assert "\x00" not in found.text


def test_a_text_of_a_megabyte_is_refused_by_name() -> None:
    with pytest.raises(TextTooLong, match=r"200\.000"):
        reading.read("Giao Sở Y tế. " * 80_000)


# counted by a reader before any pattern was written: mandates, those with a date, those with a periodic report; the
# last is a newspaper's account of a department's work and asks nothing of anybody
CORPUS = {
    "41b4e80a475f": (7, 0, 0),
    "0b7f5678f9a1": (3, 1, 0),
    "356432100471": (9, 2, 0),
    "76b1d2338c9f": (16, 5, 2),
    "ef4d248fc396": (0, 0, 0),
}


@pytest.mark.corpus
def test_the_five_provincial_directives_hold_as_many_mandates_as_a_reader_counts() -> None:
    folder = corpus.folder()
    assert folder is not None
    counted: dict[str, tuple[int, int, int]] = {}
    for path in sorted((folder / "directives").glob("*.txt")):
        content = path.read_bytes()
        found = reading.read(content.decode("utf-8")).suggestions
        dated, repeated = sum(bool(one.dates) for one in found), sum(one.repeated is not None for one in found)
        counted[sha256(content).hexdigest()[:12]] = (len(found), dated, repeated)
    assert counted == CORPUS
