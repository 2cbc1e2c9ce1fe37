"""A day off is announced while dossiers are open: nothing moves by itself, each is decided, and says why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from processes import clocks, history
from processes.calendars import local
from processes.refusals import Missing, NotAllowed, NotLawful
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


def test_other_hours_count_from_now_on(town: Town) -> None:
    agency_id = next(one.id for one in town.directory.agencies.values() if one.code == "H99.30")
    told = {"officer": town.officer("viet"), "moment": town.moment, "basis": "Quyết định 5/QĐ-UBND"}
    with town.database.transaction() as transaction:
        calendar.change_hours(transaction, agency_id, "07:30-11:30,13:00-17:00", key=town.key(), **told)
    assert town.directory.calendar(agency_id).hours[0][0].minute == 30
