"""A row names the step and hands that used the most working time, pauses left out."""

from __future__ import annotations

from datetime import timedelta

from tasks import board, dealings
from tasks.board import Asked, Spent
from tests.answers import answer
from tests.town import Town

REGISTER = "2.000908"


def longest(town: Town, dossier_id: int, asked: Asked | None = None) -> Spent:
    with town.database.snapshot() as snapshot:
        told = {"officer": town.officer("viet"), "moment": town.moment}
        return board.longest(snapshot, asked or Asked(), [dossier_id], **told)[dossier_id]  # pyright: ignore


def test_the_longest_step_is_named_with_who_has_it(town: Town) -> None:
    found = town.receive(town.request(REGISTER)).dossier_id
    first = town.dossier("mai", found).current[0]
    town.pass_time(hours=2)
    town.complete("mai", first.task_id, answer(town, REGISTER, "receive"))
    spent = longest(town, found)
    assert (spent.step, spent.officer_id, spent.time.minutes) == (first.name, town.officer("mai").id, 120)

    step = town.dossier("mai", found).current[0]
    town.claim("binh", step.task_id)
    town.pass_time(hours=1)  # until eleven: the older of the two still leads
    assert longest(town, found).step == first.name
    town.pass_time(hours=4)  # the noon's two hours do not count
    spent = longest(town, found)
    assert (spent.step, spent.officer_id, spent.time.minutes) == (step.name, town.officer("binh").id, 180)

    limit = town.moment + timedelta(days=10)
    town.deal(dealings.ask_duty, "binh", found, amount=50_000, notice="7/TB", limit=limit)
    town.pass_time(days=1)
    assert longest(town, found).time.minutes == 180  # the clock stands
    town.deal(dealings.confirm_duty, "binh", found, receipt="BL 7")
    town.pass_time(hours=1)
    assert longest(town, found).time.minutes == 240
    yesterday = Asked(on=town.moment.date() - timedelta(days=1))
    assert longest(town, found, yesterday).time.minutes == 180
