"""Directives over the API: a text is read, what is confirmed is given once, and each unit's progress is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes import database
from processes.calendars import local
from processes.database import Database
from tests.conftest import MONDAY_8AM
from tests.town import Town
from tests.ui import site

KEY = {"idempotency-key": "01994e7c-directive"}


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database, MONDAY_8AM)


def test_a_text_is_read_given_once_and_followed(town: Town) -> None:
    hung, mai, duc = (site.signed_in(town.database, name) for name in ("hung", "mai", "duc"))
    agency, unit = town.unit("H99", "leadership").agency_id, town.unit("H99.05", "leadership").id
    due = local(database.now()).date() + timedelta(days=40)
    text = f"1. Giao Sở Tư pháp rà soát thủ tục, xong trước ngày {due:%d/%m/%Y}; hằng tháng báo cáo."
    asked = {"agency_id": agency, "text": text}
    assert mai.post("/api/directives/readings", json=asked).json()["code"] == "act.not-allowed"
    (found,) = hung.post("/api/directives/readings", json=asked).json()["mandates"]
    place = found["task"]
    assert text[place["start"] : place["end"]] == place["words"]
    assert (found["units"][0]["words"], found["dates"], found["period"]) == ("Sở Tư pháp", [f"{due}"], "month")
    long = hung.post("/api/directives/readings", json={**asked, "text": "Giao Sở Y tế. " * 20_000})
    assert (long.status_code, long.json()["code"]) == (413, "directive.too-long")

    mandate = {"unit_id": unit, "task": "Rà soát thủ tục", "due_on": f"{due}", "period": "month"}
    body = {**asked, "subject": "Chỉ thị về rà soát", "mandates": [mandate]}
    assert mai.post("/api/directives", json=body, headers=KEY).status_code == 403
    given = hung.post("/api/directives", json=body, headers=KEY)
    assert given.status_code == 201
    assert hung.post("/api/directives", json=body, headers=KEY).json() == {**given.json(), "repeated": True}
    address = f"/api/directives/{given.json()['dossier_id']}/mandates"
    (line,) = duc.get(address).json()
    assert (line["state"], line["unit_id"], line["dues"][-1][:10]) == ("given", unit, f"{due}")
    assert len(line["dues"]) > 1
    (listed,) = duc.get("/api/directives").json()["directives"]
    assert (listed["total"], listed["accepted"], listed["late"]) == (1, 0, 0)
    assert mai.get("/api/directives").json()["directives"] == []
    assert mai.get(address).status_code == 404
