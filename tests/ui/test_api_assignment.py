"""Assignment over the API: a head sees the candidates, assigns, takes back; the next task; the choice at completing."""

from __future__ import annotations

import pytest

from processes.database import Database
from tasks import staffing
from tests.answers import answer
from tests.conftest import MONDAY_8AM
from tests.tasks.offices import beside, waiting
from tests.town import Town
from tests.ui import site

KEY = {"idempotency-key": "01994e7c-assign"}


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database, MONDAY_8AM)


def test_a_head_assigns_with_co_officers_and_takes_back(town: Town) -> None:
    (task,) = waiting(town)
    head, stranger = (site.signed_in(town.database, name) for name in ("huong", "nam"))
    nam, thu = town.officer("nam").id, town.officer("thu").id
    circle = head.get(f"/api/tasks/{task}/candidates").json()
    assert [(one["name"], one["held"], one["overdue"], one["absent_until"]) for one in circle["main"]] == [
        ("Hoàng Đức Nam", 0, 0, None)
    ]
    assert thu in {one["officer_id"] for one in circle["co"]}
    assert stranger.get(f"/api/tasks/{task}/candidates").status_code == 403
    address, body = f"/api/tasks/{task}/assign", {"to": nam, "co_officers": [thu]}
    assert stranger.post(address, json=body, headers=KEY).json()["code"] == "act.not-allowed"
    assert head.post(address, json={**body, "to": thu}, headers=KEY).json()["code"] == "task.not-assignable"
    done = head.post(address, json=body, headers=KEY)
    assert (done.status_code, done.json()) == (200, {"task_id": task, "repeated": False})
    assert head.post(address, json=body, headers=KEY).json()["repeated"] is True
    assert beside(town, task) == "Lê Thị Thu"
    co = site.signed_in(town.database, "thu")
    (line,) = co.get("/api/tasks", params={"standing": "co_working"}).json()["tasks"]
    assert (line["task_id"], line["holder_id"]) == (task, nam)
    listed = co.get("/api/tasks/list.pdf", params={"standing": "co_working"})
    assert listed.content.startswith(b"%PDF-")
    assert co.post(f"/api/tasks/{task}/claim", headers=KEY).json()["code"] == "task.already-claimed"
    back = head.post(f"/api/tasks/{task}/unassign", json={"officer": nam}, headers=KEY)
    assert back.json() == {"task_id": task, "repeated": False}
    assert [row.state for row in town.inbox("nam")] == ["opened"]
    again = {"idempotency-key": "another-key"}
    assert head.post(f"/api/tasks/{task}/unassign", json={"officer": nam}, headers=again).json()["code"] == (
        "task.not-open"
    )


def test_the_next_task_comes_once_for_a_key_and_not_where_the_unit_forbids_it(town: Town) -> None:
    tasks = waiting(town, 2)
    browser = site.signed_in(town.database, "nam")
    done = browser.post("/api/tasks/claim-next", headers=KEY)
    assert done.json() == {"task_id": tasks[0], "repeated": False}
    assert browser.post("/api/tasks/claim-next", headers=KEY).json() == {"task_id": tasks[0], "repeated": True}
    with town.database.transaction() as transaction:
        told = {"officer": town.officer("khoa"), "moment": town.moment, "key": town.key(), "basis": "18/QĐ-UBND"}
        unit = town.unit("H99.30", "economic_division").id
        staffing.let_claim_next(transaction, unit, is_allowed=False, **told)  # pyright: ignore
    refused = browser.post("/api/tasks/claim-next", headers={"idempotency-key": "another-key"})
    assert (refused.status_code, refused.json()["code"]) == (403, "task.no-claim-next")


def test_who_gets_the_following_step_is_chosen_when_a_task_is_completed(town: Town) -> None:
    accepted = town.receive(town.request("1.013807", agency="H99.05", at="H99"), by="chau")
    town.complete("chau", town.dossier("chau", accepted.dossier_id).current[0].task_id)
    task = town.inbox("quynh")[0].task_id
    town.claim("quynh", task)
    browser = site.signed_in(town.database, "quynh")
    asked = browser.get(f"/api/tasks/{task}/following").json()
    assert (asked["step"], asked["is_required"]) == ("Thẩm định hồ sơ, dự thảo", False)
    assert [one["name"] for one in asked["candidates"]] == ["Vũ Thu Phương"]
    body = {"values": answer(town, "1.013807", "assign"), "assignee": town.officer("hanh").id}
    address = f"/api/tasks/{task}/complete"
    assert browser.post(address, json=body, headers=KEY).json()["code"] == "task.not-assignable"
    body["assignee"] = town.officer("phuong").id
    assert browser.post(address, json=body, headers=KEY).json() == {"task_id": task, "repeated": False}
    (row,) = town.inbox("phuong", "mine")
    assert (row.step, row.state) == ("Thẩm định hồ sơ, dự thảo", "assigned")
    other = waiting(town)[0]
    nothing = site.signed_in(town.database, "nam").get(f"/api/tasks/{other}/following")
    assert nothing.json() == {"step": "", "is_required": False, "candidates": []}
    assert site.signed_in(town.database, "viet").get(f"/api/tasks/{other}/following").status_code == 403
