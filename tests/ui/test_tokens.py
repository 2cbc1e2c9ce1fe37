"""Tokens of other systems: shown once, good for one agency and what they name, until they run out or are revoked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from processes import api_tokens, database, tables
from processes.database import Database
from tests.conftest import MONDAY_8AM
from tests.town import Town
from tests.ui import site
from ui import api
from ui.command import main

REQUEST = {
    "reference": "cong-dvc-1",
    "procedure": "2.000908",
    "case": "",
    "agency": "H99.30",
    "received_by": "H99.30",
    "owner": {"name": "Nguyễn Văn An", "identity": "001085012345", "phone": "0912345678"},
}


def run(*arguments: str) -> str:
    told = CliRunner().invoke(main, ["token", *arguments])
    assert told.exit_code == 0, told.output
    return told.output.strip()


@pytest.fixture
def asked(sqlite_database: Database) -> dict[str, object]:
    with sqlite_database.snapshot() as snapshot:
        cases = select(tables.ReleaseCase.code).join(tables.Release).join(tables.Procedure)
        case = snapshot.execute(cases.where(tables.Procedure.code == "2.000908")).scalars().first()
    return {**REQUEST, "case": case}


def send(asked: dict[str, object], token: str) -> tuple[int, str]:
    answer = site.client().post("/api/intake", json=asked, headers={"authorization": f"Bearer {token}"})
    return answer.status_code, answer.json().get("code", "")


def test_a_token_opens_the_intake_of_its_agency_alone(asked: dict[str, object], sqlite_database: Database) -> None:
    token = run("create", "Cổng dịch vụ công", "--agency", "H99.30", "--scope", "intake")
    assert token.startswith("mc_")
    status, code = send(asked, token)
    assert (status, send(asked, token)) == (201, (201, code))  # the same reference is the same request
    assert send({**asked, "reference": "2", "received_by": "H99.31"}, token) == (403, "token.scope-missing")
    assert send({**asked, "reference": "3"}, f"{token}x") == (401, "token.refused")
    assert send({**asked, "reference": "4"}, "mc_") == (401, "token.refused")
    with sqlite_database.snapshot() as snapshot:
        (kept,) = api_tokens.all_of_them(snapshot)
        assert token.encode() not in snapshot.execute(select(tables.ApiToken.digest)).scalars().all()
    assert kept.last_used_at is not None
    assert token not in run("list")


def test_a_token_opens_no_door_but_the_one_it_names(sqlite_database: Database) -> None:
    opened: dict[str, set[tuple[str, str]]] = {}
    for scope in ("intake", "status", "deliveries"):
        token = run("create", scope, "--agency", "H99.30", "--scope", scope)
        sender = site.client(authorization=f"Bearer {token}")
        opened[scope] = set()
        for path, acts in api.application().openapi()["paths"].items():
            for method in acts:
                told = sender.request(method, "/api" + re.sub(r"{\w+}", "1", path), json={})
                if told.status_code not in (401, 403):
                    opened[scope].add((method, path))
        for page in ("/", "/ho-so?id=1", "/doi-mat-khau"):
            assert sender.get(page).headers["location"].startswith("/dang-nhap")
    assert opened == {
        "intake": {("post", "/intake")},
        "status": {("get", "/statuses/{code}")},
        "deliveries": {("post", "/deliveries")},
    }


def test_how_a_dossier_stands_is_told_to_the_systems_of_its_agencies_alone(sqlite_database: Database) -> None:
    town = Town(sqlite_database, MONDAY_8AM)
    code = town.receive(town.request(agency="H99.30", at="H99.31"), by="son").code
    told = {}
    for agency in ("H99.30", "H99.31", "H99.05"):
        token = run("create", agency, "--agency", agency, "--scope", "status")
        told[agency] = site.client().get(f"/api/statuses/{code}", headers={"authorization": f"Bearer {token}"})
    assert [told[agency].status_code for agency in told] == [200, 200, 404]
    assert told["H99.30"].json()["code"] == code
    assert "owner" not in told["H99.30"].text
    assert site.client().get(f"/api/statuses/{code}").json()["code"] == "token.refused"


def test_a_revoked_token_and_one_that_has_run_out_open_nothing(
    asked: dict[str, object], sqlite_database: Database
) -> None:
    token = run("create", "Cổng dịch vụ công", "--agency", "H99.30", "--scope", "intake")
    assert send(asked, token)[0] == 201
    run("revoke", "1")
    assert send({**asked, "reference": "5"}, token) == (401, "token.refused")
    assert CliRunner().invoke(main, ["token", "revoke", "1"]).exit_code == 1
    with sqlite_database.transaction() as transaction:
        old = api_tokens.create(
            transaction,
            name="cũ",
            scopes=["intake"],
            agency="H99.30",
            until=database.now(),
            moment=database.now() - timedelta(days=1),
        )
    assert send({**asked, "reference": "6"}, old) == (401, "token.refused")
