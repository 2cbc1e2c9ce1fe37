"""Signing in and out, the first password, one's own sessions; over real HTTP, against a real record."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256

import httpx
import pytest
from sqlalchemy import select, update

from processes import accounts, database, tables, tallies
from processes.accounts import Browser
from processes.database import Database
from processes.refusals import SignInFailed
from processes.settings import settings
from tests.conftest import PASSWORD
from tests.ui import site
from ui import form_token, oidc, session, sign_in
from ui.gate import local_path
from ui.limits import Limit
from ui.refusals import TooManyAttempts

NEW = "Mot-cua-bao-phu-2026"


@pytest.fixture(autouse=True)
def attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test comes from an address that has not signed in yet."""
    monkeypatch.setattr(sign_in, "_attempts", Limit(lambda: settings().session.attempts_per_minute, TooManyAttempts))


def _sign_in(browser: httpx.Client, password: str = PASSWORD, **more: str) -> httpx.Response:
    form = {"username": "mai", "password": password, "token": site.token(browser, "/dang-nhap"), **more}
    return browser.post("/dang-nhap", data=form)


def test_a_name_and_its_password_open_a_session(sqlite_database: Database) -> None:
    site.settle(sqlite_database, "mai")
    browser = site.client()
    answer = _sign_in(browser, next="/ho-so?ma=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ho-so?ma=1")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{session.COOKIE}=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert browser.get("/api/me").json()["username"] == "mai"
    # who is in already is not asked again
    assert browser.get("/dang-nhap?next=/ho-so").headers["location"] == "/ho-so"


