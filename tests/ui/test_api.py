"""The API: who may enter, files in and out, the acts on tasks; over real HTTP, against a real record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pypdf import PdfReader
from starlette.routing import Mount, Route

from processes.database import Database
from processes.settings import settings
from tests.answers import answer
from tests.conftest import MONDAY_8AM
from tests.town import PDF, Town
from tests.ui import site
from ui import api, server
from ui.api.entry import signed_in
from ui.api.intake import holds_key
from ui.api.partners import signed
from ui.api.tokens import bearer
from ui.gate import FOR_PARTNERS, FOR_TOKENS, PUBLIC, PUBLIC_FOLDERS, SIGN_IN

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
GUARDS = {"/intake": holds_key, "/statuses/{code}": bearer, "/deliveries": bearer}
GUARDS |= dict.fromkeys(("/handoffs", "/handoffs/{key}", "/handoffs/{key}/events"), signed)
DOCX = b"PK\x03\x04" + b"\0" * 32


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database, MONDAY_8AM)


def _upload(browser: httpx.Client, content: bytes = PDF, name: str = "Căn cước.pdf") -> httpx.Response:
    return browser.post("/api/files", files={"file": (name, content)}, headers={"x-motcua": "1"})


# who may enter


def _routes() -> Iterator[tuple[str, str]]:
    """Every method and address of the site that is not Streamlit's."""
    for route in server.routes():
        if isinstance(route, Route):
            yield from ((method, route.path) for method in route.methods or ())
        elif isinstance(route, Mount) and isinstance(route.app, FastAPI):
            yield "GET", f"{route.path}/openapi.json"
            for path, acts in route.app.openapi()["paths"].items():
                yield from ((method.upper(), route.path + re.sub(r"{\w+}", "1", path)) for method in acts)
        else:
            assert isinstance(route, Mount)
            yield "GET", f"{route.path}/logo.svg"


def test_every_route_needs_a_session_but_those_named_here(sqlite_database: Database) -> None:
    browser = site.client()
    found = set(_routes())
    assert len(found) > 15
    entered = set()
    for method, path in found:
        answer = browser.request(method, path)
        if path.startswith("/api/"):
            assert answer.status_code == 401, (method, path)
        elif answer.status_code != 303 or not answer.headers["location"].startswith(SIGN_IN):
            entered.add(path)
    assert entered == {"/dang-nhap", "/tra-cuu", "/health", "/metrics", "/assets/logo.svg"}
    assert {
        *("/favicon.png", "/dang-nhap", "/tra-cuu", "/health", "/metrics", "/api/intake"),
        *("/dang-nhap/oidc", "/dang-nhap/oidc/ve", "/dang-xuat/oidc"),
    } == PUBLIC
    assert PUBLIC_FOLDERS == ("/assets/", "/static/")
    assert FOR_TOKENS == ("/api/statuses/", "/api/deliveries")
    assert FOR_PARTNERS == "/api/handoffs"


def _depends_on(dependant: Dependant, wanted: object) -> bool:
    return dependant.call is wanted or any(_depends_on(inner, wanted) for inner in dependant.dependencies)


def test_every_route_of_the_api_says_who_may_enter() -> None:
    routes = [route for part in api.PARTS for route in part.router.routes]
    assert len(routes) >= 8
    for route in routes:
        assert isinstance(route, APIRoute)
        guard = GUARDS.get(route.path, signed_in)
        assert _depends_on(route.dependant, guard), route.path


@pytest.mark.parametrize("name", ["%0A", "a%0D%0Ab", "%03%0A%1D", "%E2%80%A8"])
def test_a_name_with_a_line_break_is_refused_like_any_other(sqlite_database: Database, name: str) -> None:
    with site.signed_in(sqlite_database, "binh") as browser:
        for path in (f"/api/handoffs/{name}/events", f"/api/no-{name}", f"/api/statuses/{name}"):
            answered = browser.post(path, json={})
            assert answered.status_code in {401, 404, 405}, path
            assert answered.headers["content-type"] == "application/problem+json"


def test_me(sqlite_database: Database) -> None:
    me = site.signed_in(sqlite_database).get("/api/me").json()
    assert (me["username"], me["language"]) == ("mai", "vi")
    assert me["posts"][0]["role"] == "reception_officer"


def test_the_description_is_there_and_needs_nothing_from_elsewhere(sqlite_database: Database) -> None:
    browser = site.signed_in(sqlite_database)
    described = browser.get("/api/openapi.json").json()
    assert {"/me", "/files", "/tasks", "/tasks/{task_id}/complete", "/dossiers/{dossier_id}/receipt.pdf"} <= set(
        described["paths"]
    )
    assert browser.get("/api/docs").status_code == 404
    assert browser.get("/api/docs").json()["title"] == "Not Found"


