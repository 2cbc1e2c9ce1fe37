"""What the engine would run otherwise than it is drawn, or not at all, is not published."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import Activity, CallActivity, Element, Event, SubProcess

_KINDS = {
    "task": "chưa rõ ai làm; hãy đổi thành việc của cán bộ (user task)",
    "manualTask": "không được theo dõi; hãy đổi thành việc của cán bộ (user task)",
    "serviceTask": "là bước tự động chưa có cách thực hiện",
    "businessRuleTask": "là bước tự động chưa có cách thực hiện",
    "sendTask": "là bước gửi tự động chưa có cách thực hiện; hãy dùng sự kiện gửi thông điệp",
    "receiveTask": "là bước chờ nhận chưa được hỗ trợ; hãy dùng sự kiện nhận thông điệp",
    "adHocSubProcess": "là tiến trình con tùy biến, chưa được hỗ trợ",
    "transaction": "là giao dịch, chưa được hỗ trợ",
    "complexGateway": "là cổng phức hợp, chưa được hỗ trợ",
}
_EVENTS = {
    "link": "là sự kiện liên kết (link), chưa được hỗ trợ",
    "compensate": "là bù trừ (compensation), chưa được hỗ trợ",
    "cancel": "là sự kiện hủy giao dịch, chưa được hỗ trợ",
    "multiple": "chờ nhiều sự kiện cùng lúc, chưa được hỗ trợ",
}


@rule("unsupported", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Each construct that is known to be run wrongly, or not to be run, is named."""
    for node in subject.nodes:
        reason = _reason(subject, node)
        if reason:
            yield node, f"{called(node)} {reason}."
    for flow in subject.flows:
        source = subject.model.elements.get(flow.source)
        if flow.condition is not None and isinstance(source, Activity | Event):
            yield flow, f"Điều kiện trên hướng {called(flow)} sẽ bị bỏ qua; hãy đặt một cổng rẽ nhánh trước nó."


def _reason(subject: Subject, node: Element) -> str | None:
    if node.kind in _KINDS:
        return _KINDS[node.kind]
    if isinstance(node, CallActivity) and node.called not in {process.id for process in subject.processes}:
        return "gọi một quy trình không có trong sơ đồ này"
    if isinstance(node, SubProcess) and node.by_event:
        return "là tiến trình con theo sự kiện, chưa được hỗ trợ"
    if isinstance(node, Activity) and node.loop == "standard":
        return "lặp lại không có giới hạn; hãy vẽ vòng lặp bằng cổng rẽ nhánh"
    if isinstance(node, Activity | Event) and len(subject.model.outgoing.get(node.id, ())) > 1:
        return "có nhiều hướng đi ra; hãy đặt một cổng song song hoặc rẽ nhánh sau nó"
    if isinstance(node, Event):
        return _event(node)
    return None


def _event(event: Event) -> str | None:
    if event.kind == "endEvent" and event.definition == "signal":
        return "là kết thúc phát tín hiệu, chưa được hỗ trợ"
    return _EVENTS.get(event.definition)
