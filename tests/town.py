"""The town that stories happen in: its officers act through the real verbs, at a time that the story decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import select

from bpmn import releases
from bpmn.engine import Progress
from bpmn.releases import Release
from processes import catalogue, documents, organisation, permissions, tables, worklist
from processes.branches import Scope
from processes.calendars import local
from processes.database import Database
from processes.documents import Document
from processes.letters import Kind
from processes.organisation import Directory, Officer, Unit
from processes.people import People, Person
from processes.worklist import Query, Row
from tasks import inbox, reception, viewing, writing
from tasks.reception import Accepted, PaperGiven, Request
from tasks.viewing import DossierView, TaskView

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
AN = Person("Nguyễn Văn An", "001085012345", "0912345678", "", "12 Lê Lợi, phường Bến Xuân")


@dataclass
class Town:
    """The demonstration province at a moment."""

    database: Database
    moment: datetime
    keys: Iterable[int] = field(default_factory=count)

    def key(self) -> str:
        """A key for one act."""
        return f"act-{next(iter(self.keys))}"

    def pass_time(self, **amount: float) -> None:
        """Lets time go by."""
        self.moment += timedelta(**amount)

    @property
    def directory(self) -> Directory:
        """Who is who today."""
        with self.database.snapshot() as snapshot:
            revision = organisation.revision(snapshot)
            return organisation.directory(snapshot, revision, local(self.moment).date())

    def officer(self, username: str) -> Officer:
        """The officer with this account."""
        account = tables.Account
        with self.database.snapshot() as snapshot:
            query = select(account.officer_id).where(account.username == username)
            officer_id = snapshot.execute(query).scalar_one()
        return self.directory.officer(officer_id)

    def unit(self, agency: str, code: str) -> Unit:
        """A unit by its agency's code and its own."""
        known = self.directory
        return next(
            unit for unit in known.units.values() if (known.agencies[unit.agency_id].code, unit.code) == (agency, code)
        )

    def publish(self, folder: Path, agency: str = "H99.30") -> Release:
        """Puts a release's folder in force at an agency today."""
        release = releases.read_folder(folder)
        agencies = [one.id for one in self.directory.agencies.values() if one.code == agency]
        with self.database.transaction() as transaction:
            catalogue.publish(
                transaction,
                release,
                agencies=agencies,
                in_force_on=self.moment.date(),
                by="tests",
                moment=self.moment,
            )
        return release

    def release_id(self, procedure: str) -> int:
        """The release of a procedure."""
        with self.database.snapshot() as snapshot:
            row, listed = tables.Release, tables.Procedure
            query = select(row.id).join(listed).where(listed.code == procedure)
            return snapshot.execute(query.order_by(row.number.desc())).scalars().first() or 0

    def upload(self, username: str, name: str = "can-cuoc.pdf", content: bytes = PDF) -> Document:
        """Uploads a file as the browser does."""
        written = documents.write([content], name=name)
        with self.database.transaction() as transaction:
            return documents.store(transaction, written, officer=self.officer(username), moment=self.moment)

    def request(
        self,
        procedure: str = "2.000908",
        *,
        agency: str = "H99.30",
        at: str = "",
        owner: Person = AN,
        case: str = "",
        papers: tuple[PaperGiven, ...] = (),
        **more: object,
    ) -> Request:
        """What the counter fills in; received `at` one commune's one-stop, decided by `agency`."""
        release_id = self.release_id(procedure)
        with self.database.snapshot() as snapshot:
            cases = catalogue.published(snapshot, release_id).release.cases
        unit = self.unit(at or agency, "one_stop")
        known = self.directory
        competent = next(a.id for a in known.agencies.values() if a.code == agency)
        facts: dict[str, object] = {
            "release_id": release_id,
            "case_code": case or cases[0].code,
            "channel": "counter",
            "receiving_unit_id": unit.id,
            "agency_id": competent,
            "people": People(owner, owner),
            "papers": papers,
        }
        return Request(**{**facts, **more})  # pyright: ignore

    def receive(self, request: Request | None = None, *, by: str = "mai", key: str = "") -> Accepted:
        """A reception officer accepts a request."""
        with self.database.transaction() as transaction:
            return reception.accept(
                transaction,
                request or self.request(),
                officer=self.officer(by),
                moment=self.moment,
                key=key or self.key(),
            )

    def inbox(self, username: str, scope: Scope = "unclaimed", **narrowed: object) -> list[Row]:
        """What an officer's list shows."""
        officer = self.officer(username)
        posts = tuple(sorted(officer.post_ids))
        with self.database.snapshot() as snapshot:
            one_stops = permissions.one_stops(officer)
            query = Query(officer.id, posts, scope, one_stops=one_stops, **narrowed)  # pyright: ignore
            return worklist.page(snapshot, query)

    def claim(self, username: str, task_id: int, key: str = "") -> None:
        """An officer claims a task."""
        with self.database.transaction() as transaction:
            inbox.claim(
                transaction,
                task_id,
                officer=self.officer(username),
                moment=self.moment,
                key=key or self.key(),
            )

    def complete(
        self, username: str, task_id: int, values: Mapping[str, object] | None = None, key: str = ""
    ) -> Progress:
        """An officer completes a claimed task."""
        with self.database.transaction() as transaction:
            return inbox.complete(
                transaction,
                task_id,
                values=values or {},
                officer=self.officer(username),
                moment=self.moment,
                key=key or self.key(),
            )

    def work(self, username: str, values: Mapping[str, object] | None = None) -> Progress:
        """An officer claims the most urgent task of the pool and completes it."""
        row = self.inbox(username)[0]
        self.claim(username, row.task_id)
        return self.complete(username, row.task_id, values)

    def look(self, username: str, task_id: int) -> TaskView:
        """An officer opens a task."""
        with self.database.transaction() as transaction:
            return viewing.task(transaction, task_id, officer=self.officer(username), moment=self.moment)

    def deal(self, verb: Callable[..., None], username: str, dossier_id: int, **told: object) -> None:
        """An act beside the steps."""
        with self.database.transaction() as transaction:
            verb(transaction, dossier_id, officer=self.officer(username), moment=self.moment, key=self.key(), **told)

    def write(self, kind: Kind, dossier_id: int, *, by: str = "binh", head: str = "viet", **content: object) -> int:
        """A letter is drafted, approved and issued; its id."""
        with self.database.transaction() as transaction:
            writer, key = self.officer(by), self.key()
            letter_id = writing.draft(
                transaction, dossier_id, kind=kind, officer=writer, moment=self.moment, key=key, **content
            )
        for verb in (writing.approve, writing.issue):
            self.letter(verb, head, letter_id)
        return letter_id

    def letter(self, verb: Callable[..., None], username: str, letter_id: int) -> None:
        """One step of a letter."""
        with self.database.transaction() as transaction:
            verb(transaction, letter_id, officer=self.officer(username), moment=self.moment, key=self.key())

    def dossier(self, username: str, dossier_id: int) -> DossierView:
        """An officer opens a dossier."""
        with self.database.transaction() as transaction:
            return viewing.dossier(transaction, dossier_id, officer=self.officer(username), moment=self.moment)
