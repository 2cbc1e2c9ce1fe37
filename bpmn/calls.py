"""Calls: what one says for the process it calls, where that is seen in the drawing, and how it is gone through.

A call says whom open steps of its process wait for, how long, and whose work they may not be. Where two calls of one
process say different things its steps stay open, which a check finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from bpmn.model import CallActivity, Element, Model, Process, UserTask

Told = TypeVar("Told")

CALLER = "@caller"
"""Instead of a step's id in `gov.fourEyes`: the step that the call names."""


def filled(elements: Mapping[str, Element]) -> dict[str, Element]:
    """The elements, with what steps of called processes leave open as their calls say it."""
    by_process: dict[str, list[CallActivity]] = {}
    for call in elements.values():
        if isinstance(call, CallActivity):
            by_process.setdefault(call.called, []).append(call)
    return {id_: _filled(one, by_process.get(one.process, [])) for id_, one in elements.items()}


def _filled(element: Element, calls: list[CallActivity]) -> Element:
    if not isinstance(element, UserTask):
        return element
    four_eyes = element.four_eyes
    if four_eyes == CALLER and calls:
        four_eyes = _agreed({call.four_eyes for call in calls})
    step = replace(element, four_eyes=four_eyes)
    if not step.role:
        step = replace(step, role=_agreed({call.role for call in calls}) or "")
    if not step.allotment_text and step.act != "return":
        told = _agreed({(call.allotment, call.allotment_text) for call in calls})
        step = step if told is None else replace(step, allotment=told[0], allotment_text=told[1])
    return step


def _agreed(told: set[Told]) -> Told | None:
    return told.pop() if len(told) == 1 else None


def placed(processes: tuple[Process, ...], elements: Mapping[str, Element]) -> tuple[Process, ...]:
    """The processes, called ones without a pool in the pool of their caller."""
    by_id = {process.id: process for process in processes}
    callers = {one.called: one.process for one in elements.values() if isinstance(one, CallActivity)}
    return tuple(_placed(process, by_id, callers) for process in processes)


def _placed(process: Process, by_id: Mapping[str, Process], callers: Mapping[str, str]) -> Process:
    passed, caller = {process.id}, process
    while not caller.in_pool and callers.get(caller.id) in by_id and callers[caller.id] not in passed:
        caller = by_id[callers[caller.id]]
        passed.add(caller.id)
    return process if caller is process else replace(process, pool=caller.pool, agency=caller.agency)


def drawn(model: Model, elements: Iterable[str]) -> list[str]:
    """Where elements are seen in the drawing of the main process and its pools: themselves, or the call of theirs."""
    callers: dict[str, str] = {}
    for one in model.elements.values():
        if isinstance(one, CallActivity):
            callers.setdefault(one.called, one.id)
    pools = {process.id for process in model.processes if process.in_pool} | {model.main.id}
    return list(dict.fromkeys(_drawn(model, element, callers, pools) for element in elements))


def _drawn(model: Model, element: str, callers: Mapping[str, str], pools: set[str]) -> str:
    seen, passed = element, set[str]()
    while (found := model.elements.get(seen)) and found.process not in pools | passed and found.process in callers:
        passed.add(found.process)
        seen = callers[found.process]
    return seen


def within(model: Model, process: str) -> set[str]:
    """The processes that run as part of one: itself, and what it calls, straight or not."""
    found, waiting = set[str](), [process]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            calls = (call for call in model.elements.values() if isinstance(call, CallActivity))
            waiting += [call.called for call in calls if call.process == one]
    return found


def ahead(model: Model, node: str) -> list[str]:
    """Where one may go next from a node: along its arrows, into what it calls, and out of that where that ends."""
    element = model.elements.get(node)
    if isinstance(element, CallActivity):
        starts = [one.id for one in model.nodes() if one.kind == "startEvent" and one.scope == element.called]
        if starts:
            return starts
    onward = [flow.target for flow in model.outgoing.get(node, ())]
    if onward or element is None or element.kind != "endEvent" or element.scope != element.process:
        return onward
    callers = [
        one for one in model.elements.values() if isinstance(one, CallActivity) and one.called == element.process
    ]
    return [flow.target for call in callers for flow in model.outgoing.get(call.id, ())]
