"""Two pools of a procedure are two executions of one dossier; messages between them stay in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from bpmn import checks
from processes import history, tables
from tests.answers import answer
from tests.conftest import DIAGRAMS
from tests.town import Town

POOL = """
    <bpmn:sendTask id="ask" name="Xin ý kiến" messageRef="asked" />
    <bpmn:sequenceFlow id="asking" sourceRef="start" targetRef="ask" />
    <bpmn:sequenceFlow id="begin" sourceRef="ask" targetRef="receive" />
    <bpmn:receiveTask id="hear" name="Nhận ý kiến" messageRef="answered" />
    <bpmn:sequenceFlow id="hearing" sourceRef="appraise" targetRef="hear" />
    <bpmn:sequenceFlow id="submit" sourceRef="hear" targetRef="sign" />
  </bpmn:process>
  <bpmn:process id="opinion" name="Cho ý kiến" isExecutable="true">
    <bpmn:startEvent id="told"><bpmn:messageEventDefinition messageRef="asked" /></bpmn:startEvent>
    <bpmn:userTask id="advise" name="Cho ý kiến"
        camunda:candidateGroups="office/case_officer" camunda:formRef="ky" camunda:dueDate="PT1H">
      <bpmn:extensionElements>
        <camunda:properties><camunda:property name="gov.unit" value="working" /></camunda:properties>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:endEvent id="advised"><bpmn:messageEventDefinition messageRef="answered" /></bpmn:endEvent>
    <bpmn:sequenceFlow id="o1" sourceRef="told" targetRef="advise" />
    <bpmn:sequenceFlow id="o2" sourceRef="advise" targetRef="advised" />
  </bpmn:process>"""
MESSAGES = """<bpmn:message id="asked" name="xin ý kiến" /><bpmn:message id="answered" name="ý kiến" />
  <bpmn:collaboration id="register_copy_collaboration">
    <bpmn:participant id="adviser" name="Phòng phối hợp" processRef="opinion" />
    <bpmn:messageFlow id="m1" sourceRef="ask" targetRef="told" />
    <bpmn:messageFlow id="m2" sourceRef="advised" targetRef="hear" />"""


@pytest.fixture
def asking(town: Town, tmp_path: Path) -> None:
    """The procedure asks another pool's opinion at its start and waits for it before signing."""
    folder = Path(shutil.copytree(DIAGRAMS / "cap-ban-sao-tu-so-goc", tmp_path / "release"))
    (drawing,) = folder.glob("*.bpmn")
    text = drawing.read_text(encoding="utf-8")
    for flow in (
        'id="begin" sourceRef="start" targetRef="receive"',
        'id="submit" sourceRef="appraise" targetRef="sign"',
    ):
        assert flow in text
        text = text.replace(f"<bpmn:sequenceFlow {flow} />", "")
    text = text.replace("</bpmn:process>", POOL, 1)
    text = text.replace('<bpmn:collaboration id="register_copy_collaboration">', MESSAGES)
    drawing.write_text(text, encoding="utf-8")
    release = town.publish(folder)
    assert [f for f in checks.check_release(release) if f.severity == "error"] == []


def standing(town: Town, dossier_id: int) -> list[str]:
    return sorted(step.element for step in town.dossier("mai", dossier_id).current)


def work(town: Town, username: str, dossier_id: int, element: str) -> None:
    steps = {step.element: step for step in town.dossier("mai", dossier_id).current}
    task_id = steps[element].task_id
    rows = [row for row in town.inbox(username) if row.task_id == task_id]
    if rows:
        town.claim(username, task_id)
    asked = element if element != "advise" else "sign"
    town.complete(username, task_id, answer(town, "2.000908", asked))


@pytest.mark.usefixtures("asking")
def test_a_message_begins_the_other_execution_and_its_answer_is_heard(town: Town) -> None:
    first, second = (town.receive().dossier_id for _ in range(2))
    assert standing(town, first) == standing(town, second) == ["advise", "receive"]
    work(town, "mai", first, "receive")
    work(town, "binh", first, "appraise")
    assert standing(town, first) == ["advise"]
    work(town, "binh", first, "advise")
    assert standing(town, first) == ["sign"]
    assert standing(town, second) == ["advise", "receive"]
    with town.database.snapshot() as snapshot:
        rows = snapshot.execute(
            select(tables.Execution.process, tables.Execution.ended_at.is_not(None))
            .where(tables.Execution.dossier_id == first)
            .order_by(tables.Execution.id)
        )
        assert [tuple(row) for row in rows] == [("register_copy", False), ("opinion", True)]
        assert list(history.verify(snapshot)) == []
