"""The session of a signed-in browser: the cookie it shows, and whose it is."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

from processes import accounts, database
from processes.accounts import Visitor
from processes.settings import settings

COOKIE = "motcua_session"


def holder(token: str | None, *, is_by_itself: bool = False) -> Visitor | None:
    """Who shows this token; looked up in the record every time, because a session may be ended elsewhere."""
    if not token:
        return None
    return accounts.visitor(database.current(), token, moment=database.now(), is_by_itself=is_by_itself)


def give(response: Response, token: str, connection: HTTPConnection) -> None:
    """Hands the browser its token; no script can read it, no other site can send it along with a form."""
    longest = timedelta(hours=settings().session.absolute_hours)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(longest.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_private(connection),
    )


def take_back(response: Response) -> None:
    """Makes the browser forget its token."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


def is_private(connection: HTTPConnection) -> bool:
    """Whether the browser speaks to the site over TLS, here or at a proxy in front of it."""
    return connection.url.scheme == "https" or settings().web.address.startswith("https://")
