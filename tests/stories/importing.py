"""An analyst who brings a diagram of another tool: the file chosen, what is shown of it, the way into the studio."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, expect

from tests.stories.browser import Person

_AFTER, _BEFORE = '[class*="_after"] .djs-shape', '[class*="_before"] .djs-shape'


@dataclass
class Importing:
    """The studio's way in for files."""

    person: Person

    def begin(self) -> None:
        """Opens the place for files."""
        self.person.press("Bản thảo mới")
        self.person.page.get_by_text("Từ tệp BPMN", exact=True).click()
        self.person.calm()

    def drop(self, *files: Path | FilePayload) -> None:
        """Gives files to the field."""
        field = self.person.page.locator("input[type=file]")
        payloads = [file if isinstance(file, dict) else _payload(file) for file in files]
        field.set_input_files(payloads)

    def drawn(self, file: Path | FilePayload) -> float:
        """Gives a file to the field; the milliseconds until what will be opened is painted."""
        began = time.perf_counter()
        self.drop(file)
        self.person.page.locator(_AFTER).first.wait_for(timeout=60_000)
        return (time.perf_counter() - began) * 1000

    def opened(self) -> float:
        """Goes on into the studio; the milliseconds until the modeler is painted."""
        began = time.perf_counter()
        self.person.page.get_by_role("button", name="Mở trong xưởng thiết kế").click()
        self.person.page.locator('[class*="st-key-diagram_"] .djs-shape').first.wait_for(timeout=60_000)
        return (time.perf_counter() - began) * 1000

    def refused(self, told: str, *files: Path | FilePayload) -> None:
        """The file is refused in a sentence, and taken off again."""
        self.drop(*files)
        expect(self.person.page.get_by_role("alert").filter(has_text=told)).to_be_visible()
        for _ in files:
            self._take_off()
        expect(self.person.page.get_by_role("alert")).to_have_count(0)

    def too_large(self, file: FilePayload, told: str) -> None:
        """The file does not even leave the browser, and the field says why."""
        self.drop(file)
        chip = self.person.page.get_by_test_id("stFileChip")
        chip.get_by_test_id("stFileChipIconError").wait_for()
        assert told in chip.evaluate("(chip) => getComputedStyle(chip, '::after').content")
        self.person.picture("clinic-too-large")
        self._take_off()

    def _take_off(self) -> None:
        self.person.page.get_by_test_id("stFileChipDeleteBtn").get_by_role("button").first.click()
        self.person.calm()

    def before(self) -> Locator:
        """What is painted of the original."""
        return self.person.page.locator(_BEFORE)

    def rows(self) -> Locator:
        """The repairs of the list."""
        return self.person.page.locator(".list li")

    def back(self) -> None:
        """Returns to the list of designs."""
        self.person.page.get_by_role("button", name="Danh sách").click()
        self.person.page.wait_for_url(lambda url: "id=" not in url)
        self.person.calm()


def _payload(file: Path) -> FilePayload:
    return {"name": file.name, "mimeType": "application/xml", "buffer": file.read_bytes()}
