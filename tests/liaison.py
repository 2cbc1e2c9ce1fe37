"""A procedure that asks the department of justice between appraisal and signature, and what the stories do with it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from bpmn import checks
from bpmn.releases import Release
from processes import handoffs, partners
from processes.calendars import local
from processes.handoffs import Thread
from processes.partners import Partner
from tasks import agent
from tests.answers import answer
from tests.conftest import DIAGRAMS
from tests.town import Town

CODE = "2.000908"
_PROPERTY = """<bpmn:extensionElements><camunda:properties>
      <camunda:property name="{name}" value="{value}" />
    </camunda:properties></bpmn:extensionElements>"""
_REFUSED, _RECALLED, _AGENCY = (
    _PROPERTY.format(name=name, value=value)
    for name, value in (("gov.handoff", "refused"), ("gov.handoff", "recalled"), ("gov.agency", "justice"))
)
POOL = f"""
    <bpmn:sendTask id="ask" name="Xin ý kiến Sở Tư pháp" messageRef="asked" />
    <bpmn:receiveTask id="hear" name="Nhận ý kiến" messageRef="answered" />
    <bpmn:boundaryEvent id="turned_down" name="Bị từ chối" attachedToRef="hear">{_REFUSED}
      <bpmn:messageEventDefinition messageRef="refused" /></bpmn:boundaryEvent>
    <bpmn:boundaryEvent id="taken_back" name="Đã thu hồi" attachedToRef="hear">{_RECALLED}
      <bpmn:messageEventDefinition messageRef="recalled" /></bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="h1" sourceRef="appraise" targetRef="ask" />
    <bpmn:sequenceFlow id="h2" sourceRef="ask" targetRef="hear" />
    <bpmn:sequenceFlow id="submit" sourceRef="hear" targetRef="sign" />
    <bpmn:sequenceFlow id="h3" sourceRef="turned_down" targetRef="appraise" />
    <bpmn:sequenceFlow id="h4" sourceRef="taken_back" targetRef="appraise" />
  </bpmn:process>"""
OPINION = """
  <bpmn:process id="opinion" name="Cho ý kiến" isExecutable="true">
    <bpmn:startEvent id="told"><bpmn:messageEventDefinition messageRef="asked" /></bpmn:startEvent>
    <bpmn:userTask id="advise" name="Cho ý kiến"
        camunda:candidateGroups="judicial_division/case_officer" camunda:formRef="ky" camunda:dueDate="PT4H">
      <bpmn:extensionElements>
        <camunda:properties><camunda:property name="gov.unit" value="working" /></camunda:properties>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:endEvent id="advised"><bpmn:messageEventDefinition messageRef="answered" /></bpmn:endEvent>
    <bpmn:sequenceFlow id="o1" sourceRef="told" targetRef="advise" />
    <bpmn:sequenceFlow id="o2" sourceRef="advise" targetRef="advised" />
  </bpmn:process>"""
MESSAGES = """<bpmn:message id="asked" name="xin ý kiến" /><bpmn:message id="answered" name="ý kiến" />
  <bpmn:message id="refused" name="từ chối" /><bpmn:message id="recalled" name="thu hồi" />
  <bpmn:collaboration id="register_copy_collaboration">"""
DRAWN = f"""
    <bpmn:participant id="adviser" name="Sở Tư pháp" processRef="opinion">{_AGENCY}</bpmn:participant>
    <bpmn:messageFlow id="m1" sourceRef="ask" targetRef="told" />
    <bpmn:messageFlow id="m2" name="Có ý kiến" sourceRef="advised" targetRef="hear" />"""
EMPTY = f"""
    <bpmn:participant id="adviser" name="Sở Tư pháp">{_AGENCY}</bpmn:participant>
    <bpmn:messageFlow id="m1" sourceRef="ask" targetRef="adviser" />
    <bpmn:messageFlow id="m2" name="Có ý kiến" sourceRef="adviser" targetRef="hear" />"""


_AT_ONCE = (  # the department is asked first, and nobody else before it has answered
    (("begin", "start", "receive"), ("begin", "start", "ask")),
    (("submit", "hear", "sign"), ("h0", "hear", "receive")),
    (("h1", "appraise", "ask"), ("submit", "appraise", "sign")),
)


def publish(town: Town, folder: Path, *, drawn: bool = True, agency: str = "H99.30", at_once: bool = False) -> Release:
    """Puts the procedure in force; the department's pool is drawn, or empty; it is asked in the end, or `at_once`."""
    release = Path(shutil.copytree(DIAGRAMS / "cap-ban-sao-tu-so-goc", folder / "release"))
    (drawing,) = release.glob("*.bpmn")
    text = drawing.read_text(encoding="utf-8")
    flow = '<bpmn:sequenceFlow id="submit" sourceRef="appraise" targetRef="sign" />'
    assert flow in text
    text = text.replace(flow, "").replace("</bpmn:process>", POOL + (OPINION if drawn else ""), 1)
    for was, is_ in _AT_ONCE if at_once else ():
        assert f'id="{was[0]}" sourceRef="{was[1]}" targetRef="{was[2]}"' in text
        named = 'id="{}" sourceRef="{}" targetRef="{}"'
        text = text.replace(named.format(*was), named.format(*is_))
    collaboration = '<bpmn:collaboration id="register_copy_collaboration">'
    text = text.replace(collaboration, MESSAGES + (DRAWN if drawn else EMPTY))
    drawing.write_text(text, encoding="utf-8")
    found = town.publish(release, agency)
    assert [f for f in checks.check_release(found) if f.severity == "error"] == []
    return found


def agency_id(town: Town, code: str) -> int:
    """The number of an agency."""
    return next(one.id for one in town.directory.agencies.values() if one.code == code)


def add_partner(town: Town, channel: str, agency: str = "H99.30", **more: object) -> int:
    """Says by which channel a commune's handoffs to the department go."""
    told = {"agency_id": agency_id(town, agency), "code": "justice", "name": "Sở Tư pháp", "channel": channel}
    told |= {"receive_within": "PT4H", "answer_within": "P2D", **more}
    with town.database.transaction() as transaction:
        return partners.add(transaction, Partner(**told))  # pyright: ignore[reportArgumentType]


def work(town: Town, username: str, dossier_id: int, element: str) -> None:
    """An officer claims a step of a dossier and completes it."""
    steps = {step.element: step for step in town.dossier(username, dossier_id).current}
    step = steps[element]
    if step.state == "opened":
        town.claim(username, step.task_id)
    asked = element if element != "advise" else "sign"
    town.complete(username, step.task_id, answer(town, CODE, asked))


def asked(town: Town) -> int:
    """A dossier that has just asked for the department's opinion."""
    dossier_id = town.receive().dossier_id
    work(town, "mai", dossier_id, "receive")
    work(town, "binh", dossier_id, "appraise")
    return dossier_id


def carry(town: Town) -> int:
    """The agent does what is due."""
    return agent.drain(town.database, lease="kiểm thử", moment=town.moment)


def threads(town: Town, dossier_id: int) -> list[Thread]:
    """The handoffs of a dossier."""
    with town.database.snapshot() as snapshot:
        return handoffs.threads(snapshot, dossier_id)


def standing(town: Town, dossier_id: int) -> list[str]:
    """The steps that wait for somebody."""
    return sorted(step.element for step in town.dossier("mai", dossier_id).current)


def today(town: Town) -> date:
    """The day it is in the town."""
    return local(town.moment).date()
