from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
import segno
from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, PdfObject

from processes.people import Person
from tasks.letters import receipt
from tasks.letters.receipt import Paper, ReceiptFacts
from tasks.letters.typesetting import Press

HOSTILE = '#read("/etc/passwd") $ * _ @'
URL = "https://motcua.example.gov.vn/tra-cuu/H26.45-231027-0361?k=9f27c1"

DUONG = Person(
    "Nguyễn Thị Thùy Dương",
    identity="001185012345",
    address="Số 12, ngõ 45 đường Hoàng Quốc Việt, phường Nghĩa Đô",
    phone="0912 345 678",
    email="duong@example.vn",
)
FACTS = ReceiptFacts(
    superior="Ủy ban nhân dân phường Nghĩa Đô",
    agency="Trung tâm Phục vụ hành chính công phường Nghĩa Đô",
    place="Nghĩa Đô",
    code="H26.45-231027-0361",
    received=datetime(2023, 10, 27, 2, 32, tzinfo=UTC),
    due=datetime(2023, 11, 3, 2, 32, tzinfo=UTC),
    procedure="Đăng ký thành lập hộ kinh doanh",
    case="Đăng ký lần đầu",
    owner=DUONG,
    submitter=DUONG,
    authorised=None,
    papers=(Paper("Giấy đề nghị đăng ký", 1, 0), Paper("Biên bản họp thành viên hộ gia đình", 0, 12)),
    sets=1,
    term="5 ngày làm việc",
    fee=150_000,
    fee_receipt="0001234",
    result="Trực tiếp tại quầy số 3",
    officer="Trần Văn Hậu",
    tracking_url=URL,
    source="Mẫu số 01, Thông tư 03/2025/TT-VPCP (bản dự thảo)",
)


def pages(facts: ReceiptFacts, press: Press) -> list[PageObject]:
    return list(PdfReader(BytesIO(receipt.render(facts, press=press))).pages)


def text(facts: ReceiptFacts, press: Press) -> str:
    """All the receipt says, lines run on."""
    return " ".join(" ".join(page.extract_text() for page in pages(facts, press)).split())


def test_the_receipt_states_what_the_form_asks_for(press: Press) -> None:
    said = text(FACTS, press)
    for statement in (
        "ỦY BAN NHÂN DÂN PHƯỜNG NGHĨA ĐÔ TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG NGHĨA ĐÔ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "Mã hồ sơ: H26.45-231027-0361",
        "Nghĩa Đô, ngày 27 tháng 10 năm 2023",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Tiếp nhận hồ sơ của Ông/Bà: Nguyễn Thị Thùy Dương",
        "Số định danh cá nhân/Hộ chiếu: 001185012345",
        "Địa chỉ: Số 12, ngõ 45 đường Hoàng Quốc Việt, phường Nghĩa Đô",
        "Số điện thoại: 0912 345 678",
        "Thư điện tử: duong@example.vn",
        "Nội dung yêu cầu giải quyết: Đăng ký thành lập hộ kinh doanh (Đăng ký lần đầu)",
        "TT Thành phần hồ sơ Bản chính Bản sao",
        "1 Giấy đề nghị đăng ký 01 – 2 Biên bản họp thành viên hộ gia đình – 12",
        "2. Số lượng hồ sơ: 01 (bộ)",
        "3. Thời gian giải quyết hồ sơ theo quy định: 5 ngày làm việc",
        "4. Thời gian nhận hồ sơ: 09 giờ 32 phút, ngày 27 tháng 10 năm 2023",
        "5. Thời gian trả kết quả giải quyết hồ sơ: 09 giờ 32 phút, ngày 03 tháng 11 năm 2023",
        "6. Nhận kết quả: Trực tiếp tại quầy số 3",
        "7. Phí, lệ phí: 150.000 đồng (đã thu, biên lai số 0001234)",
        "NGƯỜI NỘP HỒ SƠ (Ký và ghi rõ họ tên) Nguyễn Thị Thùy Dương",
        "NGƯỜI TIẾP NHẬN HỒ SƠ (Ký và ghi rõ họ tên) Trần Văn Hậu",
        "Mẫu số 01, Thông tư 03/2025/TT-VPCP (bản dự thảo)",
    ):
        assert statement in said


