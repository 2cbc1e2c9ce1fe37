"""What will be late by Friday is told of what the board shows to who asks, and by how the past went."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from processes import tables
from processes.calendars import ZONE
from processes.refusals import NotAllowed
from tasks import board, expected, forecasting
from tasks.board import Asked
from tests.tasks.offices import CODE
from tests.town import Town

FRIDAY = date(2026, 4, 10)


def past(town: Town, number: int = 24, *, late_but: int = 4) -> None:
    """Dossiers of a procedure that are over: three days late, but for every so many."""
    row, task = tables.Dossier, tables.Task
    for one in range(number):
        town.pass_time(days=1)
        found = town.receive(town.request(CODE)).dossier_id
        with town.database.transaction() as transaction:
            due = transaction.execute(select(row.due_at).where(row.id == found)).scalar_one()
            at = due + (timedelta(days=3) if one % late_but else -timedelta(hours=1))
            over = {"finished_at": at, "returned_at": at, "business_status": "completed"}
            transaction.execute(update(row).where(row.id == found).values(**over))
            transaction.execute(update(task).where(task.dossier_id == found).values(closed_at=at, state="completed"))


def listed(town: Town, who: str, asked: Asked | None = None, day: date = FRIDAY) -> list[int]:
    with town.database.snapshot() as snapshot:
        told = {"officer": town.officer(who), "moment": town.moment}
        return [one.row.dossier_id for one in expected.late_by(snapshot, asked or Asked(), day, **told)]  # pyright: ignore


def test_what_comes_late_by_friday_is_listed_where_it_lies(town: Town) -> None:
    past(town)
    town.moment = datetime(2026, 4, 6, 8, tzinfo=ZONE)  # a Monday
    here = town.receive(town.request(CODE)).dossier_id
    town.complete("mai", town.dossier("mai", here).current[0].task_id)
    there = town.receive(town.request(CODE)).dossier_id  # still at the one-stop
    forecasting.learn(town.database, moment=datetime(2026, 4, 7, 2, tzinfo=ZONE))
    town.moment = datetime(2026, 4, 7, 9, tzinfo=ZONE)
    assert sorted(listed(town, "viet")) == [here, there]
    assert listed(town, "huong") == [here]  # what lies in her division alone
    assert listed(town, "viet", Asked(unit_id=town.unit("H99.30", "one_stop").id)) == [there]
    assert listed(town, "viet", day=FRIDAY - timedelta(days=3)) == []  # due on Thursday
    with pytest.raises(NotAllowed):
        listed(town, "binh")
    with town.database.snapshot() as snapshot:
        assert set(board.among(snapshot, Asked(), [here, there, 1], officer=town.officer("huong"))) == {here}


@pytest.mark.parametrize(("day", "friday"), [(6, 10), (10, 10), (11, 17), (12, 17), (13, 17)])
def test_the_friday_that_is_meant(day: int, friday: int) -> None:
    assert expected.friday(datetime(2026, 4, day, 16, tzinfo=ZONE)) == date(2026, 4, friday)
