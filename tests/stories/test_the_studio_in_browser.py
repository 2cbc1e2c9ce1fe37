"""The design studio in a browser: what is drawn reaches the server, and nobody's work is lost or written over."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, expect

from tests.conftest import DIAGRAMS
from tests.stories.browser import SCREENS
from tests.stories.canvas import DRAWN, Canvas
from ui.widgets.form_editor import COMPONENTS

FOLDER = DIAGRAMS / "cap-ban-sao-tu-so-goc"
DIAGRAM = (FOLDER / "quy-trinh.bpmn").read_text("utf-8")
FORM = (FOLDER / "tra-cuu-so-goc.form").read_text("utf-8")
TABLE = (Path(__file__).parents[1] / "bpmn/decisions/field/le-phi.dmn").read_text("utf-8")


@dataclass
class Desk(Canvas):
    """Somebody before an editor."""

    site: str
    name: str

    def open(self, what: str, drawn: str) -> None:
        """Opens the page and waits until the content is there."""
        self.page.goto(f"{self.site}/?what={what}&draft={self.name}")
        self.page.locator(drawn).first.wait_for()
        self.calm()

    def draft(self) -> dict[str, object]:
        """What the server has."""
        return httpx.get(f"{self.site}/drafts/{self.name}").json()

    def content(self) -> str:
        """The content the server has."""
        return str(self.draft()["content"])

    def until(self, wanted: str, *, gone: bool = False) -> None:
        """Waits until the server's content holds these words, or no longer holds them."""
        for _ in range(200):
            if (wanted in self.content()) is not gone:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{wanted} {'stays in' if gone else 'did not reach'} the draft")

    def picture(self, name: str) -> None:
        """Keeps a picture of what stands there now."""
        SCREENS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{name}.png")


def desk(browser: Browser, site: str, name: str, content: str, *, width: int = 1440) -> Desk:
    """A new draft, and somebody at a browser who has not opened it yet."""
    httpx.put(f"{site}/drafts/{name}", content=content.encode()).raise_for_status()
    page = browser.new_context(viewport={"width": width, "height": 900 if width > 800 else 844}).new_page()
    page.set_default_timeout(15_000)
    return Desk(page, site, name)


def modeler(browser: Browser, site: str, name: str, content: str = DIAGRAM, *, width: int = 1440) -> Desk:
    """Somebody before a diagram."""
    found = desk(browser, site, name, content, width=width)
    found.open("modeler", DRAWN)
    return found


def test_what_is_drawn_is_stored_and_undo_outlives_reruns(studio: str, browser: Browser) -> None:
    lan = modeler(browser, studio, "undo.bpmn")
    lan.picture("studio-modeler")
    lan.rename("appraise", "Thẩm định và dự thảo văn bản")
    lan.until('name="Thẩm định và dự thảo văn bản"')
    expect(lan.page.get_by_text(re.compile("Đã lưu lúc"))).to_be_visible()
    assert lan.draft()["version"] == 2
    lan.page.get_by_role("button", name="Xem lại").click()
    lan.page.get_by_label("Ghi chú phiên bản").fill("lần hai")
    lan.page.keyboard.press("Tab")
    lan.calm()
    lan.choose("appraise")
    runs = lan.draft()["runs"]
    lan.page.keyboard.press("r")
    expect(lan.page.locator(".djs-popup")).to_be_visible()
    lan.page.keyboard.press("Escape")
    assert lan.draft()["runs"] == runs
    lan.page.keyboard.press("Control+z")
    lan.until("Thẩm định và dự thảo văn bản", gone=True)
    lan.page.keyboard.press("Control+y")
    lan.until("Thẩm định và dự thảo văn bản")
    assert lan.draft()["version"] == 4
    lan.choose("issue")
    lan.page.keyboard.press("Delete")
    lan.until('id="issue"', gone=True)
    lan.page.get_by_role("button", name="Hoàn tác").click()
    lan.until('id="issue"')


