"""A commune merges into its neighbour: open work follows, history stays, the people need not notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from processes import api_tokens, catalogue, clocks, history, organisation, partners, permissions, tables
from processes import handoffs as record
from processes.calendars import local
from processes.database import Snapshot
from processes.periods import Period
from processes.refusals import NotAllowed, NotFound, NotInForce, NotLawful
from tasks import (
    agent,
    calendar,
    handoffs,
    inheriting,
    intake,
    reception,
    registers,
    reorganising,
    staffing,
    substitution,
    viewing,
    writing,
)
from tasks.foreseeing import Plan, foresee
from tasks.intake import Intake
from tasks.reorganising import NoCounterpart, StillOpen
from tests import liaison
from tests.answers import ANSWERS
from tests.town import AN, Town

CODE = "2.000908"
OLD, NEW = "H99.31", "H99.30"
DECISION = "1668/NQ-UBTVQH15"
MERGED = date(2026, 3, 9)  # the Monday after
STEPS = ("receive", "appraise", "sign", "issue", "return_result")
THERE: Mapping[str, str] = {
    "receive": "son",
    "appraise": "duyen",
    "sign": "thang",
    "issue": "duyen",
    "return_result": "son",
}
OPEN = ("opened", "assigned", "claimed")


def agency(town: Town, code: str) -> int:
    return next(one.id for one in town.directory.agencies.values() if one.code == code)


def post(town: Town, code: str, path: str) -> int:
    known, home = town.directory, agency(town, code)
    return next(one.id for one in known.every_post() if (one.agency_id, one.path) == (home, path))


def plan(town: Town, **other: object) -> Plan:
    told: dict[str, object] = {"kind": "agency", "what_id": agency(town, OLD), "into": agency(town, NEW)}
    told |= {"begins": MERGED, "decision": DECISION, "decided_on": date(2026, 2, 27)}
    return Plan(**{**told, **other})  # pyright: ignore


def order(town: Town, given: Plan | None = None, *, by: str = "khoa") -> int:
    with town.database.transaction() as transaction:
        told = {"officer": town.officer(by), "moment": town.moment, "key": town.key()}
        return reorganising.order(transaction, given or plan(town), **told)  # pyright: ignore


def act(town: Town, verb, *told: object, by: str = "khoa", **more: object):
    with town.database.transaction() as transaction:
        return verb(transaction, *told, officer=town.officer(by), moment=town.moment, key=town.key(), **more)


def until(town: Town, step: str, people: Mapping[str, str] = THERE, dossier_id: int = 0, **request: object) -> int:
    """A dossier that has come as far as this step, which waits; everything before it is done."""
    if not dossier_id:
        by = people["receive"]
        dossier_id = town.receive(town.request(agency=OLD, at=OLD, **request), by=by).dossier_id
    for element in STEPS[: STEPS.index(step) if step in STEPS else len(STEPS)]:
        forward(town, dossier_id, element, people)
    return dossier_id


def forward(town: Town, dossier_id: int, element: str, people: Mapping[str, str]) -> None:
    """The step is done, by claiming it where it waits in the pool; nothing when it was done before."""
    by = people[element]
    for step in town.dossier(by, dossier_id).current:
        if step.element == element:
            if step.state == "opened":
                town.claim(by, step.task_id)
            town.complete(by, step.task_id, answered(town, element, by))


def answered(town: Town, element: str, by: str) -> dict[str, object]:
    """The values for a step, its files uploaded by who answers."""
    told = ANSWERS[CODE][element]
    stored = {key: town.upload(by, "ket-qua.pdf") for key in told.files}
    files = {
        key: [{"id": file.id, "name": file.name, "size": file.size, "media_type": file.media_type}]
        for key, file in stored.items()
    }
    return {**told.values, **files}


def merge(town: Town) -> None:
    """The day comes, and the agent does its round."""
    town.moment = datetime.combine(MERGED, town.moment.timetz())
    agent.sweep(town.database, moment=town.moment)


def sound(town: Town) -> bool:
    with town.database.snapshot() as snapshot:
        return [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def open_on_ended_posts(snapshot: Snapshot, town: Town) -> list[int]:
    known = town.directory
    query = select(tables.Task.id, tables.Task.post_id).where(tables.Task.state.in_(OPEN))
    return [row.id for row in snapshot.execute(query) if row.post_id not in known.posts]


def nothing_is_left(town: Town) -> bool:
    with town.database.snapshot() as snapshot:
        return open_on_ended_posts(snapshot, town) == []


def test_dossiers_at_every_step_are_finished_by_the_successor(town: Town) -> None:
    known = {step: until(town, step, owner=AN) for step in STEPS}
    order(town)
    before = {step: town.dossier("son", one) for step, one in known.items()}
    merge(town)
    assert nothing_is_left(town)
    here = {"receive": "mai", "appraise": "binh", "sign": "viet", "issue": "thu", "return_result": "mai"}
    for step, dossier_id in known.items():
        view = town.dossier("mai", dossier_id)
        found, was = view.particulars, before[step].particulars
        assert (found.agency_id, found.receiving_unit_id) == (agency(town, NEW), town.unit(NEW, "one_stop").id)
        assert (found.code, found.due_at, found.original_due_at) == (was.code, was.due_at, was.original_due_at)
        assert view.history[: len(before[step].history)] == before[step].history
        people = {**here, "receive": "son"}  # it was in the hands of who received it, and stays there
        until(town, "", people, dossier_id)
        assert town.dossier("mai", dossier_id).particulars.delivery_status == "returned"
    assert sound(town)


def test_what_is_held_stays_with_who_holds_the_successor_post(town: Town) -> None:
    held, other = until(town, "appraise"), until(town, "appraise")
    for one in (held, other):
        town.claim("duyen", town.dossier("duyen", one).current[0].task_id)
    order(town)
    merge(town)
    assert {post.agency_id for post in town.officer("duyen").posts} == {agency(town, NEW)}
    (step,) = town.dossier("duyen", held).current
    assert (step.state, step.holder_id) == ("claimed", town.officer("duyen").id)
    town.complete("duyen", step.task_id, answered(town, "appraise", "duyen"))
    told = [row for row in town.dossier("mai", held).history if row.kind.endswith(".inherited")]
    assert [row.kind for row in told] == ["dossier.inherited", "task.inherited"]
    assert told[0].data["decision"] == DECISION
    assert (told[0].data["from"], told[0].data["to"]) == ("UBND xã Lộc An", "UBND phường Bến Xuân")
    assert sound(town)


def test_what_is_held_by_who_does_not_come_along_waits_in_the_pool(town: Town) -> None:
    dossier_id = until(town, "appraise")
    town.claim("duyen", town.dossier("duyen", dossier_id).current[0].task_id)
    order(town, plan(town, takes_over=False))
    merge(town)
    assert town.officer("duyen").posts == ()
    (step,) = town.dossier("mai", dossier_id).current
    assert (step.state, step.holder_id) == ("opened", None)
    assert [row.dossier_id for row in town.inbox("binh")] == [dossier_id]
    town.claim("binh", step.task_id)
    town.complete("binh", step.task_id, answered(town, "appraise", "duyen"))
    assert sound(town)


def test_nothing_happens_before_the_day(town: Town) -> None:
    dossier_id = until(town, "appraise")
    order(town)
    town.moment = datetime.combine(MERGED - timedelta(days=1), town.moment.timetz())
    agent.sweep(town.database, moment=town.moment)
    assert town.dossier("son", dossier_id).particulars.agency_id == agency(town, OLD)
    assert town.officer("duyen").posts[0].agency_id == agency(town, OLD)
    later = until(town, "appraise")
    merge(town)
    assert town.dossier("mai", later).particulars.agency_id == agency(town, NEW)


def test_a_step_that_opens_before_the_agent_comes_opens_at_the_successor(town: Town) -> None:
    """Another agency's officer is quicker than the agent, just after midnight."""
    dossier_id = town.receive(town.request(agency=NEW, at=OLD), by="son").dossier_id
    people = {**THERE, "appraise": "binh", "sign": "viet", "issue": "thu"}
    until(town, "issue", people, dossier_id)
    order(town)
    town.moment = datetime.combine(MERGED, town.moment.timetz())
    forward(town, dossier_id, "issue", people)
    (step,) = town.dossier("mai", dossier_id).current
    assert step.post_id == post(town, NEW, "one_stop/reception_officer")
    agent.sweep(town.database, moment=town.moment)
    until(town, "", {**people, "return_result": "mai"}, dossier_id)
    assert sound(town)


