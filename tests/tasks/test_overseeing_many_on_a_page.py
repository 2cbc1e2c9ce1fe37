"""What may be done with many tasks that were chosen: offered by post, asked in a dialog, ordered, told one by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tasks import batches
from tests.tasks import oversight_acts
from tests.tasks.scene import Scene, Stage
from tests.tasks.test_who_may_by_page import Desk

NUMBERED = {"urge": "Người dân chờ", "escalate": "Chậm", "explain": "Vì sao chậm?", "reassign": "Đi học"}


def _page(tasks: list[int]) -> None:
    from ui import visitor
    from ui.widgets import overseeing_many

    overseeing_many.draw(visitor.current(), tasks, key="board")


def _dialog(tasks: list[int], name: str) -> None:
    """The page with the dialog open: a run of AppTest is a run of everything, in which a dialog would be gone."""
    import streamlit as st

    from ui import visitor
    from ui.widgets import batch, overseeing_many

    known = visitor.current()
    if batch.turn() == st.session_state.setdefault("first", batch.turn()):
        overseeing_many.ask(known, name, overseeing_many.looks()[name], tasks, "board")  # pyright: ignore
    overseeing_many.draw(known, [], key="board")


@pytest.fixture
def desk(stage: Stage, data: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(stage, data, monkeypatch)


def shown(desk: Desk, scene: Scene, person: str) -> AppTest:
    desk.show(person)
    page = AppTest.from_function(_page, args=([scene.task_id],), default_timeout=60).run()
    assert not page.exception
    return page


def test_to_give_and_take_is_offered_to_heads(desk: Desk) -> None:
    scene = desk.put_up(oversight_acts.OVERSEEN)
    people = ("the receiving one-stop", "a leader of the agency", "a substitute in the period")
    offered = {person: {button.key for button in shown(desk, scene, person).button} for person in people}
    everybody = {f"oversee_board_{name}" for name in ("urge", "explain", "apologise", "escalate")}
    heads = everybody | {"oversee_board_reassign", "oversee_board_take_over"}
    assert offered["the receiving one-stop"] == everybody
    assert offered["a leader of the agency"] == offered["a substitute in the period"] == heads


@pytest.mark.parametrize("name", NUMBERED)
def test_an_act_is_ordered_with_its_words_and_worked_off(desk: Desk, name: str) -> None:
    scene = desk.put_up(oversight_acts.OVERSEEN)
    desk.show("a leader of the agency")
    page = AppTest.from_function(_dialog, args=([scene.task_id], name), default_timeout=60).run()
    next(one for one in page.button if (one.key or "").endswith("_done")).click().run()
    assert any("Hãy ghi" in one.proto.body for one in page.get("html"))
    page.text_area[0].set_value(NUMBERED[name])
    if page.radio:
        assert scene.town.directory.name(scene.town.officer("thu").id) in page.radio[0].options[0]
    next(one for one in page.button if (one.key or "").endswith("_done")).click().run()
    assert not page.exception
    batches.work(scene.town.database, moment=scene.town.moment)
    with scene.town.database.snapshot() as snapshot:
        found = batches.latest(snapshot, officer=scene.town.officer("viet"), moment=scene.town.moment)
    assert found is not None
    assert (found.act, found.done, found.refused) == (name, 1, [])
    page.run()
    said = " ".join(one.proto.body for one in page.get("html"))
    assert "Đã xử lý 1 việc" in said
    assert ("Phiếu đôn đốc số 01/PĐĐ" in said) == (name == "urge")
