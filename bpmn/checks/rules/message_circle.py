"""Pools that wait for each other's messages stand still for ever.

Every choice is taken to fall as is best for the message, so what is found can never come.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from bpmn.checks import messages
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.model import CallActivity, Element, Event, SubProcess
from bpmn.sentences import Sentence

_CIRCLE = Sentence(
    "{node} chờ thông điệp “{name}”, mà {names} chỉ gửi được sau khi bước này đã nhận: các bên chờ nhau mãi."
)


@rule("message-circle", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """What is waited for can be sent before: whichever ways are taken, some sender is come to without the wait."""
    going = _Going(subject)
    if not any(going.senders.values()):
        return
    passed = going.walk()
    for node in subject.nodes:
        if node.id not in passed and going.senders.get(node.id) and going.comes_to(node, passed):
            names = ", ".join(called(one) for one in going.senders[node.id][:3])
            yield node, _CIRCLE.filled(node=called(node), name=messages.name(node), names=names)


class _Going:
    """How far all pools together can come when every choice falls as it should."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._kept = {process.id for process in subject.processes}
        hearing = [node for node in subject.nodes if messages.hears(node)]
        self.senders = {node.id: messages.senders(subject, node) for node in hearing}

    def walk(self) -> set[str]:
        """What can be done at some time, by the elements' ids."""
        passed: set[str] = set()
        before = -1
        while before != len(passed):
            before = len(passed)
            for node in self._subject.nodes:
                if node.id not in passed and self.comes_to(node, passed) and self._lets_go(node, passed):
                    passed.add(node.id)
        return passed

    def comes_to(self, node: Element, passed: set[str]) -> bool:
        """Whether a dossier can come to an element."""
        model = self._subject.model
        if node.kind == "startEvent":
            return node.scope in self._kept or self._is_entered(node.scope, passed)
        if isinstance(node, SubProcess) and node.by_event:
            return node.scope in self._kept or self._is_entered(node.scope, passed)
        if isinstance(node, Event) and node.attached_to:
            host = model.elements.get(node.attached_to)
            return host is not None and self.comes_to(host, passed)
        before = [one.id in passed for one in self._subject.previous_of(node)]
        return all(before) if node.kind == "parallelGateway" and before else any(before)

    def _is_entered(self, scope: str, passed: set[str]) -> bool:
        return self.comes_to(self._subject.model.elements[scope], passed)

    def _lets_go(self, node: Element, passed: set[str]) -> bool:
        if senders := self.senders.get(node.id):
            return any(one.id in passed for one in senders)
        if isinstance(node, SubProcess):
            return bool(self._last.get(node.id, set()) & passed) or node.id not in self._last
        if isinstance(node, CallActivity):
            return bool(self._last.get(node.called, set()) & passed) or node.called not in self._kept
        return True

    @cached_property
    def _last(self) -> dict[str, set[str]]:
        """The elements that nothing follows, by their scope."""
        found: dict[str, set[str]] = {}
        for node in self._subject.nodes:
            if not self._subject.model.outgoing.get(node.id):
                found.setdefault(node.scope, set()).add(node.id)
        return found
