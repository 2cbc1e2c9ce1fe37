"""Signing in and out, changing the password, and the list of one's own sessions.

Passwords are compared in a thread pool of their own, two at a time: a flood of guesses must not take the threads or
the processor from people who are working.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from processes import accounts, database
from processes.accounts import OpenSession, Visitor
from processes.refusals import SignInFailed, SignInLocked, WeakPassword
from ui import form_token, locale, session
from ui.gate import PASSWORD, SIGN_IN, SIGN_OUT, local_path, visitor
from ui.locale import t
from ui.refusals import StaleForm
from ui.templates import page

SESSIONS = "/phien"
_AT_ONCE = 2
_comparing = CapacityLimiter(_AT_ONCE)


async def show_sign_in(request: Request) -> Response:
    """The sign-in page; somebody who is signed in already goes on to work."""
    going = local_path(request.query_params.get("next"))
    if await run_in_threadpool(session.holder, request.cookies.get(session.COOKIE)):
        return RedirectResponse(going, 303)
    note = t("Bạn đã đăng xuất.") if "out" in request.query_params else ""
    return _sign_in_page(request, going, note=note)


def _sign_in_page(
    request: Request, going: str, *, username: str = "", sentence: str = "", note: str = "", status: int = 200
) -> Response:
    chosen = request.query_params.get("lang")
    address = f"{SIGN_IN}?lang={chosen}" if locale.is_language(chosen) else SIGN_IN
    facts = {"next": going, "username": username, "sentence": sentence, "note": note, "address": address}
    return page(request, "sign_in.html", status=status, **facts)


async def sign_in(request: Request) -> Response:
    """Opens a session for a name and a password that fit."""
    form = await _form(request)
    username, going = form.get("username", ""), local_path(form.get("next"))
    again = partial(_sign_in_page, request, going, username=username)
    try:
        form_token.require(request, form)
        token = await to_thread.run_sync(
            partial(_open, request, username, form.get("password", "")), limiter=_comparing
        )
    except (SignInFailed, SignInLocked, StaleForm) as refusal:
        return again(sentence=locale.say(refusal), status=refusal.status)
    response = RedirectResponse(going, 303, {"cache-control": "no-store"})
    session.give(response, token, request)
    return response


def _open(request: Request, username: str, password: str) -> str:
    record, moment = database.current(), database.now()
    address = request.client.host if request.client else ""
    browser = request.headers.get("user-agent", "")
    token = accounts.sign_in(record, username, password, browser=browser, address=address, moment=moment)
    chosen = request.query_params.get("lang")
    known = session.holder(token)
    if known is not None and locale.is_language(chosen) and chosen != known.language:
        with record.transaction() as transaction:
            accounts.choose_language(transaction, known, chosen)
    return token


async def show_sign_out(request: Request) -> Response:
    """Asks whether to sign out: a link alone must not do it."""
    return page(request, "sign_out.html", name=visitor(request).officer.name, sentence="")


async def sign_out(request: Request) -> Response:
    """Ends this session."""
    form = await _form(request)
    try:
        form_token.require(request, form)
    except StaleForm as refusal:
        facts = {"name": visitor(request).officer.name, "sentence": locale.say(refusal)}
        return page(request, "sign_out.html", status=refusal.status, **facts)
    await run_in_threadpool(_end, request.cookies[session.COOKIE])
    query = {"out": "1"} if locale.language() == "vi" else {"out": "1", "lang": locale.language()}
    # what a page keeps until it is sent goes with the session, also where no script of ours ran
    headers = {"cache-control": "no-store", "clear-site-data": '"storage"'}
    response = RedirectResponse(f"{SIGN_IN}?{urlencode(query)}", 303, headers)
    session.take_back(response)
    return response


def _end(token: str) -> None:
    with database.transaction() as transaction:
        accounts.sign_out(transaction, token)


async def show_password(request: Request) -> Response:
    """The page for changing the own password."""
    return _password_page(request, request.query_params.get("next"))


def _password_page(
    request: Request, going: str | None, *, sentence: str = "", wrong: str = "", status: int = 200
) -> Response:
    known = visitor(request)
    return page(
        request,
        "password.html",
        status=status,
        next=local_path(going),
        username=known.username,
        must_change=known.must_change,
        shortest=accounts.SHORTEST,
        sentence=sentence,
        wrong=wrong,
    )


async def change_password(request: Request) -> Response:
    """Changes the own password; every other session of this account ends."""
    form = await _form(request)
    again = partial(_password_page, request, form.get("next"))
    new = form.get("new", "")
    if new != form.get("again"):
        return again(sentence=t("Hai lần nhập mật khẩu mới không giống nhau."), wrong="again", status=422)
    change = partial(accounts.change_password, database.current(), visitor(request))
    try:
        form_token.require(request, form)
        await to_thread.run_sync(partial(change, old=form.get("old", ""), new=new), limiter=_comparing)
    except SignInFailed as refusal:
        sentence = t("Mật khẩu hiện tại không đúng.")
        return again(sentence=sentence, wrong="old", status=refusal.status)
    except (WeakPassword, StaleForm) as refusal:
        wrong = "new" if isinstance(refusal, WeakPassword) else ""
        return again(sentence=locale.say(refusal), wrong=wrong, status=refusal.status)
    return RedirectResponse(local_path(form.get("next")), 303, {"cache-control": "no-store"})


async def show_sessions(request: Request) -> Response:
    """Where this account is signed in."""
    return await _sessions_page(request)


async def _sessions_page(request: Request, *, sentence: str = "", status: int = 200) -> Response:
    known = visitor(request)
    found = [replace(one, browser=browser_name(one.browser)) for one in await run_in_threadpool(_sessions, known)]
    facts = {"sessions": found, "username": known.username, "sentence": sentence}
    return page(request, "sessions.html", status=status, **facts)


def _sessions(known: Visitor) -> list[OpenSession]:
    with database.snapshot() as snapshot:
        return accounts.sessions(snapshot, known)


async def end_session(request: Request) -> Response:
    """Ends one of the own sessions. Refuses: NotFound."""
    form = await _form(request)
    try:
        form_token.require(request, form)
    except StaleForm as refusal:
        return await _sessions_page(request, sentence=locale.say(refusal), status=refusal.status)
    await run_in_threadpool(_end_one, visitor(request), form.get("session", ""))
    return RedirectResponse(SESSIONS, 303)


def _end_one(known: Visitor, handle: str) -> None:
    with database.transaction() as transaction:
        accounts.end_session(transaction, known, handle)


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of a small form; a file is not among them, nor a sign that PostgreSQL keeps nowhere."""
    async with request.form(max_files=0, max_fields=10, max_part_size=4096) as form:
        return {name: value.replace("\0", "") for name, value in form.items() if isinstance(value, str)}


_BROWSERS = (
    ("Edg/", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = re.compile(
    r"(?P<Windows>Windows)|(?P<Android>Android)|(?P<iOS>iPhone|iPad)|(?P<macOS>Mac OS)|(?P<Linux>Linux)"
)


def browser_name(user_agent: str) -> str:
    """A browser as people call it: `Chrome, Windows`."""
    name = next((called for mark, called in _BROWSERS if mark in user_agent), "")
    system = _SYSTEMS.search(user_agent)
    parts = [name or t("Trình duyệt khác"), system.lastgroup if system else None]
    return ", ".join(part for part in parts if part)


routes = [
    Route(SIGN_IN, show_sign_in, methods=["GET"]),
    Route(SIGN_IN, sign_in, methods=["POST"]),
    Route(SIGN_OUT, show_sign_out, methods=["GET"]),
    Route(SIGN_OUT, sign_out, methods=["POST"]),
    Route(PASSWORD, show_password, methods=["GET"]),
    Route(PASSWORD, change_password, methods=["POST"]),
    Route(SESSIONS, show_sessions, methods=["GET"]),
    Route(SESSIONS, end_session, methods=["POST"]),
]
