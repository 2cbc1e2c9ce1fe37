"""A due timer moves its dossier on; one that is refused keeps nobody waiting behind it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bpmn import releases
from processes import tables
from tasks import agent, dealings
from tests.answers import answer
from tests.conftest import DIAGRAMS
from tests.town import Town

REMINDER = """
    <bpmn:boundaryEvent id="late" attachedToRef="appraise" cancelActivity="false">
      <bpmn:timerEventDefinition><bpmn:timeDuration>PT3H</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:exclusiveGateway id="who" />
    <bpmn:userTask id="remind" name="Nhắc"
        camunda:candidateGroups="office/case_officer" camunda:formRef="ky" camunda:dueDate="PT1H">
      <bpmn:extensionElements>
        <camunda:properties><camunda:property name="gov.unit" value="working" /></camunda:properties>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:endEvent id="reminded" />
    <bpmn:sequenceFlow id="to_who" sourceRef="late" targetRef="who" />
    <bpmn:sequenceFlow id="to_remind" sourceRef="who" targetRef="remind">
      <bpmn:conditionExpression>case == "{case}"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="to_reminded" sourceRef="remind" targetRef="reminded" />
  </bpmn:process>"""


@pytest.fixture
def cases(town: Town, tmp_path: Path) -> tuple[str, str]:
    """A procedure that reminds after three hours in one case, and cannot go on in the other."""
    folder = Path(shutil.copytree(DIAGRAMS / "cap-ban-sao-tu-so-goc", tmp_path / "release"))
    first, second, *_ = (case.code for case in releases.read_folder(folder).cases)
    (drawing,) = folder.glob("*.bpmn")
    text = drawing.read_text(encoding="utf-8").replace("</bpmn:process>", REMINDER.format(case=first))
    drawing.write_text(text, encoding="utf-8")
    town.publish(folder)
    return first, second


def appraising(town: Town, case: str) -> int:
    """A dossier of this case that has come to the officer who appraises."""
    accepted = town.receive(town.request(case=case))
    (row,) = [row for row in town.inbox("mai", "mine") if row.dossier_id == accepted.dossier_id]
    town.complete("mai", row.task_id, answer(town, "2.000908", "receive"))
    return accepted.dossier_id


def waiting(town: Town, dossier_id: int) -> list[str]:
    return sorted(step.element for step in town.dossier("mai", dossier_id).current)


def test_a_due_timer_moves_its_dossier_and_nothing_twice(town: Town, cases: tuple[str, str]) -> None:
    dossier_id = appraising(town, cases[0])
    assert agent.fire(town.database, moment=town.moment) == 0
    town.pass_time(hours=3)
    assert agent.fire(town.database, moment=town.moment) == 1
    assert waiting(town, dossier_id) == ["appraise", "remind"]
    assert agent.fire(town.database, moment=town.moment + timedelta(days=1)) == 0


def test_a_refused_timer_keeps_nobody_waiting(town: Town, cases: tuple[str, str]) -> None:
    stuck = appraising(town, cases[1])
    town.pass_time(minutes=1)
    other = appraising(town, cases[0])
    town.pass_time(hours=4)
    assert agent.fire(town.database, moment=town.moment) == 1
    assert (waiting(town, stuck), waiting(town, other)) == (["appraise"], ["appraise", "remind"])
    with town.database.snapshot() as snapshot:
        due = tables.Execution.next_timer_at
        times = list(snapshot.execute(select(due).where(due.is_not(None))).scalars())
    assert times == [town.moment + timedelta(minutes=15)]


def supplement(town: Town, dossier_id: int) -> None:
    """The applicant is asked for more, by the officer who appraises."""
    step = town.dossier("mai", dossier_id).current[0]
    town.claim("binh", step.task_id)
    limit = town.moment + timedelta(days=30)
    told = {"missing": "Bản chính giấy khai sinh", "reason": "Thiếu", "limit": limit, "head": "viet"}
    town.write("supplement_request", dossier_id, by="binh", **told)


def test_a_timer_stands_with_the_clock_and_goes_on_with_what_was_left(town: Town, cases: tuple[str, str]) -> None:
    dossier_id = appraising(town, cases[0])
    town.pass_time(hours=1)
    supplement(town, dossier_id)
    town.pass_time(days=7)
    assert agent.fire(town.database, moment=town.moment) == 0
    town.deal(dealings.receive_supplement, "mai", dossier_id, note="Bản chính giấy khai sinh", files=[])
    assert waiting(town, dossier_id) == ["appraise"]
    town.pass_time(hours=1, minutes=59)
    assert agent.fire(town.database, moment=town.moment) == 0
    town.pass_time(minutes=1)
    assert agent.fire(town.database, moment=town.moment) == 1
    assert waiting(town, dossier_id) == ["appraise", "remind"]
