"""Partners: the installation's address book of agencies that diagrams hand off to, and by which channel.

An entry is of one sending agency or, without it, of all; the own one counts. The same entry says from whom handoffs
over HTTP are taken in.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import bindparam, insert, or_, select, update

from bpmn.terms import Term
from processes.database import Snapshot, Transaction
from processes.refusals import NoPartner
from processes.tables import Partner as Row

Channel = Literal["here", "by_hand", "http"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An entry of the address book, with what its channel needs; keys are never shown.

    `receive_within` and `answer_within` are the limits of the two legs, in working time as diagrams write it.
    """

    id: int = 0
    agency_id: int | None = None
    code: str
    name: str
    channel: Channel
    to_agency_id: int | None = None
    role: str = ""
    address: str = ""
    known_as: str = ""
    key_out: str = ""
    key_in: str = ""
    receive_within: str = "PT8H"
    answer_within: str = "P3D"
    deduplicates: bool = False

    @property
    def to_receive(self) -> Term:
        """How long the partner may take to say that it has it."""
        return Term.read(self.receive_within)

    @property
    def to_answer(self) -> Term:
        """How long it may take to answer from then on."""
        return Term.read(self.answer_within)


_NAMES = [field.name for field in fields(Partner)]
_COLUMNS = [Row.__table__.c[name] for name in _NAMES]
_OF = (
    select(*_COLUMNS)
    .where(Row.code == bindparam("code"), or_(Row.agency_id == bindparam("agency"), Row.agency_id.is_(None)))
    .order_by(Row.agency_id.is_(None))
    .limit(1)
)
_ONE = select(*_COLUMNS).where(Row.id == bindparam("partner"))


def of(snapshot: Snapshot, agency_id: int, code: str) -> Partner:
    """Whom a sending agency means by the code. Refuses: NoPartner."""
    row = snapshot.execute(_OF, {"agency": agency_id, "code": code}).one_or_none()
    if row is None:
        raise NoPartner(code=code)
    return _read(row)


def one(snapshot: Snapshot, partner_id: int) -> Partner:
    """The entry under that number."""
    return _read(snapshot.execute(_ONE, {"partner": partner_id}).one())


def calling(snapshot: Snapshot, code: str) -> Partner | None:
    """Who calls over HTTP by this name, if anybody may."""
    query = select(*_COLUMNS).where(Row.code == code, Row.channel == "http", Row.key_in != "").order_by(Row.id)
    row = snapshot.execute(query.limit(1)).one_or_none()
    return None if row is None else _read(row)


def add(transaction: Transaction, partner: Partner) -> int:
    """Writes an entry down; its number. Refuses: WrongTerm."""
    assert partner.to_receive
    assert partner.to_answer
    row = {name: getattr(partner, name) for name in _NAMES if name != "id"}
    return transaction.execute(insert(Row).returning(Row.id), row).scalar_one()


def inherit(transaction: Transaction, agency_id: int, ended_id: int) -> None:
    """The address book of an agency that has ended is its successor's, where that has no entry of its own."""
    transaction.execute(update(Row).where(Row.to_agency_id == ended_id).values(to_agency_id=agency_id))
    own = select(Row.code).where(Row.agency_id == agency_id)
    theirs = update(Row).where(Row.agency_id == ended_id, Row.code.not_in(own))
    transaction.execute(theirs.values(agency_id=agency_id))


def _read(row: Any) -> Partner:
    return Partner(**dict(zip(_NAMES, row, strict=True)))
