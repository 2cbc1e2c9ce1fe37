"""The gate in front of everything: who is let in, as whom, and in which language.

What is not named here as public needs a session: pages lead to the sign-in page, programs get 401, a websocket is
refused before it is accepted. No header says who somebody is; only the cookie does.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bpmn.refusals import Refusal
from processes import accounts, database
from processes.accounts import Visitor
from ui import locale, session
from ui.locale import Language
from ui.problems import problem
from ui.refusals import NotSignedIn, PasswordToChange

SIGN_IN, SIGN_OUT, PASSWORD = "/dang-nhap", "/dang-xuat", "/doi-mat-khau"
PROVIDER, PROVIDER_BACK, PROVIDER_OUT = f"{SIGN_IN}/oidc", f"{SIGN_IN}/oidc/ve", f"{SIGN_OUT}/oidc"
INTAKE = "/api/intake"  # programs come here with a key of their own
METRICS = "/metrics"  # as monitoring does
_FOR_ANYBODY = {"/tra-cuu", "/health", "/favicon.png"}
PUBLIC = frozenset({SIGN_IN, PROVIDER, PROVIDER_BACK, PROVIDER_OUT, *_FOR_ANYBODY, INTAKE, METRICS})
PUBLIC_FOLDERS = ("/assets/", "/static/")
FOR_TOKENS = ("/api/statuses/", "/api/deliveries")  # and here
FOR_PARTNERS = "/api/handoffs"  # and other installations here, with a signature
FOR_PROGRAMS = ("/api/", "/_stcore/", "/media/", "/component/")
BY_THEMSELVES = frozenset({"/api/notices/count"})  # what open pages ask while nobody does anything
_BEFORE_THE_PASSWORD = frozenset({PASSWORD, SIGN_OUT})
_REFUSED_WEBSOCKET = 4401


def is_public(path: str) -> bool:
    """Whether anybody may come here without a session."""
    return path in (*PUBLIC, FOR_PARTNERS) or path.startswith((*PUBLIC_FOLDERS, *FOR_TOKENS, f"{FOR_PARTNERS}/"))


def is_for_programs(path: str) -> bool:
    """Whether a script asks here, and not somebody who could be led to another page."""
    # a page that was opened at an address of its own asks for Streamlit's below that address too
    return path.startswith(FOR_PROGRAMS) or "/_stcore/" in path


def visitor(connection: HTTPConnection) -> Visitor:
    """Who is asking. Refuses: NotSignedIn."""
    found = getattr(connection.state, "visitor", None)
    if not isinstance(found, Visitor):
        raise NotSignedIn
    return found


def local_path(path: str | None) -> str:
    """Where to go after signing in: a path of this site, whatever was asked for."""
    if not path or not path.startswith("/") or path.startswith(("//", SIGN_IN, SIGN_OUT)):
        return "/"
    # browsers read a backslash as a slash, and drop line breaks and tabs
    return path if path.isprintable() and "\\" not in path else "/"


class Gate:
    """The ASGI middleware; it is wrapped around every route and around Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, as somebody or as nobody, or answers it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        chosen = connection.query_params.get("lang")
        wanted = chosen if locale.is_language(chosen) else None
        if scope["type"] == "http" and is_public(scope["path"]):
            with locale.speaking(wanted or "vi"):
                await self.app(scope, receive, send)
            return
        known = await run_in_threadpool(_known, connection.cookies.get(session.COOKIE), wanted, scope["path"])
        with locale.speaking(_language(known, wanted)):
            refusal = _refusal(known, scope["path"])
            if refusal is None:
                state = {**scope.get("state", {}), "visitor": known}
                await self.app({**scope, "state": state}, receive, send)
            elif scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": _REFUSED_WEBSOCKET})
            else:
                await _answer(refusal, connection)(scope, receive, send)


def _known(token: str | None, wanted: Language | None, path: str) -> Visitor | None:
    found = session.holder(token, is_by_itself=path in BY_THEMSELVES)
    if found is not None and wanted not in (None, found.language):
        with database.transaction() as transaction:
            accounts.choose_language(transaction, found, wanted)
    return found


def _language(known: Visitor | None, wanted: Language | None) -> Language:
    if wanted is None and known is not None and locale.is_language(known.language):
        return known.language
    return wanted or "vi"


def _refusal(known: Visitor | None, path: str) -> Refusal | None:
    if known is None:
        return NotSignedIn()
    if known.must_change and path not in _BEFORE_THE_PASSWORD:
        return PasswordToChange()
    return None


def _answer(refusal: Refusal, connection: HTTPConnection) -> Response:
    path = connection.url.path
    if is_for_programs(path):
        return problem(refusal)
    page = SIGN_IN if isinstance(refusal, NotSignedIn) else PASSWORD
    return RedirectResponse(page + _return(connection), 303, {"cache-control": "no-store"})


def _return(connection: HTTPConnection) -> str:
    """The way back, for a page that somebody wanted to look at."""
    path, query = connection.url.path, connection.url.query
    if connection.scope.get("method") != "GET" or path == "/":
        return ""
    return "?next=" + quote(f"{path}?{query}" if query else path)
