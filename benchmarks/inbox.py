"""`motcua bench inbox`: pages and searches of the inbox at a million open tasks, and what they cost at a thousand.

Wall times of the page as `processes.worklist` reads it, 95th percentile. One document per database: SQLite in a
temporary folder, or the empty database of `--database-url`, which is filled and left so; `inbox_postgresql` starts a
server of its own.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import cycle, islice
from tempfile import TemporaryDirectory

from benchmarks import crowd, workload
from benchmarks.crowd import Crowd
from processes import worklist
from processes.database import Database, Snapshot
from processes.worklist import Query, Row
from tasks import views

LARGE, SMALL, PAGES = 1_000_000, 1_000, 40
_RARE = ["h99.30-260302-{n}", "{n}", "0100{n:06}"]
_COMMON = ["Nguyễn", "tran"]
_BETWEEN = ["nguyen v", "hoa", "tran thi", "nguyen huu khanh"]  # neither few nor most
_VIEWS: list[dict[str, object]] = [  # as officers save them
    {"scope": "mine"},
    {"scope": "mine", "until": crowd.NOW},
    {"scope": "unclaimed"},
    {"scope": "unclaimed", "until": crowd.NOW},
    {"scope": "unclaimed", "only": "waiting"},
    {"scope": "unclaimed", "procedure": "0.000001", "sort": "received"},
    {"scope": "unclaimed", "text": "Nguyễn"},
    {"scope": "unit"},
    {"scope": "unit", "since": crowd.NOW, "until": crowd.NOW + timedelta(days=1)},
    {"scope": "unit", "only": "waiting", "until": crowd.NOW},
]


def run(rounds: int = 5, database_url: str | None = None) -> dict[str, object]:
    """Fills a database with a million open tasks and reads it as officers do; and one with a thousand."""
    if database_url is not None:
        return told(database_url, None, rounds)
    with TemporaryDirectory() as folder:
        return told(f"sqlite:///{folder}/large.db", f"sqlite:///{folder}/small.db", rounds)


def told(large: str, small: str | None, rounds: int) -> dict[str, object]:
    """The figures of two empty databases of one kind; without the small one, nothing is compared."""
    figures, kind = _measured(large, LARGE, rounds)
    if small is not None:
        page, _ = _measured(small, SMALL, rounds)
        figures["page_1m_to_1k"] = round(figures["page_p95_ms"] / page["page_p95_ms"], 2)
    return {
        "bench": "inbox",
        "database": kind,
        "tasks": LARGE,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def _measured(url: str, size: int, rounds: int) -> tuple[dict[str, float], str]:
    database = Database(url)
    known = crowd.fill(workload.seed(database), size)
    try:
        with database.snapshot() as snapshot:
            acts: dict[str, Callable[[], Iterator[Callable[[], object]]]] = {
                "page_p95_ms": lambda: _pages(snapshot, known, posts=1),
                "page_three_posts_p95_ms": lambda: _pages(snapshot, known, posts=3),
                "deep_page_p95_ms": lambda: _deep(snapshot, known),
                "sorted_page_p95_ms": lambda: _sorted(snapshot, known),
                "received_page_p95_ms": lambda: _received(snapshot, known),
                "received_sorted_p95_ms": lambda: _received_sorted(snapshot, known),
                "search_p95_ms": lambda: _searches(snapshot, known, [*_RARE, *_COMMON]),
                "search_rare_p95_ms": lambda: _searches(snapshot, known, _RARE),
                "search_common_p95_ms": lambda: _searches(snapshot, known, _COMMON),
                "search_between_p95_ms": lambda: _searches(snapshot, known, _BETWEEN),
                "received_search_p95_ms": lambda: _received_searches(snapshot, known),
                "counts_ms": lambda: _counts(snapshot, known),
            }
            figures = {name: _p95(rounds, act) for name, act in acts.items()}
            kind = snapshot.connection.dialect.name
    finally:
        database.close()
    return figures, kind


def _p95(rounds: int, act: Callable[[], Iterator[Callable[[], object]]]) -> float:
    """Of the quietest round."""
    return min(_round(act) for _ in range(rounds))


def _round(act: Callable[[], Iterator[Callable[[], object]]]) -> float:
    spent: list[float] = []
    for read in act():
        began = time.perf_counter()
        read()
        spent.append(1e3 * (time.perf_counter() - began))
    return round(statistics.quantiles(spent, n=20)[-1], 2)


def _pages(snapshot: Snapshot, known: Crowd, *, posts: int) -> Iterator[Callable[[], object]]:
    for agency in islice(cycle(known.agencies), PAGES):
        for scope in ("unclaimed", "unit", "mine"):
            yield lambda agency=agency, scope=scope: worklist.page(
                snapshot, Query(known.officer_id, agency[:posts], scope)
            )


def _deep(snapshot: Snapshot, known: Crowd) -> Iterator[Callable[[], object]]:
    """The twentieth page and on, of three posts."""
    for agency in known.agencies:
        query = Query(known.officer_id, agency[:3], "unclaimed")
        place = worklist.page(snapshot, replace(query, limit=1_000))[-1].place()
        for _ in range(PAGES // len(known.agencies)):
            rows: list[Row] = []
            yield lambda query=query, place=place, rows=rows: rows.extend(
                worklist.page(snapshot, replace(query, after=place))
            )
            place = rows[-1].place() if rows else place


def _sorted(snapshot: Snapshot, known: Crowd) -> Iterator[Callable[[], object]]:
    """First pages of three posts, in the orders that no index has."""
    for agency in islice(cycle(known.agencies), PAGES // 2):
        for sort in ("priority", "received"):
            query = Query(known.officer_id, agency[:3], "unclaimed", sort=sort)
            yield partial(worklist.page, snapshot, query)


def _received(snapshot: Snapshot, known: Crowd) -> Iterator[Callable[[], object]]:
    """What a one-stop received: its first page, whole and narrowed, and the twentieth."""
    for unit in known.one_stops:
        query = Query(known.officer_id, (), "received", one_stops=(unit,))
        place = worklist.page(snapshot, replace(query, limit=1_000))[-1].place()
        narrowed: list[dict[str, object]] = [
            {},
            {"until": crowd.NOW},
            {"only": "waiting"},
            {"after": place},
        ]
        for shown in narrowed:
            yield partial(worklist.page, snapshot, replace(query, **shown))


def _received_sorted(snapshot: Snapshot, known: Crowd) -> Iterator[Callable[[], object]]:
    """First pages of what a one-stop received, in the orders that no index has: a tenth of all tasks is sorted."""
    for unit in known.one_stops:
        for sort in ("priority", "received"):
            query = Query(known.officer_id, (), "received", sort=sort, one_stops=(unit,))
            yield partial(worklist.page, snapshot, query)


def _received_searches(snapshot: Snapshot, known: Crowd) -> Iterator[Callable[[], object]]:
    """A rare code and a common surname among what a one-stop received."""
    for number, unit in enumerate(known.one_stops):
        for words in (*_RARE, *_COMMON):
            asked = words.format(n=(number * 48_611) % known.dossiers + 2)
            query = Query(known.officer_id, (), "received", asked, one_stops=(unit,))
            yield partial(worklist.page, snapshot, query)


def _counts(snapshot: Snapshot, known: Crowd) -> Iterator[Callable[[], object]]:
    """Ten saved views of an officer with three posts, each counted as far as the page tells."""
    for agency in known.agencies:
        queries = [Query(known.officer_id, agency[:3], limit=views.COUNTED, **view) for view in _VIEWS]
        yield lambda queries=queries: [worklist.count(snapshot, query) for query in queries]


def _searches(snapshot: Snapshot, known: Crowd, typed: list[str]) -> Iterator[Callable[[], object]]:
    """In three posts and in a whole agency."""
    for number, agency in enumerate(islice(cycle(known.agencies), PAGES // 2)):
        for posts in (agency[:3], agency):
            for words in typed:
                asked = words.format(n=(number * 48_611) % known.dossiers + 2)
                yield lambda posts=posts, asked=asked: worklist.page(
                    snapshot, Query(known.officer_id, posts, "unclaimed", asked)
                )
