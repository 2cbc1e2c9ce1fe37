"""The diagram's XML on its way to the engine: what the library runs wrongly told otherwise, or refused."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from bpmn.engine import rewrites
from bpmn.engine.refusals import NotExecutable
from bpmn.sentences import Sentence

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
_SPACES = {"bpmn": BPMN, "camunda": CAMUNDA}
_NAME = re.compile(r"(?:[$#]\{\s*)?([^\W\d]\w*)(?:\s*\})?")
_RUNS = "/*/bpmn:process[not(@isExecutable='false')]"

# SpiffWorkflow 3.2 reads each of these without a word and then does something else
_RUN_WRONGLY = (
    ("/descendant::bpmn:linkEventDefinition/..", Sentence("sự kiện liên kết (link) không có nơi đến")),
    ("/descendant::bpmn:compensateEventDefinition/..", Sentence("bù trừ (compensation) chưa được hỗ trợ")),
    ("/descendant::*[@parallelMultiple='true']", Sentence("sự kiện chờ nhiều điều kiện cùng lúc chưa được hỗ trợ")),
    (
        "/descendant::*[count(bpmn:standardLoopCharacteristics | bpmn:multiInstanceLoopCharacteristics) > 1]",
        Sentence("bước này lặp theo hai cách cùng lúc"),
    ),
    (
        "/descendant::*[number(@startQuantity) > 1 or number(@completionQuantity) > 1]",
        Sentence("bước nhận hoặc gửi nhiều lượt một lần chưa được hỗ trợ"),
    ),
    (
        "/descendant::bpmn:eventBasedGateway[@instantiate='true']",
        Sentence("cổng sự kiện bắt đầu quy trình chưa được hỗ trợ"),
    ),
    ("/descendant::bpmn:adHocSubProcess", Sentence("tiến trình con tùy biến chưa được hỗ trợ")),
)


_DATA = (
    *("dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "ioSpecification", "property"),
    *("dataInputAssociation", "dataOutputAssociation"),
)

Node = Any  # an element; lxml ships no types


def prepared(xml: bytes) -> Node:
    """The document the engine reads. Refuses: NotExecutable, with the element that cannot be run as drawn."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(xml, parser)
    for picture in list(root.iterchildren("{*}BPMNDiagram")):
        root.remove(picture)  # the engine needs none, and reads its numbers before it knows that they are
    _leave_out_extensions(root)
    rewrites.rewrite(root)
    for path, reason in _RUN_WRONGLY:
        for node in _found(root, _RUNS + path):
            raise NotExecutable(element=node.get("id"), reason=reason)
    _leave_out_data(root)
    _refuse_ignored_conditions(root)
    for loop in _found(root, "/descendant::bpmn:multiInstanceLoopCharacteristics[@camunda:collection]"):
        _standard_loop(loop)
    return root


def _found(root: Node, path: str) -> list[Node]:
    return root.xpath(path, namespaces=_SPACES)


def _leave_out_extensions(root: Node) -> None:
    """The engine takes nothing from them, and a copy of an element's id in one would be taken for the element."""
    for node in _found(root, "//bpmn:extensionElements"):
        node.getparent().remove(node)


def _leave_out_data(root: Node) -> None:
    """Drawn papers and stores tell people what a step works with; facts are kept with the case (BPMN 2.0.2 §10.4)."""
    for node in _found(root, " | ".join(f"/descendant::bpmn:{kind}" for kind in _DATA)):
        node.getparent().remove(node)


def _refuse_ignored_conditions(root: Node) -> None:
    choosing = {
        node.get("id")
        for node in _found(root, "/descendant::bpmn:exclusiveGateway | /descendant::bpmn:inclusiveGateway")
    }
    for node in _found(root, f"{_RUNS}/descendant::bpmn:sequenceFlow[bpmn:conditionExpression]"):
        if node.get("sourceRef") not in choosing:
            reason = Sentence("điều kiện trên hướng đi không xuất phát từ cổng rẽ nhánh sẽ bị bỏ qua")
            raise NotExecutable(element=node.get("id"), reason=reason)


def _standard_loop(loop: Node) -> None:
    """`camunda:collection` and `elementVariable` as the standard's own elements, which the engine knows."""
    collection = _NAME.fullmatch((loop.get(f"{{{CAMUNDA}}}collection") or "").strip())
    if collection is None:
        raise NotExecutable(
            element=loop.getparent().get("id"), reason=Sentence("danh sách của bước lặp phải là tên một thông tin")
        )
    etree.SubElement(loop, f"{{{BPMN}}}loopDataInputRef").text = collection[1]
    variable = loop.get(f"{{{CAMUNDA}}}elementVariable")
    if variable:
        etree.SubElement(loop, f"{{{BPMN}}}inputDataItem").set("id", variable)
