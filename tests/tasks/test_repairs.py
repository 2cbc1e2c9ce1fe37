"""An execution that cannot go on is known, with why; it is retried, moved or corrected on record; nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from bpmn.engine import NoWayOut
from bpmn.forms import WrongValues
from bpmn.refusals import Refusal
from processes import clocks, faults, history, notices, organisation, tables
from processes.refusals import AlreadyDone, Missing, NotAllowed, NotFound, NotLawful, RoleUnresolved
from tasks import agent, repairs
from tasks.repairs import Repair
from tests.answers import answer
from tests.conftest import DIAGRAMS
from tests.tasks.office_acts import scene_of
from tests.tasks.test_batches import order, worked
from tests.town import Town

# three hours after it came to the leader somebody is reminded, where several copies are asked for; else no way leads on
REMINDER = """
    <bpmn:boundaryEvent id="late" attachedToRef="sign" cancelActivity="false">
      <bpmn:timerEventDefinition><bpmn:timeDuration>PT3H</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:exclusiveGateway id="many" />
    <bpmn:userTask id="remind" name="Nhắc" camunda:candidateGroups="office/case_officer" camunda:dueDate="PT1H">
      <bpmn:extensionElements>
        <camunda:properties><camunda:property name="gov.unit" value="working" /></camunda:properties>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:endEvent id="reminded" />
    <bpmn:sequenceFlow id="to_many" sourceRef="late" targetRef="many" />
    <bpmn:sequenceFlow id="to_remind" sourceRef="many" targetRef="remind">
      <bpmn:conditionExpression>copies &gt; 1</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="to_reminded" sourceRef="remind" targetRef="reminded" />
    <bpmn:exclusiveGateway id="enough" />
    <bpmn:sequenceFlow id="to_enough" sourceRef="appraise" targetRef="enough" />
    <bpmn:sequenceFlow id="submit" sourceRef="enough" targetRef="sign">
      <bpmn:conditionExpression>copies &lt; 5</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
  </bpmn:process>"""
WHY = "Cán bộ nhập nhầm số bản sao"
CODE = "2.000908"


@pytest.fixture
def dossier_id(town: Town, tmp_path: Path) -> int:
    """A dossier whose officer appraises, on a diagram that does not lead on from everywhere."""
    publish(town, tmp_path)
    accepted = town.receive()
    town.complete("mai", town.inbox("mai", "mine")[0].task_id)
    town.claim("binh", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    return accepted.dossier_id


def publish(town: Town, tmp_path: Path, role: str = "case_officer") -> None:
    """That diagram, in force; `role` of the office is reminded."""
    folder = Path(shutil.copytree(DIAGRAMS / "cap-ban-sao-tu-so-goc", tmp_path / "release"))
    (drawing,) = folder.glob("*.bpmn")
    text = drawing.read_text(encoding="utf-8")
    text = text.replace('<bpmn:sequenceFlow id="submit" sourceRef="appraise" targetRef="sign" />', "")
    reminder = REMINDER.replace("office/case_officer", f"office/{role}")
    drawing.write_text(text.replace("</bpmn:process>", reminder), encoding="utf-8")
    town.publish(folder)


def appraise(town: Town, dossier_id: int, copies: int) -> None:
    values = {**answer(town, CODE, "appraise"), "copies": copies}
    task_id = town.dossier("mai", dossier_id).current[0].task_id
    try:
        town.complete("binh", task_id, values)
    except Refusal as refusal:
        with town.database.transaction() as transaction:  # as the page and the API do
            repairs.note_refused(transaction, task_id, refusal, moment=town.moment)


def signing(town: Town, dossier_id: int) -> faults.Fault:
    """Lies with the leader, and its timer has been refused."""
    appraise(town, dossier_id, 1)
    town.pass_time(hours=3)
    assert agent.fire(town.database, moment=town.moment) == 0
    (fault,) = of(town, dossier_id)
    return fault


def of(town: Town, dossier_id: int) -> list[faults.Fault]:
    with town.database.snapshot() as snapshot:
        return faults.of_dossier(snapshot, dossier_id)


def listed(town: Town, by: str) -> list[str]:
    with town.database.snapshot() as snapshot:
        return [one.kind for one in repairs.listed(snapshot, officer=town.officer(by))]


def act(town: Town, verb: Callable[..., object], by: str, execution_id: int, key: str = "", **told: object) -> None:
    with town.database.transaction() as transaction:
        told |= {"officer": town.officer(by), "moment": town.moment, "key": key or town.key()}
        verb(transaction, execution_id, **told)


def offered(town: Town, by: str, execution_id: int) -> Repair:
    with town.database.transaction() as transaction:
        return repairs.offered(transaction, execution_id, officer=town.officer(by), moment=town.moment)


def waiting(town: Town, dossier_id: int) -> list[str]:
    return sorted(step.element for step in town.dossier("mai", dossier_id).current)


def is_whole(town: Town) -> bool:
    with town.database.snapshot() as snapshot:
        return [*history.verify(snapshot), *clocks.verify(snapshot)] == []


def told(town: Town, username: str, kind: str) -> list[str]:
    with town.database.snapshot() as snapshot:
        return [one.text for one in notices.page(snapshot, town.officer(username).id) if one.kind == kind]


def test_a_refused_timer_is_shown_with_why_and_told_once(town: Town, dossier_id: int) -> None:
    fault = signing(town, dossier_id)
    assert (fault.kind, fault.tried, fault.since) == ("timer", 1, town.moment)
    assert fault.told.startswith("Tại “many” không có hướng đi nào")
    since = town.moment
    town.pass_time(minutes=15)
    agent.fire(town.database, moment=town.moment)
    (again,) = of(town, dossier_id)
    assert (again.tried, again.since) == (2, since)
    for username in ("khoa", "viet"):
        assert told(town, username, "fault") == [fault.told]
        assert listed(town, username) == ["timer"]
    assert listed(town, "huong") == ["timer"]  # a head of the agency
    assert listed(town, "thang") == []  # of another one
    for stranger in ("mai", "binh"):
        with pytest.raises(NotAllowed):
            listed(town, stranger)


def test_correcting_the_data_lets_it_go_on_and_keeps_what_it_was(town: Town, dossier_id: int) -> None:
    fault = signing(town, dossier_id)
    found = offered(town, "khoa", fault.execution_id)
    assert (found.task, found.values["copies"]) == ("Xem xét, ký", 1)
    assert [one.label for one in found.fields if one.key == "copies"] == ["Số bản sao cấp"]
    with pytest.raises(NoWayOut):  # refused as before: nothing is changed, and it is still in error
        act(town, repairs.correct, "viet", fault.execution_id, values={"register_entry": "Quyển 9"}, reason=WHY)
    assert of(town, dossier_id) == [fault]
    act(town, repairs.correct, "viet", fault.execution_id, values={"copies": 2}, reason=WHY, key="một lần")
    with pytest.raises(AlreadyDone):
        act(town, repairs.correct, "viet", fault.execution_id, values={"copies": 3}, reason=WHY, key="một lần")
    assert waiting(town, dossier_id) == ["remind", "sign"]
    assert of(town, dossier_id) == []
    row = next(row for row in town.dossier("mai", dossier_id).history if row.kind == "execution.corrected")
    assert (row.data["before"], row.data["after"], row.data["reason"]) == ({"copies": 1}, {"copies": 2}, WHY)
    assert row.officer_id == town.officer("viet").id
    assert is_whole(town)


@pytest.mark.parametrize(
    ("values", "reason", "refusal"),
    [
        ({"copies": "nhiều"}, WHY, WrongValues),
        ({"copies": 2}, " ", Missing),
        ({"copies": 1}, WHY, Missing),
        ({"không_có": 1}, WHY, NotFound),
    ],
)
def test_what_is_corrected_fits_its_field_and_has_a_reason(
    town: Town, dossier_id: int, values: dict[str, object], reason: str, refusal: type[Refusal]
) -> None:
    fault = signing(town, dossier_id)
    with pytest.raises(refusal):
        act(town, repairs.correct, "viet", fault.execution_id, values=values, reason=reason)
    assert of(town, dossier_id) == [fault]


def test_whoever_looks_into_the_data_is_on_record(town: Town, dossier_id: int) -> None:
    fault = signing(town, dossier_id)
    offered(town, "khoa", fault.execution_id)
    looked = select(tables.Opening.officer_id).where(tables.Opening.dossier_id == dossier_id)
    with town.database.snapshot() as snapshot:
        assert town.officer("khoa").id in snapshot.execute(looked).scalars().all()


def test_retrying_before_the_cause_is_gone_changes_nothing(town: Town, dossier_id: int) -> None:
    fault = signing(town, dossier_id)
    with pytest.raises(NoWayOut):
        act(town, repairs.retry, "khoa", fault.execution_id)
    assert of(town, dossier_id) == [fault]
    assert is_whole(town)


def test_retrying_helps_once_the_cause_is_gone(town: Town, tmp_path: Path) -> None:
    """Nobody's post answers to a role; who administers makes one, and the timer goes off."""
    publish(town, tmp_path, role="archivist")
    dossier_id = town.receive().dossier_id
    town.complete("mai", town.inbox("mai", "mine")[0].task_id)
    town.claim("binh", town.dossier("mai", dossier_id).current[0].task_id)
    appraise(town, dossier_id, 2)
    town.pass_time(hours=3)
    agent.fire(town.database, moment=town.moment)
    (fault,) = of(town, dossier_id)
    assert "archivist" in fault.told
    with pytest.raises(RoleUnresolved):
        act(town, repairs.retry, "khoa", fault.execution_id)
    unit_id, today = town.unit("H99.30", "office").id, town.moment.date()
    with town.database.transaction() as transaction:
        row = {"unit_id": unit_id, "role": "archivist", "title": "Lưu trữ", "valid_from": today}
        transaction.execute(insert(tables.Post), row)
        organisation.changed(transaction)
    act(town, repairs.retry, "khoa", fault.execution_id)
    assert (waiting(town, dossier_id), of(town, dossier_id)) == (["remind", "sign"], [])
    kinds = [row.kind for row in town.dossier("mai", dossier_id).history]
    assert kinds[-3:] == ["execution.retried", "timer.fired", "task.opened"]
    assert is_whole(town)


