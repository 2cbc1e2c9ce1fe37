"""The door for other systems: a key, one request a reference, files on their papers, sentences for what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from processes import backup, documents, settings, tables
from processes.database import Database
from tasks import intake
from tests.conftest import MONDAY_8AM
from tests.town import PDF, Town
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
LARGE = PDF + b"x" * 3_000_000


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a sender that was let in sends along."""
    monkeypatch.setattr(settings.settings().intake, "key", "khoa-2026")
    return {"authorization": "Bearer khoa-2026"}


def _send(key: dict[str, str], *files: tuple[str, str, bytes], **changed: Any) -> httpx.Response:
    """A request in parts: the request itself, then files by paper, name and content."""
    parts: list[tuple[str, Any]] = [("request", (None, json.dumps({**REQUEST, **changed}), "application/json"))]
    parts += [(paper, (name, content)) for paper, name, content in files]
    return site.client().post("/api/intake", files=parts, headers=key)


def _rows(record: Database, table: type[tables.Document | tables.Registration]) -> int:
    with record.snapshot() as snapshot:
        return snapshot.execute(select(func.count()).select_from(table)).scalar_one()


def test_without_the_key_nothing_is_taken_in(sqlite_database: Database, data: Path) -> None:
    answer = site.client().post("/api/intake", json=REQUEST)
    assert (answer.status_code, answer.json()["code"]) == (401, "door.intake-closed")
    assert _send({}, ("identity", "can-cuoc.pdf", PDF)).status_code == 401
    assert not (data / "files").exists()


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
    for answer in (
        site.client().post("/api/intake", json={**REQUEST, **changed}, headers=key),
        _send(key, ("identity", "can-cuoc.pdf", PDF), **changed),
    ):
        assert (answer.status_code, bool(answer.json()["detail"])) == (status, True)
    assert _rows(sqlite_database, tables.Registration) == 0


def test_files_come_with_their_papers_and_go_into_the_dossier(database: Database, key: dict[str, str]) -> None:
    town = Town(database, MONDAY_8AM)
    sent = (
        ("identity", "Căn cước mặt trước.pdf", LARGE),
        ("identity", "mặt sau.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 9),
    )
    answers = [_send(key, *sent) for _ in range(2)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(201, answers[0].json())] * 2
    mai, son = site.signed_in(database), site.signed_in(database, "son")
    shown = mai.get("/api/files/registration-1/1")
    assert (shown.content, shown.headers["content-type"]) == (LARGE, "application/pdf")
    assert mai.get("/api/files/registration-1/2").headers["content-type"] == "image/png"
    assert mai.get("/api/files/registration-1/3").status_code == 404
    assert son.get("/api/files/registration-1/1").status_code == 403
    with database.transaction() as transaction:
        told = {"officer": town.officer("mai"), "moment": town.moment, "key": "nhan"}
        dossier_id = intake.accept(transaction, 1, **told).dossier_id
    found = town.dossier("mai", dossier_id).documents
    assert [(one.paper, one.kind, one.name) for one in found] == [("identity", "paper", name) for _, name, _ in sent]
    assert mai.get(f"/api/files/{found[0].id}").content == LARGE


def test_all_that_is_refused_is_named_and_nothing_is_kept(database: Database, key: dict[str, str]) -> None:
    answer = _send(
        key,
        ("identity", "a.exe", b"MZ"),
        ("identity", "tốt.pdf", PDF),
        ("identity", "giả.pdf", b"MZ"),
        ("identity", "0.pdf", b""),
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "door.files-refused")
    assert [(one["name"], one["code"]) for one in answer.json()["files"]] == [
        ("a.exe", "document.forbidden-type"),
        ("giả.pdf", "document.forbidden-type"),
        ("0.pdf", "document.empty"),
    ]
    assert "“giả.pdf”" in answer.json()["detail"]
    assert "tốt.pdf" not in answer.json()["detail"]
    assert (_rows(database, tables.Registration), _rows(database, tables.Document)) == (0, 0)


def test_a_file_that_is_too_large_is_named_among_the_others(
    sqlite_database: Database, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings.settings().uploads, "max_mb", 1)
    answer = _send(key, ("identity", "lớn.pdf", LARGE), ("identity", "a.exe", b"MZ"))
    assert [(one["name"], one["code"]) for one in answer.json()["files"]] == [
        ("lớn.pdf", "document.too-large"),
        ("a.exe", "document.forbidden-type"),
    ]


def test_a_file_of_a_paper_that_does_not_come_along_is_refused(sqlite_database: Database, key: dict[str, str]) -> None:
    answer = _send(key, ("other", "a.pdf", PDF))
    assert (answer.status_code, "“other”" in answer.json()["detail"]) == (404, True)
    assert _rows(sqlite_database, tables.Registration) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no multipart at all",
        b'--b\r\nContent-Disposition: form-data; name="identity"; filename="a.pdf"\r\n\r\n%PDF-1.4\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="request"\r\n\r\n'
        + json.dumps(REQUEST).encode()
        + b"\r\n--b\r\n",
        b'--b\r\nContent-Disposition: form-data; name="request"\r\n\r\n' + b" " * 300_000 + b"\r\n--b--\r\n",
    ],
)
def test_what_does_not_come_whole_is_refused(sqlite_database: Database, key: dict[str, str], body: bytes) -> None:
    headers = {**key, "content-type": "multipart/form-data; boundary=b"}
    answer = site.client().post("/api/intake", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "door.wrong-request")
    assert _rows(sqlite_database, tables.Registration) == 0


def test_a_request_without_end_is_refused(sqlite_database: Database, key: dict[str, str]) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(64):
            yield b" " * 65_536

    answer = site.client().post("/api/intake", content=endless(), headers={**key, "content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "door.wrong-request")


def test_files_that_wait_are_kept_by_the_sweep_and_by_the_backup(
    database: Database, key: dict[str, str], tmp_path: Path
) -> None:
    town = Town(database, MONDAY_8AM)
    _send(key, ("identity", "a.pdf", LARGE))
    orphan = documents.write([PDF], name="b.pdf")
    town.moment = town.moment.replace(year=2126)  # files bear the machine's own time
    with database.transaction() as transaction:
        assert documents.sweep(transaction, moment=town.moment) == 1
    assert not documents.home(orphan.sha256).exists()
    assert site.signed_in(database).get("/api/files/registration-1/1").content == LARGE
    assert backup.write(database, tmp_path / "sao-luu.tar.gz", moment=town.moment).files == 1
