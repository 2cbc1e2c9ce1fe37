"""`motcua bench handoffs`: how many handoffs leave in a second, with Prefect looking on and without, one agent and two.

With and without Prefect: the agent's own round in this process, interleaved round by round, on SQLite or the empty
database of `--database-url`. Two agents: `motcua worker` twice beside each other on a PostgreSQL of its own, against a
partner that answers at once and one that takes 50 ms. `sent_twice` counts what reached the partner more than once.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from sqlalchemy import delete, func, select, update

from benchmarks import partner, workload
from benchmarks.partner import Partner
from benchmarks.workload import Province
from processes import partners, settings, tables
from processes.database import Database, now
from tasks.rounds import ROUNDS
from tasks.runs import Run
from tasks.watch import Watch
from tasks.worker import Worker
from tests import prefect_server, servers

HANDOFFS, WARM = 2_000, 64
SLOW_MS = 50
_ROOT = Path(__file__).parent.parent
_FOLDER = Path(__file__).parent / "h1"
_PATIENCE = 300
_AT_ONCE = 100
_LATE = timedelta(days=1)
_DISPATCH = tuple(one for one in ROUNDS if one.name == "dispatch-handoffs")


def run(rounds: int = 5, database_url: str | None = None, handoffs: int = HANDOFFS) -> dict[str, object]:
    """Handoffs in a second, ratios, and what was sent twice."""
    with TemporaryDirectory() as folder, partner.running() as other:
        os.environ["MOTCUA__DATA"] = folder
        settings.settings.cache_clear()
        figures = _watched(database_url or f"sqlite:///{folder}/motcua.db", other, Path(folder), rounds, handoffs)
        with servers.postgresql() as base:
            figures |= _beside_each_other(servers.create(base, "handoffs"), other, rounds, handoffs)
    return {
        "bench": "handoffs",
        "handoffs": handoffs,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": figures,
    }


def _watched(url: str, other: Partner, folder: Path, rounds: int, handoffs: int) -> dict[str, float]:
    """One agent with Prefect and without, in turns."""
    database, with_prefect, without, twice = Database(url), list[float](), list[float](), 0
    try:
        _furnish(database, other, handoffs)
        with prefect_server.running(folder) as server, Watch(server.api) as watch, Watch("") as nobody:
            _open(watch)
            for number in range(rounds + 1):  # the first is to warm up
                for looks_on, spent in ((watch, with_prefect), (nobody, without)):
                    other.forget()
                    _again(database, handoffs)
                    agent, began = Worker(database, looks_on, Event(), _DISPATCH), time.perf_counter()
                    while agent.go():
                        pass
                    if number:
                        spent.append(handoffs / (time.perf_counter() - began))
                    times, double = other.told()
                    assert (len(times), _left(database)) == (handoffs, 0)
                    twice += double
            assert watch.is_open
    finally:
        database.close()
    ratios = [one / another for one, another in zip(with_prefect, without, strict=True)]
    return {
        "with_prefect_per_s": round(statistics.median(with_prefect), 1),
        "without_prefect_per_s": round(statistics.median(without), 1),
        "with_to_without_prefect": round(statistics.median(ratios), 3),
        "sent_twice": twice,
    }


def _beside_each_other(url: str, other: Partner, rounds: int, handoffs: int) -> dict[str, float]:
    """One agent and two, in turns, against a quick partner and a slow one."""
    database, twice, shared = Database(url), 0, list[bool]()
    found: dict[tuple[int, int], list[float]] = {}
    try:
        _furnish(database, other, handoffs)
        for takes_ms in (0, SLOW_MS):
            for _ in range(rounds):
                for count in (1, 2):
                    rate, double, agents = _drained(database, url, other, count, takes_ms, handoffs)
                    found.setdefault((takes_ms, count), []).append(rate)
                    twice += double
                    shared.append(agents == count)
    finally:
        database.close()
    assert all(shared), "an agent had no share in it"

    def ratio(takes_ms: int) -> float:
        pairs = zip(found[takes_ms, 2], found[takes_ms, 1], strict=True)
        return round(statistics.median(two / one for two, one in pairs), 2)

    return {
        "one_agent_postgresql_per_s": round(statistics.median(found[0, 1]), 1),
        "two_agents_to_one": ratio(0),
        f"one_agent_partner_{SLOW_MS}_ms_per_s": round(statistics.median(found[SLOW_MS, 1]), 1),
        f"two_agents_to_one_partner_{SLOW_MS}_ms": ratio(SLOW_MS),
        "sent_twice_postgresql": twice,
    }


def _drained(
    database: Database, url: str, other: Partner, count: int, takes_ms: int, handoffs: int
) -> tuple[float, int, int]:
    """The rate between the first and the last tenth to arrive, what came twice, and how many agents had a share."""
    with _agents(url, count):
        other.forget()
        _until_all_are_at_work(database, count)
        other.forget(takes_ms=takes_ms)
        _again(database, handoffs)
        end = time.monotonic() + _PATIENCE
        while _left(database):
            assert time.monotonic() < end, "handoffs do not leave"
            time.sleep(0.2)
    times, twice = other.told()
    assert len(times) == handoffs
    first, last = handoffs // 10, handoffs * 9 // 10
    return (last - first) / (times[last] - times[first]), twice, len(_leases(database))


def _furnish(database: Database, other: Partner, handoffs: int) -> None:
    """Dossiers that have just asked the other agency, each; nothing else waits to leave."""
    province = workload.seed(database, _FOLDER)
    told = {"receive_within": "PT4H", "answer_within": "P2D", "known_as": "do-toc-do"}
    entry = partners.Partner(
        code="other", name="Cơ quan phối hợp", channel="http", address=other.address, key_out="khoa", **told
    )
    with database.transaction() as transaction:
        partners.add(transaction, entry)
    for since in range(0, handoffs, _AT_ONCE):
        _receive(province, min(_AT_ONCE, handoffs - since))


def _receive(province: Province, count: int) -> None:
    with province.database.transaction() as transaction:
        for _ in range(count):
            workload.accept(transaction, province)
        row = tables.Message
        # what was done long ago would be pruned by the agents that are measured
        transaction.execute(update(row).where(row.done_at.is_(None)).values(done_at=now()))


def _again(database: Database, count: int) -> None:
    """So many handoffs have not been sent yet, and are due now."""
    moment, row = now(), tables.Message
    with database.transaction() as transaction:
        unsent = {"state": "sent", "heard": 0, "reference": "", "look_at": moment + _LATE}  # nobody asks what keeps it
        transaction.execute(update(tables.Handoff).values(unsent))
        transaction.execute(delete(tables.HandoffEvent).where(tables.HandoffEvent.side == "receiver"))
        mine = select(row.id).where(row.topic == "handoff.http").order_by(row.id).limit(count)
        fresh = {"done_at": None, "next_at": moment, "attempts": 0, "lease": None}
        transaction.execute(update(row).values(lease=None))
        transaction.execute(update(row).where(row.id.in_(mine)).values(fresh))


def _left(database: Database) -> int:
    with database.snapshot() as snapshot:
        return snapshot.execute(select(func.count()).where(tables.Message.done_at.is_(None))).scalar_one()


def _leases(database: Database) -> set[str | None]:
    """Which agents have sent something."""
    row = tables.Message
    with database.snapshot() as snapshot:
        return set(snapshot.execute(select(row.lease).where(row.lease.is_not(None)).distinct()).scalars())


def _open(watch: Watch) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        watch.over(run := Run("warm-up", lambda: 0))
        if run.is_observed:
            return
        assert time.monotonic() < end, "Prefect does not answer"
        time.sleep(0.2)


@contextmanager
def _agents(url: str, count: int) -> Generator[None]:
    """So many `motcua worker`, unobserved."""
    told = {"PYTHONPATH": str(_ROOT), "MOTCUA__DATABASE__URL": url, "MOTCUA__PREFECT__URL": ""}
    command = [sys.executable, "-P", "-m", "ui.command", "worker"]
    running = [subprocess.Popen(command, env={**os.environ, **told}) for _ in range(count)]
    try:
        yield
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(60)


def _until_all_are_at_work(database: Database, count: int) -> None:
    """Sends some again and again until every agent has taken of them."""
    end, seen = time.monotonic() + _PATIENCE, set[str | None]()
    while len(seen) < count:
        _again(database, WARM)
        while _left(database):
            assert time.monotonic() < end, "the agents do not come to work"
            time.sleep(0.1)
        seen |= _leases(database)
