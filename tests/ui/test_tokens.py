"""Tokens of other systems: shown once, good for one agency and what they name, until they run out or are revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from processes import api_tokens, database, tables
from processes.database import Database
from tests.ui import site
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
