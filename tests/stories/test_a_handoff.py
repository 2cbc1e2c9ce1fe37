"""A handoff within the installation: the department gets it in its own inbox, and its answer comes back.

NĐ 61/2018/NĐ-CP, articles 4 and 18: what another agency takes part in is transferred with its documents, each agency
with its own time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from processes import history, outbox, tables
from processes.handoffs import Thread
from processes.refusals import HandoffMoved, Missing, NoPartner, NotAllowed, NotFound
from tasks import dealings, handoffs
from tests import liaison
from tests.liaison import asked, carry, standing, threads, work
from tests.town import Town


@pytest.fixture
def here(town: Town, tmp_path: Path) -> Town:
    """The department of justice works in the same installation."""
    liaison.publish(town, tmp_path)
    liaison.add_partner(town, "here", to_agency_id=liaison.agency_id(town, "H99.05"))
    return town


def act(town: Town, verb: Callable[..., None], username: str, thread: Thread, **told: object) -> None:
    """An officer of either side does something with a handoff."""
    with town.database.transaction() as transaction:
        named = {"officer": town.officer(username), "moment": town.moment, "key": town.key(), **told}
        verb(transaction, thread.handoff.id, **named)


def only(town: Town, dossier_id: int) -> Thread:
    (thread,) = threads(town, dossier_id)
    return thread


def said(town: Town, dossier_id: int) -> list[tuple[str, str]]:
    return [(event.side, event.kind) for event in only(town, dossier_id).events]


def test_the_department_gets_it_and_its_answer_moves_the_dossier_on(here: Town) -> None:
    first, second = asked(here), asked(here)
    assert standing(here, first) == []
    handoff = only(here, first).handoff
    assert (handoff.state, handoff.partner) == ("sent", "Sở Tư pháp")
    here.pass_time(minutes=1)
    assert carry(here) >= 2
    assert (only(here, first).handoff.state, only(here, first).handoff.receive_by) == ("delivered", handoff.receive_by)
    with pytest.raises(NotFound):
        here.dossier("tuan", first)
    assert [row.step for row in here.inbox("phuong")] == ["Cho ý kiến", "Cho ý kiến"]
    assert here.inbox("binh") == []
    act(here, handoffs.receive, "quynh", only(here, first))
    assert only(here, first).handoff.answer_by is not None
    act(here, handoffs.accept, "phuong", only(here, first))
    here.pass_time(hours=1)
    work(here, "phuong", first, "advise")
    assert standing(here, first) == []
    carry(here)
    assert standing(here, first) == ["sign"]
    assert said(here, first) == [
        ("sender", "sent"),
        ("receiver", "delivered"),
        ("receiver", "received"),
        ("receiver", "accepted"),
        ("receiver", "working"),
        ("receiver", "done"),
    ]
    assert only(here, second).handoff.state == "delivered"
    with here.database.snapshot() as snapshot:
        rows = snapshot.execute(
            select(tables.Execution.process, tables.Agency.code, tables.Execution.ended_at.is_not(None))
            .join(tables.Agency, tables.Agency.id == tables.Execution.agency_id)
            .where(tables.Execution.dossier_id == first)
            .order_by(tables.Execution.id)
        )
        assert [tuple(row) for row in rows] == [("register_copy", "H99.30", False), ("opinion", "H99.05", True)]
        assert list(history.verify(snapshot)) == []


def test_an_agent_that_dies_after_its_work_does_it_once(here: Town) -> None:
    dossier_id = asked(here)
    carry(here)
    with here.database.transaction() as transaction:
        transaction.execute(tables.Message.__table__.update().values(done_at=None, next_at=here.moment))
    carry(here)
    assert said(here, dossier_id) == [("sender", "sent"), ("receiver", "delivered")]
    assert len(here.inbox("phuong")) == 1
    work(here, "phuong", dossier_id, "advise")
    for _ in range(2):
        carry(here)
        with here.database.transaction() as transaction:
            transaction.execute(tables.Message.__table__.update().values(done_at=None, next_at=here.moment))
    assert standing(here, dossier_id) == ["sign"]


def test_a_refusal_comes_back_as_the_diagram_draws_it(here: Town) -> None:
    dossier_id = asked(here)
    carry(here)
    thread = only(here, dossier_id)
    with pytest.raises(Missing):
        act(here, handoffs.refuse, "phuong", thread, reason=" ")
    for stranger in ("binh", "tuan"):
        with pytest.raises(NotAllowed if stranger == "binh" else NotFound):
            act(here, handoffs.refuse, stranger, thread, reason="Không thuộc thẩm quyền")
    act(here, handoffs.refuse, "phuong", thread, reason="Thiếu bản sao sổ gốc")
    assert here.inbox("phuong") == []
    with pytest.raises(HandoffMoved):
        act(here, handoffs.accept, "phuong", thread)
    carry(here)
    assert standing(here, dossier_id) == ["appraise"]
    closed = only(here, dossier_id)
    assert (closed.handoff.state, closed.events[-1].text) == ("refused", "Thiếu bản sao sổ gốc")
    work(here, "binh", dossier_id, "appraise")
    carry(here)
    assert [one.handoff.state for one in threads(here, dossier_id)] == ["refused", "delivered"]
    work(here, "phuong", dossier_id, "advise")
    carry(here)
    assert standing(here, dossier_id) == ["sign"]
    assert [one.handoff.state for one in threads(here, dossier_id)] == ["refused", "done"]


@pytest.mark.parametrize("is_delivered", [False, True])
def test_it_is_recalled_until_it_is_accepted(here: Town, is_delivered: bool) -> None:
    dossier_id, kept = asked(here), asked(here)
    if is_delivered:
        carry(here)
    with pytest.raises(NotAllowed if is_delivered else NotFound):
        act(here, handoffs.recall, "phuong", only(here, dossier_id), reason="Gửi nhầm")
    act(here, handoffs.recall, "binh", only(here, dossier_id), reason="Gửi nhầm")
    carry(here)
    assert only(here, dossier_id).handoff.state == "recalled"
    assert standing(here, dossier_id) == ["appraise"]
    assert len(here.inbox("phuong")) == 1
    act(here, handoffs.accept, "phuong", only(here, kept))
    with pytest.raises(HandoffMoved):
        act(here, handoffs.recall, "binh", only(here, kept), reason="Gửi nhầm")


def test_both_sides_write_in_one_thread_and_are_told(here: Town) -> None:
    dossier_id = asked(here)
    carry(here)
    act(here, handoffs.note, "phuong", only(here, dossier_id), text="Cần thêm trang 12 của sổ")
    here.pass_time(minutes=1)
    act(here, handoffs.note, "binh", only(here, dossier_id), text="Đã bổ sung")
    notes = [(event.by, event.text) for event in only(here, dossier_id).events if event.kind == "note"]
    assert notes == [
        (f"{here.officer('phuong').name}, Sở Tư pháp", "Cần thêm trang 12 của sổ"),
        (f"{here.officer('binh').name}, UBND phường Bến Xuân", "Đã bổ sung"),
    ]
    with here.database.snapshot() as snapshot:
        query = select(tables.Notice.officer_id).where(tables.Notice.kind == "handoff_note").order_by(tables.Notice.id)
        told = list(snapshot.execute(query).scalars())
    assert told == [here.officer("binh").id, here.officer("phuong").id]


def test_who_does_not_acknowledge_in_time_is_told_of_once_a_leg(here: Town) -> None:
    dossier_id = asked(here)
    carry(here)
    assert handoffs.check(here.database, moment=here.moment) == 0
    here.moment = only(here, dossier_id).handoff.receive_by
    assert handoffs.check(here.database, moment=here.moment) == 1
    assert handoffs.check(here.database, moment=here.moment) == 0
    here.pass_time(minutes=5)
    act(here, handoffs.receive, "phuong", only(here, dossier_id))
    assert handoffs.check(here.database, moment=here.moment) == 0
    leg = only(here, dossier_id).handoff.answer_by
    assert leg is not None
    here.moment = leg
    assert handoffs.check(here.database, moment=here.moment) == 1
    with here.database.snapshot() as snapshot:
        kind = tables.Notice.kind == "handoff_late"
        told = [
            tuple(row) for row in snapshot.execute(select(tables.Notice.officer_id, tables.Notice.text).where(kind))
        ]
    assert told == [(here.officer("binh").id, "Sở Tư pháp")] * 2


def test_an_act_that_hands_off_to_nobody_known_is_refused_whole(town: Town, tmp_path: Path) -> None:
    liaison.publish(town, tmp_path)
    dossier_id = town.receive().dossier_id
    work(town, "mai", dossier_id, "receive")
    with pytest.raises(NoPartner):
        work(town, "binh", dossier_id, "appraise")
    assert standing(town, dossier_id) == ["appraise"]
    assert threads(town, dossier_id) == []


def test_the_documents_go_by_name_and_hash(here: Town) -> None:
    dossier_id = here.receive().dossier_id
    work(here, "mai", dossier_id, "receive")
    paper = here.upload("binh")
    with here.database.transaction() as transaction:
        given = tables.Document.__table__.update().values(dossier_id=dossier_id)
        transaction.execute(given.where(tables.Document.id == paper.id))
    work(here, "binh", dossier_id, "appraise")
    manifest = only(here, dossier_id).handoff.manifest
    assert [(one["name"], one["sha256"]) for one in manifest] == [("can-cuoc.pdf", paper.sha256)]


def test_what_ends_takes_back_what_it_has_handed_off(here: Town) -> None:
    accepted, unsent = asked(here), asked(here)
    with here.database.transaction() as transaction:
        row = tables.Message
        waits = update(row).where(row.dossier_id == unsent, row.done_at.is_(None))
        transaction.execute(waits.values(next_at=here.moment + timedelta(hours=1)))
    carry(here)
    act(here, handoffs.accept, "phuong", only(here, accepted))
    here.pass_time(minutes=1)
    for dossier_id in (accepted, unsent):
        here.deal(dealings.withdraw, "mai", dossier_id, reason="Đã có bản sao")
        handoff = only(here, dossier_id).handoff
        assert (handoff.state, handoff.closed_at) == ("recalled", here.moment)
        assert said(here, dossier_id)[-1] == ("sender", "ended")
    assert here.inbox("phuong") == []
    here.pass_time(hours=2)
    while carry(here):
        pass
    assert standing(here, accepted) == standing(here, unsent) == []
    with here.database.snapshot() as snapshot:
        begun = select(tables.Execution.process).where(tables.Execution.dossier_id == unsent)
        assert list(snapshot.execute(begun).scalars()) == ["register_copy"]
        told = select(tables.Notice.officer_id, tables.Notice.text).where(tables.Notice.kind == "handoff_note")
        assert (here.officer("phuong").id, "Đã có bản sao") in [tuple(row) for row in snapshot.execute(told)]
        assert list(history.verify(snapshot)) == []


def test_what_a_dossier_tells_one_partner_waits_for_what_it_told_before(here: Town) -> None:
    dossier_id = asked(here)
    act(here, handoffs.note, "binh", only(here, dossier_id), text="Xin trả lời sớm")
    row = tables.Message
    lines = select(row.partner, row.next_at.is_not(None)).where(row.topic == "handoff.here").order_by(row.id)
    with here.database.snapshot() as snapshot:
        assert [tuple(one) for one in snapshot.execute(lines)] == [("Sở Tư pháp", True), ("Sở Tư pháp", False)]
        waiting = {(one.topic, one.partner): one.count for one in outbox.waiting(snapshot)}
        assert waiting["handoff.here", "Sở Tư pháp"] == 2
    while carry(here):
        pass
    with here.database.snapshot() as snapshot:
        assert ("handoff.here", "Sở Tư pháp") not in {(one.topic, one.partner) for one in outbox.waiting(snapshot)}


def test_what_is_refused_is_refused_to_its_own_message_alone(here: Town) -> None:
    dossiers = [asked(here), asked(here)]
    row = tables.Message
    with here.database.transaction() as transaction:
        told = {"handoff": "không có", "side": "sending"}
        lost = [outbox.Message("handoff.here", f"lạc-{n}", told) for n in range(2)]
        outbox.put(transaction, lost, moment=here.moment)
    carry(here)
    assert [only(here, one).handoff.state for one in dossiers] == ["delivered", "delivered"]
    with here.database.snapshot() as snapshot:
        left = select(row.key, row.trouble, row.attempts).where(row.done_at.is_(None)).order_by(row.id)
        found = [tuple(one) for one in snapshot.execute(left)]
    assert [(key, attempts) for key, _, attempts in found] == [("lạc-0", 1), ("lạc-1", 1)]
    assert all(str(trouble).startswith("record.not-found") for _, trouble, _ in found), found
