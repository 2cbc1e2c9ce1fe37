"""All that the studio's editors say is Vietnamese: a tour of palette, menus, panel, minimap, simulation and editors."""

from __future__ import annotations

import json
import re
from html import unescape

from playwright.sync_api import Browser

from tests.conftest import ROOT
from tests.stories.test_the_studio_in_browser import DIAGRAM, TABLE, Desk, desk, modeler

DICTIONARIES = ROOT / "ui" / "frontend" / "src" / "vietnamese"
# what stands under an editor's own root, but for what people drew and typed
SAID = """() => {
  const theirs = '.djs-visual, .findings b, option, .bio-properties-panel-header-label, .cm-editor, svg, '
    + '.fjs-form-field-text, .fjs-form-field label, .tjs-table td .content-editable';
  const told = new Set();
  const look = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot?.querySelector('.widget')) look(element.shadowRoot);
      if (root === document || element.closest(theirs) || !element.checkVisibility()) continue;
      for (const name of ['title', 'placeholder', 'aria-label', 'alt']) told.add(element.getAttribute(name) ?? '');
      if (element.tagName === 'STYLE') continue;
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) told.add(node.data);
    }
  };
  look(document);
  return [...told];
}"""
_WORD = re.compile(r"[A-Za-z]{3,}")
_VIETNAMESE = re.compile(r"[^\x00-\x7f…·]")
_TOKEN = re.compile(r"(?=.*\d)[0-9a-z]{7}")  # the id that the simulation gives to a token


class Tour:
    """Collects what is said on the way, and leaves out what is Vietnamese or what the tour's own content says."""

    def __init__(self, traveller: Desk, own: str) -> None:
        self.traveller = traveller
        self.own = unescape(own)
        self.heard: set[str] = set()

    def listen(self) -> None:
        """Takes down everything that can be read now."""
        self.traveller.page.wait_for_timeout(150)
        self.heard |= {text.strip() for text in self.traveller.page.evaluate(SAID)}

    def unfold(self) -> None:
        """Opens every group of the properties panel."""
        closed = self.traveller.page.locator(".bio-properties-panel-group-header:not(.open)")
        closed.evaluate_all("(all) => all.forEach((one) => one.click())")

    def foreign(self) -> list[str]:
        """What was heard and is not Vietnamese."""
        spoken = {
            words.strip() for file in DICTIONARIES.glob("*.json") for words in json.loads(file.read_bytes()).values()
        }
        strange = (text for text in self.heard if _WORD.search(text) and not _VIETNAMESE.search(text))
        return sorted(
            text for text in strange if text not in spoken and text not in self.own and not _TOKEN.fullmatch(text)
        )


def test_the_modeler_speaks_vietnamese(studio: str, browser: Browser) -> None:
    lan = modeler(browser, studio, "tour.bpmn")
    tour = Tour(lan, DIAGRAM)
    tour.listen()
    for element in ("appraise", "signed", "start", "agency", "lane_office", "submit", "end"):
        if element == "submit":
            lan.choose_flow(element)
        else:
            lan.choose(element)
        tour.listen()
        for entry in ("Đổi loại phần tử", "Thêm phần tử tiếp theo"):
            button = lan.page.locator(f'.djs-context-pad .entry[title="{entry}"]')
            if button.count():
                button.first.click()
                tour.listen()
                lan.page.keyboard.press("Escape")
        tour.unfold()
        tour.listen()
    for entry in lan.page.locator(".djs-palette .entry").all():
        entry.hover()
        tour.listen()
    lan.page.locator('.djs-palette .entry[data-action="create"]').click()
    tour.listen()
    lan.page.keyboard.press("Escape")
    lan.page.get_by_role("button", name="Tìm trong sơ đồ").click()
    tour.listen()
    lan.page.keyboard.press("Escape")
    lan.page.get_by_role("button", name="Bản đồ nhỏ").click()
    tour.listen()
    lan.page.get_by_role("button", name="Chạy thử luồng").click()
    tour.listen()
    lan.page.locator('.bts-entry[title="Mở hoặc đóng nhật ký"]').click()
    lan.page.locator('.bts-context-pad[title="Cho sự kiện xảy ra"]:visible').first.click()
    for _ in range(6):
        tour.listen()
    lan.picture("studio-simulation")
    lan.page.get_by_role("button", name="Chạy thử luồng").click()
    lan.page.keyboard.press("Control+a")
    tour.listen()
    assert len(tour.heard) > 150
    assert tour.foreign() == []


def test_the_form_editor_speaks_vietnamese(studio: str, browser: Browser) -> None:
    kinds = (
        "textfield",
        "textarea",
        "number",
        "datetime",
        "select",
        "checklist",
        "taglist",
        "checkbox",
        "dynamiclist",
        "filepicker",
        "text",
    )
    components = [
        {"type": kind, "key": f"k_{kind}", "id": f"Field_{n}", "label": "Mục"} for n, kind in enumerate(kinds)
    ]
    form = json.dumps({"type": "default", "id": "tour", "components": components, "schemaVersion": 16})
    lan = desk(browser, studio, "tour.form", form)
    lan.open("form", ".fjs-form-field")
    tour = Tour(lan, form)
    tour.listen()
    for n, _ in enumerate(kinds):
        lan.page.locator(f'.fjs-element[data-id="Field_{n}"]').click(position={"x": 5, "y": 5})
        tour.unfold()
        tour.listen()
    assert len(tour.heard) > 60
    assert tour.foreign() == []


def test_the_decision_editor_speaks_vietnamese(studio: str, browser: Browser) -> None:
    lan = desk(browser, studio, "tour.dmn", TABLE)
    lan.open("decision", ".tjs-table td.output-cell")
    tour = Tour(lan, TABLE)
    tour.listen()
    for place in ("td.input-cell", "td.output-cell", "th.input-cell", "th.output-cell", ".hit-policy"):
        lan.page.locator(place).first.click()
        tour.listen()
        lan.page.locator(place).first.dblclick()
        tour.listen()
        lan.page.locator(place).first.click(button="right")
        tour.listen()
        lan.page.keyboard.press("Escape")
    assert len(tour.heard) > 30
    assert tour.foreign() == []


def test_an_untranslated_word_is_heard(studio: str, browser: Browser) -> None:
    lan = modeler(browser, studio, "english.bpmn")
    tour = Tour(lan, DIAGRAM)
    lan.page.goto(f"{studio}/?what=modeler&draft=english.bpmn&lang=en")
    lan.page.locator(".djs-shape").first.wait_for()
    tour.listen()
    assert {"Create task", "Redo (Ctrl+Y)"} <= set(tour.foreign())
