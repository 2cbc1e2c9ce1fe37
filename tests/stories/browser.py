"""A person at a browser: Debian's Chromium, driven by Playwright, with screenshots kept in tests/screens."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as TimedOut

from tests.chromium import FLAGS, PATH

expect.set_options(timeout=30_000)  # as long as a person waits on a busy machine
FIRST = "/ho-so?id=4"  # the first dossier of a story: the demonstration has three matters before it
SCREENS = Path(__file__).parent.parent / "screens"
QUIET = """() => {
  const app = document.querySelector('.stApp');
  const rests = app && app.getAttribute('data-test-script-state') !== 'running'
    && !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton]');
  const now = performance.now();
  window.restsSince = rests ? window.restsSince ?? now : undefined;
  if (!rests || now - window.restsSince < 120) return false;
  window.restsSince = undefined;
  return true;
}"""


@dataclass
class Person:
    """Somebody signed in at the site."""

    page: Page
    site: str

    def calm(self) -> None:
        """Waits until the page has drawn what the last act led to, and stays as it is for a moment."""
        self.page.wait_for_timeout(120)
        self.page.wait_for_function(QUIET, timeout=30_000)

    def go(self, path: str) -> None:
        """Opens a page of the site."""
        self.page.goto(self.site + path)
        self.calm()

    def press(self, name: str) -> None:
        """Presses a button by its words."""
        self.page.get_by_role("button", name=re.compile(f"^(\\S+ )?{re.escape(name)}")).first.click()
        self.calm()

    def fill(self, label: str, text: str) -> None:
        """Fills in a field by its label."""
        field = self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first
        field.fill(text)
        field.press("Tab")
        self.calm()

    def date(self, label: str, day: date) -> None:
        """Types a day into the parts of a date field."""
        self._parts(label, f"{day:%d%m%Y}")
        self.page.keyboard.press("Escape")
        self.calm()

    def time(self, label: str, clock: str) -> None:
        """Types a time of day, `07:30`, into the parts of its field."""
        self._parts(label, clock.replace(":", ""))
        self.page.keyboard.press("Tab")
        self.calm()

    def _parts(self, label: str, digits: str) -> None:
        group = self.page.get_by_role("group", name=re.compile(f"^{re.escape(label)}")).first
        group.get_by_role("spinbutton").first.click()
        self.page.keyboard.type(digits)
        self.calm()

    def pick(self, label: str, text: str) -> None:
        """Picks the entry of a list that has these words; a page that is drawn anew meanwhile is asked again."""
        field, entry = self.page.get_by_label(label, exact=True), self.page.get_by_role("option", name=re.compile(text))
        for _ in range(6):
            field.click()
            field.fill(text)
            try:
                entry.first.click(timeout=5_000)
            except TimedOut:
                self.page.keyboard.press("Escape")
                self.calm()
            else:
                break
        self.calm()

    def attach(self, file: Path) -> None:
        """Puts a file into the first file field, and waits until the server has it."""
        self.page.locator("input[type=file]").first.set_input_files(file)
        self.page.locator(".file.stored").filter(has_text=file.name).first.wait_for(state="visible", timeout=60_000)
        self.calm()

    def choose(self, option: str) -> None:
        """Chooses a radio option by its words."""
        self.page.get_by_role("radiogroup").get_by_text(option, exact=True).first.click()
        self.calm()

    def sees(self, text: str) -> None:
        """Fails unless the text is on the page."""
        self.page.get_by_text(text).first.wait_for(state="visible", timeout=30_000)

    def screen(self, name: str) -> Path:
        """Keeps a picture of the page."""
        self.calm()
        return self.picture(name)

    def picture(self, name: str) -> Path:
        """Keeps a picture of what stands there now."""
        SCREENS.mkdir(exist_ok=True)
        path = SCREENS / f"{name}.png"
        self.page.screenshot(path=path)
        return path


@contextmanager
def chromium() -> Generator[Browser]:
    """A browser with nothing remembered."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=list(FLAGS))
        yield browser
        browser.close()


def sign_in(browser: Browser, site: str, username: str, first: str, own: str, *, width: int = 1440) -> Person:
    """Signs in for the first time: the printed password, then one's own."""
    context = browser.new_context(viewport={"width": width, "height": 900 if width > 800 else 844})
    page = context.new_page()
    page.goto(f"{site}/dang-nhap")
    page.fill("#username", username)
    page.fill("#password", first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/doi-mat-khau*")
    page.fill("#old", first)
    page.fill("#new", own)
    page.fill("#again", own)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "doi-mat-khau" not in url)
    person = Person(page, site)
    person.calm()
    return person
