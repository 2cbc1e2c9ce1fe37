"""A handoff to another installation: delivered over HTTP, worked on there, answered; the same thread on both sides."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update

from processes import clocks, database, handoffs, history, sendings, tables
from processes.database import Database
from processes.handoffs import Thread
from processes.partners import Partner
from processes.refusals import HandoffMoved
from tasks import dealings, wire
from tasks import handoffs as acts
from tests import liaison
from tests.liaison import asked, standing, threads
from tests.stories.test_a_handoff import act
from tests.town import Town
from tests.ui import site

OUT, BACK = "khoa-di-cua-phuong-ben-xuan", "khoa-ve-cua-so-tu-phap"


@dataclass
class Pair:
    """The commune's installation and the department's, which the site of the tests serves."""

    commune: Town
    department: Town

    def carry(self) -> None:
        """The commune's agent does what waits, at once."""
        row = tables.Message
        with self.commune.database.transaction() as transaction:
            transaction.execute(update(row).where(row.done_at.is_(None)).values(next_at=self.commune.moment))
        liaison.carry(self.commune)

    def ask(self, thread: Thread) -> None:
        """The commune asks how a handoff stands."""
        self.commune.pass_time(seconds=1)
        with self.commune.database.transaction() as transaction:
            sendings.ask(transaction, thread.handoff, moment=self.commune.moment)
        self.carry()

    def there(self) -> list[int]:
        """The department's dossiers that were handed off to it."""
        with self.department.database.snapshot() as snapshot:
            return list(snapshot.execute(select(tables.Handoff.dossier_id).order_by(tables.Handoff.id)).scalars())


def connect(commune: Town, department: Town, to: str, back: str) -> None:
    """Each writes the other into its address book, with the keys of both directions."""
    named = {"known_as": "ben-xuan", "key_out": OUT, "key_in": BACK}
    liaison.add_partner(commune, "http", address=to, **named)
    told = {"agency_id": liaison.agency_id(department, "H99.05"), "code": "ben-xuan", "address": back}
    liaison.add_partner(
        department, "http", **told, name="UBND phường Bến Xuân", known_as="justice", key_out=BACK, key_in=OUT
    )


@pytest.fixture
def pair(sqlite_database: Database, sqlite_template: Path, data: Path, tmp_path: Path) -> Iterator[Pair]:
    shutil.copy(sqlite_template, data / "phuong.db")
    other = Database(f"sqlite:///{data / 'phuong.db'}")
    found = Pair(Town(other, database.now()), Town(sqlite_database, database.now()))
    for name, town, agency in (("a", found.commune, "H99.30"), ("b", found.department, "H99.05")):
        (tmp_path / name).mkdir()
        liaison.publish(town, tmp_path / name, agency=agency)
    connect(found.commune, found.department, site.address(), "http://127.0.0.1:9")
    yield found
    other.close()


def entries(thread: Thread) -> set[tuple[object, ...]]:
    """A thread as both sides must have it."""
    return {(one.side, one.number, one.at, one.kind, one.by, one.text) for one in thread.events}


def test_it_is_delivered_answered_and_both_threads_are_equal(pair: Pair) -> None:
    dossier_id = asked(pair.commune)
    pair.carry()
    (thread,) = threads(pair.commune, dossier_id)
    (there,) = pair.there()
    assert thread.handoff.state == "delivered"
    assert thread.handoff.reference == pair.department.dossier("phuong", there).particulars.code
    (own,) = threads(pair.department, there)
    act(pair.department, acts.receive, "phuong", own)
    act(pair.department, acts.note, "phuong", own, text="Cần trang 12")
    act(pair.commune, acts.note, "binh", thread, text="Có trong hồ sơ")
    pair.carry()
    liaison.work(pair.department, "phuong", there, "advise")
    pair.ask(thread)
    assert standing(pair.commune, dossier_id) == ["sign"]
    (thread,), (own,) = threads(pair.commune, dossier_id), threads(pair.department, there)
    assert (thread.handoff.state, own.handoff.state) == ("done", "done")
    assert entries(thread) == entries(own)
    for town in (pair.commune, pair.department):
        with town.database.snapshot() as snapshot:
            assert list(history.verify(snapshot)) == []
            assert list(clocks.verify(snapshot)) == []


