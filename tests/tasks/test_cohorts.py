"""Running dossiers go on by a newer release: foreseen one by one, moved with their clocks as they were, taken back."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from processes import clocks, dossiers, executions, history, tables
from processes.refusals import AlreadyDone, Missing, NotAllowed, NotFound, NotLawful
from tasks import cohorts
from tasks.cohorts import Standing
from tests.answers import answer
from tests.stories.test_a_petition import receive
from tests.stories.test_a_petition import step as petition_step
from tests.tasks import studio
from tests.town import Town

CODE = studio.CODE


def newer(town: Town, code: str = CODE, *, old: str, new: str) -> int:
    """Another release of a procedure, in force."""
    design_id = studio.begin(town, code)
    view = studio.look(town, design_id)
    text, times = re.subn(old, new, view.files["quy-trinh.bpmn"].content.decode())
    assert times
    studio.save(town, design_id, "quy-trinh.bpmn", text.encode(), seen=1)
    return studio.publish(town, design_id)


def without_issue(town: Town) -> int:
    """A release in which the step of issuing is another one."""
    return newer(town, old=r'((?:id|Ref|bpmnElement)="|FlowNodeRef>|flowNodeRef>)issue(["<])', new=r"\1number\2")


def until(town: Town, element: str) -> int:
    """A dossier that waits at a step of W1's commune: appraise, sign or issue."""
    dossier_id = town.receive(town.request(CODE)).dossier_id
    for at, by in (("receive", "mai"), ("appraise", "nam"), ("sign", "huong")):
        if at == element:
            break
        task_id = town.dossier("mai", dossier_id).current[0].task_id
        if town.dossier("mai", dossier_id).current[0].state == "opened":
            town.claim(by, task_id)
        town.complete(by, task_id, answer(town, CODE, at))
    assert town.dossier("mai", dossier_id).current[0].element == element
    return dossier_id


def order(town: Town, before: int, after: int, **told: Any) -> int:
    rest = {"reason": "Quy trình mới ngắn hơn", **told}
    return studio.act(town, cohorts.order, before, after, studio.province(town), **rest)


def move(town: Town) -> int:
    return cohorts.work(town.database, moment=town.moment)


def progress(town: Town, cohort_id: int, *, by: str = "ha") -> Standing:
    with town.database.snapshot() as snapshot:
        return cohorts.progress(snapshot, cohort_id, officer=town.officer(by))


def foresee(town: Town, before: int, after: int) -> dict[int, cohorts.Foreseen]:
    with town.database.snapshot() as snapshot:
        told = cohorts.foresee(snapshot, before, after, studio.province(town), officer=town.officer("ha"))
    return {one.dossier_id: one for one in told}


def clock(town: Town, dossier_id: int) -> tuple[object, ...]:
    """Everything that is due: dossier, its open tasks, its timers; and whose the tasks are."""
    row, task, execution = tables.Dossier, tables.Task, tables.Execution
    with town.database.snapshot() as snapshot:
        mine = select(row.due_at, row.original_due_at, row.paused_at, row.limit_at).where(row.id == dossier_id)
        open_ = select(task.id, task.due_at, task.next_rung_at, task.allotted, task.post_id, task.holder_id, task.state)
        tasks = open_.where(task.dossier_id == dossier_id, task.closed_at.is_(None)).order_by(task.id)
        timers = select(execution.next_timer_at).where(execution.dossier_id == dossier_id).order_by(execution.id)
        return tuple(tuple(snapshot.execute(query).all()) for query in (mine, tasks, timers))


def release_of(town: Town, dossier_id: int) -> int:
    return town.dossier("mai", dossier_id).particulars.release_id


def verified(town: Town) -> list[object]:
    with town.database.snapshot() as snapshot:
        return [*history.verify(snapshot), *clocks.verify(snapshot)]


