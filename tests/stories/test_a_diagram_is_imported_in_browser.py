"""Diagrams of other tools come into the studio: mended one by one, given roles, kept as they were, or refused."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bpmn import imports, layout, reader
from bpmn.model import UserTask
from tests import accessible, corpus
from tests.stories.browser import sign_in
from tests.stories.canvas import looks
from tests.stories.conftest import Site
from tests.stories.importing import Importing
from tests.stories.test_first_run_in_browser import OWN
from tests.stories.test_the_studio_in_danger_in_browser import BOMB, SCRIPT

HOSTILE = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="elsewhere">
  <process id="p" name="{SCRIPT}">
    <laneSet id="set">
      <lane id="first" name="Bộ phận Một cửa"><flowNodeRef>receive</flowNodeRef></lane>
      <lane id="second" name="{SCRIPT}"><flowNodeRef>check</flowNodeRef></lane>
    </laneSet>
    <task id="receive" name="Tiếp nhận {"hồ sơ rất dài " * 12}"><documentation>{SCRIPT}</documentation>
      <outgoing>to-check</outgoing></task>
    <manualTask id="check" name="{SCRIPT}"><incoming>to-check</incoming></manualTask>
    <sequenceFlow id="to-check" sourceRef="receive" targetRef="check"/>
  </process>
</definitions>"""
DMN = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="x"/>'
DIAGRAMS = Path(__file__).parents[1] / "bpmn" / "clinic" / "diagrams"
DRAWN = layout.lay_out((DIAGRAMS / "bizagi.bpmn").read_bytes())
LARGE = DRAWN.replace(b"</semantic:def", b"<!--" + b"x" * 3_000_000 + b"--></semantic:def")


def _file(name: str, content: str | bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "", "buffer": content if isinstance(content, bytes) else content.encode()}


