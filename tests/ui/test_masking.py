"""No list tells an applicant's identity or phone number, and whatever shows a dossier puts the opening on record.

Every address of the API that is read is walked, and named here by what it gives: a new one has to say what it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from processes import database, tables
from processes.database import Database
from processes.people import People
from tasks import batches, comments, consignments, matters, reception
from tasks.matters import Incoming
from tasks.reception import PaperGiven
from tests.conftest import MONDAY_8AM
from tests.town import AN, Town
from tests.ui import site
from ui import api

NUMBERS = (AN.identity, AN.phone)
PERIOD = {"from": "2026-03-01", "to": "2026-03-31"}

# what is read at each address
LISTS = {
    *("/tasks", "/tasks/list.pdf", "/tasks/list.xlsx", "/notices", "/matters", "/registrations", "/questions"),
    *("/consignments", "/consignments/waiting", "/consignments/{consignment_id}", "/consignments/{consignment_id}.pdf"),
    *(
        "/bundles",
        "/dossiers",
        "/registers/transferred",
        "/recalculations",
        "/urgings",
        "/batches/latest",
        "/batches/{batch_id}",
    ),
    "/registers/{unit_id}",
}
LOOKS = {  # each is a look at the whole dossier, as on its page
    "/tasks/{task_id}",
    "/dossiers/{dossier_id}",
    *(f"/dossiers/{{dossier_id}}/{part}" for part in ("history", "files", "letters", "comments")),
    *(f"/dossiers/{{dossier_id}}/{part}" for part in ("reminders", "handoffs")),
}
SHOWS = {
    "/files/{document_id}",
    "/letters/{letter_id}.pdf",
    "/dossiers/{dossier_id}/receipt.pdf",
    "/dossiers/{dossier_id}/control-slip.pdf",
}
LAW = {"/registers/{unit_id}.pdf", "/registers/{unit_id}.xlsx"}  # forms 06 and 07 name the phone number
NEITHER = {
    "/me",
    "/notices/count",
    "/letters/registration-{registration_id}.pdf",  # no dossier yet: it waits for the own one-stop's answer
    "/files/registration-{registration_id}/{number}",
    *("/directives", "/directives/{dossier_id}/mandates"),  # what officers are to do: no applicant stands behind it
    "/batches/{batch_id}/receipts.pdf",  # each receipt is put on record: tests/tasks/test_batches.py
    "/handoffs/{key}",  # for another installation, with a signature: the thread of what passed between the two
    "/statuses/{code}",  # for another system, with a token: how a dossier stands, and nobody's name
    "/urgings/{letter_id}.pdf",  # names alone, as a list: tests/tasks/test_oversight.py
    *("/repairs", "/repairs/{execution_id}"),  # codes alone; the data is on record: tests/tasks/test_repairs.py
    *("/operations", "/operations/messages/{message_id}"),  # no content; on record: tests/tasks/test_operations.py
    *("/tasks/counts", "/registers", "/views", "/alerts", "/notices/choices", "/procedures"),
    *(f"/tasks/{{task_id}}/{officers}" for officers in ("candidates", "colleagues", "following")),
    *("/agencies", "/agencies/{agency_id}/staff", "/calendars/{agency_id}", "/ladders"),
    # procedures as they are drawn and published: nobody's dossier
    *(
        "/catalogue",
        "/catalogue/{code}/releases",
        "/designs",
        "/designs/{design_id}",
        "/designs/{design_id}/annex.pdf",
        "/designs/{design_id}/blocks",
        "/designs/{design_id}/proposals",
        "/blocks/{release_id}/proposals",
        "/designs/{design_id}/findings",
        "/designs/{design_id}/versions",
        "/releases/in-force",
        "/releases/{release_id}",
        "/releases/{release_id}/annex.pdf",
    ),
    "/event-log.{form}",  # nothing of applicants, officers as marks; on record: tests/tasks/test_log_exports.py
    # figures, of officers names: nobody's dossier
    *("/reports", "/reports/{code}", "/reports/{code}.pdf", "/reports/{code}.xlsx"),
    *("/cohorts/foresee", "/cohorts/{cohort_id}"),  # codes alone, and why each may not be moved
}


@dataclass
class Scene:
    """A dossier with a file and a letter, and a matter, of a person with both numbers."""

    town: Town
    dossier_id: int
    ids: Mapping[str, int]
    code: str


@pytest.fixture
def scene(sqlite_database: Database) -> Scene:
    town = Town(sqlite_database, MONDAY_8AM)
    file = town.upload("mai")
    accepted = town.receive(town.request(papers=(PaperGiven("cccd", "Căn cước", 1, 0, (file.id,)),)))
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    task_id = town.dossier("mai", accepted.dossier_id).current[0].task_id
    town.claim("binh", task_id)
    limit = town.moment + timedelta(days=10)
    letter_id = town.write("supplement_request", accepted.dossier_id, limit=limit, missing="Bản chính", reason="Mờ")
    _petition(town)
    with town.database.transaction() as transaction:
        told: dict[str, Any] = {"officer": town.officer("binh"), "moment": town.moment, "key": town.key()}
        mentioned = [town.officer("mai").id]
        comments.write(transaction, accepted.dossier_id, text="Nhờ xem", mentioned=mentioned, **told)
    with town.database.transaction() as transaction:
        told = {"officer": town.officer("mai"), "moment": town.moment}
        batch_id = batches.order(transaction, "urge", [task_id], reason="Đề nghị xử lý ngay", **told)
        units = {
            f"{way}_unit_id": town.unit("H99.30", code).id for way, code in (("from", "one_stop"), ("to", "office"))
        }
        made = consignments.make(transaction, [accepted.dossier_id], **units, **told, key=town.key())
    ids = {"document_id": file.id, "letter_id": letter_id, "dossier_id": accepted.dossier_id, "task_id": task_id}
    ids |= {"batch_id": batch_id, "consignment_id": made.id, "unit_id": town.unit("H99.30", "one_stop").id}
    return Scene(town, accepted.dossier_id, ids, accepted.code)


def _petition(town: Town) -> None:
    unit, officer = town.unit("H99.30", "one_stop"), town.officer("mai")
    with town.database.transaction() as transaction:
        (published,) = matters.offered(transaction, unit.id, officer=officer, moment=town.moment)
        case = published.release.cases[0].code
        told = matters.Told("Đèn đường hỏng", "Đèn trước nhà số 12 không sáng.")
        incoming = Incoming(published.id, case, "counter", unit.id, AN, told)
        matters.receive(transaction, incoming, officer=officer, moment=town.moment, key=town.key())


def openings(town: Town) -> int:
    row = tables.Opening
    with town.database.snapshot() as snapshot:
        mine = row.officer_id == town.officer("mai").id
        return snapshot.execute(select(func.count()).select_from(row).where(mine)).scalar_one()


def read(answer: httpx.Response) -> str:
    """What an answer tells, whatever it is written as."""
    assert answer.status_code == 200, answer.text
    if answer.headers["content-type"] == "application/pdf":
        return "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    if answer.content.startswith(b"PK"):
        book = ZipFile(BytesIO(answer.content))
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return answer.text


def told_numbers(text: str) -> list[str]:
    plain = re.sub(r"[\s.]", "", text)
    return [number for number in NUMBERS if number in plain]


def test_every_address_that_is_read_is_named_here() -> None:
    paths = api.application().openapi()["paths"]
    found = {path for path, acts in paths.items() if "get" in acts}
    assert found == LISTS | LOOKS | SHOWS | LAW | NEITHER


@pytest.mark.parametrize("path", sorted(LISTS))
def test_no_list_tells_a_number(scene: Scene, path: str) -> None:
    mai = site.signed_in(scene.town.database)
    before = openings(scene.town)
    for scope in ("mine", "unclaimed", "unit", "received"):
        for text in ("", *NUMBERS):
            asked = {"scope": scope, "text": text, "code": scene.code, "number": text or scene.code} | PERIOD
            said = read(mai.get(f"/api{path.format(**scene.ids)}", params=asked))
            assert told_numbers(said) == [], (path, scope, text)
            if (scope, path) == ("received", "/tasks") and text != AN.phone:  # a telephone is looked up, not searched
                assert AN.name in said
    assert openings(scene.town) == before


@pytest.mark.parametrize("path", sorted(LOOKS | SHOWS))
def test_what_shows_a_dossier_puts_the_opening_on_record(
    scene: Scene, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mai, town = site.signed_in(scene.town.database), scene.town
    before, looks = openings(town), 3 if path in LOOKS else 1
    now = database.now()
    monkeypatch.setattr(database, "now", lambda: now)
    for _ in range(3):  # a file comes piece by piece
        assert mai.get(f"/api{path.format(**scene.ids)}").status_code == 200
    assert openings(town) == before + looks
    monkeypatch.setattr(database, "now", lambda: now + timedelta(minutes=2))
    assert mai.get(f"/api{path.format(**scene.ids)}").status_code == 200
    assert openings(town) == before + looks + 1


@pytest.mark.parametrize("path", sorted(LOOKS | SHOWS))
def test_who_may_not_see_it_leaves_no_opening(scene: Scene, path: str) -> None:
    son = site.signed_in(scene.town.database, "son")
    assert son.get(f"/api{path.format(**scene.ids)}").status_code == 404
    row = tables.Opening
    with scene.town.database.snapshot() as snapshot:
        theirs = row.officer_id == scene.town.officer("son").id
        assert snapshot.execute(select(row.id).where(theirs)).all() == []


def test_the_registers_tell_what_the_law_asks_for(scene: Scene) -> None:
    mai = site.signed_in(scene.town.database)
    for path in LAW:
        assert AN.phone in read(mai.get(f"/api{path.format(**scene.ids)}", params=PERIOD))


def test_both_pages_of_a_dossier_put_the_opening_on_record(scene: Scene) -> None:
    town, before = scene.town, openings(scene.town)
    town.dossier("mai", scene.dossier_id)
    town.look("mai", town.dossier("mai", scene.dossier_id).current[0].task_id)
    assert openings(town) == before + 3


def test_what_was_told_before_is_taken_over_on_record(scene: Scene) -> None:
    town, before = scene.town, openings(scene.town)
    with town.database.transaction() as transaction:
        (found,) = reception.look_up(transaction, AN.phone, officer=town.officer("mai"))
        told: dict[str, Any] = {"officer": town.officer("mai"), "moment": town.moment}
        assert reception.take_over(transaction, found.dossier_id, **told) == People(AN, AN).owner
    assert openings(town) == before + 1