def test_one_is_moved_and_one_is_refused_with_the_reason(town: Town) -> None:
    before = town.release_id(CODE)
    fine, stuck = until(town, "appraise"), until(town, "issue")
    after = without_issue(town)
    seen = foresee(town, before, after)
    assert (seen[fine].is_safe, seen[fine].reasons) == (True, ())
    why = "hồ sơ đang ở “Vào số, đóng dấu, phát hành”, sơ đồ mới không còn phần tử này ở đó"
    assert (seen[stuck].is_safe, seen[stuck].reasons) == (False, (why,))
    with town.database.snapshot() as snapshot:
        told = {"officer": town.officer("ha"), "after": fine, "limit": 1}
        (rest,) = cohorts.foresee(snapshot, before, after, studio.province(town), **told)  # pyright: ignore
    assert rest == seen[stuck]
    due = {one: clock(town, one) for one in (fine, stuck)}
    cohort_id = order(town, before, after)
    assert progress(town, cohort_id).waiting == 2
    town.pass_time(minutes=7)
    assert move(town) == 2
    assert move(town) == 0
    found = progress(town, cohort_id)
    assert (found.total, found.done, found.refused, found.waiting) == (2, 1, 1, 0)
    assert [(one.dossier_id, one.state) for one in found.results] == [(fine, "done"), (stuck, "refused")]
    assert why in found.results[1].told
    assert (release_of(town, fine), release_of(town, stuck)) == (after, before)
    assert {one: clock(town, one) for one in (fine, stuck)} == due
    assert verified(town) == []
    told = town.dossier("mai", fine).history[-1]
    assert (told.kind, told.data["number"], told.officer_id) == ("dossier.migrated", 2, town.officer("phan").id)
    for by, at in (("nam", "appraise"), ("huong", "sign")):
        task_id = town.dossier("mai", fine).current[0].task_id
        town.claim(by, task_id)
        town.complete(by, task_id, answer(town, CODE, at))
    assert town.dossier("mai", fine).current[0].element == "number"  # it goes on by the new diagram


def test_what_was_moved_is_taken_back_unless_somebody_worked_on_it(town: Town) -> None:
    before = town.release_id(CODE)
    first, second = until(town, "appraise"), until(town, "appraise")
    after = newer(town, old='name="Thẩm định hồ sơ, dự thảo"', new='name="Thẩm định"')
    due, names = {one: clock(town, one) for one in (first, second)}, {}
    cohort_id = order(town, before, after)
    assert not progress(town, cohort_id, by="phan").may_undo
    move(town)
    for one in (first, second):
        names[one] = town.dossier("mai", one).current[0].name
    assert set(names.values()) == {"Thẩm định"}
    task_id = town.dossier("mai", second).current[0].task_id
    town.claim("nam", task_id)
    town.complete("nam", task_id, answer(town, CODE, "appraise"))
    assert progress(town, cohort_id, by="phan").may_undo
    assert not progress(town, cohort_id, by="ha").may_undo
    undone = studio.act(town, cohorts.undo, cohort_id)
    move(town)
    found = progress(town, undone)
    assert [one.state for one in found.results] == ["done", "refused"]
    assert "đã được xử lý tiếp" in found.results[1].told
    assert (release_of(town, first), release_of(town, second)) == (before, after)
    assert clock(town, first) == due[first]
    assert town.dossier("mai", first).current[0].name == "Thẩm định hồ sơ, dự thảo"
    assert verified(town) == []
    with pytest.raises(NotLawful):
        studio.act(town, cohorts.undo, cohort_id)
    with pytest.raises(NotLawful):
        studio.act(town, cohorts.undo, undone)
    town.claim("nam", town.dossier("mai", first).current[0].task_id)
    town.complete("nam", town.dossier("mai", first).current[0].task_id, answer(town, CODE, "appraise"))
    assert town.dossier("mai", first).current[0].element == "sign"


