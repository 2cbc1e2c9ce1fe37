"""A diagram under the hand of an analyst: shapes chosen, appended, joined and named with mouse and keyboard."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.stories.browser import QUIET

DRAWN = ".djs-shape[data-element-id]"


def looks(viewport: Locator) -> list[float]:
    """How closely a viewer looks, and where; to a tenth, as each rounds by itself."""
    return [round(float(one), 1) for one in re.findall(r"-?[\d.]+", viewport.get_attribute("transform") or "")]


@dataclass
class Canvas:
    """The modeler on a page."""

    page: Page

    def calm(self) -> None:
        """Waits until the page rests."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_function(QUIET)

    def shape(self, element: str) -> Locator:
        """An element of the diagram."""
        return self.page.locator(f'{DRAWN}[data-element-id="{element}"] > .djs-hit').last

    def choose(self, element: str) -> None:
        """Selects an element of the diagram."""
        self.leave()
        self.shape(element).click()
        self.page.wait_for_timeout(150)

    def leave(self) -> None:
        """Clicks beside the drawing: what is typed is taken, nothing is selected; a click that ends a drag is lost."""
        for _ in range(5):
            self.page.locator(".canvas .djs-container").click(position={"x": 300, "y": 10})
            self.page.wait_for_timeout(150)
            if not self.page.locator(".djs-context-pad.open").count():
                return
        raise AssertionError("something stays selected")

    def choose_flow(self, element: str) -> None:
        """Selects an arrow of the diagram, by its middle."""
        line = self.page.locator(f'.djs-connection[data-element-id="{element}"] > .djs-visual > path').first
        x, y = line.evaluate(
            "(path) => { const {x, y} = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform("
            "path.getScreenCTM()); return [x, y]; }"
        )
        self.page.mouse.click(x, y)
        self.page.wait_for_timeout(150)

    def rename(self, element: str, name: str) -> None:
        """Types a new name into an element."""
        self.shape(element).dblclick()
        self.page.locator(".djs-direct-editing-content").fill(name)
        self.leave()

    def create(self, kind: str, name: str, *, right_of: str, level_with: str) -> str:
        """Puts a new step there, with the menu's word for its kind, and types its name; the id that it is given."""
        self.leave()
        before = self._ids()
        (beside, _), (_, level) = self._middle(right_of), self._middle(level_with)
        self.page.keyboard.press("n")
        self.page.locator(".djs-popup-search input").press_sequentially(kind)
        self.page.locator(".djs-popup .entry").filter(has_text=kind).first.click()
        for step in (40, 70, 90):
            self.page.mouse.move(beside + step, level)
        self.page.mouse.click(beside + 90, level)
        self.page.locator(".djs-direct-editing-content").fill(name)
        (made,) = [one for one in self._ids() if one not in before and not one.endswith("_label")]
        self.leave()
        return made

    def _middle(self, element: str) -> tuple[float, float]:
        box = self.shape(element).bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def join(self, element: str, other: str) -> None:
        """Draws an arrow from one element to another with the context pad's tool and the mouse."""
        self.choose(element)
        self.page.locator('.djs-context-pad .entry[data-action="connect"]').click()
        x, y = self._middle(other)
        self.page.mouse.move(x - 4, y)
        self.page.mouse.move(x, y)
        self.page.mouse.click(x, y)
        self.page.wait_for_timeout(150)

    def write(self, label: str, value: str) -> None:
        """Types into a field of the properties panel."""
        field = self.page.locator(".panel").get_by_label(label)
        field.fill(value)
        field.press("Tab")

    def saved(self) -> None:
        """Waits until the server has everything that was drawn."""
        expect(self.page.get_by_text(re.compile("Đã lưu lúc"))).to_be_visible()
        self.calm()

    def _ids(self) -> list[str]:
        return self.page.locator(DRAWN).evaluate_all("(all) => all.map((one) => one.dataset.elementId)")
