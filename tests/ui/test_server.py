"""The whole site in one process: what it answers with, how it starts and stops, and Streamlit inside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import delete, update

from processes import tables
from processes.database import Database, use
from tests import chromium
from tests.ui import site
from ui import answers, server, session

ROOT = Path(__file__).resolve().parents[2]
_STAND_IN = """
import altair as alt
import streamlit as st

from ui import visitor
from ui.widgets.worklist import Row, worklist


def home():
    known = visitor.current()
    st.title("Việc của tôi")
    st.html(visitor.sign_out_form())
    worklist([Row(1, "Cấp bản sao", ("H99.30-1",), "Còn 2 ngày", "within")], 1, key="list", version=1)
    st.altair_chart(alt.Chart({"values": [{"a": 1, "b": 2}]}).mark_bar().encode(x="a:Q", y="b:Q"))

    @st.fragment
    def part():
        name = visitor.current().officer.name
        turns = st.session_state.setdefault("turns", 0)
        if st.button("Cộng"):
            turns = st.session_state.turns = turns + 1
        st.html(f'<span id="mark" data-turns="{turns}">{name}</span>')

    part()


def other():
    visitor.current()
    st.title("Hồ sơ")


st.navigation([st.Page(home, title="Việc", default=True), st.Page(other, title="Hồ sơ", url_path="ho-so")]).run()
"""


# what every answer carries


def test_health_tells_whether_the_record_can_be_reached(sqlite_database: Database, tmp_path: Path) -> None:
    browser = site.client()
    assert (browser.get("/health").status_code, browser.get("/health").json()["ok"]) == (200, True)
    use(f"sqlite:///{tmp_path / 'no-such-folder' / 'motcua.db'}")
    away = browser.get("/health")
    assert (away.status_code, away.json()) == (503, {"ok": False, "database": "unreachable"})


def test_every_answer_carries_the_rules(sqlite_database: Database) -> None:
    browser = site.signed_in(sqlite_database)
    for path in ("/", "/health", "/dang-nhap", "/tra-cuu", "/phien", "/api/me", "/assets/logo.svg", "/api/nothing"):
        headers = browser.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src" not in browser.get("/phien").headers["content-security-policy"]
    assert "'unsafe-inline'" not in answers.SCREENS.split("script-src")[1].split(";")[0]


def test_what_has_its_hash_in_its_name_is_kept_for_good() -> None:
    browser = site.client()
    hashed = next(path.name for path in server.ASSETS.glob("worklist-*.js"))
    assert "immutable" in browser.get(f"/assets/{hashed}").headers["cache-control"]
    font = browser.get("/assets/fonts/be-vietnam-pro-latin-400-normal.woff2").headers
    assert (font["content-type"], font["cache-control"]) == ("font/woff2", "public, max-age=2592000")
    assert browser.get("/assets/manifest.json").headers["cache-control"] == "public, max-age=3600"
    assert browser.get("/assets/%2e%2e/server.py").status_code == browser.get("/assets/nothing.js").status_code == 404


def test_streamlits_page_bears_our_name_and_language(sqlite_database: Database) -> None:
    browser = site.signed_in(sqlite_database)
    page = browser.get("/", headers={"if-none-match": "*"})
    assert page.status_code == 200
    assert '<html lang="vi">' in page.text
    assert "<title>Một Cửa</title>" in page.text
    assert 'href="/assets/favicon.svg"' in page.text
    assert f'<script src="{answers.SESSION_OVER}"></script>' in page.text
    assert "etag" not in page.headers
    # an inline script would not run under our rules, and what only other programs need is not offered
    for foreign in ("<title>Streamlit", "SourceSans", "service-desc", "<script>"):
        assert foreign not in page.text
    assert browser.get(answers.SESSION_OVER).headers["content-type"].startswith("text/javascript")


def test_an_unexpected_error_is_told_in_a_sentence_and_not_swallowed(sqlite_database: Database, tmp_path: Path) -> None:
    use(f"sqlite:///{tmp_path / 'no-such-folder' / 'motcua.db'}")
    broken = site.client().get("/tra-cuu?k=x")
    assert broken.status_code == 500
    assert "Hệ thống gặp lỗi ngoài dự kiến" in broken.text
    assert "Traceback" not in broken.text


# how it starts


def _tells(program: str) -> str:
    run = [sys.executable, "-c", program]
    return subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def test_the_site_does_not_load_prefect() -> None:
    assert _tells("import sys, ui.server; print('prefect' in sys.modules)") == "False"


def test_the_settings_beside_the_script_are_read() -> None:
    options = ("runner.postScriptGC", "runner.magicEnabled", "browser.gatherUsageStats")
    program = (
        "from ui import server; import streamlit as st; server.application();"
        f"print([st.get_option(option) for option in {options}])"
    )
    assert _tells(program) == "[False, False, False]"


@dataclass
class Running:
    """A site of its own process, with Streamlit in it."""

    address: str
    process: subprocess.Popen[bytes]


@pytest.fixture
def running(sqlite_database: Database, data: Path, tmp_path: Path) -> Iterator[Running]:
    script = tmp_path / "shell" / "app.py"
    config = ROOT / "ui" / "shell" / ".streamlit" / "config.toml"
    (script.parent / ".streamlit").mkdir(parents=True)
    (script.parent / ".streamlit" / "config.toml").write_bytes(config.read_bytes())
    script.write_text(_STAND_IN, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    called = f"serve('127.0.0.1', {port}, script=pathlib.Path({str(script)!r}))"
    program = f"import pathlib; from ui.server import serve; {called}"
    environment = {**os.environ, "MOTCUA__DATA": str(data)}
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment)
    site_itself = Running(f"http://127.0.0.1:{port}", process)
    try:
        _wait_for_health(site_itself)
        yield site_itself
    finally:
        process.kill()
        process.wait()


def _wait_for_health(waited: Running) -> None:
    for _ in range(600):
        assert waited.process.poll() is None
        try:
            if httpx.get(f"{waited.address}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the site did not start")


@pytest.fixture
def page(running: Running, sqlite_database: Database) -> Iterator[Page]:
    """A Chromium tab with a session, which reports what the rules refuse and what it asks other sites for."""
    token = site.enter(sqlite_database, "mai")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.PATH, args=list(chromium.FLAGS))
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": session.COOKIE, "value": token, "url": running.address}])
        yield context.new_page()
        browser.close()


def test_streamlit_works_under_the_rules_and_asks_no_other_site(page: Page, running: Running) -> None:
    refused: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda request: asked.add(request.url))
    page.goto(running.address)
    page.locator("#mark").wait_for(state="attached")
    page.get_by_text("Còn 2 ngày").wait_for()
    page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first.wait_for()
    page.get_by_role("button", name="Cộng").click()
    page.locator("#mark[data-turns='1']").wait_for(state="attached")
    assert refused == []
    assert {url for url in asked if not url.removeprefix("blob:").startswith(running.address)} == set()
    # the button for signing out survives what Streamlit removes from HTML, and works
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_text("Trang này đã mở quá lâu").wait_for()  # no form page was open before: no token yet
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_text("Bạn đã đăng xuất.").wait_for()


def test_an_open_page_ends_with_its_session(page: Page, running: Running, sqlite_database: Database) -> None:
    page.goto(f"{running.address}/")
    page.locator("#mark").wait_for(state="attached")
    with sqlite_database.transaction() as transaction:
        transaction.execute(delete(tables.SignInSession))
    # a fragment asks too, and takes the whole page with it
    page.get_by_role("button", name="Cộng").click()
    page.get_by_role("link", name="Đăng nhập lại").wait_for()
    assert page.get_by_text("Việc của tôi").count() == 0
    page.get_by_role("link", name="Đăng nhập lại").click()
    page.wait_for_url("**/dang-nhap?next=/")


def test_a_page_that_cannot_come_back_leads_to_the_sign_in_page(
    page: Page, running: Running, sqlite_database: Database
) -> None:
    page.goto(f"{running.address}/ho-so")
    page.get_by_role("heading", name="Hồ sơ").wait_for()
    with sqlite_database.transaction() as transaction:
        transaction.execute(update(tables.SignInSession).values(expires_at=tables.SignInSession.opened_at))
    # what Streamlit asks when its websocket has gone, and it shows an English dialog when that is refused
    assert "door.not-signed-in" in page.evaluate("fetch('/_stcore/health').then((answer) => answer.text())")
    page.wait_for_url("**/dang-nhap?next=/ho-so")


def test_sigterm_stops_the_site_though_pages_are_open(page: Page, running: Running) -> None:
    page.goto(running.address)
    page.locator("#mark").wait_for(state="attached")
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=20) in (0, -signal.SIGTERM)
