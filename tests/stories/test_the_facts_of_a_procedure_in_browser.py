"""An analyst changes what a procedure is under fields: saved as it comes, every mistake said where it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from pypdf import PdfReader

from processes.database import Database, now
from tests import accessible
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.tasks import studio
from tests.town import Town

CODE, FILE = "1.013225", "procedure.toml"


@pytest.fixture
def town(site: Site, data: Path) -> Town:
    return Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())


def test_facts_are_filled_in_saved_and_judged_at_their_fields(site: Site, browser: Browser, town: Town) -> None:
    design_id = studio.begin(town, CODE)
    phan = sign_in(browser, site.address, "phan", site.password, OWN)
    phan.go(f"/thiet-ke?id={design_id}&phan=thong-tin")
    before = _stored(town, design_id)
    _card(phan, "case").get_by_label("Thời hạn", exact=False).first.fill("18")
    phan.page.keyboard.press("Tab")
    phan.sees("Đang là bản 2.")
    assert _stored(town, design_id) == before.replace('term = "P20D"', 'term = "P18D"')
    _adds_a_paper(phan)
    after = _stored(town, design_id)
    assert '[[case.paper]]\ncode = "photo"\nname = "Ảnh mặt tiền"\noriginals = 1\n' in after
    assert "# phí do HĐND tỉnh quy định" in after
    phan.page.get_by_text("Xem tệp procedure.toml").click()
    phan.calm()
    expect(phan.page.get_by_label("Thông tin thủ tục (procedure.toml)")).to_have_value(after)
    phan.page.get_by_text("Xem tệp procedure.toml").click()
    phan.calm()
    _meets_another(phan, town, design_id)


def _adds_a_paper(phan: Person) -> None:
    phan.press("Thêm giấy tờ")
    phan.sees("Còn 2 mục chưa đúng.")
    expect(_card(phan, "case").get_by_text("Hãy nhập mục này.")).to_have_count(2)
    phan.screen("facts-mistakes")
    assert accessible.violations(phan.page) == []
    _last(_card(phan, "case").get_by_label("Tên giấy tờ"), "Ảnh mặt tiền")
    _last(_card(phan, "case").locator('[class*="st-key-more_"]').get_by_label("Mã"), "application")
    expect(_card(phan, "case").get_by_text("Một giấy tờ khác đã dùng mã này.")).to_be_visible()
    _last(_card(phan, "case").locator('[class*="st-key-more_"]').get_by_label("Mã"), "photo")
    expect(phan.page.get_by_text("chưa đúng")).to_have_count(0)
    phan.calm()


def _meets_another(phan: Person, town: Town, design_id: int) -> None:
    """Somebody else saves first: nothing is written over, and what was typed can be fetched."""
    studio.replace(town, design_id, FILE, "Luật số 62/2020/QH14", "Luật số 99/2030/QH14")
    phan.fill("Lĩnh vực", "Xây dựng")
    phan.sees("đã được Lê Thị Phân lưu lúc")
    phan.screen("facts-stale")
    with phan.page.expect_download() as fetched:
        phan.page.get_by_role("button", name="Tải phần của tôi về máy").click()
    assert 'field = "Xây dựng"' in Path(fetched.value.path()).read_text("utf-8")
    assert 'field = "Hoạt động xây dựng"' in _stored(town, design_id)
    phan.press("Mở bản mới")
    phan.fill("Lĩnh vực", "Xây dựng")
    phan.sees("Mọi thay đổi được lưu ngay.")
    stored = _stored(town, design_id)
    assert 'field = "Xây dựng"' in stored
    assert "99/2030" in stored


def _card(person: Person, name: str) -> Locator:
    return person.page.locator(f".st-key-card_facts_{name}")


def _last(field: Locator, text: str) -> None:
    field.last.fill(text)
    field.last.press("Tab")


def _stored(town: Town, design_id: int) -> str:
    return studio.look(town, design_id).files[FILE].content.decode()


def test_a_letter_is_worded_seen_and_compared_and_an_example_is_taken_out(
    site: Site, browser: Browser, town: Town
) -> None:
    design_id = studio.begin(town, CODE)
    phan = sign_in(browser, site.address, "phan", site.password, OWN)
    phan.go(f"/thiet-ke?id={design_id}&phan=van-ban")
    phan.press("Soạn lời văn riêng")
    text = phan.page.get_by_label("Lời văn", exact=True)
    usual = text.input_value()
    text.fill("{{ facts }}")
    text.press("Tab")
    phan.sees("Dấu “{” đứng lẻ ở dòng 1")
    phan.calm()
    text.fill(usual.replace("đề nghị Ông/Bà", "kính mong Ông/Bà"))
    text.press("Tab")
    phan.calm()
    phan.screen("letter-worded")
    assert accessible.violations(phan.page) == []
    assert "kính mong Ông/Bà bổ sung, hoàn thiện trong một lần" in _pdf(phan)
    assert "kính mong" in studio.look(town, design_id).files["phieu-yeu-cau-bo-sung.letter"].content.decode()
    _section(phan, "Khác biệt")
    phan.sees("Thêm phiếu yêu cầu bổ sung")
    _section(phan, "Chạy thử")
    phan.press("Bắt đầu chạy thử")
    _open(phan, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    phan.sees("Đã giao khi tiếp nhận; hẹn trả")
    phan.sees("Thời gian trả kết quả giải quyết hồ sơ:")
    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in _pdf(phan)
    _open(phan, "Phiếu yêu cầu bổ sung")
    phan.sees("kính mong Ông/Bà bổ sung, hoàn thiện trong một lần")
    assert "kính mong" in _pdf(phan, 1)
    _open(phan, "Vào số, đóng dấu, phát hành")
    phan.sees("Phát hành khi hoàn thành bước này:")
    phan.page.locator("[class*='st-key-card_letters']").scroll_into_view_if_needed()
    phan.screen("letters-by-act")
    assert accessible.violations(phan.page) == []
    phan.page.set_viewport_size({"width": 390, "height": 844})
    phan.page.locator("[class*='st-key-card_letters']").scroll_into_view_if_needed()
    phan.screen("letters-by-act-narrow")
    phan.page.set_viewport_size({"width": 1440, "height": 900})
    phan.press("Lưu làm ví dụ")
    phan.fill("Tên ví dụ", "Mới nhận")
    phan.page.get_by_role("button", name="Lưu", exact=True).last.click()
    phan.calm()
    phan.press("Đổi tên")
    phan.page.get_by_label("Tên ví dụ").last.fill("Vừa nhận")
    phan.page.get_by_role("button", name="Lưu", exact=True).last.click()
    expect(phan.page.locator(".st-key-card_examples").get_by_text("Vừa nhận")).to_be_visible()
    phan.calm()
    phan.screen("letters-of-a-trial")
    phan.press("Bỏ ví dụ")
    phan.press("Bỏ ví dụ này")
    expect(phan.page.locator(".st-key-card_examples")).to_have_count(0)
    assert not [name for name in studio.look(town, design_id).files if name.endswith(".example")]


def _open(person: Person, letter: str) -> None:
    person.page.locator("[class*='st-key-card_letters'] summary").filter(has_text=letter).first.click()
    person.calm()


def _section(person: Person, name: str) -> None:
    person.page.get_by_role("radio", name=name, exact=True).click()
    person.calm()


def _pdf(person: Person, at: int = 0) -> str:
    """What the page says that one of the buttons prints."""
    with person.page.expect_download() as fetched:
        person.page.get_by_role("button", name="Xem bản in").nth(at).click()
    pages = PdfReader(fetched.value.path()).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
