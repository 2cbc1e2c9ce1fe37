"""A birth at the border is registered the same day; what comes after three o'clock, by the close of the next."""

from __future__ import annotations

from datetime import datetime

import pytest

from processes.calendars import ZONE, local
from tests.stories.test_first_run import work_through
from tests.town import Town

CODE = "1.000110"


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-02 08:00", "2026-03-02 17:00"),
        ("2026-03-02 14:59", "2026-03-02 17:00"),
        ("2026-03-02 15:01", "2026-03-03 17:00"),
        ("2026-03-06 16:30", "2026-03-09 17:00"),
    ],
)
def test_it_is_due_the_same_day_or_the_next(town: Town, received: str, due: str) -> None:
    town.moment = datetime.fromisoformat(received).replace(tzinfo=ZONE)
    accepted = town.receive(town.request(CODE))
    assert f"{local(accepted.due_at):%Y-%m-%d %H:%M}" == due


def test_it_is_entered_signed_and_handed_over(town: Town) -> None:
    accepted = town.receive(town.request(CODE))
    work_through(town, CODE, accepted.dossier_id)
    view = town.dossier("mai", accepted.dossier_id)
    assert (view.particulars.national_status, view.standing.kind) == (10, "on_time")
