"""A province with a million open tasks: a hundred and fifty posts, ten one-stops, filled inside the database.

Names are drawn as in life: two in five are Nguyễn, and each has a number of its own. A task is claimed in one of ten.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from sqlalchemy import event, insert, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from benchmarks import workload
from benchmarks.workload import Province
from processes import tables, words
from processes.database import Database, Transaction
from processes.people import People, Person

AGENCIES, POSTS_EACH, ONE_STOPS, NAMES = 10, 15, 10, 5_000
NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)
"""When it is looked at: a quarter of the tasks are overdue."""
_SURNAMES = ["Nguyễn"] * 16 + ["Trần"] * 5 + ["Lê"] * 4 + ["Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô"] * 2
_MIDDLES = ["Văn", "Thị", "Đức", "Minh", "Thanh", "Quốc", "Hồng", "Ngọc", "Xuân", "Hữu"]
_GIVEN = ["An", "Bình", "Cường", "Dũng", "Giang", "Hà", "Hạnh", "Hoa", "Hùng", "Khánh", "Lan", "Linh", "Long", "Mai"]
_NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers (n) AS (SELECT :since UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :until)",
    "postgresql": "WITH numbers (n) AS (SELECT generate_series(CAST(:since AS bigint), CAST(:until AS bigint) - 1))",
}
_BATCH = 100_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """The posts of each agency, the one-stops that received, and how many dossiers there are."""

    agencies: tuple[tuple[int, ...], ...]
    one_stops: tuple[int, ...]
    officer_id: int
    dossiers: int


def fill(province: Province, size: int) -> Crowd:
    """Fills a database without dossiers with so many of them, each with one open task."""
    workload.receive(province)
    database = province.database
    with database.transaction() as transaction:
        agencies = _posts(transaction, province.unit_id)
        one_stops = _one_stops(transaction, province.agency_id)
        _names(transaction)
    posts = [post for agency in agencies for post in agency]
    with _roomy(database):
        for since in range(2, size + 2, _BATCH):
            with database.transaction() as transaction:
                _dossiers(transaction, since, min(since + _BATCH, size + 2), one_stops)
                _tasks(transaction, since, min(since + _BATCH, size + 2), posts, province.officers["mai"].id)
    _tidy(database)
    return Crowd(agencies, one_stops, province.officers["mai"].id, size)


@contextmanager
def _roomy(database: Database) -> Generator[None]:
    """SQLite keeps its indexes in memory while it is filled: a million rows go into each of them at random."""
    if database.engine.dialect.name != "sqlite":
        yield
        return
    event.listen(database.engine, "connect", _widen)
    database.engine.dispose()
    try:
        yield
    finally:
        event.remove(database.engine, "connect", _widen)
        database.engine.dispose()


def _widen(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA cache_size=-600000")
    cursor.close()


def _tidy(database: Database) -> None:
    """What a database that has stood for a night has done by itself."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM ANALYZE"))


def _posts(transaction: Transaction, unit_id: int) -> tuple[tuple[int, ...], ...]:
    post = tables.Post
    facts = {"unit_id": unit_id, "title": "Chuyên viên", "valid_from": datetime(2020, 1, 1, tzinfo=UTC).date()}
    made = [
        transaction.execute(insert(post).returning(post.id), {**facts, "role": f"crowd_{number}"}).scalar_one()
        for number in range(AGENCIES * POSTS_EACH)
    ]
    return tuple(tuple(made[one : one + POSTS_EACH]) for one in range(0, len(made), POSTS_EACH))


def _one_stops(transaction: Transaction, agency_id: int) -> tuple[int, ...]:
    unit = tables.Unit
    facts = {"agency_id": agency_id, "name": "Một cửa", "valid_from": datetime(2020, 1, 1, tzinfo=UTC).date()}
    return tuple(
        transaction.execute(insert(unit).returning(unit.id), {**facts, "code": f"crowd_{number}"}).scalar_one()
        for number in range(ONE_STOPS)
    )


