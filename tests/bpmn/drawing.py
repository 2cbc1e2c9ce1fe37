"""Small diagrams and forms for the tests of the language, written as they would be drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise

from bpmn import releases
from bpmn.releases import Release

DEFINITIONS = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">'
)


def diagram(body: str, *, executable: str = "true") -> bytes:
    """One process called `p` around a body."""
    process = f'<process id="p" name="Quy trình" isExecutable="{executable}">{body}</process>'
    return f"{DEFINITIONS.replace('xmlns:bpmn', 'xmlns')}{process}</definitions>".encode()


def properties(**values: str) -> str:
    """The extension elements with `gov.…` properties."""
    entries = "".join(f'<camunda:property name="gov.{key}" value="{value}"/>' for key, value in values.items())
    return f"<extensionElements><camunda:properties>{entries}</camunda:properties></extensionElements>"


def task(
    element: str,
    *,
    role: str = "office/case_officer",
    due: str = "PT2H",
    form: str = "",
    name: str = "Bước",
    **gov: str,
) -> str:
    """A user task with everything a rule may ask for."""
    gov = {"unit": "working", **gov} if due else gov
    attributes = {"name": name, "camunda:candidateGroups": role, "camunda:dueDate": due, "camunda:formRef": form}
    written = "".join(f' {key}="{value}"' for key, value in attributes.items() if value)
    return f'<userTask id="{element}"{written}>{properties(**gov)}</userTask>'


def flow(source: str, target: str, condition: str = "") -> str:
    """An arrow, called `source-target`."""
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def chain(*elements: str) -> str:
    """Arrows from each to the next."""
    return "".join(flow(source, target) for source, target in pairwise(elements))


def form(*components: Mapping[str, object], form_id: str = "f") -> bytes:
    """A form-js file."""
    return json.dumps({"type": "default", "id": form_id, "components": components}, ensure_ascii=False).encode()


def field(kind: str, key: str, *, required: bool = False, **more: object) -> dict[str, object]:
    """A form-js component."""
    return {"type": kind, "key": key, "label": key.upper(), "validate": {"required": required}, **more}


FACTS = """
code = "2.000908"
slug = "thu"
name = "Thủ tục thử"
field = "Chứng thực"
level = "commune"
channels = ["counter"]
legal_basis = ["23/2015/NĐ-CP"]
[[outcome]]
key = "copy"
name = "Bản sao"
[[case]]
code = "owner"
name = "Chính chủ"
term = "P1D"
kind = "working"
fees = { counter = 0 }
values = { requester = "owner" }
"""


MATTER = (
    FACTS.replace('code = "2.000908"', 'kind = "matter"\ncode = "PAKN"', 1)
    .replace("[[outcome]]", "[[state]]")
    .replace('key = "copy"', 'code = "received"\nends = true')
    .replace("fees = { counter = 0 }\n", "")
)


def release(body: str, *forms: bytes, facts: str = FACTS) -> Release:
    """A release around one process."""
    files = {f"{number}.form": source for number, source in enumerate(forms)}
    return releases.read({"procedure.toml": facts.encode(), "quy-trinh.bpmn": diagram(body), **files})
