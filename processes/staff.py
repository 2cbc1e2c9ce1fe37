"""The staff of an agency as who administers it sees them, and the rows that its acts write.

Nothing is deleted: a unit, a post or a hold on a post ends on a day, an account is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, func, insert, or_, select, update

from processes import catalogue, tallies
from processes.database import Snapshot, Transaction
from processes.refusals import NameTaken, NotFound
from processes.tables import Account, Agency, Holding, Officer, Post, SignInSession, Unit


@dataclass(frozen=True, slots=True)
class Hold:
    """A post of an agency, and one officer's hold on it; officer fields are empty where nobody holds it."""

    unit_id: int
    unit_code: str
    unit: str
    post_id: int
    role: str
    title: str
    holding_id: int | None
    officer_id: int | None
    name: str
    email: str
    phone: str
    username: str
    since: date | None
    until: date | None
    is_closed: bool
    must_change: bool
    may_link: bool
    linked_at: datetime | None
    sessions: int
    locked_until: datetime | None = None


def holds(snapshot: Snapshot, agency_id: int, *, today: date, moment: datetime) -> list[Hold]:
    """Every post of an agency not ended, with who holds it now or will; a post without officer once."""
    open_sessions = select(func.count()).where(SignInSession.account_id == Account.id).scalar_subquery()
    lasting = or_(Holding.valid_to.is_(None), Holding.valid_to >= today)
    query = (
        select(
            *(Unit.id, Unit.code, Unit.name, Post.id, Post.role, Post.title, Holding.id, Officer.id),
            *(func.coalesce(Officer.name, ""), func.coalesce(Officer.email, ""), func.coalesce(Officer.phone, "")),
            *(func.coalesce(Account.username, ""), Holding.valid_from, Holding.valid_to),
            *(func.coalesce(Account.is_closed, False), func.coalesce(Account.must_change, False)),
            *(func.coalesce(Account.may_link, False), Account.linked_at, open_sessions),
        )
        .select_from(Unit)
        .join(Post, Post.unit_id == Unit.id)
        .outerjoin(Holding, (Holding.post_id == Post.id) & lasting)
        .outerjoin(Officer, Officer.id == Holding.officer_id)
        .outerjoin(Account, Account.officer_id == Officer.id)
        .where(Unit.agency_id == agency_id, *_not_ended(Unit, today), *_not_ended(Post, today))
        .order_by(Unit.id, Post.id, Holding.id)
    )
    found = [Hold(*row) for row in snapshot.execute(query)]
    locks = tallies.locks(snapshot, {one.username for one in found}, moment=moment)
    return [replace(one, locked_until=locks.get(one.username)) for one in found]


def _not_ended(row: type[Unit] | type[Post], today: date):
    return (or_(row.valid_to.is_(None), row.valid_to >= today),)


def unit(snapshot: Snapshot, unit_id: int) -> tuple[int, date]:
    """The agency of a unit and since when it is there. Refuses: NotFound."""
    row = snapshot.execute(select(Unit.agency_id, Unit.valid_from).where(Unit.id == unit_id)).one_or_none()
    if row is None:
        raise NotFound(what="đơn vị này")
    return row.agency_id, row.valid_from


def post(snapshot: Snapshot, post_id: int) -> tuple[int, str]:
    """The agency of a post and its title. Refuses: NotFound."""
    query = select(Unit.agency_id, Post.title).join(Post, Post.unit_id == Unit.id)
    row = snapshot.execute(query.where(Post.id == post_id)).one_or_none()
    if row is None:
        raise NotFound(what="vị trí này")
    return row.agency_id, row.title


def places_of(snapshot: Snapshot, officer_id: int, *, today: date) -> list[tuple[int, str]]:
    """Agency and role of every post that an officer holds or will; of those held before when there is none."""
    query = select(Unit.agency_id, Post.role, Holding.valid_to).join(Post, Post.unit_id == Unit.id)
    rows = snapshot.execute(
        query.join(Holding, Holding.post_id == Post.id).where(Holding.officer_id == officer_id)
    ).all()
    lasting = [row for row in rows if row.valid_to is None or row.valid_to >= today]
    return [(row.agency_id, row.role) for row in lasting or rows]


def add_agency(
    transaction: Transaction, pattern_id: int, code: str, name: str, place: str, hours: str, begins: date
) -> int:
    """A new agency after the pattern of another: its level and superior, units, posts and procedures; its id.

    Refuses: NameTaken.
    """
    row = Agency
    if transaction.execute(select(row.id).where(row.code == code)).first() is not None:
        raise NameTaken(what=f"cơ quan mang mã “{code}”")
    pattern = transaction.execute(select(row.parent_id, row.level).where(row.id == pattern_id)).one()
    told = {"parent_id": pattern.parent_id, "level": pattern.level, "code": code, "name": name, "place": place}
    values = {**told, "hours": hours, "valid_from": begins}
    agency_id = transaction.execute(insert(row).returning(row.id), values).scalar_one()
    theirs = Unit.agency_id == pattern_id, Unit.valid_to.is_(None)
    for unit in transaction.execute(select(Unit.id, Unit.code, Unit.name).where(*theirs).order_by(Unit.id)).all():
        unit_id = add_unit(transaction, agency_id, unit.code, unit.name, begins)
        posts = select(Post.role, Post.title).where(Post.unit_id == unit.id, Post.valid_to.is_(None))
        for post in transaction.execute(posts.order_by(Post.id)).all():
            add_post(transaction, unit_id, post.role, post.title, begins)
    catalogue.inherit(transaction, agency_id, pattern_id)
    return agency_id


