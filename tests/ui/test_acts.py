"""Acts through the API: the same again does nothing twice and is answered as before, another body is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from processes.database import Database
from tests.answers import answer
from tests.conftest import MONDAY_8AM
from tests.town import Town
from tests.ui import site

KEY = {"idempotency-key": "01994e7c-7b1e"}
UNIT: dict[str, Any] = {"code": "land_division", "name": "Phòng Đất đai", "begins": "2026-03-01", "basis": "12/QĐ"}


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database, MONDAY_8AM)


def _request(town: Town) -> dict[str, Any]:
    asked = town.request()
    return {
        "release_id": asked.release_id,
        "case_code": asked.case_code,
        "receiving_unit_id": asked.receiving_unit_id,
        "agency_id": asked.agency_id,
        "owner": {"name": "Nguyễn Văn An", "identity": "001085012345", "phone": "0912345678"},
    }


def test_what_was_made_is_told_again_and_made_once(town: Town) -> None:
    browser, asked = site.signed_in(town.database), _request(town)
    first = browser.post("/api/dossiers", json=asked, headers=KEY)
    again = browser.post("/api/dossiers", json=asked, headers=KEY)
    assert (first.status_code, first.json()["repeated"], again.json()["repeated"]) == (201, False, True)
    assert {**first.json(), "repeated": True} == again.json()
    assert len(browser.get("/api/dossiers", params={"number": "001085012345"}).json()) == 1
    other = browser.post("/api/dossiers", json={**asked, "return_by": "post"}, headers=KEY)
    assert (other.status_code, other.json()["code"]) == (422, "act.key-reused")


def test_of_two_at_once_with_one_key_one_is_done_and_both_are_answered(town: Town) -> None:
    khoa, agency = site.signed_in(town.database, "khoa"), town.unit("H99.30", "office").agency_id

    def send(_: int) -> httpx.Response:
        with site.client() as browser:
            browser.cookies = khoa.cookies
            return browser.post(f"/api/agencies/{agency}/units", json=UNIT, headers=KEY)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert {found.status_code for found in answers} == {201}
    assert len({found.json()["id"] for found in answers}) == 1
    assert [found.json()["repeated"] for found in answers].count(False) == 1


def test_what_was_refused_may_be_tried_again_with_its_key(town: Town) -> None:
    town.receive()
    town.complete("mai", 1, answer(town, "2.000908", "receive"))
    browser = site.signed_in(town.database, "binh")
    address = "/api/tasks/2/put-back"
    refused = browser.post(address, json={"reason": "Nhầm việc"}, headers=KEY)
    assert (refused.status_code, refused.json()["code"]) == (403, "act.not-allowed")
    town.claim("binh", 2)
    assert browser.post(address, json={"reason": "Nhầm"}, headers=KEY).json() == {"task_id": 2, "repeated": False}


def test_a_first_password_is_nowhere_kept(town: Town) -> None:
    khoa = site.signed_in(town.database, "khoa")
    post = town.officer("binh").posts[0].id
    told = {"name": "Lò Thị Én", "username": "en", "post_id": post, "begins": "2026-03-01", "basis": "12/QĐ"}
    made = khoa.post("/api/officers", json={**told, "password": "mat-khau-lan-dau"}, headers=KEY)
    assert (made.status_code, khoa.post("/api/officers", json={**told, "password": "x"}).status_code) == (201, 422)
    with town.database.snapshot() as snapshot:
        from sqlalchemy import select

        from processes.tables import ApiAct

        (kept,) = snapshot.execute(select(ApiAct.answer)).scalars()
    assert kept == {"id": made.json()["id"]}


def test_a_batch_of_tasks_that_are_not_there_is_refused(town: Town) -> None:
    browser = site.signed_in(town.database)
    for act in ("claim", "unassign"):
        asked = {"act": act, "tasks": [999_999], "to": 1}
        refused = browser.post("/api/batches", json=asked, headers={"idempotency-key": f"batch-{act}"})
        assert (refused.status_code, refused.json()["code"]) == (404, "record.not-found")
