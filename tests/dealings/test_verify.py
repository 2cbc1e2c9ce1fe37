"""The check finds a dossier that nobody has, and a due time that no fact explains."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from processes import clocks, tables


def unsound(work) -> list[str]:
    with work.town.database.snapshot() as snapshot:
        return [one.why for one in clocks.verify(snapshot)]


def test_a_dossier_that_nobody_has(work):
    assert unsound(work) == []
    with work.town.database.transaction() as transaction:
        transaction.execute(update(tables.Task).values(state="cancelled"))
    assert unsound(work) == ["không có việc nào đang chờ"]


def test_a_due_time_that_was_reset(work):
    with work.town.database.transaction() as transaction:
        transaction.execute(update(tables.Dossier).values(due_at=work.town.moment + timedelta(days=90)))
    assert unsound(work) == ["hạn trả không khớp với lịch sử"]


def test_a_pause_that_nobody_recorded(work):
    with work.town.database.transaction() as transaction:
        transaction.execute(update(tables.Dossier).values(paused_at=work.town.moment))
    assert unsound(work) == ["trạng thái tạm dừng không khớp với lịch sử"]
