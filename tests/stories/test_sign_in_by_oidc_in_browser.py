"""Officers come with the province's accounts: there, back to work, out of both, parted again by who administers."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.identity_provider import CLIENT, PASSWORD, SECRET, Provider
from tests.stories.browser import SCREENS, Person, sign_in
from tests.stories.conftest import Site
from tests.stories.test_first_run_in_browser import OWN

NAME = "tài khoản tỉnh Lâm Giang"
PEOPLE = {"mai": "Trần Thị Mai"}


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The provider that the site is told of; it begins when the site's address is known."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found = Provider(probe.getsockname()[1], [], PEOPLE)
    told = {"ISSUER": found.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "NAME": NAME}
    for name, value in told.items():
        monkeypatch.setenv(f"MOTCUA__OIDC__{name}", value)
    yield found
    found.stop()


def picture(person: Person, name: str) -> None:
    """Keeps a picture of a page of our own, which has no script to wait for."""
    SCREENS.mkdir(exist_ok=True)
    person.page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


def come(page: Page) -> None:
    """Signs in at the provider."""
    page.get_by_role("link", name=f"Đăng nhập bằng {NAME}").click()
    page.get_by_label("Login").fill("mai")
    page.get_by_role("button", name="Continue").click()
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("button[type=submit]").last.click()


def test_officers_come_with_the_provinces_accounts(provider: Provider, site: Site, browser: Browser) -> None:
    provider.sites = [site.address]
    provider.start()
    mai = Person(browser.new_context(viewport={"width": 1440, "height": 900}).new_page(), site.address)
    mai.page.goto(f"{site.address}/thong-bao")
    mai.sees("Dùng tài khoản do cơ quan bạn cấp.")
    picture(mai, "sign-in-provider")
    come(mai.page)
    mai.page.wait_for_url("**/thong-bao")
    mai.calm()
    mai.sees("Trần Thị Mai")
    mai.page.goto(f"{site.address}/phien")
    mai.sees(f"Đăng nhập bằng {NAME}")
    picture(mai, "sessions-provider")

    khoa = sign_in(browser, site.address, "khoa", site.password, OWN)
    khoa.go("/to-chuc?agency=4")
    row = khoa.page.locator("[class*=st-key-written_hold]").filter(has_text="mai").first
    expect(row).to_contain_text("đã liên kết")
    row.get_by_role("button", name="Sửa").click()
    khoa.calm()
    khoa.sees(f"Liên kết với {NAME} từ")
    khoa.screen("officer-linked")

    mai.page.get_by_role("button", name="Đăng xuất").click()
    mai.sees("Bạn đã đăng xuất.")
    picture(mai, "sign-out-provider")
    mai.page.get_by_role("link", name=f"Đăng xuất cả {NAME}").click()
    mai.page.locator("#logout").click()
    mai.page.wait_for_url("**/dang-nhap?out=1*")
    mai.sees("Bạn đã đăng xuất.")
    come(mai.page)  # asked again who she is
    mai.page.wait_for_url(f"{site.address}/")
    mai.calm()

    khoa.press(f"Gỡ liên kết với {NAME}")
    khoa.sees("Gỡ liên kết tài khoản")
    expect(khoa.page.get_by_role("button", name=f"Gỡ liên kết với {NAME}")).to_have_count(0)
    khoa.screen("organisation-unlinked")
    mai.page.goto(f"{site.address}/dang-nhap")
    mai.page.get_by_role("link", name=f"Đăng nhập bằng {NAME}").click()
    mai.sees("Tài khoản “mai” chưa được phép liên kết.")
    mai.page.set_viewport_size({"width": 390, "height": 844})
    picture(mai, "sign-in-refused-phone")

    provider.stop()
    mai.page.wait_for_timeout(5_000)
    mai.page.goto(f"{site.address}/dang-nhap")
    mai.page.get_by_role("link", name=f"Đăng nhập bằng {NAME}").click()
    mai.sees(f"Nơi cấp {NAME} chưa trả lời.")
    mai.page.set_viewport_size({"width": 1440, "height": 900})
    picture(mai, "sign-in-provider-away")
    mai.page.fill("#username", "mai")
    mai.page.fill("#password", site.password)
    mai.page.keyboard.press("Enter")
    mai.page.wait_for_url("**/doi-mat-khau*")
