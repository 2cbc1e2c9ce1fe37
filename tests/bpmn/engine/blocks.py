"""Random procedures made of blocks that know themselves how they run: what the engine does is held against them.

A block draws its own XML, and plays BPMN's rules on itself, without tokens: it is started, asked what waits, told
that a task is completed or that time has passed, and says when it is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, pairwise
from random import Random


class World:
    """What the blocks of one running procedure share: the clock and which conditions hold now."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.holds: dict[str, bool] = {}


class Block:
    """A part of a procedure with one way in and one way out."""

    first = last = ""

    def start(self, world: World, scope: list[Block]) -> None:
        raise NotImplementedError

    def waiting(self) -> Iterator[str]:
        raise NotImplementedError

    def complete(self, task: str, world: World) -> bool:
        """Completes one waiting task of this name; whether there was one."""
        raise NotImplementedError

    def fire(self, world: World) -> None:
        """Lets the timers go off that are due."""

    def is_done(self) -> bool:
        raise NotImplementedError


class Drawing:
    """Draws blocks; keeps the XML of the scope that is being drawn."""

    def __init__(self, chance: Random, kinds: str, asks: tuple[str, ...] = ()) -> None:
        """`asks` are the conditions to choose from; without them each asks `holds` for its own name."""
        self.chance, self.kinds, self.asks = chance, kinds.split(), asks
        self.number = count(1)
        self.xml: list[str] = []
        self.conditions: list[str] = []

    def name(self, letter: str) -> str:
        return f"{letter}{next(self.number)}"

    def add(self, kind: str, letter: str, inside: str = "", **attributes: str) -> str:
        name = self.name(letter)
        written = "".join(f' {key}="{value}"' for key, value in attributes.items())
        self.xml.append(f'<bpmn:{kind} id="{name}"{written}>{inside}</bpmn:{kind}>')
        return name

    def flow(self, source: str, target: str, *, asked: bool = False) -> str:
        name = self.name("f")
        condition = ""
        if asked:
            self.conditions.append(name)
            text = self.chance.choice(self.asks) if self.asks else f"holds('{name}')"
            condition = f"<bpmn:conditionExpression>{text}</bpmn:conditionExpression>"
        self.xml.append(
            f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{condition}</bpmn:sequenceFlow>'
        )
        return name

    def block(self, depth: int) -> Block:
        kind = self.chance.choice(self.kinds) if depth else "task"
        return KINDS[kind](self, depth - 1)

    def file(self) -> bytes:
        """A whole random diagram."""
        inside, _ = self.process()
        return (
            '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">'
            f'<bpmn:process id="p" isExecutable="true">{inside}</bpmn:process></bpmn:definitions>'
        ).encode()

    def process(self) -> tuple[str, Scope]:
        """The inside of a process and the block that it is."""
        whole = self.block(4)
        self.xml += ['<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>']
        self.flow("start", whole.first)
        self.flow(whole.last, "end")
        return "".join(self.xml), Scope(whole)


class Task(Block):
    """One person's step, or as many of them as it is repeated for."""

    def __init__(self, drawing: Drawing, _depth: int = 0, *, repeated: str = "", times: int = 1) -> None:
        self.first = self.last = drawing.add("userTask", "t", repeated)
        self.at_once = times if "false" in repeated else 1
        self.times = times
        self.open = self.left = 0

    def start(self, world: World, scope: list[Block]) -> None:
        self.open, self.left = self.at_once, self.times

    def waiting(self) -> Iterator[str]:
        yield from [self.first] * self.open

    def complete(self, task: str, world: World) -> bool:
        if task != self.first or not self.open:
            return False
        self.left -= 1
        self.open = min(self.left, self.at_once) if self.at_once == 1 else self.left
        return True

    def is_done(self) -> bool:
        return self.left == 0


