"""Ways between boxes: level or upright only, between the columns and the rows, never through a box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bpmn.layout.grid import Box, Link

Point = tuple[float, float]
Side = Literal["left", "right", "top", "bottom"]

_TRACK = 10  # pixels between two ways that run beside each other


@dataclass(slots=True)
class Run:
    """A piece of a way in a gap between two columns (`upright`) or between two rows: from where to where, in halves.

    Columns and rows stand on odd numbers, the gaps before them on even ones. `track` is its place among others: those
    that lead `into` a box run nearer to it than those that leave one, lest the two look like one way.
    """

    upright: bool
    gap: int
    low: int
    high: int
    into: bool = False
    track: int = 0


@dataclass(slots=True)
class Route:
    """A link's way: the sides it leaves and enters by, and its runs; `corner` when it only turns once."""

    link: Link
    leaves: Side
    enters: Side
    runs: list[Run] = field(default_factory=list[Run])
    corner: bool = False


def route(boxes: Mapping[str, Box], links: Sequence[Link]) -> list[Route]:
    """A way for each link; runs in one gap that would cover each other are on different tracks."""
    cells = {(box.column, box.row) for box in boxes.values()}
    found: list[Route] = []
    used = set[tuple[str, Side]]()
    for link in links:
        found.append(_way(boxes[link.source], boxes[link.target], link, cells, used))
        used.add((link.source, found[-1].leaves))
    by_gap: dict[tuple[bool, int], list[Run]] = {}
    for run in (run for one in found for run in one.runs):
        by_gap.setdefault((run.upright, run.gap), []).append(run)
    for runs in by_gap.values():
        left = _tracks([run for run in runs if not run.into], 0)
        _tracks([run for run in runs if run.into], left)
    return found


def room(routes: Sequence[Route], *, upright: bool) -> dict[int, float]:
    """How much more room each gap needs for the ways in it."""
    found: dict[int, float] = {}
    for run in (run for one in routes for run in one.runs if run.upright == upright):
        found[run.gap] = max(found.get(run.gap, 0), (run.track + 1) * _TRACK)
    return found


def points(
    route: Route, boxes: Mapping[str, Box], across: Mapping[int, float], down: Mapping[int, float]
) -> list[Point]:
    """The corners of a way; `across` and `down` are where the first track of each gap runs."""
    source, target = boxes[route.link.source], boxes[route.link.target]
    start, end = border(source, route.leaves, route.link.along), border(target, route.enters, route.link.onto)
    found = [start]
    if route.corner:
        found.append((start[0], end[1]))
    for run in route.runs:
        x, y = found[-1]
        found.append(
            (across[run.gap] + run.track * _TRACK, y) if run.upright else (x, down[run.gap] + run.track * _TRACK)
        )
    if route.runs:
        x, y = found[-1]
        found.append((x, end[1]) if route.runs[-1].upright else (end[0], y))
    return _straightened([*found, end])


def border(box: Box, side: Side, along: float | None = None) -> Point:
    """The middle of a box's side, or as far along its lower one as is said."""
    x, y = box.middle
    if along is not None:
        return box.x + along, box.y + box.height
    match side:
        case "left":
            return box.x, y
        case "right":
            return box.x + box.width, y
        case "top":
            return x, box.y
        case "bottom":
            return x, box.y + box.height


def direct(source: Box, target: Box) -> list[Point]:
    """A way between boxes of different grids: from side to side with at most one bend in the middle."""
    if source.x + source.width < target.x or target.x + target.width < source.x:
        right = source.x < target.x
        start = border(source, "right" if right else "left")
        end = border(target, "left" if right else "right")
        middle = (start[0] + end[0]) / 2
        return _straightened([start, (middle, start[1]), (middle, end[1]), end])
    below = source.y < target.y
    start, end = border(source, "bottom" if below else "top"), border(target, "top" if below else "bottom")
    middle = (start[1] + end[1]) / 2
    return _straightened([start, (start[0], middle), (end[0], middle), end])


