"""A head assigns to a main officer with co-officers: what each may, what is told, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from processes import clocks, history, notices, tables
from processes.refusals import (
    AlreadyClaimed,
    AlreadyDone,
    NoClaimNext,
    NotAllowed,
    NotAssignable,
    NotFound,
    NothingWaits,
    NotOpen,
    NotYours,
    TooMany,
)
from tasks import assignment, batches, candidates, comments, inbox, passing, staffing, substitution
from tasks.inbox import Filter
from tasks.substitution import Appointment
from tests.answers import answer
from tests.tasks.offices import CODE, STEP, assign, beside, join, unassign, waiting
from tests.town import Town


def co_worked(town: Town, username: str, **narrowed: object) -> list[int]:
    asked = Filter(**{"standing": "co_working", **narrowed})  # pyright: ignore
    with town.database.snapshot() as snapshot:
        rows = inbox.page(snapshot, asked, officer=town.officer(username), moment=town.moment)
        told = {"officer": town.officer(username), "moment": town.moment}
        assert inbox.count(snapshot, asked, most=100, **told) == len(rows)
        assert inbox.numbers(snapshot, asked, limit=100, **told) == [row.task_id for row in rows]
    return [row.task_id for row in rows]


def told(town: Town, username: str) -> list[str]:
    with town.database.snapshot() as snapshot:
        found = notices.page(snapshot, town.officer(username).id)
    return [f"{town.directory.name(one.by_id)}: {one.kind} {one.task_id}" for one in reversed(found)]


def test_co_officers_find_it_see_it_and_are_told_but_only_the_main_one_completes(town: Town) -> None:
    first, second = waiting(town, 2)
    with pytest.raises(NotFound):
        town.look("thu", first)
    assign(town, first, "nam", ["thu", "binh"])
    view = town.look("thu", first)
    assert view.dossier.beside(view.step) == "Nguyễn Văn Bình, Lê Thị Thu"
    assert not any((view.may_claim, view.may_complete, view.may_put_back, view.may_assign))
    assert told(town, "thu") == [f"Đặng Thị Thanh Hương: co_working {first}"]
    assert told(town, "nam") == [f"Đặng Thị Thanh Hương: assigned {first}"]
    with town.database.transaction() as transaction:
        said = {"text": "Đã đối chiếu ngành nghề", "moment": town.moment, "key": town.key()}
        comments.write(transaction, view.dossier.particulars.id, officer=town.officer("thu"), **said)  # pyright: ignore
    for act in (town.claim, town.complete):
        with pytest.raises((AlreadyClaimed, NotYours)):
            act("thu", first)
    assert co_worked(town, "thu") == [first]
    assert co_worked(town, "thu", text="nguyễn văn an", sort="priority") == [first]
    assert co_worked(town, "thu", procedure=CODE, sort="received") == [first]
    assert (co_worked(town, "thu", text="không có ai"), co_worked(town, "nam"), co_worked(town, "viet")) == ([], [], [])
    assert co_worked(town, "thu", scope="unit") == co_worked(town, "thu", scope="unclaimed") == []
    join(town, "thu", "economic_division/case_officer")
    assert co_worked(town, "thu", scope="unit") == [first]
    assert second in [row.task_id for row in town.inbox("thu", "unit")]
    town.claim("nam", first)
    town.complete("nam", first, answer(town, CODE, STEP))
    assert co_worked(town, "thu") == []
    assert town.look("binh", first).step.state == "completed"  # what was worked on is seen as long as one is there


def test_who_has_left_the_agency_sees_no_more(town: Town) -> None:
    (task,) = waiting(town)
    assign(town, task, "nam", ["thu"])
    with town.database.transaction() as transaction:
        holding = tables.Holding
        theirs = holding.__table__.update().where(holding.officer_id == town.officer("thu").id)
        transaction.execute(theirs.values(valid_to=town.moment.date() - timedelta(days=1)))
        transaction.execute(tables.OrganisationRevision.__table__.update().values(revision=99))
    with pytest.raises(NotFound):
        town.look("thu", task)
    assign(town, task, "nam")  # kept no longer
    assert beside(town, task) == ""


def test_another_main_officer_keeps_them_or_has_others_and_history_names_all(town: Town) -> None:
    (task,) = waiting(town)
    join(town, "binh", "economic_division/case_officer")
    assign(town, task, "nam", ["thu", "binh", "nam"])
    assert beside(town, task) == "Nguyễn Văn Bình, Lê Thị Thu"
    assign(town, task, "binh")
    assert beside(town, task) == "Lê Thị Thu"
    assign(town, task, "nam", ["mai"])
    assert beside(town, task) == "Trần Thị Mai"
    town.claim("nam", task)
    assign(town, task, "nam", [])
    view = town.look("huong", task)
    assert (view.step.state, view.step.holder_id) == ("claimed", town.officer("nam").id)  # nothing is taken up twice
    assert beside(town, task) == ""
    ids = {name: town.officer(name).id for name in ("nam", "binh", "thu", "mai")}
    rows = [row for row in view.dossier.history if row.kind == "task.assigned"]
    assert [(row.data["to"], row.data.get("co")) for row in rows] == [
        (ids["nam"], [ids["thu"], ids["binh"]]),
        (ids["binh"], [ids["thu"]]),
        (ids["nam"], [ids["mai"]]),
        (ids["nam"], None),
    ]
    assert told(town, "thu") == [f"Đặng Thị Thanh Hương: co_working {task}"]
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def test_what_may_not_be_assigned_is_refused_by_name(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    (task,) = waiting(town)
    with pytest.raises(NotAssignable, match="Nguyễn Văn Bình"):
        assign(town, task, "binh")
    with pytest.raises(NotAssignable, match="Lý Văn Sơn"):
        assign(town, task, "nam", ["son"])
    with pytest.raises(NotAllowed):
        assign(town, task, "nam", ["thu"], by="viet")
    monkeypatch.setattr(assignment, "MOST_CO_OFFICERS", 1)
    with pytest.raises(TooMany):
        assign(town, task, "nam", ["thu", "mai"])
    assert town.inbox("nam", "mine") == []
    assign(town, task, "nam", ["thu"], key="một lần")
    with pytest.raises(AlreadyDone):
        assign(town, task, "nam", ["mai"], key="một lần")
    assert beside(town, task) == "Lê Thị Thu"
    town.claim("nam", task)
    with pytest.raises(NotOpen):
        unassign(town, task, "nam")
    town.complete("nam", task, answer(town, CODE, STEP))
    with pytest.raises(NotOpen):
        assign(town, task, "nam")


def test_what_is_taken_back_waits_without_co_officers_and_what_is_put_back_keeps_them(town: Town) -> None:
    first, second = waiting(town, 2)
    assign(town, first, "nam", ["thu"])
    unassign(town, first, "nam")
    assert (beside(town, first), co_worked(town, "thu")) == ("", [])
    assign(town, second, "nam", ["thu"])
    with town.database.transaction() as transaction:
        told = {"officer": town.officer("nam"), "moment": town.moment, "key": town.key()}
        inbox.put_back(transaction, second, reason="Tôi nghỉ chiều nay", **told)  # pyright: ignore
    assert (beside(town, second), co_worked(town, "thu")) == ("Lê Thị Thu", [second])


def test_a_step_sent_back_has_its_co_officers_again(town: Town) -> None:
    (task,) = waiting(town)
    assign(town, task, "nam", ["thu"])
    town.claim("nam", task)
    town.complete("nam", task, answer(town, CODE, STEP))
    town.pass_time(minutes=5)
    sign = town.inbox("huong")[0].task_id
    town.claim("huong", sign)
    with town.database.transaction() as transaction:
        told = {"officer": town.officer("huong"), "moment": town.moment, "key": town.key()}
        passing.send_back(transaction, sign, element=STEP, reason="Thiếu ngành nghề", **told)  # pyright: ignore
    again = town.inbox("nam", "mine")[0].task_id
    assert (again != task, beside(town, again), co_worked(town, "thu")) == (True, "Lê Thị Thu", [again])


def test_candidates_say_what_is_held_and_who_is_absent_in_one_statement(town: Town) -> None:
    (held,) = waiting(town)
    late = town.look("huong", held).step.due_at + timedelta(minutes=1)
    town.pass_time(minutes=5)
    more = waiting(town, 2)[1]
    for name in ("binh", "thu"):
        join(town, name, "economic_division/case_officer")
    for task in (held, more):
        assign(town, task, "nam")
    with town.database.transaction() as transaction:
        today = town.moment.date()
        given = Appointment(town.officer("thu").id, town.officer("mai").id, "12/QĐ-UBND", today, today, today)
        substitution.record(transaction, given, officer=town.officer("khoa"), moment=town.moment, key=town.key())
    said: list[str] = []
    with town.database.snapshot() as snapshot:
        officer = town.officer("huong")
        candidates.of_task(snapshot, held, officer=officer, moment=late)
        event.listen(town.database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
        circle = candidates.of_task(snapshot, held, officer=officer, moment=late)
    assert len([one for one in said if "GROUP BY" in one]) == 1
    assert len(said) == 2  # the task, and what all of them hold
    assert [(one.name, one.held, one.overdue) for one in circle.main] == [
        ("Nguyễn Văn Bình", 0, 0),
        ("Trần Thị Mai", 0, 0),  # who stands in may get it too
        ("Hoàng Đức Nam", 2, 1),
        ("Lê Thị Thu", 0, 0),
    ]
    absent = circle.main[-1]
    assert (absent.absent_until, absent.substitute) == (town.moment.date(), "Trần Thị Mai")
    assert {"Lê Thị Thu", "Phạm Quốc Việt"} < {one.name for one in circle.co}
    assert "Lý Văn Sơn" not in {one.name for one in circle.co}
    with town.database.snapshot() as snapshot, pytest.raises(NotAllowed):
        candidates.of_task(snapshot, held, officer=town.officer("nam"), moment=late)


def worked(town: Town, batch_id: int) -> batches.Progress:
    while batches.work(town.database, moment=town.moment):
        pass
    with town.database.snapshot() as snapshot:
        return batches.progress(snapshot, batch_id, officer=town.officer("huong"), moment=town.moment)


def order(town: Town, tasks: list[int], to: str, co: list[str] | None) -> int:
    told = {"officer": town.officer("huong"), "moment": town.moment, "to": town.officer(to).id}
    beside = None if co is None else [town.officer(one).id for one in co]
    with town.database.transaction() as transaction:
        return batches.order(transaction, "assign", tasks, co=beside, **told)  # pyright: ignore


def test_many_at_once_and_undone_each_as_it_was(town: Town) -> None:
    first, second, third = waiting(town, 3)
    join(town, "binh", "economic_division/case_officer")
    assign(town, first, "binh", ["mai"])
    assign(town, second, "nam", ["mai"])
    town.claim("nam", second)
    assert worked(town, order(town, [first], "nam", None)).done == 1
    assert beside(town, first) == "Trần Thị Mai"
    batch = order(town, [first, second, third], "nam", ["thu", "viet"])
    assert worked(town, batch).done == 3
    assert {beside(town, one) for one in (first, second, third)} == {"Phạm Quốc Việt, Lê Thị Thu"}
    with town.database.transaction() as transaction:
        undoing = batches.undo(transaction, batch, officer=town.officer("huong"), moment=town.moment)
    assert worked(town, undoing).done == 3
    assert [beside(town, one) for one in (first, second, third)] == ["Trần Thị Mai", "Trần Thị Mai", ""]
    states = {one: town.look("huong", one).step for one in (first, second, third)}
    assert [states[one].state for one in (first, second, third)] == ["assigned", "claimed", "opened"]


def claim_next(town: Town, username: str, key: str = "") -> int:
    with town.database.transaction() as transaction:
        told = {"officer": town.officer(username), "moment": town.moment, "key": key or town.key()}
        return inbox.claim_next(transaction, **told)  # pyright: ignore


def let(town: Town, unit: str, *, is_allowed: bool, by: str = "khoa", basis: str = "18/QĐ-UBND") -> None:
    with town.database.transaction() as transaction:
        told = {"officer": town.officer(by), "moment": town.moment, "key": town.key(), "basis": basis}
        unit_id = town.unit("H99.30", unit).id
        staffing.let_claim_next(transaction, unit_id, is_allowed=is_allowed, **told)  # pyright: ignore


def test_the_next_task_is_claimed_where_the_unit_allows_it(town: Town) -> None:
    tasks = waiting(town, 3)
    assert claim_next(town, "nam") == tasks[0]
    with pytest.raises(NotAllowed):
        let(town, "economic_division", is_allowed=False, by="huong")
    let(town, "economic_division", is_allowed=False)
    with pytest.raises(NoClaimNext):
        claim_next(town, "nam")
    with pytest.raises(NothingWaits):  # another unit is as it was
        claim_next(town, "binh")
    town.claim("nam", tasks[1])  # from the list it is still claimed
    with pytest.raises(NotYours):
        town.complete("huong", tasks[1])
    join(town, "nam", "office/case_officer")
    with pytest.raises(NothingWaits):  # of two units only the one that allows it
        claim_next(town, "nam")
    let(town, "economic_division", is_allowed=True)
    assert claim_next(town, "nam", key="một lần") == tasks[2]
    with pytest.raises(AlreadyDone):
        claim_next(town, "nam", key="một lần")
    with town.database.snapshot() as snapshot:
        agency = town.unit("H99.30", "economic_division").agency_id
        kinds = [
            one.kind
            for one in staffing.roll(snapshot, agency, officer=town.officer("khoa"), moment=town.moment).changes
        ]
    assert kinds == ["unit.next_allowed", "unit.next_refused"]
