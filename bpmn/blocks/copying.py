"""A block's process and forms copied into a procedure's files, in place of what the call led to before."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from itertools import chain, count
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from bpmn import reader
from bpmn.attributes import CAMUNDA
from bpmn.blocks import carried
from bpmn.checks.fixes import set_property
from bpmn.clinic.picture import BPMNDI
from bpmn.elements import BPMN
from bpmn.files import NotReadable
from bpmn.model import CallActivity, Model, Process
from bpmn.releases import Release
from bpmn.sentences import Sentence

Node = Any  # an element; lxml ships no types

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_CALL, _TASK, _FORM = f"{{{BPMN}}}callActivity", f"{{{BPMN}}}userTask", f"{{{CAMUNDA}}}formRef"
_PROPERTY = f"{{{BPMN}}}extensionElements/{{{CAMUNDA}}}properties/{{{CAMUNDA}}}property"
_POINTING = frozenset({"sourceRef", "targetRef", "default", "attachedToRef", "bpmnElement"})
_POINTED = frozenset({f"{{{BPMN}}}incoming", f"{{{BPMN}}}outgoing"})
_NAMING = frozenset({"gov.fourEyes", "gov.assigns"})
_OF_STEP = {f"{{{CAMUNDA}}}candidateGroups": "gov.role", f"{{{CAMUNDA}}}dueDate": "gov.allotment"}
_OF_CALL = frozenset({"gov.role", "gov.allotment", "gov.unit", "gov.fourEyes"})


def diagram_of(files: Mapping[str, bytes]) -> str:
    """The name of the one diagram. Refuses: NotReadable."""
    drawn = [name for name in files if name.endswith(".bpmn")]
    if len(drawn) != 1:
        raise NotReadable(
            Sentence("cần đúng một sơ đồ .bpmn, đang có {number}", number=len(drawn)), file=Sentence("bản quy trình")
        )
    return drawn[0]


def model_of(files: Mapping[str, bytes]) -> Model:
    """What the diagram says. Refuses: NotReadable."""
    return reader.read(files[diagram_of(files)])


def put(files: Mapping[str, bytes], call: str, block: Release) -> dict[str, bytes]:
    """The files with a step that calls this version of a block; what it called of a block before is gone.

    A user task becomes a call that says whom it waited for, how long, and whose work it might not be. Ids and forms
    keep the block's names where these are free. Refuses: NotReadable.
    """
    name = diagram_of(files)
    root: Node = reader.parse(files[name])
    step = next((one for one in root.iter(_CALL, _TASK) if one.get("id") == call), None)
    if step is None:
        raise NotReadable(Sentence("không có bước “{call}” để gọi khối", call=call), file=f"“{name}”")
    kept, held = dict(files), _held(step, block)
    if step.tag == _TASK:
        _turn(root, step)
    else:
        _take_out(root, step, kept)
    source: Node = reader.parse(block.model.xml)
    parts = [source.find(f"{{{BPMN}}}process"), *source.findall(f"{{{BPMNDI}}}BPMNDiagram")]
    prefix = _free(root, parts, call, held)
    process, *drawn = (_copied(root, part, prefix) for part in parts)
    forms = carried.put(kept, call, block)
    for task in process.iter(_TASK):
        if task.get(_FORM):
            task.set(_FORM, forms.get(task.get(_FORM), task.get(_FORM)))
    root.findall(f"{{{BPMN}}}process")[-1].addnext(process)
    root.extend(drawn)
    step.set("calledElement", process.get("id"))
    set_property("", call, "gov.block", f"{block.code}@{block.hash}").change(root)
    return {**kept, name: etree.tostring(root, encoding="UTF-8", xml_declaration=True)}


def _held(step: Node, block: Release) -> list[str]:
    """What the ids of the copy that is there begin with."""
    called, own = step.get("calledElement") or "", block.model.main.id
    return [called.removesuffix(own)] if called.endswith(own) and "gov.block" in _said(step) else []


def _free(root: Node, parts: list[Node], call: str, held: list[str]) -> str:
    """What ids begin with so that none is taken: what they did, else nothing, else the call's own id."""
    taken = set(_ids(root))
    wanted = [id_ for part in parts for id_ in _ids(part)]
    tried = chain(held, ("", f"{call}_"), (f"{call}_{n}_" for n in count(2)))
    return next(prefix for prefix in tried if taken.isdisjoint(prefix + id_ for id_ in wanted))


