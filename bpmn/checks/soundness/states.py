"""The states a reduced graph can come to, each reached on a shortest way, as far as a bound.

A state is which ways hold a token, as bits of one number: two tokens on one way are a finding, not a state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, product

from bpmn.checks.soundness.graph import Edge, Graph, Node, Path, Thrown
from bpmn.checks.soundness.reduction import reachable

MOST_STATES = 20_000
MOST_MOVES = 4_000
MOST_LOOKS = 200_000  # what the inclusive joins look ahead to before the walk begins
_MOST_SUBSETS = 8  # an inclusive gateway with more ways out is tried with each way, all ways, and all but one


@dataclass(slots=True)
class Move:
    """What can happen: the token that is given up for others, as bits, and what is passed. `stop` ends the scope."""

    gives: int
    path: Path
    covers: frozenset[str]
    stop: bool = False
    thrown: Thrown | None = None


@dataclass(slots=True)
class Turn:
    """The moves of a node for the tokens it takes. An `instant` one waits for nobody: the engine does it at once."""

    takes: int
    moves: list[Move]
    instant: bool


@dataclass(slots=True)
class Gate:
    """An inclusive join: its ways in, and for every other way what of them a token there may still come to.

    `works` are those of its ways on which there is work to be done first.
    """

    node: Node
    ways: int
    works: int
    ahead: list[tuple[int, tuple[int, ...]]]

    def opens(self, state: int) -> bool:
        """BPMN 2.0.2 §13.4.3, as the engine reads it (engine.flow.InclusiveGateway)."""
        filled = state & self.ways
        if not filled:
            return False
        empty = self.ways & ~filled
        return not empty or not any(
            state & bit and any(mask & empty and not mask & filled for mask in masks) for bit, masks in self.ahead
        )


@dataclass(slots=True)
class States:
    """What was found out. Paths lead from the scope's begin; `is_whole` when every state was looked at.

    `stuck` are states in which nothing can happen, `doubled` ways that come to hold two tokens, `endless` the first
    state from which no end can be reached: each with the ways that hold tokens there.
    """

    is_whole: bool = True
    ends: Path | None = None
    throws: dict[Thrown, Path] = field(default_factory=dict["Thrown", "Path"])
    stuck: list[tuple[Path, list[Edge]]] = field(default_factory=list["tuple[Path, list[Edge]]"])
    doubled: list[tuple[Path, Edge]] = field(default_factory=list["tuple[Path, Edge]"])
    endless: tuple[Path, list[Edge]] | None = None
    covered: set[str] = field(default_factory=set[str])
    count: int = 0


class Search:
    """One walk through the states of a graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._places = [edge for edge in graph.edges() if _holds(edge)]
        self._bits = {edge: 1 << place for place, edge in enumerate(self._places)}
        turns = [turn for node in graph.nodes if node is not graph.root for turn in self._turns(node)]
        turns += [
            Turn(bit, [Move(0, edge.tail, frozenset())], instant=False)
            for edge, bit in self._bits.items()
            if edge.target is None
        ]
        self._turns_at_once = [turn for turn in turns if turn.instant]
        self._turns_later = [turn for turn in turns if not turn.instant]
        joins = [node for node in graph.nodes if node.kind == "some-join"]
        self._is_too_wide = len(joins) * len(self._places) ** 2 > MOST_LOOKS
        self._gates = [] if self._is_too_wide else [self._gate(node) for node in joins]
        # a second token at a join is one with the first: the engine lets only the newest wait
        self._merging = sum(bit for edge, bit in self._bits.items() if _merges(edge))
        self._found = States()
        self._from: dict[int, tuple[int, Path]] = {}
        self._after: dict[int, list[int]] = {}

    def to(self, node: Node) -> Path:
        """A shortest way until a token comes to a node, empty when there is none within the bound."""
        self.walk()
        for state in self._from:
            for edge in node.ins:
                if state & self._bits[edge]:
                    return self._path(state) + edge.tail
        return ()

    def walk(self) -> States:
        """Every state, nearest first."""
        found, queue = self._found, list[int]()
        found.covered |= self._graph.root.covers
        for edge in self._graph.root.outs:
            found.covered |= edge.covers
            bit = self._bits.get(edge, 0)
            self._arrive(queue, None, bit, edge.head if bit else edge.path)
        if self._is_too_wide or sum(len(turn.moves) for turn in self._turns_later) > MOST_MOVES:
            found.is_whole = False
            return found
        cut: set[int] = set()
        for state in queue:
            if len(self._from) > MOST_STATES:
                found.is_whole = False
                break
            if state:
                self._leave(state, queue, cut)
        found.count = len(self._from)
        if found.is_whole:
            self._find_endless(queue, cut)
        return found

    def _leave(self, state: int, queue: list[int], cut: set[int]) -> None:
        is_stuck = True
        for takes, move in self._possible(state):
            is_stuck = False
            rest = 0 if move.stop else state & ~takes
            twice = rest & move.gives & ~self._merging
            self._found.covered |= move.covers
            if twice:
                cut.add(state)
                self._double(self._path(state) + move.path, twice)
            elif move.thrown is not None:
                self._found.throws.setdefault(move.thrown, self._path(state) + move.path)
                self._after.setdefault(state, []).append(0)
            else:
                self._arrive(queue, state, rest | move.gives, move.path)
        if is_stuck:
            cut.add(state)
            standing = self._standing(state)
            known = {edge.target for _, edges in self._found.stuck for edge in edges}
            if not {edge.target for edge in standing} <= known:
                done = tuple(element for edge in standing for element in edge.tail)
                self._found.stuck.append((self._path(state) + done, standing))

    def _possible(self, state: int) -> Iterator[tuple[int, Move]]:
        """What can happen next; what the engine does at once comes before all that waits for somebody."""
        for turn in self._turns_at_once:
            if state & turn.takes == turn.takes:
                yield from ((turn.takes, move) for move in turn.moves)
                return
        open_gates = [(gate, state & gate.ways) for gate in self._gates if gate.opens(state)]
        for gate, takes in open_gates:
            if not takes & gate.works:
                yield from self._through(gate, takes)
                return
        for turn in self._turns_later:
            if state & turn.takes == turn.takes:
                yield from ((turn.takes, move) for move in turn.moves)
        for gate, takes in open_gates:
            yield from self._through(gate, takes)

    def _through(self, gate: Gate, takes: int) -> Iterator[tuple[int, Move]]:
        filled = [edge for edge in gate.node.ins if takes & self._bits[edge]]
        return ((takes, move) for move in self._moves(gate.node, filled))

    def _arrive(self, queue: list[int], before: int | None, state: int, path: Path) -> None:
        if before is not None:
            self._after.setdefault(before, []).append(state)
        if state not in self._from:
            self._from[state] = (-1 if before is None else before, path)
            queue.append(state)
        if state == 0 and self._found.ends is None:
            self._found.ends = self._path(0)

    def _double(self, path: Path, twice: int) -> None:
        known = {edge for _, edge in self._found.doubled}
        self._found.doubled += [(path, edge) for edge in self._standing(twice) if edge not in known]

    def _standing(self, state: int) -> list[Edge]:
        return [edge for edge in self._places if state & self._bits[edge]]

    def _path(self, state: int) -> Path:
        parts: list[Path] = []
        while state != -1:
            state, path = self._from[state]
            parts.append(path)
        return tuple(element for path in reversed(parts) for element in path)

    def _find_endless(self, queue: list[int], cut: set[int]) -> None:
        """A state from which neither an end nor anything found already can be reached."""
        before: dict[int, list[int]] = {}
        for state, following in self._after.items():
            for after in following:
                before.setdefault(after, []).append(state)
        waiting = [0, *cut]
        good = set(waiting)
        while waiting:
            for state in before.get(waiting.pop(), ()):
                if state not in good:
                    good.add(state)
                    waiting.append(state)
        lost = next((state for state in queue if state not in good), None)
        if lost is not None:
            self._found.endless = self._path(lost), self._standing(lost)

    def _turns(self, node: Node) -> Iterator[Turn]:
        """What a node can do when tokens have come to it. An inclusive join looks around first: it is a gate."""
        if node.kind == "some-join":
            return
        taken = [node.ins] if node.kind == "join" else [[edge] for edge in node.ins]
        for edges in taken:
            instant = node.kind != "host" and not any(edge.is_work for edge in edges)
            yield Turn(sum(self._bits[edge] for edge in edges), self._moves(node, edges), instant)

    def _moves(self, node: Node, taken: list[Edge]) -> list[Move]:
        """Each way of going on; of several to the same state the shortest. What is on a way is passed as it is left."""
        before = tuple(element for edge in taken for element in edge.tail) + node.emits
        if node.kind == "stop":
            return [Move(0, before, frozenset(node.covers), stop=True, thrown=node.thrown)]
        kept: dict[int, Move] = {}
        for edges in _given(node):
            gives = sum(self._bits.get(edge, 0) for edge in edges)
            heads = (edge.head if edge in self._bits else edge.path for edge in edges)
            path = before + tuple(element for head in heads for element in head)
            covers = frozenset(node.covers.union(*(edge.covers for edge in edges)))
            known = kept.get(gives)
            if known is not None:
                covers |= known.covers
                path = min(path, known.path, key=len)
            kept[gives] = Move(gives, path, covers)
        return list(kept.values())

    def _gate(self, node: Node) -> Gate:
        ways = sum(self._bits[edge] for edge in node.ins)
        ahead: list[tuple[int, tuple[int, ...]]] = []
        for edge in self._places:
            if edge.target is None or edge.target is node:
                continue
            masks = {self._ahead(branch, node) for branch in _branches(edge.target)} - {0}
            if masks:
                ahead.append((self._bits[edge], tuple(masks)))
        works = sum(self._bits[edge] for edge in node.ins if edge.is_work)
        return Gate(node, ways, works, ahead)

    def _ahead(self, branch: list[Edge], join: Node) -> int:
        return sum(self._bits[edge] for edge in reachable(branch, without=join) if edge.target is join)


