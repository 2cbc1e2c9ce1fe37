"""Who may enter a route of the API; every router names it, and a test walks through all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header, Path
from starlette.requests import Request

from processes import database
from processes.accounts import Visitor
from processes.database import Transaction
from processes.refusals import AlreadyDone
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


def is_repeated(act: Callable[[Transaction], object]) -> bool:
    """Does an act in a transaction of its own; true when it had been done before with the same key."""
    try:
        with database.transaction() as transaction:
            act(transaction)
    except AlreadyDone:
        return True
    return False
