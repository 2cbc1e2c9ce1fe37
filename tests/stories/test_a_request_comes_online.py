"""A request comes in online: it is answered within eight working hours, and becomes a dossier only when accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from processes import clocks, history
from processes.calendars import ZONE, local
from processes.people import People
from processes.refusals import AlreadyDone, Missing, NotAllowed, NotFound, NotInForce, RegistrationAnswered
from tasks import intake
from tasks.intake import Intake, Registered
from tests.tasks.letters.conftest import FONTS
from tests.town import AN, Town

REQUEST = Intake("DVCQG-1", "2.000908", "owner", "H99.30", "H99.30", People(AN, AN))


def register(town: Town, request: Intake = REQUEST) -> Registered:
    with town.database.transaction() as transaction:
        return intake.register(transaction, request, moment=town.moment)


def waiting(town: Town, username: str = "mai") -> list[str]:
    with town.database.snapshot() as snapshot:
        return [one.code for one in intake.waiting(snapshot, officer=town.officer(username))]


def do(town: Town, verb, username: str = "mai", key: str = "", **told):
    with town.database.transaction() as transaction:
        acting = {"officer": town.officer(username), "moment": town.moment, "key": key or town.key()}
        return verb(transaction, 1, **acting, **told)


def letter(town: Town) -> str:
    with town.database.snapshot() as snapshot:
        pdf = PdfReader(BytesIO(intake.pdf(snapshot, 1, officer=town.officer("mai"), fonts=FONTS)))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.parametrize(
    ("arrived", "answer_by"),
    [
        ("2026-03-02 08:00", "2026-03-03 08:00"),
        ("2026-03-06 16:00", "2026-03-09 16:00"),
        ("2026-03-07 21:00", "2026-03-09 17:00"),
    ],
)
def test_it_is_to_be_answered_within_eight_working_hours(town: Town, arrived: str, answer_by: str) -> None:
    town.moment = datetime.fromisoformat(arrived).replace(tzinfo=ZONE)
    assert f"{local(register(town).answer_by):%Y-%m-%d %H:%M}" == answer_by


def test_the_same_reference_is_the_same_request(town: Town) -> None:
    first = register(town)
    town.pass_time(hours=2)
    assert register(town) == first
    assert (first.code, waiting(town)) == ("DK-H99.30-260302-0001", [first.code])


def test_accepted_it_is_a_dossier_with_a_code_and_a_clock_of_its_own(town: Town) -> None:
    register(town)
    town.pass_time(hours=1)
    accepted = do(town, intake.accept)
    assert (accepted.code, accepted.received_at) == ("H99.30-260302-0001", town.moment)
    found = town.dossier("mai", accepted.dossier_id).particulars
    assert (found.channel, found.references["sender"], found.national_status) == ("online", "DVCQG-1", 2)
    assert waiting(town) == []
    assert register(town).state == "accepted"
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def test_refused_it_has_a_letter_with_its_reason_and_never_a_dossier(town: Town) -> None:
    register(town)
    with pytest.raises(Missing):
        do(town, intake.refuse, reason=" ")
    do(town, intake.refuse, reason="Không thuộc thẩm quyền giải quyết", key="một")
    with pytest.raises(AlreadyDone):
        do(town, intake.refuse, reason="Không thuộc thẩm quyền giải quyết", key="một")
    with pytest.raises(RegistrationAnswered):
        do(town, intake.accept)
    said = letter(town)
    for part in (
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Số: 01/TCTN",
        "Không thuộc thẩm quyền giải quyết",
        "Trần Thị Mai",
    ):
        assert part in said
    with town.database.snapshot() as snapshot:
        assert list(clocks.verify(snapshot)) == []


def test_to_be_completed_it_comes_again_under_its_reference(town: Town) -> None:
    register(town)
    do(town, intake.ask, missing="Căn cước", reason="Chưa có bản chụp")
    assert "1. Căn cước" in letter(town)
    assert waiting(town) == []
    town.pass_time(days=1)
    again = register(town)
    assert (again.code, again.state) == ("DK-H99.30-260302-0001", "registered")
    assert local(again.answer_by).day == 4
    do(town, intake.accept)


def test_only_its_one_stop_answers(town: Town) -> None:
    register(town)
    assert waiting(town, "son") == []
    for username in ("son", "binh"):
        with pytest.raises(NotAllowed):
            do(town, intake.accept, username)


def test_what_is_not_known_here_is_refused_by_name(town: Town) -> None:
    with pytest.raises(NotFound):
        register(town, replace(REQUEST, agency="H01.01"))
    with pytest.raises(NotInForce):
        register(town, replace(REQUEST, procedure="9.999999"))
    with pytest.raises(NotFound):
        register(town, replace(REQUEST, case="khác"))
    assert waiting(town) == []
