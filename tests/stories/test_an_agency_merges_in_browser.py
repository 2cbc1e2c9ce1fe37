"""Who administers prepares a merger, sees what will follow, withdraws one and orders it; the successor goes on."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser

from processes import calendars, database
from tests.stories.browser import FIRST, Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_a_substitution_in_browser import pick
from tests.stories.test_dealings_in_browser import done
from tests.stories.test_first_run_in_browser import OWN
from tests.town import PDF

OLD = "/to-chuc?agency=5"
DECISION = "1668/NQ-UBTVQH15"


def receive(son: Person, scan: Path) -> str:
    """The one-stop of Lộc An receives a dossier and sends it on; its code."""
    son.go("/tiep-nhan")
    son.pick("Thủ tục", "sổ gốc")
    son.fill("Họ và tên", "Nguyễn Văn An")
    son.fill("Số căn cước", "001085012345")
    son.fill("Điện thoại", "0912345678")
    son.attach(scan)
    son.press("Tiếp nhận")
    son.sees("Đã tiếp nhận hồ sơ")
    code = son.page.get_by_text(re.compile(r"H99\.31-\d{6}-\d{4}")).first.inner_text()
    son.go("/")
    son.press("Chuyển xử lý")
    return code


def prepare(khoa: Person, what: str, into: str) -> None:
    """Opens the dialog and chooses what ends and what succeeds it."""
    khoa.press("Sáp nhập, kết thúc")
    pick(khoa, "Cơ quan, đơn vị hoặc vị trí", what)
    if into:
        pick(khoa, "Kế thừa", into)


def test_a_commune_merges_into_its_neighbour(site: Site, browser: Browser, tmp_path: Path) -> None:
    scan = tmp_path / "can-cuoc.pdf"
    scan.write_bytes(PDF)
    son = sign_in(browser, site.address, "son", site.password, OWN)
    code = receive(son, scan)
    duyen = sign_in(browser, site.address, "duyen", site.password, OWN)
    duyen.press("Nhận việc")

    khoa = sign_in(browser, site.address, "khoa", site.password, OWN)
    khoa.go(OLD)
    prepare(khoa, "Vị trí: Công chức Tư pháp", "")
    khoa.fill("Số quyết định", "20/QĐ-UBND")
    done(khoa)
    khoa.sees("Còn việc đang mở nên phải có nơi kế thừa")
    khoa.screen("reorganisation-refused")

    tomorrow = calendars.local(database.now()).date() + timedelta(days=1)
    khoa.go(OLD)
    prepare(khoa, "Cơ quan: UBND xã Lộc An", "UBND phường Bến Xuân")
    khoa.sees("Những gì sẽ theo")
    khoa.sees("Nông Thị Duyên (1)")
    khoa.date("Từ ngày", tomorrow)
    khoa.fill("Số quyết định", DECISION)
    khoa.screen("reorganisation-foreseen")
    khoa.page.get_by_text(re.compile("Đơn vị, vị trí kế thừa")).click()
    khoa.screen("reorganisation-pairs")
    done(khoa)
    khoa.sees("chưa đến ngày")
    khoa.screen("organisation-reorganisation")
    khoa.press("Bỏ, không thực hiện")
    khoa.fill("Số văn bản làm căn cứ", "12/UBND-NV")
    done(khoa)
    khoa.sees("Chưa có cơ quan, đơn vị, vị trí nào kết thúc")

    khoa.press("Đổi tên")
    pick(khoa, "Cơ quan, đơn vị hoặc vị trí", "Đơn vị: Phòng Kinh tế")
    khoa.fill("Tên mới", "Phòng Kinh tế và Môi trường nông thôn, chuyển đổi số xã Lộc An")
    khoa.fill("Số văn bản làm căn cứ", "13/QĐ-UBND")
    khoa.screen("renaming")
    done(khoa)
    khoa.sees("Phòng Kinh tế và Môi trường")

    prepare(khoa, "Cơ quan: UBND xã Lộc An", "UBND phường Bến Xuân")
    khoa.fill("Số quyết định", DECISION)
    done(khoa)
    khoa.go("/to-chuc?agency=4")
    khoa.page.get_by_text("UBND xã Lộc An → UBND phường Bến Xuân").filter(visible=True).first.wait_for()
    khoa.screen("organisation-merged")

    duyen.go("/")
    for _ in range(40):  # until the agent has come by
        duyen.go(FIRST)
        if duyen.page.get_by_text("kế thừa hồ sơ của UBND xã Lộc An").count():
            break
    duyen.sees("tiếp tục giữ")
    duyen.screen("dossier-inherited")
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    mai.go("/so-theo-doi")
    mai.screen("register-successor")
    pick_register(mai)
    mai.sees(code)
    mai.screen("register-of-the-merged")

    phone = khoa.page.context.new_page()
    phone.set_viewport_size({"width": 390, "height": 844})
    khoa.page = phone
    khoa.go("/to-chuc?agency=4")
    khoa.screen("organisation-merged-phone")
    khoa.press("Sáp nhập, kết thúc")
    pick(khoa, "Cơ quan, đơn vị hoặc vị trí", "Đơn vị: Phòng Văn hóa")
    pick(khoa, "Kế thừa", "Văn phòng HĐND và UBND phường")
    khoa.screen("reorganisation-phone")


def pick_register(mai: Person) -> None:
    """The register of the one-stop that has ended."""
    field = mai.page.get_by_role("combobox", name=re.compile("^Bộ phận một cửa"))
    field.click()
    mai.page.get_by_role("option", name=re.compile("xã Lộc An")).first.click()
    mai.calm()
