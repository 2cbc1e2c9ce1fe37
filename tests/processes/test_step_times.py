"""How much working time each step of a dossier has used, in whose hands, with the clock's pauses left out."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event

from processes import step_times
from processes.step_times import StepTime
from tasks import dealings
from tests.town import Town


def times(town: Town, *dossiers: int) -> dict[int, list[StepTime]]:
    known = town.directory
    calendar = known.calendar(town.unit("H99.30", "office").agency_id)
    with town.database.snapshot() as snapshot:
        return step_times.of_dossiers(snapshot, dict.fromkeys(dossiers, calendar), moment=town.moment)


def told(steps: list[StepTime]) -> list[tuple[str, bool, int, int]]:
    return [(one.name, one.is_open, one.used.minutes, one.over.minutes) for one in steps]


def test_each_step_has_used_its_own_time(town: Town) -> None:
    found = town.receive().dossier_id
    town.pass_time(minutes=45)
    town.complete("mai", town.dossier("mai", found).current[0].task_id)
    town.claim("binh", town.dossier("binh", found).current[0].task_id)
    town.pass_time(days=2)
    steps = times(town, found)[found]
    # two working days of eight hours; the step has three hours of its own
    assert told(steps) == [
        ("Tiếp nhận và chuyển hồ sơ", False, 45, 0),
        ("Tra cứu sổ gốc, dự thảo", True, 960, 780),
    ]
    assert steps[1].holder_id == town.officer("binh").id
    assert step_times.longest(steps) == steps[1]
    assert step_times.longest([]) is None


def test_while_the_clock_stands_no_step_uses_time(town: Town) -> None:
    found = town.receive().dossier_id
    town.complete("mai", town.dossier("mai", found).current[0].task_id)
    town.claim("binh", town.dossier("binh", found).current[0].task_id)
    town.pass_time(minutes=30)
    limit = town.moment + timedelta(days=10)
    town.deal(dealings.ask_duty, "binh", found, amount=50_000, notice="7/TB", limit=limit)
    town.pass_time(days=2)
    assert times(town, found)[found][1].used.minutes == 30
    town.deal(dealings.confirm_duty, "binh", found, receipt="BL 12")
    town.pass_time(minutes=60)
    assert times(town, found)[found][1].used.minutes == 90


def test_a_page_of_dossiers_is_two_statements(town: Town) -> None:
    found = [town.receive().dossier_id for _ in range(3)]
    times(town, *found)
    said: list[str] = []
    known = town.directory
    calendar = known.calendar(town.unit("H99.30", "office").agency_id)
    event.listen(town.database.engine, "before_cursor_execute", lambda *one: said.append(one[2]))
    with town.database.snapshot() as snapshot:
        step_times.of_dossiers(snapshot, dict.fromkeys(found, calendar), moment=town.moment)
    assert len([one for one in said if one.startswith("SELECT")]) == 2
