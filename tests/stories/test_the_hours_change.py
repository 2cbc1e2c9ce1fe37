"""The winter's hours begin while dossiers are open; a day has hours of its own; a door is open and nothing counts."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from processes.calendars import ZONE, local
from processes.hours import WrongHours
from processes.refusals import AlreadyDone, Missing, NotAllowed, NotLawful
from tasks import calendar
from tests.dealings.conftest import Work
from tests.stories.test_a_holiday_is_announced import announce, proposals, sound, work
from tests.town import Town

__all__ = ["work"]

BEGINS = date(2026, 3, 5)
LATER = "08:30-12:00,13:00-17:00"
TOLD = {"week": LATER, "name": "Giờ mùa đông", "basis": "Quyết định 30/QĐ-UBND"}


def change(town: Town, by: str = "ha", begins: date = BEGINS, agency: str | None = None, **other) -> None:
    known = town.directory
    agency_id = next((one.id for one in known.agencies.values() if one.code == agency), None)
    told = {**TOLD, "key": town.key(), **other, "agency_id": agency_id}
    with town.database.transaction() as transaction:
        calendar.change_hours(transaction, begins, officer=town.officer(by), moment=town.moment, **told)


def said(moment: datetime) -> str:
    return f"{local(moment):%d/%m %H:%M}"


def test_nothing_moves_until_somebody_decides(work: Work) -> None:
    town, before = work.town, work.found.due_at
    assert said(before) == "05/03 08:00"
    change(town)
    assert (work.found.due_at, work.clock.due) == (before, before)
    (proposal,) = proposals(town)
    assert [said(one.due) for one in (proposal.before, proposal.after)] == ["05/03 08:00", "05/03 08:30"]
    assert sound(town)
    town.deal(calendar.approve, "viet", work.id)
    assert said(work.found.due_at) == "05/03 08:30"
    why = "Tính lại theo Quyết định 30/QĐ-UBND (giờ làm việc từ 05/03/2026: 08:30–12:00, 13:00–17:00)"
    assert why in work.clock.explanation
    assert proposals(town) == []
    assert sound(town)


def test_what_is_due_before_they_begin_or_at_an_hour_that_both_work_stays(work: Work) -> None:
    change(work.town, begins=date(2026, 3, 6))
    change(work.town, week="07:30-11:30,13:30-17:30")
    assert proposals(work.town) == []


def test_new_dossiers_are_counted_by_the_new_hours(work: Work) -> None:
    town = work.town
    change(town)
    change(town, begins=date(2026, 3, 4), week="08:00-12:00,13:00-17:00", basis="Quyết định 31/QĐ-UBND")
    town.moment = datetime(2026, 3, 3, 6, 15, tzinfo=ZONE)
    due = town.receive(town.request("1.001612"))
    assert said(due.due_at) == "06/03 08:30"
    assert "nhận lúc 06:15 thứ Ba 03/03/2026, ngoài giờ làm việc" in due.explanation
    assert "Giờ làm việc từ thứ Tư 04/03/2026: 08:00–12:00, 13:00–17:00" in due.explanation
    assert "Giờ làm việc từ thứ Năm 05/03/2026: 08:30–12:00, 13:00–17:00" in due.explanation


def test_hours_that_began_before_it_was_received_are_a_cause_too(work: Work) -> None:
    change(work.town, begins=date(2026, 2, 2))
    work.town.deal(calendar.approve, "viet", work.id)
    assert said(work.found.due_at) == "05/03 08:30"
    assert "Tính lại theo Quyết định 30/QĐ-UBND" in work.clock.explanation
    assert sound(work.town)


def test_the_hours_of_one_agency_are_not_those_of_another(town: Town) -> None:
    with pytest.raises(NotAllowed):
        change(town, by="viet")
    with pytest.raises(NotAllowed):
        change(town, by="binh", agency="H99.30")
    change(town, by="viet", agency="H99.30")
    known = town.directory
    of = {one.code: known.calendar(one.id) for one in known.agencies.values()}
    hours = [of[code].hours_on(BEGINS)[0][0].hour for code in ("H99.30", "H99.31")]
    assert hours == [8, 7]
    change(town, week="07:30-11:30,13:30-17:00")  # for all; an agency's own stand before
    known = town.directory
    opened = [known.calendar(one.id).hours_on(BEGINS)[0][0] for one in known.agencies.values()]
    assert len({*opened}) == 2


def test_they_need_a_document_and_change_something(town: Town) -> None:
    for missing in ("basis", "name"):
        with pytest.raises(Missing):
            change(town, **{missing: " "})
    with pytest.raises(WrongHours):
        change(town, week="13:00-12:00")
    with pytest.raises(NotLawful, match="từ 05/03/2026 giờ làm việc đã là 07:00–11:30, 13:30–17:00"):
        change(town, by="viet", agency="H99.30", week="07:00-11:30,13:30-17:00")
    change(town, key="một lần")
    with pytest.raises(AlreadyDone):
        change(town, key="một lần")


def test_a_day_has_hours_of_its_own(work: Work) -> None:
    town = work.town
    announce(town, day=date(2026, 3, 4), is_worked=True, hours="07:00-11:30", name="Mít tinh")
    assert proposals(town) == []  # still a day, and at 08:00 it is worked
    announce(town, day=BEGINS, is_worked=True, hours="13:30-17:00", name="Mất điện buổi sáng")
    (proposal,) = proposals(town)
    assert said(proposal.after.due) == "05/03 13:30"
    assert "Giờ làm việc thứ Tư 04/03/2026: 07:00–11:30" in proposal.after.explanation
    town.deal(calendar.approve, "viet", work.id)
    assert "(làm việc 05/03/2026 13:30–17:00)" in work.clock.explanation
    with pytest.raises(NotLawful, match="đã là ngày làm việc 13:30–17:00"):
        announce(town, day=BEGINS, is_worked=True, hours="13:30-17:00")
    with pytest.raises(NotLawful, match="đã là ngày làm việc"):
        announce(town, day=BEGINS, is_worked=True)
    with pytest.raises(WrongHours):
        announce(town, day=BEGINS, is_worked=True, hours="chiều")


def test_a_saturday_morning_is_open_and_does_not_count(town: Town) -> None:
    change(town, by="viet", agency="H99.30", week="07:00-11:30,13:30-17:00;T7 07:30-11:00", begins=date(2026, 3, 1))
    town.moment = datetime(2026, 3, 7, 8, tzinfo=ZONE)
    due = town.receive(town.request("1.001612"))
    assert said(due.due_at) == "12/03 07:00"
    assert "nhận lúc 08:00 thứ Bảy 07/03/2026, buổi mở cửa không tính vào thời hạn" in due.explanation


def test_hours_that_were_wrong_are_withdrawn(work: Work) -> None:
    town = work.town
    change(town)
    town.deal(calendar.approve, "viet", work.id)
    with town.database.snapshot() as snapshot:
        (changed,) = calendar.dates(snapshot, work.found.agency_id, officer=town.officer("ha")).changes
    with town.database.transaction() as transaction:
        told = {"officer": town.officer("ha"), "moment": town.moment, "basis": "Quyết định 31/QĐ-UBND"}
        calendar.withdraw(transaction, changed.id, key=town.key(), **told)
    town.deal(calendar.approve, "viet", work.id)
    assert said(work.found.due_at) == "05/03 08:00"
    assert sound(town)
