"""What a page of the national catalogue becomes, and what is said about what it does not tell."""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from processes import listings
from processes.listings import Listing, NotAListing, Paper
from tests.processes.listings.pages import page


def read(channels: str, **more: object) -> Listing:
    return listings.read(page(channels, **more))


def rules(listing: Listing) -> set[str]:
    return {found.rule for found in listing.findings}


@pytest.mark.parametrize(
    ("cell", "term", "basis"),
    [
        ("5 Ngày làm việc", "5 ngày làm việc", "cell"),
        ("20 Ngày", "20 ngày", "cell"),
        ("0.5 Ngày làm việc", "0,5 ngày làm việc", "cell"),
        ("4 Giờ", "4 giờ làm việc", "cell"),
        ("30 Phút", "0,5 giờ làm việc", "cell"),
        ("6 Tháng", "6 tháng", "cell"),
        ("2 Tuần", "14 ngày", "cell"),
        ("7", "7 ngày làm việc", "assumed"),
        ("Không quy định", "None", "none"),
        ("Không có thông tin", "None", "none"),
    ],
)
def test_a_limit_keeps_its_unit(cell: str, term: str, basis: str) -> None:
    limit = read(f"Trực tiếp{cell}Miễn phí").ways[0].limit
    assert (str(limit.term), limit.basis) == (term, basis)


def test_a_limit_without_a_unit_is_taken_from_the_text_that_names_it() -> None:
    prose = "Trong thời hạn 02 ngày làm việc, kể từ ngày nhận được hồ sơ hợp lệ, cơ quan trả lời."
    listing = read("Trực tiếp2Miễn phí", trinh_tu_thuc_hien=prose)
    assert (str(listing.ways[0].limit.term), listing.ways[0].limit.basis) == ("2 ngày làm việc", "text")
    assert rules(listing) == {"limit-from-text"}


def test_the_first_check_of_a_dossier_is_not_its_limit() -> None:
    prose = "Không quá 01 ngày làm việc kể từ khi nhận được hồ sơ, cơ quan thụ lý hồ sơ kiểm tra và hướng dẫn."
    assert read("Trực tiếp1Miễn phí", trinh_tu_thuc_hien=prose).ways[0].limit.basis == "assumed"


def test_a_text_with_several_limits_is_kept_word_for_word() -> None:
    told = "Thẩm định: 05 ngày làm việc kể từ ngày nhận hồ sơ; phê duyệt: 10 ngày kể từ ngày nhận hồ sơ."
    listing = read(f"Trực tiếpKhông có thông tinMiễn phí{told}")
    assert (listing.ways[0].limit.term, listing.ways[0].limit.basis) == (None, "unread")
    assert listing.ways[0].description == told
    assert "limit-unread" in rules(listing)


def test_the_whole_wins_over_its_parts() -> None:
    told = "Trong thời hạn 30 ngày, trong đó: kiểm tra 10 ngày kể từ ngày nhận hồ sơ; đăng ký 20 ngày."
    assert str(read(f"Trực tiếpKhông có thông tinMiễn phí{told}").ways[0].limit.term) == "30 ngày"


def test_a_same_day_procedure_has_its_hour() -> None:
    prose = "Nếu tiếp nhận sau 15 giờ mà không giải quyết được ngay thì trả kết quả trong ngày làm việc tiếp theo."
    assert read("Trực tiếp1 Ngày làm việcMiễn phí", trinh_tu_thuc_hien=prose).ways[0].limit.cutoff == time(15)


def test_the_cases_of_a_channel_are_told_apart() -> None:
    told = "Trường hợp cấp mới"
    listing = read(f"Trực tiếp12 Ngày làm việcMiễn phí{told}Trực tiếp2 Ngày làm việcMiễn phíTrường hợp cấp lại")
    assert [(way.case, way.name, str(way.limit.term)) for way in listing.ways] == [
        (1, "Trường hợp cấp mới", "12 ngày làm việc"),
        (2, "Trường hợp cấp lại", "2 ngày làm việc"),
    ]


