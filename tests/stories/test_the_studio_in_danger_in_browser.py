"""What a hostile or broken file does in the studio: nothing. And what stays in sight at every width."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests import accessible
from tests.stories.test_the_studio_in_browser import DIAGRAM, FORM, TABLE, Desk, desk, modeler

SCRIPT = "&lt;img src=x onerror=&quot;window.harmed=1&quot;&gt;&lt;svg onload=&quot;window.harmed=1&quot;&gt;"
HOSTILE = (
    DIAGRAM.replace('name="Tra cứu sổ gốc, dự thảo"', f'name="{SCRIPT}"')
    .replace("<bpmn:incoming>transfer</bpmn:incoming>", f"<bpmn:documentation>{SCRIPT}</bpmn:documentation>", 1)
    .replace(
        '<bpmn:userTask id="appraise"',
        '<bpmn:userTask xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
        'zeebe:modelerTemplateIcon="http://elsewhere.invalid/icon.svg" id="appraise"',
    )
)
BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><bpmn:definitions>&c;</bpmn:definitions>"""


def _another_saves(lan: Desk, content: str) -> None:
    httpx.put(f"{lan.site}/drafts/{lan.name}", content=content.encode()).raise_for_status()
    lan.page.get_by_role("button", name="Xem lại").click()
    lan.calm()


def test_scripts_in_a_diagram_do_nothing(studio: str, browser: Browser) -> None:
    lan = desk(browser, studio, "hostile.bpmn", HOSTILE)
    asked: list[str] = []
    lan.page.on("request", lambda request: asked.append(request.url))
    lan.open("modeler", ".djs-shape")
    expect(lan.page.locator(".djs-visual").filter(has_text="onerror").first).to_be_attached()
    lan.choose("appraise")
    for group in ("general", "documentation"):
        lan.page.locator(f'[data-group-id="group-{group}"] .bio-properties-panel-group-header').click()
    lan.page.get_by_role("button", name="Tìm trong sơ đồ").click()
    lan.page.keyboard.type("onerror")
    lan.page.wait_for_timeout(300)
    lan.page.keyboard.press("Escape")
    lan.page.get_by_role("button", name="Chạy thử luồng").click()
    lan.page.locator('.bts-entry[title="Mở hoặc đóng nhật ký"]').click()
    lan.page.locator('.bts-context-pad[title="Cho sự kiện xảy ra"]:visible').first.click()
    lan.page.locator(".bts-log .bts-text").filter(has_text="onerror").first.wait_for()
    assert lan.page.evaluate("window.harmed") is None
    assert lan.page.locator(".widget img[src=x]").count() == 0
    assert [url for url in asked if not url.startswith((studio, "data:", "blob:"))] == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (BOMB, "Không mở được nội dung này"),
        ("<bpmn:definitions", "Không mở được nội dung này"),
        (DIAGRAM + "<!--" + "x" * 6_000_000 + "-->", "Tệp lớn hơn 5 MB"),
    ],
    ids=["bomb", "broken", "large"],
)
def test_what_cannot_be_opened_leaves_the_last_diagram_standing(
    studio: str, browser: Browser, content: str, told: str
) -> None:
    lan = modeler(browser, studio, f"left-{len(content)}.bpmn")
    _another_saves(lan, content)
    lan.page.get_by_text(told).wait_for()
    expect(lan.page.locator('.djs-shape[data-element-id="appraise"]').first).to_be_visible()
    expect(lan.page.locator(".djs-shape[data-element-id]")).not_to_have_count(0)


def test_the_mark_of_bpmn_io_stays_in_sight(studio: str, browser: Browser) -> None:
    lan = desk(browser, studio, "mark.bpmn", DIAGRAM)
    httpx.put(f"{studio}/drafts/mark.form", content=FORM.encode())
    httpx.put(f"{studio}/drafts/mark.dmn", content=TABLE.encode())
    for what, name, drawn, mark in (
        ("modeler", "mark.bpmn", ".djs-shape", ".bjs-powered-by"),
        ("viewer", "mark.bpmn", ".djs-shape", ".bjs-powered-by"),
        ("form", "mark.form", ".fjs-form-field", ".fjs-powered-by-link"),
        ("decision", "mark.dmn", ".tjs-table", ".bjs-powered-by"),
    ):
        lan.name = name
        lan.page.set_viewport_size({"width": 1440, "height": 900})
        lan.open(what, drawn)
        for width in (1440, 768, 390, 320):
            lan.page.set_viewport_size({"width": width, "height": 800})
            lan.page.wait_for_timeout(200)
            logo = lan.page.locator(mark).first
            logo.scroll_into_view_if_needed()
            uncovered = logo.evaluate(
                "(mark) => { const {x, y, width, height} = mark.getBoundingClientRect();"
                " const found = mark.getRootNode().elementFromPoint(x + width / 2, y + height / 2);"
                " return width > 30 && height > 10 && x >= 0 && x + width <= innerWidth && mark.contains(found); }"
            )
            assert uncovered, (what, width)


def test_nobody_is_shut_out(studio: str, browser: Browser) -> None:
    lan = modeler(browser, studio, "axe.bpmn")
    lan.choose("appraise")
    assert accessible.violations(lan.page) == []
    form = desk(browser, studio, "axe.form", FORM)
    form.open("form", ".fjs-form-field")
    form.page.locator(".fjs-element").nth(1).click()
    assert accessible.violations(form.page) == []
    table = desk(browser, studio, "axe.dmn", TABLE)
    table.open("decision", ".tjs-table td.output-cell")
    assert accessible.violations(table.page) == []


def test_what_differs_is_shown_in_its_colour(studio: str, browser: Browser) -> None:
    lan = desk(browser, studio, "diff.bpmn", DIAGRAM)
    lan.open("viewer", ".djs-shape")
    for element, mark in (("appraise", "added"), ("sign", "removed"), ("receive", "changed")):
        expect(lan.page.locator(f'.djs-element.{mark}[data-element-id="{element}"]')).to_be_visible()
    for words in ("Thêm mới", "Bỏ đi", "Thay đổi"):
        lan.page.get_by_text(words, exact=True).wait_for()
    lan.picture("studio-viewer")
    lan.shape("sign").click()
    expect(lan.page.locator('#clicked[data-id="sign"]')).to_be_attached()
