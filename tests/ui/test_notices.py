"""Notices over the API: the count, the newest in words, marking them; a page that asks by itself is nobody's work."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update

from processes import database, notices, tables
from processes.database import Database
from tests.conftest import MONDAY_8AM
from tests.town import Town
from tests.ui import site


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database, MONDAY_8AM)


@pytest.fixture
def browser(town: Town) -> httpx.Client:
    binh, mai = town.officer("binh").id, town.officer("mai").id
    dossier_id = town.receive().dossier_id
    with town.database.transaction() as transaction:
        for number in range(3):
            notices.tell(
                transaction,
                officer_id=binh,
                kind="mention",
                key=str(number),
                dossier_id=dossier_id,
                by=mai,
                moment=town.moment,
            )
    return site.signed_in(town.database, "binh")


def test_notices_are_listed_in_words_and_page_by_page(browser: httpx.Client, town: Town) -> None:
    assert browser.get("/api/notices/count").json() == {"unread": 3}
    first = browser.get("/api/notices", params={"limit": 2}).json()
    assert (first["unread"], len(first["notices"]), first["next"]) == (3, 2, first["notices"][-1]["id"])
    second = browser.get("/api/notices", params={"limit": 2, "before": first["next"]}).json()
    assert (len(second["notices"]), second["next"]) == (1, None)
    told = first["notices"][0]
    assert told["sentence"].startswith("Trần Thị Mai nhắc đến bạn trong hồ sơ H99.30-")
    assert (told["path"], told["is_read"]) == ("/ho-so?id=1", False)
    assert "Nguyễn Văn An" not in str(first)
    browser.get("/?lang=en")
    assert "mentioned you in dossier" in browser.get("/api/notices").json()["notices"][0]["sentence"]


def test_notices_are_marked_one_by_one_and_up_to_one(browser: httpx.Client, town: Town) -> None:
    newest, middle, oldest = (told["id"] for told in browser.get("/api/notices").json()["notices"])
    stranger = site.signed_in(town.database, "mai")
    assert stranger.put(f"/api/notices/{middle}/read").json() == {"unread": 0}
    assert browser.put(f"/api/notices/{middle}/read").json() == {"unread": 2}
    assert browser.put("/api/notices/read", params={"until": oldest}).json() == {"unread": 1}
    assert browser.put("/api/notices/read", params={"until": newest}).json() == {"unread": 0}
    assert browser.put("/api/notices/read").json()["code"] == "door.wrong-request"


def test_what_a_page_asks_by_itself_keeps_no_session_alive(browser: httpx.Client, town: Town) -> None:
    session = tables.SignInSession
    earlier = database.now() - timedelta(minutes=10)
    with town.database.transaction() as transaction:
        transaction.execute(update(session).values(seen_at=earlier))

    def seen() -> set[bool]:
        with town.database.snapshot() as snapshot:
            return {at > earlier for at in snapshot.execute(select(session.seen_at)).scalars()}

    assert browser.get("/api/notices/count").status_code == 200
    assert seen() == {False}
    assert browser.get("/api/notices").status_code == 200
    assert seen() == {True}
