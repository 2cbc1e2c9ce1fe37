"""A head's step chooses who gets a following one: it opens assigned, now or later, for who may do it then."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import event

from processes import clocks, history, notices, organisation, tables
from processes.refusals import Missing, NotAssignable, NotLawful
from tasks import candidates, inbox, passing
from tests.answers import answer
from tests.conftest import DIAGRAMS
from tests.tasks.offices import join
from tests.town import Town

CODE, AGENCY, SLUG = "1.013807", "H99.05", "dang-ky-tap-su-cong-chung"
ASSIGNS = '<camunda:property name="gov.assigns" value="appraise" />'


def publish(town: Town, folder: Path, *, at: str = "assign", also: str = "") -> None:
    """The shipped procedure once more, with the choice made in another step, or more said about it."""
    shutil.copytree(DIAGRAMS / SLUG, folder)
    file = folder / "quy-trinh.bpmn"
    drawn = file.read_text(encoding="utf-8").replace(ASSIGNS, "")
    head, name, rest = drawn.partition(f'<bpmn:userTask id="{at}"')
    rest = rest.replace("<camunda:properties>", f"<camunda:properties>{ASSIGNS}{also}", 1)
    file.write_text(head + name + rest, encoding="utf-8")
    town.publish(folder, AGENCY)


def receive(town: Town) -> int:
    return town.receive(town.request(CODE, agency=AGENCY, at="H99"), by="chau").dossier_id


def step(town: Town, dossier_id: int):
    (found,) = town.dossier("chau", dossier_id).current
    return found


def complete(town: Town, dossier_id: int, by: str, to: str = "", **other: object) -> None:
    waiting = step(town, dossier_id)
    if waiting.state != "claimed":
        town.claim(by, waiting.task_id)
    told = {"officer": town.officer(by), "moment": town.moment, "key": town.key()}
    values = answer(town, CODE, waiting.element, **other)
    assignee = town.officer(to).id if to else None
    with town.database.transaction() as transaction:
        inbox.complete(transaction, waiting.task_id, values=values, assignee=assignee, **told)  # pyright: ignore
    town.pass_time(minutes=5)


def held(town: Town, dossier_id: int) -> tuple[str, str, str]:
    found = step(town, dossier_id)
    return found.element, found.state, town.directory.name(found.holder_id)


def test_the_next_step_opens_in_the_hands_of_who_was_chosen(town: Town) -> None:
    join(town, "hanh", "judicial_division/case_officer", AGENCY)
    dossier_id = receive(town)
    complete(town, dossier_id, "chau")
    waiting = step(town, dossier_id)
    with town.database.snapshot() as snapshot:
        asked = candidates.for_following(snapshot, waiting.task_id, officer=town.officer("quynh"), moment=town.moment)
    assert asked is not None
    assert (asked.name, asked.is_required) == ("Thẩm định hồ sơ, dự thảo", False)
    assert [one.name for one in asked.candidates] == ["Tạ Thị Hạnh", "Vũ Thu Phương"]
    complete(town, dossier_id, "quynh", "phuong")
    assert held(town, dossier_id) == ("appraise", "assigned", "Vũ Thu Phương")
    with town.database.snapshot() as snapshot:
        (told,) = notices.page(snapshot, town.officer("phuong").id)
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []
        rows = history.of(snapshot, dossier_id)
    assert (told.kind, told.by_id, told.task) == ("assigned", town.officer("quynh").id, "Thẩm định hồ sơ, dự thảo")
    (row,) = (row for row in rows if row.kind == "task.assigned")
    assert (row.element, row.officer_id, row.data) == (
        "appraise",
        town.officer("quynh").id,
        {"to": town.officer("phuong").id},
    )
    complete(town, dossier_id, "phuong")
    complete(town, dossier_id, "quynh", review="sent_back", review_note="Thiếu xác nhận")
    assert held(town, dossier_id) == ("appraise", "opened", "")  # the choice was for one time


def test_left_open_it_waits_in_the_pool(town: Town) -> None:
    dossier_id = receive(town)
    complete(town, dossier_id, "chau")
    complete(town, dossier_id, "quynh")
    assert held(town, dossier_id) == ("appraise", "opened", "")
    assert [row.kind for row in town.dossier("chau", dossier_id).history].count("task.assigned") == 0


def test_the_choice_costs_two_statements_and_leaving_it_open_none(town: Town) -> None:
    said: list[str] = []
    event.listen(town.database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    costs: list[int] = []
    for to in ("phuong", "", "phuong"):  # the first one reads the directory and the release
        dossier_id = receive(town)
        complete(town, dossier_id, "chau")
        waiting = step(town, dossier_id)
        town.claim("quynh", waiting.task_id)
        told = {"officer": town.officer("quynh"), "moment": town.moment, "key": town.key()}
        assignee = town.officer(to).id if to else None
        with town.database.transaction() as transaction:
            said.clear()
            inbox.complete(transaction, waiting.task_id, values={}, assignee=assignee, **told)  # pyright: ignore
            costs.append(len(said))
    assert costs[2] - costs[1] == 2  # the task's number, and the notice
    assert costs[1] <= 8


def test_who_was_chosen_by_mistake_is_chosen_anew_before_anybody_looks(town: Town) -> None:
    join(town, "hanh", "judicial_division/case_officer", AGENCY)
    dossier_id = receive(town)
    complete(town, dossier_id, "chau")
    assigning = step(town, dossier_id).task_id
    town.claim("quynh", assigning)
    town.pass_time(minutes=1)
    told = {"officer": town.officer("quynh"), "moment": town.moment}
    with town.database.transaction() as transaction:
        inbox.complete(transaction, assigning, values={}, assignee=town.officer("hanh").id, key=town.key(), **told)  # pyright: ignore
    with town.database.transaction() as transaction:
        passing.pull_back(transaction, assigning, key=town.key(), **told)  # pyright: ignore
    town.pass_time(minutes=1)
    complete(town, dossier_id, "quynh", "phuong")
    assert held(town, dossier_id) == ("appraise", "assigned", "Vũ Thu Phương")
    assert town.inbox("hanh", "mine") == []


def test_only_who_does_the_posts_work_is_chosen_and_only_where_the_diagram_says(town: Town) -> None:
    dossier_id = receive(town)
    with pytest.raises(NotLawful, match="không chọn"):
        complete(town, dossier_id, "chau", "phuong")
    complete(town, dossier_id, "chau")
    with pytest.raises(NotAssignable, match="Tạ Thị Hạnh"):
        complete(town, dossier_id, "quynh", "hanh")
    assert held(town, dossier_id)[0] == "assign"


def test_what_the_diagram_requires_is_not_left_open(town: Town, tmp_path: Path) -> None:
    publish(town, tmp_path / SLUG, also='<camunda:property name="gov.mustAssign" value="true" />')
    dossier_id = receive(town)
    complete(town, dossier_id, "chau")
    with pytest.raises(Missing, match="người xử lý bước sau"):
        complete(town, dossier_id, "quynh")
    complete(town, dossier_id, "quynh", "phuong")
    assert held(town, dossier_id) == ("appraise", "assigned", "Vũ Thu Phương")


@pytest.mark.parametrize("stays", [True, False])
def test_a_choice_holds_until_the_step_opens_for_who_may_do_it_then(town: Town, tmp_path: Path, stays: bool) -> None:
    publish(town, tmp_path / SLUG, at="receive")
    join(town, "hanh", "judicial_division/case_officer", AGENCY)
    dossier_id = receive(town)
    complete(town, dossier_id, "chau", "hanh")
    assert held(town, dossier_id) == ("assign", "opened", "")
    if not stays:
        with town.database.transaction() as transaction:
            holding = tables.Holding.__table__
            transaction.execute(holding.delete().where(holding.c.valid_from == town.moment.date()))
            organisation.changed(transaction)
    complete(town, dossier_id, "quynh")
    assert held(town, dossier_id) == ("appraise", *(("assigned", "Tạ Thị Hạnh") if stays else ("opened", "")))
    with town.database.snapshot() as snapshot:
        told = notices.page(snapshot, town.officer("hanh").id)
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []
    assert [one.by_id for one in told] == ([town.officer("chau").id] if stays else [])
