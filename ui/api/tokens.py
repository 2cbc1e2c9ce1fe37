"""The door for other systems: a token in the header, good for what it names at one agency."""

from __future__ import annotations

from typing import Annotated

from fastapi import Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from processes import api_tokens, database
from processes.api_tokens import Token, TokenRefused

_header = HTTPBearer(scheme_name="token", description="A token of another system.", auto_error=False)
Shown = Annotated[HTTPAuthorizationCredentials | None, Security(_header)]


def bearer(shown: Shown) -> Token:
    """The token that the sender shows. Refuses: TokenRefused."""
    if shown is None:
        raise TokenRefused
    return api_tokens.holder(database.current(), shown.credentials, moment=database.now())
