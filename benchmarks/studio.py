"""`motcua bench studio`: the design studio as an analyst feels it, in Chromium, with a diagram of sixty elements.

From the beginning of the navigation until the diagram is painted, with nothing in the browser's cache (cold) and with
what the last visit left there (warm); until it is painted again on a page that is open (again). From the press of a key
that changes the diagram until the server has acknowledged it, and until the findings that follow from it are shown.
"""

from __future__ import annotations

import os
import platform
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import httpx

from tests.chromium import FLAGS, PATH
from tests.ui import studio_site

if TYPE_CHECKING:
    from playwright.sync_api import Page

_DIAGRAM = Path(__file__).parent.parent / "bpmn/diagrams/cap-giay-phep-xay-dung/quy-trinh.bpmn"
_END = "end"
_PATIENCE = 60_000
_EDITS = 10
# painted is what has been there for a whole frame
_WATCH = """() => {
  window.seek = (wanted) => {
    for (const host of document.querySelectorAll('[class*="Bidi"] *, [data-testid*="Bidi"] *')) {
      const found = host.shadowRoot?.querySelector(wanted);
      if (found) return found;
    }
    return null;
  };
  window.painted = () => new Promise((tell) => {
    const shown = () => requestAnimationFrame(() => tell(performance.now()));
    const look = () => requestAnimationFrame(window.seek(".djs-shape") ? shown : look);
    look();
  });
}"""
_TOOK = """() => {
  const saving = window.seek(".saving");
  const isFound = () => Boolean(window.seek('.findings li[data-rule="end-reachable"]'));
  const before = isFound();
  window.took = new Promise((tell, refuse) => {
    setTimeout(() => refuse(new Error("no answer: " + saving.textContent)), 20000);
    let began, acknowledged, found;
    const look = () => {
      const passed = performance.now() - began;
      if (!acknowledged && /[0-9]:[0-9]/.test(saving.textContent)) acknowledged = passed;
      if (!found && isFound() !== before) found = passed;
      if (acknowledged && found) tell([acknowledged, found]);
      else requestAnimationFrame(look);
    };
    const begin = (event) => {
      began = event.timeStamp;
      saving.textContent = "";
      look();
    };
    window.addEventListener("keydown", begin, { capture: true, once: true });
  });
}"""


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """Serves the studio, and opens and changes a diagram in a browser."""
    with TemporaryDirectory() as folder, studio_site.running(Path(folder)) as address:
        httpx.put(f"{address}/drafts/bench.bpmn", content=_DIAGRAM.read_bytes()).raise_for_status()
        figures = _measured(f"{address}/?what=modeler&draft=bench.bpmn", rounds)
    return {
        "bench": "studio",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def _measured(url: str, rounds: int) -> dict[str, float]:
    from playwright.sync_api import sync_playwright

    painted: dict[str, list[float]] = {"cold_ms": [], "warm_ms": [], "again_ms": []}
    edits: list[tuple[float, float]] = []
    with sync_playwright() as playwright:
        for turn in range(rounds + 1):
            browser = playwright.chromium.launch(executable_path=PATH, args=list(FLAGS))
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(_PATIENCE)
            page.add_init_script(f"({_WATCH})()")
            found = {"cold_ms": _open(page, url), "warm_ms": _open(page, url), "again_ms": _again(page)}
            if turn:  # the first session of a server loads what all others find
                for name, took in found.items():
                    painted[name].append(took)
                edits += _edits(page)
            browser.close()
    best = {name: round(min(series), 1) for name, series in painted.items()}
    middle = {f"{name}_median": round(statistics.median(series), 1) for name, series in painted.items()}
    acknowledged, told = zip(*edits, strict=True)
    return {
        **best,
        **middle,
        "edit_acknowledged_ms": round(statistics.median(acknowledged), 1),
        "edit_acknowledged_p95_ms": round(statistics.quantiles(acknowledged, n=20)[-1], 1),
        "findings_ms": round(statistics.median(told), 1),
        "findings_p95_ms": round(statistics.quantiles(told, n=20)[-1], 1),
    }


def _open(page: Page, url: str) -> float:
    page.goto(url)
    return page.evaluate("window.painted()")


def _again(page: Page) -> float:
    switch = page.get_by_text("Hiện", exact=True)
    switch.click()
    page.wait_for_function("() => !window.seek('.djs-shape')")
    page.wait_for_timeout(300)
    page.evaluate(
        "() => { window.again = new Promise((tell) => addEventListener('click', (event) => "
        "window.painted().then((now) => tell(now - event.timeStamp)), { capture: true, once: true })); }"
    )
    switch.click()
    return page.evaluate("window.again")


def _edits(page: Page) -> list[tuple[float, float]]:
    """The end is taken out and put back: each changes what the server finds."""
    page.locator(f'.djs-overlays[data-container-id="{_END}"] .badge').click()
    page.locator(f'.djs-element.selected[data-element-id="{_END}"]').wait_for()
    took = []
    for turn in range(_EDITS):
        page.wait_for_timeout(400)
        page.evaluate(_TOOK)
        page.keyboard.press("Control+z" if turn % 2 else "Control+y" if turn else "Delete")
        took.append(tuple(page.evaluate("window.took")))
    return took
