"""Small diagrams written as chains of ids, whose first letter says what each is, and how they are walked.

`s` starts, `e` ends, `t` terminates, `p` is a parallel gateway, `x` an exclusive, `i` an inclusive, `v` an event-based
one, `m` waits for a message of its own name, everything else is a person's task. An arrow is called `source-target`,
and an exclusive or inclusive gateway asks for each of its arrows whether it `holds`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from bpmn import engine, reader
from bpmn.model import Event, Flow, Gateway, Model, UserTask
from tests.bpmn.drawing import diagram, flow

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
_KINDS = {
    "s": "startEvent",
    "e": "endEvent",
    "t": "endEvent",
    "p": "parallelGateway",
    "x": "exclusiveGateway",
    "i": "inclusiveGateway",
    "v": "eventBasedGateway",
    "m": "intermediateCatchEvent",
}
_INSIDE = {"t": "<terminateEventDefinition/>"}


def body(*chains: str, inside: str = "") -> str:
    """The elements that the chains name, but for those drawn in `inside`, and their arrows."""
    drawn, seen = [inside], set()
    for chain in chains:
        for id_ in chain.split():
            if id_ not in seen and f'id="{id_}"' not in inside:
                drawn.append(_element(id_))
            seen.add(id_)
        for source, target in pairwise(chain.split()):
            drawn.append(flow(source, target, f"holds('{source}-{target}')" if source[0] in "xi" else ""))
    return "".join(drawn)


def _element(id_: str) -> str:
    kind = _KINDS.get(id_[0], "userTask")
    within = _INSIDE.get(id_[0], "")
    if id_[0] == "m":
        within = f'<messageEventDefinition messageRef="{id_}-message"/>'
    return f'<{kind} id="{id_}">{within}</{kind}>'


def part(id_: str, *chains: str, inside: str = "", kind: str = "subProcess", said: str = "") -> str:
    """A subprocess of these chains."""
    return f'<{kind} id="{id_}" {said}>{body(*chains, inside=inside)}</{kind}>'


def border(id_: str, host: str, definition: str = "timer", *, stops: bool = True, names: str = "") -> str:
    """An event on the border of an activity; a timer goes off after a day."""
    named = f' {definition}Ref="{names}"' if names else ""
    inner = "<timeDuration>P1D</timeDuration>" if definition == "timer" else ""
    event = f"<{definition}EventDefinition{named}>{inner}</{definition}EventDefinition>"
    cancels = "true" if stops else "false"
    return f'<boundaryEvent id="{id_}" attachedToRef="{host}" cancelActivity="{cancels}">{event}</boundaryEvent>'


def end(id_: str, definition: str, names: str = "") -> str:
    """An end event that throws."""
    named = f' {definition}Ref="{names}"' if names else ""
    return f'<endEvent id="{id_}"><{definition}EventDefinition{named}/></endEvent>'


def model(xml: str, *more: str) -> Model:
    """The diagram of a body, with the messages, errors and escalations it names, and further processes."""
    named = sorted(set(re.findall(r'messageRef="([^"]+)"', "".join((xml, *more)))))
    messages = "".join(f'<message id="{name}" name="{name}"/>' for name in named)
    thrown = "".join(f'<{kind} id="{kind}{n}" name="{kind}{n}"/>' for kind in ("error", "escalation") for n in (1, 2))
    opening, rest = diagram(xml).decode().split("<process", 1)
    whole = f"{opening}{messages}{thrown}<process{rest}"
    return reader.read(whole.replace("</definitions>", "".join(more) + "</definitions>").encode())


class Walk:
    """One run on the real engine. `path` says which ways gateways open, each time in its turn; else it is chance."""

    def __init__(self, model: Model, path: tuple[str, ...] = (), chance: Random | None = None) -> None:
        self.model, self.chance, self.moment = model, chance, MONDAY
        self.passed: list[str] = []
        self.waiting: dict[str, str] = {}
        self._choices: dict[str, list[set[str]]] = {}
        self._asked: dict[str, dict[str, bool]] = {}
        for place, id_ in enumerate(path):
            opened = self._opened(path[place + 1 :], id_) if isinstance(model.elements[id_], Gateway) else set()
            if opened:
                self._choices.setdefault(id_, []).append(opened)
        self._take(engine.start(model, {}, moment=self.moment, functions={"holds": self._holds}))

    def _opened(self, following: tuple[str, ...], gateway: str) -> set[str]:
        opened: set[str] = set()
        for id_ in following:
            element = self.model.elements[id_]
            if id_ == gateway:
                break
            if isinstance(element, Flow) and element.source == gateway:
                opened.add(id_)
        return opened

    def _holds(self, name: str) -> bool:
        gateway = self.model.elements[name].source
        flows = [one.id for one in self.model.outgoing[gateway]]
        asked = self._asked.setdefault(gateway, {})
        if not asked:
            chosen = self._choices.get(gateway, [])
            opened = chosen.pop(0) if chosen else self._chosen(gateway, flows)
            asked |= {one: one in opened for one in flows}
        answer = asked[name]
        is_over = name == flows[-1] or (answer and self.model.elements[gateway].kind == "exclusiveGateway")
        if is_over:
            self._asked[gateway] = {}
        return answer

    def _chosen(self, gateway: str, flows: list[str]) -> set[str]:
        if self.chance is None:
            return {flows[0]}
        if self.model.elements[gateway].kind == "exclusiveGateway":
            return {self.chance.choice(flows)}
        return set(self.chance.sample(flows, self.chance.randrange(1, len(flows) + 1)))

    def _take(self, progress: engine.Progress) -> None:
        self.progress = progress
        self.passed += progress.passed
        for one in progress.closed:
            self.waiting.pop(one.ref, None)
        self.waiting |= {one.ref: one.element for one in progress.opened}

    def _act(self, act: str, *given: object) -> None:
        more = {"moment": self.moment, "functions": {"holds": self._holds}}
        self._take(getattr(engine, act)(self.model, self.progress.state, *given, **more))

    def do(self, id_: str) -> None:
        """Completes the oldest task of this element."""
        self._act("complete", next(ref for ref, element in self.waiting.items() if element == id_), {})

    def happens(self, event: Event) -> None:
        """What an event waits for comes about; errors come of themselves."""
        if event.definition == "timer":
            self.moment += timedelta(days=1)
            self._act("fire")
        elif event.definition in ("message", "signal"):
            self._act("deliver", event.reference, {})

    def follow(self, path: tuple[str, ...]) -> None:
        """Goes the way of a path."""
        for id_ in path:
            element = self.model.elements[id_]
            if isinstance(element, UserTask):
                self.do(id_)
            elif isinstance(element, Event) and element.kind in ("boundaryEvent", "intermediateCatchEvent"):
                self.happens(element)

    def stands(self) -> bool:
        """Whether it has not ended and nothing that could happen would move it."""
        going = self.waiting or self.progress.timers or self.progress.awaited
        return not self.progress.ended and not going

    def wander(self, steps: int) -> bool:
        """Goes on by chance; whether it ended or something is still going on."""
        assert self.chance is not None
        for _ in range(steps):
            if self.progress.ended or self.stands():
                break
            ways = [(self._act, ("complete", ref, {})) for ref in self.waiting]
            ways += [(self._pass_time, ())] * bool(self.progress.timers)
            ways += [(self._act, ("deliver", one.name, {})) for one in self.progress.awaited]
            act, given = self.chance.choice(ways)
            act(*given)
        return not self.stands()

    def _pass_time(self) -> None:
        self.moment = max(self.moment, min(timer.due for timer in self.progress.timers))
        self._act("fire")
