"""Takes out of a graph what is sound by its form: lines, blocks that close as they open, turns back.

What is left behaves as the whole (W. Sadiq, M. Orlowska: Analyzing Process Models Using Graph Reduction
Techniques, 2000), and a well-structured diagram leaves nothing. Each way keeps a path through what it stands for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from bpmn.checks.soundness.graph import Edge, Graph, Kind, Node

# where ways that part at the first and meet again at the second are as good as one
_CLOSED: frozenset[tuple[Kind, Kind]] = frozenset(
    {("way", "way"), ("way", "some-join"), ("split", "join"), ("split", "some-join"), ("some-split", "some-join")}
)


def reduce(graph: Graph) -> None:
    """Takes out all that can be.

    An inclusive join looks at where tokens stand: as long as there is one, no choice is taken before its time.
    """
    looks = any(node.kind == "some-join" for node in graph.nodes)
    _take_out(graph, early=not looks)
    if looks and not any(node.kind == "some-join" for node in graph.nodes):
        _take_out(graph, early=True)


def _take_out(graph: Graph, *, early: bool) -> None:
    waiting = deque(graph.nodes)
    gone: set[Node] = set()
    while waiting:
        node = waiting.popleft()
        if node in gone:
            continue
        if early:
            waiting.extend(_settle(node))
        for step in (_turn_back, _close, _let_end):
            waiting.extend(step(node))
        for step in (_pass, _follow, _lead, _die_out):
            is_early = step is _follow and not early and any(edge.is_work for edge in node.ins)
            touched = step(node) if node is not graph.root and not is_early else []
            if touched:
                gone.add(node)
                waiting.extend(touched)
                break
    graph.nodes = [node for node in graph.nodes if node not in gone]


def _settle(host: Node) -> list[Node]:
    """A host that gives one token whatever happens on its border is a plain way. Beside the last are events' ways."""
    if host.kind != "host" or not host.choices:
        return []
    for place, choice in enumerate(host.choices):
        ending = [edge for edge in choice[:-1] if edge.target is None]
        for edge in ending:
            host.covers |= edge.covers
        host.choices[place] = tuple(edge for edge in choice if edge not in ending)
    if any(len(choice) != 1 for choice in host.choices):
        return []
    host.kind = "way"
    kept = dict.fromkeys(edge for choice in host.choices for edge in choice)
    for edge in host.outs:
        if edge not in kept:
            _cut(edge)
    host.outs = list(kept)
    host.choices = []
    return [host]


def _turn_back(node: Node) -> list[Node]:
    """A way back to where it left is taken some times and then left for another."""
    back = [edge for edge in node.outs if edge.target is node]
    if node.kind != "way" or not back or len(back) == len(node.outs):
        return []
    for edge in back:
        node.covers |= edge.covers
        node.outs.remove(edge)
        node.ins.remove(edge)
    return [node]


def _close(node: Node) -> list[Node]:
    """Ways that part and meet again in the same manner are one."""
    if len({edge.target for edge in node.outs}) == len(node.outs):  # a node is looked at again and again
        return []
    touched: list[Node] = []
    first: dict[Node | None, Edge] = {}
    for edge in list(node.outs):
        target = edge.target
        if not _closes(node, target):
            continue
        kept = first.setdefault(target, edge)
        if kept is edge:
            continue
        kept.covers |= edge.covers
        kept.is_work |= edge.is_work
        if node.kind == "split":
            kept.head, kept.tail = kept.head + edge.head, kept.tail + edge.tail
        elif len(edge.path) < len(kept.path):
            kept.head, kept.tail = edge.head, edge.tail
        node.outs.remove(edge)
        if target is not None:
            target.ins.remove(edge)
            touched.append(target)
        touched.append(node)
    return touched


def _closes(node: Node, target: Node | None) -> bool:
    if target is None:
        return node.kind in ("way", "some-split")
    return target is not node and (node.kind, target.kind) in _CLOSED


def _let_end(node: Node) -> list[Node]:
    """A branch that only ends is nobody's concern."""
    ending = [edge for edge in node.outs if edge.target is None] if node.kind == "split" else []
    if not ending:
        return []
    for edge in ending:
        node.covers |= edge.covers
        node.is_work |= edge.is_work
        node.emits += edge.path
        node.outs.remove(edge)
    if not node.outs:
        node.kind = "way"
        node.outs.append(Edge(node, None))
    return [node]


def _pass(node: Node) -> list[Node]:
    """What has one way in and one out is part of the way."""
    if node.kind in ("host", "stop") or len(node.ins) != 1 or len(node.outs) != 1 or node.ins == node.outs:
        return []
    (into,), (out,) = node.ins, node.outs
    into.target = out.target
    into.take(into, node, out)
    if out.target is not None:
        out.target.ins[out.target.ins.index(out)] = into
    return _around(into)


def _follow(node: Node) -> list[Node]:
    """A choice right behind a choice, or a split behind a split, is part of it."""
    if len(node.ins) != 1 or node.kind not in ("way", "split") or node.ins[0].source.kind != node.kind:
        return []
    (into,) = node.ins
    before = into.source
    if before is node:
        return []
    before.outs.remove(into)
    if node.kind == "split":
        before.emits += into.path + node.emits
        before.covers |= into.covers | node.covers
        before.is_work |= into.is_work or node.is_work
    for out in node.outs:
        out.source = before
        before.outs.append(out)
        if node.kind == "way":
            out.take(into, node, out)
    return [before, *(out.target for out in node.outs if out.target is not None)]


def _lead(node: Node) -> list[Node]:
    """A merge that leads straight into another is part of it; where there is work between it could be done twice."""
    if node.kind != "way" or len(node.outs) != 1 or node.is_work or node.outs[0].is_work or not node.ins:
        return []
    (out,) = node.outs
    after = out.target
    if after is None or after is node or after.kind != "way" or after.is_work:
        return []
    after.ins.remove(out)
    for into in node.ins:
        into.target = after
        after.ins.append(into)
        into.take(into, node, out)
    return [after, *(into.source for into in node.ins)]


def _die_out(node: Node) -> list[Node]:
    """Where nothing is left to do, a token may as well end before."""
    if node.kind != "way" or node.is_work or not node.ins:
        return []
    if any(edge.target is not None or edge.is_work for edge in node.outs):
        return []
    for into in node.ins:
        into.take(into, node, node.outs[0])
        into.target = None
        for edge in node.outs:
            into.covers |= edge.covers
    return [into.source for into in node.ins]


def _cut(edge: Edge) -> None:
    if edge.target is not None:
        edge.target.ins.remove(edge)


def _around(edge: Edge) -> list[Node]:
    return [edge.source] if edge.target is None else [edge.source, edge.target]


def reachable(edges: Iterable[Edge], *, without: Node) -> set[Edge]:
    """The ways that a token on these can come to without passing a node, these among them."""
    found: set[Edge] = set()
    waiting = list(edges)
    while waiting:
        edge = waiting.pop()
        if edge not in found:
            found.add(edge)
            if edge.target is not None and edge.target is not without:
                waiting += edge.target.outs
    return found