def test_a_refusal_and_a_recall_cross_the_wire(pair: Pair) -> None:
    sent = list[int]()
    for _ in range(3):  # one after the other: the agent sends several dossiers' at once, in any order
        sent.append(asked(pair.commune))
        pair.carry()
    refused, recalled, late = sent
    first, second, third = pair.there()
    act(pair.department, acts.refuse, "phuong", threads(pair.department, first)[0], reason="Thiếu bản sao")
    act(pair.department, acts.accept, "phuong", threads(pair.department, third)[0])
    for dossier_id in (recalled, late):
        act(pair.commune, acts.recall, "binh", threads(pair.commune, dossier_id)[0], reason="Gửi nhầm")
    for dossier_id in (refused, recalled, late):
        pair.ask(threads(pair.commune, dossier_id)[0])
    states = [threads(pair.commune, one)[0].handoff.state for one in (refused, recalled, late)]
    assert states == ["refused", "recalled", "accepted"]
    assert standing(pair.commune, refused) == standing(pair.commune, recalled) == ["appraise"]
    assert threads(pair.department, second)[0].handoff.state == "recalled"
    assert len(pair.department.inbox("phuong")) == 1
    with pytest.raises(HandoffMoved):
        act(pair.commune, acts.recall, "binh", threads(pair.commune, late)[0], reason="Gửi nhầm")


def test_what_ends_is_asked_back_and_what_is_answered_all_the_same_moves_nothing(pair: Pair) -> None:
    sent = list[int]()
    for _ in range(2):
        sent.append(asked(pair.commune))
        pair.carry()
    waiting, accepted = sent
    act(pair.department, acts.accept, "phuong", threads(pair.department, pair.there()[1])[0])
    unsent = asked(pair.commune)
    for dossier_id in (*sent, unsent):
        pair.commune.deal(dealings.withdraw, "mai", dossier_id, reason="Đã có bản sao")
    pair.carry()
    pair.carry()
    for dossier_id in (*sent, unsent):
        pair.ask(threads(pair.commune, dossier_id)[0])
    states = [threads(pair.commune, one)[0].handoff.state for one in (waiting, accepted, unsent)]
    assert states == ["recalled", "accepted", "recalled"]
    liaison.work(pair.department, "phuong", pair.there()[1], "advise")
    pair.ask(threads(pair.commune, accepted)[0])
    assert threads(pair.commune, accepted)[0].handoff.state == "done"
    for dossier_id in (*sent, unsent):
        assert standing(pair.commune, dossier_id) == []
        assert pair.commune.dossier("mai", dossier_id).particulars.business == "withdrawn"
    with pair.commune.database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []


def test_the_same_delivery_again_begins_nothing(pair: Pair) -> None:
    dossier_id = asked(pair.commune)
    pair.carry()
    row = tables.Handoff
    with pair.commune.database.transaction() as transaction:  # as if the answer had been lost
        transaction.execute(update(row).values(state="sent"))
        kind = tables.HandoffEvent.side == "receiver"
        transaction.execute(tables.HandoffEvent.__table__.delete().where(kind))
        transaction.execute(update(tables.Message).values(done_at=None, next_at=pair.commune.moment))
    pair.carry()
    assert len(pair.there()) == 1
    assert threads(pair.commune, dossier_id)[0].handoff.state == "delivered"


def test_who_does_not_sign_is_nobody(pair: Pair) -> None:
    asked(pair.commune)
    pair.carry()
    with pair.commune.database.snapshot() as snapshot:
        (key,) = snapshot.execute(select(tables.Handoff.key)).scalars()
    path, now = f"{wire.PATH}/{key}", database.now()
    us = Partner(code="justice", name="", channel="http", known_as="ben-xuan", key_out=OUT)

    def asks(headers: dict[str, str]) -> int:
        with httpx.Client(base_url=site.address()) as line:
            return line.get(path, headers=headers).status_code

    good = wire.headers(us, "GET", path, key, b"", now)
    assert asks(good) == 200
    assert asks(good) == 409  # somebody who has listened
    assert asks({**good, wire.NONCE: "0" * 32}) == 401
    assert asks({}) == 401
    assert asks({**good, "x-motcua-partner": "ai-do"}) == 401
    assert asks({**good, "idempotency-key": "khoa-khac-hoan-toan"}) == 401
    assert asks(wire.headers(us, "POST", path, key, b"", now)) == 401
    assert asks(wire.headers(us, "GET", path, key, b"x", now)) == 401
    assert asks(wire.headers(us, "GET", path, key, b"", now - 2 * wire.WINDOW)) == 401
    assert asks(wire.headers(us, "GET", path, key, b"", now + 2 * wire.WINDOW)) == 401
    wrong = Partner(code="justice", name="", channel="http", known_as="ben-xuan", key_out=BACK)
    assert asks(wire.headers(wrong, "GET", path, key, b"", now)) == 401
    assert handoffs.state_of(["sent", "delivered", "recalled", "accepted"]) == "recalled"
