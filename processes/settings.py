"""What this installation is told from outside: the only reader of the environment.

Every setting is a variable `MOTCUA__<GROUP>__<NAME>`; docs/settings.md lists them and a test keeps the list.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class DatabaseSettings(BaseModel):
    """Where the record lies; empty means the embedded database in the data folder."""

    url: str = ""


class UploadSettings(BaseModel):
    """What an applicant's file may be."""

    max_mb: int = 20
    types: tuple[str, ...] = ("pdf", "jpg", "jpeg", "png", "docx", "xlsx")


class WebSettings(BaseModel):
    """The address of the site, and what is printed into the receipt's code."""

    host: str = "127.0.0.1"
    port: int = 8501
    public_url: str = ""

    @property
    def address(self) -> str:
        """The address that people type."""
        return self.public_url or f"http://{self.host}:{self.port}"


class SessionSettings(BaseModel):
    """How long a signed-in person stays so, and what guessing passwords costs."""

    idle_minutes: int = 30
    absolute_hours: int = 8
    attempts: int = 5
    lock_minutes: int = 15
    attempts_per_minute: int = 60


class OidcSettings(BaseModel):
    """The identity provider whose accounts officers may sign in with; docs/howto/oidc.md."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    client_secret_file: str = ""
    name: str = "tài khoản của tỉnh"
    claim: str = "preferred_username"
    only: bool = False

    @field_validator("issuer")
    @classmethod
    def _is_private(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        if issuer and parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError("must be an https address")
        return issuer

    @property
    def is_configured(self) -> bool:
        """Whether there is a provider at all."""
        return bool(self.issuer and self.client_id)

    @property
    def is_only(self) -> bool:
        """Whether passwords open the administrators' accounts alone."""
        return self.only and self.is_configured

    @property
    def secret(self) -> str:
        """What this installation proves itself with to the provider."""
        if self.client_secret_file:
            return Path(self.client_secret_file).read_text(encoding="utf-8").strip()
        return self.client_secret


class LookupSettings(BaseModel):
    """How often one address may ask the public page, a minute."""

    per_minute: int = 20


class IntakeSettings(BaseModel):
    """The key of the systems that may send requests in; without one the door is closed."""

    key: str = ""


class SigningSettings(BaseModel):
    """Where signature keys lie, and which authorities are trusted; docs/howto/signing.md."""

    keys: str = ""
    passphrase: str = ""
    anchors: str = ""
    pkcs11_module: str = ""
    pkcs11_token: str = ""
    pkcs11_pin: str = ""


class NoticeSettings(BaseModel):
    """How often officers are told what has gathered in their pools."""

    gather_minutes: int = 60


class MailSettings(BaseModel):
    """The server that officers' mail is handed to; without a host no mail is sent."""

    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = ""
    sender: str = ""


class PrefectSettings(BaseModel):
    """The Prefect server that watches the agent's rounds; docs/decisions/0019."""

    enabled: bool = True
    url: str = ""
    host: str = "127.0.0.1"
    port: int = 0
    database_url: str = ""
    auth: str = ""

    @property
    def api(self) -> str:
        """Where the agents report to; empty where nobody watches."""
        if not self.enabled or not (self.url or self.port):
            return ""
        return self.url.rstrip("/") or f"http://{self.host}:{self.port}/api"

    @property
    def is_ours(self) -> bool:
        """Whether `motcua up` runs the server itself."""
        return self.enabled and not self.url


class OutboxSettings(BaseModel):
    """How often a message is tried before it waits for a person."""

    attempts: int = 40


class ApplicantSettings(BaseModel):
    """The gateways that applicants are told through; docs/howto/applicants.md. Without any nobody is told."""

    mail: str = ""
    sms: str = ""
    zalo: str = ""

    @property
    def ways(self) -> dict[str, str]:
        """The gateway of each way that is set up."""
        told = {"mail": self.mail, "sms": self.sms, "zalo": self.zalo}
        return {way: gateway for way, gateway in told.items() if gateway}


class MetricsSettings(BaseModel):
    """Who may read /metrics: who shows the token, or without one who asks on this very machine."""

    token: str = ""


class Settings(BaseSettings):
    """All settings with their defaults; each has a line in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA__", env_nested_delimiter="__", extra="forbid")

    data: Path = Path("data")
    database: DatabaseSettings = DatabaseSettings()
    uploads: UploadSettings = UploadSettings()
    web: WebSettings = WebSettings()
    session: SessionSettings = SessionSettings()
    oidc: OidcSettings = OidcSettings()
    lookup: LookupSettings = LookupSettings()
    intake: IntakeSettings = IntakeSettings()
    signing: SigningSettings = SigningSettings()
    notices: NoticeSettings = NoticeSettings()
    mail: MailSettings = MailSettings()
    prefect: PrefectSettings = PrefectSettings()
    outbox: OutboxSettings = OutboxSettings()
    metrics: MetricsSettings = MetricsSettings()
    applicants: ApplicantSettings = ApplicantSettings()

    @property
    def database_url(self) -> str:
        """The database's address, with the embedded one as the default."""
        return self.database.url or f"sqlite:///{self.data.absolute() / 'motcua.db'}"

    @property
    def files(self) -> Path:
        """The folder of the applicants' and the agencies' files."""
        return self.data / "files"

    @property
    def outgoing(self) -> Path:
        """The folder where messages for other systems are left."""
        return self.data / "outgoing"

    @property
    def prefect_home(self) -> Path:
        """The folder of the Prefect server that runs here, with its own embedded database."""
        return self.data.absolute() / "prefect"

    @property
    def signing_keys(self) -> Path:
        """The folder of the officers' and the agencies' signature keys."""
        return Path(self.signing.keys) if self.signing.keys else self.data / "signing"

    @property
    def signing_anchors(self) -> Path:
        """The folder of the root certificates that are trusted."""
        return Path(self.signing.anchors) if self.signing.anchors else self.signing_keys / "anchors"


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