def _packed() -> bytes:
    held = io.BytesIO()
    with ZipFile(held, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return held.getvalue()


def _place(frame: Locator) -> list[float]:
    return looks(frame.locator(".viewport").first)


def _frames(page: Page) -> tuple[Locator, Locator]:
    return page.locator('[class*="_before"] .frame'), page.locator('[class*="_after"] .frame')


def test_a_file_of_another_tool_is_looked_through_and_opened(site: Site, browser: Browser, tmp_path: Path) -> None:
    phan = sign_in(browser, site.address, "phan", site.password, OWN)
    asked: list[str] = []
    phan.page.on("request", lambda request: asked.append(request.url))
    phan.go("/thiet-ke")
    bringing = Importing(phan)
    bringing.begin()
    for name, content, told in (
        ("bang.xlsx", _packed(), "đây là tệp Excel, không phải sơ đồ BPMN"),
        ("bom.bpmn", BOMB, "DOCTYPE hoặc thực thể XML"),
        ("hinh.xml", '<svg xmlns="http://www.w3.org/2000/svg"/>', "không phải là sơ đồ BPMN 2.0"),
        ("rong.bpmn", "", "tệp trống"),
    ):
        bringing.refused(told, _file(name, content))
    bringing.too_large(_file("to.bpmn", "<a>" + "x" * 6_000_000 + "</a>"), "tệp lớn hơn giới hạn")
    bringing.refused("theo DMN 1.5", _file("a.bpmn", HOSTILE), _file("b.dmn", DMN))

    bringing.drawn(_file("Quy trình (1).bpmn", HOSTILE))
    phan.calm()
    expect(phan.page.locator("h1, [role=heading]").filter(has_text="Quy trình (1).bpmn")).to_be_visible()
    expect(bringing.before()).to_have_count(0)
    phan.sees("Sơ đồ chưa có hình vẽ; đã vẽ theo làn.")
    phan.sees("“Bộ phận Một cửa”, 1 bước")
    lane = phan.page.get_by_label("Làn “Bộ phận Một cửa”, 1 bước")
    expect(lane).to_have_value("Cán bộ tiếp nhận và trả kết quả / Cán bộ tiếp nhận nơi tiếp nhận")
    assert phan.page.evaluate("window.harmed") is None
    phan.press("Bỏ, chọn tệp khác")
    phan.sees("Bản thảo mới")

    bringing.begin()
    bringing.drawn(_file("bizagi.bpmn", LARGE))
    phan.calm()
    expect(bringing.before().first).to_be_attached()
    whole = imports.read(DRAWN).repairs
    expect(bringing.rows()).to_have_count(len(whole))
    phan.screen("clinic")
    assert accessible.violations(phan.page) == []
    _both_move(phan.page)
    _one_is_refused(bringing, len(whole))
    phan.screen("clinic-refused")
    with phan.page.expect_download() as download:
        phan.page.get_by_role("button", name="Tải về tất cả").click()
    packed = ZipFile(download.value.path())
    assert packed.read("ban-goc/bizagi.bpmn") == LARGE
    assert "để nguyên 1 chỗ" in packed.read("ban-goc/sua-chua.txt").decode()
    phan.page.set_viewport_size({"width": 390, "height": 844})
    phan.screen("clinic-narrow")
    assert phan.page.evaluate("document.scrollingElement.scrollWidth") <= 390
    phan.page.set_viewport_size({"width": 1440, "height": 900})
    bringing.opened()
    phan.sees("Đang soạn")
    with phan.page.expect_download() as download:
        phan.page.get_by_role("button", name="Tải về tất cả").click()
    again = ZipFile(download.value.path())
    assert {"procedure.toml", "bizagi.bpmn", "ban-goc/bizagi.bpmn", "ban-goc/sua-chua.txt"} == set(again.namelist())
    assert again.read("bizagi.bpmn") == packed.read("bizagi.bpmn")
    tasks = [one for one in reader.read(again.read("bizagi.bpmn")).elements.values() if isinstance(one, UserTask)]
    assert "leadership/agency_leader" in {one.role for one in tasks}
    phan.page.get_by_role("radio", name="Lịch sử", exact=True).click()
    phan.sees("Bản gốc: bizagi.bpmn")
    with phan.page.expect_download() as download:
        phan.page.get_by_role("button", name="Tải bản gốc").click()
    assert download.value.path().read_bytes() == LARGE
    phan.screen("clinic-original")
    assert [url for url in asked if not url.startswith((site.address, "data:", "blob:"))] == []


def _both_move(page: Page) -> None:
    before, after = _frames(page)
    assert _place(before) == _place(after)
    still = _place(after)
    before.get_by_role("button", name="Phóng to").click()
    page.wait_for_timeout(300)
    assert _place(before) == _place(after) != still
    moved = _place(before)
    after.get_by_role("button", name="Xem toàn bộ sơ đồ").click()
    page.wait_for_timeout(300)
    assert _place(before) == _place(after) != moved


def _one_is_refused(bringing: Importing, number: int) -> None:
    """One repair is left out; the others stay; what follows is said; the leader is chosen for a performer."""
    page = bringing.person.page
    row = bringing.rows().filter(has_text="đã đổi thành việc của cán bộ").first
    row.get_by_role("checkbox").click()
    expect(row.get_by_text("Chưa ban hành được:")).to_be_visible()
    expect(page.get_by_text(f"Sửa {number - 1} chỗ, để nguyên 1 chỗ")).to_be_visible()
    row.get_by_role("button", name="Xem trên sơ đồ").click()
    expect(page.locator('[class*="_after"] .djs-element.selected')).to_have_count(1)
    expect(page.locator('[class*="_before"] .djs-element.selected')).to_have_count(1)
    label = page.get_by_role("combobox", name=re.compile("Quy trình “Cấp phép”")).get_attribute("aria-label")
    bringing.person.pick(label or "", "Lãnh đạo UBND")


@pytest.mark.soak
@pytest.mark.corpus
def test_every_file_of_the_working_group_can_be_dropped(site: Site, browser: Browser) -> None:
    phan = sign_in(browser, site.address, "phan", site.password, OWN)
    phan.page.set_default_timeout(60_000)
    phan.go("/thiet-ke")
    bringing = Importing(phan)
    is_whole = os.environ.get("MOTCUA_TEST_SIZE") == "full"
    for place, file in enumerate(corpus.chosen(15)):
        bringing.begin()
        bringing.drawn(file)
        phan.calm()
        found = imports.read(file.read_bytes())
        expect(bringing.rows()).to_have_count(len(found.repairs))
        if is_whole or place % 5 == 0:
            bringing.opened()
            phan.calm()
            expect(phan.page.get_by_text("Không mở được nội dung này")).to_have_count(0)
            bringing.back()
        else:
            phan.press("Bỏ, chọn tệp khác")
