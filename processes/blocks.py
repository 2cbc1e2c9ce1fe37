"""Shared blocks in the catalogue: which versions hold, and which releases hold copies of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bpmn import blocks
from bpmn.blocks import Use
from bpmn.model import Mark
from processes import catalogue, tables
from processes.catalogue import Published
from processes.database import Snapshot

_RELEASE, _PROCEDURE, _SCOPE = tables.Release, tables.Procedure, tables.ReleaseScope
_BLOCK = "block"


@dataclass(frozen=True, slots=True)
class User:
    """A release in force that calls a block, the calls, and the agencies it is in force for."""

    published: Published
    uses: tuple[Use, ...]
    agencies: tuple[int, ...]

    def is_behind(self, version: str) -> bool:
        """Whether some copy is of another version than this one, known by its hash."""
        return any(use.mark.hash != version for use in self.uses)


def offered(snapshot: Snapshot) -> list[Published]:
    """The newest version in force of each block, by name."""
    query = (
        select(_RELEASE.id, _PROCEDURE.code)
        .join(_PROCEDURE, _PROCEDURE.id == _RELEASE.procedure_id)
        .join(_SCOPE, _SCOPE.release_id == _RELEASE.id)
        .where(_PROCEDURE.kind == _BLOCK, _SCOPE.valid_to.is_(None))
        .order_by(_RELEASE.number)
    )
    newest = {row.code: row.id for row in snapshot.execute(query)}
    found = [catalogue.published(snapshot, release_id) for release_id in newest.values()]
    return sorted(found, key=lambda one: one.release.name)


def version(snapshot: Snapshot, mark: Mark) -> Published | None:
    """The version that a copy is of; None where this installation never published it."""
    query = select(_RELEASE.id).join(_PROCEDURE, _PROCEDURE.id == _RELEASE.procedure_id)
    query = query.where(_PROCEDURE.kind == _BLOCK, _PROCEDURE.code == mark.code, _RELEASE.hash == mark.hash)
    release_id = snapshot.execute(query).scalar_one_or_none()
    return None if release_id is None else catalogue.published(snapshot, release_id)


def users(snapshot: Snapshot, code: str) -> list[User]:
    """The releases in force, or to be, that hold copies of a block, by the procedure's code.

    Each release is read once as long as the process runs (`catalogue.published`).
    """
    query = (
        select(_RELEASE.id)
        .join(_PROCEDURE, _PROCEDURE.id == _RELEASE.procedure_id)
        .join(_SCOPE, _SCOPE.release_id == _RELEASE.id)
        .where(_PROCEDURE.kind != _BLOCK, _SCOPE.valid_to.is_(None))
        .distinct()
    )
    found: list[User] = []
    for release_id in snapshot.execute(query).scalars():
        published = catalogue.published(snapshot, release_id)
        mine = tuple(use for use in blocks.uses(published.release.model) if use.mark.code == code)
        if mine:
            found.append(User(published, mine, tuple(catalogue.agencies_of(snapshot, release_id))))
    return sorted(found, key=lambda one: (one.published.release.code, one.published.number))