def test_history_letters_and_register_keep_the_old_name(town: Town, data) -> None:
    finished, going_on = until(town, "done"), until(town, "appraise")
    code = town.dossier("son", finished).particulars.code
    period = Period(MERGED - timedelta(days=7), MERGED - timedelta(days=1))
    old_unit, new_unit = town.unit(OLD, "one_stop").id, town.unit(NEW, "one_stop").id

    def register(unit_id: int, by: str) -> list[tuple[str, str]]:
        with town.database.snapshot() as snapshot:
            facts = registers._facts(snapshot, unit_id, period, town.officer(by), town.moment)  # pyright: ignore
        return [(line.code, f"{facts.superior} {facts.agency} {line.agency}") for line in facts.lines]

    before = register(old_unit, "son")
    act(town, reorganising.rename, "agency", agency(town, NEW), name="UBND phường Lam Sơn", begins=MERGED, basis="2")
    order(town)
    merge(town)
    assert register(old_unit, "mai") == before
    assert [code for code, _ in before] == [town.dossier("mai", one).particulars.code for one in (finished, going_on)]
    assert register(new_unit, "mai") == []
    view = town.dossier("mai", finished)
    assert view.particulars.agency_id == agency(town, OLD)
    assert view.directory.agencies[agency(town, NEW)].name == "UBND phường Lam Sơn"
    posts = {view.directory.post(row.post_id).agency_id for row in view.history if row.post_id}  # pyright: ignore
    assert posts == {agency(town, OLD)}
    with town.database.snapshot() as snapshot:
        found = reception.look_up(snapshot, code, officer=town.officer("mai"))
        assert [one.dossier_id for one in found] == [finished]
        public = viewing.public_by_code(snapshot, code, AN.phone[-4:])
    assert public is not None
    assert public.status == 10
    assert sound(town)