def test_a_refused_act_is_known_and_its_officer_may_try_again(town: Town, dossier_id: int) -> None:
    appraise(town, dossier_id, 9)
    (fault,) = of(town, dossier_id)
    task_id = town.dossier("mai", dossier_id).current[0].task_id
    assert (fault.kind, fault.task_id) == ("task", task_id)
    act(town, repairs.retry, "viet", fault.execution_id)
    assert of(town, dossier_id) == []
    assert told(town, "binh", "repaired") == [""]
    assert town.dossier("mai", dossier_id).history[-1].kind == "execution.retried"
    with pytest.raises(NotLawful, match="không có lỗi"):
        act(town, repairs.retry, "viet", fault.execution_id)
    appraise(town, dossier_id, 9)
    (fault,) = of(town, dossier_id)
    appraise(town, dossier_id, 2)  # the officer puts it right: it goes on, and is in error no more
    assert (waiting(town, dossier_id), of(town, dossier_id)) == (["sign"], [])


def test_what_its_officer_can_put_right_is_no_error(town: Town, dossier_id: int) -> None:
    task_id = town.dossier("mai", dossier_id).current[0].task_id
    with pytest.raises(WrongValues) as refused:
        town.complete("binh", task_id, {"outcome": "không có"})
    with town.database.transaction() as transaction:
        repairs.note_refused(transaction, task_id, refused.value, moment=town.moment)
    assert of(town, dossier_id) == []


