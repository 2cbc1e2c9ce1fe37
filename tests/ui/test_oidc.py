"""What is not believed: answers that are too late, another's, forged or meant for others; each is refused by name."""

from __future__ import annotations

import asyncio
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson
import pytest
from joserfc.jwk import RSAKey
from pydantic import ValidationError
from sqlalchemy import select, update
from starlette.responses import HTMLResponse, JSONResponse, StreamingResponse

from processes import tables
from processes.database import Database
from processes.settings import OidcSettings, settings
from tests.conftest import PASSWORD
from tests.ui import impostor, site
from tests.ui.impostor import CLIENT, SECRET, Impostor
from ui import oidc, provider, session

NAME = "tài khoản tỉnh Lâm Giang"
UNPROVEN = f"Xác nhận của nơi cấp {NAME} không dùng được: "
STRANGER = RSAKey.generate_key(2048, {"kid": impostor.KEY})


@pytest.fixture
def other(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Impostor:
    answering = Impostor()
    answering.begin()
    told = {"ISSUER": answering.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "NAME": NAME}
    for name, value in told.items():
        monkeypatch.setenv(f"MOTCUA__OIDC__{name}", value)
    monkeypatch.setenv("MOTCUA__WEB__PUBLIC_URL", site.address())
    settings.cache_clear()
    return answering


def begin(browser: httpx.Client, other: Impostor) -> str:
    """Begins an attempt; the state that must come back."""
    away = browser.get("/dang-nhap/oidc?next=/ho-so")
    asked = parse_qs(urlsplit(away.headers["location"]).query)
    other.nonce = asked["nonce"][0]
    return asked["state"][0]


def come_back(browser: httpx.Client, other: Impostor, **told: str) -> httpx.Response:
    """Comes back from the provider with a code, or what a test puts in its place."""
    query = {"code": "c-1", "state": begin(browser, other), **told}
    return browser.get("/dang-nhap/oidc/ve", params=query)


def test_what_fits_is_believed(other: Impostor) -> None:
    browser = site.client()
    assert come_back(browser, other).headers["location"] == "/ho-so"
    assert browser.get("/api/me").json()["username"] == "mai"
    (asked,) = other.asked
    assert asked["redirect_uri"] == f"{site.address()}/dang-nhap/oidc/ve"
    assert len(asked["code_verifier"]) >= 43
    assert asked["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        ({"claims": {"iss": "https://evil.example"}}, "sai nơi cấp"),
        ({"claims": {"aud": "other"}}, "cấp cho hệ thống khác"),
        ({"claims": {"aud": "other", "azp": CLIENT}}, "cấp cho hệ thống khác"),
        ({"claims": {"aud": [CLIENT, "other"], "azp": "other"}}, "cấp cho hệ thống khác"),
        ({"claims": {"aud": [CLIENT, "other"]}}, "cấp cho hệ thống khác"),
        ({"left_out": {"aud"}}, "cấp cho hệ thống khác"),
        ({"claims": {"exp": int(time.time()) - 120}}, "đã hết hạn"),
        ({"claims": {"nonce": "x" * 43}}, "không thuộc lần đăng nhập này"),
        ({"left_out": {"nonce"}}, "không thuộc lần đăng nhập này"),
        ({"claims": {"auth_time": int(time.time()) - 9 * 3600}}, "đăng nhập đã quá lâu"),
        ({"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}, "sai mục at_hash"),
        ({"left_out": {"sub"}}, "sai mục sub"),
        ({"left_out": {"exp"}}, "sai mục exp"),
        ({"algorithm": "none"}, "không được ký đúng cách"),
        ({"algorithm": "HS256"}, "không được ký đúng cách"),
        ({"published": STRANGER}, "chữ ký không đúng"),
        ({"kid": "2020-01"}, "không đọc được"),
        ({"left_out": {"id_token"}}, "không đọc được"),
        ({"left_out": {"preferred_username"}, "person": {"sub": "s-2", "preferred_username": "mai"}}, "của người khác"),
    ],
)
def test_a_token_that_proves_nothing_opens_nothing(other: Impostor, forged: dict[str, Any], why: str) -> None:
    for name, value in forged.items():
        setattr(other, name, value)
    browser = site.client()
    answer = come_back(browser, other)
    assert answer.status_code == 401
    assert f"{UNPROVEN}{why}." in answer.text
    assert session.COOKIE not in browser.cookies
    # nothing is left of the attempt, and the password is still there
    assert oidc.COOKIE not in browser.cookies
    assert 'name="password"' in answer.text
    assert 'value="/ho-so"' in answer.text


@pytest.mark.parametrize("told", [{"iss": "https://evil.example"}, {"iss": ""}])
def test_an_answer_of_another_provider_is_refused(other: Impostor, told: dict[str, str]) -> None:
    answer = come_back(site.client(), other, **told)
    assert f"{UNPROVEN}sai nơi cấp." in answer.text
    assert other.asked == []  # no code is carried from one provider to another


def test_an_answer_that_should_say_whose_it_is_does(other: Impostor) -> None:
    other.metadata = {"authorization_response_iss_parameter_supported": True}
    assert f"{UNPROVEN}sai nơi cấp." in come_back(site.client(), other).text
    assert come_back(site.client(), other, iss=other.issuer).status_code == 303


def test_who_says_no_at_the_provider_is_told_so(other: Impostor) -> None:
    answer = come_back(site.client(), other, error="access_denied")
    assert answer.status_code == 403
    assert f"Bạn đã không đồng ý đăng nhập bằng {NAME}." in answer.text


@pytest.mark.parametrize(
    ("error", "said"), [("server_error", "server_error"), ("<script>", "unknown_error"), ("", "unknown_error")]
)
def test_the_providers_own_errors_are_told_by_their_word(other: Impostor, error: str, said: str) -> None:
    answer = come_back(site.client(), other, error=error)
    assert answer.status_code == 502
    assert f"(lỗi {said})" in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize("changed", [{"state": "x" * 43}, {"state": ""}, {"state": "ế"}])
def test_another_state_is_refused(other: Impostor, changed: dict[str, str]) -> None:
    answer = come_back(site.client(), other, **changed)
    assert answer.status_code == 403
    assert "đã quá hạn hoặc không bắt đầu từ trình duyệt này" in answer.text
    assert other.asked == []


def test_an_attempt_of_another_browser_is_refused(other: Impostor) -> None:
    state = begin(site.client(), other)
    answer = site.client().get("/dang-nhap/oidc/ve", params={"code": "c-1", "state": state})
    assert (answer.status_code, other.asked) == (403, [])
    broken = site.client()
    broken.cookies.set(oidc.COOKIE, "ab", domain="127.0.0.1", path="/dang-nhap/oidc")
    assert broken.get("/dang-nhap/oidc/ve", params={"code": "c-1", "state": state}).status_code == 403


@pytest.mark.parametrize("begun", ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00", "2999-01-01T00:00:00Z"])
def test_an_attempt_of_long_ago_is_refused(other: Impostor, begun: str) -> None:
    browser = site.client()
    state = begin(browser, other)
    kept = orjson.loads(urlsafe_b64decode(browser.cookies[oidc.COOKIE].strip('"')))
    old = urlsafe_b64encode(orjson.dumps({**kept, "begun_at": begun})).decode()
    browser.cookies.set(oidc.COOKIE, old, domain="127.0.0.1", path="/dang-nhap/oidc")
    answer = browser.get("/dang-nhap/oidc/ve", params={"code": "c-1", "state": state})
    assert (answer.status_code, other.asked) == (403, [])


@pytest.mark.parametrize(
    ("answer", "status", "sentence"),
    [
        (JSONResponse({"error": "invalid_grant"}, 400), 401, "đã được dùng hoặc đã hết hạn"),
        (JSONResponse({"error": "invalid_client"}, 401), 502, "(lỗi invalid_client)"),
        (JSONResponse({"error": "server_error"}, 500), 503, "chưa trả lời"),
        (HTMLResponse("<html>", 200), 503, "chưa trả lời"),
        (HTMLResponse("", 302, {"location": "https://evil.example"}), 503, "chưa trả lời"),
    ],
)
def test_what_the_provider_answers_instead_of_a_token(
    other: Impostor, answer: JSONResponse, status: int, sentence: str
) -> None:
    other.answer = answer
    told = come_back(site.client(), other)
    assert told.status_code == status
    assert sentence in told.text


async def _drip() -> AsyncIterator[bytes]:
    """An answer that never ends, with something in it every now and then."""
    for _ in range(50):
        yield b" "
        await asyncio.sleep(0.1)


@pytest.mark.parametrize(("waits", "answer"), [(5, None), (0, StreamingResponse(_drip()))])
def test_a_slow_provider_holds_nobody_up(
    other: Impostor, monkeypatch: pytest.MonkeyPatch, waits: float, answer: StreamingResponse | None
) -> None:
    monkeypatch.setattr(provider, "_SECONDS", 0.5)
    other.waits, other.answer = waits, answer
    begun = time.monotonic()
    answer = come_back(site.client(), other)
    assert answer.status_code == 503
    assert time.monotonic() - begun < 4
    assert "chưa trả lời" in answer.text


@pytest.mark.parametrize(
    "metadata",
    [{"issuer": "https://evil.example"}, {"token_endpoint": None}, {"jwks_uri": ""}],
)
def test_a_provider_that_is_not_the_one_named_is_not_asked(other: Impostor, metadata: dict[str, Any]) -> None:
    other.metadata = metadata
    answer = site.client().get("/dang-nhap/oidc")
    assert answer.status_code == 503
    assert oidc.COOKIE not in answer.cookies


def test_the_name_may_be_told_beside_the_token_and_be_another_claim(
    other: Impostor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA__OIDC__CLAIM", "staff_number")
    settings.cache_clear()
    other.person = {"staff_number": " Binh "}
    browser = site.client()
    assert come_back(browser, other).status_code == 303
    assert browser.get("/api/me").json()["username"] == "binh"


def test_a_secret_is_read_from_its_file_and_is_proved_as_the_provider_wants_it(
    other: Impostor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("rất bí mật\n", encoding="utf-8")
    monkeypatch.setenv("MOTCUA__OIDC__CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    settings.cache_clear()
    other.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert come_back(site.client(), other).status_code == 303
    assert other.asked[0]["client_secret"] == "rất bí mật"


# the account


def _account(record: Database, **values: object) -> None:
    with record.transaction() as transaction:
        transaction.execute(update(tables.Account).where(tables.Account.username == "mai").values(**values))


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        ({"is_closed": True}, "Tài khoản đã bị khóa."),
        ({"may_link": False}, "Tài khoản “mai” chưa được phép liên kết."),
        ({"issuer": "https://other.example", "subject": "s-1"}, "Tài khoản “mai” chưa được phép liên kết."),
        ({"subject": "s-2"}, "Tài khoản “mai” chưa được phép liên kết."),
    ],
)
def test_an_account_is_not_opened(
    other: Impostor, sqlite_database: Database, standing: dict[str, object], sentence: str
) -> None:
    _account(sqlite_database, **({"issuer": other.issuer, **standing} if "subject" in standing else standing))
    browser = site.client()
    answer = come_back(browser, other)
    assert answer.status_code == 403
    assert sentence in answer.text
    assert session.COOKIE not in browser.cookies
    with sqlite_database.snapshot() as snapshot:
        linked = snapshot.execute(select(tables.Account.linked_at).where(tables.Account.username == "mai"))
        assert linked.scalar_one() is None


def test_a_closed_account_stays_closed_for_who_is_linked(other: Impostor, sqlite_database: Database) -> None:
    assert come_back(site.client(), other).status_code == 303
    _account(sqlite_database, is_closed=True)
    assert "Tài khoản đã bị khóa." in come_back(site.client(), other).text


def test_who_changes_persons_leaves_the_session_of_the_first(other: Impostor, sqlite_database: Database) -> None:
    browser = site.client()
    state = begin(browser, other)
    left = site.enter(sqlite_database, "binh")
    browser.cookies.set(session.COOKIE, left, domain="127.0.0.1", path="/")
    assert browser.get("/dang-nhap/oidc/ve", params={"code": "c-1", "state": state}).status_code == 303
    assert browser.get("/api/me").json()["username"] == "mai"
    assert site.client().get("/api/me", headers={"cookie": f"{session.COOKIE}={left}"}).status_code == 401


def test_where_the_provider_alone_is_wanted_passwords_open_the_administrator(
    other: Impostor, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA__OIDC__ONLY", "true")
    settings.cache_clear()
    browser = site.client()
    page = browser.get("/dang-nhap").text
    assert 'name="password"' not in page
    assert "/dang-nhap?next=%2F&amp;password=1" in page
    assert 'name="password"' in browser.get("/dang-nhap?password=1").text
    token = site.token(browser, "/dang-nhap")
    refused = browser.post("/dang-nhap", data={"username": "mai", "password": PASSWORD, "token": token})
    assert refused.status_code == 403
    assert f"Mật khẩu chỉ dùng cho người quản trị. Hãy đăng nhập bằng {NAME}." in refused.text
    wrong = browser.post("/dang-nhap", data={"username": "mai", "password": "sai", "token": token})
    assert wrong.status_code == 401
    opened = browser.post("/dang-nhap", data={"username": "khoa", "password": PASSWORD, "token": token})
    assert opened.status_code == 303
    assert come_back(site.client(), other).status_code == 303


def test_a_provider_is_asked_over_tls() -> None:
    with pytest.raises(ValidationError):
        OidcSettings(issuer="http://dang-nhap.lamgiang.example")
    with pytest.raises(ValidationError):
        OidcSettings(issuer="http://localhost.evil.example")
    safe = "https://dang-nhap.lamgiang.example"
    published = provider.Published(
        issuer=safe, authorization_endpoint=f"{safe}/a", token_endpoint=f"{safe}/t", jwks_uri="http://evil.example"
    )
    with pytest.raises(ValueError, match="without TLS"):
        published.require(safe)
