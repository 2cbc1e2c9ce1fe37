"""The file of the event log: columns as numpy writes them, so that a process that starts need not read the record.

It is only ever a copy. A file that cannot be read, was written by another version, or belongs to another record is
thrown away; nothing in it is ever executed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from zipfile import BadZipFile

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from processes.event_log.columns import (
    DOSSIERS,
    DUES,
    HOLDS,
    MOVES,
    PAUSES,
    POSTS,
    RELEASES,
    TASKS,
    Columns,
    EventLog,
    Mark,
)

_TABLES = {
    "tasks": TASKS,
    "dossiers": DOSSIERS,
    "pauses": PAUSES,
    "holds": HOLDS,
    "dues": DUES,
    "moves": MOVES,
    "releases": RELEASES,
    "posts": POSTS,
}
_FIRST = ("tasks", "dossiers", "pauses", "releases", "posts")
VERSION = sha256(repr(_TABLES).encode()).hexdigest()
"""Another set of columns is another version."""


def keep(path: Path, log: EventLog) -> None:
    """Writes the log; half a file never bears the name."""
    arrays: dict[str, NDArray[np.generic]] = {
        f"{table}.{name}": getattr(log, table)[name] for table, names in _TABLES.items() for name in names
    }
    arrays["words"] = np.array(log.words, np.str_)
    arrays["told"] = np.array([VERSION, str(log.mark.fact), log.mark.seal], np.str_)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        np.savez(file, **arrays)  # pyright: ignore[reportArgumentType]
    os.replace(file.name, path)


def load(path: Path) -> EventLog | None:
    """The log as it was kept; None, and the file gone, when there is nothing in it for us."""
    try:
        with path.open("rb") as opened:
            file = np.load(opened, allow_pickle=False)
            return _read(file) if isinstance(file, NpzFile) else _nothing(path)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return _nothing(path)


def _nothing(path: Path) -> None:
    path.unlink(missing_ok=True)


def _read(file: Mapping[str, NDArray[np.generic]]) -> EventLog:
    """Refuses whatever is not ours with ValueError or KeyError."""
    version, fact, seal = (str(one) for one in file["told"])
    if version != VERSION:
        raise ValueError("another version")
    tables = {table: _columns(file, table, names) for table, names in _TABLES.items()}
    words = tuple(str(one) for one in file["words"])
    whole = EventLog(*(tables[one] for one in _FIRST), words=words, mark=Mark(int(fact), seal))
    return replace(whole, holds=tables["holds"], dues=tables["dues"], moves=tables["moves"])


def _columns(file: Mapping[str, NDArray[np.generic]], table: str, names: tuple[str, ...]) -> Columns:
    found = {name: file[f"{table}.{name}"] for name in names}
    if any(column.dtype != np.int64 or column.ndim != 1 for column in found.values()):
        raise ValueError("no columns of numbers")
    if len({len(column) for column in found.values()}) != 1:
        raise ValueError("columns of different lengths")
    return MappingProxyType({name: column.astype(np.int64, copy=False) for name, column in found.items()})