def test_many_completed_at_once_tell_their_error_too(town: Town, dossier_id: int) -> None:
    task_id = town.dossier("mai", dossier_id).current[0].task_id
    values = {**answer(town, CODE, "appraise"), "copies": 9}
    done = worked(town, order(town, "complete", [task_id], by="binh", values=values), by="binh")
    assert "không có hướng đi" in done.refused[0].told
    assert [one.kind for one in of(town, dossier_id)] == ["task"]


def test_a_jump_leads_on_but_not_over_what_signs(town: Town, dossier_id: int) -> None:
    appraise(town, dossier_id, 9)
    (fault,) = of(town, dossier_id)
    found = offered(town, "viet", fault.execution_id)
    assert found.task == "Tra cứu sổ gốc, dự thảo"
    assert found.steps == {"receive": "Tiếp nhận và chuyển hồ sơ", "sign": "Xem xét, ký"}
    told = {"reason": WHY}
    with pytest.raises(NotLawful, match="sẽ bỏ qua bước “Xem xét, ký”"):
        act(town, repairs.jump, "viet", fault.execution_id, element="issue", **told)
    with pytest.raises(NotLawful, match="không chuyển đến được"):
        act(town, repairs.jump, "viet", fault.execution_id, element="signed", **told)
    with pytest.raises(Missing):
        act(town, repairs.jump, "viet", fault.execution_id, element="sign", reason="")
    act(town, repairs.jump, "viet", fault.execution_id, element="sign", **told)
    assert (waiting(town, dossier_id), of(town, dossier_id)) == (["sign"], [])
    row = next(row for row in town.dossier("mai", dossier_id).history if row.kind == "execution.jumped")
    assert (row.data["reason"], row.post_id) == (WHY, town.officer("viet").posts[0].id)
    town.claim("viet", town.dossier("mai", dossier_id).current[0].task_id)
    assert is_whole(town)


