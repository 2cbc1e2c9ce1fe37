"""The province's identity provider (OpenID Connect): where it is asked, and what is believed of its answers.

What it publishes about itself is read anew before somebody is sent there, so that nobody is sent where nothing answers;
its keys are read with it, and whenever a token names one that is not known. No token leaves this module: what comes out
is an identity.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Any

import httpx2
from authlib.integrations.starlette_client import OAuth, OAuthError
from joserfc.errors import BadSignatureError, ClaimError, ExpiredTokenError, JoseError, UnsupportedAlgorithmError
from pydantic import BaseModel, StringConstraints

from processes.identities import Identity
from processes.settings import OidcSettings, settings
from ui.refusals import CodeRefused, IdentityUnproven, ProviderRefused, ProviderUnreachable

log = logging.getLogger(__name__)

_SECONDS = 8
_FRESH, _KEPT = timedelta(seconds=5), timedelta(hours=1)
_LEEWAY = 60
# only signatures that the provider alone can make: no shared secret, and never none
_SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
_WHY = {
    "iss": "sai nơi cấp",
    "aud": "cấp cho hệ thống khác",
    "azp": "cấp cho hệ thống khác",
    "nonce": "không thuộc lần đăng nhập này",
    "auth_time": "đăng nhập đã quá lâu",
}


_Address = Annotated[str, StringConstraints(pattern=r"^https?://")]


class Published(BaseModel):
    """What the provider says about itself, as far as it is used here."""

    issuer: str
    authorization_endpoint: _Address
    token_endpoint: _Address
    jwks_uri: _Address
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    id_token_signing_alg_values_supported: list[str] = ["RS256"]
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    authorization_response_iss_parameter_supported: bool = False

    def require(self, issuer: str) -> None:
        """Raises ValueError unless it is the provider that was named, and asked over TLS where that one is."""
        asked = (self.authorization_endpoint, self.token_endpoint, self.jwks_uri)
        asked += tuple(filter(None, (self.userinfo_endpoint, self.end_session_endpoint)))
        if self.issuer != issuer:
            raise ValueError(f"the provider calls itself {self.issuer}")
        if issuer.startswith("https:") and not all(address.startswith("https:") for address in asked):
            raise ValueError("the provider names an address without TLS")


class Provider:
    """The provider that the settings name."""

    def __init__(self, rules: OidcSettings) -> None:
        self.rules = rules
        self._client: Any = None
        self._published: Published | None = None
        self._read_at: datetime | None = None

    async def address(
        self, *, state: str, nonce: str, verifier: str, back: str, language: str, again: bool, moment: datetime
    ) -> str:
        """Where somebody goes to sign in. Refuses: ProviderUnreachable."""
        longest = timedelta(hours=settings().session.absolute_hours)
        more = {"prompt": "login"} if again else {}
        async with self._asked(moment, _FRESH) as client:
            made: Mapping[str, str] = await client.create_authorization_url(
                back,
                state=state,
                nonce=nonce,
                code_verifier=verifier,
                max_age=str(int(longest.total_seconds())),
                ui_locales=language,
                **more,
            )
        return made["url"]

    async def identity(
        self, code: str, *, answered_by: str | None, nonce: str, verifier: str, back: str, moment: datetime
    ) -> Identity:
        """Whom the code is for, once its token has proved it.

        Refuses: ProviderUnreachable, ProviderRefused, CodeRefused, IdentityUnproven.
        """
        async with self._asked(moment) as client:
            self._require_answer_of(answered_by)
            try:
                token = await client.fetch_access_token(back, code=code, code_verifier=verifier)
            except OAuthError as refused:
                if refused.error == "invalid_grant":
                    raise CodeRefused(provider=self.rules.name) from refused
                raise ProviderRefused(provider=self.rules.name, error=str(refused.error)) from refused
            claims = await self._proved(client, token, nonce, moment)
            name = claims.get(self.rules.claim) or await self._told(client, token, claims["sub"])
        return Identity(self.rules.issuer, str(claims["sub"]), str(name or claims["sub"]))

    def _require_answer_of(self, issuer: str | None) -> None:
        """The answer says whose it is, where the provider promises so (RFC 9207)."""
        promised = self._published is not None and self._published.authorization_response_iss_parameter_supported
        if issuer != self.rules.issuer and (promised or issuer is not None):
            raise self._unproven("sai nơi cấp")

    async def _proved(self, client: Any, token: Mapping[str, Any], nonce: str, moment: datetime) -> Mapping[str, Any]:
        options = {
            "iss": {"essential": True, "value": self.rules.issuer},
            "aud": {"essential": True, "value": self.rules.client_id},
        }
        try:
            claims = await client.parse_id_token(token, nonce, claims_options=options, leeway=_LEEWAY)
        except ExpiredTokenError as error:
            raise self._unproven("đã hết hạn") from error
        except ClaimError as error:
            raise self._unproven(_WHY.get(error.claim, f"sai mục {error.claim}")) from error
        except UnsupportedAlgorithmError as error:
            raise self._unproven("không được ký đúng cách") from error
        except BadSignatureError as error:
            raise self._unproven("chữ ký không đúng") from error
        except JoseError as error:
            raise self._unproven("không đọc được") from error
        if claims is None:
            raise self._unproven("không đọc được")
        oldest = moment - timedelta(hours=settings().session.absolute_hours, seconds=_LEEWAY)
        if claims.get("auth_time") is not None and claims["auth_time"] < oldest.timestamp():
            raise self._unproven(_WHY["auth_time"])
        return claims

    async def _told(self, client: Any, token: Mapping[str, Any], subject: str) -> str:
        """The name as the provider tells it when asked, where the token does not hold it."""
        if self._published is None or not self._published.userinfo_endpoint:
            return ""
        told = await client.userinfo(token=token)
        if told.get("sub") != subject:
            raise self._unproven("của người khác")
        return str(told.get(self.rules.claim) or "")

    async def farewell(self, *, back: str, language: str, moment: datetime) -> str | None:
        """Where somebody signs out at the provider too, if it has such a place. Refuses: ProviderUnreachable."""
        async with self._asked(moment) as client:
            if self._published is None or not self._published.end_session_endpoint:
                return None
            made: Mapping[str, str] = await client.create_logout_url(
                back, client_id=self.rules.client_id, ui_locales=language
            )
        return made["url"]

    @asynccontextmanager
    async def _asked(self, moment: datetime, lasting: timedelta = _KEPT) -> AsyncGenerator[Any]:
        """The provider's client; whatever is asked of it takes some seconds at most. Refuses: ProviderUnreachable."""
        try:
            async with asyncio.timeout(_SECONDS):
                yield await self._ready(moment, lasting)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError) as error:
            log.warning("provider.unreachable: %r", error)
            raise ProviderUnreachable(provider=self.rules.name) from error

    async def _ready(self, moment: datetime, lasting: timedelta) -> Any:
        if self._read_at is not None and self._read_at <= moment < self._read_at + lasting:
            return self._client
        client: Any = OAuth().register(
            "provider",
            client_id=self.rules.client_id,
            client_secret=self.rules.secret or None,
            server_metadata_url=self.rules.issuer.rstrip("/") + "/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "timeout": _SECONDS},
        )
        metadata: dict[str, Any] = await client.load_server_metadata()
        published = Published.model_validate(metadata)
        published.require(self.rules.issuer)
        signed = [one for one in published.id_token_signing_alg_values_supported if one in _SIGNED]
        metadata["id_token_signing_alg_values_supported"] = signed or ["RS256"]
        client.client_kwargs["token_endpoint_auth_method"] = self._proof(published)
        self._client, self._published, self._read_at = client, published, moment
        return client

    def _proof(self, published: Published) -> str:
        """How this installation proves itself to the provider."""
        if not self.rules.secret:
            return "none"
        known = published.token_endpoint_auth_methods_supported
        return "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"

    def _unproven(self, why: str) -> IdentityUnproven:
        return IdentityUnproven(provider=self.rules.name, why=why)


@cache
def _provider(told: str) -> Provider:
    return Provider(OidcSettings.model_validate_json(told))


def configured() -> Provider | None:
    """The provider that the settings name, if they name one."""
    rules = settings().oidc
    return _provider(rules.model_dump_json()) if rules.is_configured else None
