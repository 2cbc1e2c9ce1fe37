"""Signing in with an account of the province's provider: there and back, and signing out there too.

What belongs to one attempt stays in a cookie of the browser that began it, for some minutes; what comes back must fit
it. The session that follows is ours, like that of a password.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bpmn.refusals import Refusal
from processes import database, identities
from processes.settings import settings
from ui import locale, provider, session
from ui.gate import PROVIDER, PROVIDER_BACK, PROVIDER_OUT, SIGN_IN, local_path
from ui.locale import Language
from ui.provider import Provider
from ui.refusals import AttemptStale, ProviderDenied, ProviderRefused, ProviderUnreachable
from ui.sign_in import browser_of, choose_language, sign_in_page

COOKIE = "motcua_provider"
_LASTS = timedelta(minutes=10)
_LONGEST_WAY = 1_000
_ERROR = re.compile(r"[a-z_]{1,60}")
_UNKNOWN = "unknown_error"


class Attempt(BaseModel):
    """One attempt to sign in at the provider, as the browser that began it keeps it."""

    model_config = ConfigDict(frozen=True)

    state: str
    nonce: str
    verifier: str
    going: str
    chosen: Language | None
    begun_at: datetime

    def written(self) -> str:
        """As the cookie holds it."""
        return urlsafe_b64encode(self.model_dump_json().encode()).decode()


def _attempt(request: Request, moment: datetime) -> Attempt:
    """The attempt that this answer belongs to. Refuses: AttemptStale."""
    try:
        found = Attempt.model_validate_json(urlsafe_b64decode(request.cookies.get(COOKIE, "")))
    except (ValueError, ValidationError):
        raise AttemptStale from None
    answered = request.query_params.get("state", "")
    begun = found.begun_at.replace(tzinfo=found.begun_at.tzinfo or UTC)
    if not hmac.compare_digest(found.state.encode(), answered.encode()) or not begun <= moment <= begun + _LASTS:
        raise AttemptStale
    return found


async def begin(request: Request) -> Response:
    """Sends somebody to the provider."""
    asked, going = provider.configured(), local_path(request.query_params.get("next"))
    if asked is None:
        return _away(f"{SIGN_IN}?next={quote(going)}")
    if await run_in_threadpool(session.holder, request.cookies.get(session.COOKIE)):
        return _away(going)
    chosen, moment = request.query_params.get("lang"), database.now()
    attempt = Attempt(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        going=going if len(going) < _LONGEST_WAY else "/",
        chosen=chosen if locale.is_language(chosen) else None,
        begun_at=moment,
    )
    try:
        address = await asked.address(
            state=attempt.state,
            nonce=attempt.nonce,
            verifier=attempt.verifier,
            back=_site(PROVIDER_BACK),
            language=locale.language(),
            again="again" in request.query_params,
            moment=moment,
        )
    except ProviderUnreachable as refusal:
        return sign_in_page(request, going, sentence=locale.say(refusal), status=refusal.status)
    response = _away(address)
    _keep(response, request, attempt.written(), int(_LASTS.total_seconds()))
    return response


async def come_back(request: Request) -> Response:
    """Opens a session for whom the provider vouches for."""
    asked, moment = provider.configured(), database.now()
    if asked is None:
        return _away(SIGN_IN)
    try:
        attempt = _attempt(request, moment)
    except AttemptStale as refusal:
        return _refused(request, "/", refusal)
    with locale.speaking(attempt.chosen or locale.language()):
        try:
            token = await _opened(request, asked, attempt, moment)
        except Refusal as refusal:
            return _refused(request, attempt.going, refusal)
    response = _away(attempt.going)
    session.give(response, token, request)
    _keep(response, request, "", 0)
    return response


async def _opened(request: Request, asked: Provider, attempt: Attempt, moment: datetime) -> str:
    told = request.query_params
    error = told.get("error")
    if error == "access_denied":
        raise ProviderDenied(provider=asked.rules.name)
    if error is not None or "code" not in told:
        said = error if error is not None and _ERROR.fullmatch(error) else _UNKNOWN
        raise ProviderRefused(provider=asked.rules.name, error=said)
    identity = await asked.identity(
        told["code"],
        answered_by=told.get("iss"),
        nonce=attempt.nonce,
        verifier=attempt.verifier,
        back=_site(PROVIDER_BACK),
        moment=moment,
    )
    record, browser = database.current(), browser_of(request)
    token = await run_in_threadpool(partial(identities.sign_in, record, identity, browser, moment=moment))
    await run_in_threadpool(choose_language, token, attempt.chosen)
    return token


def _refused(request: Request, going: str, refusal: Refusal) -> Response:
    response = sign_in_page(request, going, sentence=locale.say(refusal), status=refusal.status)
    _keep(response, request, "", 0)
    return response


async def leave(request: Request) -> Response:
    """Sends somebody who has signed out here to sign out at the provider too."""
    asked, back = provider.configured(), _site(f"{SIGN_IN}?out=1")
    if asked is None:
        return _away(SIGN_IN)
    try:
        address = await asked.farewell(back=back, language=locale.language(), moment=database.now())
    except ProviderUnreachable as refusal:
        return sign_in_page(request, "/", sentence=locale.say(refusal), status=refusal.status)
    return _away(address or back)


def _site(path: str) -> str:
    return settings().web.address.rstrip("/") + path


def _away(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, {"cache-control": "no-store"})


def _keep(response: Response, request: Request, value: str, seconds: int) -> None:
    private = session.is_private(request)
    response.set_cookie(COOKIE, value, max_age=seconds, path=PROVIDER, httponly=True, samesite="lax", secure=private)


routes = [
    Route(PROVIDER, begin, methods=["GET"]),
    Route(PROVIDER_BACK, come_back, methods=["GET"]),
    Route(PROVIDER_OUT, leave, methods=["GET"]),
]