# files


def test_a_file_is_stored_and_given_back_as_it_was(sqlite_database: Database) -> None:
    browser = site.signed_in(sqlite_database)
    content = PDF + b"x" * 3_000_000
    stored = _upload(browser, content, "Giấy khai sinh (bản sao).pdf")
    assert stored.status_code == 201
    facts = stored.json()
    assert facts == {
        "id": facts["id"],
        "name": "Giấy khai sinh (bản sao).pdf",
        "size": len(content),
        "media_type": "application/pdf",
    }
    shown = browser.get(f"/api/files/{facts['id']}")
    assert shown.content == content
    disposition = shown.headers["content-disposition"]
    assert disposition == "inline; filename*=utf-8''Gi%E1%BA%A5y%20khai%20sinh%20%28b%E1%BA%A3n%20sao%29.pdf"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in shown.headers["cache-control"]
    part = browser.get(f"/api/files/{facts['id']}", headers={"range": "bytes=0-4"})
    assert (part.status_code, part.content) == (206, b"%PDF-")


def test_what_a_browser_must_not_show_is_to_be_saved(sqlite_database: Database) -> None:
    browser = site.signed_in(sqlite_database)
    for name, content, shown in (("a.png", PNG, "inline"), ("a.docx", DOCX, "attachment")):
        number = _upload(browser, content, name).json()["id"]
        headers = browser.get(f"/api/files/{number}").headers
        assert headers["content-disposition"].startswith(shown)
        # a page of ours may show it beside the work, a page of another site never
        ancestors = "'self'" if shown == "inline" else "'none'"
        assert f"frame-ancestors {ancestors}" in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == ("SAMEORIGIN" if shown == "inline" else "DENY")


