"""What the engine would run otherwise than it is drawn, or not at all, is not published."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.handlers import HANDLERS
from bpmn.model import Activity, CallActivity, Element, Event, Gateway, MessageTask, ServiceTask, SubProcess
from bpmn.sentences import Sentence

_KINDS = {
    "task": Sentence("chưa rõ ai làm; hãy đổi thành việc của cán bộ (user task)"),
    "manualTask": Sentence("không được theo dõi; hãy đổi thành việc của cán bộ (user task)"),
    "adHocSubProcess": Sentence("là tiến trình con tùy biến, chưa được hỗ trợ"),
    "complexGateway": Sentence("là cổng phức hợp, chưa được hỗ trợ"),
}
_EVENTS = {
    "compensate": Sentence("là bù trừ (compensation), chưa được hỗ trợ"),
    "multiple": Sentence("chờ nhiều sự kiện cùng lúc, chưa được hỗ trợ"),
}


@rule("unsupported", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Each construct that is known to be run wrongly, or not to be run, is named."""
    for node in subject.nodes:
        reason = _reason(subject, node)
        if reason:
            yield node, Sentence("{element} {reason}.", element=called(node), reason=reason)


def _reason(subject: Subject, node: Element) -> str | None:
    if node.kind in _KINDS:
        return _KINDS[node.kind]
    if isinstance(node, CallActivity) and node.called not in {process.id for process in subject.processes}:
        return Sentence("gọi một quy trình không có trong sơ đồ này")
    if isinstance(node, ServiceTask) and not node.expression and node.handler not in HANDLERS:
        return Sentence("là bước tự động chưa có cách thực hiện")
    if isinstance(node, MessageTask) and node.reference is None:
        return Sentence("chưa ghi gửi hoặc chờ thông điệp nào")
    if isinstance(node, SubProcess) and node.by_event:
        return _by_event(subject, node)
    if isinstance(node, Activity) and not node.is_single:
        return Sentence("nhận hoặc gửi nhiều lượt một lần (startQuantity, completionQuantity), chưa được hỗ trợ")
    if node.kind in ("parallelGateway", "inclusiveGateway") and _comes_twice(subject, node):
        return Sentence("có hai mũi tên đi vào từ cùng một phần tử, máy xử lý coi là hai lượt; hãy bỏ bớt một")
    if isinstance(node, Gateway) and node.begins:
        return Sentence("là cổng sự kiện bắt đầu quy trình, chưa được hỗ trợ")
    if isinstance(node, Activity) and node.loop == "endless":
        return Sentence("lặp lại không có giới hạn; hãy ghi điều kiện lặp hoặc số lần nhiều nhất")
    if isinstance(node, Event):
        return _event(subject, node)
    return None


def _comes_twice(subject: Subject, join: Element) -> bool:
    """A join counts from where tokens come, not by which arrow: two from one split pass it one after the other."""
    sources = [flow.source for flow in subject.model.incoming.get(join.id, ())]
    twice = {source for source in sources if sources.count(source) > 1}
    choosing = {node.id for node in subject.nodes if node.kind in ("exclusiveGateway", "eventBasedGateway")}
    return not twice <= choosing


def _by_event(subject: Subject, handler: SubProcess) -> str | None:
    """It watches over its scope, which must begin with one step and must not be ended around it."""
    beside = [node for node in subject.nodes if node.scope == handler.scope]
    starts = {node.id for node in beside if node.kind == "startEvent"}
    first = {flow.target for start in starts for flow in subject.model.outgoing.get(start, ())}
    if len(first) != 1:
        return Sentence("cần quy trình chứa nó có đúng một bước đầu tiên")
    stops = all(start.interrupting for start in subject.starts(handler))
    if not stops and any(isinstance(node, Event) and node.definition == "terminate" for node in beside):
        return Sentence("chạy song song với quy trình có kết thúc tức thì (terminate), chưa được hỗ trợ")
    return None


def _event(subject: Subject, event: Event) -> str | None:
    if event.definition == "link":
        return _link(subject, event)
    host = subject.model.elements.get(event.attached_to or "")
    if event.attached_to and not isinstance(host, Activity):
        return Sentence("phải gắn vào một bước hoặc một tiến trình con")
    if event.definition == "cancel":
        around = host if event.attached_to else subject.model.elements.get(event.scope)
        return None if around is not None and around.kind == "transaction" else Sentence("chỉ dùng được với giao dịch")
    return _EVENTS.get(event.definition)


def _link(subject: Subject, event: Event) -> str | None:
    links = [node for node in subject.nodes if isinstance(node, Event) and node.definition == "link"]
    pair = [node for node in links if (node.scope, node.reference) == (event.scope, event.reference)]
    catches = [node for node in pair if node.kind == "intermediateCatchEvent"]
    return (
        None
        if 1 == len(catches) < len(pair)
        else Sentence("là sự kiện liên kết (link) phải có đúng một nơi đến cùng tên")
    )
