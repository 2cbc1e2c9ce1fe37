"""In the night the agent goes through the past; by day who answers for a dossier is told how likely it becomes late."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from processes import database as clock
from processes import forecasts, tables
from processes.calendars import ZONE
from processes.refusals import NotAllowed, NotFound
from tasks import forecasting
from tasks.forecasting import Foreseen
from tests.conftest import MONDAY_8AM
from tests.tasks.offices import CODE
from tests.town import Town
from ui.locale import speaking
from ui.widgets import forecast

PAST, LATE = 24, 6


def settled(town: Town, *, are_mostly_late: bool = False) -> Town:
    """Four weeks of dossiers: of four three came an hour before their time, one three days after it; or otherwise."""
    row = tables.Dossier
    for number in range(PAST):
        town.pass_time(days=1)
        dossier_id = town.receive(town.request(CODE)).dossier_id
        with town.database.transaction() as transaction:
            due = transaction.execute(select(row.due_at).where(row.id == dossier_id)).scalar_one()
            late = timedelta(days=3) if (number % 4 == 0) is not are_mostly_late else -timedelta(hours=1)
            done = {"finished_at": due + late, "business_status": "completed"}
            transaction.execute(update(row).where(row.id == dossier_id).values(**done))
    town.moment = datetime(2026, 4, 6, 8, tzinfo=ZONE)  # a Monday
    return town


def night(town: Town, day: date = date(2026, 4, 7), *, hour: int = 2) -> int:
    return forecasting.learn(town.database, moment=datetime(day.year, day.month, day.day, hour, tzinfo=ZONE))


def foreseen(town: Town, dossier_id: int, username: str = "viet") -> Foreseen | None:
    with town.database.snapshot() as snapshot:
        return forecasting.of_dossier(snapshot, dossier_id, officer=town.officer(username), moment=town.moment)


def kept(town: Town) -> int:
    with town.database.snapshot() as snapshot:
        return snapshot.execute(select(func.count()).select_from(tables.Forecast)).scalar_one()


def test_the_night_learns_and_the_day_is_told(town: Town) -> None:
    settled(town)
    dossier_id = town.receive(town.request(CODE)).dossier_id
    assert foreseen(town, dossier_id) is None
    assert night(town, hour=1) == 0
    assert night(town) == 1
    assert night(town, hour=3) == 0  # another agent, or this one again
    found = foreseen(town, dossier_id)
    assert found is not None
    assert found.chance == pytest.approx(LATE / PAST, abs=0.12)  # the latest count most
    assert found.similar == PAST + 1  # what is open counts for as long as it was
    assert 0 < found.half <= found.most
    with town.database.snapshot() as snapshot:
        told = {"officer": town.officer("viet"), "moment": town.moment}
        assert forecasting.of_open(snapshot, **told) == {dossier_id: found}
        assert forecasting.of_dossiers(snapshot, [1, dossier_id], **told) == {dossier_id: found}
        assert forecasting.of_open(snapshot, officer=town.officer("nam"), moment=town.moment) == {}


def test_who_may_be_told(town: Town) -> None:
    settled(town)
    dossier_id = town.receive(town.request(CODE)).dossier_id
    night(town)
    for username in ("mai", "viet", "huong"):  # receives it, leads the agency, heads a unit of it
        assert foreseen(town, dossier_id, username) is not None
    for username in ("binh", "nam", "thu", "khoa"):
        with pytest.raises(NotAllowed):
            foreseen(town, dossier_id, username)
    with pytest.raises(NotFound):
        foreseen(town, 999_999)


def test_what_likely_comes_late_by_friday_is_listed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(town, are_mostly_late=True)
    slow = town.receive(town.request(CODE)).dossier_id  # on Monday, for Thursday
    night(town)
    town.moment = datetime(2026, 4, 7, 10, tzinfo=ZONE)
    late = town.receive(town.request(CODE)).dossier_id  # for Friday
    friday = date(2026, 4, 10)

    def listed(day: date, username: str = "viet") -> list[int]:
        with town.database.snapshot() as snapshot:
            told = {"officer": town.officer(username), "moment": town.moment}
            return [one.dossier_id for one in forecasting.late_by(snapshot, day, **told)]

    found = foreseen(town, slow)
    assert found is not None
    assert 0.6 < found.chance < 0.9  # three of four, as it was before
    expected = [[], [], [slow], [slow, late], [slow, late]]
    assert [listed(friday + timedelta(days=number)) for number in (-5, -2, -1, 0, 7)] == expected
    assert listed(friday, "thang") == []  # of another commune
    monkeypatch.setattr(forecasting, "LIKELY", found.chance + 0.01)
    assert listed(friday) == []


def test_what_was_foreseen_is_compared_with_what_came_of_it(town: Town) -> None:
    settled(town)
    ids = [town.receive(town.request(CODE)).dossier_id for _ in range(3)]
    night(town)
    assert kept(town) == 3
    night(town, date(2026, 4, 8))
    assert kept(town) == 3  # once a week
    row = tables.Dossier
    with town.database.transaction() as transaction:
        for number, dossier_id in enumerate(ids):
            due = transaction.execute(select(row.due_at).where(row.id == dossier_id)).scalar_one()
            done = {"finished_at": due + timedelta(days=3 * (number - 1)), "business_status": "completed"}
            transaction.execute(update(row).where(row.id == dossier_id).values(**done))
    night(town, date(2026, 4, 14))
    with town.database.snapshot() as snapshot:
        procedure = snapshot.execute(select(tables.ForecastBasis.procedure_id)).scalar_one()
        hits = forecasts.known(snapshot, [procedure])[procedure].hits
    assert (hits.number, hits.right) == (3, 2)  # in time, in time at the very minute, three days late: all told in time
    assert sum(one.number for one in hits.tenths) == 3
    night(town, date(2027, 6, 1))
    assert kept(town) == 0


def test_a_dossier_that_is_paused_late_or_over_is_not_foreseen_anew(town: Town) -> None:
    settled(town)
    ids = [town.receive(town.request(CODE)).dossier_id for _ in range(3)]
    night(town)
    row = tables.Dossier
    with town.database.transaction() as transaction:
        ago = town.moment - timedelta(days=2)
        transaction.execute(update(row).where(row.id == ids[0]).values(due_at=ago))
        transaction.execute(update(row).where(row.id == ids[1]).values(finished_at=town.moment))
        transaction.execute(update(row).where(row.id == ids[2]).values(paused_at=town.moment))
    assert [foreseen(town, one) is None for one in ids] == [True, True, False]
    before = foreseen(town, ids[2])
    town.pass_time(days=3)
    assert foreseen(town, ids[2]) == before


def test_the_sentence(town: Town) -> None:
    settled(town)
    dossier_id = town.receive(town.request(CODE)).dossier_id
    view, officer = town.dossier("viet", dossier_id), town.officer("viet")
    (lacking,) = forecast.fact(view, officer, moment=town.moment)
    assert lacking.value == "Chưa đủ dữ liệu về hồ sơ đã giải quyết của thủ tục này."
    night(town)
    (told,) = forecast.fact(view, officer, moment=town.moment)
    assert told.value.startswith("Khả năng quá hạn ")
    assert told.value.endswith(f"dựa trên {PAST + 1} hồ sơ tương tự.")
    with speaking("en"):
        assert "similar dossiers" in forecast.fact(view, officer, moment=town.moment)[0].value
    assert forecast.fact(view, town.officer("binh"), moment=town.moment) == []
    assert clock.now() > MONDAY_8AM


def test_days_and_hours_and_what_is_never_certain() -> None:
    def told(half: int, most: int) -> str:
        return forecast._time(Foreseen(1, 0.5, half, most, 20, 0, forecasts.NO_HITS), 480)

    assert told(3 * 480, 5 * 480) == "3–5 ngày làm việc"
    assert told(480, 490) == "1 ngày làm việc"
    assert told(60, 240) == "1–4 giờ làm việc"
    assert told(0, 0) == "1 giờ làm việc"
    assert [forecast.percent(one) for one in (0.0, 0.616, 1.0)] == [1, 62, 99]
    assert forecast.hits(forecasts.NO_HITS) == ""
    assert forecast.hits(forecasts.Hits(200, 162, 0.7, ())) == "81 % trong 200 dự báo trước đây đã đúng"
