"""The catalogue: procedures and their releases, from checked to published, each for a scope of agencies.

What was published stays: a release is known by its hash, its files are kept byte for byte, and a dossier runs
on the release it was accepted under.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, not_, or_, select, update

from bpmn import checks, releases
from bpmn.procedures import Case, Runs
from bpmn.releases import Release
from processes import tables
from processes.database import Snapshot, Transaction
from processes.refusals import NotFound, NotPublishable

_PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Published:
    """A release in force, with its place in the catalogue."""

    id: int
    number: int
    release: Release

    def case(self, code: str) -> Case:
        """The case with this code. Refuses: NotFound."""
        for case in self.release.cases:
            if case.code == code:
                return case
        raise NotFound(what="trường hợp của thủ tục này")


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure that an agency decides on today."""

    release_id: int
    code: str
    name: str
    field: str


_releases: dict[tuple[object, int], Published] = {}


def publish(
    transaction: Transaction,
    release: Release,
    *,
    agencies: Sequence[int],
    in_force_on: date,
    by: str,
    moment: datetime,
) -> int:
    """Puts a release in force for its agencies; the same content twice is the same release.

    Refuses: NotPublishable when a check finds an error.
    """
    errors = [found for found in checks.check_release(release) if found.severity == "error"]
    if errors:
        raise NotPublishable(errors=len(errors), first=errors[0].message)
    procedure_id = _procedure(transaction, release)
    known = select(tables.Release.id).where(
        tables.Release.procedure_id == procedure_id, tables.Release.hash == release.hash
    )
    release_id = transaction.execute(known).scalar_one_or_none()
    if release_id is None:
        release_id = _insert(transaction, procedure_id, release, in_force_on, by, moment)
    else:
        again = update(tables.Release).where(tables.Release.id == release_id).values(state=_PUBLISHED)
        transaction.execute(again)
    _scope(transaction, release_id, procedure_id, agencies, in_force_on)
    return release_id


def _procedure(transaction: Transaction, release: Release) -> int:
    row = tables.Procedure
    found = transaction.execute(select(row.id).where(row.code == release.code)).scalar_one_or_none()
    values = {"kind": release.kind, "code": release.code, "name": release.name, "field": release.field}
    if found is None:
        return transaction.execute(insert(row).returning(row.id), values).scalar_one()
    transaction.execute(update(row).where(row.id == found).values(**values))
    return found


def _insert(transaction: Transaction, procedure_id: int, release: Release, on: date, by: str, moment: datetime) -> int:
    row = tables.Release
    last = select(func.max(row.number)).where(row.procedure_id == procedure_id)
    values = {
        "procedure_id": procedure_id,
        "number": (transaction.execute(last).scalar() or 0) + 1,
        "hash": release.hash,
        "state": _PUBLISHED,
        "in_force_on": on,
        "published_at": moment,
        "published_by": by,
    }
    release_id = transaction.execute(insert(row).returning(row.id), values).scalar_one()
    files = [{"release_id": release_id, "name": n, "content": c} for n, c in release.files.items()]
    transaction.execute(insert(tables.ReleaseFile), files)
    cases = [
        {
            "release_id": release_id,
            "code": case.code,
            "name": case.name,
            "term": str(case.term),
            "kind": case.term.kind,
            "fees": dict(case.fees),
        }
        for case in release.cases
    ]
    if cases:  # a block has none
        transaction.execute(insert(tables.ReleaseCase), cases)
    return release_id


def inherit(transaction: Transaction, agency_id: int, from_id: int) -> None:
    """What is in force at an agency is so at its successor too, unless that has a release of the procedure."""
    scope, release = tables.ReleaseScope, tables.Release
    theirs = select(release.procedure_id).join(scope, scope.release_id == release.id)
    own = theirs.where(scope.agency_id == agency_id, scope.valid_to.is_(None))
    query = select(release.id, scope.valid_from).join(scope, scope.release_id == release.id)
    standing = query.where(scope.agency_id == from_id, scope.valid_to.is_(None))
    missing = transaction.execute(standing.where(release.procedure_id.not_in(own)))
    rows = [{"release_id": row.id, "agency_id": agency_id, "valid_from": row.valid_from} for row in missing]
    if rows:
        transaction.execute(insert(scope), rows)


def in_force_instead(snapshot: Snapshot, release_id: int, agency_id: int) -> int:
    """The release of the same procedure that is in force at another agency; the same one where there is none."""
    scope, release = tables.ReleaseScope, tables.Release
    same = select(release.procedure_id).where(release.id == release_id).scalar_subquery()
    query = select(release.id).join(scope, scope.release_id == release.id).where(scope.valid_to.is_(None))
    found = snapshot.execute(query.where(scope.agency_id == agency_id, release.procedure_id == same)).scalars()
    return next(iter(found), release_id)


