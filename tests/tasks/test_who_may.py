"""Who may do what: every act on a task or dossier by every kind of person; only the listed pairs succeed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from bpmn.refusals import Refusal
from processes.database import Database
from tasks import comments, drafts, inbox, passing, substitution, viewing
from tasks.substitution import Appointment
from tests.answers import answer
from tests.conftest import MONDAY_8AM
from tests.tasks import office_acts
from tests.tasks.scene import Scene, Stage, employ_the_analyst
from tests.town import Town

CODE = "2.000908"
PEOPLE = {
    "the post's holder": "binh",
    "a leader of the agency": "viet",
    "the receiving one-stop": "mai",
    "another commune's one-stop": "son",
    "another commune's leader": "thang",
    "the province's one-stop": "chau",
    "a department's clerk": "hanh",
    "who administers": "khoa",
    "a substitute in the period": "huong",
    "another unit, a substitute before the period": "nam",
    "the same unit, a substitute after it": "thu",
}
HOLDER, SUBSTITUTE = "the post's holder", "a substitute in the period"
SEES = {HOLDER, "the same unit, a substitute after it", "a leader of the agency", "the receiving one-stop", SUBSTITUTE}


def claim(scene: Scene, by: str) -> None:
    scene.town.claim(by, scene.task_id)


def put_back(scene: Scene, by: str) -> None:
    _act(scene, by, inbox.put_back, reason="Nhầm việc")


def complete(scene: Scene, by: str) -> None:
    scene.town.complete(by, scene.task_id, answer(scene.town, CODE, "appraise"))


def keep_a_draft(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        told = {"mark": 1, "officer": scene.town.officer(by), "moment": scene.town.moment}
        drafts.keep(transaction, scene.task_id, {"register_entry": "Quyển 3"}, **told)  # pyright: ignore


def send_back(scene: Scene, by: str) -> None:
    _act(scene, by, passing.send_back, element="receive", reason="Thiếu giấy tờ")


def pull_back(scene: Scene, by: str) -> None:
    _act(scene, by, passing.pull_back)


def assign(scene: Scene, by: str) -> None:
    _act(scene, by, inbox.assign, to=scene.town.officer("binh").id)


def see_the_task(scene: Scene, by: str) -> None:
    scene.town.look(by, scene.task_id)


def see_the_dossier(scene: Scene, by: str) -> None:
    with scene.town.database.snapshot() as snapshot:
        viewing.look(snapshot, scene.dossier_id, officer=scene.town.officer(by), moment=scene.town.moment)


def comment(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        told = {"text": "Đã xem", "moment": scene.town.moment, "key": scene.town.key()}
        comments.write(transaction, scene.dossier_id, officer=scene.town.officer(by), **told)  # pyright: ignore


def _act(scene: Scene, by: str, verb: Callable[..., object], **told: object) -> None:
    with scene.town.database.transaction() as transaction:
        told |= {"officer": scene.town.officer(by), "moment": scene.town.moment, "key": scene.town.key()}
        verb(transaction, scene.task_id, **told)


WAITING, HELD, DONE = "waiting", "held", "done"
ACTS: list[tuple[Callable[[Scene, str], None], str, set[str]]] = [
    (claim, WAITING, {HOLDER, SUBSTITUTE}),
    (claim, HELD, {SUBSTITUTE}),  # out of the absent officer's hands; who holds it is told so
    (put_back, HELD, {HOLDER}),
    (complete, HELD, {HOLDER}),
    (complete, WAITING, set()),
    (keep_a_draft, HELD, {HOLDER}),
    (send_back, HELD, {HOLDER}),
    (pull_back, DONE, {HOLDER}),
    (assign, WAITING, set()),  # the unit of this post has no head
    (see_the_task, HELD, SEES),
    (see_the_dossier, HELD, SEES),
    (comment, HELD, SEES),
    *office_acts.ACTS,
]
PEOPLE |= office_acts.PEOPLE
office_acts.EVERYBODY |= set(PEOPLE)


def province(database: Database) -> Town:
    """The province, with one substitution past, one going on, one to come."""
    town = Town(database, MONDAY_8AM)
    today = MONDAY_8AM.date()
    for substitute, since, until in [
        ("huong", today, today + timedelta(days=4)),
        ("nam", today + timedelta(days=7), today + timedelta(days=8)),
    ]:
        _appoint(town, substitute, since, until)
    town.moment -= timedelta(days=7)
    _appoint(town, "thu", town.moment.date(), town.moment.date() + timedelta(days=2))
    town.moment += timedelta(days=7)
    employ_the_analyst(town)
    return town


def _appoint(town: Town, substitute: str, since: date, until: date) -> None:
    ids = town.officer("binh").id, town.officer(substitute).id
    given = Appointment(
        *ids, decision="12/QĐ-UBND", decided_on=min(since, town.moment.date()), valid_from=since, valid_to=until
    )
    with town.database.transaction() as transaction:
        substitution.record(transaction, given, officer=town.officer("khoa"), moment=town.moment, key=town.key())


def scene(town: Town, state: str) -> Scene:
    if state in office_acts.STATES:
        return office_acts.scene_of(town, state)
    accepted = town.receive()
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    task_id = town.dossier("mai", accepted.dossier_id).current[0].task_id
    town.pass_time(minutes=1)
    if state != WAITING:
        town.claim("binh", task_id)
    if state == DONE:
        town.complete("binh", task_id, answer(town, CODE, "appraise"))
    return Scene(town, accepted.dossier_id, task_id)


NAMES = [f"{act.__name__}-{state}" for act, state, _ in ACTS]


@pytest.mark.parametrize(("act", "state", "allowed"), ACTS, ids=NAMES)
def test_only_the_listed_pairs_succeed(
    stage: Stage, data: Path, act: Callable[[Scene, str], None], state: str, allowed: set[str]
) -> None:
    tried, done = stage.put_up(data, state, province, scene), set[str]()
    for person, username in PEOPLE.items():
        try:
            act(tried, username)
        except Refusal:  # by name; anything else is a bug, and raised; it leaves the scene as it was
            continue
        done.add(person)
        tried = stage.put_up(data, state, province, scene)
    assert done == allowed