def _names(transaction: Transaction) -> None:
    chance = Random(7)
    transaction.execute(text("CREATE TABLE crowd_name (place INTEGER PRIMARY KEY, name TEXT, folded TEXT)"))
    rows: list[dict[str, object]] = []
    for number in range(NAMES):
        person = Person(name_by(chance))
        rows.append({"n": number, "name": person.name, "folded": words.of(People(person, person))})
    transaction.execute(text("INSERT INTO crowd_name VALUES (:n, :name, :folded)"), rows)


def name_by(chance: Random) -> str:
    """A name as it is met in life."""
    return " ".join(chance.choice(part) for part in (_SURNAMES, _MIDDLES, _GIVEN))


def _dossiers(transaction: Transaction, since: int, until: int, one_stops: tuple[int, ...]) -> None:
    """Copies of the first dossier's row under other numbers and names."""
    given = {
        "id": "n",
        "code": "'H99.30-260302-' || n",
        "number": "NULL",
        "public_key": "'crowd-' || n",
        "owner_name": "crowd_name.name",
        "receiving_unit_id": f"{one_stops[0]} + n / 13 % {len(one_stops)}",
        "received_at": _later(transaction, "dossier.received_at", "numbers.n / 150 * 104729 % 8640"),
        "paused_at": "CASE WHEN n / 150 % 20 = 3 THEN dossier.received_at ELSE NULL END",
        "owner_identity": "'0' || (1000000000 + n)",
        "search": "' h99 30 260302 ' || n || crowd_name.folded || '0' || (1000000000 + n) || ' '",
    }
    columns = [column.name for column in tables.Dossier.__table__.columns]
    values = ", ".join(given.get(name, f'dossier."{name}"') for name in columns)
    quoted = ", ".join(f'"{name}"' for name in columns)
    _insert(
        transaction,
        f"dossier ({quoted})",
        f"SELECT {values} FROM numbers JOIN dossier ON dossier.id = 1 JOIN crowd_name "
        f"ON crowd_name.place = (numbers.n * 7919 + numbers.n / 150 * 104729) % {NAMES}",
        since=since,
        until=until,
    )


def _tasks(transaction: Transaction, since: int, until: int, posts: list[int], officer_id: int) -> None:
    due = _later(transaction, "task.due_at", "(numbers.n * 104729 + numbers.n / 150 * 7919) % 86400 * 30")
    given = {
        "id": "n + 10",
        "dossier_id": "n",
        "receiving_unit_id": "dossier.receiving_unit_id",
        "ref": "'crowd-' || n",
        "post_id": f"{posts[0]} + (numbers.n * 31) % {len(posts)}",
        "holder_id": f"CASE WHEN (n / 7) % 10 = 0 THEN {officer_id} + n % 3 ELSE NULL END",
        "state": "CASE WHEN (n / 7) % 10 = 0 THEN 'claimed' ELSE 'opened' END",
        "due_at": due,
        "next_rung_at": due,
    }
    columns = [column.name for column in tables.Task.__table__.columns]
    values = ", ".join(given.get(name, f"task.{name}") for name in columns)
    first = transaction.execute(select(tables.Task.id).limit(1)).scalar_one()
    _insert(
        transaction,
        f"task ({', '.join(columns)})",
        f"SELECT {values} FROM numbers JOIN task ON task.id = {first} JOIN dossier ON dossier.id = numbers.n",
        since=since,
        until=until,
    )


def _later(transaction: Transaction, moment: str, seconds: str) -> str:
    if transaction.connection.dialect.name == "sqlite":
        return f"strftime('%Y-%m-%d %H:%M:%S.000000', {moment}, '+' || ({seconds}) || ' seconds')"
    return f"{moment} + ({seconds}) * interval '1 second'"


def _insert(transaction: Transaction, into: str, rows: str, **bounds: int) -> None:
    numbers = _NUMBERS[transaction.connection.dialect.name]
    if transaction.connection.dialect.name == "sqlite":
        transaction.execute(text(f"INSERT INTO {into} {numbers} {rows}"), bounds)
    else:
        transaction.execute(text(f"{numbers} INSERT INTO {into} {rows}"), bounds)
