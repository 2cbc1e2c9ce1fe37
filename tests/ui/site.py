"""The site without Streamlit, for tests that need no browser: its real routes and gate, over real HTTP."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from threading import Thread

import httpx
import streamlit
import uvicorn
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from processes import accounts, database, tables
from processes.accounts import Browser
from processes.database import Database
from tests.conftest import PASSWORD
from ui import form_token, server, session

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36"
_SHELL = Path(streamlit.__file__).parent / "static" / "index.html"


async def _shell(_request: Request) -> Response:
    """What Streamlit answers to every page: its own index.html."""
    return FileResponse(_SHELL)


async def _stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


def application() -> Starlette:
    """The site with Streamlit's page and an empty websocket in place of Streamlit."""
    streamlits = [WebSocketRoute("/_stcore/stream", _stream), Route("/{page:path}", _shell)]
    return Starlette(
        routes=[*server.routes(), *streamlits],
        middleware=server.middleware(),
        exception_handlers=server.EXCEPTIONS,
    )


@cache
def address() -> str:
    """Where the site listens; one server serves all tests, each with its own record."""
    running = uvicorn.Server(
        uvicorn.Config(application(), host="127.0.0.1", port=0, log_level="critical", ws="websockets-sansio")
    )
    Thread(target=running.run, daemon=True).start()
    while not running.started:
        time.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    return f"http://127.0.0.1:{port}"


def client(**headers: str) -> httpx.Client:
    """A browser on the site that follows no redirect by itself."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    # a connection for each request: nothing is left open when a test ends
    one_by_one = httpx.Limits(max_keepalive_connections=0)
    patient = httpx.Timeout(30)  # a busy machine takes its time to check a password
    return httpx.Client(
        base_url=address(), headers={"user-agent": BROWSER, **named}, limits=one_by_one, timeout=patient
    )


def settle(record: Database, username: str) -> None:
    """The account has had its first password changed long ago."""
    account = tables.Account
    with record.transaction() as transaction:
        transaction.execute(update(account).where(account.username == username).values(must_change=False))


def enter(record: Database, username: str) -> str:
    """Opens a session for an account whose password was changed, and gives its token."""
    settle(record, username)
    browser = Browser(BROWSER, "10.0.0.7")
    return accounts.sign_in(record, username, PASSWORD, browser, moment=database.now())


def signed_in(record: Database, username: str = "mai") -> httpx.Client:
    """A browser with a session."""
    browser = client()
    browser.cookies.set(session.COOKIE, enter(record, username), domain="127.0.0.1", path="/")
    return browser


def token(browser: httpx.Client, page: str) -> str:
    """The form token that a page hands out."""
    browser.get(page)
    return browser.cookies[form_token.COOKIE]


def websocket_status(browser: httpx.Client) -> int:
    """How the site answers Streamlit's websocket: 101 when it is accepted."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    stream = address().replace("http", "ws") + "/_stcore/stream"
    try:
        with connect(stream, additional_headers={"cookie": cookie}, proxy=None):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code
