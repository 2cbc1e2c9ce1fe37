"""A pool that nobody begins never does its part."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import SENDING, CallActivity, Event, MessageTask
from bpmn.sentences import Sentence


@rule("pool-begun", severity="error", of_release=True)
def check(subject: Subject) -> Iterator[Found]:
    """Every executable process but the first is called, or hears a message; the first is the dossier's own agency's."""
    if not subject.processes:
        return
    main, *others = subject.processes
    if main.agency:
        yield (
            main,
            Sentence(
                "{main} là quy trình chính, phải thuộc cơ quan giải quyết hồ sơ: bỏ gov.agency.", main=called(main)
            ),
        )
    begun = {node.called for node in subject.nodes if isinstance(node, CallActivity)}
    begun |= {flow.receiver for flow in subject.model.message_flows if flow.source and flow.receiver != flow.sender}
    begun |= {process.id for process in others if _is_told(subject, process.id)}
    for process in others:
        if process.id not in begun:
            yield (
                process,
                Sentence(
                    "Không có gì bắt đầu {process}: không ai gọi hay gửi thông điệp cho quy trình này.",
                    process=called(process),
                ),
            )


def _is_told(subject: Subject, process: str) -> bool:
    """Whether somebody else sends a message that it waits for."""
    talking = [node for node in subject.nodes if isinstance(node, Event | MessageTask) and node.reference]
    sent = {node.reference for node in talking if node.kind in SENDING and node.process != process}
    return any(node.kind not in SENDING and node.process == process and node.reference in sent for node in talking)
