"""The door for other systems: a key, one request a reference, sentences for what cannot be taken in."""

from __future__ import annotations

from typing import Any

import pytest

from processes import settings
from processes.database import Database
from tests.ui import site

REQUEST: dict[str, Any] = {
    "reference": "DVCQG-1",
    "procedure": "2.000908",
    "case": "owner",
    "agency": "H99.30",
    "received_by": "H99.30",
    "owner": {"name": "Nguyễn Văn An", "identity": "001085012345", "phone": "0912345678"},
    "papers": [{"code": "identity", "name": "Căn cước", "copies": 1}],
}


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a sender that was let in sends along."""
    monkeypatch.setattr(settings.settings().intake, "key", "khoa-2026")
    return {"authorization": "Bearer khoa-2026"}


def test_without_the_key_nothing_is_taken_in(sqlite_database: Database) -> None:
    answer = site.client().post("/api/intake", json=REQUEST)
    assert (answer.status_code, answer.json()["code"]) == (401, "door.intake-closed")


def test_a_request_is_taken_in_once(sqlite_database: Database, key: dict[str, str]) -> None:
    answers = [site.client().post("/api/intake", json=REQUEST, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["code"].startswith("DK-H99.30-")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"agency": "H01.01"}, 404),
        ({"procedure": "9.999999"}, 409),
        ({"owner": {"name": ""}}, 422),
        ({"papers": "x"}, 422),
    ],
)
def test_what_cannot_be_taken_in_is_told(
    sqlite_database: Database, key: dict[str, str], changed: dict[str, Any], status: int
) -> None:
    answer = site.client().post("/api/intake", json={**REQUEST, **changed}, headers=key)
    assert (answer.status_code, bool(answer.json()["detail"])) == (status, True)
