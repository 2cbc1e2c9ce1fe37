"""Who may do what: every act on a task or dossier by every kind of person; only the listed pairs succeed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bpmn.refusals import Refusal
from processes import co_officers
from processes.database import Database
from tasks import (
    assignment,
    bundles,
    candidates,
    comments,
    consignments,
    delegation,
    drafts,
    handoffs,
    inbox,
    oversight,
    passing,
    questions,
    substitution,
    viewing,
)
from tasks.reception import PaperGiven
from tasks.substitution import Appointment
from tests import liaison
from tests.answers import answer
from tests.conftest import MONDAY_8AM
from tests.tasks import directive_acts, office_acts, oversight_acts
from tests.tasks.offices import assign as assign_to
from tests.tasks.offices import waiting
from tests.tasks.scene import Scene, Stage
from tests.town import Town
from ui.api.printing import FONTS

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
    "who was asked": "tuan",
}
HOLDER, SUBSTITUTE = "the post's holder", "a substitute in the period"
ONE_STOP = "the receiving one-stop"
SAME_UNIT, ASKED = "the same unit, a substitute after it", "who was asked"
OFFICE = {HOLDER, SAME_UNIT, SUBSTITUTE}
SEES = {HOLDER, SAME_UNIT, "a leader of the agency", ONE_STOP, SUBSTITUTE}


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
    _act(scene, by, assignment.assign, to=scene.town.officer("binh").id)


def assign_in_the_division(scene: Scene, by: str) -> None:
    nam, thu = (scene.town.officer(name).id for name in ("nam", "thu"))
    _act(scene, by, assignment.assign, to=nam, co=[thu])


def unassign(scene: Scene, by: str) -> None:
    _act(scene, by, assignment.unassign, to=scene.town.officer("nam").id)


def see_the_candidates(scene: Scene, by: str) -> None:
    with scene.town.database.snapshot() as snapshot:
        candidates.of_task(snapshot, scene.task_id, officer=scene.town.officer(by), moment=scene.town.moment)


def see_who_may_follow(scene: Scene, by: str) -> None:
    with scene.town.database.snapshot() as snapshot:
        candidates.for_following(snapshot, scene.task_id, officer=scene.town.officer(by), moment=scene.town.moment)


def claim_the_next(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        told = {"moment": scene.town.moment, "key": scene.town.key()}
        inbox.claim_next(transaction, officer=scene.town.officer(by), **told)  # pyright: ignore


def urge(scene: Scene, by: str) -> None:
    _act(scene, by, oversight.urge, text="Đề nghị xử lý ngay")


def see_the_task(scene: Scene, by: str) -> None:
    scene.town.look(by, scene.task_id)


def see_the_dossier(scene: Scene, by: str) -> None:
    with scene.town.database.snapshot() as snapshot:
        viewing.look(snapshot, scene.dossier_id, officer=scene.town.officer(by), moment=scene.town.moment)


def comment(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        told = {"text": "Đã xem", "moment": scene.town.moment, "key": scene.town.key()}
        comments.write(transaction, scene.dossier_id, officer=scene.town.officer(by), **told)  # pyright: ignore


def receive_a_handoff(scene: Scene, by: str) -> None:
    _act(replace(scene, task_id=scene.it), by, handoffs.receive)


def accept_a_handoff(scene: Scene, by: str) -> None:
    _act(replace(scene, task_id=scene.it), by, handoffs.accept)


def refuse_a_handoff(scene: Scene, by: str) -> None:
    _act(replace(scene, task_id=scene.it), by, handoffs.refuse, reason="Thiếu giấy tờ")


def recall_a_handoff(scene: Scene, by: str) -> None:
    _act(replace(scene, task_id=scene.it), by, handoffs.recall, reason="Gửi nhầm")


def write_about_a_handoff(scene: Scene, by: str) -> None:
    _act(replace(scene, task_id=scene.it), by, handoffs.note, text="Đề nghị bổ sung")


def finish_a_handoff(scene: Scene, by: str) -> None:
    _act(replace(scene, task_id=scene.it), by, handoffs.finish, text="Đã làm xong")


def _units(scene: Scene) -> tuple[int, int]:
    return scene.town.unit("H99.30", "one_stop").id, scene.town.unit("H99.30", "office").id


def hand_papers_over(scene: Scene, by: str) -> int:
    one_stop, office = _units(scene)
    with scene.town.database.transaction() as transaction:
        told = {"officer": scene.town.officer(by), "moment": scene.town.moment, "key": scene.town.key()}
        way = {"from_unit_id": one_stop, "to_unit_id": office}
        return consignments.make(transaction, [scene.dossier_id], **way, **told).id  # pyright: ignore


def take_papers_in(scene: Scene, by: str) -> None:
    told = {"shelves": {scene.dossier_id: "Kệ 1"}, "refused": {}}
    _act(replace(scene, task_id=scene.it), by, consignments.receive, **told)


def cancel_a_list(scene: Scene, by: str) -> None:
    _act(replace(scene, task_id=scene.it), by, consignments.cancel, reason="Giao nhầm")


def see_a_list(scene: Scene, by: str) -> None:
    with scene.town.database.snapshot() as snapshot:
        consignments.one(snapshot, scene.it, officer=scene.town.officer(by))


def print_a_list(scene: Scene, by: str) -> None:
    with scene.town.database.snapshot() as snapshot:
        consignments.pdf(snapshot, scene.it, officer=scene.town.officer(by), fonts=FONTS)


def shelve_papers(scene: Scene, by: str) -> None:
    _act(replace(scene, task_id=scene.dossier_id), by, bundles.shelve, shelf="Kệ 1")


def correct_who_holds_papers(scene: Scene, by: str) -> None:
    told = {"unit_id": _units(scene)[1], "reason": "Đã cầm về phòng"}
    _act(replace(scene, task_id=scene.dossier_id), by, bundles.correct, **told)


def find_papers(scene: Scene, by: str) -> None:
    code = scene.town.dossier("mai", scene.dossier_id).particulars.code
    with scene.town.database.snapshot() as snapshot:
        bundles.find(snapshot, code, officer=scene.town.officer(by), moment=scene.town.moment)


def see_whom_to_delegate_to(scene: Scene, by: str) -> None:
    with scene.town.database.snapshot() as snapshot:
        delegation.colleagues(snapshot, scene.task_id, officer=scene.town.officer(by))


def delegate(scene: Scene, by: str) -> None:
    _act(scene, by, delegation.delegate, to=scene.town.officer("thu").id, note="Tra giúp sổ gốc")


def give_back(scene: Scene, by: str) -> None:
    _act(scene, by, delegation.give_back, note="Đã tra")


def take_back(scene: Scene, by: str) -> None:
    _act(scene, by, delegation.take_back)


def ask(scene: Scene, by: str) -> None:
    _act(scene, by, questions.ask, to=scene.town.officer("chau").id, text="Đã có bản gốc chưa?")


def answer_the_question(scene: Scene, by: str) -> None:
    _act(replace(scene, task_id=scene.it), by, questions.answer, text="Đã có")


def withdraw_the_question(scene: Scene, by: str) -> None:
    _act(replace(scene, task_id=scene.it), by, questions.withdraw)


def _act(scene: Scene, by: str, verb: Callable[..., object], **told: object) -> None:
    with scene.town.database.transaction() as transaction:
        told |= {"officer": scene.town.officer(by), "moment": scene.town.moment, "key": scene.town.key()}
        verb(transaction, scene.task_id, **told)


WAITING, HELD, DONE, OUT, QUESTIONED = "waiting", "held", "done", "out with a colleague", "somebody asked about it"
ON_THE_WAY = "papers on the way"
HANDED, TAKEN = "handed off", "accepted by the partner"
PARTNER = "a department's case officer"
SENDS = {HOLDER, SUBSTITUTE, ONE_STOP, "a leader of the agency"}
DIVISION, ASSIGNED, SHARED = "waiting in the division", "assigned in the division", "held with a co-officer"
CO_OFFICER = "another unit, a substitute before the period"  # of the very agency, put beside the holder
HEAD = SUBSTITUTE  # heads the division, in a post of her own
ACTS: list[tuple[Callable[[Scene, str], None], str, set[str]]] = [
    (claim, WAITING, {HOLDER, SUBSTITUTE}),
    (claim, HELD, {SUBSTITUTE}),  # out of the absent officer's hands; who holds it is told so
    (put_back, HELD, {HOLDER}),
    (complete, HELD, {HOLDER}),
    (complete, WAITING, set()),
    (keep_a_draft, HELD, {HOLDER}),
    (send_back, HELD, {HOLDER}),
    (pull_back, DONE, {HOLDER}),
    (urge, WAITING, {"a leader of the agency", "the receiving one-stop"}),
    (urge, HELD, {"a leader of the agency", "the receiving one-stop"}),
    (urge, DONE, set()),
    (assign, WAITING, set()),  # the unit of this post has no head
    (see_the_candidates, WAITING, {"a leader of the agency"}),  # who may reassign
    (assign_in_the_division, DIVISION, {HEAD}),
    (see_the_candidates, DIVISION, {HEAD, "a leader of the agency"}),
    (unassign, ASSIGNED, {HEAD}),
    (see_who_may_follow, WAITING, {HOLDER, SUBSTITUTE}),
    (claim_the_next, WAITING, {HOLDER, SUBSTITUTE}),
    (see_the_task, SHARED, SEES | {CO_OFFICER}),
    (comment, SHARED, SEES | {CO_OFFICER}),
    (claim, SHARED, {SUBSTITUTE}),
    (complete, SHARED, {HOLDER}),
    (see_the_task, HELD, SEES),
    (see_the_dossier, HELD, SEES),
    (comment, HELD, SEES),
    (hand_papers_over, WAITING, {ONE_STOP}),
    (cancel_a_list, ON_THE_WAY, {ONE_STOP}),
    (take_papers_in, ON_THE_WAY, OFFICE),
    (see_a_list, ON_THE_WAY, {ONE_STOP, *OFFICE}),
    (print_a_list, ON_THE_WAY, {ONE_STOP, *OFFICE}),
    (shelve_papers, WAITING, {ONE_STOP}),
    (correct_who_holds_papers, WAITING, {ONE_STOP, *OFFICE}),
    (find_papers, WAITING, SEES),
    (see_whom_to_delegate_to, HELD, {HOLDER}),
    (delegate, HELD, {HOLDER}),
    (delegate, WAITING, set()),
    (delegate, OUT, set()),
    (claim, OUT, set()),
    (put_back, OUT, set()),
    (complete, OUT, set()),  # the colleague does not hold the post
    (keep_a_draft, OUT, {SAME_UNIT}),
    (send_back, OUT, set()),
    (give_back, OUT, {SAME_UNIT}),
    (take_back, OUT, {HOLDER, SUBSTITUTE}),
    (take_back, HELD, set()),
    (ask, HELD, {HOLDER}),
    (ask, OUT, {SAME_UNIT}),
    (ask, WAITING, set()),
    (answer_the_question, QUESTIONED, {ASKED}),
    (withdraw_the_question, QUESTIONED, {HOLDER}),
    (see_the_task, QUESTIONED, SEES | {ASKED}),
    (see_the_dossier, QUESTIONED, SEES | {ASKED}),
    (comment, QUESTIONED, SEES | {ASKED}),
    (complete, QUESTIONED, {HOLDER}),
    (claim, QUESTIONED, {SUBSTITUTE}),
    (receive_a_handoff, HANDED, {PARTNER}),
    (accept_a_handoff, HANDED, {PARTNER}),
    (refuse_a_handoff, HANDED, {PARTNER}),
    (recall_a_handoff, HANDED, SENDS),
    (write_about_a_handoff, HANDED, {PARTNER, *SENDS}),
    (finish_a_handoff, HANDED, set()),
    (finish_a_handoff, TAKEN, {PARTNER}),
    (recall_a_handoff, TAKEN, set()),
    (refuse_a_handoff, TAKEN, set()),
    *office_acts.ACTS,
    *oversight_acts.ACTS,
    *directive_acts.ACTS,
    (claim, directive_acts.DIRECTED, {HEAD}),  # whose unit was given the mandate
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
    return town


def _appoint(town: Town, substitute: str, since: date, until: date) -> None:
    ids = town.officer("binh").id, town.officer(substitute).id
    given = Appointment(
        *ids, decision="12/QĐ-UBND", decided_on=min(since, town.moment.date()), valid_from=since, valid_to=until
    )
    with town.database.transaction() as transaction:
        substitution.record(transaction, given, officer=town.officer("khoa"), moment=town.moment, key=town.key())


def scene(town: Town, state: str) -> Scene:
    if state in oversight_acts.STATES:
        return oversight_acts.scene(town, state)
    if state == directive_acts.DIRECTED:
        return directive_acts.scene(town)
    if state in office_acts.STATES:
        return office_acts.scene_of(town, state)
    if state in (DIVISION, ASSIGNED):
        task_id = waiting(town)[-1]
        if state == ASSIGNED:
            assign_to(town, task_id, "nam")
        return Scene(town, 0, task_id)
    if state in (HANDED, TAKEN):
        return _handed_off(town, state)
    accepted = town.receive(town.request(papers=(PaperGiven("to-khai", "Tờ khai", 1, 0),)))
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    task_id = town.dossier("mai", accepted.dossier_id).current[0].task_id
    town.pass_time(minutes=1)
    if state != WAITING:
        town.claim("binh", task_id)
    if state == SHARED:
        with town.database.transaction() as transaction:
            co_officers.put(transaction, task_id, [town.officer("nam").id])
    if state == OUT:
        delegate(Scene(town, accepted.dossier_id, task_id), "binh")
    made = Scene(town, accepted.dossier_id, task_id)
    if state == ON_THE_WAY:
        made.it = hand_papers_over(made, "mai")
    if state == QUESTIONED:
        asked = {"to": town.officer("tuan").id, "text": "Có nằm trong quy hoạch không?"}
        _act(made, "binh", questions.ask, **asked)
        made.it = town.look("binh", task_id).dossier.questions[0].id
    if state == DONE:
        town.complete("binh", task_id, answer(town, CODE, "appraise"))
    return made


def _handed_off(town: Town, state: str) -> Scene:
    with TemporaryDirectory() as folder:
        liaison.publish(town, Path(folder))
    liaison.add_partner(town, "here", to_agency_id=liaison.agency_id(town, "H99.05"))
    made = Scene(town, liaison.asked(town), 0)
    liaison.carry(town)
    made.it = liaison.threads(town, made.dossier_id)[0].handoff.id
    if state == TAKEN:
        accept_a_handoff(made, "phuong")
    return made


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
