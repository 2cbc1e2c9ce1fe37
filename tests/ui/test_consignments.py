"""Papers between units over HTTP: a list is made, printed, received line by line or cancelled, each act once."""

from __future__ import annotations

from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader

from processes.database import Database
from tests.conftest import MONDAY_8AM
from tests.tasks.test_consignments import receive, where
from tests.town import Town
from tests.ui import site


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database, MONDAY_8AM)


def _post(browser: httpx.Client, address: str, body: dict[str, object], key: str = "mot-lan-bam") -> httpx.Response:
    return browser.post(f"/api/consignments{address}", json=body, headers={"idempotency-key": key})


def test_papers_go_from_one_unit_to_another(town: Town) -> None:
    first, second = receive(town), receive(town)
    one_stop, office = (town.unit("H99.30", code).id for code in ("one_stop", "office"))
    mai, binh = site.signed_in(town.database, "mai"), site.signed_in(town.database, "binh")
    waits = mai.get("/api/consignments/waiting").json()
    assert [(one["dossier_id"], one["from_unit_id"], one["to_unit_id"]) for one in waits] == [
        (first, one_stop, office),
        (second, one_stop, office),
    ]
    assert waits[0]["step"] == "Tra cứu sổ gốc, dự thảo"
    going: dict[str, object] = {"from_unit_id": one_stop, "to_unit_id": office, "dossiers": [first, second]}
    refused = _post(binh, "", going)
    assert (refused.status_code, refused.json()["code"]) == (403, "act.not-allowed")
    going["notes"] = {str(second): "Bìa đỏ"}
    made = _post(mai, "", going).json()
    assert (made["symbol"], made["repeated"]) == ("01/GBG", False)
    assert _post(mai, "", going).json() == {**made, "repeated": True}
    assert _post(mai, "", going, key="lan-bam-khac").json()["code"] == "bundle.on-the-way"
    (line,) = binh.get("/api/consignments").json()
    assert (line["id"], line["state"], line["bundles"]) == (made["id"], "made", 2)
    assert [one["id"] for one in mai.get("/api/consignments", params={"side": "given"}).json()] == [made["id"]]
    page = PdfReader(BytesIO(mai.get(f"/api/consignments/{made['id']}.pdf").content)).pages[0].extract_text()
    assert "Bìa đỏ" in page
    came: dict[str, object] = {"shelves": {str(first): "Kệ 3"}, "refused": {str(second): "Không thấy"}}
    half = _post(binh, f"/{made['id']}/receive", {"shelves": {str(first): ""}})
    assert (half.status_code, half.json()["code"]) == (422, "act.missing")
    assert _post(mai, f"/{made['id']}/receive", came).status_code == 403
    assert _post(binh, f"/{made['id']}/receive", came).json() == {"id": made["id"], "repeated": False}
    assert _post(binh, f"/{made['id']}/receive", came).json()["repeated"] is True
    late = _post(site.signed_in(town.database, "thu"), f"/{made['id']}/receive", came)
    assert (late.status_code, late.json()["code"]) == (409, "consignment.closed")
    view = binh.get(f"/api/consignments/{made['id']}").json()
    assert [(one["state"], one["shelf"], one["reason"]) for one in view["lines"]] == [
        ("received", "Kệ 3", ""),
        ("refused", "", "Không thấy"),
    ]
    assert (view["may_receive"], view["may_cancel"], view["consignment"]["refused"]) == (False, False, 1)
    assert [where(town, one)[0] for one in (first, second)] == ["office", "one_stop"]


def test_a_list_is_cancelled_and_hidden_from_others(town: Town) -> None:
    dossier_id = receive(town)
    units = {name: town.unit("H99.30", code).id for name, code in (("from", "one_stop"), ("to", "office"))}
    mai, son = site.signed_in(town.database, "mai"), site.signed_in(town.database, "son")
    going = {"from_unit_id": units["from"], "to_unit_id": units["to"], "dossiers": [dossier_id]}
    number = _post(mai, "", going).json()["id"]
    for address in (f"/api/consignments/{number}", f"/api/consignments/{number}.pdf", "/api/consignments/999"):
        assert son.get(address).status_code == 404
    assert son.get("/api/consignments").json() == son.get("/api/consignments/waiting").json() == []
    assert _post(son, f"/{number}/cancel", {"reason": "Nhầm"}).status_code == 403
    assert _post(mai, f"/{number}/cancel", {"reason": ""}).json()["code"] == "door.wrong-request"
    assert _post(mai, f"/{number}/cancel", {"reason": "Nhầm"}).json() == {"id": number, "repeated": False}
    assert _post(mai, f"/{number}/cancel", {"reason": "Nhầm"}).json()["repeated"] is True
    for wrong in ({**going, "dossiers": []}, {**going, "to_unit_id": 0}, {**going, "notes": {"1": "x\0"}}, {}):
        assert _post(mai, "", wrong).status_code == 422


def test_papers_are_found_put_on_a_shelf_and_put_right(town: Town) -> None:
    dossier_id = receive(town)
    code = town.dossier("mai", dossier_id).particulars.code
    one_stop, office = (town.unit("H99.30", name).id for name in ("one_stop", "office"))
    mai, binh = site.signed_in(town.database, "mai"), site.signed_in(town.database, "binh")
    found = mai.get("/api/bundles", params={"code": code}).json()
    assert (found["dossier_id"], found["unit_id"], found["shelf"]) == (dossier_id, one_stop, "")
    assert site.signed_in(town.database, "son").get("/api/bundles", params={"code": code}).status_code == 404
    key = {"idempotency-key": "mot-lan-bam"}
    shelf = f"/api/bundles/{dossier_id}/shelf"
    assert binh.put(shelf, json={"shelf": "Kệ 1"}, headers=key).status_code == 403
    assert mai.put(shelf, json={"shelf": "Kệ 1"}, headers=key).json() == {"dossier_id": dossier_id, "repeated": False}
    assert mai.put(shelf, json={"shelf": "Kệ 1"}, headers=key).json()["repeated"] is True
    true = {"unit_id": office, "shelf": "Kệ 9", "reason": "Đã cầm về phòng"}
    correct = f"/api/bundles/{dossier_id}/correct"
    assert binh.post(correct, json=true, headers=key).json() == {"dossier_id": dossier_id, "repeated": False}
    assert where(town, dossier_id) == ("office", "Kệ 9")
    assert mai.post(correct, json={**true, "unit_id": 9999}, headers=key).json()["code"] == "record.not-found"
