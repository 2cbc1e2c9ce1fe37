"""Boxes on a grid: columns by how far a case has come, rows within the bands that lanes are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Box:
    """Something that takes room: its size, what it needs above and below for labels, and where it comes to stand.

    `number` is its place in the file.
    """

    id: str
    width: float
    height: float
    number: int = 0
    over: float = 0
    under: float = 0
    column: int = 0
    row: int = 0
    x: float = 0
    y: float = 0

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Band:
    """A row of boxes across the sheet, as a lane is: `half` the least height of half a row; or room between pools."""

    boxes: Sequence[Box]
    half: float = 50
    is_space: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """What is drawn between two boxes of one grid.

    It leaves by the right side; `turns` when it may also leave above or below, as from a gateway; by the lower side
    `along` its length, as from an event on the border, when that is said. A `message` goes from pool to pool; `onto`
    is as `along`, at its target.
    """

    id: str
    source: str
    target: str
    turns: bool = False
    along: float | None = None
    message: bool = False
    onto: float | None = None


def place(bands: Sequence[Band], links: Sequence[Link]) -> list[range]:
    """Gives every box its column and its row, no two the same; the rows of each band, an empty one has one too."""
    boxes = {box.id: box for band in bands for box in band.boxes}
    flows = [link for link in links if not link.message and link.source in boxes and link.target in boxes]
    before = _forward([box.id for box in sorted(boxes.values(), key=lambda box: box.number)], flows)
    for name, column in _columns(before).items():
        boxes[name].column = column
    rows: list[range] = []
    for band in bands:
        first = rows[-1].stop if rows else 0
        count = _rows(sorted(band.boxes, key=lambda box: box.column), before, first)
        rows.append(range(first, first + max(count, 1)))
    return rows


def _forward(names: Sequence[str], links: Sequence[Link]) -> dict[str, list[str]]:
    """Who comes before each: the links, but for those that lead back to where a case has already been.

    In a ring what the file names first comes first, as whoever wrote it down read it; but nothing comes before all that
    leads to it.
    """
    after: dict[str, list[str]] = {name: [] for name in names}
    into: dict[str, list[str]] = {name: [] for name in names}
    for link in links:
        after[link.source].append(link.target)
        into[link.target].append(link.source)
    ring = _rings(after)
    order = {name: float(number) for number, name in enumerate(names)}
    for name in names:
        earlier = [one for one in into[name] if one != name]
        if earlier and all(order[one] > order[name] and ring[one] == ring[name] for one in earlier):
            order[name] = min(order[one] for one in earlier) + 0.5
    before: dict[str, list[str]] = {name: [] for name in names}
    for link in links:
        one, other = link.source, link.target
        if ring[one] != ring[other] or (order[one], one) < (order[other], other):
            before[other].append(one)
    return before


def _rings(after: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What can be reached from each other has one ring (Kosaraju's two passes)."""
    into: dict[str, list[str]] = {name: [] for name in after}
    for name, targets in after.items():
        for target in targets:
            into[target].append(name)
    done: list[str] = []
    seen = set[str]()
    for start in after:
        path: list[tuple[str, Iterator[str]]] = [] if start in seen else [(start, iter(after[start]))]
        seen.add(start)
        while path:
            target = next((one for one in path[-1][1] if one not in seen), None)
            if target is None:
                done.append(path.pop()[0])
            else:
                seen.add(target)
                path.append((target, iter(after[target])))
    ring: dict[str, str] = {}
    for start in reversed(done):
        waiting = [] if start in ring else [start]
        while waiting:
            one = waiting.pop()
            ring[one] = start
            waiting += [earlier for earlier in into[one] if earlier not in ring]
    return ring


def _columns(before: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Each as far right as the longest way to it (no recursion: a way may be thousands of steps long)."""
    columns: dict[str, int] = {}
    for name in before:
        waiting = [name]
        while waiting:
            one = waiting[-1]
            missing = [earlier for earlier in before[one] if earlier not in columns]
            if missing and one not in columns:
                waiting += missing
                continue
            columns.setdefault(one, 1 + max((columns[earlier] for earlier in before[one]), default=-1))
            waiting.pop()
    return columns


def _rows(band: Sequence[Box], before: Mapping[str, Sequence[str]], first: int) -> int:
    """Each in the row of the one it follows, where the way there is free, else in the nearest that is."""
    taken: set[tuple[int, int]] = set()
    here = {box.id: box for box in band}
    highest = 0
    for box in band:
        followed = [here[name] for name in before[box.id] if name in here]
        straight = next((one for one in followed if _is_free(taken, one, box, first)), None)
        if straight is not None:
            box.row = straight.row
            taken |= {(column, box.row - first) for column in range(straight.column + 1, box.column + 1)}
        else:
            wished = followed[0].row - first if followed else 0
            row = next(row for row in _near(wished) if (box.column, row) not in taken)
            box.row = first + row
            taken.add((box.column, row))
        highest = max(highest, box.row - first + 1)
    return highest


def _is_free(taken: set[tuple[int, int]], earlier: Box, later: Box, first: int) -> bool:
    row = earlier.row - first
    return all((column, row) not in taken for column in range(earlier.column + 1, later.column + 1))


def _near(row: int) -> Iterator[int]:
    """The row, those below it, as far as needed; those above it first where they are nearer to the top."""
    yield row
    yield from range(row + 1, row + 3)
    yield from range(row - 1, -1, -1)
    number = row + 3
    while True:
        yield number
        number += 1