def test_the_cookie_is_for_tls_only_where_people_come_over_tls(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.settle(sqlite_database, "mai")
    assert "Secure" in _sign_in(site.client(x_forwarded_proto="https")).headers["set-cookie"]
    monkeypatch.setenv("MOTCUA__WEB__PUBLIC_URL", "https://motcua.lamgiang.example")
    settings.cache_clear()
    browser = site.client()
    secure = browser.get("/dang-nhap").headers["set-cookie"]
    assert "Secure" in secure


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(sqlite_database: Database) -> None:
    browser = site.client()
    wrong = _sign_in(browser, "sai")
    unknown = _sign_in(browser, username="khong-co")
    assert wrong.status_code == unknown.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in wrong.text
    assert wrong.text.replace('value="mai"', "") == unknown.text.replace('value="khong-co"', "")
    assert session.COOKIE not in browser.cookies


def _guess(browser: httpx.Client, **more: str) -> httpx.Response:
    """So many wrong passwords that one more is refused; the answer to that one."""
    for _ in range(settings().session.attempts):
        assert _sign_in(browser, "sai", **more).status_code == 401
    return _sign_in(browser, **more)


def test_too_many_wrong_passwords_lock_strangers_out_for_a_while(sqlite_database: Database) -> None:
    locked = _guess(site.client())
    assert locked.status_code == 423
    assert "Hãy thử lại sau 15 phút." in locked.text
    assert _sign_in(site.client()).status_code == 423
    assert _sign_in(site.client(), username="MAI ").status_code == 423
    assert _sign_in(site.client(), username="binh").status_code == 303
    moment = database.now() + timedelta(minutes=settings().session.lock_minutes, seconds=1)
    assert accounts.sign_in(sqlite_database, "mai", PASSWORD, Browser(), moment=moment)


def test_a_name_that_nobody_has_is_locked_like_any_other(sqlite_database: Database) -> None:
    real, nobody = _guess(site.client()), _guess(site.client(), username="khong-co")
    assert real.status_code == nobody.status_code == 423
    assert real.text.replace('value="mai"', "") == re.sub(
        'name="token" value="[^"]+"',
        re.search('name="token" value="[^"]+"', real.text)[0],
        nobody.text.replace('value="khong-co"', ""),
    )
    with sqlite_database.snapshot() as snapshot:
        kept = snapshot.execute(select(tables.SignInTally.name)).scalars().all()
    assert {sha256(b"mai").digest(), sha256(b"khong-co").digest()} == set(kept)


def test_who_guesses_does_not_lock_out_who_works(sqlite_database: Database) -> None:
    own = site.client()
    answer = _sign_in(own)
    assert answer.status_code == 303
    assert f"Max-Age={tallies.KNOWN_FOR.days * 24 * 3600}" in answer.headers.get_list("set-cookie")[1]
    own.cookies.delete(session.COOKIE)
    assert _guess(site.client()).status_code == 423
    assert _sign_in(own).status_code == 303
    # a known browser has no more guesses than a stranger
    own.cookies.delete(session.COOKIE)
    assert _guess(own).status_code == 423
    # being known for one name is nothing for another
    assert _guess(own, username="binh").status_code == 423
    assert _sign_in(site.client(), username="binh").status_code == 423


def test_a_changed_password_makes_every_browser_a_stranger_again(sqlite_database: Database) -> None:
    thief, own = site.client(), site.client()
    assert _sign_in(thief).status_code == _sign_in(own).status_code == 303
    form = {"token": site.token(own, "/doi-mat-khau"), "old": PASSWORD, "new": NEW, "again": NEW}
    assert own.post("/doi-mat-khau", data=form).status_code == 303
    assert _guess(site.client()).status_code == 423
    assert _sign_in(thief, NEW).status_code == 423


def test_wrong_passwords_of_long_ago_do_not_count(sqlite_database: Database) -> None:
    rules, moment = settings().session, database.now()
    later = moment + timedelta(minutes=rules.lock_minutes, seconds=1)
    for at in (moment, later):
        for _ in range(rules.attempts - 1):
            with pytest.raises(SignInFailed):
                accounts.sign_in(sqlite_database, "mai", "sai", Browser(), moment=at)
    assert accounts.sign_in(sqlite_database, "mai", PASSWORD, Browser(), moment=later)
    with sqlite_database.transaction() as transaction:
        accounts.sweep(transaction, moment=moment + timedelta(days=30))
        assert transaction.execute(select(tables.SignInTally.name)).all() == []


def test_one_address_signs_in_no_more_often_than_an_office_does(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA__SESSION__ATTEMPTS_PER_MINUTE", "3")
    settings.cache_clear()
    own = site.client()
    assert _sign_in(own).status_code == 303
    own.cookies.delete(session.COOKIE)
    answers = [_sign_in(site.client(), "sai", username=f"ten-{number}").status_code for number in range(4)]
    assert answers[:2] == [401, 401]
    assert answers[-1] == 429
    assert _sign_in(own).status_code == 303


def test_signing_in_anew_ends_the_session_that_the_browser_had(sqlite_database: Database) -> None:
    browser = site.signed_in(sqlite_database, "binh")
    left = browser.cookies[session.COOKIE]
    site.token(browser, "/phien")
    assert _sign_in(browser).status_code == 303
    assert site.client().get("/api/me", headers={"cookie": f"{session.COOKIE}={left}"}).status_code == 401


def test_a_form_of_another_site_signs_nobody_in(sqlite_database: Database) -> None:
    browser = site.client()
    form = {"username": "mai", "password": PASSWORD}
    assert browser.post("/dang-nhap", data={**form, "token": "x" * 32}).status_code == 403
    token = site.token(browser, "/dang-nhap")
    assert browser.post("/dang-nhap", data={**form, "token": "x" * 32}).status_code == 403
    assert browser.post("/dang-nhap", data={**form, "token": token}).status_code == 303
    # many tabs may be open: the token stays while the browser does
    assert site.token(browser, "/doi-mat-khau") == token


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "", "/dang-xuat", None],
)
def test_signing_in_leads_to_a_page_of_this_site(path: str | None) -> None:
    assert local_path(path) == "/"
    assert local_path("/ho-so?ma=H99.30-1") == "/ho-so?ma=H99.30-1"


