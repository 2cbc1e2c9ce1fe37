"""W1 through the real verbs: a case is received, worked on by three posts, sent back once in five, and returned.

4.4 human tasks a case (reference workload W1). Every human task is: a page of the inbox, a claim, a complete with
five fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from benchmarks.yardsticks import FIELDS
from bpmn import releases
from processes import catalogue, demonstration, organisation, schema, tables, worklist
from processes.calendars import local
from processes.database import Database, Transaction
from processes.organisation import Officer
from processes.people import People, Person
from processes.worklist import Query
from tasks import inbox, reception
from tasks.reception import Request

Result = TypeVar("Result")


class Measure(Protocol):
    """Runs an act and may note what it took."""

    def __call__(self, act: str, work: Callable[..., Result], *subject: object) -> Result:
        """Runs `work(*subject)` under the act's name."""
        ...


def unmeasured(act: str, work: Callable[..., Result], *subject: object) -> Result:
    """Only runs the act."""
    return work(*subject)


FOLDER = Path(__file__).parent / "w1"
MOMENT = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
OWNER = Person("Nguyễn Văn An", "001085012345", "0912345678", "", "12 Lê Lợi, phường Bến Xuân")
WORKERS = ("mai", "binh", "viet")


@dataclass
class Province:
    """The demonstration province with W1 published, and the three officers who work on it."""

    database: Database
    release_id: int
    case: str
    unit_id: int
    agency_id: int
    officers: dict[str, Officer]
    moment: datetime = MOMENT
    keys: Iterator[int] = field(default_factory=count)

    def key(self) -> str:
        """A key for one act."""
        return f"w1-{next(self.keys)}"


def seed(database: Database, folder: Path = FOLDER) -> Province:
    """Fills an empty database with the province and W1, or the procedure of another folder."""
    schema.upgrade(database)
    with database.transaction() as transaction:
        demonstration.load(transaction, password="không dùng để đăng nhập")
        known = organisation.directory(transaction, organisation.revision(transaction), local(MOMENT).date())
        agency = next(a for a in known.agencies.values() if a.code == "H99.30")
        unit = next(u for u in known.units.values() if (u.agency_id, u.code) == (agency.id, "one_stop"))
        release = releases.read_folder(folder)
        release_id = catalogue.publish(
            transaction,
            release,
            agencies=[agency.id],
            in_force_on=date(2025, 7, 1),
            by="đo tốc độ",
            moment=MOMENT,
        )
        account = tables.Account
        rows = transaction.execute(select(account.username, account.officer_id))
        ids = {row.username: row.officer_id for row in rows}
    officers = {name: known.officer(ids[name]) for name in WORKERS}
    return Province(database, release_id, release.cases[0].code, unit.id, agency.id, officers)


def run_case(province: Province, number: int, measure: Measure) -> None:
    """One case from reception to its end; `measure` is told every act by name."""
    province.moment += timedelta(seconds=30)
    dossier_id = measure("start", receive, province)
    sends_back, step = number % 5 == 0, 0
    while True:
        found = _waiting(province, dossier_id, measure)
        if found is None:
            return
        name, task_id, is_held = found
        officer = province.officers[name]
        if not is_held:
            measure("claim", _claim, province, officer, task_id)
        decision = "more" if sends_back and step == 1 else "approved"
        measure("complete", _complete, province, officer, task_id, {**FIELDS, "decision": decision})
        step += 1


def receive(province: Province) -> int:
    """Receives one case; its dossier."""
    with province.database.transaction() as transaction:
        return accept(transaction, province)


def accept(transaction: Transaction, province: Province) -> int:
    """Receives one case within a transaction; its dossier."""
    request = Request(
        province.release_id,
        province.case,
        "counter",
        province.unit_id,
        province.agency_id,
        People(OWNER, OWNER),
    )
    officer, moment, key = province.officers["mai"], province.moment, province.key()
    return reception.accept(transaction, request, officer=officer, moment=moment, key=key).dossier_id


def _waiting(province: Province, dossier_id: int, measure: Measure) -> tuple[str, int, bool] | None:
    for name, officer in province.officers.items():
        posts = tuple(sorted(officer.post_ids))
        for scope in ("unclaimed", "mine"):
            query = Query(officer.id, posts, scope, limit=20)
            for row in measure("list", _list, province, query):
                if row.dossier_id == dossier_id:
                    return name, row.task_id, scope == "mine"
    return None


def _list(province: Province, query: Query) -> list[worklist.Row]:
    with province.database.snapshot() as snapshot:
        return worklist.page(snapshot, query)


def _claim(province: Province, officer: Officer, task_id: int) -> None:
    with province.database.transaction() as transaction:
        inbox.claim(transaction, task_id, officer=officer, moment=province.moment, key=province.key())


def _complete(province: Province, officer: Officer, task_id: int, values: dict[str, object]) -> None:
    with province.database.transaction() as transaction:
        inbox.complete(
            transaction,
            task_id,
            values=values,
            officer=officer,
            moment=province.moment,
            key=province.key(),
        )
