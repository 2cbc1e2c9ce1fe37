"""A step nobody can run by machine is a step of an officer."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import expressions
from bpmn.attributes import CAMUNDA, value
from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import Node, children, drop, kind_of, label, text_of
from bpmn.clinic.registry import Change, repair
from bpmn.expressions import WrongExpression
from bpmn.expressions.functions import FUNCTIONS
from bpmn.handlers import HANDLERS
from bpmn.sentences import Sentence

_WHAT = {
    "task": Sentence("chưa rõ ai làm"),
    "manualTask": Sentence("là việc làm tay không được theo dõi"),
    "serviceTask": Sentence("là bước tự động mà hệ thống không có cách thực hiện"),
    "businessRuleTask": Sentence("là bước áp dụng quy tắc mà không có bảng quyết định"),
    "scriptTask": Sentence("có đoạn mã của công cụ khác"),
    "sendTask": Sentence("gửi một thông điệp không có tên và không vẽ đến ai"),
    "receiveTask": Sentence("chờ một thông điệp không có tên và không vẽ từ ai"),
    "callActivity": Sentence("gọi một quy trình không có trong sơ đồ này"),
}
# what only the old kind may say (BPMN 2.0.2 §10.3.3); a user task would be wrong with it
_OWN = (
    *("implementation", "operationRef", "messageRef", "instantiate", "calledElement", "scriptFormat"),
    *(
        f"{{{CAMUNDA}}}{name}"
        for name in (
            *("class", "delegateExpression", "expression", "resultVariable", "type", "topic", "taskPriority"),
            *("decisionRef", "decisionRefBinding", "decisionRefVersion", "decisionRefTenantId", "mapDecisionResult"),
            *("calledElementBinding", "calledElementVersion", "calledElementVersionTag", "calledElementTenantId"),
            *("variableMappingClass", "variableMappingDelegateExpression", "caseRef", "resource"),
        )
    ),
)


@repair("repair-task", order=50)
def mend(chart: Chart) -> Iterator[Change]:
    """Abstract and manual tasks, and automatic ones without an implementation, become user tasks."""
    for node in chart.every(*_WHAT):
        if kind_of(node) in ("sendTask", "receiveTask") and exchanges(chart, node):
            continue
        if not _runs(chart, node) and not chart.spares(node):
            reason = _WHAT[kind_of(node)]
            kept = officers(chart, node)
            yield (
                node,
                Sentence(
                    "{node} {reason}; đã đổi thành việc của cán bộ{kept}.", node=label(node), reason=reason, kept=kept
                ),
            )


def exchanges(chart: Chart, node: Node) -> bool:
    """Whether a task sends or receives a message: one that is named, drawn, or waited for behind a gateway."""
    sources = (chart.source(flow) for flow in chart.incoming(node))
    is_chosen = any(source is not None and kind_of(source) == "eventBasedGateway" for source in sources)
    is_named = node.get("messageRef") or node.get("operationRef")
    return bool(is_named or chart.messages_of(node) or (is_chosen and kind_of(node) == "receiveTask"))


def officers(chart: Chart, node: Node) -> str:
    """Makes a node a user task and keeps in its documentation what that cannot say; tells so."""
    chart.rename_kind(node, "userTask")
    said = [f"{name.removeprefix(f'{{{CAMUNDA}}}')}: {node.attrib.pop(name)}" for name in _OWN if name in node.attrib]
    for script in children(node, "script"):
        said.append("".join(script.itertext()).strip())
        drop(script)
    said = [text for text in said if text]
    if said:
        chart.note(node, "\n".join(said))
    return Sentence(" (nội dung cũ ghi trong phần mô tả)") if said else ""


def _runs(chart: Chart, node: Node) -> bool:
    match kind_of(node):
        case "scriptTask":
            return _compiles(text_of(node, "script"))
        case "businessRuleTask":
            return value(node, "decisionRef") in chart.decisions
        case "serviceTask":
            return value(node, "topic") in HANDLERS or _reads(value(node, "expression"))
        case "callActivity":
            return chart.by_id.get(node.get("calledElement", "")) in chart.running
        case _:
            return False


def _reads(expression: str) -> bool:
    try:
        return bool(expression) and expressions.compile(expression).functions <= FUNCTIONS.keys()
    except WrongExpression:
        return False


def _compiles(script: str) -> bool:
    try:
        return bool(script and expressions.compile_script(script).assignments)
    except WrongExpression:
        return False