def _merges(edge: Edge) -> bool:
    return edge.target is not None and edge.target.kind in ("join", "some-join") and not edge.is_work


def _holds(edge: Edge) -> bool:
    """A token that only ends need not be kept, but where another may come to do the same work it would be twice."""
    source = edge.source
    if edge.target is not None:
        return True
    if source.kind == "host":
        return edge.is_work and any(len(choice) > 1 and edge in choice for choice in source.choices)
    return (edge.is_work or source.is_work) and source.kind == "way" and len(source.ins) > 1


def _branches(node: Node) -> list[list[Edge]]:
    """Where a token at a node may go on; an event on its border waits there beside it, as a token of its own."""
    return [[edge] for edge in node.outs] if node.kind == "host" else [node.outs]


def _given(node: Node) -> Iterator[tuple[Edge, ...]]:
    outs = node.outs
    match node.kind:
        case "way":
            yield from ((edge,) for edge in outs)
        case "host":
            yield from node.choices
        case "some-split" if len(outs) <= _MOST_SUBSETS:
            for size in range(1, len(outs) + 1):
                yield from combinations(outs, size)
        case "some-split":
            for size in (1, len(outs) - 1, len(outs)):
                yield from combinations(outs, size)
        case _:
            yield tuple(outs)


def subsets(items: list[Edge]) -> Iterator[tuple[Edge, ...]]:
    """Every choice among a few; of many each one alone, all and none."""
    if len(items) <= 4:
        for taken in product((False, True), repeat=len(items)):
            yield tuple(item for item, is_in in zip(items, taken, strict=True) if is_in)
    else:
        yield ()
        yield from ((item,) for item in items)
        yield tuple(items)
