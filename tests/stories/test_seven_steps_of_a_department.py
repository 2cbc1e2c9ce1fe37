"""The seven steps of a department, from the province's one-stop and back to it."""

from __future__ import annotations

from datetime import date

from processes.calendars import local
from tests.answers import ANSWERS, answer
from tests.town import Town

CODE = "1.013807"


def test_each_step_in_its_post_and_in_time(town: Town) -> None:
    accepted = town.receive(town.request(CODE, agency="H99.05", at="H99"), by="chau")
    assert local(accepted.due_at).date() == date(2026, 3, 16)
    done: list[str] = []
    while steps := town.dossier("chau", accepted.dossier_id).current:
        (step,) = steps
        who = ANSWERS[CODE][step.element].by
        if town.look(who, step.task_id).may_claim:
            town.claim(who, step.task_id)
        town.complete(who, step.task_id, answer(town, CODE, step.element))
        done.append(step.element)
        town.pass_time(hours=1)
    assert done == ["receive", "assign", "appraise", "review", "sign", "issue", "return_result"]
    assert town.dossier("chau", accepted.dossier_id).standing.kind == "early"
