"""Values at the edges of what JSON and a calendar can say are refused or taken, never a server error."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from processes.database import Database
from tests.answers import answer
from tests.town import Town
from tests.ui import site
from ui import api
from ui.api.examples import EXAMPLES

EVERY = 1 if os.environ.get("MOTCUA_TEST_SIZE") == "full" else 4  # in the suite one value of so many
TOLD = api.application().openapi()
DAYS = ("0001-01-01", "9999-12-31", "2027-02-30", "-1")
MOMENTS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2027-03-15T17:00:00", "2999-01-01T00:00:00Z")
TEXTS = ("", "\x00", "\ud800", "x" * 30_000, "' or 1=1 --", "{{7*7}}")
NUMBERS: tuple[object, ...] = (0, -1, 2**31, 2**63, 10**30, 1.5, float("nan"), True, None)


def _hostile(value: object) -> tuple[object, ...]:
    match value:
        case bool():
            return (None, "true")
        case int() | float():
            return NUMBERS
        case str() if value[:4].isdigit() and value[4:5] == "-" and "T" in value:
            return MOMENTS
        case str() if value[:4].isdigit() and value[4:5] == "-":
            return DAYS
        case str():
            return TEXTS
        case list():
            return (None, [None], [[]], [10**30], list(range(1, 2_000)))
        case _:
            return (None, {}, {"x" * 300: "\x00"}, {"values": 10**30})


def _spoiled(example: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, value in example.items():
        for hostile in _hostile(value):
            spoiled = copy.deepcopy(example)
            spoiled[name] = hostile
            yield spoiled
        if isinstance(value, dict):
            for inner in _spoiled(value):
                yield {**example, name: inner}


def _requests() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, acts in TOLD["paths"].items():
        for method, operation in acts.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            name = content.get("schema", {}).get("$ref", "").split("/")[-1]
            if name:
                yield method, path, EXAMPLES[name]


@pytest.fixture
def busy(town: Town) -> Town:
    """A dossier whose appraisal is in an officer's hands."""
    town.receive()
    town.complete("mai", 1, answer(town, "2.000908", "receive"))
    town.claim("binh", 2)
    return town


def _address(path: str) -> str:
    """With numbers of what is there."""
    known = {"{task_id}": "2", "{agency_id}": "4", "{unit_id}": "17"}
    return "/api" + "/".join(known.get(part, "1" if part.endswith("_id}") else part) for part in path.split("/"))


def _by(path: str) -> str:
    """Who may do it, so that it does not end at the door."""
    if path.startswith(("/agencies", "/units", "/officers", "/holdings", "/substitutions")):
        return "khoa"
    if path.startswith("/calendars"):
        return "ha"
    return "mai" if path.endswith(("/correct", "/withdraw", "/receive-supplement")) or path == "/dossiers" else "binh"


@pytest.mark.soak
def test_no_value_hurts(busy: Town) -> None:
    browsers = {name: site.signed_in(busy.database, name) for name in ("mai", "binh", "khoa", "ha")}
    sent, hurt = 0, list[str]()
    for method, path, example in _requests():
        for number, spoiled in enumerate([example, *_spoiled(example)]):
            if number % EVERY:
                continue
            headers = {"idempotency-key": f"hostile-{number}", "content-type": "application/json"}
            body = json.dumps(spoiled).encode()
            found = browsers[_by(path)].request(method, _address(path), content=body, headers=headers)
            sent += 1
            if found.status_code >= 500:
                hurt.append(f"{method} {path} {body[:150]}: {found.status_code}")
    assert sent > 500 // EVERY
    assert hurt == []


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_no_place_and_no_period_hurts(busy: Town, moment: str) -> None:
    mai, day = site.signed_in(busy.database), moment[:10]
    unit = busy.unit("H99.30", "one_stop").id
    asked: list[tuple[str, dict[str, object]]] = [
        ("/tasks", {"after": f"{moment}~1"}),
        ("/tasks", {"after": f"{moment}~{2**31}"}),
        ("/matters", {"after": f"{moment}~1"}),
        *((f"/registers/{unit}{form}", {"from": day, "to": day}) for form in ("", ".pdf", ".xlsx")),
        *((f"/reports/ii-06a{form}", {"from": day, "to": day}) for form in ("", ".pdf", ".xlsx")),
    ]
    answers = [mai.get(f"/api{path}", params=told).status_code for path, told in asked]
    assert all(status < 500 for status in answers), answers


MISSING = 999_999
NOT_THERE = [
    ("khoa", "get", f"/agencies/{MISSING}/staff", {}),
    ("khoa", "post", f"/agencies/{MISSING}/units", EXAMPLES["NewUnit"]),
    ("khoa", "post", f"/agencies/{MISSING}/roster", EXAMPLES["RosterFile"]),
    ("khoa", "post", f"/agencies/{MISSING}/roster-plan", EXAMPLES["RosterFile"]),
    ("khoa", "post", f"/units/{MISSING}/posts", EXAMPLES["NewPost"]),
    ("khoa", "post", "/officers", {**EXAMPLES["NewOfficer"], "post_id": MISSING}),
    ("khoa", "post", f"/officers/{MISSING}/posts", EXAMPLES["NewHolding"]),
    ("khoa", "post", f"/holdings/{MISSING}/end", EXAMPLES["LastDay"]),
    ("ha", "post", "/calendars/days", {**EXAMPLES["DayChange"], "agency_id": MISSING}),
    ("ha", "post", "/calendars/hours", {**EXAMPLES["HoursChange"], "agency_id": MISSING}),
    ("ha", "get", f"/calendars/{MISSING}", {}),
]


@pytest.mark.parametrize(("by", "method", "path", "body"), NOT_THERE, ids=[path for _, _, path, _ in NOT_THERE])
def test_what_is_not_there_is_not_found(
    sqlite_database: Database, by: str, method: str, path: str, body: dict[str, Any]
) -> None:
    headers = {"idempotency-key": "not-there"}
    content = {} if method == "get" else {"json": body}
    found = site.signed_in(sqlite_database, by).request(method, f"/api{path}", headers=headers, **content)
    assert (found.status_code, found.json()["code"]) == (404, "record.not-found")


def test_a_request_for_an_agency_that_is_not_there_is_not_found(busy: Town) -> None:
    asked = busy.request()
    told = {name: getattr(asked, name) for name in ("release_id", "case_code", "receiving_unit_id")}
    body = {**EXAMPLES["CounterRequest"], **told, "agency_id": MISSING}
    mai = site.signed_in(busy.database)
    found = mai.post("/api/dossiers", json=body, headers={"idempotency-key": "not-there"})
    assert (found.status_code, found.json()["code"]) == (404, "record.not-found")
