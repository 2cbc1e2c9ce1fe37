"""One dossier from reception to returned result, on either database, with every due time in working time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bpmn.forms import WrongValues
from processes import history
from processes.people import Person
from processes.refusals import Missing, NotAllowed, NotFound, NotInForce
from processes.settings import settings
from tasks import agent, reception, viewing
from tasks.reception import Correction, PaperGiven
from tests.answers import ANSWERS, answer
from tests.town import Town

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def work_through(town: Town, procedure: str, dossier_id: int) -> None:
    """Every officer answers in turn until the dossier has ended."""
    while steps := town.dossier("mai", dossier_id).current:
        (step,) = steps
        who = ANSWERS[procedure][step.element].by
        if town.look(who, step.task_id).may_claim:
            town.claim(who, step.task_id)
        town.complete(who, step.task_id, answer(town, procedure, step.element))
        town.pass_time(minutes=30)


def test_a_copy_from_the_register(town: Town) -> None:
    scan = town.upload("mai")
    paper = PaperGiven("identity", "Căn cước", originals=1, documents=(scan.id,))
    accepted = town.receive(town.request(papers=(paper,)))
    assert accepted.code == "H99.30-260302-0001"
    assert accepted.due_at == at("2026-03-03 08:00")
    assert "1 ngày làm việc" in accepted.explanation
    work_through(town, "2.000908", accepted.dossier_id)

    view = town.dossier("mai", accepted.dossier_id)
    assert view.current == []
    assert view.particulars.national_status == 10
    assert view.particulars.result["number"] == "12/SL-UBND"
    assert view.particulars.delivery["receiver_name"] == "Nguyễn Văn An"
    assert view.particulars.delivery["rating"] == "satisfied"
    assert [document.kind for document in view.documents] == ["paper", "result"]
    done = [(row.element, view.directory.name(row.officer_id)) for row in view.history if row.kind == "task.completed"]
    assert done == [
        ("receive", "Trần Thị Mai"),
        ("appraise", "Nguyễn Văn Bình"),
        ("sign", "Phạm Quốc Việt"),
        ("issue", "Lê Thị Thu"),
        ("return_result", "Trần Thị Mai"),
    ]
    with town.database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []


def test_every_step_is_due_in_working_time(town: Town) -> None:
    town.moment = at("2026-03-06 16:30")  # a Friday
    accepted = town.receive()
    (step,) = town.dossier("mai", accepted.dossier_id).current
    assert step.due_at == at("2026-03-09 08:30")  # two working hours later is Monday morning
    assert accepted.due_at == at("2026-03-09 16:30")


def test_a_receipt_at_noon_counts_from_the_afternoon(town: Town) -> None:
    town.moment = at("2026-03-02 12:10")
    accepted = town.receive()
    assert accepted.received_at == at("2026-03-02 12:10")
    assert accepted.due_at == at("2026-03-03 13:30")


def test_what_the_chairman_sends_back_returns_to_the_register(town: Town) -> None:
    accepted = town.receive()
    row = town.inbox("mai", "mine")[0]
    town.complete("mai", row.task_id)
    town.work("binh", answer(town, "2.000908", "appraise"))
    town.work("viet", answer(town, "2.000908", "sign", decision="sent_back", reason="thiếu trang 2"))
    assert [step.element for step in town.dossier("mai", accepted.dossier_id).current] == ["appraise"]
    assert len(town.inbox("binh")) == 1


def test_the_register_holds_no_such_entry(town: Town) -> None:
    accepted = town.receive()
    town.complete("mai", town.inbox("mai", "mine")[0].task_id)
    town.work("binh", {"outcome": "no_entry", "appraisal_note": "sổ 2015 không có tên"})
    town.work("viet", answer(town, "2.000908", "sign"))
    town.work("thu", answer(town, "2.000908", "issue"))
    view = town.dossier("mai", accepted.dossier_id)
    assert view.particulars.result["outcome"] == "no_entry"
    assert view.particulars.national_status == 9


def test_one_release_two_communes(town: Town) -> None:
    here = town.receive(town.request("1.001612"))
    there = town.receive(town.request("1.001612", agency="H99.31"), by="son")
    for username in ("mai", "son"):
        town.complete(username, town.inbox(username, "mine")[0].task_id)
    assert [row.dossier_id for row in town.inbox("nam")] == [here.dossier_id]
    assert [row.dossier_id for row in town.inbox("lan")] == [there.dossier_id]
    with pytest.raises(NotFound):
        town.dossier("lan", here.dossier_id)


def test_received_here_decided_there(town: Town) -> None:
    accepted = town.receive(town.request("1.001612", agency="H99.31", at="H99.30"))
    town.complete("mai", town.inbox("mai", "mine")[0].task_id)
    assert [row.dossier_id for row in town.inbox("lan")] == [accepted.dossier_id]
    assert town.dossier("mai", accepted.dossier_id).particulars.code == accepted.code


def test_household_business_with_its_fee(town: Town) -> None:
    accepted = town.receive(town.request("1.001612", channel="online", fee_receipt="BL-001"))
    view = town.dossier("mai", accepted.dossier_id)
    assert view.particulars.fee == {"amount": 150_000, "receipt": "BL-001"}
    assert view.particulars.finance == "paid"
    work_through(town, "1.001612", accepted.dossier_id)
    assert town.dossier("mai", accepted.dossier_id).particulars.national_status == 10


def test_a_dossier_that_came_with_a_national_code_keeps_it(town: Town) -> None:
    accepted = town.receive(town.request(national_code="G12.34-260227-0042"))
    assert accepted.code == "G12.34-260227-0042"
    assert town.receive().code == "H99.30-260302-0001"


def test_bad_answers_are_told_at_their_fields_and_nothing_moves(town: Town) -> None:
    town.receive()
    town.complete("mai", town.inbox("mai", "mine")[0].task_id)
    task_id = town.inbox("binh")[0].task_id
    town.claim("binh", task_id)
    with pytest.raises(WrongValues) as refused:
        town.complete("binh", task_id, {"outcome": "copy", "copies": 0})
    assert set(refused.value.fields) == {"copies", "register_entry"}
    assert town.look("binh", task_id).may_complete


def test_a_correction_needs_a_reason_and_leaves_what_was(town: Town) -> None:
    accepted = town.receive()
    owner = Person("Nguyễn Văn Ân", "001085012345", "0912345678")

    def correct(reason: str, by: str = "mai") -> None:
        with town.database.transaction() as transaction:
            reception.correct(
                transaction,
                accepted.dossier_id,
                Correction(owner=owner),
                reason=reason,
                officer=town.officer(by),
                moment=town.moment,
                key=town.key(),
            )

    with pytest.raises(Missing):
        correct(" ")
    with pytest.raises(NotAllowed):
        correct("sai tên", by="binh")
    correct("viết sai tên")
    view = town.dossier("mai", accepted.dossier_id)
    assert view.particulars.people.owner.name == "Nguyễn Văn Ân"
    told = view.history[-1]
    assert told.data["reason"] == "viết sai tên"
    assert told.data["before"]["people"]["owner"]["name"] == "Nguyễn Văn An"  # pyright: ignore
    with town.database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []


def test_who_may_receive_and_where(town: Town) -> None:
    with pytest.raises(NotAllowed):
        town.receive(by="binh")
    with pytest.raises(NotAllowed):
        town.receive(by="son")
    with pytest.raises(NotInForce):
        town.receive(town.request(agency="H99.05", at="H99.30"))


def test_what_a_person_told_before_is_found(town: Town) -> None:
    accepted = town.receive()
    officer = town.officer("mai")
    with town.database.snapshot() as snapshot:
        for text in ("001085012345", "0912345678", accepted.code, "001085012345|01|NGUYEN VAN AN|01011985"):
            (found,) = reception.look_up(snapshot, text, officer=officer)
            assert (found.code, found.owner.name, found.open) == (accepted.code, "Nguyễn Văn An", True)
        assert reception.look_up(snapshot, "khác", officer=officer) == []


def test_the_public_page_tells_little_and_only_to_who_knows(town: Town) -> None:
    accepted = town.receive()
    with town.database.snapshot() as snapshot:
        found = viewing.public_by_code(snapshot, accepted.code, "5678")
        assert found is not None
        assert (found.status, found.due_at) == (2, accepted.due_at)
        assert viewing.public_by_code(snapshot, accepted.code, "0000") is None
        assert viewing.public_by_code(snapshot, accepted.code, "") is None
        assert viewing.public_by_key(snapshot, "") is None


def test_every_status_leaves_the_house_once(town: Town) -> None:
    accepted = town.receive()
    work_through(town, "2.000908", accepted.dossier_id)
    assert agent.drain(town.database, lease="một", moment=town.moment) == 4
    assert agent.drain(town.database, lease="hai", moment=town.moment) == 0
    names = sorted(path.name for path in settings().outgoing.iterdir())
    assert names == sorted(f"status-{accepted.code}-{status}.json" for status in (2, 4, 9, 10))
