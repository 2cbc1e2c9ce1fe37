"""A scope of a diagram as a graph of turns: what takes a token from where to where.

Only control flow is looked at: every condition may hold or not, every event may happen, every step gets done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Path = tuple[str, ...]
Thrown = tuple[str, str | None]  # what leaves a scope before its end: an error, an escalation or a cancel, by its name
Kind = Literal["way", "join", "split", "some-join", "some-split", "host", "stop"]


@dataclass(eq=False, slots=True)
class Node:
    """A place where tokens turn; `emits` are the elements that are passed when it does, `covers` all it stands for.

    A `way` takes one token and gives one; a `join` takes one of each arrow in; a `split` gives one to each arrow
    out; `some-join` and `some-split` are those of an inclusive gateway; a `host` gives by one of its `choices`; a
    `stop` ends its scope, throwing `thrown` where that is not None. `is_work` when something is done there.
    """

    id: str
    kind: Kind
    emits: Path = ()
    is_work: bool = False
    thrown: Thrown | None = None
    ins: list[Edge] = field(default_factory=list["Edge"])
    outs: list[Edge] = field(default_factory=list["Edge"])
    choices: list[tuple[Edge, ...]] = field(default_factory=list["tuple[Edge, ...]"])
    covers: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self.covers.update(self.emits)


@dataclass(eq=False, slots=True)
class Edge:
    """A way from one node to the next, or to the end (None), with the elements on it in the order they are passed.

    `head` is passed as a token comes, `tail` begins with the first work on it, and is passed before the token goes.
    """

    source: Node
    target: Node | None
    head: Path = ()
    tail: Path = ()
    is_work: bool = False
    covers: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self.covers.update(self.head)

    @property
    def path(self) -> Path:
        """All of it."""
        return self.head + self.tail

    def take(self, before: Edge, node: Node, after: Edge) -> None:
        """Becomes a way, a node and a further way in one."""
        said = ((before.head, False), (before.tail, True), (node.emits, node.is_work), (after.head, False))
        head, tail = list[str](), list[str]()
        for elements, is_work in (*said, (after.tail, True)):
            (tail if tail or (is_work and elements) else head).extend(elements)
        self.head, self.tail = tuple(head), tuple(tail)
        self.is_work = before.is_work or node.is_work or after.is_work
        self.covers = before.covers | node.covers | after.covers


@dataclass(eq=False, slots=True)
class Graph:
    """One scope. `root` is where its token begins; `never` are events that nothing in the scope makes happen."""

    root: Node
    nodes: list[Node] = field(default_factory=list[Node])
    never: list[str] = field(default_factory=list[str])

    def add(self, node: Node) -> Node:
        """Puts in a node."""
        self.nodes.append(node)
        return node

    def edges(self) -> Iterator[Edge]:
        """All ways."""
        for node in self.nodes:
            yield from node.outs


def connect(source: Node, target: Node | None, path: Path = ()) -> Edge:
    """Draws a way."""
    edge = Edge(source, target, path)
    source.outs.append(edge)
    if target is not None:
        target.ins.append(edge)
    return edge
