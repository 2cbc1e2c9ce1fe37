"""Two web processes on PostgreSQL behind nginx, as docs/howto/scale-out.md sets them up: TLS, sign-in, websocket."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from processes import tables
from processes.database import Database
from tests import nginx
from tests.conftest import PASSWORD, ROOT
from tests.ui.site import settle
from ui import form_token, session

OFFICER_AT = "127.0.0.2"  # where the officer's browser is, as nginx sees it
STARTS_WITHIN = 300  # on a machine that has other things to do


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@dataclass
class House:
    """nginx, and the web processes behind it by their ports."""

    plain: int
    private: int
    webs: dict[int, subprocess.Popen[bytes]]
    authority: Path
    browsers: ExitStack

    @property
    def address(self) -> str:
        return f"https://localhost:{self.private}"

    @property
    def trusted(self) -> ssl.SSLContext:
        """What trusts the site's certificate; one for each client, which may write into it what it speaks."""
        return ssl.create_default_context(cafile=str(self.authority))

    def browser(self, **headers: str) -> httpx.Client:
        """A browser that trusts the site's certificate and follows no redirect by itself."""
        way = httpx.HTTPTransport(verify=self.trusted, local_address=OFFICER_AT, http2=True)
        browser = httpx.Client(base_url=self.address, transport=way, headers=headers, timeout=30)
        return self.browsers.enter_context(browser)

    def stream(self, token: str, origin: str) -> int:
        """How Streamlit's websocket is answered: 101 when it is accepted."""
        headers = {"cookie": f"{session.COOKIE}={token}"} if token else {}
        where = f"wss://localhost:{self.private}/_stcore/stream"
        try:
            with connect(where, ssl=self.trusted, origin=origin, additional_headers=headers, proxy=None):  # pyright: ignore
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code


@pytest.fixture
def house(database: Database, data: Path, tmp_path: Path) -> Iterator[House]:
    plain, private, *ports = _free_ports(4)
    settle(database, "mai")
    environment = {
        **os.environ,
        "MOTCUA__DATABASE__URL": database.url.render_as_string(hide_password=False),
        "MOTCUA__WEB__PUBLIC_URL": f"https://localhost:{private}",
        "FORWARDED_ALLOW_IPS": "127.0.0.1",
    }
    webs: dict[int, subprocess.Popen[bytes]] = {}
    try:
        for port in ports:
            command = [sys.executable, "-m", "ui.command", "web", "--port", str(port)]
            webs[port] = subprocess.Popen(command, cwd=ROOT, env=environment)
        main = nginx.configured(tmp_path, plain=plain, private=private, sites=ports)
        authority = nginx.certificate(tmp_path)
        for port in ports:
            _until_it_answers(port, webs[port])
        with nginx.running(main), ExitStack() as browsers:
            yield House(plain, private, webs, authority, browsers)
    finally:
        for web in webs.values():
            web.send_signal(signal.SIGTERM)
        for web in webs.values():
            web.wait(30)


def _until_it_answers(port: int, web: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        assert web.poll() is None
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError(f"nothing answers on port {port}")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_an_officer_works_through_nginx_whichever_process_answers(house: House, database: Database) -> None:
    turned = httpx.get(f"http://127.0.0.1:{house.plain}/ho-so?id=1", headers={"host": "localhost"})
    assert (turned.status_code, turned.headers["location"]) == (301, "https://localhost/ho-so?id=1")

    browser = house.browser(**{"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "http"})
    assert browser.get("/health").json()["ok"]
    assert browser.get("/metrics").status_code == 404
    away = browser.get("/ho-so?id=1")
    assert (away.status_code, away.headers["location"]) == (303, "/dang-nhap?next=/ho-so%3Fid%3D1")

    form = browser.get("/dang-nhap")
    assert "max-age=31536000" in form.headers["strict-transport-security"]
    assert form.headers["x-frame-options"] == "DENY"
    given = {"username": "mai", "password": PASSWORD, "next": "/", "token": browser.cookies[form_token.COOKIE]}
    signed_in = browser.post("/dang-nhap", data=given)
    assert signed_in.status_code == 303, signed_in.text
    (cookie,) = [one for one in signed_in.headers.get_list("set-cookie") if one.startswith(session.COOKIE)]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    token = browser.cookies[session.COOKIE]
    with database.snapshot() as snapshot:  # what the browser says of itself counts for nothing
        row = tables.SignInSession
        assert list(snapshot.execute(select(row.address)).scalars()) == [OFFICER_AT]

    assert house.stream(token, house.address) == 101
    assert house.stream("", house.address) == 403
    assert house.stream(token, "https://elsewhere.example") == 403

    script = next(path for path in sorted((ROOT / "ui" / "assets").glob("*.js")))
    with browser.stream("GET", f"/assets/{script.name}") as got:
        packed = b"".join(got.iter_raw())
    assert got.headers["content-encoding"] == "gzip"
    assert "max-age" in got.headers["cache-control"]
    assert gzip.decompress(packed) == script.read_bytes()

    for port in house.webs:  # the session is in the record: it holds at both
        answered = httpx.get(f"http://127.0.0.1:{port}/", headers={"cookie": f"{session.COOKIE}={token}"})
        assert answered.status_code == 200
    first = next(iter(house.webs.values()))
    first.kill()
    first.wait()
    assert [browser.get("/").status_code for _ in range(4)] == [200] * 4
    assert house.stream(token, house.address) == 101