def test_an_ordinary_receipt_is_one_page_of_a4(press: Press) -> None:
    (page,) = pages(FACTS, press)
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_every_field_is_text_whatever_was_typed(press: Press) -> None:
    def typed(where: str) -> str:
        return f"{HOSTILE} {where}"

    def person(role: str) -> Person:
        return Person(**{field.name: typed(f"{role}.{field.name}") for field in fields(Person)})

    own = [
        field.name
        for field in fields(ReceiptFacts)
        if isinstance(getattr(FACTS, field.name), str) and field.name != "wording"
    ]
    facts = replace(
        FACTS,
        **{name: typed(name) for name in own},
        owner=person("owner"),
        submitter=person("submitter"),
        authorised=person("authorised"),
        papers=(Paper(typed("paper"), 1, 1),),
    )
    said = text(facts, press).replace(" ", "").casefold()
    unsaid = {"owner.phone", "owner.email", "authorised.address", "authorised.phone", "authorised.email"}
    persons = {f"{role}.{field.name}" for role in ("owner", "submitter", "authorised") for field in fields(Person)}
    for where in {*own, *persons, "paper"} - unsaid:
        assert typed(where).replace(" ", "").casefold() in said, where


@pytest.mark.parametrize("name", ["Đặng" * 50, "Nguyễn Phúc " * 16 + "Vĩnh San", "W" * 200])
def test_a_name_of_two_hundred_letters_stays_on_the_page(press: Press, name: str) -> None:
    facts = replace(FACTS, submitter=replace(DUONG, name=name))
    said = text(facts, press).replace(" ", "")
    assert said.count(name.replace(" ", "")) == 2
    assert max(len(line) for page in pages(facts, press) for line in page.extract_text().splitlines()) < 90


def test_forty_papers_flow_on_under_a_repeated_head(press: Press) -> None:
    papers = tuple(
        Paper(f"Giấy tờ thứ {n}: giấy chứng nhận quyền sử dụng đất và tài sản gắn liền với đất", n, 40 - n)
        for n in range(1, 41)
    )
    printed = [page.extract_text() for page in pages(replace(FACTS, papers=papers), press)]
    assert len(printed) > 1
    for number, page in enumerate(printed[1:], start=2):
        assert page.lstrip().startswith(f"Mã hồ sơ: H26.45-231027-0361 {number}\n")
        assert "Thành phần hồ sơ" in page
        assert "Mẫu số 01" in page
    said = " ".join(" ".join(printed).split())
    assert [n for n in range(1, 41) if f"Giấy tờ thứ {n}:" not in said] == []
    assert "NGƯỜI NỘP HỒ SƠ" in printed[-1]
    assert "8. Tra cứu" in printed[-1]


def test_who_else_is_concerned_is_named(press: Press) -> None:
    household = Person("Hộ kinh doanh Bún Chả Hương", identity="8012345678", address="Số 1 phố Hàng Mành")
    said = text(replace(FACTS, owner=household, authorised=Person("Lê Văn Ủy", identity="001099")), press)
    assert "Người được ủy quyền: Lê Văn Ủy, số định danh 001099" in said
    assert "Chủ hồ sơ: Hộ kinh doanh Bún Chả Hương, số định danh 8012345678, Số 1 phố Hàng Mành" in said


def test_what_is_lacking_leaves_no_empty_label(press: Press) -> None:
    said = text(replace(FACTS, submitter=Person("Ba"), owner=Person("Ba"), case="", papers=()), press)
    for label in ("Địa chỉ", "Số định danh", "Số điện thoại", "Thư điện tử", "ủy quyền", "()"):
        assert label not in said
    assert "1. Thành phần hồ sơ nộp gồm: không có giấy tờ kèm theo" in said


@pytest.mark.parametrize(
    ("fee", "number", "written"),
    [
        (0, "", "không thu"),
        (50_000, "", "50.000 đồng (chưa thu)"),
        (50_000, "17", "50.000 đồng (đã thu, biên lai số 17)"),
    ],
)
def test_the_fee_says_whether_it_was_paid(press: Press, fee: int, number: str, written: str) -> None:
    assert f"7. Phí, lệ phí: {written} 8." in text(replace(FACTS, fee=fee, fee_receipt=number), press)


