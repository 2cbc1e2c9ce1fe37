"""Acts on directives, for the question who may do what: the ward's leader gives one to a division."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from processes.matters import Told
from tasks.directives import giving
from tasks.directives.giving import Asked, Given
from tests.tasks.office_acts import DIVISION_HEAD, HEAD, act, look
from tests.tasks.scene import Scene
from tests.town import Town

DIRECTED = "with a directive"
WORKS_THERE = "another unit, a substitute before the period"  # of the division that was given it
TEXT = "1. Giao Phòng Kinh tế, Hạ tầng và Đô thị rà soát thủ tục, hoàn thành trước ngày 20/3/2026."
DUE = date(2026, 3, 20)


def scene(town: Town) -> Scene:
    """The leader has given a directive; the division's head has not taken it in yet."""
    made = Scene(town, 0, 0)
    give_a_directive(made, "viet")
    made.task_id = town.inbox("huong")[0].task_id
    made.dossier_id = made.it = town.inbox("huong")[0].dossier_id
    return made


def sent(scene: Scene) -> Mapping[str, Any]:
    """The directive as it is given over HTTP."""
    unit = scene.town.unit("H99.30", "economic_division")
    mandate = {"unit_id": unit.id, "task": "Rà soát thủ tục", "due_on": f"{DUE}"}
    return {"agency_id": unit.agency_id, "subject": "Chỉ thị", "text": TEXT, "mandates": [mandate]}


def text(scene: Scene) -> Mapping[str, Any]:
    """Its text, to be read over HTTP."""
    return {name: sent(scene)[name] for name in ("agency_id", "text")}


def read_a_directive(scene: Scene, by: str) -> None:
    look(scene, by, giving.read, TEXT, agency_id=sent(scene)["agency_id"])


def give_a_directive(scene: Scene, by: str) -> None:
    unit = scene.town.unit("H99.30", "economic_division")
    given = Given(unit.agency_id, Told("Chỉ thị", TEXT), [Asked(unit.id, "Rà soát thủ tục", DUE)])
    act(scene, by, giving.give, given)


def see_how_far_a_directive_is(scene: Scene, by: str) -> None:
    look(scene, by, giving.progress, scene.it, moment=scene.town.moment)


ACTS: list[tuple[Callable[[Scene, str], None], str, set[str]]] = [
    (read_a_directive, DIRECTED, {HEAD}),
    (give_a_directive, DIRECTED, {HEAD}),
    (see_how_far_a_directive_is, DIRECTED, {HEAD, DIVISION_HEAD, WORKS_THERE}),
]
