"""The studio over the API: saved by one and by another, checked, approved in the inbox, published, dossiers moved."""

from __future__ import annotations

from itertools import count
from typing import Any

import httpx
import pytest

from processes.database import Database
from tasks import cohorts
from tests.conftest import MONDAY_8AM
from tests.tasks import studio
from tests.tasks.scene import employ
from tests.town import Town
from tests.ui import site

_KEYS = count()


@pytest.fixture
def town(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Town:
    town = Town(sqlite_database, MONDAY_8AM)
    monkeypatch.setattr("processes.database.now", lambda: town.moment)
    return town


def send(browser: httpx.Client, method: str, path: str, body: dict[str, Any] | None = None, key: str = "") -> Any:
    """An act; what it was answered."""
    headers = {"idempotency-key": key or f"studio-{next(_KEYS)}-key", "x-motcua": "1"}
    found = browser.request(method, f"/api{path}", json=body, headers=headers)
    return {**found.json(), "status": found.status_code}


def test_a_file_is_saved_once_and_nobody_is_overwritten(town: Town) -> None:
    employ(town, "minh", "Cao Văn Minh", town.officer("phan").posts[0].id)
    phan, minh = (site.signed_in(town.database, name) for name in ("phan", "minh"))
    begun = {"agency_id": studio.province(town), "release_id": town.release_id(studio.CODE)}
    design_id = send(phan, "post", "/designs/from-release", begun)["id"]
    view = phan.get(f"/api/designs/{design_id}").json()
    (form,) = [one for one in view["files"] if one["name"] == "ky.form"]
    assert (view["design"]["number"], form["number"], view["may_change"]) == (1, 1, True)
    mine = {"file": "ky.form", "content": form["content"] + "\n", "seen": 1}
    saved = send(phan, "put", f"/designs/{design_id}/file", mine, "save-once-1")
    assert (saved["status"], saved["number"], saved["is_new"], saved["repeated"]) == (200, 2, True, False)
    assert send(phan, "put", f"/designs/{design_id}/file", mine, "save-once-1")["repeated"] is True
    other = {**mine, "content": "{}"}
    assert send(phan, "put", f"/designs/{design_id}/file", other, "save-once-1")["code"] == "act.key-reused"
    refused = send(minh, "put", f"/designs/{design_id}/file", other)
    assert (refused["status"], refused["code"]) == (409, "design.stale")
    assert refused["detail"].startswith("“ky.form” đã được Lê Thị Phân lưu lúc 08:00 02/03/2026 (bản 2).")
    assert send(minh, "put", f"/designs/{design_id}/presence", {"file": "ky.form"})["others"] == []
    told = send(phan, "put", f"/designs/{design_id}/presence", {"file": ""})
    assert (told["number"], [one["officer"] for one in told["others"]]) == (2, ["Cao Văn Minh"])
    assert send(minh, "put", f"/designs/{design_id}/file", {**other, "seen": 2})["number"] == 3
    (found,) = phan.get(f"/api/designs/{design_id}/findings").json()
    assert (found["file"], found["rule"], found["severity"]) == ("ky.form", "readable", "error")
    assert phan.get(f"/api/designs/{design_id}/findings", params={"at": 1}).json() == []
    done = phan.get(f"/api/designs/{design_id}/versions").json()
    assert [(one["kind"], one["number"], one["officer"]) for one in done] == [
        ("begun", 1, "Lê Thị Phân"),
        ("saved", 2, "Lê Thị Phân"),
        ("saved", 3, "Cao Văn Minh"),
    ]


def test_findings_are_told_in_the_language_of_who_asks(town: Town) -> None:
    phan = site.signed_in(town.database, "phan")
    begun = {"agency_id": studio.province(town), "release_id": town.release_id(studio.CODE)}
    design_id = send(phan, "post", "/designs/from-release", begun)["id"]
    send(phan, "put", f"/designs/{design_id}/file", {"file": "ky.form", "content": "{}", "seen": 1})
    (found,) = phan.get(f"/api/designs/{design_id}/findings").json()
    assert found["message"] == "Không đọc được: không phải biểu mẫu form-js, sai ở “id”."
    phan.get("/?lang=en")
    (found,) = phan.get(f"/api/designs/{design_id}/findings").json()
    assert found["message"] == "Cannot be read: no form-js form, wrong at “id”."


def test_from_asking_to_a_moved_dossier(town: Town) -> None:
    before = town.release_id(studio.CODE)
    dossier_id = town.receive(town.request(studio.CODE)).dossier_id
    design_id = studio.changed(town)
    phan, ha, hung = (site.signed_in(town.database, name) for name in ("phan", "ha", "hung"))
    asked = {"reason": "Bỏ một bước chuyển", "days_saved": 0.5, "agencies": [studio.agency(town)]}
    matter_id = send(phan, "post", f"/designs/{design_id}/ask", asked)["id"]
    for browser, values in ((ha, {"decision": "approved"}), (hung, {"decision": "approved"}), (ha, studio.DECISION)):
        (line,) = browser.get("/api/tasks", params={"scope": "unclaimed"}).json()["tasks"]
        assert line["dossier_id"] == matter_id
        assert send(browser, "post", f"/tasks/{line['task_id']}/claim")["status"] == 200
        assert send(browser, "post", f"/tasks/{line['task_id']}/complete", {"values": values})["status"] == 200
    newest, oldest = phan.get(f"/api/catalogue/{studio.CODE}/releases").json()
    assert (newest["number"], oldest["id"]) == (2, before)
    assert newest["publications"][0]["told"]["reason"] == "Bỏ một bước chuyển"
    assert newest["publications"][0]["decision"]["document"] == "45/QĐ-UBND"
    asked = {"agency_id": studio.agency(town), "on": "2026-03-01"}
    assert phan.get("/api/releases/in-force", params=asked).json()["releases"][studio.CODE] == before
    assert phan.get(f"/api/releases/{newest['id']}/annex.pdf").content.startswith(b"%PDF")
    assert "ký số" in phan.get(f"/api/releases/{newest['id']}").json()["files"]["quy-trinh.bpmn"]
    moved = {
        "from_release_id": before,
        "to_release_id": newest["id"],
        "agency_id": studio.province(town),
    }
    (seen,) = phan.get("/api/cohorts/foresee", params=moved).json()
    assert (seen["dossier_id"], seen["is_safe"]) == (dossier_id, True)
    cohort_id = send(phan, "post", "/cohorts", {**moved, "reason": "Quy trình mới ngắn hơn"})["id"]
    assert cohorts.work(town.database, moment=town.moment) == 1
    told = phan.get(f"/api/cohorts/{cohort_id}").json()
    assert (told["done"], told["refused"], told["may_undo"]) == (1, 0, True)
    assert town.dossier("mai", dossier_id).particulars.release_id == newest["id"]
