"""A true OpenID Connect provider on loopback: Canaille, in a process of its own, with accounts in memory.

python -m tests.identity_provider '{"port": 5000, "key": …, "sites": […], "people": […]}'
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from joserfc.jwk import RSAKey

from tests.conftest import ROOT

CLIENT, SECRET, PASSWORD = "motcua", "bi-mat-cua-motcua", "Mat-khau-cua-tinh-2026"


@dataclass
class Provider:
    """The provider as tests see it; started again, it signs with another key."""

    port: int
    sites: Sequence[str]
    people: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def issuer(self) -> str:
        """What it is called in tokens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begins with a fresh key, and waits until it answers."""
        key = RSAKey.generate_key(2048, auto_kid=True).as_dict(private=True)
        told = {"port": self.port, "key": key, "sites": [*self.sites], "people": dict(self.people)}
        command = [sys.executable, "-m", "tests.identity_provider", json.dumps(told)]
        environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        for _ in range(600):
            assert self.process.poll() is None
            with suppress(httpx.HTTPError):
                if httpx.get(f"{self.issuer}/.well-known/openid-configuration", timeout=5).status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"the provider at {self.issuer} does not answer")

    def stop(self) -> None:
        """Ends it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(30)


class Guest:
    """Somebody's browser at the provider; it goes back to the site with what the provider hands out."""

    def __init__(self) -> None:
        self.browser = httpx.Client(follow_redirects=False)

    def sign_in(self, address: str, username: str, password: str = PASSWORD) -> str:
        """Signs in where the site has led to, once, and tells where the provider leads back to."""
        page = self._follow(self.browser.get(address))
        for field_name, value in (("login", username), ("password", password)):
            if not page.is_redirect and f'name="{field_name}"' in page.text:
                page = self._follow(self._send(page, {field_name: value}))
        return page.headers["location"]

    def sign_out(self, address: str) -> str:
        """Says yes where the provider asks whether to sign out, and tells where it leads back to."""
        page = self._follow(self.browser.get(address))
        return (
            page.headers["location"] if page.is_redirect else self._send(page, {"answer": "logout"}).headers["location"]
        )

    def _send(self, page: httpx.Response, form: Mapping[str, str]) -> httpx.Response:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        assert token is not None
        return self.browser.post(page.url, data={"csrf_token": token[1], **form})

    def _follow(self, page: httpx.Response) -> httpx.Response:
        """Goes on as far as the provider's own pages lead."""
        while page.is_redirect:
            onward = page.url.join(page.headers["location"])
            if onward.port != page.url.port:
                break
            page = self.browser.get(onward)
        return page


@contextmanager
def running(sites: Sequence[str], people: Mapping[str, str]) -> Iterator[Provider]:
    """A provider that sends people back to these sites; `people` are names to sign in with and names."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    provider = Provider(port, sites, people)
    provider.start()
    try:
        yield provider
    finally:
        provider.stop()


def serve(told: Mapping[str, Any]) -> None:
    """Runs the provider until it is killed."""
    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend
    from werkzeug.serving import make_server

    mapping = {"SUB": "{{ user.id }}", "PREFERRED_USERNAME": "{{ user.user_name }}"}
    config = {
        "SECRET_KEY": "x" * 32,
        "SERVER_NAME": f"127.0.0.1:{told['port']}",
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {"DATABASE": "memory", "JAVASCRIPT": False, "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}}},
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [told["key"]], "USERINFO_MAPPING": mapping},
    }
    app = create_app(config=config, env_file="")
    with app.app_context():
        for username, name in told["people"].items():
            person = {"user_name": username, "formatted_name": name, "family_name": name, "password": PASSWORD}
            Backend.instance.save(models.User(**person, emails=[f"{username}@lamgiang.example"]))
        client = models.Client(
            client_id=CLIENT,
            client_secret=SECRET,
            client_name="Một Cửa",
            client_uri="http://127.0.0.1",
            redirect_uris=[f"{site}/dang-nhap/oidc/ve" for site in told["sites"]],
            post_logout_redirect_uris=[f"{site}/dang-nhap?out=1" for site in told["sites"]],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile"],
            token_endpoint_auth_method="client_secret_basic",
        )
        Backend.instance.save(client)
        client.audience = [client]  # a client that is stored
        Backend.instance.save(client)
    make_server("127.0.0.1", told["port"], app, threaded=True).serve_forever()


if __name__ == "__main__":
    serve(json.loads(sys.argv[1]))
