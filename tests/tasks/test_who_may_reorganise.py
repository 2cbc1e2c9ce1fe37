"""Who may reorganise: every act by every kind of person; only the listed pairs succeed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bpmn.refusals import Refusal
from processes.database import Database
from tasks import foreseeing, reorganising
from tests.conftest import MONDAY_8AM
from tests.stories.test_an_agency_merges import DECISION, MERGED, NEW, OLD, act, agency, order, plan, post
from tests.stories.test_staff_changes import BASIS
from tests.town import Town

ADMINISTRATOR, HEAD, NEIGHBOUR = "the administrator", "the agency's head of office", "the neighbour's head of office"
PEOPLE = {
    ADMINISTRATOR: "khoa",
    HEAD: "duyen",
    NEIGHBOUR: "thu",
    "a leader of the agency": "thang",
    "an officer of the agency": "lan",
    "the provincial supervisor": "ha",
    "a substitute of the administrator": "hung",
}


def merge(town: Town, by: str) -> None:
    order(town, by=by)


def look_ahead(town: Town, by: str) -> None:
    with town.database.snapshot() as snapshot:
        foreseeing.foresee(snapshot, plan(town), officer=town.officer(by))


def end_a_unit_within(town: Town, by: str) -> None:
    units = {code: town.unit(OLD, code).id for code in ("economic_division", "culture_division")}
    told = {"what_id": units["economic_division"], "into": units["culture_division"]}
    order(town, plan(town, kind="unit", **told), by=by)


def give_a_unit_away(town: Town, by: str) -> None:
    told = {"what_id": town.unit(OLD, "economic_division").id, "into": town.unit(NEW, "economic_division").id}
    order(town, plan(town, kind="unit", **told), by=by)


def end_a_post(town: Town, by: str) -> None:
    order(town, plan(town, kind="post", what_id=post(town, OLD, "culture_division/case_officer"), into=None), by=by)


def become_an_administrator(town: Town, by: str) -> None:
    """By way of a post's successor."""
    told = {
        "what_id": post(town, OLD, "culture_division/case_officer"),
        "into": post(town, "H99", "office/administrator"),
    }
    order(town, plan(town, kind="post", **told), by=by)


def rename_the_agency(town: Town, by: str) -> None:
    told = {"name": "UBND xã Tân Lộc", "begins": MERGED, "basis": BASIS}
    act(town, reorganising.rename, "agency", agency(town, OLD), by=by, **told)


def rename_a_unit(town: Town, by: str) -> None:
    told = {"name": "Phòng Kinh tế và Đất đai", "begins": MERGED, "basis": BASIS}
    act(town, reorganising.rename, "unit", town.unit(OLD, "economic_division").id, by=by, **told)


def establish(town: Town, by: str) -> None:
    given = reorganising.NewAgency("H99.41", "UBND xã Mới", "Mới", "07:00-11:30", agency(town, OLD), MERGED)
    act(town, reorganising.establish, given, by=by, basis=DECISION)


def withdraw(town: Town, by: str) -> None:
    act(town, reorganising.withdraw, order(town), by=by, basis=BASIS)


def see_the_list(town: Town, by: str) -> None:
    with town.database.snapshot() as snapshot:
        reorganising.listed(snapshot, agency(town, OLD), officer=town.officer(by))


ACTS: list[tuple[Callable[[Town, str], None], set[str]]] = [
    (merge, {ADMINISTRATOR}),
    (look_ahead, {ADMINISTRATOR}),
    (end_a_unit_within, {ADMINISTRATOR, HEAD}),
    (give_a_unit_away, {ADMINISTRATOR}),
    (end_a_post, {ADMINISTRATOR, HEAD}),
    (become_an_administrator, {ADMINISTRATOR}),
    (rename_the_agency, {ADMINISTRATOR}),
    (rename_a_unit, {ADMINISTRATOR, HEAD}),
    (establish, {ADMINISTRATOR}),
    (withdraw, {ADMINISTRATOR}),
    (see_the_list, {ADMINISTRATOR, HEAD}),
]


@pytest.mark.parametrize(("what", "allowed"), ACTS, ids=[what.__name__ for what, _ in ACTS])
@pytest.mark.parametrize(("person", "username"), PEOPLE.items(), ids=PEOPLE)
def test_only_the_listed_pairs_succeed(
    sqlite_database: Database, what: Callable[[Town, str], None], allowed: set[str], person: str, username: str
) -> None:
    town = Town(sqlite_database, MONDAY_8AM)
    _appoint(town)
    try:
        what(town, username)
    except Refusal:  # by name; anything else is a bug, and raised
        assert person not in allowed
    else:
        assert person in allowed


def _appoint(town: Town) -> None:
    """Two heads of office, and one who stands in for the administrator."""
    from tasks import staffing
    from tests.stories.test_a_substitution import appoint

    for username, code in (("duyen", OLD), ("thu", NEW)):
        given = {"begins": date(2026, 3, 2), "ends": None, "basis": BASIS}
        act(town, staffing.give_post, town.officer(username).id, post(town, code, "office/office_head"), **given)
    appoint(town, "khoa", "hung", by="khoa")
