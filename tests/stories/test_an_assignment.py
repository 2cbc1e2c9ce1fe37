"""A division's morning: the head gives the work to who is free, a colleague helps, and an absent head has a substitute.

Basis: the agency's own rules of work; whoever acts for the absent head by a decision is on record beside her.
"""

from __future__ import annotations

from datetime import date

import pytest

from processes import clocks, history
from processes.refusals import NotYours
from tasks import candidates, comments, inbox, substitution
from tasks.substitution import Appointment
from tests.answers import answer
from tests.tasks.offices import CODE, STEP, assign, beside, join, waiting
from tests.town import Town

MONDAY = date(2026, 3, 2)


def free(town: Town, task_id: int) -> list[tuple[str, int, bool]]:
    """Who may get the task: name, how much is held, whether absent."""
    with town.database.snapshot() as snapshot:
        circle = candidates.of_task(snapshot, task_id, officer=town.officer("huong"), moment=town.moment)
    return [(one.name, one.held, one.absent_until is not None) for one in circle.main]


def absent(town: Town, who: str, substitute: str) -> int:
    given = Appointment(town.officer(who).id, town.officer(substitute).id, "12/QĐ-STP", MONDAY, MONDAY, MONDAY)
    with town.database.transaction() as transaction:
        told = {"officer": town.officer("khoa"), "moment": town.moment, "key": town.key()}
        return substitution.record(transaction, given, **told)


def test_the_head_gives_to_who_is_free_and_a_colleague_helps(town: Town) -> None:
    join(town, "binh", "economic_division/case_officer")
    first, second, third = waiting(town, 3)
    assert free(town, first) == [("Hoàng Đức Nam", 0, False), ("Nguyễn Văn Bình", 0, False)]
    assign(town, first, "nam")
    assert free(town, second) == [("Nguyễn Văn Bình", 0, False), ("Hoàng Đức Nam", 1, False)]
    assign(town, second, "binh")
    absent(town, "binh", "mai")
    assert free(town, third)[-1] == ("Nguyễn Văn Bình", 1, True)
    assign(town, third, "nam", ["thu"])

    dossier_id = town.look("thu", third).dossier.particulars.id
    with town.database.transaction() as transaction:
        said = {"text": "Địa chỉ kinh doanh đã được cấp số nhà mới", "moment": town.moment, "key": town.key()}
        comments.write(transaction, dossier_id, officer=town.officer("thu"), **said)
    town.claim("nam", third)
    with pytest.raises(NotYours, match="Hoàng Đức Nam"):
        town.complete("thu", third, answer(town, CODE, STEP))
    assert [one.text for one in town.look("nam", third).dossier.comments] == [said["text"]]
    town.complete("nam", third, answer(town, CODE, STEP))
    assert beside(town, third) == "Lê Thị Thu"  # who worked on it stays on record


def test_who_stands_in_for_the_head_chooses_in_both_names(town: Town) -> None:
    accepted = town.receive(town.request("1.013807", agency="H99.05", at="H99"), by="chau")
    town.complete("chau", town.dossier("chau", accepted.dossier_id).current[0].task_id)
    found = absent(town, "quynh", "hanh")
    task = town.inbox("hanh")[0].task_id
    town.claim("hanh", task)
    with town.database.transaction() as transaction:
        told = {"officer": town.officer("hanh"), "moment": town.moment, "key": town.key()}
        inbox.complete(transaction, task, values={}, assignee=town.officer("phuong").id, **told)
    (step,) = town.dossier("chau", accepted.dossier_id).current
    assert (step.element, step.state, step.holder_id) == ("appraise", "assigned", town.officer("phuong").id)
    rows = [row for row in town.dossier("chau", accepted.dossier_id).history if row.kind == "task.assigned"]
    assert [(row.officer_id, row.substitution_id) for row in rows] == [(town.officer("hanh").id, found)]
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []
