"""Diagrams by chance: blocks that close as they open, of which some arrows and gateways are then spoilt."""

from __future__ import annotations

from itertools import count
from random import Random

from bpmn.model import Model
from tests.bpmn.soundness.sketches import body, border, model

Arrow = tuple[str, str]


class Drawing:
    """One diagram; `spoils` is how many things are put wrong in it."""

    def __init__(self, chance: Random, spoils: int) -> None:
        self._chance, self._number = chance, count(1)
        self._arrows: list[Arrow] = []
        self._inside: list[str] = []
        first, last = self._block(3)
        self._arrows += [("s", first), (last, "e")]
        for _ in range(spoils):
            self._spoil()

    def model(self) -> Model:
        """The diagram as drawn."""
        arrows = dict.fromkeys(self._arrows)
        return model(body(*(f"{source} {target}" for source, target in arrows), inside="".join(self._inside)))

    def _name(self, letter: str) -> str:
        return f"{letter}{next(self._number)}"

    def _block(self, depth: int) -> tuple[str, str]:
        kinds = ["task"] if depth == 0 else ["task", "line", "line", "split", "split", "loop", "timed"]
        match self._chance.choice(kinds):
            case "line":
                (first, middle), (after, last) = self._block(depth - 1), self._block(depth - 1)
                self._arrows.append((middle, after))
                return first, last
            case "split":
                letter = self._chance.choice("ppxi")
                opening, closing = self._name(letter), self._name(letter)
                for _ in range(self._chance.randrange(2, 4)):
                    first, last = self._block(depth - 1)
                    self._arrows += [(opening, first), (last, closing)]
                return opening, closing
            case "loop":
                begin, gate = self._name("x"), self._name("x")
                first, last = self._block(depth - 1)
                self._arrows += [(begin, first), (last, gate), (gate, begin)]
                return begin, gate
            case "timed":
                task, timer, behind = self._name("a"), self._name("w"), self._name("a")
                stops = self._chance.random() < 0.5
                drawn = border(timer, task, "message", stops=stops, names=f"{timer}-message")
                self._inside.append(f'<userTask id="{task}"/>{drawn}')
                self._arrows.append((timer, behind))
                if not stops:
                    self._arrows.append((behind, self._name("e")))
                    return task, task
                closing = self._name("x")
                self._arrows += [(task, closing), (behind, closing)]
                return task, closing
            case _:
                task = self._name("a")
                return task, task

    def _spoil(self) -> None:
        place = self._chance.randrange(len(self._arrows))
        source, _ = self._arrows[place]
        nodes = sorted({end for arrow in self._arrows for end in arrow if end[0] not in "sw"} - {source})
        match self._chance.choice(["kind", "kind", "turn", "add", "end"]):
            case "kind":
                gateways = [node for node in nodes if node[0] in "pxi"]
                if gateways:
                    old = self._chance.choice(gateways)
                    new = self._chance.choice("pxi") + old[1:]
                    self._arrows = [tuple(new if end == old else end for end in arrow) for arrow in self._arrows]
            case "turn":
                self._arrows[place] = (source, self._chance.choice(nodes))
            case "add" if source[0] != "s":
                self._arrows.append((source, self._chance.choice(nodes)))
            case _:
                self._arrows[place] = (source, self._name("e"))
        self._arrows = [arrow for arrow in self._arrows if arrow[0][0] != "e"]