def test_what_is_not_in_error_is_not_repaired(town: Town, dossier_id: int) -> None:
    with town.database.snapshot() as snapshot:
        execution_id = snapshot.execute(tables.Execution.__table__.select()).one().id
    acts: list[tuple[Callable[..., object], dict[str, object]]] = [
        (repairs.retry, {}),
        (repairs.jump, {"element": "sign", "reason": WHY}),
        (repairs.correct, {"values": {"copies": 2}, "reason": WHY}),
    ]
    for verb, given in acts:
        with pytest.raises(NotLawful, match="không có lỗi"):
            act(town, verb, "viet", execution_id, **given)
        with pytest.raises(NotFound):
            act(town, verb, "viet", 999_999, **given)
        for stranger in ("binh", "mai", "thang"):
            with pytest.raises(NotAllowed):
                act(town, verb, stranger, execution_id, **given)


def test_a_pause_wipes_the_error_off_and_it_comes_back_with_the_clock(town: Town, dossier_id: int) -> None:
    signing(town, dossier_id)
    limit = town.moment + timedelta(days=10)
    town.write("supplement_request", dossier_id, by="viet", head="huong", limit=limit, missing="Bản chính", reason="Mờ")
    assert of(town, dossier_id) == []
    assert agent.fire(town.database, moment=town.moment) == 0


def test_a_handoff_that_does_not_leave_is_in_error_until_it_is_sent(town: Town) -> None:
    scene = scene_of(town, "with a message that does not leave")
    assert of(town, scene.dossier_id) == []  # of a topic that holds nobody up
    with town.database.transaction() as transaction:
        transaction.execute(update(tables.Message).where(tables.Message.id == scene.it).values(topic="handoff.http"))
    (fault,) = of(town, scene.dossier_id)
    assert (fault.kind, fault.told, fault.message_id) == ("message", "số không có thật", scene.it)
    act(town, repairs.retry, "khoa", fault.execution_id)
    assert of(town, scene.dossier_id) == []
    assert is_whole(town)


def test_what_waits_for_nobody_is_found(town: Town, dossier_id: int) -> None:
    with town.database.transaction() as transaction:  # as a bug would leave it
        transaction.execute(update(tables.Task).values(state="cancelled", closed_at=town.moment))
    (fault,) = of(town, dossier_id)
    assert fault.kind == "silent"
    with pytest.raises(NotLawful, match="không chờ điều gì"):
        act(town, repairs.retry, "viet", fault.execution_id)
