"""`motcua bench exports`: the register of a one-stop with 50,000 dossiers as a workbook, and their report II.06a.

`xlsx_50k_s` is a year's register from the record to the bytes of the XLSX, `report_50k_s` the figures of a year of as
many dossiers, from their history. Wall times, the quietest round, with the CPU time beside it. SQLite in a temporary
folder, or the empty database of `--database-url`, which is filled and left so; without one, PostgreSQL is measured
beside it (`*_postgresql_s`).
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from datetime import date
from tempfile import TemporaryDirectory

from sqlalchemy import text, update

from benchmarks import crowd, workload
from benchmarks.workload import Province
from processes.database import Database
from processes.periods import Period
from processes.tables import Dossier, Event
from tasks import registers, reports
from tasks.reports import Asked
from tests import servers

SIZE = 50_000
Act = Callable[[Database, Province], None]
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def run(rounds: int = 3, database_url: str | None = None) -> dict[str, object]:
    """Fills databases and takes the register and the report out of them."""
    found: dict[str, float] = {}
    if database_url is not None:
        found = told(database_url, rounds)
    else:
        with TemporaryDirectory() as folder:
            found |= told(f"sqlite:///{folder}/exports.db", rounds)
        with servers.postgresql() as base:
            other = told(servers.create(base, "exports"), rounds)
        found |= {f"{name.removesuffix('_s')}_postgresql_s": value for name, value in other.items()}
    return {
        "bench": "exports",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rounds": rounds,
        "figures": found,
    }


def told(url: str, rounds: int) -> dict[str, float]:
    """The figures of an empty database."""
    database = Database(url)
    try:
        province = workload.seed(database)
        crowd.fill(province, SIZE)
        return figures(province, rounds)
    finally:
        database.close()


def figures(province: Province, rounds: int) -> dict[str, float]:
    """The figures of a crowd, of which so many dossiers are put into the register of the province's one-stop."""
    database = province.database
    _gather(database, province.unit_id)
    found: dict[str, float] = {}
    for name, act in {"xlsx_50k": _register, "report_50k": _report}.items():
        wall, cpu = min(_spent(act, database, province) for _ in range(rounds))
        found |= {f"{name}_s": round(wall, 2), f"{name}_cpu_s": round(cpu, 2)}
    return found


def xlsx_50k_s(province: Province, rounds: int) -> float:
    """The register's figure alone, for the document of another bench that has filled its crowd."""
    _gather(province.database, province.unit_id)
    return round(min(_spent(_register, province.database, province) for _ in range(rounds))[0], 2)


def _gather(database: Database, unit_id: int) -> None:
    """The first of them, each with the fact of its acceptance."""
    copied = [column.name for column in Event.__table__.columns if column.name not in ("id", "dossier_id", "act_key")]
    quoted = ", ".join(f'"{name}"' for name in copied)
    event = ", ".join(f'event."{name}"' for name in copied)
    fact = (
        f"INSERT INTO history (dossier_id, act_key, {quoted}) "
        f"SELECT dossier.id, 'crowd-' || dossier.id, {event} "
        "FROM dossier JOIN history event ON event.dossier_id = 1 AND event.position = 1 "
        f"WHERE dossier.id > 1 AND dossier.id <= {SIZE}"
    )
    with database.transaction() as transaction:
        mine = update(Dossier).where(Dossier.id <= SIZE, Dossier.kind == "dossier")
        transaction.execute(mine.values(receiving_unit_id=unit_id))
        transaction.execute(text(fact))


def _register(database: Database, province: Province) -> None:
    mai = province.officers["mai"]
    with database.snapshot() as snapshot:
        book = registers.workbook(snapshot, province.unit_id, YEAR, officer=mai, moment=province.moment)
    assert len(book) > SIZE


def _report(database: Database, province: Province) -> None:
    with database.snapshot() as snapshot:
        asked = Asked(YEAR, province.agency_id)
        found = reports.make(snapshot, "ii-06a", asked, officer=province.officers["viet"], moment=province.moment)
    assert found.table.total is not None
    assert found.table.total.cells[1] == SIZE


def _spent(act: Act, database: Database, province: Province) -> tuple[float, float]:
    began, worked = time.perf_counter(), time.process_time()
    act(database, province)
    return time.perf_counter() - began, time.process_time() - worked
