"""The second axis of sight: what the own one-stop received is listed, wherever it lies now, in every form of a list."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from processes import tables
from processes.people import Person
from processes.worklist import Row
from tasks import inbox, listing, views
from tasks.inbox import Filter
from tests.answers import answer
from tests.tasks.letters.conftest import FONTS
from tests.town import AN, Town

HOA = Person("Trần Thị Hoa", "001085054321", "0987654321")


def listed(town: Town, username: str, narrowed: Filter | None = None, **asked: object) -> list[Row]:
    """What an officer's one-stop received, as the list shows it."""
    told = {"officer": town.officer(username), "moment": town.moment}
    with town.database.snapshot() as snapshot:
        return inbox.page(snapshot, narrowed or Filter("received"), **told, **asked)  # pyright: ignore


@pytest.fixture
def codes(town: Town) -> list[str]:
    """Three dossiers that the ward's one-stop received: with an officer, in a pool, in another commune's pool."""
    found = [
        town.receive(town.request(owner=AN)),
        town.receive(town.request("1.001612", owner=HOA)),
        town.receive(town.request(agency="H99.31", at="H99.30", owner=AN)),
    ]
    for number, accepted in enumerate(found):
        (step,) = town.dossier("mai", accepted.dossier_id).current
        town.complete("mai", step.task_id)
        (waiting,) = town.dossier("mai", accepted.dossier_id).current
        with town.database.transaction() as transaction:
            due = town.moment + timedelta(hours=number - 1)
            transaction.execute(
                tables.Task.__table__.update().where(tables.Task.id == waiting.task_id).values(due_at=due)  # pyright: ignore
            )
    town.claim("binh", listed(town, "mai")[0].task_id)
    town.receive(by="son", request=town.request(agency="H99.31"))
    return [accepted.code for accepted in found]


def test_what_it_received_is_listed_wherever_it_lies(town: Town, codes: list[str]) -> None:
    rows = listed(town, "mai")
    assert [row.code for row in rows] == codes
    known = town.directory
    assert [(listing.place(row, known), known.name(row.holder_id)) for row in rows] == [
        ("Văn phòng HĐND và UBND phường", "Nguyễn Văn Bình"),
        ("Phòng Kinh tế, Hạ tầng và Đô thị", ""),
        ("Văn phòng HĐND và UBND xã, UBND xã Lộc An", ""),
    ]
    assert len(listed(town, "son")) == 1
    for username in ("binh", "viet", "nam", "khoa"):  # no post in a one-stop
        assert listed(town, username) == []


def test_it_is_narrowed_sorted_paged_and_counted_like_the_others(town: Town, codes: list[str]) -> None:
    mai = town.officer("mai")
    for narrowed, found in [
        (Filter("received", text="tran hoa"), [1]),
        (Filter("received", text=codes[2]), [2]),
        (Filter("received", procedure="2.000908"), [0, 2]),
        (Filter("received", standing="overdue"), [0]),
        (Filter("received", standing="today"), [1, 2]),
        (Filter("received", standing="waiting"), []),
        (Filter("received", step="Tra cứu sổ gốc, dự thảo"), [0, 2]),
        (Filter("received", sort="received"), [0, 1, 2]),
        (Filter("received", sort="priority"), [0, 1, 2]),
    ]:
        rows = listed(town, "mai", narrowed)
        assert [codes.index(row.code) for row in rows] == found, narrowed
        with town.database.snapshot() as snapshot:
            told: dict[str, Any] = {"officer": mai, "moment": town.moment}
            assert inbox.count(snapshot, narrowed, **told, most=100) == len(found)
            assert inbox.numbers(snapshot, narrowed, **told, limit=100) == [row.task_id for row in rows]
    first = listed(town, "mai", limit=2)
    second = listed(town, "mai", limit=2, after=first[-1].place())
    assert [row.code for row in [*first, *second]] == codes


def test_what_is_returned_or_goes_on_leaves_or_moves_in_the_list(town: Town, codes: list[str]) -> None:
    (row, *_) = listed(town, "mai")
    town.complete("binh", row.task_id, answer(town, "2.000908", "appraise"))
    assert {one.step for one in listed(town, "mai") if one.code == codes[0]} == {"Xem xét, ký"}
    for username, element in (("viet", "sign"), ("thu", "issue"), ("mai", "return_result")):
        (step,) = town.dossier("mai", row.dossier_id).current
        town.claim(username, step.task_id)
        town.complete(username, step.task_id, answer(town, "2.000908", element))
    assert codes[0] not in {one.code for one in listed(town, "mai")}
    task = tables.Task
    with town.database.snapshot() as snapshot:
        rows = snapshot.execute(select(task.state, task.closed_at)).all()
    assert {row.closed_at is None for row in rows if row.state in ("opened", "assigned", "claimed")} == {True}
    assert {row.closed_at is None for row in rows if row.state not in ("opened", "assigned", "claimed")} == {False}


def test_it_is_saved_printed_and_exported(town: Town, codes: list[str]) -> None:
    mai, narrowed = town.officer("mai"), Filter("received")
    told: dict[str, Any] = {"officer": mai, "moment": town.moment}
    with town.database.transaction() as transaction:
        views.save(transaction, "Một cửa", narrowed, unit_id=mai.posts[0].unit_id, **told)
    with town.database.snapshot() as snapshot:
        (view,) = views.of(snapshot, officer=mai)
        assert views.counts(snapshot, [view], **told) == [3]
        pages = PdfReader(BytesIO(listing.pdf(snapshot, narrowed, **told, fonts=FONTS))).pages
        book = ZipFile(BytesIO(listing.workbook(snapshot, narrowed, **told)))
    printed = " ".join(" ".join(page.extract_text() for page in pages).split())
    exported = book.read("xl/sharedStrings.xml").decode()
    for place in ("Văn phòng HĐND và UBND xã, UBND xã Lộc An", "hồ sơ một cửa tiếp nhận"):
        assert place.split(",")[0] in printed
        assert place in exported
    assert all(code in exported for code in codes)


def test_a_view_of_it_is_passed_over_by_who_left_the_one_stop(town: Town) -> None:
    mai, binh = town.officer("mai"), town.officer("binh")
    with town.database.transaction() as transaction:
        for officer in (mai, binh):
            views.save(transaction, "Một cửa", Filter("received"), unit_id=None, officer=officer, moment=town.moment)
    with town.database.snapshot() as snapshot:
        assert len(views.of(snapshot, officer=mai)) == 1
        assert views.of(snapshot, officer=binh) == []