def test_a_special_limit_keeps_its_condition() -> None:
    told = "20 ngày làm việc đối với trường hợp cây cần bảo tồn"
    (special,) = read(f"Trực tiếp10 Ngày làm việcMiễn phí{told}").ways[0].limit.specials
    assert (str(special.term), special.when) == ("20 ngày làm việc", told)


def test_a_channel_named_in_prose_begins_no_row() -> None:
    listing = read("Trực tuyến7 Ngày làm việcMiễn phíTrực tuyến tại Cổng Dịch vụ công quốc gia.")
    assert [way.channel for way in listing.ways] == ["online"]


@pytest.mark.parametrize(
    ("cell", "sort"),
    [
        ("Miễn phí", "free"),
        ("Miễn phí(Không)", "free"),
        ("Miễn phí(Không quy định.)", "free"),
        ("Miễn phí(Theo quy định của Hội đồng nhân dân cấp tỉnh)", "conditional"),
        ("Miễn phí(Đối với sân bay trực thăng)", "conditional"),
        ("Miễn phí(", "free"),
        ("Không có thông tin", "not_stated"),
        ("Không có thông tinLệ phí do Hội đồng nhân dân cấp tỉnh quyết định", "conditional"),
        ("10,000,000 Việt Nam Đồng", "amount"),
    ],
)
def test_free_is_said_only_without_a_condition(cell: str, sort: str) -> None:
    assert read(f"Trực tiếp5 Ngày làm việc{cell}").ways[0].fee.sort == sort


def test_a_dated_fee_holds_on_its_days() -> None:
    note = "(áp dụng mức phí 400.000 đồng/hồ sơ kể từ ngày 01/7/2025 đến hết ngày 31/12/2026)"
    fee = read(f"Trực tiếp15 Ngày làm việc800,000 VNĐ({note})").ways[0].fee
    amounts = [fee.on(day) for day in (date(2025, 6, 30), date(2025, 7, 1), date(2026, 12, 31), date(2027, 1, 1))]
    assert [rate and rate.amount for rate in amounts] == [800_000, 400_000, 400_000, 800_000]
    assert fee.rates[0].per == "hồ sơ"


def test_a_share_and_a_waiver_are_amounts_too() -> None:
    half = "Từ ngày 01/07/2025 đến hết ngày 31/12/2026, mức lệ phí bằng 50% mức phí nêu trên"
    waived = "Phí đăng ký (Miễn lệ phí từ ngày 07/4/2026 đến 30/6/2026)"
    assert read(f"Trực tiếp5 Ngày70,000,000 VNĐ({half})").ways[0].fee.rates[0].amount == 35_000_000
    assert read(f"Trực tiếp5 Ngày500,000 VNĐ({waived})").ways[0].fee.rates[0].amount == 0


def test_a_fee_that_lost_its_thousands_is_mended_by_its_note_and_told() -> None:
    listing = read("Trực tiếp5 Ngày700 VNĐ(Phí thẩm định: 700.000 đồng/cơ sở.)")
    assert listing.ways[0].fee.rates[0].amount == 700_000
    assert rules(listing) == {"fee-implausible"}
    assert "fee-implausible" in rules(read("Trực tiếp5 Ngày50 VNĐ"))


def test_foreign_money_is_not_doubted() -> None:
    listing = read("Trực tiếp5 Ngày làm việc5 USD")
    assert (listing.ways[0].fee.rates[0].currency, rules(listing)) == ("USD", set())


def test_cells_that_run_together_are_told() -> None:
    listing = read("Trực tuyến120 VNĐ(20.000 đồng/tờ khai)Trực tiếp1Miễn phí")
    assert (listing.ways[0].limit.words, listing.ways[0].fee.rates[0].amount) == ("1", Decimal(20_000))
    assert "row-torn" in rules(listing)


