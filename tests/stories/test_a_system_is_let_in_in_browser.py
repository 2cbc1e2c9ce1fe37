"""Another system is let in: who administers makes its token, hands it over once, sees it used, and shows it out."""

from __future__ import annotations

import httpx
from playwright.sync_api import Browser

from tests.stories.browser import sign_in
from tests.stories.conftest import Site
from tests.stories.test_dealings_in_browser import done
from tests.stories.test_first_run_in_browser import OWN


def knock(site: Site, token: str) -> int:
    """How the door answers to a token: it would rather have a request than none."""
    return httpx.post(f"{site.address}/api/intake", json={}, headers={"authorization": f"Bearer {token}"}).status_code


def test_another_system_is_let_in_and_shown_out(site: Site, browser: Browser) -> None:
    khoa = sign_in(browser, site.address, "khoa", site.password, OWN)
    khoa.go("/to-chuc?agency=4")
    khoa.sees("Không hệ thống nào khác được vào cơ quan này.")
    khoa.press("Thêm mã")
    khoa.fill("Hệ thống được cấp", "Cổng Dịch vụ công quốc gia")
    khoa.page.get_by_role("button", name="Tạo mã").click()
    khoa.sees("Thiếu số văn bản làm căn cứ")
    khoa.fill("Số văn bản làm căn cứ", "21/QĐ-UBND")
    khoa.screen("token-new")
    khoa.page.get_by_role("button", name="Tạo mã").click()
    khoa.sees("Mã truy cập của Cổng Dịch vụ công quốc gia")
    khoa.screen("token-made")
    token = khoa.page.locator(".st-key-card_token code").inner_text()
    assert token.startswith("mc_")
    assert knock(site, token) == 422
    assert knock(site, token + "x") == 401
    khoa.go("/to-chuc?agency=4")
    khoa.sees("Dùng gần nhất lúc")
    assert token not in khoa.page.content()
    khoa.screen("organisation-tokens")

    khoa.press("Thu hồi")
    khoa.fill("Số văn bản làm căn cứ", "22/QĐ-UBND")
    khoa.screen("token-revoke")
    done(khoa)
    khoa.sees("Thu hồi mã truy cập")
    khoa.sees("Không hệ thống nào khác được vào cơ quan này.")
    assert knock(site, token) == 401
    khoa.page.set_viewport_size({"width": 390, "height": 844})
    khoa.go("/to-chuc?agency=4")
    khoa.screen("organisation-tokens-phone")