def test_the_same_facts_print_the_same_bytes_whenever_they_are_printed(press: Press) -> None:
    pdf = receipt.render(FACTS, press=press)
    assert receipt.render(FACTS, press=press) == pdf
    written = PdfReader(BytesIO(pdf)).metadata
    assert written is not None
    assert written.creation_date == FACTS.received


def test_every_font_is_tinos_and_travels_with_the_page(press: Press) -> None:
    facts = replace(FACTS, submitter=replace(DUONG, name="王 Nguyễn α ☎"))
    for page in pages(facts, press):
        fonts = _dictionary(_dictionary(page["/Resources"])["/Font"])
        assert fonts
        for font in map(_dictionary, fonts.values()):
            assert "+Tinos-" in str(font["/BaseFont"])
            (drawn,) = map(_dictionary, _array(font["/DescendantFonts"]))
            assert {"/FontFile2", "/FontFile3"} & _dictionary(drawn["/FontDescriptor"]).keys()


def _dictionary(thing: PdfObject) -> DictionaryObject:
    found = thing.get_object()
    assert isinstance(found, DictionaryObject)
    return found


def _array(thing: PdfObject) -> ArrayObject:
    found = thing.get_object()
    assert isinstance(found, ArrayObject)
    return found


def test_a_time_without_a_zone_is_refused(press: Press) -> None:
    with pytest.raises(ValueError, match="time zone"):
        receipt.render(replace(FACTS, due=datetime(2023, 11, 3, 9, 32)), press=press)


@pytest.mark.parametrize("url", [URL, "https://motcua.example.gov.vn/" + "a" * 300])
def test_the_code_drawn_leads_to_the_dossier(press: Press, url: str) -> None:
    wanted = segno.make(url, error="m", micro=False)
    assert wanted.error in ("M", "Q", "H")
    page = pages(replace(FACTS, tracking_url=url), press)[0]
    size = len(wanted.matrix)
    assert _drawn_modules(page, size) == {
        (row, column) for row in range(size) for column in range(size) if wanted.matrix[row][column]
    }


def _drawn_modules(page: PageObject, size: int) -> set[tuple[int, int]]:
    """The dark squares of the QR code as the page draws them: strokes along rows, measured on its own frame."""
    operations = ContentStream(page.get_contents(), page.pdf).operations
    start = next(i for i, (given, name) in enumerate(operations) if name == b"BDC" and "/Alt" in given[1])
    end = next(i for i, (_, name) in enumerate(operations) if i > start and name == b"EMC")
    frame, pen, modules = [], None, set[tuple[int, int]]()
    a, d, e, f = 1.0, 1.0, 0.0, 0.0
    for given, name in operations[start:end]:
        if name == b"cm":
            a, d, e, f = (float(given[i]) for i in (0, 3, 4, 5))
        elif name in (b"m", b"l"):
            point = (float(given[0]) * a + e, float(given[1]) * d + f)
            if len(frame) < 4:
                frame.append(point)
                continue
            left, top = min(x for x, _ in frame), max(y for _, y in frame)
            module = (max(x for x, _ in frame) - left) / size
            column, row = (point[0] - left) / module, (top - point[1]) / module
            if name == b"l" and pen is not None:
                modules |= {(int(row), c) for c in range(round(pen), round(column))}
            pen = column
    return modules


def test_many_receipts_are_one_file_and_each_begins_on_a_sheet_of_its_own(press: Press) -> None:
    long = replace(FACTS, papers=tuple(Paper(f"Giấy tờ {number}", 1, 0) for number in range(60)))
    printed = receipt.render_all([FACTS, long, FACTS], press=press, moment=FACTS.received)
    found = [page.extract_text() for page in PdfReader(BytesIO(printed)).pages]
    begun = ["GIẤY TIẾP NHẬN" in page for page in found]
    assert (sum(begun), begun[:2], begun[-2:]) == (3, [True, True], [False, True])
    # what goes on overleaf says whose it is, and counts its own sheets
    assert f"Mã hồ sơ: {FACTS.code} 2" in found[2]


def test_what_a_release_adds_stands_on_the_receipt_as_text(press: Press) -> None:
    own = replace(FACTS, wording="Mang *{mã hồ sơ}* đến {một cửa} trước {hẹn trả}. #read(x)")
    assert f"Mang {FACTS.code} đến {FACTS.agency} trước" in text(own, press)
    assert "#read(x)" in text(own, press)