def _ids(node: Node) -> Iterator[str]:
    return (one.get("id") for one in node.iter() if one.get("id"))


def _copied(root: Node, part: Node, prefix: str) -> Node:
    """A part of the block's file for another file: every id, and what points to one, with the prefix."""
    made = copy.deepcopy(part)
    spelled = next((name for name, space in root.nsmap.items() if space == BPMN), None)
    for node in made.iter():
        for name in ({"id"} | _POINTING) & set(node.keys()):
            node.set(name, prefix + node.get(name))
        if node.tag in _POINTED:
            node.text = prefix + node.text.strip()
        if node.get("name") in _NAMING and not node.get("value").startswith("@"):
            node.set("value", prefix + node.get("value"))
        if (kind := node.get(f"{{{_XSI}}}type")) is not None:
            local = kind.rpartition(":")[2]
            node.set(f"{{{_XSI}}}type", f"{spelled}:{local}" if spelled else local)
    return made


def _take_out(root: Node, step: Node, files: dict[str, bytes]) -> None:
    """Removes the copy that only this call leads to, its drawing, and the forms that nobody else asks for."""
    called = step.get("calledElement")
    callers = [one for one in root.iter(_CALL) if one.get("calledElement") == called]
    process = next((one for one in root.findall(f"{{{BPMN}}}process") if one.get("id") == called), None)
    if process is None or len(callers) > 1 or "gov.block" not in _said(step):
        return
    _remove(root, process)
    carried.drop(files, _forms(process) - _forms(root))


def left_over(model: Model) -> list[Process]:
    """Processes without a pool that nothing leads to: copies whose calls were deleted."""
    called = {one.called for one in model.elements.values() if isinstance(one, CallActivity)}
    main = model.main
    return [one for one in model.processes if not one.in_pool and one.id not in called and one != main]


def swept(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files without copies that nothing leads to, and without the forms that only they asked for.

    Refuses: NotReadable.
    """
    name, kept = diagram_of(files), dict(files)
    root: Node = reader.parse(files[name])
    for left in left_over(reader.read(files[name])):
        process = next(one for one in root.findall(f"{{{BPMN}}}process") if one.get("id") == left.id)
        _remove(root, process)
        carried.drop(kept, _forms(process) - _forms(root))
    return {**kept, name: etree.tostring(root, encoding="UTF-8", xml_declaration=True)}


def _remove(root: Node, process: Node) -> None:
    """Takes a process and its drawing out of a file."""
    root.remove(process)
    for drawing in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        plane = drawing.find(f"{{{BPMNDI}}}BPMNPlane")
        if plane is not None and plane.get("bpmnElement") == process.get("id"):
            root.remove(drawing)


def _forms(node: Node) -> set[str]:
    return {task.get(_FORM) for task in node.iter(_TASK) if task.get(_FORM)}


def _turn(root: Node, step: Node) -> None:
    """Makes a user task a call; what it said of who, how long and whose work it may not be stays."""
    said = {_OF_STEP[name]: step.get(name) for name in _OF_STEP if step.get(name)}
    said |= {name: told for name, told in _said(step).items() if name in _OF_CALL}
    step.tag = _CALL
    for name in [name for name in step.keys() if name.startswith(f"{{{CAMUNDA}}}")]:  # noqa: SIM118 - lxml's own
        del step.attrib[name]
    for extensions in step.findall(f"{{{BPMN}}}extensionElements"):
        step.remove(extensions)
    for name, told in said.items():
        set_property("", step.get("id"), name, told).change(root)


def _said(step: Node) -> dict[str, str]:
    return {entry.get("name", ""): entry.get("value", "") for entry in step.iterfind(_PROPERTY)}