def test_without_a_session_pages_lead_to_the_sign_in_page_and_programs_are_refused(
    sqlite_database: Database,
) -> None:
    browser = site.client()
    page = browser.get("/ho-so?ma=1&x=%2F")
    assert page.status_code == 303
    assert page.headers["location"] == "/dang-nhap?next=/ho-so%3Fma%3D1%26x%3D%252F"
    assert browser.get("/").headers["location"] == "/dang-nhap"
    api = browser.get("/api/me")
    assert (api.status_code, api.headers["content-type"]) == (401, "application/problem+json")
    assert api.json()["code"] == "door.not-signed-in"
    assert browser.get("/_stcore/host-config").status_code == 401
    assert site.websocket_status(browser) == 403
    browser.cookies.set(session.COOKIE, "x" * 43)
    assert browser.get("/api/me").status_code == 401


def test_the_first_password_must_be_changed_before_anything_else(sqlite_database: Database) -> None:
    browser = site.client()
    _sign_in(browser)
    assert browser.get("/ho-so").headers["location"] == "/doi-mat-khau?next=/ho-so"
    assert browser.get("/api/me").json()["code"] == "door.password-to-change"
    assert site.websocket_status(browser) == 403
    form = {"token": site.token(browser, "/doi-mat-khau"), "old": PASSWORD, "new": NEW, "again": NEW}
    changed = browser.post("/doi-mat-khau", data={**form, "next": "/ho-so"})
    assert (changed.status_code, changed.headers["location"]) == (303, "/ho-so")
    assert browser.get("/api/me").status_code == 200
    assert site.websocket_status(browser) == 101


def test_a_changed_password_ends_the_other_sessions(sqlite_database: Database) -> None:
    other, browser = site.signed_in(sqlite_database), site.signed_in(sqlite_database)
    form = {"token": site.token(browser, "/doi-mat-khau"), "old": PASSWORD, "new": NEW, "again": NEW}
    assert browser.post("/doi-mat-khau", data=form).status_code == 303
    assert other.get("/api/me").status_code == 401
    assert browser.get("/api/me").status_code == 200
    assert _sign_in(site.client()).status_code == 401
    assert _sign_in(site.client(), NEW).status_code == 303


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"old": "sai"}, "Mật khẩu hiện tại không đúng."),
        ({"again": "khác"}, "Hai lần nhập mật khẩu mới không giống nhau."),
        ({"new": "ngắn", "again": "ngắn"}, "Mật khẩu mới cần ít nhất 10 ký tự"),
        ({"new": "mai-mai-mai-mai", "again": "mai-mai-mai-mai"}, "Mật khẩu mới cần ít nhất 10 ký tự"),
        ({"token": "x" * 32}, "Trang này đã mở quá lâu"),
    ],
)
def test_a_password_is_not_changed_for_a_named_reason(
    sqlite_database: Database, changed: dict[str, str], sentence: str
) -> None:
    browser = site.signed_in(sqlite_database)
    form = {"token": site.token(browser, "/doi-mat-khau"), "old": PASSWORD, "new": NEW, "again": NEW}
    answer = browser.post("/doi-mat-khau", data={**form, **changed})
    assert answer.status_code in (401, 403, 422)
    assert sentence in answer.text
    assert _sign_in(site.client()).status_code == 303


def test_signing_out_ends_the_session(sqlite_database: Database) -> None:
    browser = site.signed_in(sqlite_database)
    stolen = browser.cookies[session.COOKIE]
    assert "Mai" in browser.get("/dang-xuat").text
    assert browser.post("/dang-xuat", data={"token": "x" * 32}).status_code == 403
    assert browser.get("/api/me").status_code == 200
    out = browser.post("/dang-xuat", data={"token": browser.cookies[form_token.COOKIE]})
    assert out.headers["location"] == "/dang-nhap?out=1"
    assert out.headers["clear-site-data"] == '"storage"'
    assert session.COOKIE not in browser.cookies
    assert "Bạn đã đăng xuất." in browser.get("/dang-nhap?out=1").text
    browser.cookies.set(session.COOKIE, stolen, domain="127.0.0.1", path="/")
    assert browser.get("/api/me").status_code == 401