def _scope(transaction: Transaction, release_id: int, procedure_id: int, agencies: Sequence[int], since: date) -> None:
    """In force for these agencies from a day on; another release of the procedure ends the day before.

    What was to come into force later steps back.
    """
    scope, release = tables.ReleaseScope, tables.Release
    all_of_it = select(release.id).where(release.procedure_id == procedure_id)
    there = scope.agency_id.in_(agencies), scope.release_id.in_(all_of_it)
    is_mine = scope.release_id == release_id
    later = or_(scope.valid_from > since, and_(scope.valid_from == since, not_(is_mine)))
    transaction.execute(delete(scope).where(*there, later))
    still = or_(scope.valid_to.is_(None), scope.valid_to >= since)
    ended = update(scope).where(*there, not_(is_mine), still).values(valid_to=since - timedelta(days=1))
    transaction.execute(ended)
    transaction.execute(update(scope).where(*there, is_mine, still).values(valid_to=None))
    standing = select(scope.agency_id).where(*there, is_mine, scope.valid_to.is_(None))
    known = set(transaction.execute(standing).scalars())
    new = [
        {"release_id": release_id, "agency_id": agency, "valid_from": since}
        for agency in dict.fromkeys(agencies)
        if agency not in known
    ]
    if new:
        transaction.execute(insert(scope), new)


def end(transaction: Transaction, release_id: int, last: date) -> None:
    """Ends a release everywhere after its last day; where it was to come into force later it never does."""
    scope = tables.ReleaseScope
    mine = scope.release_id == release_id
    transaction.execute(delete(scope).where(mine, scope.valid_from > last))
    still = or_(scope.valid_to.is_(None), scope.valid_to > last)
    transaction.execute(update(scope).where(mine, still).values(valid_to=last))
    transaction.execute(update(tables.Release).where(tables.Release.id == release_id).values(state="retired"))


def in_force(on: date) -> tuple[ColumnElement[bool], ...]:
    """The scopes of releases that hold on a day."""
    scope = tables.ReleaseScope
    return scope.valid_from <= on, or_(scope.valid_to.is_(None), scope.valid_to >= on)


def offered(snapshot: Snapshot, agency_id: int, on: date, *, kinds: Collection[Runs] = ("dossier",)) -> list[Offer]:
    """The procedures in force for an agency on a day, by name; those of dossiers unless matters are asked for."""
    return offered_by(snapshot, [agency_id], on, kinds=kinds)


def offered_by(snapshot: Snapshot, agencies: Collection[int], on: date, *, kinds: Collection[Runs]) -> list[Offer]:
    """The procedures in force for some of these agencies on a day, by name; each release once."""
    query = (
        select(tables.Release.id, tables.Procedure.code, tables.Procedure.name, tables.Procedure.field)
        .join(tables.Procedure, tables.Procedure.id == tables.Release.procedure_id)
        .join(tables.ReleaseScope, tables.ReleaseScope.release_id == tables.Release.id)
        .join(tables.Agency, tables.Agency.id == tables.ReleaseScope.agency_id)
        .where(
            tables.Procedure.kind.in_(kinds),
            tables.ReleaseScope.agency_id.in_(sorted(agencies)),
            or_(tables.Agency.valid_to.is_(None), tables.Agency.valid_to >= on),
            *in_force(on),
        )
        .distinct()
        .order_by(tables.Procedure.name, tables.Release.id)
    )
    return [Offer(*row) for row in snapshot.execute(query)]


def in_force_at(snapshot: Snapshot, code: str, agency_id: int, on: date) -> int | None:
    """The release of a procedure that holds at an agency on a day."""
    scope, release = tables.ReleaseScope, tables.Release
    query = select(release.id).join(scope, scope.release_id == release.id).join(tables.Procedure)
    here = scope.agency_id == agency_id, tables.Procedure.code == code
    return snapshot.execute(query.where(*here, *in_force(on)).limit(1)).scalar_one_or_none()


def agencies_of(snapshot: Snapshot, release_id: int) -> list[int]:
    """The agencies for which a release is in force, as far as is known now."""
    scope = tables.ReleaseScope
    query = select(scope.agency_id).where(scope.release_id == release_id, scope.valid_to.is_(None))
    return list(snapshot.execute(query.order_by(scope.agency_id)).scalars())


def is_known(snapshot: Snapshot, code: str) -> bool:
    """Whether some release of a procedure was ever published."""
    return snapshot.execute(select(tables.Procedure.id).where(tables.Procedure.code == code)).first() is not None


def published(snapshot: Snapshot, release_id: int) -> Published:
    """A release with its model and forms; read once, for it never changes. Refuses: NotFound."""
    key = (snapshot.connection.engine, release_id)
    known = _releases.get(key)
    if known is None:
        known = _releases[key] = _read(snapshot, release_id)
    return known


def _read(snapshot: Snapshot, release_id: int) -> Published:
    number = select(tables.Release.number).where(tables.Release.id == release_id)
    found = snapshot.execute(number).scalar_one_or_none()
    if found is None:
        raise NotFound(what="phiên bản quy trình này")
    file = tables.ReleaseFile
    rows = snapshot.execute(select(file.name, file.content).where(file.release_id == release_id))
    return Published(release_id, found, releases.read({row.name: row.content for row in rows}))
