"""A leader looks at the board as it stood on a past day, opens what was overdue then, and comes back to now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from processes import database
from processes.calendars import local
from processes.database import Database
from tasks import dealings
from tests.accessible import violations
from tests.board.filling import fill
from tests.stories.browser import sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN
from tests.stories.test_the_board_in_browser import behind, tile, value
from tests.town import Town


@pytest.fixture
def town(site: Site, data: Path) -> Iterator[Town]:
    """The same record as the site's, nine days ago."""
    assert site.address
    record: Database = database.use(f"sqlite:///{data / 'motcua.db'}")
    yield Town(record, local(database.now()).replace(hour=8) - timedelta(days=9))
    record.close()


def test_the_board_looks_back(site: Site, town: Town, browser: Browser) -> None:
    day = town.moment.date() + timedelta(days=1)
    fill(town, 30, signs=False)  # the keys of the demonstration are of today
    row = town.inbox("binh")[0]
    town.claim("binh", row.task_id)
    limit = town.moment + timedelta(days=5)
    town.deal(dealings.ask_duty, "binh", row.dossier_id, amount=50_000, notice="7/TB", limit=limit)
    viet = sign_in(browser, site.address, "viet", site.password, OWN)
    viet.go("/giam-sat")
    assert value(viet, "Tạm dừng") > 0
    viet.sees("chờ thực hiện nghĩa vụ tài chính, lâu nhất")
    now = value(viet, "Đang xử lý")
    tile(viet, "Tạm dừng").click()
    viet.calm()
    expect(behind(viet).first).to_contain_text("chờ thực hiện nghĩa vụ tài chính")
    viet.screen("board-paused")

    viet.go(f"/giam-sat?ngay={day.isoformat()}")
    viet.sees(f"Số liệu tại hết ngày {day:%d/%m/%Y}, chỉ để xem.")
    then = value(viet, "Đang xử lý")
    assert 0 < then < now
    tile(viet, "Đang xử lý").click()
    viet.calm()
    expect(viet.page.locator(".mc-behind tbody tr")).to_have_count(then)
    assert f"ngay={day.isoformat()}" in viet.page.url
    viet.screen("board-past")
    assert violations(viet.page) == []
    viet.page.set_viewport_size({"width": 390, "height": 844})
    viet.go(f"/giam-sat?ngay={day.isoformat()}")
    viet.screen("board-past-390")
    viet.page.get_by_role("link", name="Về số liệu hiện tại").click()
    viet.calm()
    assert value(viet, "Đang xử lý") == now
    assert "ngay=" not in viet.page.url
    yesterday = local(database.now()).date() - timedelta(days=1)
    viet.go(f"/giam-sat?ngay={yesterday.isoformat()}&so=tat-ca")
    expect(viet.page.locator(".mc-behind")).to_contain_text(re.compile("Lâu nhất: .*làm việc"))
    viet.go("/giam-sat?ngay=2999-01-01")  # what has not come is now
    assert value(viet, "Đang xử lý") == now