def add_unit(transaction: Transaction, agency_id: int, code: str, name: str, begins: date) -> int:
    """A new unit; its id. Refuses: NameTaken."""
    same = Unit.agency_id == agency_id, Unit.code == code, Unit.valid_to.is_(None)
    if transaction.execute(select(Unit.id).where(*same)).first() is not None:
        raise NameTaken(what=f"đơn vị mang mã “{code}”")
    row = {"agency_id": agency_id, "code": code, "name": name, "valid_from": begins}
    return transaction.execute(insert(Unit).returning(Unit.id), row).scalar_one()


def let_claim_next(transaction: Transaction, unit_id: int, *, is_allowed: bool) -> None:
    """Writes whether the unit's officers may take the next task."""
    transaction.execute(update(Unit).where(Unit.id == unit_id).values(claims_next=is_allowed))


def add_post(transaction: Transaction, unit_id: int, role: str, title: str, begins: date) -> int:
    """A new post; its id. Refuses: NameTaken."""
    same = Post.unit_id == unit_id, Post.role == role, Post.valid_to.is_(None)
    if transaction.execute(select(Post.id).where(*same)).first() is not None:
        raise NameTaken(what=f"vị trí “{role}” trong đơn vị này")
    row = {"unit_id": unit_id, "role": role, "title": title, "valid_from": begins}
    return transaction.execute(insert(Post).returning(Post.id), row).scalar_one()


def add_officer(transaction: Transaction, *, name: str, email: str, phone: str, username: str, password: str) -> int:
    """An officer with an account whose password, given as it is stored, is to be changed. Refuses: NameTaken."""
    if transaction.execute(select(Account.id).where(Account.username == username)).first() is not None:
        raise NameTaken(what=f"tên đăng nhập “{username}”")
    row = {"name": name, "email": email, "phone": phone}
    officer_id = transaction.execute(insert(Officer).returning(Officer.id), row).scalar_one()
    account = {"officer_id": officer_id, "username": username, "password": password, "must_change": True}
    transaction.execute(insert(Account), account)
    return officer_id


def by_username(snapshot: Snapshot, username: str) -> int | None:
    """The officer who signs in with this name."""
    return snapshot.execute(select(Account.officer_id).where(Account.username == username)).scalar_one_or_none()


def holds_post(snapshot: Snapshot, officer_id: int, post_id: int, begins: date) -> bool:
    """Whether the officer's hold on the post covers that day or begins later."""
    theirs = Holding.officer_id == officer_id, Holding.post_id == post_id
    lasting = or_(Holding.valid_to.is_(None), Holding.valid_to >= begins)
    return snapshot.execute(select(Holding.id).where(*theirs, lasting)).first() is not None


def give(transaction: Transaction, officer_id: int, post_id: int, begins: date, ends: date | None) -> None:
    """An officer holds a post for a period. Refuses: NameTaken when it is held by them in it already."""
    if holds_post(transaction, officer_id, post_id, begins):
        raise NameTaken(what="việc giữ vị trí này của cán bộ")
    row = {"officer_id": officer_id, "post_id": post_id, "valid_from": begins, "valid_to": ends}
    transaction.execute(insert(Holding), row)


def holding(snapshot: Snapshot, holding_id: int) -> tuple[int, int, date, date | None]:
    """Officer, post, first and last day of a hold. Refuses: NotFound."""
    row = Holding
    query = select(row.officer_id, row.post_id, row.valid_from, row.valid_to)
    found = snapshot.execute(query.where(row.id == holding_id)).one_or_none()
    if found is None:
        raise NotFound(what="việc giữ vị trí này")
    return found.officer_id, found.post_id, found.valid_from, found.valid_to


def end_holding(transaction: Transaction, holding_id: int, last: date) -> None:
    """A hold has a last day."""
    transaction.execute(update(Holding).where(Holding.id == holding_id).values(valid_to=last))


def change_account(transaction: Transaction, officer_id: int, values: Mapping[str, object]) -> str:
    """Writes an account and ends its sessions; the name it signs in with. Refuses: NotFound."""
    query = select(Account.id, Account.username).where(Account.officer_id == officer_id)
    account = transaction.execute(query).one_or_none()
    if account is None:
        raise NotFound(what="tài khoản của cán bộ này")
    if values:
        transaction.execute(update(Account).where(Account.id == account.id).values(**values))
    transaction.execute(delete(SignInSession).where(SignInSession.account_id == account.id))
    return account.username
