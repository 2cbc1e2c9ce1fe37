"""Publications: by which document a release was put in force or retired, for whom, since when; who changed what, why.

Basis: NĐ 61/2018/NĐ-CP; the decision's number, date and signer are those of the paper that was signed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, insert, or_, select

from processes import catalogue, tables
from processes.database import Snapshot, Transaction
from processes.designs import By
from processes.refusals import AlreadyDone


@dataclass(frozen=True, slots=True)
class Decision:
    """The paper: its number, day and signer, and the day from which it takes effect."""

    document: str
    decided_on: date
    signer: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class Publication:
    """A release put in force, or retired: by which paper, recorded by whom, from which design, for which reasons."""

    release_id: int
    kind: str
    decision: Decision
    told: Mapping[str, Any]
    design_id: int | None
    officer_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure of the catalogue; `releases` counts them, `listed` is whether the national catalogue has it."""

    code: str
    name: str
    field: str
    kind: str
    releases: int
    is_listed: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a release is in force, from when and until when; both days included."""

    agency_id: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A release of a procedure as it stands."""

    id: int
    number: int
    hash: str
    state: str
    in_force_on: date
    published_at: datetime | None
    published_by: str
    scopes: tuple[Scope, ...]
    publications: tuple[Publication, ...]


_SCOPE = tables.ReleaseScope
_ACT = tables.ReleaseAct


def record(
    transaction: Transaction,
    release_id: int,
    kind: str,
    decision: Decision,
    told: Mapping[str, object],
    *,
    by: By,
    design_id: int | None = None,
) -> None:
    """Puts a decision on a release on record. Refuses: AlreadyDone."""
    row = {
        "release_id": release_id,
        "kind": kind,
        "document": decision.document,
        "decided_on": decision.decided_on,
        "signer": decision.signer,
        "effective_on": decision.effective_on,
        "told": dict(told),
        "design_id": design_id,
        "officer_id": by.officer_id,
        "at": by.moment,
        "act_key": by.key,
    }
    transaction.execute(insert(_ACT), row)


def refuse_repeated(snapshot: Snapshot, key: str) -> None:
    """Refuses: AlreadyDone when a decision with this key is on record."""
    if snapshot.execute(select(_ACT.id).where(_ACT.act_key == key)).first() is not None:
        raise AlreadyDone


def of_release(snapshot: Snapshot, release_id: int) -> list[Publication]:
    """The decisions on a release, the oldest first."""
    return _publications(snapshot, [release_id]).get(release_id, [])


def procedures(snapshot: Snapshot, *, text: str = "", after: str = "", limit: int = 50) -> list[Procedure]:
    """One page of the catalogue by code: of every procedure, or of those whose code or name holds a text."""
    row, release = tables.Procedure, tables.Release
    counted = select(func.count()).where(release.procedure_id == row.id).scalar_subquery()
    listed = select(tables.Listing.id).where(tables.Listing.procedure_id == row.id).exists()
    query = select(row.code, row.name, row.field, row.kind, counted, listed).where(row.code > after)
    if text:
        held = f"%{text.lower().replace('%', '').replace('_', '')}%"
        query = query.where(or_(func.lower(row.name).like(held), func.lower(row.code).like(held)))
    found = snapshot.execute(query.order_by(row.code).limit(limit))
    return [Procedure(*told, is_listed=bool(is_listed)) for *told, is_listed in map(tuple, found)]


def releases_of(snapshot: Snapshot, code: str) -> list[Standing]:
    """Every release of a procedure, the newest first."""
    row = tables.Release
    query = (
        select(row.id, row.number, row.hash, row.state, row.in_force_on, row.published_at, row.published_by)
        .join(tables.Procedure, tables.Procedure.id == row.procedure_id)
        .where(tables.Procedure.code == code)
        .order_by(row.number.desc())
    )
    found = snapshot.execute(query).all()
    ids = [one.id for one in found]
    scopes, publications = _scopes(snapshot, ids), _publications(snapshot, ids)
    return [
        Standing(
            *(one.id, one.number, one.hash, one.state, one.in_force_on, one.published_at, one.published_by),
            scopes=tuple(scopes.get(one.id, ())),
            publications=tuple(publications.get(one.id, ())),
        )
        for one in found
    ]


def _scopes(snapshot: Snapshot, ids: Collection[int]) -> dict[int, list[Scope]]:
    query = select(_SCOPE.release_id, _SCOPE.agency_id, _SCOPE.valid_from, _SCOPE.valid_to)
    found: dict[int, list[Scope]] = {}
    for row in snapshot.execute(query.where(_SCOPE.release_id.in_(ids)).order_by(_SCOPE.agency_id, _SCOPE.valid_from)):
        found.setdefault(row.release_id, []).append(Scope(row.agency_id, row.valid_from, row.valid_to))
    return found


def _publications(snapshot: Snapshot, ids: Collection[int]) -> dict[int, list[Publication]]:
    query = select(
        *(_ACT.release_id, _ACT.kind, _ACT.document, _ACT.decided_on, _ACT.signer, _ACT.effective_on),
        *(_ACT.told, _ACT.design_id, _ACT.officer_id, _ACT.at),
    )
    found: dict[int, list[Publication]] = {}
    for row in snapshot.execute(query.where(_ACT.release_id.in_(ids)).order_by(_ACT.id)):
        paper = Decision(row.document, row.decided_on, row.signer, row.effective_on)
        told = Publication(row.release_id, row.kind, paper, row.told, row.design_id, row.officer_id, row.at)
        found.setdefault(row.release_id, []).append(told)
    return found


def in_force(snapshot: Snapshot, agency_id: int, on: date) -> dict[str, int]:
    """What holds at an agency on a day: the release of each procedure, by its code."""
    release, procedure = tables.Release, tables.Procedure
    query = (
        select(procedure.code, release.id)
        .join(release, release.procedure_id == procedure.id)
        .join(_SCOPE, and_(_SCOPE.release_id == release.id, _SCOPE.agency_id == agency_id))
        .where(*catalogue.in_force(on))
        .order_by(procedure.code, release.number)
    )
    return {row.code: row.id for row in snapshot.execute(query)}