def test_who_is_elsewhere_still_sees_nothing(town: Town) -> None:
    finished, going_on = until(town, "done"), until(town, "appraise")
    order(town)
    with pytest.raises(NotFound):
        town.dossier("mai", finished)
    merge(town)
    for one in (finished, going_on):
        assert town.dossier("mai", one).particulars.id == one
        assert town.dossier("viet", one).particulars.id == one
        for other in ("chau", "hanh"):
            with pytest.raises(NotFound):
                town.dossier(other, one)


def test_everybody_in_the_successor_unit_sees_what_the_unit_did(town: Town) -> None:
    """Also in a post that succeeds none."""
    finished = until(town, "done")
    told = {"role": "archivist", "title": "Cán bộ lưu trữ", "begins": date(2026, 3, 2), "basis": "1"}
    archive = act(town, staffing.add_post, town.unit(NEW, "office").id, **told)
    given = {"begins": date(2026, 3, 2), "ends": None, "basis": "1"}
    act(town, staffing.give_post, town.officer("chau").id, archive, **given)
    order(town)
    with pytest.raises(NotFound):
        town.dossier("chau", finished)
    merge(town)
    assert town.dossier("chau", finished).particulars.id == finished


def test_what_is_held_is_not_put_back_before_the_agent_brings_it_over(town: Town) -> None:
    dossier_id = until(town, "appraise")
    town.claim("duyen", town.dossier("duyen", dossier_id).current[0].task_id)
    order(town)
    town.moment = datetime.combine(MERGED, town.moment.timetz())
    with town.database.transaction() as transaction:
        substitution.return_work(transaction, moment=town.moment)
    merge(town)
    assert town.dossier("mai", dossier_id).current[0].holder_id == town.officer("duyen").id