def test_nobodys_work_is_written_over(studio: str, browser: Browser, tmp_path: Path) -> None:
    lan = modeler(browser, studio, "two.bpmn")
    theirs = DIAGRAM.replace("Tra cứu sổ gốc, dự thảo", "Bản của chị Hoa")
    httpx.put(f"{studio}/drafts/two.bpmn", content=theirs.encode()).raise_for_status()
    lan.rename("sign", "Bản của Lan")
    lan.page.get_by_text("Chị Hoa vừa lưu một bản mới hơn.").wait_for()
    lan.rename("issue", "Lan còn sửa tiếp")
    lan.page.wait_for_timeout(600)
    assert lan.content() == theirs
    lan.picture("studio-collision")
    with lan.page.expect_download() as fetched:
        lan.page.get_by_role("button", name="Tải phần của tôi về máy").click()
    fetched.value.save_as(tmp_path / "cua-lan.bpmn")
    assert {"Bản của Lan", "Lan còn sửa tiếp"} <= set(
        re.findall('name="([^"]*)"', (tmp_path / "cua-lan.bpmn").read_text("utf-8"))
    )
    lan.page.get_by_role("button", name="Mở bản mới").click()
    lan.page.get_by_text("Bản của chị Hoa").first.wait_for()
    lan.rename("sign", "Lan làm tiếp trên bản mới")
    lan.until("Lan làm tiếp trên bản mới")
    assert "Bản của chị Hoa" in lan.content()


def _type_without_a_line(lan: Desk) -> None:
    lan.page.context.set_offline(True)
    lan.page.evaluate("() => { WebSocket.prototype.send = () => undefined; }")
    lan.rename("sign", "Gõ lúc mất mạng")
    lan.page.wait_for_timeout(500)
    assert "Gõ lúc mất mạng" not in lan.content()
    lan.page.context.set_offline(False)


def test_what_was_not_sent_is_not_written_over_what_came_since(studio: str, browser: Browser, tmp_path: Path) -> None:
    lan = modeler(browser, studio, "since.bpmn")
    _type_without_a_line(lan)
    theirs = DIAGRAM.replace("Tra cứu sổ gốc, dự thảo", "Bản của chị Hoa")
    httpx.put(f"{studio}/drafts/since.bpmn", content=theirs.encode()).raise_for_status()
    lan.open("modeler", DRAWN)
    lan.page.get_by_text("Trình duyệt này còn giữ phần sửa chưa gửi").wait_for()
    with lan.page.expect_download() as fetched:
        lan.page.get_by_role("button", name="Tải phần của tôi về máy").click()
    fetched.value.save_as(tmp_path / "cua-lan.bpmn")
    assert "Gõ lúc mất mạng" in (tmp_path / "cua-lan.bpmn").read_text("utf-8")
    lan.page.get_by_role("button", name="Mở bản mới").click()
    lan.rename("issue", "Lan làm tiếp")
    lan.until("Lan làm tiếp")
    assert "Bản của chị Hoa" in lan.content()
    assert "Gõ lúc mất mạng" not in lan.content()


def test_what_was_not_sent_is_there_when_the_page_is_opened_again(studio: str, browser: Browser) -> None:
    lan = modeler(browser, studio, "unsent.bpmn")
    _type_without_a_line(lan)
    lan.open("modeler", DRAWN)
    lan.until("Gõ lúc mất mạng")
    expect(lan.page.get_by_text(re.compile("Đã lưu lúc"))).to_be_visible()
    assert lan.page.evaluate("Object.keys(localStorage).filter((key) => key.includes('unsent.bpmn'))") == []


def test_the_fields_of_an_office_are_read_and_written(studio: str, browser: Browser) -> None:
    lan = modeler(browser, studio, "fields.bpmn")
    lan.choose("appraise")
    panel = lan.page.locator(".panel")
    expect(panel.get_by_label("Vai trò")).to_have_value("office/case_officer")
    expect(panel.get_by_label("Căn cứ pháp lý")).to_have_value("23/2015/NĐ-CP")
    lan.picture("studio-fields")
    panel.get_by_label("Hạn của bước").fill("P2D")
    lan.until('camunda:dueDate="P2D"')
    panel.get_by_label("Hạn của bước").fill("hai ngày")
    panel.get_by_text("Viết như P3D, PT4H hoặc P1M.").first.wait_for()
    panel.get_by_label("Hạn của bước").fill("P2D")
    panel.get_by_label("Cách tính hạn").select_option("calendar")
    lan.until('name="gov.unit" value="calendar"')
    panel.get_by_label("Không do người đã làm bước").select_option("sign")
    lan.until('name="gov.fourEyes" value="sign"')
    panel.get_by_label("Ký số").click()
    lan.until('name="gov.sign" value="true"')
    panel.get_by_label("Căn cứ pháp lý").fill("")
    lan.until("gov.legalBasis", gone=False)
    panel.get_by_label("Biểu mẫu").fill("ky")
    panel.get_by_label("Biểu mẫu").press("Tab")
    lan.until('camunda:formRef="ky"')
    panel.get_by_label("Độ ưu tiên").fill("70")
    lan.shape("issue").click()
    lan.page.keyboard.press("Delete")
    lan.until('id="issue"', gone=True)
    assert 'camunda:priority="70"' in lan.content()
    lan.choose("lane_office")
    panel.get_by_label("Vai trò của làn").fill("office/case_officer")
    panel.get_by_label("Vai trò của làn").press("Tab")
    lan.until('name="gov.role" value="office/case_officer"')