def many(drawing: Drawing, _depth: int) -> Task:
    times, turn = drawing.chance.randrange(1, 4), drawing.chance.choice(["true", "false"])
    loop = f"<bpmn:loopCardinality>{times}</bpmn:loopCardinality>"
    return Task(
        drawing,
        repeated=f'<bpmn:multiInstanceLoopCharacteristics isSequential="{turn}">{loop}'
        "</bpmn:multiInstanceLoopCharacteristics>",
        times=times,
    )


class Several(Block):
    """Blocks of which some run; done when those are."""

    parts: list[Block]

    def __init__(self) -> None:
        self.running: list[Block] = []

    def waiting(self) -> Iterator[str]:
        for part in self.running:
            yield from part.waiting()

    def complete(self, task: str, world: World) -> bool:
        return any(part.complete(task, world) for part in self.running)

    def fire(self, world: World) -> None:
        for part in list(self.running):
            part.fire(world)

    def is_done(self) -> bool:
        return all(part.is_done() for part in self.running)


class Sequence(Several):
    """One after the other."""

    def __init__(self, drawing: Drawing, depth: int) -> None:
        super().__init__()
        self.parts = [drawing.block(depth) for _ in range(drawing.chance.randrange(2, 4))]
        for before, after in pairwise(self.parts):
            drawing.flow(before.last, after.first)
        self.first, self.last = self.parts[0].first, self.parts[-1].last

    def start(self, world: World, scope: list[Block]) -> None:
        self.scope = scope
        self.place = 0
        self.running = [self.parts[0]]
        self.parts[0].start(world, scope)

    def move(self, world: World) -> None:
        while self.parts[self.place].is_done() and self.place + 1 < len(self.parts):
            self.place += 1
            self.running = [self.parts[self.place]]
            self.parts[self.place].start(world, self.scope)

    def complete(self, task: str, world: World) -> bool:
        found = super().complete(task, world)
        self.move(world)
        return found

    def fire(self, world: World) -> None:
        super().fire(world)
        self.move(world)

    def is_done(self) -> bool:
        return self.place + 1 == len(self.parts) and self.parts[-1].is_done()


