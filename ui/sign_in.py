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
from processes.accounts import Browser, OpenSession, Visitor
from processes.refusals import PasswordOff, SignInFailed, SignInLocked, WeakPassword
from processes.settings import settings
from ui import form_token, locale, session
from ui.gate import PASSWORD, PROVIDER, PROVIDER_OUT, SIGN_IN, SIGN_OUT, local_path, visitor
from ui.limits import Limit
from ui.locale import t
from ui.refusals import StaleForm, TooManyAttempts
from ui.templates import page

SESSIONS = "/phien"
PROVIDED = "provider"  # who signs out came by the provider
_AT_ONCE = 2
_comparing = CapacityLimiter(_AT_ONCE)
_attempts = Limit(lambda: settings().session.attempts_per_minute, TooManyAttempts)


async def show_sign_in(request: Request) -> Response:
    """The sign-in page; somebody who is signed in already goes on to work."""
    going = local_path(request.query_params.get("next"))
    if await run_in_threadpool(session.holder, request.cookies.get(session.COOKIE)):
        return RedirectResponse(going, 303, {"cache-control": "no-store"})
    note = t("Bạn đã đăng xuất.") if "out" in request.query_params else ""
    return sign_in_page(request, going, note=note)


def sign_in_page(
    request: Request, going: str, *, username: str = "", sentence: str = "", note: str = "", status: int = 200
) -> Response:
    """The sign-in page, with what is to be told and, where there is one, the way to the provider."""
    rules, asked, language = settings().oidc, request.query_params, locale.language()
    chosen = {"lang": language} if language != "vi" else {}
    start = {"next": going, **chosen, **({"again": "1"} if "out" in asked else {})}
    facts = {
        "here": SIGN_IN,
        "next": going,
        "username": username,
        "sentence": sentence,
        "note": note,
        "address": _with(SIGN_IN, chosen),
        "provider": rules.name if rules.is_configured else "",
        "start": _with(PROVIDER, start),
        "farewell": _with(PROVIDER_OUT, chosen) if rules.is_configured and asked.get("out") == PROVIDED else "",
        "is_only": rules.is_only and "password" not in asked and not username,
        "with_password": _with(SIGN_IN, {"next": going, "password": "1", **chosen}),
    }
    return page(request, "sign_in.html", status=status, **facts)


def _with(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


async def sign_in(request: Request) -> Response:
    """Opens a session for a name and a password that fit."""
    form = await _form(request)
    username, going = form.get("username", ""), local_path(form.get("next"))
    again = partial(sign_in_page, request, going, username=username)
    try:
        form_token.require(request, form)
        await run_in_threadpool(_limit, request, username)
        token = await to_thread.run_sync(
            partial(_open, request, username, form.get("password", "")), limiter=_comparing
        )
    except (SignInFailed, SignInLocked, PasswordOff, StaleForm, TooManyAttempts) as refusal:
        return again(sentence=locale.say(refusal), status=refusal.status)
    response = RedirectResponse(going, 303, {"cache-control": "no-store"})
    session.give(response, token, request)
    form_token.give(response, browser_of(request).mark, request)  # a browser that is used stays known
    return response


def _limit(request: Request, username: str) -> None:
    """Whose browser is known for the name need not wait because others at the same address guess."""
    browser, moment = browser_of(request), database.now()
    if not accounts.is_known(database.current(), username, browser.mark, moment=moment):
        _attempts.count(browser.address, moment)


def _open(request: Request, username: str, password: str) -> str:
    token = accounts.sign_in(database.current(), username, password, browser_of(request), moment=database.now())
    choose_language(token, request.query_params.get("lang"))
    return token


def browser_of(request: Request) -> Browser:
    """What signs in; the token of its forms is the mark it is known by."""
    return Browser(
        name=request.headers.get("user-agent", ""),
        address=request.client.host if request.client else "",
        mark=form_token.of(request.cookies) or "",
        left=request.cookies.get(session.COOKIE, ""),
    )


def choose_language(token: str, chosen: str | None) -> None:
    """Whoever has just signed in on a page in another language goes on in that one."""
    known = session.holder(token)
    if known is not None and locale.is_language(chosen) and chosen != known.language:
        with database.transaction() as transaction:
            accounts.choose_language(transaction, known, chosen)


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
    query = {"out": PROVIDED if visitor(request).by_provider else "1"}
    if locale.language() != "vi":
        query["lang"] = locale.language()
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
    facts = {
        "sessions": found,
        "username": known.username,
        "sentence": sentence,
        "provider": settings().oidc.name,
    }
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
    return RedirectResponse(SESSIONS, 303, {"cache-control": "no-store"})


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
