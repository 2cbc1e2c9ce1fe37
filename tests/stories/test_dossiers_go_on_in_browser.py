"""Running dossiers go on by a newer release: foreseen, moved in the background, and taken back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from processes import database
from tests.stories.browser import sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.tasks import studio
from tests.town import Town


def test_two_dossiers_are_moved_and_taken_back(site: Site, browser: Browser, data: Path) -> None:
    record = database.use(f"sqlite:///{data / 'motcua.db'}")
    town = Town(record, database.now())
    for _ in range(2):
        town.receive(town.request(studio.CODE))
    studio.publish(town, studio.changed(town))
    phan = sign_in(browser, site.address, "phan", site.password, OWN)
    phan.go(f"/thu-tuc?ma={studio.CODE}")
    phan.sees("2 hồ sơ chuyển được, 0 hồ sơ phải ở lại.")
    phan.screen("cohort-foreseen")
    phan.fill("Lý do chuyển phiên bản", "Theo quyết định mới")
    phan.press("Chuyển 2 hồ sơ")
    phan.sees("Xong: chuyển 2, ở lại 0.")
    phan.sees("Không có hồ sơ nào đang chạy theo phiên bản 1.")
    phan.screen("cohort-done")
    phan.press("Hoàn tác đợt chuyển")
    phan.sees("2 hồ sơ chuyển được, 0 hồ sơ phải ở lại.")
    phan.go(f"/thu-tuc?ma={studio.CODE}&dot=999")
    phan.sees("Không tìm thấy")
    record.close()
