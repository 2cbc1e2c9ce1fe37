"""The demonstration province: fictitious agencies, posts and officers to try everything with."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from bpmn.refusals import Refusal
from processes import accounts, organisation, outbox, partners, statuses, tables
from processes.database import Snapshot, Transaction
from processes.partners import Partner

_FILE = Path(__file__).with_name("demonstration.toml")
_HEADS = ("/agency_leader", "/division_head")
YEAR = "demonstration-year-"
"""What the keys of the acts of the demonstration year begin with."""


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """One of the province's accounts, as it is printed at the first start."""

    username: str
    name: str
    agency: str
    title: str


def scope(slug: str) -> list[str]:
    """The codes of the agencies that decide on a shipped procedure; none where all of its level do."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))["scope"].get(slug, [])


def signers() -> dict[str, str]:
    """Who signs in the province, by the place of the key: the heads of agencies and divisions, and every agency."""
    province = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    heads = [one for one in province["officer"] if any(post.endswith(_HEADS) for post in one["posts"])]
    officers = {f"officers/{head['username']}": str(head["name"]) for head in heads}
    return officers | {f"agencies/{agency['code']}": str(agency["name"]) for agency in province["agency"]}


def is_loaded(snapshot: Snapshot) -> bool:
    """Whether the province is there already."""
    return snapshot.execute(select(tables.Agency.id).limit(1)).first() is not None


def load(transaction: Transaction, *, password: str) -> list[DemonstrationAccount]:
    """Writes the province; every account begins with the same password, to be changed at the first sign-in."""
    province = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    since: date = province["valid_from"]
    agencies: dict[str, int] = {}
    posts: dict[str, tuple[int, str, str]] = {}
    for agency in province["agency"]:
        agencies[agency["code"]] = _agency(transaction, agency, agencies, since)
        posts |= _units(transaction, agency, agencies[agency["code"]], since)
    stored = accounts.hashed(password)
    made = [_officer(transaction, officer, posts, stored, since) for officer in province["officer"]]
    for told in province["partner"]:
        partners.add(transaction, _partner(told, agencies))
    organisation.changed(transaction)
    return made


def _partner(told: dict[str, Any], agencies: dict[str, int]) -> Partner:
    """An entry of the address book; `agency` is who sends by it, `to` who gets it where that is here."""
    rest = {name: value for name, value in told.items() if name not in ("agency", "to")}
    sender, to = agencies.get(told.get("agency", "")), agencies.get(told.get("to", ""))
    return Partner(agency_id=sender, to_agency_id=to, **rest)


def _agency(transaction: Transaction, agency: dict[str, Any], known: dict[str, int], since: date) -> int:
    row = {
        "parent_id": known.get(agency.get("parent", "")),
        "code": agency["code"],
        "name": agency["name"],
        "level": agency["level"],
        "place": agency["place"],
        "hours": agency["hours"],
        "valid_from": since,
    }
    return transaction.execute(insert(tables.Agency).returning(tables.Agency.id), row).scalar_one()


def _units(
    transaction: Transaction, agency: dict[str, Any], agency_id: int, since: date
) -> dict[str, tuple[int, str, str]]:
    posts: dict[str, tuple[int, str, str]] = {}
    for unit in agency["units"]:
        row = {"agency_id": agency_id, "code": unit["code"], "name": unit["name"], "valid_from": since}
        unit_id = transaction.execute(insert(tables.Unit).returning(tables.Unit.id), row).scalar_one()
        for role, title in unit["posts"].items():
            post = {"unit_id": unit_id, "role": role, "title": title, "valid_from": since}
            post_id = transaction.execute(insert(tables.Post).returning(tables.Post.id), post).scalar_one()
            posts[f"{agency['code']}/{unit['code']}/{role}"] = post_id, agency["name"], title
    return posts


def _officer(
    transaction: Transaction,
    officer: dict[str, Any],
    posts: dict[str, tuple[int, str, str]],
    password: str,
    since: date,
) -> DemonstrationAccount:
    row = tables.Officer
    officer_id = transaction.execute(insert(row).returning(row.id), {"name": officer["name"]}).scalar_one()
    held = [posts[path] for path in officer["posts"]]
    holdings = [{"officer_id": officer_id, "post_id": post, "valid_from": since} for post, _, _ in held]
    transaction.execute(insert(tables.Holding), holdings)
    account = {
        "officer_id": officer_id,
        "username": officer["username"],
        "password": password,
        "must_change": True,
    }
    transaction.execute(insert(tables.Account), account)
    title = ", ".join(title for _, _, title in held)
    return DemonstrationAccount(officer["username"], officer["name"], held[0][1], title)


@dataclass(frozen=True, slots=True)
class Played:
    """What of the demonstration year is in the record: dossiers, how many are open, the first and the last receipt."""

    dossiers: int
    open: int
    since: datetime
    until: datetime


class NoProvince(Refusal):
    """The demonstration year is played in the demonstration province alone."""

    code = "demonstration.no-province"
    sentence = "Cơ sở dữ liệu này không phải tỉnh minh họa, nên không nạp hồ sơ minh họa vào đây."


class RealDossiers(Refusal):
    """There are dossiers that people have entered; none are made up beside them."""

    code = "demonstration.real-dossiers"
    sentence = "Đã có {count} hồ sơ do người dùng nhập. Chỉ nạp hồ sơ minh họa vào nơi chưa có hồ sơ nào."


def played(snapshot: Snapshot) -> Played | None:
    """What of the demonstration year is there; None where no dossier is. Refuses: NoProvince, RealDossiers."""
    agency, row = tables.Agency, tables.Dossier
    first = tomllib.loads(_FILE.read_text(encoding="utf-8"))["agency"][0]
    named = select(agency.id).where(agency.code == first["code"], agency.name == first["name"])
    if snapshot.execute(named).first() is None:
        raise NoProvince
    is_open = row.returned_at.is_(None), row.business_status.not_in(statuses.WITHOUT_RESULT)
    found = func.count(), func.count().filter(*is_open), func.min(row.received_at), func.max(row.received_at)
    count, *rest = snapshot.execute(select(*found).where(row.kind == "dossier")).one()
    if not count:
        return None
    ours = select(tables.Event.id).where(tables.Event.act_key.like(f"{YEAR}%")).limit(1)
    if snapshot.execute(ours).first() is None:
        raise RealDossiers(count=count)
    return Played(count, *rest)


def fetch(transaction: Transaction, *, moment: datetime) -> None:
    """What was reported of dossiers' statuses counts as fetched by the province's axis."""
    fetched = {row.dossier_id for row in transaction.execute(_FETCH, {"moment": moment})}
    if fetched:
        transaction.execute(_FETCHED, {"fetched": sorted(fetched)})


_FETCH = (
    update(tables.Message)
    .where(tables.Message.topic == outbox.STATUS, tables.Message.done_at.is_(None))
    .values(done_at=bindparam("moment", type_=tables.Message.put_at.type), attempts=1)
    .returning(tables.Message.dossier_id)
)
_FETCHED = (
    update(tables.Dossier)
    .where(tables.Dossier.id.in_(bindparam("fetched", expanding=True)))
    .values(sync_status=statuses.SENT)
)
