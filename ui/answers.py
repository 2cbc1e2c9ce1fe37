"""What every answer carries: rules for the browser, and in Streamlit's own page our name and language."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import locale
from ui.gate import PUBLIC_FOLDERS, is_for_programs

# Streamlit loads a widget's script as a blob, styles itself in place, and draws charts and exports from blobs
SCREENS = (
    "default-src 'none'; script-src 'self' blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-src 'self' blob:; manifest-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# the pages we write ourselves have no script at all
PAGES = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
RULES = {
    "content-security-policy": SCREENS,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
TITLE = "Một Cửa"
SESSION_OVER = "/session-over.js"
_DROPPED = re.compile(
    rb'<link\s+rel="preload"[^>]*SourceSans[^>]*>|<link rel="service-desc"[^>]*>'
    rb"|<script>\s*window\.prerenderReady = false\s*</script>",
)
_NOSCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
_LEFT_OUT = {b"if-none-match", b"if-modified-since", b"range", b"if-range", b"accept-encoding"}


class Rules:
    """Adds the rules to every answer that does not bring stricter ones of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and completes the answer's headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                for name, value in RULES.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, complete)


class Shell:
    """Streamlit's one page speaks English and is called Streamlit: here it gets our language, name and mark."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on unchanged but a page that somebody looks at."""
        is_page = scope["type"] == "http" and scope["method"] == "GET"
        if not is_page or is_for_programs(scope["path"]) or scope["path"].startswith(PUBLIC_FOLDERS):
            await self.app(scope, receive, send)
            return
        # the page depends on the visitor: it is asked for whole and plain, never as "not modified" or compressed
        headers = [(name, value) for name, value in scope["headers"] if name not in _LEFT_OUT]
        await self.app({**scope, "headers": headers}, receive, _Rewriting(send))


class _Rewriting:
    """Holds back an answer's beginning until its whole text is there, when it is HTML."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self.start)

    async def _finish(self, start: Message) -> None:
        body = rewritten(self.body, locale.language())
        headers = MutableHeaders(raw=start["headers"])
        headers["content-length"] = str(len(body))
        del headers["etag"]
        del headers["last-modified"]
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


def _is_html(start: Message) -> bool:
    headers = MutableHeaders(raw=start.setdefault("headers", []))
    return headers.get("content-type", "").startswith("text/html")


def rewritten(page: bytes, language: str) -> bytes:
    """Streamlit's page with our language, title and mark, and without what only other sites need."""
    if b"<title>Streamlit</title>" not in page:
        return page
    page = _DROPPED.sub(b"", page)
    told = locale.t("Trang này cần JavaScript. Hãy bật JavaScript trong trình duyệt rồi mở lại.")
    page = _NOSCRIPT.sub(f"<noscript><p>{told}</p></noscript>".encode(), page, count=1)
    return (
        page.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
        .replace(b"<title>Streamlit</title>", f"<title>{TITLE}</title>".encode(), 1)
        .replace(b'href="./favicon.png"', b'href="/assets/favicon.svg" type="image/svg+xml"', 1)
        .replace(b"</head>", f'<script src="{SESSION_OVER}"></script></head>'.encode(), 1)
    )