def test_an_officer_sees_and_ends_the_own_sessions(sqlite_database: Database) -> None:
    other, stranger = site.signed_in(sqlite_database), site.signed_in(sqlite_database, "binh")
    browser = site.signed_in(sqlite_database)
    listed = browser.get("/phien").text
    assert listed.count("Chrome, Linux") == 2 + 1  # two rows, and the name of one button
    assert listed.count("Phiên này") == 1
    (mine,) = re.findall(r'name="session" value="([0-9a-f]{16})"', listed)
    assert _end(browser, mine).status_code == 303
    assert other.get("/api/me").status_code == 401
    assert browser.get("/api/me").status_code == stranger.get("/api/me").status_code == 200
    # what is not mine is not there for me
    foreign = sha256(stranger.cookies[session.COOKIE].encode()).hexdigest()[:16]
    assert _end(browser, foreign).status_code == 404
    assert stranger.get("/api/me").status_code == 200


def _end(browser: httpx.Client, handle: str) -> httpx.Response:
    form = {"session": handle, "token": site.token(browser, "/phien")}
    return browser.post("/phien", data=form)


def test_a_session_ends_when_it_is_idle_and_when_it_is_old(sqlite_database: Database) -> None:
    browser = site.signed_in(sqlite_database)
    row, rules, now = tables.SignInSession, settings().session, database.now()
    for values in (
        {"seen_at": now - timedelta(minutes=rules.idle_minutes, seconds=1)},
        {"seen_at": now, "expires_at": now},
    ):
        assert browser.get("/api/me").status_code == 200
        with sqlite_database.transaction() as transaction:
            transaction.execute(update(row).values(**values))
        assert browser.get("/api/me").status_code == 401
        with sqlite_database.transaction() as transaction:
            transaction.execute(update(row).values(seen_at=now, expires_at=now + timedelta(hours=1)))


def test_the_language_is_chosen_by_link_and_kept_with_the_account(sqlite_database: Database) -> None:
    site.settle(sqlite_database, "mai")
    browser = site.client()
    page = browser.get("/dang-nhap?lang=en").text
    assert '<html lang="en">' in page
    assert "Sign in" in page
    assert 'action="/dang-nhap?lang=en"' in page
    form = {"username": "mai", "password": PASSWORD, "token": browser.cookies[form_token.COOKIE]}
    browser.post("/dang-nhap?lang=en", data=form)
    assert browser.get("/api/me").json()["language"] == "en"
    assert '<html lang="en">' in browser.get("/").text
    assert '<html lang="vi">' in browser.get("/?lang=vi").text
    assert browser.get("/api/me").json()["language"] == "vi"
    assert '<html lang="vi">' in browser.get("/?lang=xx").text


# the door itself


DOORS = [(method, route.path) for route in (*sign_in.routes, *oidc.routes) for method in route.methods or ()]


@pytest.mark.parametrize(("method", "path"), sorted(door for door in DOORS if door[0] != "HEAD"))
def test_no_answer_of_the_door_is_kept_and_no_cookie_is_for_scripts(
    sqlite_database: Database, method: str, path: str
) -> None:
    known = site.signed_in(sqlite_database)
    handle = sha256(known.cookies[session.COOKIE].encode()).hexdigest()[:16]
    form = {"username": "mai", "password": PASSWORD, "old": PASSWORD, "new": NEW, "again": NEW, "session": handle}
    for browser in (known, site.client()):
        browser.get("/phien")
        browser.get("/dang-nhap")
        given = {**form, "token": browser.cookies[form_token.COOKIE]}
        answer = browser.request(method, path, data=given if method == "POST" else None)
        assert answer.status_code < 400
        assert answer.headers["cache-control"] == "no-store"
        assert "referrer-policy" in answer.headers
        for cookie in answer.headers.get_list("set-cookie"):
            assert {"httponly", "samesite=lax"} <= {part.strip().lower() for part in cookie.split(";")}
