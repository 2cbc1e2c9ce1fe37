"""A process table as a diagram: a lane for everyone who does something, a step a row, a gateway for yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from bpmn import layout
from bpmn.attributes import CAMUNDA
from bpmn.clinic.nodes import Node
from bpmn.elements import BPMN
from bpmn.process_tables.acts import Act, is_return
from bpmn.process_tables.table import END, Step, Table

NOBODY = "(chưa ghi người thực hiện)"
_LONGEST_NAME = 120
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SPACES = {"bpmn": BPMN, "camunda": CAMUNDA, "xsi": _XSI}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the steps are given beyond their rows: roles by performer, forms and answers by step number, acts."""

    name: str
    roles: Mapping[str, str]
    forms: Mapping[str, str]
    choices: Mapping[str, tuple[str, str]]
    acts: Mapping[str, Act]


def drawn(table: Table, plan: Plan) -> bytes:
    """The diagram with its drawing."""
    return layout.lay_out(_Writing(table, plan).xml())


class _Writing:
    def __init__(self, table: Table, plan: Plan) -> None:
        self._table, self._plan = table, plan
        self._root = etree.Element(f"{{{BPMN}}}definitions", {"id": "definitions"}, nsmap=_SPACES)
        self._root.set("targetNamespace", "http://bpmn.io/schema/bpmn")
        self._ids = {step.number: f"step_{place}" for place, step in enumerate(table.steps, 1)}
        self._ids[END] = "end"
        self._flows = count(1)

    def xml(self) -> bytes:
        """The file without a drawing."""
        collaboration = self._add(self._root, "collaboration", id="collaboration")
        name = self._plan.name
        self._add(collaboration, "participant", id="agency", name=name, processRef="process")
        self._process = self._add(self._root, "process", id="process", name=name, isExecutable="true")
        self._lanes()
        self._add(self._process, "startEvent", id="start", name="Đã tiếp nhận hồ sơ")
        self._flow("start", "step_1")
        for step, after in zip(self._table.steps, [*self._table.steps[1:], None], strict=True):
            self._step(step)
            self._ways(step, step.yes or (after.number if after else END))
        self._add(self._process, "endEvent", id="end", name="Kết thúc")
        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8")

    def _lanes(self) -> None:
        lanes = self._add(self._process, "laneSet", id="lanes")
        steps = self._table.steps
        for place, performer in enumerate(self._table.performers, 1):
            lane = self._add(lanes, "lane", id=f"lane_{place}", name=performer or NOBODY)
            inside = ["start"] if performer == steps[0].performer else []
            for step in (step for step in steps if step.performer == performer):
                inside += [self._ids[step.number], *([self._gateway(step)] if step.no else [])]
            inside += ["end"] if performer == steps[-1].performer else []
            for element in inside:
                self._add(lane, "flowNodeRef").text = element

    def _gateway(self, step: Step) -> str:
        return self._ids[step.number].replace("step", "choice")

    def _step(self, step: Step) -> None:
        name = _named(step.work)
        task = self._add(self._process, "userTask", id=self._ids[step.number], name=name)
        said = "\n".join(filter(None, [step.work if name != step.work else "", _told(step)]))
        if said:
            self._add(task, "documentation").text = said
        act = self._plan.acts.get(step.number)
        given = {
            "candidateGroups": self._plan.roles.get(step.performer, ""),
            "dueDate": step.time.term.iso if step.time and not is_return(step, self._plan.acts) else "",
            "formRef": self._plan.forms.get(step.number, ""),
        }
        for attribute, text in given.items():
            if text:
                task.set(f"{{{CAMUNDA}}}{attribute}", text)
        if given["formRef"]:
            task.set(f"{{{CAMUNDA}}}formRefBinding", "deployment")
        properties = {
            "gov.act": act if act and act != "sign" else "",
            "gov.unit": step.time.term.kind if step.time and given["dueDate"] else "",
            "gov.sign": "true" if act == "sign" else "",
        }
        self._properties(task, {key: text for key, text in properties.items() if text})

    def _properties(self, task: Node, given: Mapping[str, str]) -> None:
        if given:
            holder = etree.SubElement(self._add(task, "extensionElements"), f"{{{CAMUNDA}}}properties")
            for name, text in given.items():
                etree.SubElement(holder, f"{{{CAMUNDA}}}property", {"name": name, "value": text})

    def _ways(self, step: Step, after: str) -> None:
        here, following = self._ids[step.number], self._ids[after]
        if not step.no:
            self._flow(here, following)
            return
        gateway, (key, agreed) = self._gateway(step), self._plan.choices[step.number]
        node = self._add(self._process, "exclusiveGateway", id=gateway, name="Đồng ý?")
        self._flow(here, gateway)
        self._flow(gateway, following, name="Đồng ý", condition=f'${{{key} == "{agreed}"}}')
        node.set("default", self._flow(gateway, self._ids[step.no], name="Không đồng ý"))

    def _flow(self, source: str, target: str, *, name: str = "", condition: str = "") -> str:
        flow = f"flow_{next(self._flows)}"
        node = self._add(self._process, "sequenceFlow", id=flow, sourceRef=source, targetRef=target)
        if name:
            node.set("name", name)
        if condition:
            expression = self._add(node, "conditionExpression")
            expression.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
            expression.text = condition
        return flow

    def _add(self, holder: Node, kind: str, **attributes: str) -> Node:
        return etree.SubElement(holder, f"{{{BPMN}}}{kind}", attributes)


def _named(work: str) -> str:
    """The first line, cut where it is too long for a box; the whole stands in the documentation."""
    first = work.splitlines()[0].lstrip("-+•* ").rstrip(" .;:") or work
    return first if len(first) <= _LONGEST_NAME else f"{first[: _LONGEST_NAME - 1].rsplit(' ', 1)[0]}…"


def _told(step: Step) -> str:
    return f"Kết quả: {step.result}" if step.result else ""
