"""Where a dossier is on its way: the steps done, the one that waits now, and those still to come."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import streamlit as st

from bpmn import calls
from bpmn.model import Flow, Model, UserTask
from bpmn.refusals import Refusal
from processes.assignments import HELD
from processes.calendars import local
from processes.worklist import Step
from tasks.viewing import DossierView
from ui.locale import t


@dataclass(frozen=True, slots=True)
class Stop:
    """One step on the way, with who, who beside and when as far as it is known."""

    name: str
    state: Literal["done", "current", "next"]
    who: str
    when: str
    beside: str = ""


def draw(view: DossierView) -> None:
    """Draws the way from reception to returned result."""
    items = "".join(_item(stop) for stop in stops(view))
    st.html(f'<ol class="mc-steps" aria-label="{escape(t("Các bước xử lý"))}">{items}</ol>')


def _item(stop: Stop) -> str:
    now = ' aria-current="step"' if stop.state == "current" else ""
    beside = t("Phối hợp: {names}", names=stop.beside) if stop.beside else ""
    told = "".join(f"<span>{escape(text)}</span>" for text in (stop.when, stop.who, beside) if text)
    return f'<li class="{stop.state}"{now}><b>{escape(stop.name)}</b>{told}</li>'


def stops(view: DossierView) -> list[Stop]:
    """The steps in order; what was sent back to be done again counts as not done."""
    model, known = view.published.release.model, view.directory
    current = [step for step in view.steps if step.state in ("opened", *HELD)]
    done = _done(view.steps, {step.element for step in current})
    seen = {step.element for step in (*done, *current)}
    waiting = [step.element for step in current]
    coming = [task for task in _onward(model, waiting) if task.id not in seen] if waiting else []
    return [
        *(Stop(step.name, "done", known.name(step.holder_id), _when(step), view.beside(step)) for step in done),
        *(Stop(step.name, "current", *_holder(view, step), view.beside(step)) for step in current),
        *(Stop(task.name, "next", _post(view, task), "") for task in coming),
    ]


def _done(steps: Sequence[Step], again: Collection[str]) -> list[Step]:
    finished = [step for step in steps if step.state == "completed"]
    first = next((place for place, step in enumerate(finished) if step.element in again), len(finished))
    last = {step.element: step for step in finished[:first]}
    return sorted(last.values(), key=lambda step: step.task_id)


def _when(step: Step) -> str:
    return f"{local(step.closed_at):%H:%M %d/%m}" if step.closed_at else ""


def _holder(view: DossierView, step: Step) -> tuple[str, str]:
    if step.state == "claimed":
        return view.directory.name(step.holder_id), t("Đang xử lý")
    if step.state == "assigned":
        return view.directory.name(step.holder_id), t("Đã phân công")
    post = view.directory.post(step.post_id)
    return (post.title if post else ""), t("Chờ nhận việc")


def _post(view: DossierView, task: UserTask) -> str:
    found = view.particulars
    try:
        post = view.directory.resolve(task.role, agency_id=found.agency_id, receiving_unit_id=found.receiving_unit_id)
    except Refusal:  # the organisation changed: whoever opens the step will be told
        return ""
    return post.title


def _onward(model: Model, start: Iterable[str]) -> list[UserTask]:
    """The steps that can still come, the nearest first."""
    found: list[UserTask] = []
    waiting, seen = deque(start), set(start)
    while waiting:
        for target in calls.ahead(model, waiting.popleft()):
            if target in seen:
                continue
            seen.add(target)
            waiting.append(target)
            element = model.elements[target]
            if isinstance(element, UserTask):
                found.append(element)
    return found


def passed(view: DossierView) -> list[str]:
    """What the dossier has gone through in the diagram, flows too: from step to step the shortest way."""
    model = view.published.release.model
    steps = calls.drawn(model, (step.element for step in view.steps if step.state != "cancelled"))
    ends = [node.id for node in model.nodes() if node.kind == "endEvent" and calls.drawn(model, [node.id]) == [node.id]]
    goals: list[Collection[str]] = [[element] for element in steps]
    if steps and not view.current:
        goals.append(ends)
    found: list[str] = [node.id for node in model.nodes() if node.kind == "startEvent" and node.scope == node.process]
    here = found[:1]
    for goal in goals:
        way = _way(model, here, goal)
        found += way
        here = way[-1:] or list(goal)[:1]
    waiting = set(calls.drawn(model, (step.element for step in view.current)))
    return [element for element in dict.fromkeys(found) if element not in waiting]


def _way(model: Model, start: Sequence[str], goal: Collection[str]) -> list[str]:
    """Flows and nodes from one step to the next, without going through a third one; empty when there is none."""
    waiting: deque[tuple[str, list[str]]] = deque((node, []) for node in start)
    seen = set(start)
    while waiting:
        node, way = waiting.popleft()
        for flow in model.outgoing.get(node, ()):
            onward = [*way, flow.id, flow.target]
            if flow.target in goal:
                return onward
            if flow.target not in seen and not isinstance(model.elements[flow.target], UserTask | Flow):
                seen.add(flow.target)
                waiting.append((flow.target, onward))
    return []
