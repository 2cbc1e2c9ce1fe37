"""The design studio: an analyst opens a design, saves its files, goes back to what was, and sees what is wrong with it.

Nobody's work is overwritten: a file is saved with the version it was read at, and whoever read an older one is told
who has saved it since. How a design begins is in `tasks.beginnings`, how it becomes a release in `tasks.approvals`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn import designs as drawn
from bpmn.designs import Placed
from processes import catalogue, designs, organisation, permissions
from processes.calendars import local
from processes.database import Snapshot, Transaction
from processes.designs import Act, By, Design, DesignStale, File, Present, State
from processes.organisation import Officer
from processes.refusals import Missing, NameTaken, NotFound, TooMany
from tasks import copies, coverage, examples
from tasks.beginnings import MOST_FILES

_ALL: Sequence[State] = ("open", "asked", "approved", "published", "discarded")


@dataclass(frozen=True, slots=True)
class View:
    """A design as an officer sees it: its files, who else has it open, whether the officer may change it."""

    design: Design
    files: Mapping[str, File]
    others: Sequence[Present]
    may_change: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """The number of the version that stands now; `is_new` unless nothing had changed."""

    number: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Attended:
    """The number of the latest version, and who else has the design open."""

    number: int
    state: State
    others: Sequence[Present]


def listed(snapshot: Snapshot, *, officer: Officer, states: Sequence[State] = _ALL) -> list[Design]:
    """The designs that the officer may see, what changed last first."""
    known = organisation.of_officer(snapshot, officer)
    agencies = [agency_id for agency_id in known.agencies if permissions.may_see_design(officer, agency_id)]
    return designs.listed(snapshot, agencies, states=states) if agencies else []


def look(snapshot: Snapshot, design_id: int, *, officer: Officer, moment: datetime, at: int | None = None) -> View:
    """A design with its files, as they are or as they were in a version. Refuses: NotAllowed, NotFound."""
    found = require_sight(snapshot, design_id, officer)
    if at is not None:
        designs.version(snapshot, design_id, at)
    may_change = found.state == "open" and permissions.may_design(officer, found.agency_id)
    files = designs.files(snapshot, design_id, at=at)
    return View(found, files, _others(snapshot, design_id, officer, moment), may_change)


def of_matter(snapshot: Snapshot, matter_id: int, *, officer: Officer) -> list[Design]:
    """The designs that an approval decides on, as far as the officer may see them; what others follow comes first."""
    found = designs.of_matter(snapshot, matter_id)
    return [one for one in found if permissions.may_see_design(officer, one.agency_id)]


def versions(snapshot: Snapshot, design_id: int, *, officer: Officer) -> list[Act]:
    """Everything that was done to a design, the oldest first. Refuses: NotAllowed, NotFound."""
    require_sight(snapshot, design_id, officer)
    return designs.acts(snapshot, design_id)


def check(
    snapshot: Snapshot,
    design_id: int,
    *,
    officer: Officer,
    at: int | None = None,
    agencies: Sequence[int] | None = None,
) -> tuple[Placed, ...]:
    """What keeps a design from being published, or is worth a look; what cannot be read is told like the rest.

    Every kept example is gone through again.
    Roles are looked for at the agencies it is to be in force for: these, or those that were asked for, or where the
    release that it was begun from is in force. Refuses: NotAllowed, NotFound.
    """
    found = require_sight(snapshot, design_id, officer)
    known, files = organisation.of_officer(snapshot, officer), contents(snapshot, design_id, at=at)
    scope = _scope(snapshot, found) if agencies is None else agencies
    for agency_id in scope:
        known.require_agency(agency_id)
    strayed = examples.strayed(files, known.calendar(found.agency_id))
    copied = copies.findings(snapshot, files)
    return (*drawn.check(files), *coverage.gaps(files, scope, known), *copied, *strayed)


def _scope(snapshot: Snapshot, found: Design) -> Sequence[int]:
    if found.asked is not None:
        return found.asked["agencies"]
    return [] if found.from_release_id is None else catalogue.agencies_of(snapshot, found.from_release_id)


def save(
    transaction: Transaction,
    design_id: int,
    *,
    file: str,
    content: bytes,
    seen: int,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Saved:
    """Saves a file of a design as a new version; the same content again is none. `seen` is the version read.

    Refuses: NotAllowed, NotFound, DesignResting, DesignStale, NotReadable (name or size), AlreadyDone.
    """
    found = require_hand(transaction, design_id, officer, key)
    before = _require_file(designs.files(transaction, design_id), file)
    drawn.require_name(file, content)
    if before.content == content:
        return Saved(found.number, is_new=False)
    require_fresh(transaction, found, before, seen, officer)
    told = {"file": file, "seen": seen}
    return write(transaction, found, {file: content}, "saved", told, By(officer.id, moment, key))


def add(
    transaction: Transaction,
    design_id: int,
    *,
    file: str,
    content: bytes,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Saved:
    """Adds a form, a table of decisions or another file. Refuses: as `save`, and NameTaken, TooMany."""
    found = require_hand(transaction, design_id, officer, key)
    drawn.require_name(file, content)
    there = designs.files(transaction, design_id)
    _refuse_taken(there, file)
    if len(there) >= MOST_FILES:
        raise TooMany(most=MOST_FILES, what="tệp trong một quy trình")
    return write(transaction, found, {file: content}, "added", {"file": file}, By(officer.id, moment, key))


def rename(
    transaction: Transaction,
    design_id: int,
    *,
    file: str,
    to: str,
    seen: int,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Saved:
    """Gives a file another name. Refuses: as `save`, and NameTaken."""
    found = require_hand(transaction, design_id, officer, key)
    there = designs.files(transaction, design_id)
    before = _require_file(there, file)
    require_fresh(transaction, found, before, seen, officer)
    drawn.require_name(to, before.content)
    _refuse_taken(there, to)
    changes = {file: None, to: before.content}
    return write(transaction, found, changes, "renamed", {"file": file, "to": to}, By(officer.id, moment, key))


def remove(
    transaction: Transaction,
    design_id: int,
    *,
    file: str,
    seen: int,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Saved:
    """Takes a file out of a design; earlier versions keep it. Refuses: as `save`."""
    found = require_hand(transaction, design_id, officer, key)
    before = _require_file(designs.files(transaction, design_id), file)
    require_fresh(transaction, found, before, seen, officer)
    return write(transaction, found, {file: None}, "removed", {"file": file}, By(officer.id, moment, key))


def go_back(
    transaction: Transaction,
    design_id: int,
    *,
    to: int,
    seen: int,
    officer: Officer,
    moment: datetime,
    key: str,
) -> Saved:
    """Makes all files again what they were in a version; what came after stays on record.

    `seen` is the latest version that the officer knows. Refuses: as `save`.
    """
    found = require_hand(transaction, design_id, officer, key)
    designs.version(transaction, design_id, to)
    if found.number > seen:
        act = designs.version(transaction, design_id, found.number)
        _refuse_stale(transaction, found.name, act, officer)
    now, then = contents(transaction, design_id), contents(transaction, design_id, at=to)
    changes = {name: then.get(name) for name in {*now, *then} if now.get(name) != then.get(name)}
    if not changes:
        return Saved(found.number, is_new=False)
    return write(transaction, found, changes, "went_back", {"to": to}, By(officer.id, moment, key))


def discard(
    transaction: Transaction, design_id: int, *, reason: str, officer: Officer, moment: datetime, key: str
) -> None:
    """Puts a design aside; it stays readable. Refuses: NotAllowed, NotFound, DesignResting, Missing, AlreadyDone."""
    found = require_hand(transaction, design_id, officer, key)
    if not reason.strip():
        raise Missing(what="lý do bỏ")
    designs.tell(transaction, found.id, "discarded", {"reason": reason.strip()}, by=By(officer.id, moment, key))
    designs.put(transaction, found.id, {"state": "discarded", "changed_at": moment})


def attend(transaction: Transaction, design_id: int, *, file: str = "", officer: Officer, moment: datetime) -> Attended:
    """Says that the officer has a design open, and hears who else has, and of the latest version.

    To be said again within 45 seconds. Refuses: NotAllowed, NotFound.
    """
    found = require_sight(transaction, design_id, officer)
    designs.attend(transaction, design_id, file, officer_id=officer.id, moment=moment)
    return Attended(found.number, found.state, _others(transaction, design_id, officer, moment))


def leave(transaction: Transaction, design_id: int, *, officer: Officer) -> None:
    """Says that the officer has closed a design. Refuses: NotAllowed, NotFound."""
    require_sight(transaction, design_id, officer)
    designs.leave(transaction, design_id, officer_id=officer.id)


def require_sight(snapshot: Snapshot, design_id: int, officer: Officer) -> Design:
    """The design, for whom may see it. Refuses: NotFound, NotAllowed."""
    found = designs.one(snapshot, design_id)
    permissions.require(permissions.may_see_design(officer, found.agency_id))
    return found


def require_hand(transaction: Transaction, design_id: int, officer: Officer, key: str) -> Design:
    """The design, held for an analyst who may change it now.

    Refuses: AlreadyDone, NotFound, NotAllowed, DesignResting.
    """
    designs.refuse_repeated(transaction, key)
    found = designs.hold(transaction, design_id)
    permissions.require(permissions.may_design(officer, found.agency_id))
    designs.refuse_resting(found)
    return found


def contents(snapshot: Snapshot, design_id: int, *, at: int | None = None) -> dict[str, bytes]:
    """What is in the files of a design."""
    return {name: file.content for name, file in designs.files(snapshot, design_id, at=at).items()}


def _others(snapshot: Snapshot, design_id: int, officer: Officer, moment: datetime) -> list[Present]:
    there = designs.present(snapshot, design_id, moment=moment)
    return [one for one in there if one.officer_id != officer.id]


def _require_file(files: Mapping[str, File], name: str) -> File:
    if name not in files:
        raise NotFound(what=f"tệp “{name}” trong bản thảo quy trình")
    return files[name]


def _refuse_taken(files: Mapping[str, File], name: str) -> None:
    if name in files:
        raise NameTaken(what=f"tệp “{name}”")


def require_fresh(snapshot: Snapshot, found: Design, file: File, seen: int, officer: Officer) -> None:
    """Refuses: DesignStale when the file was saved after the version that was seen."""
    if file.number > seen:
        _refuse_stale(snapshot, file.name, designs.version(snapshot, found.id, file.number), officer)


def _refuse_stale(snapshot: Snapshot, what: str, act: Act, officer: Officer) -> None:
    name = organisation.of_officer(snapshot, officer).name(act.officer_id)
    raise DesignStale(file=what, officer=name, at=f"{local(act.at):%H:%M %d/%m/%Y}", number=act.number)


def write(
    transaction: Transaction,
    found: Design,
    changes: Mapping[str, bytes | None],
    kind: str,
    told: Mapping[str, object],
    by: By,
) -> Saved:
    """Writes a version of a held design, which then bears the name that its facts say."""
    number = designs.change(transaction, found, changes, kind, told, by=by)
    if name := drawn.name_in({file: content for file, content in changes.items() if content is not None}):
        designs.put(transaction, found.id, {"name": name})
    return Saved(number, is_new=True)
