"""A request comes online with its files: they are read before the answer, and lie on the dossier's papers after it."""

from __future__ import annotations

import json
from typing import Any

import httpx
from playwright.sync_api import Browser

from tests.stories.browser import sign_in
from tests.stories.conftest import INTAKE_KEY, Site
from tests.stories.test_first_run_in_browser import OWN
from tests.town import PDF

_LONG = "Căn cước công dân gắn chip mặt trước và mặt sau, bản chụp màu của người yêu cầu cấp bản sao trích lục.pdf"
_SENT: dict[str, Any] = {
    "reference": "DVCQG-2",
    "procedure": "2.000908",
    "case": "owner",
    "agency": "H99.30",
    "received_by": "H99.30",
    "owner": {"name": "Phan Thị Ngọc Hân", "phone": "0912000111"},
    "papers": [
        {"code": "identity", "name": "Giấy tờ tùy thân còn giá trị sử dụng", "copies": 1},
        {"code": "other", "name": "Giấy tờ khác"},
    ],
}


def test_its_files_are_read_before_it_is_answered_and_after(site: Site, browser: Browser) -> None:
    parts = [
        ("request", (None, json.dumps(_SENT), "application/json")),
        ("identity", (_LONG, PDF)),
        ("identity", ("Mặt sau.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 3000)),
    ]
    key = {"authorization": f"Bearer {INTAKE_KEY}"}
    assert httpx.post(f"{site.address}/api/intake", files=parts, headers=key).status_code == 201
    mai = sign_in(browser, site.address, "mai", site.password, OWN)
    mai.go("/tiep-nhan")
    mai.page.get_by_text("Hồ sơ đăng ký trực tuyến chờ trả lời: 1").click()
    mai.calm()
    mai.screen("registration-files")
    link = mai.page.get_by_role("link", name=_LONG)
    shown = mai.page.request.get(f"{site.address}{link.get_attribute('href')}")
    assert (shown.status, shown.body()) == (200, PDF)
    mai.page.locator(".st-key-registration_1_accept button").click()
    mai.calm()
    tasks = mai.page.request.get(f"{site.address}/api/tasks?scope=mine").json()["tasks"]
    (accepted,) = (task["dossier_id"] for task in tasks if task["owner"] == _SENT["owner"]["name"])
    mai.go(f"/ho-so?id={accepted}")
    mai.sees(_LONG)
    mai.screen("registration-files-accepted")
    link = mai.page.get_by_role("link", name="Mặt sau.png")
    assert mai.page.request.get(f"{site.address}{link.get_attribute('href')}").status == 200
