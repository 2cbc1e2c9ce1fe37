"""Originals: the diagram of another tool that a design began with, as it came, and what was made of it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from processes.database import Snapshot, Transaction
from processes.tables import DesignOriginal


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it came; `told` is what was repaired and refused, and which role each performer was given."""

    name: str
    content: bytes
    told: Mapping[str, Any]


def keep(transaction: Transaction, design_id: int, original: Original) -> None:
    """Puts the file beside the design that begins with it."""
    row = {
        "design_id": design_id,
        "name": original.name,
        "content": zlib.compress(original.content),
        "told": dict(original.told),
    }
    transaction.execute(insert(DesignOriginal).values(**row))


def of(snapshot: Snapshot, design_id: int) -> Original | None:
    """The file that a design began with; None where it was not drawn by another tool."""
    row = DesignOriginal
    found = snapshot.execute(select(row.name, row.content, row.told).where(row.design_id == design_id)).one_or_none()
    return None if found is None else Original(found.name, zlib.decompress(found.content), found.told)