def test_new_requests_are_received_at_the_successor_alone(town: Town) -> None:
    only_old = town.request("1.001612", agency=OLD, at=OLD)
    with town.database.transaction() as transaction:
        scope = tables.ReleaseScope
        gone = scope.agency_id == agency(town, NEW), scope.release_id == only_old.release_id
        transaction.execute(scope.__table__.delete().where(*gone))  # pyright: ignore
    order(town)
    merge(town)
    request = town.request("1.001612", agency=NEW)
    with town.database.snapshot() as snapshot:
        offered = [catalogue.offered(snapshot, agency(town, code), MERGED) for code in (OLD, NEW)]
    assert offered[0] == []
    assert "1.001612" in {offer.code for offer in offered[1]}
    accepted = town.receive(request)  # the old agency's procedure is in force at the successor now
    assert accepted.code.startswith(f"{NEW}-")
    for wrong in ({"agency_id": agency(town, OLD)}, {"receiving_unit_id": town.unit(OLD, "one_stop").id}):
        with pytest.raises((NotInForce, NotAllowed)):
            town.receive(town.request("1.001612", agency=NEW, **wrong), by="son")


def test_a_letter_that_was_not_issued_is_the_successors_draft(town: Town) -> None:
    issued, written = until(town, "appraise"), until(town, "appraise")
    content = {"missing": "Giấy khai sinh", "reason": "Thiếu", "limit": town.moment + timedelta(days=30)}
    for one in (issued, written):
        town.claim("duyen", town.dossier("duyen", one).current[0].task_id)
    town.write("supplement_request", issued, by="duyen", head="thang", **content)
    letter_id = act(town, writing.draft, written, by="duyen", kind="supplement_request", **content)
    town.letter(writing.approve, "thang", letter_id)
    (printed,) = town.dossier("son", issued).letters
    order(town)
    merge(town)
    assert town.dossier("mai", issued).letters == [printed]
    (letter,) = town.dossier("mai", written).letters
    assert (letter.agency_id, letter.state, letter.approved_by) == (agency(town, NEW), "draft", None)
    for verb in (writing.approve, writing.issue):
        town.letter(verb, "viet", letter_id)
    (letter,) = town.dossier("mai", written).letters
    assert letter.printed is not None
    assert (letter.printed["agency"], letter.number) == ("UBND phường Bến Xuân", 1)
    assert town.dossier("mai", issued).particulars.paused_at is not None  # its clock still stands
    assert sound(town)


def test_what_waits_to_be_answered_goes_along_and_old_codes_still_lead_there(town: Town) -> None:
    def send(reference: str) -> str:
        told = Intake(reference, CODE, town.request().case_code, OLD, OLD, people=town.request().people)
        with town.database.transaction() as transaction:
            return intake.register(transaction, told, moment=town.moment).code

    first = send("DVC-1")
    with town.database.transaction() as transaction:
        told = {"name": "Cổng dịch vụ công", "scopes": ["intake"], "agency": OLD}
        until = town.moment + timedelta(days=365)
        token = api_tokens.create(transaction, **told, until=until, moment=town.moment)
    order(town)
    merge(town)
    second = send("DVC-2")
    with town.database.snapshot() as snapshot:
        waiting = intake.waiting(snapshot, officer=town.officer("mai"))
    assert [one.code for one in waiting] == [first, second]
    assert first.startswith(f"DK-{OLD}-")
    assert second.startswith(f"DK-{NEW}-")
    holder = api_tokens.holder(town.database, token, moment=town.moment)
    holder.require("intake", agency=NEW)
    holder.require("intake", agency=OLD)
    accepted = act(town, intake.accept, waiting[0].id, by="mai")
    assert accepted.code.startswith(f"{NEW}-")


