"""The history of a dossier: append-only rows, each sealed with the hash of the one before.

`motcua verify-history` recomputes every seal; the last one also lies on the dossier's row, so that
a missing tail is seen as well as a changed middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

import orjson
from sqlalchemy import Select, bindparam, insert, select, update

from processes.database import Snapshot, Transaction
from processes.prepared import Prepared
from processes.refusals import LostRace
from processes.tables import Dossier, Event


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened; `clock` marks the facts that a due time is computed from.

    `substitution_id` is there when the officer acted for an absent one: it leads to both names and the decision;
    `delegation_id` when the officer acted for a colleague who had asked.
    """

    kind: str
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    officer_id: int | None = None
    post_id: int | None = None
    element: str | None = None
    ref: str | None = None
    clock: Mapping[str, object] | None = None
    substitution_id: int | None = None
    delegation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a dossier's history stands: how many rows, and the last seal."""

    length: int
    last_hash: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row of the history as it is read."""

    position: int
    at: datetime
    kind: str
    officer_id: int | None
    post_id: int | None
    element: str | None
    ref: str | None
    data: dict[str, object]
    clock: dict[str, object] | None
    substitution_id: int | None = None
    delegation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A fact for the history of a dossier that the act holds, and where that history stands."""

    dossier_id: int
    chain: Chain
    fact: Fact


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where the history is not what was sealed."""

    dossier_id: int
    code: str
    position: int
    why: str


_APPEND = Prepared(insert(Event))


def origin(code: str) -> Chain:
    """Where a dossier's history begins: its code is under every seal that follows."""
    return Chain(0, sha256(code.encode()).hexdigest())


def sealed(chain: Chain, facts: Sequence[Fact], *, moment: datetime, key: str) -> tuple[Chain, list[dict[str, object]]]:
    """The rows of one act with their seals, and where the chain stands after them."""
    rows: list[dict[str, object]] = []
    last = chain.last_hash
    for position, fact in enumerate(facts, start=chain.length + 1):
        row: dict[str, object] = {
            "position": position,
            "at": moment,
            "kind": fact.kind,
            "officer_id": fact.officer_id,
            "post_id": fact.post_id,
            "element": fact.element,
            "ref": fact.ref,
            "clock": fact.clock,
            "data": fact.data,
            "act_key": None if rows else key,
            "substitution_id": fact.substitution_id,
            "delegation_id": fact.delegation_id,
        }
        last = row["hash"] = seal(last, row)
        rows.append(row)
    return Chain(chain.length + len(rows), last), rows


def append(transaction: Transaction, dossier_id: int, rows: Sequence[dict[str, object]]) -> None:
    """Adds the rows of one act. The act's key is unique: a second time is refused as AlreadyDone."""
    transaction.write(_APPEND, [{**row, "dossier_id": dossier_id} for row in rows])


_GO_ON = (
    update(Dossier)
    .where(Dossier.id == bindparam("dossier"), Dossier.revision == bindparam("seen"))
    .values(revision=bindparam("length"), last_hash=bindparam("hash"))
)


def note(transaction: Transaction, notes: Sequence[Note], *, moment: datetime, key: str) -> None:
    """Adds a fact of one act to each of several dossiers; the first bears the act's key.

    Refuses: LostRace, AlreadyDone.
    """
    for number, one in enumerate(notes):
        own = f"{key}/{number}" if number else key
        chain, rows = sealed(one.chain, [one.fact], moment=moment, key=own)
        stand = {"seen": one.chain.length, "length": chain.length, "hash": chain.last_hash}
        if transaction.change(_GO_ON, {"dossier": one.dossier_id, **stand}) != 1:
            raise LostRace
        append(transaction, one.dossier_id, rows)


_SEALED = ("position", "kind", "officer_id", "post_id", "element", "ref", "clock", "data", "act_key")


def seal(before: str, row: Mapping[str, object]) -> str:
    """SHA-256 over the seal before and every fact of the row."""
    at = row["at"]
    assert isinstance(at, datetime)
    told = [before, at.astimezone(UTC).isoformat(), *(row[name] for name in _SEALED)]
    if row["substitution_id"] is not None:  # only then: seals from before there were substitutions stay good
        told.append(row["substitution_id"])
    if row["delegation_id"] is not None:  # named, so that neither can be taken for the other
        told.append({"delegation": row["delegation_id"]})
    return sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def of(snapshot: Snapshot, dossier_id: int) -> list[Recorded]:
    """A dossier's whole history, oldest first."""
    return [Recorded(*row) for row in snapshot.execute(_OF, {"dossier": dossier_id})]


_OF = (
    select(
        *(Event.position, Event.at, Event.kind, Event.officer_id, Event.post_id, Event.element, Event.ref),
        *(Event.data, Event.clock, Event.substitution_id, Event.delegation_id),
    )
    .where(Event.dossier_id == bindparam("dossier"))
    .order_by(Event.position)
)


def done(snapshot: Snapshot, key: str) -> int | None:
    """The dossier on which the act with this key was done, if it was."""
    return snapshot.execute(select(Event.dossier_id).where(Event.act_key == key)).scalar_one_or_none()


def verify(snapshot: Snapshot, *, among: Select[int] | None = None) -> Iterator[Broken]:
    """Recomputes every seal of every dossier, or of those among, and tells where one does not fit."""
    heads = select(Dossier.id, Dossier.code, Dossier.revision, Dossier.last_hash).order_by(Dossier.id)
    if among is not None:
        heads = heads.where(Dossier.id.in_(among))
    for head in snapshot.execute(heads).all():
        yield from _verify_one(snapshot, head.id, head.code, Chain(head.revision, head.last_hash))


def _verify_one(snapshot: Snapshot, dossier_id: int, code: str, head: Chain) -> Iterator[Broken]:
    last, position = origin(code).last_hash, 0
    columns = select(Event.__table__).where(Event.dossier_id == dossier_id).order_by(Event.position)
    for row in snapshot.mappings(columns):
        position += 1
        if row["position"] != position:
            yield Broken(dossier_id, code, position, "thiếu dòng lịch sử")
            return
        if seal(last, {**row}) != row["hash"]:
            yield Broken(dossier_id, code, position, "nội dung đã bị thay đổi")
            return
        last = row["hash"]
    if Chain(position, last) != head:
        yield Broken(dossier_id, code, position, "dòng cuối không khớp với hồ sơ")
