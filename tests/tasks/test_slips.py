"""The control slip tells each hand-over between units, from what is on record."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from processes.refusals import NotFound
from tasks import slips
from tests.answers import ANSWERS, answer
from tests.tasks.letters.conftest import FONTS
from tests.town import Town

DOWN = "2.000908"


def go(town: Town, dossier_id: int, *elements: str) -> None:
    for element in elements:
        step = next(step for step in town.dossier("mai", dossier_id).steps if step.element == element)
        name = ANSWERS[DOWN][element].by
        if step.state == "opened":
            town.claim(name, step.task_id)
        town.pass_time(minutes=30)
        town.complete(name, step.task_id, answer(town, DOWN, element))


def hops(town: Town, dossier_id: int) -> list[slips.Hop]:
    view = town.dossier("mai", dossier_id)
    calendar = town.directory.calendar(view.particulars.agency_id)
    return list(slips.hops_of(view.steps, town.directory, calendar))


def test_each_crossing_to_another_unit_is_a_hand_over(town: Town) -> None:
    dossier_id = town.receive().dossier_id
    assert hops(town, dossier_id) == []
    go(town, dossier_id, "receive")
    (first,) = hops(town, dossier_id)
    assert (first.giver, first.receiver, first.received) == ("Trần Thị Mai", "", None)
    go(town, dossier_id, "appraise", "sign", "issue", "return_result")
    told = [(hop.giver, hop.receiver, hop.standing) for hop in hops(town, dossier_id)]
    assert told == [
        ("Trần Thị Mai", "Nguyễn Văn Bình", "Đúng hạn"),
        ("Nguyễn Văn Bình", "Phạm Quốc Việt", "Đúng hạn"),
        ("Phạm Quốc Việt", "Lê Thị Thu", "Đúng hạn"),
        ("Lê Thị Thu", "Trần Thị Mai", "Đúng hạn"),
    ]


def test_a_late_part_says_so(town: Town) -> None:
    dossier_id = town.receive().dossier_id
    go(town, dossier_id, "receive")
    town.pass_time(days=3)
    go(town, dossier_id, "appraise")
    assert hops(town, dossier_id)[-1].standing == "Quá hạn"


def test_it_is_printed_for_who_may_see_the_dossier(town: Town) -> None:
    dossier_id = town.receive().dossier_id
    go(town, dossier_id, "receive")

    def pdf(username: str) -> bytes:
        with town.database.transaction() as transaction:
            officer = town.officer(username)
            return slips.pdf(transaction, dossier_id, officer=officer, moment=town.moment, fonts=FONTS)

    said = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf("mai"))).pages).split())
    for part in (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "H99.30-260302-0001",
        "1. Giao: Trần Thị Mai",
        "(chưa nhận)",
    ):
        assert part in said
    with pytest.raises(NotFound):
        pdf("son")