def test_due_times_stay_until_somebody_decides(town: Town) -> None:
    """What Lộc An promised at 07:30 is kept, though Bến Xuân opens at 08:30; that it would be 08:30 is proposed."""
    told = {"week": "08:30-12:00,13:00-17:00", "name": "Giờ mùa đông", "basis": "30/QĐ-UBND"}
    act(town, calendar.change_hours, date(2026, 3, 2), agency_id=agency(town, NEW), by="viet", **told)
    town.moment = datetime(2026, 3, 6, 6, 0, tzinfo=town.moment.tzinfo)  # before the door opens
    kept, moved = until(town, "appraise"), until(town, "appraise")
    due = town.dossier("son", kept).particulars.due_at
    assert f"{local(due):%d/%m %H:%M}" == "09/03 07:30"
    order(town)
    merge(town)
    assert [town.dossier("mai", one).particulars.due_at for one in (kept, moved)] == [due, due]

    def proposed() -> list[tuple[int, str]]:
        with town.database.snapshot() as snapshot:
            found = calendar.proposals(snapshot, officer=town.officer("viet"))
        return [(one.dossier_id, f"{local(one.after.due):%d/%m %H:%M}") for one in found]

    assert proposed() == [(kept, "09/03 08:30"), (moved, "09/03 08:30")]
    town.deal(calendar.keep, "viet", kept, reason="Đã hẹn với người dân")
    town.deal(calendar.approve, "viet", moved)
    assert proposed() == []
    assert f"{local(town.dossier('mai', moved).particulars.due_at):%d/%m %H:%M}" == "09/03 08:30"
    assert f"Tính lại theo {DECISION} (sáp nhập từ 09/03/2026)" in town.dossier("mai", moved).clock.explanation
    assert sound(town)


def test_a_reorganisation_is_prepared_and_withdrawn(town: Town) -> None:
    before = town.directory
    found = order(town)
    with pytest.raises(NotLawful, match="đã có quyết định kết thúc"):
        order(town)
    act(town, reorganising.withdraw, found, basis="Công văn 12/UBND")
    merge(town)
    now = town.directory
    assert (now.posts, now.agencies) == (before.posts, before.agencies)
    assert now.held == before.held
    with pytest.raises(NotLawful, match="đã bỏ"):
        act(town, reorganising.withdraw, found, basis="Công văn 12/UBND")
    order(town, plan(town, begins=town.moment.date() + timedelta(days=1)))
    town.pass_time(days=1)
    assert [post.agency_id for post in town.officer("son").posts] == [agency(town, NEW)]


def test_what_has_no_counterpart_is_named_beforehand(town: Town) -> None:
    home = town.unit(OLD, "economic_division").id
    told = {"title": "Cán bộ địa chính", "role": "land_officer", "begins": date(2026, 3, 2), "basis": "1"}
    post_id = act(town, staffing.add_post, home, **told)
    with town.database.snapshot() as snapshot:
        foreseen = foresee(snapshot, plan(town), officer=town.officer("khoa"))
    assert [one.id for one in foreseen.unmatched] == [post_id]
    with pytest.raises(NoCounterpart, match="Cán bộ địa chính – Phòng Kinh tế"):
        order(town)
    order(town, plan(town, posts={post_id: post(town, NEW, "economic_division/case_officer")}))


def test_a_role_that_the_successor_calls_otherwise_is_found(town: Town) -> None:
    """The successor has no office of that code; lanes of what is open, and of new dossiers, find the post."""
    dossier_id = until(town, "receive")
    with town.database.transaction() as transaction:
        unit = tables.Unit
        values = {"code": "justice_division"}
        where = unit.id == town.unit(NEW, "office").id
        transaction.execute(unit.__table__.update().where(where).values(**values))  # pyright: ignore
        organisation.changed(transaction)
    roles = ("case_officer", "records_clerk", "office_head")
    posts = {post(town, OLD, f"office/{role}"): post(town, NEW, f"justice_division/{role}") for role in roles}
    order(town, plan(town, posts=posts))
    merge(town)
    until(town, "", {**THERE, "appraise": "binh", "sign": "viet", "issue": "thu"}, dossier_id)
    assert sound(town)


