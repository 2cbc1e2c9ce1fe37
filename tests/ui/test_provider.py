"""Signing in at a true identity provider: there and back, keys that change, signing out there too."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select, update

from processes import tables
from processes.database import Database
from processes.settings import settings
from tests import identity_provider
from tests.identity_provider import CLIENT, SECRET, Guest, Provider
from tests.ui import site
from ui import oidc, session
from ui.provider import configured

NAME = "tài khoản tỉnh Lâm Giang"
PEOPLE = {"mai": "Trần Thị Mai", "binh": "Nguyễn Văn Bình", "la": "Người Lạ"}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with identity_provider.running([site.address()], PEOPLE) as provider:
        yield provider


@pytest.fixture
def provider(running: Provider, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Provider:
    for name, value in {
        "WEB__PUBLIC_URL": site.address(),
        "OIDC__ISSUER": running.issuer,
        "OIDC__CLIENT_ID": CLIENT,
        "OIDC__CLIENT_SECRET": SECRET,
        "OIDC__NAME": NAME,
    }.items():
        monkeypatch.setenv(f"MOTCUA__{name}", value)
    settings.cache_clear()
    return running


def come(browser: httpx.Client, username: str, *, guest: Guest | None = None, start: str = "/dang-nhap/oidc"):
    """Signs in at the provider and comes back to the site."""
    away = browser.get(start)
    assert away.status_code == 303, away.text
    return browser.get((guest or Guest()).sign_in(away.headers["location"], username))


def test_somebody_signs_in_at_the_provider(provider: Provider, sqlite_database: Database) -> None:
    browser = site.client()
    page = browser.get("/dang-nhap?next=/ho-so?ma=1").text
    assert f"Đăng nhập bằng {NAME}" in page
    answer = come(browser, "mai", start="/dang-nhap/oidc?next=/ho-so%3Fma%3D1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ho-so?ma=1")
    # the first password is not asked for: it was not used
    assert browser.get("/api/me").json()["username"] == "mai"
    assert f"Đăng nhập bằng {NAME}" in browser.get("/phien").text
    assert {cookie for cookie, _ in browser.cookies.items()} == {session.COOKIE, "motcua_form"}


def test_where_somebody_is_sent_and_what_for(provider: Provider) -> None:
    browser = site.client()
    away = browser.get("/dang-nhap/oidc?lang=en")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.headers["location"]).query).items()}
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == f"{site.address()}/dang-nhap/oidc/ve"
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert min(len(asked["state"]), len(asked["nonce"])) >= 43
    assert (asked["max_age"], asked["ui_locales"]) == ("28800", "en")
    cookie = {part.strip() for part in away.headers["set-cookie"].split(";")}
    assert {"HttpOnly", "SameSite=lax", "Path=/dang-nhap/oidc", "Max-Age=600"} <= cookie
    again = browser.get("/dang-nhap/oidc?lang=en")
    assert asked["state"] not in again.headers["location"]
    assert asked["nonce"] not in again.headers["location"]
    assert asked["code_challenge"] not in again.headers["location"]


def test_the_account_is_linked_with_the_person_and_not_with_the_name(
    provider: Provider, sqlite_database: Database
) -> None:
    row = tables.Account
    assert come(site.client(), "mai").status_code == 303
    with sqlite_database.transaction() as transaction:
        linked = transaction.execute(select(row.issuer, row.subject).where(row.username == "mai")).one()
        transaction.execute(update(row).where(row.username == "mai").values(username="tran.mai"))
    assert linked.issuer == provider.issuer
    assert linked.subject not in ("", "mai")
    browser = site.client()
    assert come(browser, "mai").status_code == 303
    assert browser.get("/api/me").json()["username"] == "tran.mai"


def test_the_language_goes_there_and_comes_back(provider: Provider) -> None:
    browser = site.client()
    assert come(browser, "mai", start="/dang-nhap/oidc?lang=en").status_code == 303
    assert browser.get("/api/me").json()["language"] == "en"


def test_who_has_no_account_gets_none(provider: Provider, sqlite_database: Database) -> None:
    browser = site.client()
    answer = come(browser, "la")
    assert answer.status_code == 403
    assert "“la” chưa có tài khoản trên Một Cửa." in answer.text
    assert session.COOKIE not in browser.cookies
    with sqlite_database.snapshot() as snapshot:
        assert "la" not in snapshot.execute(select(tables.Account.username)).scalars().all()


def test_a_code_is_good_once(provider: Provider) -> None:
    browser = site.client()
    away = browser.get("/dang-nhap/oidc")
    kept = browser.cookies[oidc.COOKIE]
    back = Guest().sign_in(away.headers["location"], "mai")
    assert browser.get(back).status_code == 303
    # the attempt ended with it
    assert "đã quá hạn hoặc không bắt đầu từ trình duyệt này" in site.client().get(back).text
    # and with a copy of the attempt it is the provider that takes no code twice
    thief = site.client()
    thief.cookies.set(oidc.COOKIE, kept, domain="127.0.0.1", path="/dang-nhap/oidc")
    answer = thief.get(back)
    assert answer.status_code == 401
    assert f"Xác nhận của nơi cấp {NAME} đã được dùng hoặc đã hết hạn." in answer.text


def test_a_code_is_worth_nothing_without_its_verifier(provider: Provider) -> None:
    victim, thief = site.client(), site.client()
    back = Guest().sign_in(victim.get("/dang-nhap/oidc").headers["location"], "mai")
    own = parse_qs(urlsplit(thief.get("/dang-nhap/oidc").headers["location"]).query)["state"][0]
    stolen = parse_qs(urlsplit(back).query)["state"][0]
    answer = thief.get(back.replace(stolen, own))
    assert answer.status_code == 401
    assert session.COOKIE not in thief.cookies
    assert victim.get(back).status_code == 303  # Canaille mistakes a code that was never used for the next one


def test_the_providers_keys_may_change(provider: Provider) -> None:
    assert come(site.client(), "mai").status_code == 303
    browser = site.client()
    away = browser.get("/dang-nhap/oidc")  # what the provider published by now is remembered
    provider.stop()
    provider.start()
    assert browser.get(Guest().sign_in(away.headers["location"], "binh")).status_code == 303


def test_while_the_provider_is_away_the_password_opens(
    provider: Provider, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA__OIDC__ISSUER", "http://127.0.0.1:9")
    settings.cache_clear()
    browser = site.client()
    answer = browser.get("/dang-nhap/oidc?next=/ho-so")
    assert answer.status_code == 503
    assert f"Nơi cấp {NAME} chưa trả lời." in answer.text
    assert 'name="password"' in answer.text
    assert 'value="/ho-so"' in answer.text
    assert 'href="/dang-nhap?lang=en"' in answer.text
    assert site.signed_in(sqlite_database).get("/api/me").status_code == 200


def test_who_came_by_the_provider_may_sign_out_there_too(provider: Provider, sqlite_database: Database) -> None:
    browser, guest = site.client(), Guest()
    come(browser, "mai", guest=guest)
    out = browser.post("/dang-xuat", data={"token": site.token(browser, "/dang-xuat")})
    page = browser.get(out.headers["location"]).text
    assert f"Đăng xuất cả {NAME}" in page
    assert "again=1" in page
    away = browser.get("/dang-xuat/oidc")
    assert "token" not in away.headers["location"]
    back = guest.sign_out(away.headers["location"])
    assert back.startswith(f"{site.address()}/dang-nhap?out=1")
    assert "Bạn đã đăng xuất." in browser.get(back).text
    # signed out there: whoever sits down next is asked who they are
    assert "login" in guest.browser.get(browser.get("/dang-nhap/oidc").headers["location"]).headers["location"]
    by_password = site.signed_in(sqlite_database)
    out = by_password.post("/dang-xuat", data={"token": site.token(by_password, "/dang-xuat")})
    assert "Đăng xuất cả" not in by_password.get(out.headers["location"]).text


def test_after_signing_out_the_provider_is_asked_to_ask_again(provider: Provider) -> None:
    address = site.client().get("/dang-nhap/oidc?again=1").headers["location"]
    assert parse_qs(urlsplit(address).query)["prompt"] == ["login"]


def test_without_settings_there_is_no_provider(sqlite_database: Database) -> None:
    browser = site.client()
    assert configured() is None
    assert "oidc" not in browser.get("/dang-nhap").text
    for path in ("/dang-nhap/oidc", "/dang-nhap/oidc/ve?code=x&state=y", "/dang-xuat/oidc"):
        assert browser.get(path).headers["location"].startswith("/dang-nhap")
