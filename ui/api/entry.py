"""Who may enter a route of the API; every router names it, and a test walks through all of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path, Security
from fastapi.security import APIKeyCookie
from pydantic import AwareDatetime, Field
from starlette.requests import Request

from processes.accounts import Visitor
from ui import gate, session

LARGEST = 2_147_483_647
WRITTEN = r"^[^\x00]*$"  # PostgreSQL keeps no text with this sign in it

_cookie = APIKeyCookie(
    name=session.COOKIE, scheme_name="session", description="The session of a signed-in officer.", auto_error=False
)


def signed_in(request: Request, _shown: Annotated[str | None, Security(_cookie)] = None) -> Visitor:
    """The officer whose session the gate has found. Refuses: NotSignedIn."""
    return gate.visitor(request)


Signed = Annotated[Visitor, Depends(signed_in)]
Number = Annotated[int, Path(ge=1, le=LARGEST)]
Id = Annotated[int, Field(ge=1, le=LARGEST)]
Moment = Annotated[AwareDatetime, Field(description="with its offset from UTC")]
Code = Annotated[str, Field(max_length=100, pattern=WRITTEN)]
Line = Annotated[str, Field(max_length=300, pattern=WRITTEN)]
Lines = Annotated[str, Field(max_length=2000, pattern=WRITTEN)]
ActKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        description="One for each intended act, a UUID say; the same again does nothing twice.",
    ),
]