def test_a_unit_ends_in_another_and_lanes_follow(town: Town) -> None:
    dossier_id = until(town, "appraise")
    unit = plan(
        town,
        kind="unit",
        what_id=town.unit(OLD, "office").id,
        into=town.unit(OLD, "culture_division").id,
        posts={
            post(town, OLD, f"office/{role}"): post(town, OLD, f"culture_division/{heir}")
            for role, heir in (
                ("case_officer", "case_officer"),
                ("records_clerk", "case_officer"),
                ("office_head", "division_head"),
            )
        },
    )
    order(town, unit)
    merge(town)
    assert nothing_is_left(town)
    assert town.dossier("son", dossier_id).particulars.agency_id == agency(town, OLD)
    until(town, "", THERE, dossier_id)
    assert sound(town)


def test_ending_without_a_successor_waits_until_nothing_is_open(town: Town) -> None:
    dossier_id = until(town, "appraise")
    office = post(town, OLD, "office/case_officer")
    ending = plan(town, kind="post", what_id=office, into=None)
    with pytest.raises(StillOpen, match="Công chức Tư pháp – Hộ tịch – Văn phòng HĐND và UBND xã"):
        order(town, ending)
    until(town, "sign", THERE, dossier_id)
    order(town, ending)
    late = until(town, "appraise")  # opened after the order
    merge(town)
    assert nothing_is_left(town)
    assert office in town.directory.posts
    forward(town, late, "appraise", THERE)
    town.pass_time(days=1)
    agent.sweep(town.database, moment=town.moment)
    assert nothing_is_left(town)
    assert office not in town.directory.posts
    with pytest.raises(NotLawful, match="phải có cơ quan kế thừa"):
        order(town, plan(town, into=None, begins=town.moment.date()))


def test_several_merge_into_a_new_one(town: Town) -> None:
    given = reorganising.NewAgency("H99.40", "UBND xã Tân Lập", "Tân Lập", "07:00-11:30,13:30-17:00", 0, MERGED)
    pattern = agency(town, NEW)
    new = act(town, reorganising.establish, replace_pattern(given, pattern), basis=DECISION)
    there, here = until(town, "appraise"), town.receive().dossier_id
    for old in (OLD, NEW):
        order(town, plan(town, what_id=agency(town, old), into=new))
    merge(town)
    assert nothing_is_left(town)
    assert {town.dossier("mai", one).particulars.agency_id for one in (there, here)} == {new}
    until(town, "", {**THERE, "receive": "mai", "appraise": "binh"}, here)
    until(town, "", {**THERE, "appraise": "binh"}, there)
    accepted = town.receive(town.request(agency="H99.40"), by="mai")
    assert accepted.code.startswith("H99.40-")
    assert sound(town)


def replace_pattern(given: reorganising.NewAgency, pattern: int) -> reorganising.NewAgency:
    from dataclasses import replace

    return replace(given, pattern_id=pattern)


def test_units_go_one_by_one_to_units_of_others(town: Town) -> None:
    """Sở Xây dựng takes the economic division, the neighbour the rest."""
    dossier_id = until(town, "appraise")
    land = town.receive(town.request("1.001612", agency=OLD, at=OLD), by="son").dossier_id
    town.complete("son", town.dossier("son", land).current[0].task_id)
    home, away = town.unit(OLD, "economic_division").id, town.unit("H99.08", "planning_division").id
    order(town, plan(town, units={home: away}))
    merge(town)
    assert nothing_is_left(town)
    assert town.dossier("mai", dossier_id).particulars.agency_id == agency(town, NEW)
    assert town.dossier("mai", land).particulars.agency_id == agency(town, "H99.08")
    assert town.dossier("tuan", land).current[0].post_id == post(town, "H99.08", "planning_division/case_officer")
    assert sound(town)


