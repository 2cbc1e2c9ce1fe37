"""`motcua reminders`: a dry run that says what would fire, and writes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from processes import database, tables
from processes.database import Database
from tests.conftest import MONDAY_8AM
from tests.town import Town
from tests.ui.test_command import document, refused, run

PERIOD = ("--from", "2026-03-02T08:00", "--to", "2026-03-03T17:00")


def test_what_would_fire_is_told_and_nothing_written(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(sqlite_database, MONDAY_8AM)
    code = town.receive().code
    monkeypatch.setattr(database, "now", lambda: MONDAY_8AM + timedelta(minutes=1))
    found = document(run("reminders", *PERIOD, "--json"))["reminders"]
    assert isinstance(found, list)
    assert [(one["at"], one["kind"]) for one in found] == [
        ("2026-03-02T09:00:00+07:00", "officer:half"),
        ("2026-03-02T10:00:00+07:00", "officer:+0"),
        ("2026-03-02T10:00:00+07:00", "unit_head:+0"),
        ("2026-03-03T10:00:00+07:00", "officer:+1"),
        ("2026-03-03T10:00:00+07:00", "agency_leader:+1"),
    ]
    assert {(one["dossier"], one["state"], one["due"]) for one in found} == {
        (code, "sent", "2026-03-02T10:00:00+07:00")
    }
    assert found[0]["to"] == [town.officer("mai").name]
    lines = run("reminders", *PERIOD).stdout.splitlines()
    step = town.dossier("mai", 1).current[0].name
    mai = town.officer("mai").name
    assert lines[0] == f"09:00 02/03/2026  {code}  nhắc hạn: “{step}” đã qua nửa thời hạn → {mai}"
    assert lines[-1] == "5 lần."
    with sqlite_database.snapshot() as snapshot:
        assert snapshot.execute(select(func.count()).select_from(tables.Reminder)).scalar_one() == 0


@pytest.mark.usefixtures("sqlite_database")
def test_what_is_no_period_is_said_in_a_sentence() -> None:
    assert "kết thúc trước khi bắt đầu" in refused(run("reminders", *PERIOD[:3], "2026-03-01"), 2)
    assert "mai" in refused(run("reminders", "--from", "mai", "--to", "2026-03-01"), 2)
