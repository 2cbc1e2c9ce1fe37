"""A table of an internal process becomes a procedure that runs: pasted, given roles, promulgated, received."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Browser, expect

from processes.database import Database, now
from processes.listings import read, record
from tests.answers import uploaded
from tests.bpmn.process_tables.tables import CLERK, HEAD, LEADER, OFFICE, OFFICER, ONE_STOP, tabbed
from tests.processes.listings.pages import page
from tests.signing import page as drafted
from tests.stories.browser import Person, sign_in
from tests.stories.canvas import DRAWN
from tests.stories.conftest import Site
from tests.stories.test_a_procedure_is_redesigned_in_browser import section
from tests.stories.test_first_run_in_browser import OWN
from tests.tasks import studio
from tests.tasks.scene import employ
from tests.town import Town

CODE = "1.234567"
PERFORMERS = {
    ONE_STOP: "Cán bộ tiếp nhận nơi tiếp nhận",
    HEAD: "Trưởng phòng, Phòng Văn hóa",
    OFFICER: "Chuyên viên, Phòng Văn hóa",
    OFFICE: "Chánh Văn phòng, Văn phòng",
    LEADER: "Chủ tịch UBND",
    CLERK: "Văn thư",
}
EMPLOYED = {
    "minh": "culture_division/division_head",
    "dung": "culture_division/case_officer",
    "oanh": "office/office_head",
}
WORK: list[tuple[str, Mapping[str, object]]] = [
    ("mai", {}),
    ("minh", {}),
    ("dung", {"opinion_3": "agreed"}),
    ("dung", {}),
    ("minh", {"opinion_6": "agreed"}),
    ("oanh", {"opinion_7": "agreed"}),
    ("viet", {"decision": "approved"}),
    ("oanh", {}),
    ("thu", {"result_number": "12/XN-UBND", "result_date": "2026-03-02", "result_signer": "Phạm Quốc Việt"}),
    ("thu", {}),
    ("mai", {"receiver_name": "Nguyễn Văn An"}),
]


def test_twelve_rows_become_a_procedure_that_runs(site: Site, browser: Browser, data: Path) -> None:
    town = Town(Database(f"sqlite:///{data / 'motcua.db'}"), now())
    source = page(cap_thuc_hien="Cấp xã")
    with town.database.transaction() as transaction:
        record.keep(transaction, [(read(source), source)], moment=town.moment)
    for username, post in EMPLOYED.items():
        employ(town, username, f"Trần Văn {username.title()}", _post(town, post))
    phan = sign_in(browser, site.address, "phan", site.password, OWN)
    _draw(phan)
    design_id = int(re.findall(r"id=(\d+)", phan.page.url)[0])
    _ask(phan)
    decided = town.moment.date().isoformat()
    told = {**studio.DECISION, "decided_on": decided, "effective_on": decided}
    matter_id = studio.standing(town, design_id).matter_id or 0
    for by, values in (("ha", {"decision": "approved"}), ("hung", {"decision": "approved"}), ("ha", told)):
        studio.step(town, matter_id, by, **values)
    dossier_id = town.receive(town.request(CODE)).dossier_id
    with ThreadPoolExecutor() as beside:  # a PDF is signed in a loop of its own, and the browser's runs here
        beside.submit(_work, town, dossier_id).result()
    town.database.close()


def _post(town: Town, path: str) -> int:
    return next(
        one.id for one in town.directory.posts.values() if one.path == path and one.agency_id == studio.agency(town)
    )


def _draw(phan: Person) -> None:
    phan.go("/thiet-ke")
    phan.press("Bản thảo mới")
    phan.page.get_by_role("radio", name="Từ bảng quy trình").click()
    phan.calm()
    phan.fill("Dán bảng quy trình nội bộ", tabbed())
    phan.pick("Thủ tục trong Cơ sở dữ liệu quốc gia", CODE)
    for performer, role in PERFORMERS.items():
        phan.pick(f"“{performer}” là", role)
    phan.sees("Bước 8 được hiểu là bước ký số kết quả.")
    phan.screen("table-read")
    phan.press("Vẽ sơ đồ 12 bước")
    phan.page.wait_for_url(re.compile(r"thiet-ke\?id="))
    phan.page.locator(DRAWN).first.wait_for()
    expect(phan.page.locator(".findings li.error")).to_have_count(0)
    phan.screen("table-drawn")


def _ask(phan: Person) -> None:
    section(phan, "Phê duyệt")
    phan.pick("Phạm vi áp dụng", "Bến Xuân")
    phan.page.keyboard.press("Escape")
    phan.fill("Lý do sửa đổi", "Quy trình nội bộ được phê duyệt tại Quyết định số 12/QĐ-UBND")
    phan.press("Trình phê duyệt")
    phan.sees("Chờ phê duyệt")
    phan.screen("table-asked")


def _work(town: Town, dossier_id: int) -> None:
    """Every post does its step of the new procedure, to the end."""
    for by, values in WORK:
        (step,) = town.dossier("mai", dossier_id).current
        if town.look(by, step.task_id).may_claim:
            town.claim(by, step.task_id)
        file = (
            {"result_file": [uploaded(town, by, content=drafted("Giấy xác nhận"))]} if "result_number" in values else {}
        )
        town.complete(by, step.task_id, {**values, **file})
    assert town.dossier("mai", dossier_id).particulars.national_status == 10
