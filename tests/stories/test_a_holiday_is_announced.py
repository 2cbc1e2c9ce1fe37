"""A day off is announced while dossiers are open: nothing moves by itself, each is decided, and says why."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from processes import clocks, history
from processes.calendars import local
from processes.refusals import AlreadyDone, Missing, NotAllowed, NotLawful
from tasks import calendar, dealings
from tests.dealings.conftest import Work
from tests.town import Town

STORM = date(2026, 3, 4)
TOLD = {"name": "Nghỉ tránh bão", "basis": "Công điện 12/CĐ-UBND", "is_worked": False}


@pytest.fixture
def work(town: Town) -> Work:
    """A dossier received on Monday, due in three working days."""
    work = Work.__new__(Work)
    work.town = town
    work.id = town.receive(town.request("1.001612")).dossier_id
    return work


def announce(town: Town, by: str = "ha", day: date = STORM, agency: str | None = None, **other) -> None:
    known = town.directory
    agency_id = next((one.id for one in known.agencies.values() if one.code == agency), None)
    told = {**TOLD, **other, "agency_id": agency_id, "officer": town.officer(by), "moment": town.moment}
    with town.database.transaction() as transaction:
        calendar.change_day(transaction, day, key=town.key(), **told)


def proposals(town: Town, by: str = "viet"):
    with town.database.snapshot() as snapshot:
        return calendar.proposals(snapshot, officer=town.officer(by))


def sound(town: Town) -> bool:
    with town.database.snapshot() as snapshot:
        return [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def test_nothing_moves_until_somebody_decides(work: Work) -> None:
    town, before = work.town, work.found.due_at
    announce(town)
    assert (work.found.due_at, work.clock.due) == (before, before)
    (proposal,) = proposals(town)
    assert (proposal.before.due, local(proposal.after.due).date()) == (before, date(2026, 3, 6))
    assert sound(town)
    step = work.town.dossier("mai", work.id).current[0].due_at
    town.deal(calendar.approve, "viet", work.id)
    assert (work.found.due_at, work.found.original_due_at) == (proposal.after.due,) * 2
    assert "Tính lại theo Công điện 12/CĐ-UBND (nghỉ 04/03/2026), người duyệt Phạm Quốc Việt" in work.clock.explanation
    assert proposals(town) == []
    assert work.town.dossier("mai", work.id).current[0].due_at == step  # due before the day off
    assert sound(town)


def test_a_step_that_runs_over_the_day_follows(work: Work) -> None:
    town = work.town
    town.pass_time(days=1)
    town.complete("mai", town.dossier("mai", work.id).current[0].task_id)
    before = work.town.dossier("mai", work.id).current[0].due_at
    announce(town)
    town.deal(calendar.approve, "ha", work.id)
    after = work.town.dossier("mai", work.id).current[0].due_at
    assert (local(before).date(), local(after).date()) == (STORM, date(2026, 3, 5))
    assert sound(town)


def test_what_was_promised_may_be_kept(work: Work) -> None:
    town, before = work.town, work.found.due_at
    announce(town)
    with pytest.raises(Missing):
        town.deal(calendar.keep, "viet", work.id, reason=" ")
    town.deal(calendar.keep, "viet", work.id, reason="Sẽ trả đúng hẹn")
    assert (proposals(town), work.found.due_at) == ([], before)
    announce(town, day=date(2026, 3, 5))
    assert len(proposals(town)) == 1
    assert sound(town)


def test_through_pauses_it_stays_as_promised_too(work: Work) -> None:
    town = work.town
    told = {"missing": "x", "reason": "y", "limit": town.moment + timedelta(days=20)}
    town.write("supplement_request", work.id, by="viet", **told)
    announce(town, day=date(2026, 3, 6))
    assert sound(town)
    town.pass_time(days=2)
    town.deal(dealings.receive_supplement, "mai", work.id, note="Đã nộp", files=[])
    assert sound(town)
    announce(town, day=date(2026, 3, 9))
    assert sound(town)
    for proposal in proposals(town):
        town.deal(calendar.approve, "viet", proposal.dossier_id)
    assert sound(town)
    assert proposals(town) == []


def test_new_dossiers_are_counted_by_the_new_calendar(town: Town) -> None:
    announce(town)
    due = town.receive(town.request("1.001612")).due_at
    assert local(due).date() == date(2026, 3, 6)
    assert proposals(town) == []


def test_an_agency_changes_its_own_days_and_no_other(town: Town) -> None:
    with pytest.raises(NotAllowed):
        announce(town, by="viet")
    with pytest.raises(NotAllowed):
        announce(town, by="viet", agency="H99.31")
    with pytest.raises(NotAllowed):
        announce(town, by="binh", agency="H99.30")
    announce(town, by="viet", agency="H99.30")
    known = town.directory
    of = {one.code: known.calendar(one.id) for one in known.agencies.values()}
    assert [of[code].is_working_day(STORM) for code in ("H99.30", "H99.31")] == [False, True]


def test_it_needs_a_document_and_changes_something(town: Town) -> None:
    with pytest.raises(Missing):
        announce(town, basis="")
    with pytest.raises(NotLawful, match="đã là ngày nghỉ"):
        announce(town, day=date(2026, 3, 7))


def test_a_change_that_was_wrong_is_withdrawn_by_a_document_too(work: Work) -> None:
    town = work.town
    announce(town)
    with town.database.snapshot() as snapshot:
        (change,) = calendar.dates(snapshot, work.found.agency_id, officer=town.officer("ha")).changes
    told = {"officer": town.officer("ha"), "moment": town.moment, "basis": "Công điện 13/CĐ-UBND"}
    with town.database.transaction() as transaction:
        calendar.withdraw(transaction, change.id, key=town.key(), **told)
    assert proposals(town) == []
    with pytest.raises(NotLawful), town.database.transaction() as transaction:
        calendar.withdraw(transaction, change.id, key=town.key(), **told)
    assert town.directory.calendar(work.found.agency_id).is_working_day(STORM)


def test_an_undecided_day_off_takes_nothing_from_who_waited(work: Work) -> None:
    town = work.town
    told = {"missing": "x", "reason": "y", "limit": town.moment + timedelta(days=20)}
    town.write("supplement_request", work.id, by="viet", **told)
    town.pass_time(days=7)
    announce(town, day=date(2026, 3, 5))  # while the clock stands
    town.deal(dealings.receive_supplement, "mai", work.id, note="Đã nộp", files=[])
    assert local(work.found.due_at).date() == date(2026, 3, 12)  # three working days are left, as they were
    assert sound(town)


def test_one_day_off_moves_a_step_once_and_back_when_it_is_withdrawn(work: Work) -> None:
    town = work.town
    town.pass_time(days=1)
    town.complete("mai", town.dossier("mai", work.id).current[0].task_id)

    def step() -> datetime:
        return town.dossier("mai", work.id).current[0].due_at

    before = step()
    announce(town)
    town.deal(calendar.approve, "viet", work.id)
    once = step()
    announce(town, day=date(2026, 3, 6))
    town.deal(calendar.approve, "viet", work.id)
    assert step() == once
    with town.database.snapshot() as snapshot:
        first, second = calendar.dates(snapshot, work.found.agency_id, officer=town.officer("ha")).changes
    for change in (second, first):
        with town.database.transaction() as transaction:
            told = {"officer": town.officer("ha"), "moment": town.moment, "basis": "Công điện 13/CĐ-UBND"}
            calendar.withdraw(transaction, change.id, key=town.key(), **told)
    town.deal(calendar.approve, "viet", work.id)
    assert (step(), local(work.found.due_at).date()) == (before, date(2026, 3, 5))
    assert sound(town)


def test_only_what_had_an_effect_is_named(work: Work) -> None:
    announce(work.town, day=date(2026, 12, 4), name="Nghỉ bù", basis="Văn bản 99")
    announce(work.town)
    work.town.deal(calendar.approve, "viet", work.id)
    assert "Văn bản 99" not in work.clock.explanation


def test_the_same_announcement_twice_is_recorded_once(town: Town) -> None:
    told = {**TOLD, "agency_id": None, "officer": town.officer("ha"), "moment": town.moment, "key": "một lần"}
    with town.database.transaction() as transaction:
        calendar.change_day(transaction, STORM, **told)
    with pytest.raises(AlreadyDone), town.database.transaction() as transaction:
        calendar.change_day(transaction, STORM, **told)


def test_a_division_changes_no_calendar(town: Town) -> None:
    with pytest.raises(NotAllowed):
        announce(town, by="huong", agency="H99.30")