def timer(town: Town, dossier_id: int) -> datetime | None:
    with town.database.snapshot() as snapshot:
        query = select(tables.Execution.next_timer_at).where(tables.Execution.dossier_id == dossier_id)
        return snapshot.execute(query).scalar_one()


def test_a_timer_goes_off_when_it_would_have(town: Town) -> None:
    """A petition waits for its sender, five working days; the newer release would give ten."""
    before = town.release_id("PAKN")
    matter_id = receive(town).dossier_id
    petition_step(town, "mai", matter_id, triage="ask", asked="Số cột đèn")
    due, at = clock(town, matter_id), timer(town, matter_id)
    assert at is not None
    town.pass_time(days=1)
    after = newer(town, "PAKN", old=r"working_days\(5\)", new="working_days(10)")
    cohort_id = order(town, before, after)
    move(town)
    assert (release_of(town, matter_id), clock(town, matter_id), timer(town, matter_id)) == (after, due, at)
    studio.act(town, cohorts.undo, cohort_id)
    move(town)
    assert (release_of(town, matter_id), clock(town, matter_id), timer(town, matter_id)) == (before, due, at)
    order(town, before, after)
    move(town)
    assert (release_of(town, matter_id), timer(town, matter_id)) == (after, at)
    town.moment = at
    with town.database.transaction() as transaction:
        running = executions.due(transaction, moment=town.moment)
        assert running is not None
        dossiers.fire(transaction, running, moment=town.moment)
    assert town.dossier("mai", matter_id).particulars.state == "lapsed"
    assert verified(town) == []


def test_a_clock_that_stands_goes_on_as_it_would_have(town: Town) -> None:
    before, dossier_id = town.release_id(CODE), until(town, "appraise")
    told = {"missing": "Căn cước", "reason": "Thiếu", "limit": town.moment.replace(day=20)}
    town.claim("nam", town.dossier("mai", dossier_id).current[0].task_id)
    town.write("supplement_request", dossier_id, by="nam", head="viet", **told)
    due = clock(town, dossier_id)
    after = newer(town, old='name="Xem xét, ký"', new='name="Ký"')
    order(town, before, after)
    move(town)
    assert (release_of(town, dossier_id), clock(town, dossier_id)) == (after, due)
    assert verified(town) == []


def test_who_may_move_what(town: Town) -> None:
    before, dossier_id = town.release_id(CODE), until(town, "appraise")
    after = newer(town, old='name="Xem xét, ký"', new='name="Ký"')
    for by in ("ha", "viet", "mai"):
        with pytest.raises(NotAllowed):
            order(town, before, after, by=by)
    with pytest.raises(Missing):
        order(town, before, after, reason=" ")
    with pytest.raises(NotFound):
        order(town, before, town.release_id("PAKN"))
    with pytest.raises(NotFound):
        order(town, before, before)
    with pytest.raises(NotFound):
        order(town, before, after, dossiers=[dossier_id, 999])
    cohort_id = order(town, before, after, dossiers=[dossier_id], key="once")
    with pytest.raises(AlreadyDone):
        order(town, before, after, dossiers=[dossier_id], key="once")
    with pytest.raises(NotAllowed):
        progress(town, cohort_id, by="viet")
    move(town)
    with pytest.raises(Missing):  # nothing runs on it any more
        order(town, before, after)


def test_what_came_in_between_is_told(town: Town) -> None:
    """Two orders for one dossier: the second finds it gone."""
    before, dossier_id = town.release_id(CODE), until(town, "appraise")
    after = newer(town, old='name="Xem xét, ký"', new='name="Ký"')
    orders = [order(town, before, after, dossiers=[dossier_id]) for _ in range(2)]
    assert move(town) == 2
    first, second = (progress(town, one).results[0] for one in orders)
    assert (first.state, second.state) == ("done", "refused")
    assert second.told == "Chưa thể thực hiện: hồ sơ không còn chạy trên phiên bản này."
