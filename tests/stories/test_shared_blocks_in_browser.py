"""A block is put into a design, and changed: those who call it follow under one approval, or are left out."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from processes import database
from tasks import design
from tests import accessible
from tests.stories.browser import Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_a_procedure_is_redesigned_in_browser import section
from tests.stories.test_first_run_in_browser import OWN
from tests.tasks import studio
from tests.tasks.test_blocks import LAND, RETURN, TRAINEE, USERS, holds
from tests.town import Town


def test_a_block_is_called_and_changed_for_all_who_call_it(site: Site, browser: Browser, data: Path) -> None:
    record = database.use(f"sqlite:///{data / 'motcua.db'}")
    town = Town(record, database.now())
    phan = sign_in(browser, site.address, "phan", site.password, OWN)
    _call(phan, studio.begin(town))
    design_id = studio.begin(town, RETURN)
    studio.replace(town, design_id, "khoi.bpmn", 'name="Trả kết quả" camunda', 'name="Trả kết quả, thu phiếu" camunda')
    before = {code: holds(town, code)[0] for code in (LAND, TRAINEE)}
    _ask(phan, design_id)
    matter_id = studio.standing(town, design_id).matter_id or 0
    _decide(site, browser, town, matter_id)
    land, trainee = (holds(town, code) for code in (LAND, TRAINEE))
    assert (land[0] != before[LAND], land[1]) == (True, "Trả kết quả, thu phiếu")
    assert trainee == (before[TRAINEE], "Trả kết quả")
    _propose(phan, town)
    _begin(phan)
    record.close()


def _call(phan: Person, design_id: int) -> None:
    """A step becomes a call of a block; the diagram shows it, and asks nothing that the step had said."""
    phan.go(f"/thiet-ke?id={design_id}&phan=khoi")
    phan.sees("Bản thảo chưa dùng khối nào.")
    phan.pick("Khối", "Ký, cấp số, đóng dấu")
    phan.pick("Đặt ở", "Thay bước “Xem xét, ký”")
    phan.sees("vai trò do bước gọi khối ghi")
    phan.screen("block-offered")
    assert accessible.violations(phan.page) == []
    _narrow(phan, "block-offered-narrow")
    phan.press("Thêm vào sơ đồ")
    phan.sees("Phiên bản mới nhất")
    phan.screen("block-called")
    _narrow(phan, "block-called-narrow")
    section(phan, "Sơ đồ")
    expect(phan.page.locator('.djs-shape[data-element-id="sign"]')).to_be_visible()
    phan.screen("block-drawn")
    section(phan, "Lịch sử")
    phan.sees("gọi khối Ký, cấp số, đóng dấu")


def _ask(phan: Person, design_id: int) -> None:
    """The block is asked for with one of its two callers; the other one is left out."""
    phan.go(f"/thiet-ke?id={design_id}&phan=phe-duyet")
    phan.sees("Quy trình cập nhật theo khối")
    phan.screen("block-followed")
    assert accessible.violations(phan.page) == []
    _narrow(phan, "block-followed-narrow")
    trainee = phan.page.locator('[class*="st-key-follow"]').filter(has_text=TRAINEE).last
    trainee.get_by_text("Không cập nhật quy trình này").click()
    phan.calm()
    phan.fill("Lý do sửa đổi", "Thu lại phiếu hẹn khi trả kết quả")
    phan.press("Trình phê duyệt")
    phan.sees("Chờ phê duyệt")


def _decide(site: Site, browser: Browser, town: Town, matter_id: int) -> None:
    ha = sign_in(browser, site.address, "ha", site.password, OWN)
    ha.go(f"/ho-so?id={matter_id}")
    ha.sees("Bản thảo được trình")
    ha.sees("cập nhật theo khối “Trả kết quả”")
    ha.page.get_by_text("Khác biệt").last.click()
    ha.calm()
    ha.sees("khối dùng chung")
    ha.sees("KHOI-TRAKQ phiên bản")
    ha.screen("block-decided-on")
    studio.step(town, matter_id, studio.APPRAISER, decision="approved")
    studio.step(town, matter_id, studio.LEADER, decision="approved")
    today = f"{town.moment:%Y-%m-%d}"
    studio.step(town, matter_id, studio.APPRAISER, **{**studio.DECISION, "decided_on": today, "effective_on": today})


def _propose(phan: Person, town: Town) -> None:
    """The block's page tells who is behind, and proposes the newest version to them."""
    phan.go(f"/thu-tuc?ma={RETURN}")
    phan.sees("Đang dùng ở")
    phan.screen("block-users")
    assert accessible.violations(phan.page) == []
    _narrow(phan, "block-users-narrow")
    phan.page.get_by_text("Trình cập nhật tất cả").click()
    phan.calm()
    phan.sees(TRAINEE)
    phan.fill("Lý do sửa đổi", "Dùng thống nhất một khối")
    phan.screen("block-proposed")
    _narrow(phan, "block-proposed-narrow")
    phan.press("Trình phê duyệt")
    phan.sees("Đã trình phê duyệt.")
    with town.database.snapshot() as snapshot:
        asked = design.listed(snapshot, officer=town.officer(studio.ASKER), states=["asked"])
    assert [one.name for one in asked] == ["Đăng ký tập sự hành nghề công chứng"]
    assert USERS[TRAINEE] == "H99.05"
    _take_back(phan, town, asked[0].id)


def _take_back(phan: Person, town: Town, design_id: int) -> None:
    """Who asked thinks better of it, while nobody has approved."""
    phan.go(f"/thiet-ke?id={design_id}&phan=phe-duyet")
    phan.press("Rút lại đề nghị")
    phan.fill("Lý do rút lại", "Chờ góp ý của cấp xã")
    phan.screen("approval-taken-back")
    assert accessible.violations(phan.page) == []
    phan.page.get_by_role("button", name="Rút lại", exact=True).click()
    phan.sees("Đã rút lại đề nghị phê duyệt.")
    assert studio.standing(town, design_id).state == "discarded"
    phan.go(f"/ho-so?id={studio.standing(town, design_id).matter_id}")
    phan.sees("rút lại đề nghị phê duyệt")
    phan.sees("Chờ góp ý của cấp xã")
    phan.sees("Đã rút lại đề nghị")
    phan.screen("approval-ended")


def _begin(phan: Person) -> None:
    """A new block begins from its template; nothing is wrong with it but that it has no code."""
    phan.go("/thiet-ke")
    phan.press("Bản thảo mới")
    phan.page.get_by_role("radio", name="Khối dùng chung mới").click()
    phan.calm()
    phan.fill("Tên khối dùng chung", "Lấy ý kiến cơ quan phối hợp")
    phan.screen("block-begins")
    phan.press("Bắt đầu vẽ")
    phan.sees("Lấy ý kiến cơ quan phối hợp")
    expect(phan.page.locator('.djs-shape[data-element-id="carry_out"]')).to_be_visible()
    phan.screen("block-begun")
    _narrow(phan, "block-begun-narrow")


def _narrow(phan: Person, name: str) -> None:
    phan.page.set_viewport_size({"width": 390, "height": 844})
    phan.calm()
    phan.screen(name)
    phan.page.set_viewport_size({"width": 1440, "height": 900})
    phan.calm()
