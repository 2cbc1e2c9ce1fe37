"""Applicants are told what happens, through a real SMTP server and a real gateway; the one-stop sees who was not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from processes import api_tokens, applicant_notices, tables
from processes.database import Database
from processes.people import People, Person
from processes.refusals import Missing, NotAllowed, NotFound
from processes.settings import settings
from tasks import agent, applicants, dealings
from tasks.channels import Unfit, applicant
from tests.answers import answer
from tests.conftest import MONDAY_8AM
from tests.gateway import Gateway, Taken
from tests.mailbox import Mailbox, Server
from tests.town import AN, Town
from tests.ui import site

# Apprise looks whether Python's own imghdr is there, which says that it is going
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
BA = Person("Lê Thị Ba", "001085019999", "0987 654 321", "ba@thu.test")


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with Server() as server:
        address = f"mailto://mot-cua:mat-khau@127.0.0.1:{server.box.port}/?to={{to}}&from=motcua@lamgiang.test"
        monkeypatch.setenv("MOTCUA__APPLICANTS__MAIL", f"{address}&format=text&mode=insecure")
        settings.cache_clear()
        yield server.box


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Taken]:
    with Gateway() as running:
        address = f"json://127.0.0.1:{running.taken.port}/sms?:to={{to}}&:id={{id}}"
        monkeypatch.setenv("MOTCUA__APPLICANTS__SMS", address)
        settings.cache_clear()
        yield running.taken


def receive(town: Town, person: Person = BA) -> int:
    return town.receive(town.request(people=People(AN, person))).dossier_id


def work(town: Town, dossier_id: int, by: str, element: str) -> None:
    """The dossier's step is claimed and completed."""
    (step,) = town.dossier("mai", dossier_id).current
    if step.state == "opened":
        town.claim(by, step.task_id)
    town.complete(by, step.task_id, answer(town, "2.000908", element))


def drain(town: Town) -> None:
    agent.drain(town.database, lease="tôi", moment=town.moment)


def rows(town: Town) -> list[tables.ApplicantNotice]:
    columns = tables.ApplicantNotice.__table__.columns
    with town.database.snapshot() as snapshot:
        return list(snapshot.execute(select(*columns).order_by(columns.id)))  # pyright: ignore


def act(town: Town, by: str) -> dict[str, object]:
    return {"officer": town.officer(by), "moment": town.moment}


def test_at_acceptance_both_ways_tell_the_submitter(town: Town, mailbox: Mailbox, gateway: Taken) -> None:
    dossier_id = receive(town)
    found = town.dossier("mai", dossier_id).particulars
    assert (gateway.messages, mailbox.letters) == ([], [])  # the act itself opened no line
    assert [(one.way, one.sent_at) for one in rows(town)] == [("mail", None), ("sms", None)]
    drain(town)
    (short,), (letter,) = gateway.messages, mailbox.letters
    assert short["to"] == "0987654321"
    assert short["id"] == rows(town)[1].reference
    assert f"Hồ sơ {found.code} đã được UBND" in short["message"]
    assert f"/tra-cuu?k={found.public_key}" in short["message"]
    assert str(letter["To"]) == "ba@thu.test"
    assert str(letter["Subject"]) == f"Hồ sơ {found.code} đã được tiếp nhận"
    text = letter.get_content()
    assert found.procedure in text
    assert f"/tra-cuu?k={found.public_key}" in text
    for said in (text, short["message"]):
        for secret in (AN.name, AN.identity, AN.phone, BA.name, BA.identity, "0987"):
            assert secret not in said
    assert [(one.sent_at, one.delivered_at) for one in rows(town)] == [(town.moment, None)] * 2
    town.pass_time(minutes=10)
    drain(town)
    assert len(gateway.messages) == len(mailbox.letters) == 1


def test_every_turn_of_a_dossier_is_told(town: Town, gateway: Taken) -> None:
    dossier_id = receive(town)
    work(town, dossier_id, "mai", "receive")
    limit = town.moment + timedelta(days=9)
    town.claim("binh", town.dossier("mai", dossier_id).current[0].task_id)
    town.write("supplement_request", dossier_id, limit=limit, missing="Căn cước của ông Tư", reason="Mờ")
    town.deal(dealings.receive_supplement, "mai", dossier_id, note="Căn cước", files=[])
    town.deal(dealings.ask_duty, "binh", dossier_id, amount=1_250_000, notice="7/TB", limit=limit)
    town.deal(dealings.confirm_duty, "mai", dossier_id, receipt="123")
    town.write("apology", dossier_id, until=town.moment + timedelta(days=20), reason="Sổ gốc đang phục chế")
    for by, element in (("binh", "appraise"), ("viet", "sign"), ("thu", "issue")):
        work(town, dossier_id, by, element)
    drain(town)
    told = [message["message"] for message in gateway.messages]
    assert len(told) == 5
    accepted, supplement, duty, apology, ready = told
    assert "đã được UBND" in accepted
    assert "cần bổ sung giấy tờ theo phiếu số" in supplement
    assert "ông Tư" not in supplement
    assert "cần nộp 1.250.000 đồng theo thông báo số 7/TB" in duty
    assert "xin lỗi vì hồ sơ" in apology
    assert "đã có kết quả. Mời Ông/Bà mang Giấy tiếp nhận" in ready
    assert all(one.sent_at == town.moment for one in rows(town))


