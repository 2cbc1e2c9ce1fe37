"""An identity provider that answers what a test wants, also what no true one would."""

from __future__ import annotations

import asyncio
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import orjson
import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

CLIENT, SECRET, KEY = "motcua", "bi-mat-cua-motcua-dai-hon-32-ky-tu", "2026-01"


def base64(value: Mapping[str, Any]) -> str:
    """A part of a token."""
    return urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


@dataclass
class Impostor:
    """What it answers; a test changes what it wants to see refused."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": KEY}))
    published: RSAKey | None = None
    algorithm: str = "RS256"
    kid: str = KEY
    nonce: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    metadata: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)
    answer: Response | None = None
    waits: float = 0
    asked: list[Mapping[str, Any]] = field(default_factory=list)

    def token(self) -> str:
        """The ID token, signed as the test wants it."""
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "sub": "s-1", "preferred_username": "mai", "nonce": self.nonce}
        claims = {**usual, "iat": now, "exp": now + 300, "auth_time": now, **self.claims}
        claims = {name: value for name, value in claims.items() if name not in self.left_out}
        header = {"alg": self.algorithm, "kid": self.kid}
        if self.algorithm == "none":
            return f"{base64(header)}.{base64(claims)}."
        key = OctKey.import_key(SECRET) if self.algorithm.startswith("HS") else self.key
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])

    async def discovery(self, _request: Request) -> Response:
        """What it says about itself."""
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/me",
                "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
                **self.metadata,
            }
        )

    async def keys(self, _request: Request) -> Response:
        """The keys it says it signs with."""
        return JSONResponse({"keys": [(self.published or self.key).as_dict(private=False)]})

    async def exchange(self, request: Request) -> Response:
        """A token for any code."""
        async with request.form() as form:
            self.asked.append({**form, "authorization": request.headers.get("authorization", "")})
        await asyncio.sleep(self.waits)
        if self.answer is not None:
            return self.answer
        given = {"access_token": "x", "token_type": "Bearer", "expires_in": 300}
        return JSONResponse(given if "id_token" in self.left_out else {**given, "id_token": self.token()})

    async def me(self, _request: Request) -> Response:
        """Whom the access token is for."""
        return JSONResponse({"sub": "s-1", **self.person})

    def begin(self) -> None:
        """Listens on loopback from now on."""
        routes = [
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/keys", self.keys),
            Route("/token", self.exchange, methods=["POST"]),
            Route("/me", self.me),
            Route("/{path:path}", lambda _: PlainTextResponse("", 404)),
        ]
        config = uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=0, log_level="critical")
        server = uvicorn.Server(config)
        Thread(target=server.run, daemon=True).start()
        while not server.started:
            time.sleep(0.01)
        self.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