def test_findings_stand_on_the_diagram_and_lead_to_it(studio: str, browser: Browser) -> None:
    without_role = DIAGRAM.replace(' camunda:candidateGroups="office/case_officer"', "").replace(
        'name="Văn phòng UBND"', 'name="?"'
    )
    lan = modeler(browser, studio, "findings.bpmn", without_role)
    row = lan.page.locator(".findings li").filter(has_text="vai trò").first
    row.locator(".finding").click()
    expect(lan.page.locator('.djs-element.selected[data-element-id="appraise"]')).to_be_visible()
    expect(lan.page.locator('.djs-element.has-warning[data-element-id="appraise"]')).to_be_visible()
    row.get_by_role("button", name="Xem đường đi").click()
    lan.picture("studio-findings")
    row.get_by_role("button", name="Sửa").click()
    lan.calm()
    assert len(json.loads(json.dumps(lan.draft()["fixes"]))) == 1
    lan.page.locator(".panel").get_by_label("Vai trò").fill("office/case_officer")
    lan.page.locator(".panel").get_by_label("Vai trò").press("Tab")
    expect(lan.page.locator(".findings li").filter(has_text="vai trò")).to_have_count(0)
    lan.rename("appraise", " ")
    expect(lan.page.locator(".findings li").filter(has_text="tên").first).to_be_visible()


def test_a_copy_is_pasted_into_another_diagram(studio: str, browser: Browser) -> None:
    lan = modeler(browser, studio, "from.bpmn")
    lan.choose("appraise")
    lan.page.keyboard.press("Control+c")
    httpx.put(f"{studio}/drafts/to.bpmn", content=DIAGRAM.encode())
    lan.name = "to.bpmn"
    lan.open("modeler", DRAWN)
    lan.page.locator(".canvas .djs-container").click(position={"x": 300, "y": 10})
    lan.page.keyboard.press("Control+v")
    for x in (430, 440, 450):
        lan.page.mouse.move(x, 480)
    lan.page.mouse.click(450, 480)
    for _ in range(100):
        if lan.content().count('name="Tra cứu sổ gốc, dự thảo"') == 2:
            break
        lan.page.wait_for_timeout(50)
    assert lan.content().count('name="Tra cứu sổ gốc, dự thảo"') == 2
    assert lan.content().count('value="23/2015/NĐ-CP"') == DIAGRAM.count('value="23/2015/NĐ-CP"') + 1


def test_a_form_is_changed(studio: str, browser: Browser) -> None:
    lan = desk(browser, studio, "to-khai.form", FORM)
    lan.open("form", ".fjs-form-field")
    lan.picture("studio-form")
    field = lan.page.locator(".fjs-element[data-id]").filter(has=lan.page.locator(".fjs-form-field")).nth(1)
    field.click()
    label = lan.page.locator('[data-entry-id="label"]').locator("textarea, input, [contenteditable]").first
    label.fill("Nhãn mới của mục")
    lan.until("Nhãn mới của mục")
    shown = lan.page.locator(".fjs-palette-field:visible").evaluate_all(
        "(all) => all.map((one) => one.dataset.fieldType)"
    )
    assert set(shown) == set(COMPONENTS)
    lan.page.get_by_label("Dữ kiện đã có trong quy trình").select_option("outcome")
    lan.until('"key": "outcome"')


def test_a_decision_is_changed(studio: str, browser: Browser) -> None:
    lan = desk(browser, studio, "le-phi.dmn", TABLE)
    lan.open("decision", ".tjs-table td.output-cell")
    lan.picture("studio-decision")
    lan.page.locator(".tjs-table td.output-cell").first.click()
    lan.page.keyboard.press("Control+a")
    lan.page.keyboard.type("12345")
    lan.page.locator(".bar").click()
    lan.until("12345")
