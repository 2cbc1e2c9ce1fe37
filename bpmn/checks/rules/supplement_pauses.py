"""While the applicant is waited for, the clock stands: what the diagram and the facts say must not go against that."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import SENDING, Element, Event, MessageTask, UserTask
from bpmn.procedures import Case
from bpmn.sentences import Sentence


@rule("supplement-pauses", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """No step waits for the applicant's message, no own timer drives on a step that stands, windows fit the term."""
    if subject.kind != "dossier":
        return
    for node in subject.nodes:
        if _is_from_applicant(subject, node):
            yield (
                node,
                Sentence(
                    "{node} chờ người nộp trong khi đồng hồ của hồ sơ vẫn chạy. Yêu cầu bổ sung không vẽ "
                    "trong sơ đồ: ở bước nào cũng ban hành được phiếu yêu cầu bổ sung, và đồng hồ dừng đến "
                    "khi nhận đủ.",
                    node=called(node),
                ),
            )
        step = _driven_on(subject, node)
        if step is not None:
            yield (
                node,
                Sentence(
                    "Hẹn giờ {node} chạy tiếp khi đồng hồ của hồ sơ dừng chờ bổ sung, còn bước {step} "
                    "thì dừng: hồ sơ bị chuyển đi trong lúc chờ người nộp. Bỏ gov.clock, hoặc ghi `own` "
                    "cho cả bước.",
                    node=called(node),
                    step=called(step),
                ),
            )
    for case in subject.cases:
        for told in _windows(case):
            yield subject.model.main, told


def _is_from_applicant(subject: Subject, node: Element) -> bool:
    """A message from a pool that does not run and is no agency's: in a dossier, that of its applicant."""
    if not isinstance(node, Event | MessageTask) or node.kind in (*SENDING, "startEvent") or not node.reference:
        return False
    running = {process.id for process in subject.processes}
    return any(
        flow.target == node.id and flow.sender not in running and not flow.from_agency
        for flow in subject.model.message_flows
    )


def _driven_on(subject: Subject, node: Element) -> UserTask | None:
    """The step that a timer stops by its own clock while the step's stands."""
    if not isinstance(node, Event) or node.timer is None or not (node.has_own_clock and node.interrupting):
        return None
    step = subject.model.elements.get(node.attached_to or "")
    return step if isinstance(step, UserTask) and not step.has_own_clock else None


def _windows(case: Case) -> Iterator[str]:
    """A supplement may not be asked for when the result is already due."""
    term, window = case.term, case.window
    if window is not None and window.unit == term.unit and window.amount > term.amount:
        yield Sentence(
            "Trường hợp “{case}” cho yêu cầu bổ sung trong {window}, dài hơn thời hạn giải quyết {term}: "
            "yêu cầu sau khi đã quá hạn không còn dừng được đồng hồ.",
            case=case.name,
            window=window.said,
            term=term.said,
        )
