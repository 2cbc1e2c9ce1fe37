"""A task is done by a colleague who was asked: out and back, in both names, and never left behind anywhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bpmn.refusals import Refusal
from processes import clocks, delegations, dossiers, executions, history, notices, tables, worklist
from processes.dossiers import Leaving
from processes.history import Recorded
from processes.refusals import (
    AlreadyClaimed,
    AlreadyDone,
    Delegated,
    LostRace,
    Missing,
    NotAllowed,
    NotClaimed,
    NotDelegable,
    NotLawful,
    NotOpen,
    NotYours,
    SameOfficer,
    TextTooLong,
)
from processes.worklist import Step
from tasks import agent, assignment, delegation, drafts, inbox, passing, reminders, slips, staffing
from tests.answers import answer
from tests.stories.test_a_substitution import appoint, end
from tests.stories.test_staff_changes import BASIS, MONDAY, act, hire, holding, post
from tests.tasks.test_batches import order, undo, worked
from tests.tasks.test_passing import pull_back, send_back
from tests.town import PDF, Town

CODE = "2.000908"


@pytest.fixture
def task_id(town: Town) -> int:
    """An appraisal that `binh` has claimed."""
    return claimed(town)


@pytest.fixture
def thao(town: Town) -> str:
    """A second officer in the post of `binh`."""
    hire(town)
    return "thao"


def claimed(town: Town) -> int:
    accepted = town.receive()
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    town.pass_time(minutes=1)
    found = town.dossier("mai", accepted.dossier_id).current[0].task_id
    town.claim("binh", found)
    return found


def give_post(town: Town, username: str, unit: str, role: str) -> None:
    given = town.officer(username).id, post(town, unit, role)
    act(town, staffing.give_post, *given, begins=MONDAY, ends=None, basis=BASIS)


def delegate(town: Town, task_id: int, to: str, by: str = "binh", key: str = "", **more: object) -> None:
    told = {"to": town.officer(to).id, "note": "Tra giúp sổ gốc năm 2015", **more}
    _do(town, delegation.delegate, task_id, by, key, **told)


def give_back(town: Town, task_id: int, by: str, note: str = "Đã tra, trang 120", key: str = "") -> None:
    _do(town, delegation.give_back, task_id, by, key, note=note)


def take_back(town: Town, task_id: int, by: str = "binh", key: str = "") -> None:
    _do(town, delegation.take_back, task_id, by, key)


def put_back(town: Town, task_id: int, by: str) -> None:
    _do(town, inbox.put_back, task_id, by, reason="Nhầm việc")


def _do(town: Town, verb: Callable[..., object], task_id: int, by: str, key: str = "", **told: object) -> None:
    with town.database.transaction() as transaction:
        officer = town.officer(by)
        verb(transaction, task_id, officer=officer, moment=town.moment, key=key or town.key(), **told)


def draft(town: Town, by: str, task_id: int, **values: object) -> None:
    mark = int(town.moment.timestamp() * 1000)
    with town.database.transaction() as transaction:
        drafts.keep(transaction, task_id, values, mark=mark, officer=town.officer(by), moment=town.moment)


def dossier_of(town: Town, task_id: int) -> int:
    with town.database.snapshot() as snapshot:
        return executions.read(snapshot, task_id).dossier_id


def step(town: Town, task_id: int) -> Step:
    with town.database.snapshot() as snapshot:
        steps = worklist.steps(snapshot, dossier_of(town, task_id))
    return next(one for one in steps if one.task_id == task_id)


def stands(town: Town, task_id: int) -> tuple[str, str, bool]:
    """The state of a task, whose hands it lies in, and whether it is delegated."""
    found = step(town, task_id)
    return found.state, town.directory.name(found.holder_id), found.delegation_id is not None


def recorded(town: Town, task_id: int) -> list[Recorded]:
    with town.database.snapshot() as snapshot:
        return history.of(snapshot, dossier_of(town, task_id))


def told(town: Town, username: str) -> list[str]:
    with town.database.snapshot() as snapshot:
        return [notice.kind for notice in notices.page(snapshot, town.officer(username).id)]


def sound(town: Town) -> bool:
    with town.database.snapshot() as snapshot:
        return [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def listed(town: Town, username: str, only: str = "") -> list[int]:
    return [row.task_id for row in town.inbox(username, "mine", only=only)]


WITH_BINH = ("claimed", "Nguyễn Văn Bình", False)


def test_a_colleague_of_the_unit_prepares_it_and_gives_it_back(town: Town, task_id: int) -> None:
    before = step(town, task_id)
    draft(town, "binh", task_id, outcome="copy", register_entry="Quyển 3")
    town.pass_time(minutes=10)
    delegate(town, task_id, "thu", until=MONDAY + timedelta(days=2))
    view = town.look("thu", task_id)
    assert (view.may_fill_in, view.may_complete, view.may_put_back, view.may_delegate) == (True, False, False, False)
    assert view.delegation is not None
    assert (view.delegation.note, view.delegation.until) == ("Tra giúp sổ gốc năm 2015", MONDAY + timedelta(days=2))
    assert {key: typed.value for key, typed in view.draft.items()} == {"outcome": "copy", "register_entry": "Quyển 3"}
    assert (listed(town, "thu"), listed(town, "binh"), listed(town, "binh", "delegated")) == ([task_id], [], [task_id])
    assert town.look("binh", task_id).may_take_back
    town.pass_time(minutes=10)
    draft(town, "thu", task_id, register_entry="Quyển 3/2015, số 120")
    with pytest.raises(Delegated, match="Nguyễn Văn Bình nhờ"):
        town.complete("thu", task_id, answer(town, CODE, "appraise"))
    give_back(town, task_id, "thu")
    assert stands(town, task_id) == WITH_BINH
    after = town.look("binh", task_id)
    assert {key: typed.value for key, typed in after.draft.items()} == {
        "outcome": "copy",
        "register_entry": "Quyển 3/2015, số 120",
    }
    assert after.may_complete
    assert (after.step.claimed_at, after.step.due_at) == (before.claimed_at, before.due_at)
    assert (listed(town, "thu"), listed(town, "binh"), listed(town, "binh", "delegated")) == ([], [task_id], [])
    out, back = recorded(town, task_id)[-2:]
    thu, binh = town.officer("thu"), town.officer("binh")
    assert (out.kind, out.officer_id, out.data["to"]) == ("task.delegated", binh.id, thu.id)
    assert (back.kind, back.officer_id, back.data) == (
        "task.delegation-returned",
        thu.id,
        {"note": "Đã tra, trang 120"},
    )
    assert (back.post_id, back.delegation_id) == (post(town, "office", "records_clerk"), out.delegation_id)
    assert (told(town, "thu"), told(town, "binh")) == (["delegated"], ["delegation_done"])
    town.complete("binh", task_id, answer(town, CODE, "appraise"))
    assert sound(town)


def test_who_holds_the_post_completes_it_and_both_names_are_on_record(town: Town, thao: str, task_id: int) -> None:
    delegate(town, task_id, thao)
    assert town.look(thao, task_id).may_complete
    town.complete(thao, task_id, answer(town, CODE, "appraise"))
    done = next(row for row in recorded(town, task_id) if row.kind == "task.completed" and row.element == "appraise")
    with town.database.snapshot() as snapshot:
        given = delegations.one(snapshot, done.delegation_id or 0)
    ids = [town.officer(one).id for one in ("binh", thao)]
    assert [given.asker_id, done.officer_id] == ids
    found = step(town, task_id)
    assert (found.state, [found.answers_id, found.holder_id]) == ("completed", ids)
    assert told(town, "binh") == ["delegation_done"]
    known = town.directory
    with town.database.snapshot() as snapshot:
        steps = worklist.steps(snapshot, dossier_of(town, task_id))
    hops = list(slips.hops_of(steps, known, known.calendar(1)))
    assert "Nguyễn Thị Phương Thảo (được Nguyễn Văn Bình nhờ)" in {hop.giver for hop in hops}
    assert sound(town)


def test_where_somebody_else_holds_the_post_only_they_are_asked(town: Town, task_id: int) -> None:
    def names() -> list[str]:
        with town.database.snapshot() as snapshot:
            ids = delegation.colleagues(snapshot, task_id, officer=town.officer("binh"))
        return [town.directory.name(one) for one in ids]

    assert names() == ["Lê Thị Thu"]
    hire(town)
    assert names() == ["Nguyễn Thị Phương Thảo"]
    with pytest.raises(NotDelegable, match="cùng vị trí"):
        delegate(town, task_id, "thu")
    appoint(town, "thao", "nam")  # who is absent is not asked
    assert names() == ["Lê Thị Thu"]
    act(town, staffing.change_account, town.officer("thu").id, "close")
    assert names() == []


@pytest.mark.parametrize("to", ["binh", "mai", "viet", "duyen"])
def test_nobody_else_is_asked(town: Town, task_id: int, to: str) -> None:
    with pytest.raises(NotDelegable):
        delegate(town, task_id, to)
    assert stands(town, task_id) == WITH_BINH


def test_a_head_is_not_asked_by_who_works_below(town: Town) -> None:
    town.receive(town.request("1.001612"))
    town.complete("mai", town.inbox("mai", "mine")[0].task_id, answer(town, "1.001612", "receive"))
    task_id = town.inbox("nam")[-1].task_id
    town.claim("nam", task_id)
    with pytest.raises(NotDelegable):
        delegate(town, task_id, "huong", by="nam")


def test_what_signs_is_not_delegated(town: Town, task_id: int) -> None:
    town.complete("binh", task_id, answer(town, CODE, "appraise"))
    sign = town.inbox("viet")[0].task_id
    town.claim("viet", sign)
    assert not town.look("viet", sign).may_delegate
    with pytest.raises(NotDelegable, match="ký hoặc duyệt"):
        delegate(town, sign, "viet", by="viet")


def test_what_is_passed_on_is_not_passed_on_again(town: Town, thao: str, task_id: int) -> None:
    delegate(town, task_id, thao)
    with pytest.raises(Delegated):
        delegate(town, task_id, "binh", by=thao)
    other = claimed(town)
    put_back(town, other, "binh")
    appoint(town, "binh", "nam")
    town.claim("nam", other)
    with pytest.raises(NotDelegable, match="phân công thay"):
        delegate(town, other, thao, by="nam")


def test_what_is_wanted_is_said_by_who_has_claimed_it(town: Town, task_id: int) -> None:
    for wrong, refusal in (
        ({"note": " "}, Missing),
        ({"note": "a" * (delegation.LONGEST + 1)}, TextTooLong),
        ({"until": MONDAY - timedelta(days=1)}, NotDelegable),
    ):
        with pytest.raises(refusal):
            delegate(town, task_id, "thu", **wrong)
    with pytest.raises(NotYours):
        delegate(town, task_id, "binh", by="thu")
    put_back(town, task_id, "binh")
    with pytest.raises(NotClaimed):
        delegate(town, task_id, "thu")
    for verb in (give_back, take_back):
        with pytest.raises(NotLawful, match="không nhờ ai"):
            verb(town, task_id, "binh")
    town.claim("binh", task_id)
    town.complete("binh", task_id, answer(town, CODE, "appraise"))
    for verb in (give_back, take_back):
        with pytest.raises(NotOpen):
            verb(town, task_id, "binh")


def test_each_act_is_done_once(town: Town, task_id: int) -> None:
    delegate(town, task_id, "thu", key="nhờ")
    with pytest.raises(AlreadyDone):
        delegate(town, task_id, "thu", key="nhờ")
    give_back(town, task_id, "thu", key="trả")
    with pytest.raises(AlreadyDone):
        give_back(town, task_id, "thu", key="trả")
    delegate(town, task_id, "thu")
    take_back(town, task_id, key="lấy")
    with pytest.raises(AlreadyDone):
        take_back(town, task_id, key="lấy")
    assert told(town, "thu").count("delegated") == 2
    assert sound(town)


def test_who_asked_takes_it_back_with_what_was_filled_in(town: Town, task_id: int) -> None:
    delegate(town, task_id, "thu")
    town.pass_time(minutes=5)
    draft(town, "thu", task_id, register_entry="Quyển 3/2015, số 120")
    with pytest.raises(NotAllowed):
        take_back(town, task_id, "viet")
    with pytest.raises(NotAllowed):
        take_back(town, task_id, "thu")
    with pytest.raises(NotYours, match="Lê Thị Thu"):
        give_back(town, task_id, "binh")
    with pytest.raises(NotYours, match="Lê Thị Thu"):
        town.complete("binh", task_id, answer(town, CODE, "appraise"))
    take_back(town, task_id)
    assert stands(town, task_id) == WITH_BINH
    assert town.look("binh", task_id).draft["register_entry"].value == "Quyển 3/2015, số 120"
    with pytest.raises(NotYours):
        draft(town, "thu", task_id, register_entry="Quá muộn")
    with pytest.raises(NotLawful):
        give_back(town, task_id, "thu")
    assert told(town, "thu") == ["delegation_over", "delegated"]
    assert sound(town)


def test_files_that_the_colleague_uploaded_come_with_it(town: Town) -> None:
    task_id = claimed(town)
    town.complete("binh", task_id, answer(town, CODE, "appraise"))
    town.work("viet", answer(town, CODE, "sign"))
    issue = town.inbox("thu")[0].task_id
    town.claim("thu", issue)
    delegate(town, issue, "binh", by="thu")
    given = answer(town, CODE, "issue")
    file = town.upload("binh", "ket-qua.pdf", PDF + b"%binh")
    town.pass_time(minutes=1)
    named = {"id": file.id, "name": file.name, "size": file.size, "media_type": file.media_type}
    draft(town, "binh", issue, **{**given, "result_file": [named]})
    give_back(town, issue, "binh")
    mine = {key: typed.value for key, typed in town.look("thu", issue).draft.items()}
    town.complete("thu", issue, mine)
    assert file.id in {one.id for one in town.dossier("mai", dossier_of(town, issue)).documents}


def test_it_comes_back_by_itself_after_its_last_day(town: Town, thao: str, task_id: int) -> None:
    delegate(town, task_id, thao, until=MONDAY)
    assert agent.sweep(town.database, moment=town.moment) == 0
    assert stands(town, task_id) == ("claimed", "Nguyễn Thị Phương Thảo", True)
    town.pass_time(days=1)
    assert not town.look(thao, task_id).may_complete
    with pytest.raises(Delegated):  # also before the agent has come by
        town.complete(thao, task_id, answer(town, CODE, "appraise"))
    agent.sweep(town.database, moment=town.moment)
    assert stands(town, task_id) == WITH_BINH
    last = recorded(town, task_id)[-1]
    assert (last.kind, last.officer_id, last.data) == (
        "task.delegation-ended",
        None,
        {"why": "until", "to": town.officer("binh").id},
    )
    assert (told(town, "binh"), told(town, thao)[0]) == (["delegation_over"], "delegation_over")
    agent.sweep(town.database, moment=town.moment)
    assert len(told(town, "binh")) == 1
    assert sound(town)


def test_it_comes_back_when_the_colleague_is_no_longer_there(town: Town, thao: str) -> None:
    closed, absent, gone = claimed(town), claimed(town), claimed(town)
    delegate(town, closed, thao)
    act(town, staffing.change_account, town.officer(thao).id, "close")
    assert stands(town, closed) == WITH_BINH
    act(town, staffing.change_account, town.officer(thao).id, "open")
    delegate(town, absent, thao)
    found = appoint(town, thao, "nam")
    with pytest.raises(AlreadyClaimed):  # it is not passed on to who stands in
        town.claim("nam", absent)
    assert not town.look("nam", absent).may_claim
    agent.sweep(town.database, moment=town.moment)
    assert stands(town, absent) == WITH_BINH
    end(town, found)
    delegate(town, gone, thao)
    town.pass_time(days=1)
    act(town, staffing.end_holding, holding(town, thao), last=MONDAY, basis=BASIS)
    assert stands(town, gone) == WITH_BINH
    assert sound(town)


def test_it_goes_into_the_pool_when_who_asked_holds_the_post_no_more(town: Town, thao: str, task_id: int) -> None:
    delegate(town, task_id, thao)
    town.pass_time(days=1)
    act(town, staffing.end_holding, holding(town, "binh"), last=MONDAY, basis=BASIS)
    assert stands(town, task_id) == ("opened", "", False)
    town.claim(thao, task_id)
    town.complete(thao, task_id, answer(town, CODE, "appraise"))
    assert recorded(town, task_id)[-2].delegation_id is None
    assert sound(town)


def test_it_is_not_put_back_while_it_is_out(town: Town, thao: str, task_id: int) -> None:
    delegate(town, task_id, thao)
    with pytest.raises(Delegated):
        put_back(town, task_id, thao)
    with pytest.raises(NotYours):
        put_back(town, task_id, "binh")
    assert stands(town, task_id) == ("claimed", "Nguyễn Thị Phương Thảo", True)


def test_a_heads_assignment_ends_it(town: Town, thao: str, task_id: int) -> None:
    give_post(town, "viet", "office", "office_head")
    delegate(town, task_id, "thao")
    _do(town, assignment.assign, task_id, "viet", to=town.officer(thao).id)
    assert stands(town, task_id) == ("assigned", "Nguyễn Thị Phương Thảo", False)
    assert (told(town, thao), told(town, "binh")) == (["assigned", "delegated"], ["delegation_over"])
    town.claim(thao, task_id)
    assert listed(town, "binh", "delegated") == []
    with pytest.raises(NotLawful):
        take_back(town, task_id)
    delegate(town, task_id, "binh", by=thao)  # and it may begin anew the other way round
    assert sound(town)


def test_an_assignment_of_many_is_undone_to_who_answers_for_the_task(town: Town, thao: str, task_id: int) -> None:
    give_post(town, "viet", "office", "office_head")
    delegate(town, task_id, thao)
    batch = order(town, "assign", [task_id], by="viet", to=town.officer(thao).id)
    assert worked(town, batch, by="viet").done == 1
    assert worked(town, undo(town, batch, by="viet"), by="viet").done == 1
    assert stands(town, task_id) == ("assigned", "Nguyễn Văn Bình", False)


def test_many_at_once_respect_it(town: Town, task_id: int) -> None:
    delegate(town, task_id, "thu")
    given = answer(town, CODE, "appraise")
    for by, verb, asked in (("thu", "complete", {"values": given}), ("thu", "put_back", {"reason": "Nhầm"})):
        done = worked(town, order(town, verb, [task_id], by=by, **asked), by=by)  # pyright: ignore
        assert [one.task_id for one in done.refused] == [task_id]
        assert "Nguyễn Văn Bình nhờ" in done.refused[0].told
    assert stands(town, task_id) == ("claimed", "Lê Thị Thu", True)


def test_four_eyes_count_both(town: Town, thao: str, task_id: int) -> None:
    """Who was asked and filled something in, or who asked, does not sign what came of it."""
    other, idle = claimed(town), claimed(town)
    for one in ("binh", thao):
        give_post(town, one, "leadership", "agency_leader")
    delegate(town, task_id, thao)
    town.complete(thao, task_id, answer(town, CODE, "appraise"))
    delegate(town, other, thao)
    give_back(town, other, thao)
    town.complete("binh", other, answer(town, CODE, "appraise"))
    delegate(town, idle, thao)
    take_back(town, idle)
    town.complete("binh", idle, answer(town, CODE, "appraise"))
    done, prepared, own = (row.task_id for row in sorted(town.inbox("viet"), key=lambda row: row.dossier_id))
    for sign, by in ((done, "binh"), (done, thao), (prepared, "binh"), (prepared, thao), (own, "binh")):
        town.claim(by, sign)
        with pytest.raises(SameOfficer):
            town.complete(by, sign, answer(town, CODE, "sign"))
        put_back(town, sign, by)
    town.claim(thao, own)  # asked, and taken back before anything was done
    town.complete(thao, own, answer(town, CODE, "sign"))


def test_it_is_sent_back_to_who_answers_for_it(town: Town, thao: str, task_id: int) -> None:
    delegate(town, task_id, thao)
    town.complete(thao, task_id, answer(town, CODE, "appraise"))
    sign = town.inbox("viet")[0].task_id
    town.claim("viet", sign)
    with town.database.snapshot() as snapshot:
        (last, *_) = passing.earlier(snapshot, sign, officer=town.officer("viet"))
    assert (last.element, last.officer) == ("appraise", "Nguyễn Văn Bình")
    send_back(town, "viet", sign, "appraise")
    again = town.inbox("binh", "mine")[0].task_id
    assert stands(town, again) == ("assigned", "Nguyễn Văn Bình", False)


def test_the_colleague_sends_it_back_in_both_names(town: Town, thao: str, task_id: int) -> None:
    delegate(town, task_id, "thao")
    send_back(town, thao, task_id, "receive")
    sent = next(row for row in recorded(town, task_id) if row.kind == "task.sent-back")
    assert sent.delegation_id is not None
    assert told(town, "binh") == ["delegation_done"]
    received = town.inbox("mai", "mine")[0].task_id
    town.claim("mai", received)
    town.complete("mai", received)
    (row,) = town.inbox("binh")
    assert stands(town, row.task_id) == ("opened", "", False)


def test_who_only_prepares_does_not_send_it_back(town: Town, task_id: int) -> None:
    delegate(town, task_id, "thu")
    with pytest.raises(Delegated):
        send_back(town, "thu", task_id, "receive")


@pytest.mark.parametrize(("by", "state"), [("thao", "assigned"), ("binh", "claimed")])
def test_what_was_just_sent_is_pulled_back_to_who_answers_for_it(
    town: Town, thao: str, task_id: int, by: str, state: str
) -> None:
    delegate(town, task_id, thao)
    town.pass_time(minutes=1)
    town.complete(thao, task_id, answer(town, CODE, "appraise"))
    pull_back(town, by, task_id)
    (row,) = town.inbox("binh", "mine")
    assert stands(town, row.task_id) == (state, "Nguyễn Văn Bình", False)
    assert listed(town, thao) == []
    assert sound(town)


def test_who_acts_for_an_absent_asker_takes_it_back(town: Town, task_id: int) -> None:
    delegate(town, task_id, "thu")
    found = appoint(town, "binh", "nam")
    with pytest.raises(AlreadyClaimed, match="Lê Thị Thu"):
        town.claim("nam", task_id)
    assert town.look("nam", task_id).may_take_back
    take_back(town, task_id, "nam")
    assert stands(town, task_id) == ("claimed", "Hoàng Đức Nam", False)
    assert recorded(town, task_id)[-1].substitution_id == found
    town.complete("nam", task_id, answer(town, CODE, "appraise"))
    assert recorded(town, task_id)[-2].substitution_id == found
    assert sound(town)


def test_what_is_due_is_told_to_both(town: Town, task_id: int) -> None:
    delegate(town, task_id, "thu")
    town.pass_time(hours=2)
    reminders.sweep(town.database, moment=town.moment)
    assert "reminder" in told(town, "thu")
    assert "reminder" in told(town, "binh")


def test_of_taking_back_and_completing_at_once_one_is_done(town: Town, thao: str) -> None:
    tasks = [claimed(town) for _ in range(4)]
    for task_id in tasks:
        delegate(town, task_id, thao)
    values = answer(town, CODE, "appraise")

    def race(number: int) -> str:
        task_id = tasks[number // 2]
        try:
            if number % 2:
                take_back(town, task_id, key=f"lấy-{number}")
            else:
                town.complete(thao, task_id, values, key=f"xong-{number}")
        except Refusal as refusal:
            return type(refusal).__name__
        return "xong" if number % 2 == 0 else "lấy"

    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(race, range(8)))
    for number, task_id in enumerate(tasks):
        pair = ends[2 * number : 2 * number + 2]
        assert [end in ("xong", "lấy") for end in pair].count(True) == 1, pair
        expected = ("completed", "Nguyễn Thị Phương Thảo", True) if pair[0] == "xong" else WITH_BINH
        assert stands(town, task_id) == expected
    assert sound(town)


def test_an_act_on_what_is_in_other_hands_meanwhile_loses_the_race(town: Town, thao: str, task_id: int) -> None:
    """PostgreSQL reads the task before it has waited for the dossier: the guard of the last write decides."""
    delegate(town, task_id, thao)
    take_back(town, task_id)
    told = {"officer": town.officer(thao), "moment": town.moment, "key": town.key()}
    values, leaving = answer(town, CODE, "appraise"), Leaving("sent_back", "task.sent-back", {"reason": "Thiếu"})
    with town.database.transaction() as transaction:
        held = replace(executions.hold(transaction, task_id), holder_id=town.officer(thao).id)
        with pytest.raises(LostRace):
            dossiers.advance(transaction, held, values, **told)  # pyright: ignore
        with pytest.raises(LostRace):
            dossiers.go_back(transaction, held, "receive", leaving=leaving, to=None, **told)  # pyright: ignore
    assert stands(town, task_id) == WITH_BINH


def test_the_seal_says_for_whom(town: Town, thao: str, task_id: int) -> None:
    delegate(town, task_id, thao)
    town.complete(thao, task_id, answer(town, CODE, "appraise"))
    assert sound(town)
    row = tables.Event
    for other in (99, None):
        with town.database.transaction() as transaction:
            done = row.kind == "task.completed", row.element == "appraise"
            transaction.execute(update(row).where(*done).values(delegation_id=other))
        assert not sound(town)
