"""The event log leaves by the command and over HTTP: whole, on record, and only for who may take it out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from lxml import etree
from sqlalchemy import select

from processes import database, tables
from processes.database import Database
from tests.conftest import MONDAY_8AM
from tests.tasks.offices import waiting
from tests.town import AN, Town
from tests.ui import site
from ui.command import main


@pytest.fixture
def town(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Town:
    town = Town(sqlite_database, MONDAY_8AM)
    waiting(town, 2)
    town.receive(town.request(agency="H99.31"), by="son")
    monkeypatch.setattr(database, "now", lambda: town.moment)
    return town


@pytest.fixture
def browser(town: Town) -> Iterator[httpx.Client]:
    with site.signed_in(town.database, "viet") as found:
        yield found


def taken(town: Town) -> list[tuple[str, str, list[int], bool]]:
    """Who took out which form of which agencies, with names or without."""
    row = tables.EventLogExport
    query = select(row.officer_id, row.form, row.agencies, row.names_officers).order_by(row.id)
    with town.database.snapshot() as snapshot:
        rows = snapshot.execute(query).all()
    return [(town.directory.name(one.officer_id), one.form, one.agencies, one.names_officers) for one in rows]


def cases(text: str) -> set[str]:
    return {row["case"] for row in csv.DictReader(StringIO(text))}


def run(*arguments: object) -> Result:
    """Types the command; whatever it ends with is an exit code, never a traceback."""
    found = CliRunner().invoke(main, ["export-log", *(str(one) for one in arguments)])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exc_info
    return found


def test_each_form_is_sent_as_a_file_and_is_on_record(browser: httpx.Client, town: Town) -> None:
    ward = town.unit("H99.30", "office").agency_id
    sent = {form: browser.get(f"/api/event-log.{form}") for form in ("csv", "xes", "ocel")}
    assert {one.status_code for one in sent.values()} == {200}
    names = {form: one.headers["content-disposition"].partition("=")[2].strip('"') for form, one in sent.items()}
    assert names["csv"] == "nhat-ky-20260302-0800.csv"
    assert len({name.rpartition(".")[0] for name in names.values()}) == 1
    assert {one.headers["cache-control"] for one in sent.values()} == {"private, no-store"}
    assert cases(sent["csv"].text) == {"1", "2"}  # the third is another commune's
    assert etree.parse(BytesIO(sent["xes"].content)).getroot().tag.endswith("log")
    assert json.loads(sent["ocel"].content)["events"]
    assert not any(AN.name in one.text or AN.identity in one.text for one in sent.values())
    assert taken(town) == [("Phạm Quốc Việt", form, [ward], False) for form in ("csv", "xes", "ocel")]


def test_who_may_not_take_it_gets_nothing_and_nothing_is_on_record(browser: httpx.Client, town: Town) -> None:
    other = town.unit("H99.31", "office").agency_id
    assert browser.get("/api/event-log.csv", params={"agency": other}).json()["code"] == "act.not-allowed"
    assert browser.get("/api/event-log.pdf").status_code == 422
    assert browser.get("/api/event-log.csv", params={"from": "hôm qua"}).status_code == 422
    with site.signed_in(town.database, "binh") as binh:
        assert binh.get("/api/event-log.csv").status_code == 403
    with httpx.Client(base_url=site.address()) as nobody:
        assert nobody.get("/api/event-log.csv").status_code == 401
    assert taken(town) == []


def test_days_and_names_are_as_asked(browser: httpx.Client, town: Town) -> None:
    asked = {"from": "2026-03-03"}
    assert cases(browser.get("/api/event-log.csv", params=asked).text) == set()
    named = browser.get("/api/event-log.csv", params={"to": "2026-03-02", "named": True}).text
    people = {row["resource"] for row in csv.DictReader(StringIO(named))} - {""}
    assert people == {"Trần Thị Mai"}
    assert [names for *_, names in taken(town)] == [False, True]


def test_the_command_writes_the_same_file_once(browser: httpx.Client, town: Town, tmp_path: Path) -> None:
    file = tmp_path / "nhat-ky.csv"
    done = run(file, "--by", "viet", "--agency", "H99.30", "--from", "2026-03-01", "--to", "2026-03-02", "--named")
    assert done.exit_code == 0, done.output
    rows = file.read_bytes().decode()
    assert f"Đã xuất {len(rows.splitlines()) - 1} việc vào" in done.stdout
    assert rows == browser.get("/api/event-log.csv", params={"named": True}).text
    again = run(file, "--by", "viet")
    assert again.exit_code == 1
    assert "Đã có tệp" in again.stderr
    assert file.read_bytes().decode() == rows
    assert len(taken(town)) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--by", "khongco"), "Không có tài khoản khongco."),
        (("--by", "viet", "--agency", "H98"), "Không có cơ quan H98."),
        (("--by", "binh"), "không có quyền"),
        (("--by", "viet", "--agency", "H99.31"), "không có quyền"),
    ],
)
def test_the_command_says_in_one_sentence_why_it_wrote_nothing(
    town: Town, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    file = tmp_path / "nhat-ky.xes"
    refused = run(file, "--form", "xes", *arguments)
    assert refused.exit_code > 0
    (line,) = refused.stderr.strip().splitlines()
    assert sentence in line
    assert not file.exists()
    assert taken(town) == []
