"""The token of a form: shown twice, as a cookie and in the form, which no other site can make a browser do."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.responses import Response

from ui.refusals import StaleForm
from ui.session import is_private

COOKIE = "motcua_form"
FIELD = "token"
_KEPT_SECONDS = 180 * 24 * 3600  # as long as a browser is known, processes.tallies
_SHAPE = re.compile(r"[A-Za-z0-9_-]{32}")


def of(cookies: Mapping[str, str]) -> str | None:
    """The token this browser has."""
    token = cookies.get(COOKIE, "")
    return token if _SHAPE.fullmatch(token) else None


def fresh() -> str:
    """A token for a browser that has none; it is kept, so that the forms of many tabs fit."""
    return secrets.token_urlsafe(24)


def give(response: Response, token: str, connection: HTTPConnection) -> None:
    """Hands the browser its half of the token, for longer than any session lasts."""
    private = is_private(connection)
    response.set_cookie(COOKIE, token, max_age=_KEPT_SECONDS, path="/", httponly=True, samesite="lax", secure=private)


def require(connection: HTTPConnection, form: Mapping[str, str]) -> None:
    """Both halves must be there and the same. Refuses: StaleForm."""
    token = of(connection.cookies)
    if token is None or not hmac.compare_digest(token.encode(), form.get(FIELD, "").encode()):
        raise StaleForm
