"""Two analysts at one design: each is told of the other, and neither writes over the other's work."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from processes.database import Database, now
from tests.conftest import PASSWORD
from tests.stories.browser import Person, sign_in
from tests.stories.canvas import DRAWN, Canvas
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.tasks import studio
from tests.tasks.scene import employ
from tests.town import Town


def test_each_is_told_and_nobody_is_written_over(site: Site, browser: Browser, data: Path, tmp_path: Path) -> None:
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    employ(town, "minh", "Cao Văn Minh", town.officer("phan").posts[0].id)
    design_id = studio.begin(town)
    town.database.close()
    phan = sign_in(browser, site.address, "phan", site.password, OWN)
    minh = sign_in(browser, site.address, "minh", PASSWORD, OWN)
    first, second = _open(phan, design_id), _open(minh, design_id)
    minh.sees("Cũng đang mở bản thảo này: Lê Thị Phân.")
    phan.sees("Cũng đang mở bản thảo này: Cao Văn Minh.")
    first.rename("appraise", "Thẩm định của Phân")
    first.saved()
    second.rename("sign", "Ký duyệt của Minh")
    minh.sees("đã được Lê Thị Phân lưu lúc")
    minh.picture("studio-stale")
    with minh.page.expect_download() as fetched:
        minh.page.get_by_role("button", name="Tải phần của tôi về máy").click()
    fetched.value.save_as(tmp_path / "cua-minh.bpmn")
    assert "Ký duyệt của Minh" in (tmp_path / "cua-minh.bpmn").read_text("utf-8")
    minh.page.get_by_role("button", name="Mở bản mới").click()
    expect(minh.page.locator('[data-element-id="appraise"]').first).to_have_text(re.compile("của\\s*Phân"))
    second.rename("sign", "Ký duyệt của Minh")
    second.saved()
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    stored = studio.look(town, design_id).files["quy-trinh.bpmn"].content.decode()
    assert "Thẩm định của Phân" in stored
    assert "Ký duyệt của Minh" in stored
    _discard(minh)
    phan.go("/thiet-ke")
    phan.sees("Chưa có bản thảo nào.")


def _open(person: Person, design_id: int) -> Canvas:
    person.go(f"/thiet-ke?id={design_id}")
    person.page.locator(DRAWN).first.wait_for()
    person.calm()
    return Canvas(person.page)


def _discard(person: Person) -> None:
    person.page.get_by_role("radio", name="Lịch sử").click()
    person.calm()
    person.press("Bỏ bản thảo")
    person.fill("Lý do bỏ", "Chưa cần sửa")
    person.page.get_by_role("button", name="Bỏ bản thảo", exact=True).last.click()
    person.sees("Đã bỏ")
