"""The head is on leave: the office records who acts, the substitute signs, both names are on the dossier."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser

from tests.stories.browser import FIRST, Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_dealings_in_browser import done
from tests.stories.test_first_run_in_browser import OWN, receive
from tests.town import PDF


def pick(person: Person, label: str, text: str) -> None:
    """Picks from a list whose label is marked as required."""
    field = person.page.get_by_role("dialog").get_by_role("combobox", name=re.compile(f"^{label}"))
    field.fill(text)
    person.page.get_by_role("option", name=re.compile(text)).first.click()
    person.calm()


def test_the_head_is_on_leave(site: Site, browser: Browser, tmp_path: Path) -> None:
    scan = tmp_path / "can-cuoc.pdf"
    scan.write_bytes(PDF)
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    receive(mai, scan)

    khoa = sign_in(browser, site.address, "khoa", site.password, OWN)
    khoa.go("/to-chuc?agency=4")
    khoa.sees("Trung tâm Phục vụ hành chính công phường Bến Xuân")
    khoa.screen("organisation")
    khoa.press("Thêm phân công")
    pick(khoa, "Người vắng mặt", "Nguyễn Văn Bình")
    pick(khoa, "Người thay", "Đặng Thị Thanh Hương")
    done(khoa)
    khoa.sees("Thiếu số quyết định phân công")
    khoa.fill("Số quyết định", "12/QĐ-UBND")
    khoa.screen("substitution")
    done(khoa)
    khoa.sees("Đặng Thị Thanh Hương thay Nguyễn Văn Bình")
    khoa.screen("organisation-substitution")

    huong = sign_in(browser, site.address, "huong", site.password, OWN)
    huong.sees("Thay Nguyễn Văn Bình")
    huong.press("Nhận việc")
    huong.go(FIRST)
    huong.sees("thay Nguyễn Văn Bình theo phân công số 12/QĐ-UBND")
    huong.screen("dossier-substitution")

    khoa.press("Kết thúc sớm")
    khoa.fill("Số văn bản làm căn cứ", "15/QĐ-UBND")
    done(khoa)
    khoa.sees("Không có phân công thay nào")
    huong.go(FIRST)
    huong.sees("Hết phân công thay")

    khoa.press("Thêm cán bộ")
    khoa.fill("Họ và tên", "Nguyễn Thị Phương Thảo")
    pick(khoa, "Vị trí", "Công chức Tư pháp")
    khoa.fill("Tên đăng nhập", "thao")
    khoa.fill("Số văn bản làm căn cứ", "16/QĐ-UBND")
    khoa.screen("officer-new")
    done(khoa)
    khoa.sees("Mật khẩu ban đầu của Nguyễn Thị Phương Thảo")
    khoa.screen("officer-password")
    username, password = khoa.page.locator("code").first.inner_text().split()
    thao = sign_in(browser, site.address, username, password, OWN)
    thao.sees("Nguyễn Thị Phương Thảo")

    phone = khoa.page.context.new_page()
    phone.set_viewport_size({"width": 390, "height": 844})
    khoa.page = phone
    khoa.go("/to-chuc?agency=4")
    khoa.screen("organisation-phone")