def test_the_agent_goes_on_where_it_was_killed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [until(town, "appraise") for _ in range(4)]
    order(town)
    town.moment = datetime.combine(MERGED, town.moment.timetz())
    real, done = inheriting.inheritance.inherit, list[int]()

    def killed(transaction, dossier_id: int, *told: object, **more: object) -> None:
        real(transaction, dossier_id, *told, **more)  # pyright: ignore
        if len(done) == 2:
            raise KeyboardInterrupt  # before it is committed
        done.append(dossier_id)

    monkeypatch.setattr(inheriting.inheritance, "inherit", killed)
    with pytest.raises(KeyboardInterrupt):
        inheriting.inherit(town.database, moment=town.moment)
    assert not nothing_is_left(town)
    monkeypatch.setattr(inheriting.inheritance, "inherit", real)
    assert inheriting.inherit(town.database, moment=town.moment, limit=1) == 1
    assert inheriting.inherit(town.database, moment=town.moment) == 1
    assert inheriting.inherit(town.database, moment=town.moment) == 0
    agent.sweep(town.database, moment=town.moment)
    for one in known:
        told = [row.kind for row in town.dossier("mai", one).history]
        assert told.count("dossier.inherited") == told.count("task.inherited") == 1
    assert nothing_is_left(town)
    assert sound(town)


def test_a_substitution_goes_on_in_the_successor_post(town: Town) -> None:
    from tests.stories.test_a_substitution import appoint

    dossier_id = until(town, "appraise")
    office = post(town, OLD, "office/case_officer")
    appoint(town, "duyen", "lan", posts=[office], valid_to=MERGED + timedelta(days=3))
    task_id = town.dossier("duyen", dossier_id).current[0].task_id
    town.claim("lan", task_id)
    order(town)
    merge(town)
    (step,) = town.dossier("mai", dossier_id).current
    assert (step.task_id, step.holder_id) == (task_id, town.officer("lan").id)
    town.complete("lan", task_id, answered(town, "appraise", "duyen"))
    assert permissions.may_see(town.officer("lan"), {town.unit(NEW, "office").id})
    assert sound(town)


def test_an_open_handoff_and_the_address_book_follow(town: Town, tmp_path: Path) -> None:
    justice = agency(town, "H99.05")
    liaison.publish(town, tmp_path, agency=OLD)
    liaison.add_partner(town, "here", agency=OLD, to_agency_id=justice)
    dossier_id = until(town, "sign")
    liaison.carry(town)
    order(town)
    merge(town)
    (thread,) = liaison.threads(town, dossier_id)
    assert (thread.handoff.state, thread.handoff.sending_agency_id) == ("delivered", agency(town, NEW))
    with town.database.snapshot() as snapshot:
        assert partners.of(snapshot, agency(town, NEW), "justice").to_agency_id == justice
    with town.database.transaction() as transaction:
        told = {"officer": town.officer("viet"), "moment": town.moment, "key": town.key()}
        handoffs.note(transaction, thread.handoff.id, text="Xã đã sáp nhập về phường", **told)  # pyright: ignore
    liaison.work(town, "phuong", dossier_id, "advise")
    while liaison.carry(town):
        pass
    (step,) = town.dossier("viet", dossier_id).current
    assert (step.element, step.post_id) == ("sign", post(town, NEW, "leadership/agency_leader"))
    assert sound(town)


def test_what_was_handed_off_to_an_agency_that_ends_is_its_successors(town: Town, tmp_path: Path) -> None:
    liaison.publish(town, tmp_path)
    liaison.add_partner(town, "here", to_agency_id=agency(town, "H99.05"))
    dossier_id = liaison.asked(town)
    liaison.carry(town)
    (thread,) = liaison.threads(town, dossier_id)
    with town.database.transaction() as transaction:  # the departments of the demonstration do not merge by themselves
        for noun in (partners, record):
            noun.inherit(transaction, agency(town, "H99.08"), agency(town, "H99.05"))
    (thread,) = liaison.threads(town, dossier_id)
    assert thread.handoff.receiving_agency_id == agency(town, "H99.08")
    row = tables.Execution
    with town.database.snapshot() as snapshot:
        parts = select(row.agency_id).where(row.dossier_id == dossier_id).order_by(row.id)
        assert list(snapshot.execute(parts).scalars()) == [agency(town, NEW), agency(town, "H99.08")]
        assert partners.of(snapshot, agency(town, NEW), "justice").to_agency_id == agency(town, "H99.08")
