"""The public page: what anybody with the receipt may see, and what nobody may find out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from processes.database import Database
from processes.settings import settings
from tasks import demonstration
from tests.conftest import MONDAY_8AM
from tests.town import AN, Town
from tests.ui import site
from ui.limits import MOST_ADDRESSES, Limit
from ui.refusals import TooManyQuestions


@pytest.fixture
def dossier(sqlite_database: Database) -> tuple[str, str]:
    """A dossier's code and public key."""
    town = Town(sqlite_database, MONDAY_8AM)
    accepted = town.receive()
    view = town.dossier("mai", accepted.dossier_id)
    return accepted.code, view.particulars.public_key


def _from(address: str) -> httpx.Client:
    """A browser behind the agency's proxy."""
    return site.client(x_forwarded_for=address)


def _ask(browser: httpx.Client, code: str, digits: str) -> httpx.Response:
    return browser.post("/tra-cuu", data={"code": code, "digits": digits})


def test_the_code_of_the_receipt_leads_to_how_the_dossier_stands(dossier: tuple[str, str]) -> None:
    code, key = dossier
    answer = _from("198.51.100.1").get(f"/tra-cuu?k={key}")
    assert answer.status_code == 200
    assert code in answer.text
    assert "Được tiếp nhận" in answer.text
    assert "08:00 ngày 02/03/2026" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"


def test_code_and_last_digits_open_it_too_however_they_are_typed(dossier: tuple[str, str]) -> None:
    code, key = dossier
    answer = _ask(_from("198.51.100.2"), f" {code.lower()} ", AN.phone[-4:])
    assert answer.status_code == 200
    assert code in answer.text
    assert key not in answer.text


def test_nothing_personal_is_shown(dossier: tuple[str, str]) -> None:
    _, key = dossier
    shown = _from("198.51.100.3").get(f"/tra-cuu?k={key}").text
    for personal in (AN.name, AN.identity, AN.phone, AN.address, "Mai"):
        assert personal not in shown


def test_wrong_digits_and_no_such_dossier_are_answered_alike(dossier: tuple[str, str]) -> None:
    code, _ = dossier
    browser = _from("198.51.100.4")
    browser.get("/tra-cuu")
    wrong, missing = _ask(browser, code, "0000"), _ask(browser, "H99.30-990101-9999", "0000")
    assert wrong.status_code == missing.status_code == 404
    assert wrong.text.replace(code, "…") == missing.text.replace("H99.30-990101-9999", "…")
    assert _ask(browser, code, "").status_code == _ask(browser, code, AN.phone).status_code == 404
    assert browser.get("/tra-cuu?k=%00").status_code == 200
    assert browser.get("/tra-cuu?k=khong-co").status_code == 404


def test_what_is_typed_is_shown_as_text(sqlite_database: Database) -> None:
    shown = _ask(_from("198.51.100.5"), '"><script>alert(1)</script>', "0000").text
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_one_address_may_ask_so_often_in_a_minute(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA__LOOKUP__PER_MINUTE", "3")
    settings.cache_clear()
    browser = _from("198.51.100.6")
    # a minute may turn in between: eight questions in two minutes are too many all the same
    answers = [_ask(browser, "H99", "0000") for _ in range(8)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert "Bạn đã tra cứu quá nhiều lần" in refused[0].text
    assert refused[0].headers["retry-after"] == "60"
    assert _ask(_from("198.51.100.7"), "H99", "0000").status_code == 404
    assert browser.get("/tra-cuu").status_code == 200


def test_a_household_is_one_address_and_the_memory_is_bounded() -> None:
    limit, now = Limit(lambda: settings().lookup.per_minute, TooManyQuestions), datetime(2026, 3, 2, 8, tzinfo=UTC)
    for asked in range(settings().lookup.per_minute):
        limit.count(f"2001:db8:1:2::{asked:x}", now)
    with pytest.raises(TooManyQuestions):
        limit.count("2001:db8:1:2:ffff::1", now)
    limit.count("2001:db8:1:3::1", now)
    limit.count("2001:db8:1:2::1", now + timedelta(minutes=1))
    for number in range(MOST_ADDRESSES + 50):
        limit.count(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", now + timedelta(minutes=2))
    assert len(limit) == MOST_ADDRESSES


def test_a_published_answer_is_read_by_its_code_alone_and_without_its_sender(sqlite_database: Database) -> None:
    town = Town(sqlite_database, MONDAY_8AM)
    with sqlite_database.transaction() as transaction:
        demonstration.tell(transaction, moment=town.moment)
    published, waiting = "PAKN-H99.31-2026-00001", "PAKN-H99.31-2026-00002"
    answer = _ask(_from("198.51.100.8"), published.lower(), "")
    assert answer.status_code == 200
    assert "Đã công khai trả lời" in answer.text
    assert "Trung tâm Phục vụ hành chính công của xã nơi cư trú" in answer.text
    assert "Lò Văn Inh" not in answer.text
    assert _ask(_from("198.51.100.9"), waiting, "").status_code == 404
    assert _ask(_from("198.51.100.9"), waiting, "0000").status_code == 404
    own = _ask(_from("198.51.100.9"), waiting, "0987333444"[-4:])
    assert "Đang xử lý" in own.text
    assert "Giàng Thị Dua" not in own.text
