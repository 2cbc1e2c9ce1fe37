"""A release to plant changes in: a shipped procedure, with what its diagram has no use for drawn beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

from bpmn import releases
from bpmn.attributes import CAMUNDA
from bpmn.elements import BPMN
from bpmn.releases import Release
from tests.conftest import DIAGRAMS

Files = dict[str, bytes]
Edit = Callable[[Files], None]

DIAGRAM, FACTS, SITE, OPINION, FEES = "quy-trinh.bpmn", "procedure.toml", "thuc-dia.form", "y-kien.form", "le-phi.dmn"
_BESIDE = f"""
<x xmlns="{BPMN}" xmlns:camunda="{CAMUNDA}">
  <businessRuleTask id="ask_fee" name="Tính lệ phí" camunda:decisionRef="fee"/>
  <callActivity id="call" name="Ký, đóng dấu" calledElement="nobody"/>
  <serviceTask id="number" name="Cấp số" camunda:expression="1 + 1"/>
  <receiveTask id="hear" name="Chờ trả lời" messageRef="answer"/>
  <intermediateCatchEvent id="wait" name="Có trả lời">
    <messageEventDefinition messageRef="answer"/>
  </intermediateCatchEvent>
  <intermediateThrowEvent id="tell" name="Đã báo"/>
</x>"""
_FEES = Path(__file__).parents[1] / "decisions" / "field" / FEES


def base() -> Files:
    """The files of the release."""
    files = dict(releases.read_folder(DIAGRAMS / "cap-giay-phep-xay-dung").files)
    files[FEES] = _with_ids(_FEES.read_bytes())

    def draw(root: Any) -> None:
        process = root.find(f"{{{BPMN}}}process")
        for node in etree.fromstring(_BESIDE):
            process.append(node)
        collaboration = root.find(f"{{{BPMN}}}collaboration")
        etree.SubElement(collaboration, f"{{{BPMN}}}participant", id="police", name="Công an")
        ends = {"sourceRef": "tell", "targetRef": "police"}
        etree.SubElement(collaboration, f"{{{BPMN}}}messageFlow", id="to_police", name="Hỏi", **ends)
        message = etree.Element(f"{{{BPMN}}}message", id="answer", name="Trả lời")
        root.insert(0, message)

    in_diagram(draw)(files)
    return files


def _with_ids(table: bytes) -> bytes:
    """As a decision editor writes it: every column and row has an id."""
    root = etree.fromstring(table)
    for kind in ("input", "output", "rule"):
        for number, node in enumerate(root.iter(f"{{*}}{kind}"), 1):
            node.set("id", f"{kind}_{number}")
    return etree.tostring(root, encoding="utf-8")


def read(files: Files) -> Release:
    """The release that they are."""
    return releases.read(files)


def in_diagram(edit: Callable[[Any], object]) -> Edit:
    """Changes the tree of the diagram."""

    def change(files: Files) -> None:
        root = etree.fromstring(files[DIAGRAM])
        edit(root)
        files[DIAGRAM] = etree.tostring(root)

    return change


def one(root: Any, element: str) -> Any:
    (found,) = [node for node in root.iter() if node.get("id") == element]
    return found


def write(element: str, attribute: str, text: str | None) -> Edit:
    """Writes or takes out an attribute; a `gov.` name is a property."""

    def change(root: Any) -> None:
        node = one(root, element)
        if attribute.startswith("gov."):
            _property(node, attribute, text)
        else:
            key = attribute.replace("camunda:", f"{{{CAMUNDA}}}")
            node.attrib.pop(key, None) if text is None else node.set(key, text)

    return in_diagram(change)


def _property(node: Any, name: str, text: str | None) -> None:
    extensions = node.find(f"{{{BPMN}}}extensionElements")
    if extensions is None:
        extensions = etree.Element(f"{{{BPMN}}}extensionElements")
        node.insert(0, extensions)
    holder = extensions.find(f"{{{CAMUNDA}}}properties")
    if holder is None:
        holder = etree.SubElement(extensions, f"{{{CAMUNDA}}}properties")
    for entry in [entry for entry in holder if entry.get("name") == name]:
        holder.remove(entry)
    if text is not None:
        etree.SubElement(holder, f"{{{CAMUNDA}}}property", name=name, value=text)


def add(holder: str, xml: str, at: int | None = None) -> Edit:
    """Draws something more inside an element."""

    def change(root: Any) -> None:
        (node,) = etree.fromstring(f'<x xmlns="{BPMN}" xmlns:camunda="{CAMUNDA}" xmlns:acme="urn:acme">{xml}</x>')
        inside = one(root, holder)
        inside.append(node) if at is None else inside.insert(at, node)

    return in_diagram(change)


def drop(*elements: str) -> Edit:
    """Takes elements out of the diagram, and what is drawn of them."""

    def change(root: Any) -> None:
        for node in list(root.iter()):
            named = {node.get("id"), node.get("bpmnElement")} & set(elements)
            if named or (node.tag.endswith("flowNodeRef") and node.text in elements):
                node.getparent().remove(node)

    return in_diagram(change)


def move(element: str, lane: str) -> Edit:
    """Puts a node in another lane."""

    def change(root: Any) -> None:
        (reference,) = [node for node in root.iter(f"{{{BPMN}}}flowNodeRef") if node.text == element]
        one(root, lane).append(reference)

    return in_diagram(change)


def say(element: str, kind: str, text: str) -> Edit:
    """Writes the text of the only child of a kind."""

    def change(root: Any) -> None:
        (node,) = one(root, element).iter(f"{{{BPMN}}}{kind}")
        node.text = text

    return in_diagram(change)


def replace(name: str, old: str, new: str) -> Edit:
    """Writes one place of a file otherwise."""

    def change(files: Files) -> None:
        text = files[name].decode()
        assert old in text, old
        files[name] = text.replace(old, new, 1).encode()

    return change


def in_form(name: str, edit: Callable[[Any], object]) -> Edit:
    """Changes a form."""

    def change(files: Files) -> None:
        form = json.loads(files[name])
        edit(form)
        files[name] = json.dumps(form, ensure_ascii=False).encode()

    return change


def on_field(name: str, key: str, edit: Callable[[Any], object]) -> Edit:
    """Changes one field of a form."""

    def change(form: Any) -> None:
        (field,) = [one for one in form["components"] if key in (one.get("key"), one.get("path"))]
        edit(field)

    return in_form(name, change)
