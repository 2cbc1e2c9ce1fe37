"""One sheet of boxes and ways in pixels: the inside of a pool, of several above each other, or of a subprocess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bpmn.layout.grid import Band, Box, Link, place
from bpmn.layout.routes import Point, Route, points, room, route

_GAP = 50  # pixels, as modellers leave between two nodes
_CHANNEL = 20
_EDGE = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where everything stands, from the sheet's own corner: the boxes, the ways, from where to where each band goes."""

    boxes: Mapping[str, Box]
    ways: Mapping[str, Sequence[Point]]
    bands: Sequence[tuple[float, float]]
    width: float
    height: float


def arrange(bands: Sequence[Band], links: Sequence[Link]) -> Sheet:
    """Places the boxes of each band and routes the links."""
    rows = place(bands, links)
    halves = [band.half for band, places in zip(bands, rows, strict=True) for _ in places]
    boxes = {box.id: box for band in bands for box in band.boxes}
    routes = route(boxes, [link for link in links if link.source in boxes and link.target in boxes])
    across, width = _across(boxes, routes)
    more = room(routes, upright=False)
    channels = _channels(boxes, more, halves)
    down = {row: start + (_EDGE if row in more else 0) + _EDGE for row, (start, _) in enumerate(channels)}
    ways = {one.link.id: points(one, boxes, across, down) for one in routes}
    edges = [0.0, *_edges(bands, [channels[places.start] for places in rows]), channels[-1][1]]
    return Sheet(boxes, ways, list(pairwise(edges)), width, channels[-1][1])


def _edges(bands: Sequence[Band], channels: Sequence[Point]) -> Iterator[float]:
    """Where each band ends and the next one begins: all ways of a pool stay inside it."""
    for (above, below), (start, end) in zip(pairwise(bands), channels[1:], strict=True):
        yield end if below.is_space else start if above.is_space else start + _EDGE / 2


def _across(boxes: Mapping[str, Box], routes: Sequence[Route]) -> tuple[dict[int, float], float]:
    """Sets the boxes' x; where the first track of each gap between columns runs, and the whole width."""
    more = room(routes, upright=True)
    widths: dict[int, float] = {}
    for box in boxes.values():
        widths[box.column] = max(widths.get(box.column, 0), box.width)
    x, tracks, left = 0.0, dict[int, float](), dict[int, float]()
    for column in range(max(widths, default=-1) + 1):
        tracks[column] = x + _GAP / 2
        x += _GAP + more.get(column, 0)
        left[column] = x
        x += widths.get(column, 0)
    last = max(widths, default=-1) + 1
    tracks[last] = x + _GAP / 2
    for box in boxes.values():
        box.x = left[box.column] + (widths[box.column] - box.width) / 2
    return tracks, x + _GAP + more.get(last, 0)


def _channels(boxes: Mapping[str, Box], more: Mapping[int, float], halves: Sequence[float]) -> list[Point]:
    """Sets the boxes' y; from where to where each gap between rows goes, the ones above and below all rows too."""
    above, below = list(halves), list(halves)
    for box in boxes.values():
        above[box.row] = max(above[box.row], box.height / 2 + box.over)
        below[box.row] = max(below[box.row], box.height / 2 + box.under)
    y, channels, centre = 0.0, list[Point](), list[float]()
    for row, (upper, lower) in enumerate(zip(above, below, strict=True)):
        channels.append((y, y + _CHANNEL + more.get(row, 0)))
        centre.append(channels[-1][1] + upper)
        y = centre[-1] + lower
    channels.append((y, y + _CHANNEL + more.get(len(halves), 0)))
    for box in boxes.values():
        box.y = centre[box.row] - box.height / 2
    return channels