def test_without_a_gateway_nothing_is_kept_and_nothing_asked(town: Town) -> None:
    seen: list[str] = []
    event.listen(town.database.engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
    receive(town)
    assert not any("applicant_notice" in statement for statement in seen)
    with town.database.snapshot() as snapshot:
        row = tables.Message
        waits = select(func.count()).where(row.topic == applicant_notices.TOPIC)
        assert snapshot.execute(waits).scalar_one() == 0


def test_whom_nobody_reached_the_one_stop_sees(town: Town, gateway: Taken) -> None:
    good, none, wrong = receive(town), receive(town, Person("Vô Danh")), receive(town, Person("Sai Số", "", "0912"))
    without = town.receive(town.request(owner=Person("Không Có"))).dossier_id
    drain(town)
    with town.database.snapshot() as snapshot:
        found = applicants.unreached(snapshot, officer=town.officer("mai"))
        assert applicants.unreached(snapshot, officer=town.officer("binh")) == []
        assert applicants.unreached(snapshot, officer=town.officer("son")) == []
    assert [(one.dossier_id, one.way, one.trouble) for one in found] == [
        (wrong, "sms", "số điện thoại không hợp lệ"),
        (without, "", "không có số điện thoại hoặc thư điện tử"),
    ]
    assert all(AN.phone not in repr(one) for one in found)
    told = {message["to"] for message in gateway.messages}
    assert told == {"0987654321", AN.phone}  # the owner's, of who left none
    assert {good, none}.isdisjoint(one.dossier_id for one in found)


def test_what_one_way_has_brought_is_not_missed_by_the_other(town: Town, mailbox: Mailbox, gateway: Taken) -> None:
    gateway.status = 422
    receive(town)
    drain(town)
    assert len(mailbox.letters) == 1
    assert [one.failed_at is not None for one in rows(town)] == [False, True]
    with town.database.snapshot() as snapshot:
        assert applicants.unreached(snapshot, officer=town.officer("mai")) == []


def test_a_gateway_that_is_down_is_asked_again_and_one_that_refuses_is_not(town: Town, gateway: Taken) -> None:
    gateway.status = 503
    receive(town)
    drain(town)
    (one,) = rows(town)
    assert (one.sent_at, one.failed_at) == (None, None)
    assert "503" in str(one.trouble)
    assert "0987654321" not in str(one.trouble)
    gateway.status = 200
    town.pass_time(minutes=1)
    drain(town)
    assert len(gateway.messages) == 1
    assert (rows(town)[0].sent_at, rows(town)[0].trouble) == (town.moment, None)


def test_settled_it_is_gone_and_how_is_on_record(town: Town, gateway: Taken) -> None:
    assert gateway.port
    receive(town, Person("Sai Số", "", "0912"))
    drain(town)
    with town.database.snapshot() as snapshot:
        (one,) = applicants.unreached(snapshot, officer=town.officer("mai"))
    for by, note, refusal in (("son", "Gọi", NotAllowed), ("mai", " ", Missing)):
        with pytest.raises(refusal), town.database.transaction() as transaction:
            applicants.settle(transaction, one.id, note=note, **act(town, by))
    with town.database.transaction() as transaction:
        applicants.settle(transaction, one.id, note="Gọi cho con trai", **act(town, "mai"))
    with town.database.snapshot() as snapshot:
        assert applicants.unreached(snapshot, officer=town.officer("mai")) == []
    assert rows(town)[0].note == "Gọi cho con trai"
    with pytest.raises(NotFound), town.database.transaction() as transaction:
        applicants.settle(transaction, one.id, note="Lại gọi", **act(town, "mai"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_the_gateway_reports_is_kept_apart_from_what_it_took(database: Database, gateway: Taken) -> None:
    town = Town(database, MONDAY_8AM)
    receive(town)
    drain(town)
    reference = gateway.messages[0]["id"]
    with database.transaction() as transaction:
        told = {"name": "Cổng SMS", "agency": "H99", "until": MONDAY_8AM + timedelta(days=3650), "moment": MONDAY_8AM}
        token = api_tokens.create(transaction, scopes=["deliveries"], **told)  # pyright: ignore
    sender = site.client(authorization=f"Bearer {token}")
    failed = {"id": reference, "state": "failed", "why": "Thuê bao không liên lạc được"}
    assert sender.post("/api/deliveries", json=failed).status_code == 204
    with database.snapshot() as snapshot:
        (one,) = applicants.unreached(snapshot, officer=town.officer("mai"))
    assert one.trouble == "Thuê bao không liên lạc được"
    assert one.phone.startswith("•")
    assert one.phone.endswith("321")
    assert sender.post("/api/deliveries", json={"id": reference, "state": "delivered"}).status_code == 204
    (row,) = rows(town)
    assert row.sent_at == town.moment
    assert row.delivered_at is not None
    assert row.failed_at is None
    assert sender.post("/api/deliveries", json={**failed, "id": "không có"}).status_code == 404
    assert site.client().post("/api/deliveries", json=failed).status_code == 401


@pytest.mark.parametrize("to", ["", "0912", "+1 202 555 0100", "09123456789", "abc"])
def test_a_number_that_is_none_is_not_sent_to(to: str) -> None:
    with pytest.raises(Unfit):
        applicant.address("sms", to)


@pytest.mark.parametrize("to", ["+84 912 345 678", "0084912345678", "0912.345.678", "(0912) 345-678"])
def test_a_number_is_told_in_one_spelling(to: str) -> None:
    assert applicant.address("sms", to) == "0912345678"


@pytest.mark.parametrize("to", ["a@b", "a b@c.vn", "a@b.vn,c@d.vn", 'a@b.vn?to=x@y.vn&cc="z"'])
def test_a_mail_address_that_is_none_is_not_sent_to(to: str) -> None:
    with pytest.raises(Unfit):
        applicant.address("mail", to)
