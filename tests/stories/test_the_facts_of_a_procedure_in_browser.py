"""An analyst changes what a procedure is under fields: saved as it comes, every mistake said where it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from processes.database import Database, now
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
