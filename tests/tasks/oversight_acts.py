"""Acts of oversight and repairs, for the question who may do what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert

from bpmn.engine import NoWayOut
from processes import faults, organisation, tables
from tasks import alerts, explanations, oversight, repairs, urgings
from tasks.alerts import Rule
from tests.tasks.office_acts import ADMINISTRATOR, COUNTER, DIVISION_HEAD, HEAD, act, look, scene_of
from tests.tasks.scene import Scene
from tests.town import Town
from ui.api.printing import FONTS

OVERSEEN, URGED, FAULTY, ALERTED = "held in the division", "urged", "in error", "with an alert"
OTHER_HEAD = "another commune's leader"
NAM = "another unit, a substitute before the period"  # who holds the task in the division
STATES = {OVERSEEN, URGED, FAULTY, ALERTED}
LATE = Rule("Quá hạn", "overdue", 5)


def scene(town: Town, state: str) -> Scene:
    """The scene in one of the states above."""
    if state == OVERSEEN:
        return _overseen(town)
    if state == ALERTED:
        made = _overseen(town)
        made.it = _saved(made, "viet")
        return made
    made = scene_of(town, "at work")
    if state == URGED:
        act(made, "mai", oversight.urge, made.task_id, text="Đề nghị xử lý ngay")
        made.it = oversight.letters(town.dossier("mai", made.dossier_id))[0].letter_id
        return made
    with town.database.transaction() as transaction:
        made.it = transaction.execute(tables.Task.__table__.select()).all()[-1].execution_id
        fault = NoWayOut(element="signed")
        faults.note(transaction, made.it, "task", fault, moment=town.moment, task_id=made.task_id)
    return made


def _overseen(town: Town) -> Scene:
    """Nam holds a task of the division; thu has the same post."""
    dossier_id = town.receive(town.request("1.001612")).dossier_id
    town.complete("mai", town.dossier("mai", dossier_id).current[0].task_id)
    task_id = town.dossier("mai", dossier_id).current[0].task_id
    town.claim("nam", task_id)
    post_id = town.officer("nam").posts[0].id
    with town.database.transaction() as transaction:
        row = {"officer_id": town.officer("thu").id, "post_id": post_id, "valid_from": town.moment.date()}
        transaction.execute(insert(tables.Holding), row)
        organisation.changed(transaction)
    return Scene(town, dossier_id, task_id)


def reassign(scene: Scene, by: str) -> None:
    act(scene, by, oversight.reassign, scene.task_id, to=scene.town.officer("thu").id, reason="Đi học")


def take_over(scene: Scene, by: str) -> None:
    act(scene, by, oversight.take_over, scene.task_id, reason="Cần xong hôm nay")


def escalate(scene: Scene, by: str) -> None:
    act(scene, by, oversight.escalate, scene.task_id, reason="Chậm hai ngày")


def ask_to_explain(scene: Scene, by: str) -> None:
    until = scene.town.moment + timedelta(days=1)
    act(scene, by, explanations.ask, scene.task_id, text="Vì sao chậm?", answer_by=until)


def _saved(scene: Scene, by: str) -> int:
    with scene.town.database.transaction() as transaction:
        return alerts.save(transaction, LATE, officer=scene.town.officer(by))


def save_an_alert(scene: Scene, by: str) -> None:
    _saved(scene, by)


def try_an_alert_out(scene: Scene, by: str) -> None:
    look(scene, by, alerts.try_out, LATE, moment=scene.town.moment)


def change_an_alert(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        alerts.save(transaction, replace(LATE, above=9), officer=scene.town.officer(by), alert_id=scene.it)


def switch_an_alert_off(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        alerts.switch(transaction, scene.it, is_on=False, officer=scene.town.officer(by))


def remove_an_alert(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        alerts.remove(transaction, scene.it, officer=scene.town.officer(by))


def see_an_urging_letter(scene: Scene, by: str) -> None:
    look(scene, by, urgings.pdf, scene.it, fonts=FONTS)


def see_what_is_in_error(scene: Scene, by: str) -> None:
    look(scene, by, repairs.listed)


def see_what_may_be_repaired(scene: Scene, by: str) -> None:
    tried = replace(scene)
    with tried.town.database.transaction() as transaction:
        told = {"officer": tried.town.officer(by), "moment": tried.town.moment}
        repairs.offered(transaction, tried.it, **told)  # pyright: ignore[reportArgumentType]


def retry(scene: Scene, by: str) -> None:
    act(scene, by, repairs.retry, scene.it)


def jump(scene: Scene, by: str) -> None:
    act(scene, by, repairs.jump, scene.it, element="sign", reason="Sơ đồ vẽ sai")


def correct_the_data(scene: Scene, by: str) -> None:
    act(scene, by, repairs.correct, scene.it, values={"copies": 2}, reason="Nhập nhầm")


_READS_URGING = {"the post's holder", HEAD, COUNTER, DIVISION_HEAD, "the same unit, a substitute after it"}
_HAS_BOARD = {HEAD, DIVISION_HEAD, OTHER_HEAD, "who was asked"}
_REPAIRS = {ADMINISTRATOR, HEAD, DIVISION_HEAD}
ACTS: list[tuple[Callable[[Scene, str], None], str, set[str]]] = [
    (reassign, OVERSEEN, {HEAD, DIVISION_HEAD}),
    (take_over, OVERSEEN, {HEAD, DIVISION_HEAD}),
    (escalate, OVERSEEN, {HEAD, DIVISION_HEAD, COUNTER, NAM}),
    (ask_to_explain, OVERSEEN, {HEAD, DIVISION_HEAD, COUNTER}),
    (save_an_alert, OVERSEEN, _HAS_BOARD),
    (try_an_alert_out, OVERSEEN, _HAS_BOARD),
    (change_an_alert, ALERTED, {HEAD}),
    (switch_an_alert_off, ALERTED, {HEAD}),
    (remove_an_alert, ALERTED, {HEAD}),
    (see_an_urging_letter, URGED, _READS_URGING),
    (see_what_is_in_error, FAULTY, _REPAIRS | {OTHER_HEAD, "who was asked"}),  # heads, each of the own agency
    (see_what_may_be_repaired, FAULTY, _REPAIRS),
    (retry, FAULTY, _REPAIRS),
    (jump, FAULTY, _REPAIRS),
    (correct_the_data, FAULTY, _REPAIRS),
]