class Split(Several):
    """Ways side by side between two gateways: all of them, those whose condition holds, or the first such."""

    def __init__(self, drawing: Drawing, depth: int, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.parts = [drawing.block(depth) for _ in range(drawing.chance.randrange(2, 4))]
        self.last = drawing.add(kind, "j")
        self.first = drawing.name("g")
        asks = kind != "parallelGateway"
        self.flows = [drawing.flow(self.first, p.first, asked=asks and p is not self.parts[0]) for p in self.parts]
        default = f' default="{self.flows[0]}"' if asks else ""
        drawing.xml.append(f'<bpmn:{kind} id="{self.first}"{default}/>')
        for part in self.parts:
            drawing.flow(part.last, self.last)

    def start(self, world: World, scope: list[Block]) -> None:
        pairs = list(zip(self.flows, self.parts, strict=True))
        held = [part for flow, part in pairs[1:] if world.holds.get(flow)]
        match self.kind:
            case "parallelGateway":
                self.running = self.parts[:]
            case "inclusiveGateway":
                self.running = held or self.parts[:1]
            case _:
                self.running = (held or self.parts)[:1]
        for part in self.running:
            part.start(world, scope)


class Loop(Several):
    """A block that is done again as long as it is sent back, and a task behind it."""

    def __init__(self, drawing: Drawing, depth: int) -> None:
        super().__init__()
        self.body, self.behind = drawing.block(depth), Task(drawing)
        self.first, gate = drawing.add("exclusiveGateway", "m"), drawing.name("g")
        self.last = self.behind.last
        drawing.flow(self.first, self.body.first)
        drawing.flow(self.body.last, gate)
        self.back = drawing.flow(gate, self.first, asked=True)
        onward = drawing.flow(gate, self.behind.first)
        drawing.xml.append(f'<bpmn:exclusiveGateway id="{gate}" default="{onward}"/>')

    def start(self, world: World, scope: list[Block]) -> None:
        self.scope = scope
        self.running = [self.body]
        self.body.start(world, scope)

    def move(self, world: World) -> None:
        if self.running == [self.body] and self.body.is_done():
            if not world.holds.get(self.back):
                self.running = [self.behind]
            self.running[0].start(world, self.scope)

    def complete(self, task: str, world: World) -> bool:
        found = super().complete(task, world)
        self.move(world)
        return found

    def fire(self, world: World) -> None:
        super().fire(world)
        self.move(world)

    def is_done(self) -> bool:
        return self.running == [self.behind] and self.behind.is_done()


class Scope(Several):
    """A process or subprocess: done when its own way and everything that was started beside it are."""

    def __init__(self, body: Block) -> None:
        super().__init__()
        self.body = body

    def start(self, world: World, scope: list[Block]) -> None:
        self.running = [self.body]
        self.body.start(world, self.running)


class SubProcess(Scope):
    """A scope drawn inside another."""

    def __init__(self, drawing: Drawing, depth: int) -> None:
        outer, drawing.xml = drawing.xml, []
        super().__init__(drawing.block(depth))
        begin, end = drawing.add("startEvent", "b"), drawing.add("endEvent", "e")
        drawing.flow(begin, self.body.first)
        drawing.flow(self.body.last, end)
        inside, drawing.xml = "".join(drawing.xml), outer
        self.first = self.last = drawing.add("subProcess", "s", inside)


class Timed(Several):
    """A task or subprocess with a timer on its border that stops it or opens a task beside it."""

    def __init__(self, drawing: Drawing, depth: int) -> None:
        super().__init__()
        self.main: Block = SubProcess(drawing, depth) if drawing.chance.random() < 0.4 else Task(drawing)
        self.late = Task(drawing)
        self.after, self.stops = drawing.chance.randrange(1, 4), drawing.chance.random() < 0.5
        timer = (
            f"<bpmn:timerEventDefinition><bpmn:timeDuration>P{self.after}D</bpmn:timeDuration>"
            "</bpmn:timerEventDefinition>"
        )
        stops = "true" if self.stops else "false"
        border = drawing.add("boundaryEvent", "w", timer, attachedToRef=self.main.first, cancelActivity=stops)
        drawing.flow(border, self.late.first)
        self.first = self.main.first
        if self.stops:
            self.last = drawing.add("exclusiveGateway", "j")
            drawing.flow(self.main.last, self.last)
            drawing.flow(self.late.last, self.last)
        else:
            self.last = self.main.last
            drawing.flow(self.late.last, drawing.add("endEvent", "e"))

    def start(self, world: World, scope: list[Block]) -> None:
        self.scope = scope
        self.due: datetime | None = world.moment + timedelta(days=self.after)
        self.running = [self.main]
        self.main.start(world, scope)

    def fire(self, world: World) -> None:
        super().fire(world)
        if self.due is None or self.due > world.moment or self.main.is_done() or self.running != [self.main]:
            return
        self.due = None
        if self.stops:
            self.running = [self.late]
            self.late.start(world, self.scope)
        else:
            beside = Beside(self.late.first)
            self.scope.append(beside)
            beside.start(world, self.scope)


class Beside(Task):
    """A task that a timer opened beside the way; each time it is another one."""

    def __init__(self, name: str) -> None:
        self.first = self.last = name
        self.at_once = self.times = 1
        self.open = self.left = 0


KINDS = {
    "task": Task,
    "many": many,
    "seq": Sequence,
    "xor": lambda drawing, depth: Split(drawing, depth, "exclusiveGateway"),
    "and": lambda drawing, depth: Split(drawing, depth, "parallelGateway"),
    "or": lambda drawing, depth: Split(drawing, depth, "inclusiveGateway"),
    "loop": Loop,
    "sub": SubProcess,
    "timed": Timed,
}
