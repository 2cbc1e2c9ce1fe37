"""What a list is searched by: whole words without diacritics, of which the last may be only begun.

`dossier.search` holds a dossier's words, folded, each between spaces. Beside it stands the database's own table of
words, kept by the database itself: FTS5 on SQLite, `to_tsvector('simple', …)` under a GIN index on PostgreSQL.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, bindparam, column, func, literal_column, select, table

from processes.database import Snapshot
from processes.people import People
from processes.tables import Dossier

INDEX = "dossier_words"
"""What the database's table of words is called, on both."""

_WORD = re.compile(r"[a-z0-9]+")
_MOST = 8  # nobody types more words than that to find one dossier


def of(people: People, *others: str) -> str:
    """A dossier's words as they are kept: ` h99 30 261124 0001 nguyen van an 001085012345 `."""
    told = [*others, *(text for one in (people.owner, people.submitter) for text in (one.name, one.identity))]
    return f" {' '.join(dict.fromkeys(_WORD.findall(_plain(' '.join(told)))))} "


def asked(text: str) -> tuple[str, ...]:
    """The words that an officer typed, at most eight."""
    return tuple(dict.fromkeys(_WORD.findall(_plain(text))))[:_MOST]


def _plain(text: str) -> str:
    """Lower case without diacritics: what a hurried officer types is found all the same."""
    loose = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in loose if not unicodedata.combining(c))


def dossiers(snapshot: Snapshot, words: Sequence[str], *, limit: int) -> list[int]:
    """Some dossiers that have all these words, the last of them begun; every one when there are fewer."""
    *whole, begun = words
    if snapshot.connection.dialect.name == "sqlite":
        index = table(INDEX, column("rowid"))
        typed = " ".join([*(f'"{word}"' for word in whole), f'"{begun}"*'])
        query = select(index.c.rowid).where(literal_column(INDEX).op("MATCH")(typed))
    else:
        index = table(INDEX, column("dossier_id"), column("words"))
        typed = " & ".join([*whole, f"{begun}:*"])
        fits = index.c.words.op("@@")(func.to_tsquery(literal_column("'simple'"), typed))
        query = select(index.c.dossier_id).where(fits)
    return list(snapshot.execute(query.limit(limit)).scalars())


def has_all(number: int) -> ColumnElement[bool]:
    """Whether a dossier has the words `word_0` … , the last of them begun; their values are `values`."""
    return and_(*(Dossier.search.like(bindparam(f"word_{one}")) for one in range(number)))


def values(words: Sequence[str]) -> dict[str, object]:
    """What `has_all` is asked with."""
    last = len(words) - 1
    return {f"word_{one}": f"% {word}%" if one == last else f"% {word} %" for one, word in enumerate(words)}