def test_channels_that_differ_without_a_reason_are_told() -> None:
    differing = "Trực tuyến18 Ngày làm việcMiễn phíDịch vụ bưu chính4 Ngày làm việcMiễn phí"
    mixed = "Trực tuyến14 Ngày làm việcMiễn phíTrực tiếp14 NgàyMiễn phí"
    contrary = "Trực tiếp7 NgàyMiễn phí07 ngày làm việc, kể từ ngày nhận đủ hồ sơ"
    assert rules(read(differing)) == {"limit-implausible"}
    assert rules(read(mixed)) == {"limit-implausible"}
    assert rules(read(contrary)) == {"limit-differs"}


def test_texts_that_still_speak_of_districts_are_told() -> None:
    assert rules(read("Trực tiếp5 NgàyMiễn phí", co_quan_thuc_hien="Ủy ban nhân dân cấp huyện")) == {"districts"}
    assert rules(read("Trực tiếp5 NgàyMiễn phí", trinh_tu_thuc_hien="Nộp tại quận Cầu Giấy, Hà Nội")) == set()


def test_papers_outcomes_and_provisions_are_told_apart() -> None:
    table = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    text = (
        f"* Giấy tờ phải nộp:{table}Tờ khai theo mẫuTo khai.docxMau 2.docx1 bản chính,1 bản sao"
        "Giấy chứng sinh0 bản chính"
        f"* Giấy tờ phải xuất trình:{table}Thẻ căn cước1 bản chính"
    )
    listing = read("Trực tiếp5 NgàyMiễn phí", thanh_phan_ho_so=text)
    assert listing.papers == (
        Paper("* Giấy tờ phải nộp:", "Tờ khai theo mẫu", ("To khai.docx", "Mau 2.docx"), 1, 1),
        Paper("* Giấy tờ phải nộp:", "Giấy chứng sinh", (), 0, 0),
        Paper("* Giấy tờ phải xuất trình:", "Thẻ căn cước", (), 1, 0),
    )
    assert [(one.code, one.name) for one in listing.outcomes] == [("KQ.G15.000001", "Giấy xác nhận")]
    assert listing.provisions == ("60/2014/QH13", "123/2015/NĐ-CP")
    assert listing.levels == ("province", "commune")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"ma_thu_tuc": "1.000001"}',
        page(ma_thu_tuc="khong-phai-ma"),
        page(ten_thu_tuc=["danh sách"]),
        page(ten_thu_tuc="\x00"),
        b'{"ma_thu_tuc": "1.000001", "ten_thu_tuc": "\\ud800"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_page_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(NotAListing):
        listings.read(content)


_PIECES = [
    "",
    "Trực tuyến",
    "Trực tiếp",
    "Dịch vụ bưu chính",
    "5",
    "20",
    " Ngày",
    " Ngày làm việc",
    " Giờ",
    "Miễn phí",
    "(",
    ")",
    "Không có thông tin",
    "Không",
    "1,000",
    " VNĐ",
    "50.000 đồng",
    "từ ngày 31/02/2026 đến 01/01/2027",
    "đến hết ngày 31/12/2026",
    "bằng 50% mức phí",
    "đối với",
    ";",
    "07 ngày",
    "kể từ ngày nhận hồ sơ",
    "999999999999999999999999999999",
    "",
]
_CELLS = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)


@given(_CELLS, _CELLS)
@example(channels="Trực tuyến" + "9" * 30 + "Không có thông tin", prose="")
def test_any_text_is_read_without_a_crash(channels: str, prose: str) -> None:
    listing = read(channels, trinh_tu_thuc_hien=prose, thanh_phan_ho_so=prose)
    assert json.dumps(listing.document())
    assert all(way.limit.term is not None or way.limit.basis in {"none", "unread"} for way in listing.ways)
