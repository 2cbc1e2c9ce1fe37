"""What axe-core finds wrong on a page for somebody who cannot see it or use a mouse (WCAG 2.1 A and AA)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent / "ui" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async (streamlit) => {
  const found = await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']});
  return found.violations.flatMap((one) => one.nodes
    .filter((node) => !streamlit.some(([rule, place]) => {
      if (rule !== one.id) return false;
      const at = [node.target[0]].flat()[0];
      return document.querySelector(at)?.closest(place);
    }))
    .map((node) => [one.id, node.target.flat().join(' > '), node.failureSummary]));
}"""
_STREAMLITS = [
    ("list", '[data-testid="stSidebarNav"]'),  # its menu puts a heading between the list and its entries
    ("listitem", '[data-testid="stSidebarNav"]'),
    ("color-contrast", "kbd"),  # the hint of a shortcut on a button
]
"""Rule and place of what Streamlit itself draws so: not ours to change."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that an element breaks, and what would mend it."""

    rule: str
    element: str
    told: str


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


def violations(page: Page) -> list[Violation]:
    """What the page as it stands has wrong, but for what Streamlit draws by itself."""
    page.evaluate(_axe())
    found: list[list[str]] = page.evaluate(_RUN, [list(one) for one in _STREAMLITS])
    return [Violation(*one) for one in found]
