"""The ladder: whom a task reminds of its due time and when, whom it is reported to, each rung once, as foreseen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, select, text, update

from processes import notices, organisation, reminders, tables
from processes.calendars import ZONE
from processes.ladders import DEFAULT, FOR_ALL, Rung, WrongLadder
from processes.notices import Notice
from processes.refusals import AlreadyDone, Missing, NotAllowed, NotFound
from processes.reminders import OVERTAKEN, SENT, Reminder
from tasks import calendar as calendars
from tasks import dealings, escalations
from tasks import reminders as reminding
from tests.answers import answer
from tests.stories.test_a_building_permit import ask, do, receive
from tests.town import Town

PERMIT = "1.013225"


def at(text: str) -> datetime:
    """A moment of March 2026, in Vietnam: `05 10:00`."""
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=ZONE)


def appraisal(town: Town, due: datetime) -> int:
    """A task in the pool of `binh`, open since Monday at eight and due then."""
    accepted = town.receive()
    row = next(row for row in town.inbox("mai", "mine") if row.dossier_id == accepted.dossier_id)
    town.complete("mai", row.task_id, answer(town, "2.000908", "receive"))
    task_id = next(row.task_id for row in town.inbox("binh", limit=500) if row.dossier_id == accepted.dossier_id)
    calendar = town.directory.calendar(town.unit("H99.30", "office").agency_id)
    task = tables.Task
    values = {"due_at": due, "allotted": calendar.between(town.moment, due).minutes, "next_rung_at": town.moment}
    with town.database.transaction() as transaction:
        transaction.execute(update(task).where(task.id == task_id).values(**values))
    return task_id


def sweep(town: Town, moment: datetime | None = None) -> int:
    town.moment = moment or town.moment
    return reminding.sweep(town.database, moment=town.moment)


def of(town: Town, task_id: int) -> list[Reminder]:
    task = tables.Task
    with town.database.snapshot() as snapshot:
        dossier_id = snapshot.execute(select(task.dossier_id).where(task.id == task_id)).scalar_one()
        return [one for one in reminders.of_dossier(snapshot, dossier_id) if one.task_id == task_id]


def kinds(found: Sequence[Reminder], state: str = SENT) -> list[str]:
    return [one.kind for one in found if one.state == state]


def name(town: Town, username: str) -> set[str]:
    return {town.officer(username).name}


def names(town: Town, one: Reminder) -> set[str]:
    return {town.directory.name(officer) for officer in one.told}


def listed(town: Town, username: str) -> list[Notice]:
    with town.database.snapshot() as snapshot:
        return notices.page(snapshot, town.officer(username).id)


def test_a_task_climbs_its_ladder_in_working_time(town: Town) -> None:
    """Due on Friday at eight: half on Wednesday at eight, a day before on Thursday; then upwards, over the weekend."""
    task_id = appraisal(town, at("06 08:00"))
    town.claim("binh", task_id)
    sweep(town)
    expected = {
        "04 07:59": [],
        "04 08:00": ["officer:half"],
        "05 07:59": [],
        "05 08:00": ["officer:-1"],
        "06 08:00": ["officer:+0", "unit_head:+0"],
        "08 12:00": [],
        "09 08:00": ["officer:+1", "agency_leader:+1"],
        "11 08:00": ["one_stop:+3", "province:+3"],
        "20 08:00": [],
    }
    for moment, fired in expected.items():
        before = kinds(of(town, task_id))
        assert sweep(town, at(moment)) == len(fired), moment
        assert sweep(town) == 0
        assert kinds(of(town, task_id)) == before + fired
    found = {one.kind: one for one in of(town, task_id)}
    assert names(town, found["officer:half"]) == name(town, "binh")
    assert names(town, found["unit_head:+0"]) == name(town, "viet")  # the office has no head
    assert names(town, found["one_stop:+3"]) == name(town, "mai")  # the one-stop has no head either
    assert names(town, found["province:+3"]) == name(town, "ha")
    assert {one.due_at for one in found.values()} == {at("06 08:00")}
    assert [one.kind for one in listed(town, "binh")] == ["reminder"] * 4
    assert [(one.kind, one.text, one.mail) for one in listed(town, "ha")] == [("escalation", "+3", "wanted")]


def test_who_may_claim_it_is_reminded_while_it_lies_in_the_pool(town: Town) -> None:
    task_id = appraisal(town, at("04 08:00"))
    sweep(town, at("03 08:00"))
    first, second = of(town, task_id)  # half and a day before are the same moment: told once
    assert (first.kind, first.state, first.told) == ("officer:half", OVERTAKEN, ())
    assert (second.kind, second.state, names(town, second)) == ("officer:-1", SENT, {town.officer("binh").name})


def test_after_two_days_away_what_is_true_is_told_once(town: Town) -> None:
    task_id = appraisal(town, at("06 08:00"))
    town.claim("binh", task_id)
    sweep(town, at("05 07:00"))
    assert kinds(of(town, task_id)) == ["officer:half"]
    assert sweep(town, at("09 09:00")) == 2
    found = of(town, task_id)
    assert kinds(found) == ["officer:half", "officer:+1", "agency_leader:+1"]
    assert kinds(found, OVERTAKEN) == ["officer:-1", "officer:+0", "unit_head:+0"]
    assert [one.text for one in listed(town, "binh")] == ["+1", "half"]
    assert all(one.told == () for one in found if one.state == OVERTAKEN)
    assert sweep(town, at("09 09:01")) == 0


def test_whom_an_overtaken_escalation_would_have_told_is_told_by_the_one_above(town: Town) -> None:
    dossier_id = receive(town)
    do(town, dossier_id, "receive")
    (step,) = town.dossier("mai", dossier_id).current
    town.claim("nam", step.task_id)
    sweep(town, at("31 08:00"))
    told = {one.kind: names(town, one) for one in of(town, step.task_id) if one.state == SENT}
    heads = {town.officer("huong").name, town.officer("viet").name}
    assert told == {
        "officer:+1": name(town, "nam"),
        "one_stop:+3": name(town, "mai") | heads,
        "province:+3": name(town, "ha"),
    }


def test_what_is_done_in_time_reminds_nobody(town: Town) -> None:
    task_id = appraisal(town, at("03 08:00"))
    town.claim("binh", task_id)
    town.complete("binh", task_id, answer(town, "2.000908", "appraise"))
    sweep(town, at("12 08:00"))
    assert of(town, task_id) == []


def test_a_task_of_one_day_has_no_day_before(town: Town) -> None:
    task_id = appraisal(town, at("03 08:00"))
    sweep(town, at("03 07:59"))
    assert kinds(of(town, task_id)) == ["officer:half"]


def test_nothing_fires_while_the_clock_stands_but_for_what_has_its_own(town: Town) -> None:
    dossier_id = receive(town)
    do(town, dossier_id, "receive")
    do(town, dossier_id, "screen")
    steps = {step.element: step for step in town.dossier("mai", dossier_id).current}
    inspect, opinion = steps["inspect"].task_id, steps["opinion"].task_id
    town.claim("nam", inspect)
    town.moment = at("03 08:00")  # of five days one has gone
    ask(town, dossier_id, limit=at("31 08:00"))
    sweep(town, at("27 08:00"))
    assert of(town, inspect) == []
    assert "officer:+0" in kinds(of(town, opinion)) + kinds(of(town, opinion), OVERTAKEN)
    town.deal(dealings.receive_supplement, "mai", dossier_id, note="Bản vẽ móng", files=[])
    due = next(step.due_at for step in town.dossier("mai", dossier_id).current if step.task_id == inspect)
    assert due == at("31 08:00") + timedelta(days=2)  # four days were left
    sweep(town)
    sweep(town, at("30 13:59"))
    assert kinds(of(town, inspect)) == []
    sweep(town, due)
    found = of(town, inspect)
    assert [one.at for one in found if one.kind == "officer:half"] == [at("30 14:00")]  # two and a half days before
    assert {one.due_at for one in found} == {due}


def test_what_lay_behind_when_it_became_due_anew_stays_behind(town: Town) -> None:
    dossier_id = receive(town)
    do(town, dossier_id, "receive")
    do(town, dossier_id, "screen", ask_fire=False, ask_heritage=False)
    (step,) = town.dossier("mai", dossier_id).current
    town.claim("nam", step.task_id)
    sweep(town, at("05 16:00"))  # of five days more than three have gone
    assert kinds(of(town, step.task_id)) == ["officer:half"]
    ask(town, dossier_id, limit=at("31 08:00"))
    town.moment = at("16 08:00")
    town.deal(dealings.receive_supplement, "mai", dossier_id, note="Bản vẽ móng", files=[])
    assert sweep(town) == 0
    assert len(of(town, step.task_id)) == 1


def test_a_day_off_that_is_announced_moves_the_rungs(town: Town) -> None:
    task_id = appraisal(town, at("06 08:00"))
    town.claim("binh", task_id)
    sweep(town, at("04 08:00"))
    with town.database.transaction() as transaction:
        calendars.change_day(
            transaction,
            date(2026, 3, 5),
            is_worked=False,
            name="Nghỉ tránh bão",
            basis="12/CĐ",
            agency_id=None,
            officer=town.officer("ha"),
            moment=town.moment,
            key=town.key(),
        )
    assert sweep(town, at("04 08:30")) == 1  # one working day before is today now, half an hour ago
    assert kinds(of(town, task_id)) == ["officer:half", "officer:-1"]


def set_ladder(town: Town, by: str, procedure: str, *rungs: Rung, **other: str) -> None:
    told = {"basis": "15/QĐ-UBND", "key": town.key(), **other}
    with town.database.transaction() as transaction:
        escalations.set_ladder(transaction, procedure, rungs, officer=town.officer(by), moment=town.moment, **told)


def test_a_procedure_has_its_own_ladder_from_now_on(town: Town) -> None:
    task_id, other = appraisal(town, at("06 08:00")), town.inbox("mai", "received")[0]
    assert other
    sweep(town)
    set_ladder(town, "khoa", "2.000908", Rung(-2), Rung(0, "province"))
    set_ladder(town, "ha", FOR_ALL, Rung(0))
    sweep(town)
    sweep(town, at("04 09:00"))
    assert [(one.kind, one.at) for one in of(town, task_id)] == [("officer:-2", at("04 08:00"))]
    with town.database.snapshot() as snapshot:
        shown = escalations.ladder(snapshot, "2.000908", officer=town.officer("binh"))
        assert shown.rungs == (Rung(-2), Rung(0, "province"))
        assert escalations.ladder(snapshot, PERMIT, officer=town.officer("binh")).rungs == (Rung(0),)
    set_ladder(town, "khoa", "2.000908")
    set_ladder(town, "khoa", FOR_ALL)
    sweep(town, at("05 08:00"))
    assert kinds(of(town, task_id)) == ["officer:-2", "officer:-1"]
    with town.database.snapshot() as snapshot:
        assert escalations.ladder(snapshot, FOR_ALL, officer=town.officer("binh")) == DEFAULT


def test_a_ladder_is_refused_by_name(town: Town) -> None:
    with pytest.raises(NotAllowed):
        set_ladder(town, "viet", FOR_ALL, Rung(0))
    with pytest.raises(NotFound):
        set_ladder(town, "khoa", "9.999999", Rung(0))
    with pytest.raises(Missing):
        set_ladder(town, "khoa", FOR_ALL, Rung(0), basis=" ")
    for rungs in ([Rung(0), Rung(0)], [Rung(31)], [Rung(day) for day in range(31)]):
        with pytest.raises(WrongLadder):
            set_ladder(town, "khoa", FOR_ALL, *rungs)
    set_ladder(town, "khoa", FOR_ALL, Rung(0), key="bang-moc")
    with pytest.raises(AlreadyDone):
        set_ladder(town, "khoa", FOR_ALL, Rung(1), key="bang-moc")


def test_who_was_told_of_a_late_task_may_see_its_dossier(town: Town) -> None:
    task_id = appraisal(town, at("03 08:00"))
    with pytest.raises(NotFound):
        town.look("ha", task_id)
    sweep(town, at("06 08:00"))
    (notice,) = listed(town, "ha")
    assert notice.task_id == task_id
    assert town.look("ha", task_id).dossier.reminders == of(town, task_id)
    row, ha = tables.Holding, town.officer("ha")
    with town.database.transaction() as transaction:
        ended = {"valid_to": town.moment.date() - timedelta(days=1)}
        transaction.execute(update(row).where(row.officer_id == ha.id).values(**ended))
        organisation.changed(transaction)
    with pytest.raises(NotFound):  # in the post no more
        town.look("ha", task_id)


def test_the_sweep_reads_what_is_due_alone(town: Town) -> None:
    said: list[str] = []
    event.listen(town.database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    sweep(town)
    query = next(one for one in said if "next_rung_at <= " in one)
    with town.database.transaction() as transaction:
        driver = transaction.connection
        if driver.dialect.name == "postgresql":
            transaction.execute(text("SET LOCAL enable_seqscan = off"))
            query = query.replace("%(until)s::TIMESTAMP WITH TIME ZONE", "now()").replace("%(limit)s", "200")
            plan = driver.exec_driver_sql(f"EXPLAIN {query}").all()
        else:
            plan = driver.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("2026-03-02 01:00:00", 200, 0)).all()
    assert "ix_task_next_rung" in str(plan)
