"""Matters: what runs on a release as a dossier does but is none, with codes and states of its own.

What moves a matter is `processes.dossiers`; here is what it is called, where it stands, and who finds it in a list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, insert, or_, select, tuple_

from bpmn.engine import Progress
from bpmn.procedures import State
from bpmn.releases import Release
from processes import numbering, permissions, statuses
from processes.database import Snapshot, Transaction
from processes.organisation import Directory, Officer
from processes.people import People
from processes.tables import Dossier, Matter, Task

Place = tuple[datetime, int]
APPROVAL, DIRECTIVE = "PDQT", "CDDH"
"""The series of approvals of designs, which are asked for in the studio, and of directives, which a leader gives."""
WITHDRAWN = "withdrawn"
"""The state of an approval that was taken back by who asked for it."""
OTHER_DOORS = frozenset({APPROVAL, DIRECTIVE})
"""What is never taken in at a one-stop."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the sender told: what it is about, in a line, and the whole of it."""

    subject: str
    content: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of matters."""

    dossier_id: int
    code: str
    release_id: int
    case_code: str
    state: str
    subject: str
    sender: str
    agency_id: int
    received_at: datetime
    due_at: datetime
    finished_at: datetime | None
    returned_at: datetime | None

    @property
    def place(self) -> Place:
        """Where the next page begins."""
        return self.returned_at or self.due_at, self.dossier_id


@dataclass(frozen=True, slots=True)
class Query:
    """Whose matters are listed, and which: open ones the most urgent first, those that are over the newest first.

    `directives` are listed apart from all others.
    """

    units: Collection[int]
    posts: Collection[int]
    agencies: Collection[int]
    is_open: bool = True
    state: str = ""
    after: Place | None = None
    limit: int = 50
    directives: bool = False


def is_directive(code: str) -> bool:
    """Whether a matter is a directive, by its code."""
    return code.startswith(f"{DIRECTIVE}-")


def sight(officer: Officer, known: Directory, *, is_open: bool, after: Place | None, limit: int) -> Query:
    """The matters that an officer may see, as with dossiers."""
    units = frozenset(post.unit_id for post in officer.all_posts)
    posts = [post.id for post in known.unit_posts(units)]
    agencies = [agency for agency in known.agencies if permissions.may_decide(officer, agency)]
    return Query(units, posts, agencies, is_open=is_open, after=after, limit=limit)


def code_for(transaction: Transaction, series: str, known: Directory, agency_id: int, on: date) -> str:
    """The next code of an agency's series in a year: `PAKN-H99.30-2026-00012`."""
    begun = f"{series}-{known.agencies[agency_id].code}-{on:%Y}"
    return f"{begun}-{numbering.next_number(transaction, begun):05}"


def record(transaction: Transaction, dossier_id: int, told: Told) -> None:
    """Keeps what was told when the matter came in."""
    transaction.execute(insert(Matter), {"dossier_id": dossier_id, "subject": told.subject, "content": told.content})


def told(snapshot: Snapshot, dossier_id: int) -> Told:
    """What was told when the matter came in."""
    row = snapshot.execute(select(Matter.subject, Matter.content).where(Matter.dossier_id == dossier_id)).one()
    return Told(*row)


def moved(release: Release, progress: Progress, finished_at: datetime | None, moment: datetime) -> Mapping[str, object]:
    """What a move changes on a matter's row: its state, and whether its clock or the matter itself has ended."""
    columns: dict[str, object] = {}
    states = {state.code: state for state in release.states}
    state = _reached(release, progress, states)
    if state is not None:
        columns["state"] = state.code
    if finished_at is None and (progress.ended or (state is not None and state.ends)):
        columns["finished_at"] = moment
    if progress.ended:
        columns |= {"returned_at": moment, "business_status": statuses.COMPLETED}
    return columns


def taken_back(release: Release, moment: datetime) -> Mapping[str, object]:
    """What becomes of a matter's row when who sent it takes it back.

    Its state is the release's `withdrawn`; one that has none ends in its last state.
    """
    ends = [state.code for state in release.states if state.ends]
    state = next((code for code in ends if code == WITHDRAWN), ends[-1])
    return {"state": state, "returned_at": moment}


def _reached(release: Release, progress: Progress, states: Mapping[str, State]) -> State | None:
    """The state of the last element that was reached and has one."""
    reached = [*progress.passed, *(waiting.element for waiting in progress.opened)]
    said = [release.model.elements[element].state for element in reached]
    return next((states[state] for state in reversed(said) if state is not None), None)


def page(snapshot: Snapshot, query: Query) -> list[Row]:
    """One page of matters that these units received or work on, or these agencies answer for; one statement."""
    order = (Dossier.due_at, Dossier.id) if query.is_open else (Dossier.returned_at, Dossier.id)
    series = Dossier.code.startswith(f"{DIRECTIVE}-")
    wanted = [Dossier.kind == "matter", series if query.directives else ~series, _sight(query)]
    wanted.append(Dossier.returned_at.is_(None) if query.is_open else Dossier.returned_at.is_not(None))
    if query.state:
        wanted.append(Dossier.state == query.state)
    if query.after is not None:
        wanted.append(tuple_(*order) > query.after if query.is_open else tuple_(*order) < query.after)
    asked = (
        select(
            *(Dossier.id, Dossier.code, Dossier.release_id, Dossier.case_code, Dossier.state, Matter.subject),
            *(Dossier.people, Dossier.agency_id, Dossier.received_at, Dossier.due_at),
            *(Dossier.finished_at, Dossier.returned_at),
        )
        .join(Matter, Matter.dossier_id == Dossier.id)
        .where(*wanted)
        .order_by(*(order if query.is_open else (column.desc() for column in order)))
        .limit(query.limit)
    )
    return [_row({**row}) for row in snapshot.mappings(asked)]


def _sight(query: Query) -> ColumnElement[bool]:
    worked_on = select(Task.id).where(Task.dossier_id == Dossier.id, Task.post_id.in_(sorted(query.posts)))
    return or_(
        Dossier.receiving_unit_id.in_(sorted(query.units)),
        Dossier.agency_id.in_(sorted(query.agencies)),
        worked_on.exists(),
    )


def _row(found: Mapping[str, object]) -> Row:
    facts = dict(found)
    sender = People.read(facts.pop("people")).owner.name  # pyright: ignore[reportArgumentType]
    return Row(dossier_id=facts.pop("id"), sender=sender, **facts)  # pyright: ignore[reportArgumentType]
