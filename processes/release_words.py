"""What releases call their procedure: its code, name and field as they were published, whatever came later."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from processes.database import Snapshot
from processes.tables import Procedure, Release, ReleaseFile

_FACTS = "procedure.toml"


@dataclass(frozen=True, slots=True, order=True)
class Words:
    """A procedure as the latest of some of its releases calls it."""

    field: str
    name: str
    code: str
    procedure_id: int


def of(snapshot: Snapshot, releases: Collection[int]) -> Mapping[int, Words]:
    """The words of these releases, by release; of one procedure's the latest counts for all. One statement."""
    query = (
        select(Release.id, Procedure.id.label("procedure_id"), Procedure.code, ReleaseFile.content)
        .join(Procedure, Procedure.id == Release.procedure_id)
        .join(ReleaseFile, (ReleaseFile.release_id == Release.id) & (ReleaseFile.name == _FACTS))
        .where(Release.id.in_(sorted(set(releases))))
        .order_by(Release.procedure_id, Release.number.desc())
    )
    found: dict[int, Words] = {}
    latest: dict[int, Words] = {}
    for row in snapshot.execute(query):
        if row.procedure_id not in latest:
            facts = tomllib.loads(row.content.decode())
            latest[row.procedure_id] = Words(str(facts["field"]), str(facts["name"]), row.code, row.procedure_id)
        found[row.id] = latest[row.procedure_id]
    return found


def of_procedures(snapshot: Snapshot, procedures: Collection[int]) -> Mapping[int, str]:
    """What procedures are called now, by number. One statement."""
    query = select(Procedure.id, Procedure.name).where(Procedure.id.in_(sorted(set(procedures))))
    return {row.id: row.name for row in snapshot.execute(query)}