def test_an_upload_from_a_page_of_another_site_is_refused(sqlite_database: Database) -> None:
    browser = site.signed_in(sqlite_database)
    refused = browser.post("/api/files", files={"file": ("a.pdf", PDF)})
    assert (refused.status_code, refused.json()["code"]) == (403, "door.foreign-page")


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.exe", b"MZ", 415, "document.forbidden-type"),
        ("a.pdf", b"MZ not a pdf", 415, "document.forbidden-type"),
        ("a.pdf", b"", 422, "document.empty"),
        ("a.pdf", PDF + b"x" * 2_000_000, 413, "document.too-large"),
        ("a.pdf", PDF + b"x" * (1024 * 1024 + 10), 413, "document.too-large"),
    ],
)
def test_a_file_is_refused_by_name_and_leaves_nothing(
    sqlite_database: Database,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes,
    status: int,
    code: str,
) -> None:
    monkeypatch.setenv("MOTCUA__UPLOADS__MAX_MB", "1")
    settings.cache_clear()
    refused = _upload(site.signed_in(sqlite_database), content, name)
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert (problem["code"], problem["status"]) == (code, status)
    assert name in problem["detail"]
    assert [path for path in (data / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no multipart at all",
        b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4 cut off',
    ],
)
def test_a_broken_upload_is_refused_and_leaves_nothing(sqlite_database: Database, data: Path, body: bytes) -> None:
    browser = site.signed_in(sqlite_database)
    headers = {"x-motcua": "1", "content-type": "multipart/form-data; boundary=b"}
    refused = browser.post("/api/files", content=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "door.wrong-request")
    headers["content-type"] = "text/plain"
    assert browser.post("/api/files", content=body, headers=headers).status_code == 422
    assert [path for path in (data / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("field", ['name="file"; filename="a.pdf"', 'name="other"'])
def test_what_never_ends_is_refused_without_being_announced(
    sqlite_database: Database, data: Path, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    monkeypatch.setenv("MOTCUA__UPLOADS__MAX_MB", "1")
    settings.cache_clear()

    def endless() -> Iterator[bytes]:
        yield f"--b\r\nContent-Disposition: form-data; {field}\r\n\r\n%PDF-1.4".encode()
        for _ in range(64):
            yield b"x" * 65_536

    headers = {"x-motcua": "1", "content-type": "multipart/form-data; boundary=b"}
    refused = site.signed_in(sqlite_database).post("/api/files", content=endless(), headers=headers)
    assert refused.status_code == 413
    assert [path for path in (data / "files").rglob("*") if path.is_file()] == []


def test_a_file_is_seen_by_who_sees_its_dossier(town: Town) -> None:
    browser, stranger = site.signed_in(town.database), site.signed_in(town.database, "pao")
    number = _upload(browser).json()["id"]
    assert stranger.get(f"/api/files/{number}").status_code == 404
    missing = browser.get("/api/files/999999")
    assert (missing.status_code, missing.json()["detail"]) == (404, "Không tìm thấy tệp này.")


# dossiers and tasks


def test_the_receipt_is_printed_for_who_received_the_dossier(town: Town) -> None:
    accepted = town.receive()
    printed = site.signed_in(town.database).get(f"/api/dossiers/{accepted.dossier_id}/receipt.pdf")
    assert printed.status_code == 200
    assert printed.content.startswith(b"%PDF-")
    assert printed.headers["content-disposition"].startswith("inline;")
    stranger = site.signed_in(town.database, "pao")
    assert stranger.get(f"/api/dossiers/{accepted.dossier_id}/receipt.pdf").status_code == 404


def _appraisal(town: Town) -> int:
    """A dossier whose second step waits in the pool of `binh`."""
    town.receive()
    first = town.inbox("mai", "mine")[0].task_id
    town.complete("mai", first, answer(town, "2.000908", "receive"))
    return town.inbox("binh")[0].task_id


def test_a_list_is_printed_and_exported_as_it_is_narrowed(town: Town) -> None:
    first, second = town.receive(), town.receive()
    town.complete("mai", town.dossier("mai", first.dossier_id).current[0].task_id)
    browser = site.signed_in(town.database, "binh")
    for narrowed, codes in [({"scope": "unclaimed"}, {first.code}), ({"scope": "mine"}, set[str]())]:
        pdf = browser.get("/api/tasks/list.pdf", params=narrowed)
        said = " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages).split())
        assert "DANH SÁCH CÔNG VIỆC" in said
        assert "Nguyễn Văn Bình" in said
        book = ZipFile(BytesIO(browser.get("/api/tasks/list.xlsx", params=narrowed).content))
        texts = book.read("xl/sharedStrings.xml").decode()
        for code in (first.code, second.code):
            assert (code in said.replace(" ", "")) == (code in codes) == (code in texts)
    assert browser.get("/api/tasks/list.pdf", params={"sort": "name"}).status_code == 422


@pytest.mark.parametrize("sort", ["due", "priority", "received"])
def test_tasks_are_listed_page_by_page_in_every_order(town: Town, sort: str) -> None:
    codes = [town.receive().code for _ in range(3)]
    browser = site.signed_in(town.database, "mai")
    asked, found = {"limit": 1, "sort": sort}, []
    while (answer := browser.get("/api/tasks", params=asked).json())["next"]:
        found += [line["code"] for line in answer["tasks"]]
        asked["after"] = answer["next"]
    assert found == codes
    for wrong in ("", "7", "a~b", f"{2**70}~1", "2026-03-02T08:00:00~1"):
        if wrong:
            assert browser.get("/api/tasks", params={"sort": sort, "after": wrong}).status_code == 422, wrong


def test_tasks_are_listed_page_by_page(town: Town) -> None:
    codes = [town.receive().code for _ in range(3)]
    browser = site.signed_in(town.database)
    first = browser.get("/api/tasks", params={"limit": 2}).json()
    second = browser.get("/api/tasks", params={"limit": 2, "after": first["next"]}).json()
    assert [line["code"] for line in first["tasks"] + second["tasks"]] == codes
    assert second["next"] is None
    assert browser.get("/api/tasks", params={"scope": "unclaimed"}).json() == {"tasks": [], "next": None}
    for wrong in ({"after": "gestern"}, {"after": "2026-03-02T08:00~1"}, {"limit": "0"}, {"scope": "all"}):
        refused = browser.get("/api/tasks", params=wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, "door.wrong-request")


def test_a_task_is_claimed_and_put_back(town: Town) -> None:
    task_id = _appraisal(town)
    browser = site.signed_in(town.database, "binh")
    key = {"idempotency-key": "01994e7c-claim"}
    assert browser.post(f"/api/tasks/{task_id}/claim").json()["code"] == "door.wrong-request"
    done = browser.post(f"/api/tasks/{task_id}/claim", headers=key)
    assert (done.status_code, done.json()) == (200, {"task_id": task_id, "repeated": False})
    assert browser.post(f"/api/tasks/{task_id}/claim", headers=key).json()["repeated"] is True
    taken = browser.post(f"/api/tasks/{task_id}/claim", headers={"idempotency-key": "another-key"})
    assert (taken.status_code, taken.json()["code"]) == (409, "task.already-claimed")
    # the key is binh's own: another officer's act with it is not taken for done
    assert site.signed_in(town.database).post(f"/api/tasks/{task_id}/claim", headers=key).status_code in (403, 409)
    why = {"reason": "Tôi nghỉ chiều nay"}
    back = browser.post(f"/api/tasks/{task_id}/put-back", json=why, headers=key)
    assert back.json() == {"task_id": task_id, "repeated": False}
    assert [row.state for row in town.inbox("binh")] == ["opened"]


def test_what_a_one_stop_received_is_listed_and_urged(town: Town) -> None:
    task_id = _appraisal(town)
    browser, key = site.signed_in(town.database), {"idempotency-key": "01994e7c-urge"}
    (line,) = browser.get("/api/tasks", params={"scope": "received"}).json()["tasks"]
    assert (line["task_id"], line["unit"], line["holder"]) == (task_id, "Văn phòng HĐND và UBND phường", "")
    assert site.signed_in(town.database, "binh").get("/api/tasks", params={"scope": "received"}).json()["tasks"] == []
    words = {"text": "Người dân đang chờ tại quầy"}
    done = browser.post(f"/api/tasks/{task_id}/urge", json=words, headers=key)
    assert (done.status_code, done.json()) == (200, {"task_id": task_id, "repeated": False})
    assert browser.post(f"/api/tasks/{task_id}/urge", json=words, headers=key).json()["repeated"] is True
    again = browser.post(f"/api/tasks/{task_id}/urge", json=words, headers={"idempotency-key": "another-key"})
    assert (again.status_code, again.json()["code"]) == (409, "task.urged-already")
    nothing = browser.post(f"/api/tasks/{task_id}/urge", json={"text": ""}, headers=key)
    assert nothing.status_code == 422
    other = site.signed_in(town.database, "son").post(f"/api/tasks/{task_id}/urge", json=words, headers=key)
    assert (other.status_code, other.json()["code"]) == (403, "act.not-allowed")


def test_a_task_is_completed_with_its_form_or_each_wrong_field_is_named(town: Town) -> None:
    task_id = _appraisal(town)
    town.claim("binh", task_id)
    browser = site.signed_in(town.database, "binh")
    key = {"idempotency-key": "complete-it"}
    address = f"/api/tasks/{task_id}/complete"
    values = answer(town, "2.000908", "appraise", copies=1)
    refused = browser.post(address, json={"values": {**values, "no_such": 1}}, headers=key)
    assert (refused.status_code, refused.json()["code"]) == (422, "form.wrong-values")
    assert list(refused.json()["fields"]) == ["no_such"]
    done = browser.post(address, json={"values": values}, headers=key)
    assert done.json() == {"task_id": task_id, "repeated": False}
    assert browser.post(address, json={"values": values}, headers=key).json()["repeated"] is True
    assert [row.task_id for row in town.inbox("binh", "mine")] == []


def test_a_task_is_delegated_taken_back_and_given_back(town: Town) -> None:
    task_id = _appraisal(town)
    town.claim("binh", task_id)
    binh, thu = site.signed_in(town.database, "binh"), site.signed_in(town.database, "thu")
    key, address = {"idempotency-key": "delegate-it"}, f"/api/tasks/{task_id}"
    (colleague,) = binh.get(f"{address}/colleagues").json()
    assert colleague["name"] == "Lê Thị Thu"
    assert thu.get(f"{address}/colleagues").status_code == 403
    asked = {"to": colleague["officer_id"], "note": "Tra giúp sổ gốc", "until": "2099-12-31"}
    done = binh.post(f"{address}/delegate", json=asked, headers=key)
    assert done.json() == {"task_id": task_id, "repeated": False}
    assert binh.post(f"{address}/delegate", json=asked, headers=key).json()["repeated"] is True
    assert [line["task_id"] for line in binh.get("/api/tasks", params={"standing": "delegated"}).json()["tasks"]] == [
        task_id
    ]
    wrong = thu.post(f"{address}/delegate", json=asked, headers=key)
    assert (wrong.status_code, wrong.json()["code"]) == (403, "task.delegated")
    assert binh.post(f"{address}/take-back", headers=key).json()["repeated"] is False
    lost = thu.post(f"{address}/give-back", json={"note": "Đã tra"}, headers=key)
    assert (lost.status_code, lost.json()["code"]) == (409, "act.not-lawful")
    again = {"idempotency-key": "delegate-again"}
    assert binh.post(f"{address}/delegate", json=asked, headers=again).status_code == 200
    assert thu.post(f"{address}/give-back", json={"note": "Đã tra"}, headers=again).json()["repeated"] is False
    assert [row.task_id for row in town.inbox("binh", "mine")] == [task_id]


def test_a_colleague_is_asked_and_answers(town: Town) -> None:
    task_id = _appraisal(town)
    town.claim("binh", task_id)
    binh, tuan = site.signed_in(town.database, "binh"), site.signed_in(town.database, "tuan")
    key = {"idempotency-key": "ask-tuan"}
    asked = {
        "to": town.officer("tuan").id,
        "text": "Có trong quy hoạch không?",
        "answer_by": "2099-12-31T17:00:00+07:00",
    }
    assert binh.post(f"/api/tasks/{task_id}/questions", json=asked, headers=key).json() == {"repeated": False, "id": 1}
    assert binh.post(f"/api/tasks/{task_id}/questions", json=asked, headers=key).json() == {"repeated": True, "id": 1}
    (question,) = tuan.get("/api/questions").json()
    assert (question["task_id"], question["text"]) == (task_id, "Có trong quy hoạch không?")
    assert [line["task_id"] for line in tuan.get("/api/tasks", params={"standing": "asked"}).json()["tasks"]] == [
        task_id
    ]
    address = f"/api/questions/{question['id']}"
    file = _upload(tuan).json()["id"]
    told = {"text": "Không", "files": [file]}
    assert tuan.post(f"{address}/answer", json=told, headers=key).json() == {"repeated": False}
    assert binh.get(f"/api/files/{file}").status_code == 200
    late = binh.post(f"{address}/withdraw", headers=key)
    assert (late.status_code, late.json()["code"]) == (409, "question.closed")
    assert tuan.get("/api/questions").json() == []


def _type(browser: httpx.Client, task_id: int, mark: int = 5, **values: object) -> httpx.Response:
    body = {"values": values, "mark": mark}
    return browser.put(f"/api/tasks/{task_id}/draft", json=body, headers={"x-motcua": "1"})


def test_what_is_typed_is_kept_and_what_is_newer_comes_back(town: Town) -> None:
    task_id = _appraisal(town)
    town.claim("binh", task_id)
    browser = site.signed_in(town.database, "binh")
    kept = _type(browser, task_id, 20, appraisal_note="Đã tra cứu quyển 3", copies=2)
    assert (kept.status_code, kept.json()["newer"]) == (200, {})
    assert datetime.fromisoformat(kept.json()["saved_at"]).tzinfo is not None
    late = _type(browser, task_id, 10, appraisal_note="Đã tra")
    assert late.json()["newer"] == {"appraisal_note": {"value": "Đã tra cứu quyển 3", "mark": 20}}
    assert town.look("binh", task_id).draft["appraisal_note"].value == "Đã tra cứu quyển 3"


def test_what_cannot_be_kept_is_refused_by_name(town: Town) -> None:
    task_id = _appraisal(town)
    browser = site.signed_in(town.database, "binh")
    address = f"/api/tasks/{task_id}/draft"
    assert _type(browser, task_id, appraisal_note="x").json()["code"] == "task.not-claimed"
    town.claim("binh", task_id)
    assert _type(site.signed_in(town.database), task_id, appraisal_note="x").json()["code"] == "task.not-yours"
    assert list(_type(browser, task_id, surprise=1).json()["fields"]) == ["surprise"]
    assert _type(browser, task_id, appraisal_note="x" * 100_000).json()["code"] == "form.wrong-values"
    assert _type(browser, 999_999, appraisal_note="x").status_code == 404
    long = _type(browser, task_id, appraisal_note="x" * 1_000_000)
    assert (long.status_code, long.json()["code"]) == (413, "door.too-long")
    assert browser.put(address, json={"values": {}, "mark": 1}).json()["code"] == "door.foreign-page"
    for body in (b"", b"[" * 100_000, b'{"values": [], "mark": 1}', b'{"values": {}, "mark": -1}', b'{"values": {}}'):
        refused = browser.put(address, content=body, headers={"x-motcua": "1"})
        assert (refused.status_code, refused.json()["code"]) == (422, "door.wrong-request"), body[:20]


def test_a_refusal_is_told_in_the_language_of_the_visitor(town: Town) -> None:
    browser = site.signed_in(town.database)
    browser.get("/?lang=en")
    assert browser.get("/api/files/999999").json()["detail"] == "This file was not found."
