"""Who came before is found by what is typed or scanned at the counter, and what is known is suggested later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processes.people import People, Person
from processes.refusals import NotAllowed
from tasks import reception, suggestions
from tests.answers import answer
from tests.town import AN, Town

CARD = "001085012345|012345678|Nguyễn Văn An|01011985|Nam|12 Lê Lợi, phường Bến Xuân|01012022"


def found(town: Town, text: str, by: str = "mai") -> list[str]:
    """The codes of the dossiers that a look-up finds."""
    with town.database.snapshot() as snapshot:
        return [one.code for one in reception.look_up(snapshot, text, officer=town.officer(by))]


@pytest.mark.parametrize(
    "text", ["001085012345", "0912345678", "0912 345.678", CARD, "  H99.30-260302-0001 ", "h99.30-260302-0001"]
)
def test_a_dossier_is_found_by_number_code_or_card(town: Town, text: str) -> None:
    accepted = town.receive()
    assert found(town, text) == [accepted.code]


def test_a_dossier_is_found_by_the_code_on_its_receipt(town: Town) -> None:
    accepted = town.receive()
    key = town.dossier("mai", accepted.dossier_id).particulars.public_key
    assert found(town, f"http://127.0.0.1:8501/tra-cuu?k={key}") == [accepted.code]
    assert found(town, "http://127.0.0.1:8501/tra-cuu?k=khong-co") == []


def test_only_a_one_stop_looks_people_up(town: Town) -> None:
    with pytest.raises(NotAllowed):
        found(town, "001085012345", by="binh")


def test_a_card_tells_its_holder() -> None:
    assert reception.scanned_person(CARD) == Person(
        "Nguyễn Văn An", "001085012345", address="12 Lê Lợi, phường Bến Xuân"
    )
    assert reception.scanned_person("001085012345") is None


def test_the_issue_suggests_who_signed_and_when(town: Town) -> None:
    town.receive()
    for username, element in (("mai", "receive"), ("binh", "appraise"), ("viet", "sign")):
        scope = "mine" if username == "mai" else "unclaimed"
        row = town.inbox(username, scope)[0]
        if scope == "unclaimed":
            town.claim(username, row.task_id)
        town.complete(username, row.task_id, answer(town, "2.000908", element))
    view = town.look("thu", town.inbox("thu")[0].task_id)
    assert suggestions.values(view, town.moment) == {
        "result_date": "2026-03-02",
        "result_signer": "Phạm Quốc Việt",
    }


def test_the_return_suggests_who_was_named_to_receive(town: Town) -> None:
    receiver = replace(AN, name="Trần Thị Bưởi")
    accepted = town.receive(town.request(people=People(AN, AN, receiver=receiver), return_by="post"))
    for username, element in (("binh", "appraise"), ("viet", "sign"), ("thu", "issue")):
        if element == "appraise":
            row = town.inbox("mai", "mine")[0]
            town.complete("mai", row.task_id, answer(town, "2.000908", "receive"))
        row = town.inbox(username)[0]
        town.claim(username, row.task_id)
        town.complete(username, row.task_id, answer(town, "2.000908", element))
    step = town.dossier("mai", accepted.dossier_id).current[0]
    assert suggestions.values(town.look("mai", step.task_id), town.moment) == {
        "receiver_name": "Trần Thị Bưởi",
        "return_method": "post",
    }
