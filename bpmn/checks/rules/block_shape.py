"""A block is one plain process that other diagrams can hold without anything else."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import reader
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.elements import BPMN
from bpmn.model import CallActivity, Element, Event, Lane, MessageTask, RuleTask
from bpmn.sentences import Sentence

_ALONE = frozenset({"none", "timer", "conditional", "link"})


@rule("block-shape", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """A block is one process without pool or lanes, with one plain start; it hears, calls and looks up nothing."""
    if subject.kind != "block":
        return
    main = subject.model.main
    if len(subject.model.processes) > 1:
        yield subject.model.processes[1], Sentence("Khối dùng chung chỉ có một quy trình.")
    if next(iter(reader.parse(subject.model.xml).iterdescendants(f"{{{BPMN}}}participant")), None) is not None:
        yield (
            main,
            Sentence("Khối dùng chung vẽ không có bên tham gia (pool): khối chạy trong phần của quy trình gọi nó."),
        )
    starts = subject.starts(main)
    if len(starts) != 1 or starts[0].definition != "none":
        yield main, Sentence("Khối dùng chung có đúng một điểm bắt đầu thường.")
    for element in subject.elements:
        if (reason := _reason(element)) is not None:
            yield element, Sentence("{element} {reason}.", element=called(element), reason=reason)


def _reason(element: Element) -> str | None:
    match element:
        case CallActivity():
            return Sentence("gọi một quy trình khác; khối dùng chung không gọi khối khác")
        case MessageTask():
            return Sentence("gửi hoặc chờ thông điệp; khối dùng chung không trao đổi với bên khác")
        case RuleTask():
            return Sentence("hỏi bảng quyết định; khối dùng chung chỉ mang theo biểu mẫu")
        case Lane():
            return Sentence("là làn; khối dùng chung ghi vai trò ở từng bước, hoặc để trống cho bước gọi khối ghi")
        case Event() if element.definition not in _ALONE:
            return Sentence("là sự kiện mà nơi gọi khối không nghe được")
        case _:
            return None
