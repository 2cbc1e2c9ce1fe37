"""A browser that tells by itself how long it took: from the press of the mouse until what follows has been painted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.chromium import FLAGS, PATH
from ui.session import COOKIE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_PATIENCE = 60_000
# an element counts when it has been there for a whole frame: the second call comes when the first has been shown
_WATCH = """(wanted) => {
  window.took = new Promise((tell) => {
    let began;
    window.addEventListener("pointerdown", (event) => { began = event.timeStamp; }, { capture: true, once: true });
    const watch = new MutationObserver(() => {
      if (began === undefined || !document.querySelector(wanted)?.checkVisibility()) return;
      watch.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => tell(performance.now() - began)));
    });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}"""
_ACT = ".st-key-{act}_task_{task} button"


@dataclass
class Pane:
    """The inbox in a browser: the tasks on its first page, in their order, and the one that is shown."""

    page: Page
    tasks: list[int]
    shown: int = field(init=False)

    def __post_init__(self) -> None:
        self.shown = self.tasks[0]

    def open(self, place: int) -> float:
        """Clicks on a row; the milliseconds until its task can be worked on."""
        row = self.page.locator(".row").nth(place)
        row.scroll_into_view_if_needed()
        self.shown = self.tasks[place]
        return self._time(row, "claim")

    def claim(self) -> float:
        """Claims the task that is shown; the milliseconds until its form is there."""
        return self._time(self._button("claim"), "complete")

    def complete(self) -> float:
        """Completes the task that is shown; the milliseconds until the next one is there."""
        button = self._button("complete")
        place = self.tasks.index(self.shown)
        del self.tasks[place]
        self.shown = self.tasks[place]
        return self._time(button, "claim")

    def _button(self, act: str) -> Locator:
        return self.page.locator(_ACT.format(act=act, task=self.shown))

    def _time(self, pressed: Locator, follows: str) -> float:
        self.page.evaluate(_WATCH, _ACT.format(act=follows, task=self.shown))
        pressed.click()
        took: float = self.page.evaluate("window.took")
        self.page.wait_for_timeout(100)  # nobody clicks sooner, and nothing of this act runs on into the next
        return took


@contextmanager
def pane(host: str, token: str, tasks: Sequence[int]) -> Iterator[Pane]:
    """Chromium before the inbox of whoever holds this session."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(_PATIENCE)
        page.context.add_cookies([{"name": COOKIE, "value": token, "url": f"http://{host}"}])
        page.goto(f"http://{host}/")
        shown = Pane(page, list(tasks))
        page.locator(_ACT.format(act="claim", task=shown.shown)).wait_for()
        yield shown
        browser.close()
