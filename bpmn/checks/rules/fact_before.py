"""A condition that asks for what nobody has written yet refuses the act that comes to it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import expressions, facts
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.expressions import WrongExpression
from bpmn.model import Element, Event, Flow, Process, SubProcess, UserTask
from bpmn.sentences import Sentence


@rule("fact-before", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """What a condition asks for is written on every way to it; what other pools or messages bring is left out."""
    if subject.forms is None or not subject.processes:
        return
    main = subject.processes[0]
    writers = _writers(subject, main)
    lacking = {name: _lacking(subject, main, writing) for name, writing in writers.items()}
    for flow in subject.flows:
        source = subject.model.elements.get(flow.source)
        if flow.process != main.id or source is None:
            continue
        for name in sorted(_names(flow) & writers.keys()):
            if source.id in lacking[name]:
                yield (
                    flow,
                    Sentence(
                        "Hướng {flow} hỏi “{name}”, mà có đường đi tới {source} chưa ghi thông tin này.",
                        flow=called(flow),
                        name=name,
                        source=called(source),
                    ),
                )


def _names(flow: Flow) -> frozenset[str]:
    try:
        return expressions.compile(flow.condition or "").names if flow.condition else frozenset()
    except WrongExpression:  # condition-readable tells it
        return frozenset()


def _writers(subject: Subject, main: Process) -> dict[str, set[str]]:
    """The facts that only steps of the process write, with the steps that write each."""
    found: dict[str, set[str]] = {}
    for node in subject.nodes:
        form = subject.form(node) if isinstance(node, UserTask) else None
        fields = {field.key for field in form.fields} if form else set[str]()
        for name in fields | facts.written(subject.model, node):
            found.setdefault(name, set()).add(node.id if node.process == main.id else "")
    given = {"case", "channel"} | {name for case in subject.cases for name in case.values}
    brings = any(isinstance(node, Event) and node.definition in ("message", "signal") for node in subject.nodes)
    return {} if brings else {name: steps for name, steps in found.items() if "" not in steps and name not in given}


def _lacking(subject: Subject, main: Process, writing: set[str]) -> set[str]:
    """The nodes that can be come to before any of these steps is done."""
    lacking: set[str] = set()
    waiting: list[Element] = list(subject.starts(main))
    while waiting:
        node = waiting.pop()
        if node.id not in lacking and _lacks(subject, node, lacking, writing):
            lacking.add(node.id)
            waiting += _after(subject, node, is_written=node.id in writing)
    return lacking


def _lacks(subject: Subject, node: Element, lacking: set[str], writing: set[str]) -> bool:
    """A parallel join needs all its ways to lack it; it is asked again when the last of them does."""
    if node.kind != "parallelGateway":
        return True
    return all(before.id in lacking and before.id not in writing for before in subject.previous_of(node))


def _after(subject: Subject, node: Element, *, is_written: bool) -> list[Element]:
    """Where it is still lacking behind a node: a subprocess is left from its ends, and by what is on its border."""
    following = subject.next_of(node)
    borders: list[Element] = [event for event in following if isinstance(event, Event) and event.attached_to == node.id]
    if isinstance(node, SubProcess):
        return subject.starts(node) + borders
    if is_written:
        return borders
    around = subject.model.elements.get(node.scope)
    if following or around is None:
        return following
    return [after for after in subject.next_of(around) if not (isinstance(after, Event) and after.attached_to)]