def _way(source: Box, target: Box, link: Link, cells: set[tuple[int, int]], used: set[tuple[str, Side]]) -> Route:
    if link.message:
        return _message(source, target, link, cells)
    forward = target.column > source.column
    between = [(column, target.row) for column in range(source.column + 1, target.column)]
    is_clear = forward and not cells.intersection(between)
    level = source.row == target.row
    if link.along is None and level and is_clear:
        return Route(link, "right", "left")
    if link.along is not None or link.turns:
        return _turned(source, target, link, cells, used, is_clear=is_clear)
    gap, row = source.column + 1, 2 * target.row + 1
    if is_clear:
        return Route(link, "right", "left", [_run(gap, 2 * source.row + 1, row, upright=True)])
    channel = target.row if source.row <= target.row else target.row + 1
    runs = [
        _run(gap, 2 * source.row + 1, 2 * channel, upright=True),
        _run(channel, 2 * gap, 2 * target.column, upright=False),
        _run(target.column, 2 * channel, row, upright=True, into=True),
    ]
    return Route(link, "right", "left", runs)


def _turned(
    source: Box, target: Box, link: Link, cells: set[tuple[int, int]], used: set[tuple[str, Side]], *, is_clear: bool
) -> Route:
    """Leaves above or below: straight to the target's row where nothing stands in between, else along its own.

    Along its own it takes the side that no other way has taken, so that each has a label of its own.
    """
    below = link.along is not None or target.row > source.row
    side: Side = "bottom" if below else "top"
    passed = range(source.row + 1, target.row + 1) if below else range(target.row, source.row)
    facing = target.row > source.row if below else target.row < source.row
    if is_clear and facing and not cells.intersection((source.column, row) for row in passed):
        return Route(link, side, "left", corner=True)
    if link.along is None and (source.id, side) in used:
        below = not below
        side = "bottom" if below else "top"
    channel = source.row + 1 if below else source.row
    runs = [
        _run(channel, 2 * source.column + 1, 2 * target.column, upright=False),
        _run(target.column, 2 * channel, 2 * target.row + 1, upright=True, into=True),
    ]
    return Route(link, side, "left", runs)


def _message(source: Box, target: Box, link: Link, cells: set[tuple[int, int]]) -> Route:
    below = target.row > source.row
    from_above = below and link.onto is None
    first = source.row + 1 if below else source.row
    last = target.row if from_above else target.row + 1
    sides: tuple[Side, Side] = ("bottom" if below else "top", "top" if from_above else "bottom")
    passed = range(min(source.row, target.row) + 1, max(source.row, target.row))
    is_level = source.column == target.column and link.onto is None
    if is_level and not cells.intersection((source.column, row) for row in passed):
        return Route(link, *sides)
    gap = source.column + 1
    runs = [
        _run(first, 2 * source.column + 1, 2 * gap, upright=False),
        _run(gap, 2 * first, 2 * last, upright=True),
        _run(last, 2 * gap, 2 * target.column + 1, upright=False),
    ]
    return Route(link, *sides, runs)


def _run(gap: int, start: int, end: int, *, upright: bool, into: bool = False) -> Run:
    return Run(upright, gap, min(start, end), max(start, end), into)


def _tracks(runs: Sequence[Run], first: int) -> int:
    """The lowest track where a run covers no other (greedy, as intervals are coloured); the first that is free."""
    ends: list[int] = []
    for run in sorted(runs, key=lambda run: (run.low, run.high)):
        track = next((track for track, end in enumerate(ends) if end < run.low), len(ends))
        ends[track : track + 1] = [run.high]
        run.track = first + track
    return first + len(ends)


def _straightened(corners: Sequence[Point]) -> list[Point]:
    """Without corners that are none."""
    found: list[Point] = []
    for point in corners:
        if found and found[-1] == point:
            continue
        if len(found) > 1 and (found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]):
            found.pop()
        found.append(point)
    return found
