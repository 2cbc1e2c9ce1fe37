"""Who may enter a route of the API; every router names it, and a test walks through all of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path
from starlette.requests import Request

from processes.accounts import Visitor
from ui import gate

LARGEST = 2_147_483_647


def signed_in(request: Request) -> Visitor:
    """The officer whose session the gate has found. Refuses: NotSignedIn."""
    return gate.visitor(request)


Signed = Annotated[Visitor, Depends(signed_in)]
Number = Annotated[int, Path(ge=1, le=LARGEST)]
ActKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        description="One for each intended act, a UUID say; the same again does nothing twice.",
    ),
]
