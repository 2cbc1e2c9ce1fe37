"""Saved views of the inbox, its sorts and its counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from processes import tables
from processes.branches import Sort
from processes.organisation import Officer
from processes.refusals import Missing, NotAllowed, NotFound, TooMany
from tasks import inbox, views
from tasks.inbox import Filter
from tests.town import Town


@pytest.fixture
def pool(town: Town) -> list[str]:
    """Three dossiers whose next step waits in one pool, due in the reverse order; their codes."""
    found: list[tuple[str, int]] = []
    for _ in range(3):
        accepted = town.receive()
        town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
        found.append((accepted.code, town.dossier("mai", accepted.dossier_id).current[0].task_id))
        town.pass_time(minutes=30)
    task = tables.Task
    with town.database.transaction() as transaction:
        for number, (_, task_id) in enumerate(found):
            changed = {"due_at": town.moment + timedelta(hours=9 - number), "priority": [50, 90, 50][number]}
            transaction.execute(update(task).where(task.id == task_id).values(**changed))
    return [code for code, _ in found]


def save(town: Town, name: str, narrowed: Filter, by: Officer, unit_id: int | None = None) -> int:
    with town.database.transaction() as transaction:
        return views.save(transaction, name, narrowed, unit_id=unit_id, officer=by, moment=town.moment)


def remove(town: Town, view_id: int, by: Officer) -> None:
    with town.database.transaction() as transaction:
        views.remove(transaction, view_id, officer=by)


@pytest.mark.parametrize(("sort", "order"), [("due", [2, 1, 0]), ("priority", [1, 2, 0]), ("received", [0, 1, 2])])
def test_a_list_is_sorted_and_paged_in_every_order(town: Town, pool: list[str], sort: Sort, order: list[int]) -> None:
    rows = town.inbox("binh", "unclaimed", sort=sort)
    assert [row.code for row in rows] == [pool[number] for number in order]
    after, paged = None, []
    for _ in range(3):
        (row,) = town.inbox("binh", "unclaimed", sort=sort, after=after, limit=1)
        after = row.place(sort)
        paged.append(row)
    assert paged == rows
    assert town.inbox("binh", "unclaimed", sort=sort, after=after) == []
    assert [row.code for row in town.inbox("binh", "unclaimed", sort=sort, text="nguyen")] == [row.code for row in rows]


def test_a_view_is_counted_as_far_as_it_is_told(town: Town, pool: list[str]) -> None:
    binh = town.officer("binh")
    for narrowed, number in [
        (Filter("unclaimed"), 3),
        (Filter("unit", sort="received"), 3),
        (Filter("unclaimed", text="nguyen"), 3),
        (Filter("unclaimed", text=pool[0]), 1),
        (Filter("unclaimed", standing="overdue"), 0),
        (Filter("unclaimed", step="Không có bước này"), 0),
        (Filter("mine"), 0),
    ]:
        with town.database.snapshot() as snapshot:
            assert inbox.count(snapshot, narrowed, officer=binh, moment=town.moment, most=100) == number, narrowed
            assert inbox.count(snapshot, narrowed, officer=binh, moment=town.moment, most=2) == min(number, 2)
            found = inbox.numbers(snapshot, narrowed, officer=binh, moment=town.moment, limit=100)
            page = inbox.page(snapshot, narrowed, officer=binh, moment=town.moment)
            assert found == [row.task_id for row in page]


def test_a_view_is_saved_found_again_and_shared_with_the_unit(town: Town) -> None:
    binh, mai = town.officer("binh"), town.officer("mai")
    unit_id = binh.posts[0].unit_id
    waiting = Filter("unit", "nguyễn", standing="waiting", sort="priority")
    first = save(town, "  Chờ   bổ sung ", waiting, binh)
    assert save(town, "Chờ bổ sung", replaced := Filter("mine", standing="overdue"), binh) == first
    shared = save(town, "Cả phòng quá hạn", Filter("unit", standing="overdue"), binh, unit_id)
    with town.database.snapshot() as snapshot:
        own = views.of(snapshot, officer=binh)
        assert [(one.name, one.narrowed, one.is_shared, one.is_mine) for one in own] == [
            ("Chờ bổ sung", replaced, False, True),
            ("Cả phòng quá hạn", Filter("unit", standing="overdue"), True, True),
        ]
        assert views.counts(snapshot, own, officer=binh, moment=town.moment) == [0, 0]
        assert views.of(snapshot, officer=mai) == []
        colleague = replace(mai, posts=binh.posts)
        assert [(one.id, one.is_mine) for one in views.of(snapshot, officer=colleague)] == [(shared, False)]
    with pytest.raises(NotAllowed):
        remove(town, shared, colleague)
    remove(town, shared, binh)
    with pytest.raises(NotFound):
        remove(town, shared, binh)


def test_views_without_a_name_for_others_units_or_too_many_are_refused(town: Town) -> None:
    binh, mai = town.officer("binh"), town.officer("mai")
    with pytest.raises(Missing):
        save(town, "  ", Filter(), binh)
    with pytest.raises(NotAllowed):
        save(town, "Của phòng khác", Filter(), binh, mai.posts[0].unit_id)
    for number in range(views.MOST):
        save(town, f"Bộ lọc {number}", Filter(), binh)
    with pytest.raises(TooMany):
        save(town, "Một bộ lọc nữa", Filter(), binh)
    save(town, "Bộ lọc 3", Filter("unit"), binh)
    with town.database.snapshot() as snapshot:
        assert len(views.of(snapshot, officer=binh)) == views.MOST


def test_what_a_former_version_saved_otherwise_is_passed_over(town: Town) -> None:
    binh = town.officer("binh")
    save(town, "Cũ", Filter(), binh)
    with town.database.transaction() as transaction:
        transaction.execute(update(tables.SavedView).values(narrowed={"scope": "everything"}))
    with town.database.snapshot() as snapshot:
        assert views.of(snapshot, officer=binh) == []
