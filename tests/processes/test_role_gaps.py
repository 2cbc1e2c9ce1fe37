"""Every role of a release is answered to by an officer in each agency of its scope, or the gap is told there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from bpmn import releases
from bpmn.releases import Release
from processes import demonstration, installation, organisation, role_gaps, tables
from processes.role_gaps import Gap
from tests.bpmn.drawing import chain, release, task
from tests.town import Town

DIAGRAMS = sorted((Path(__file__).parents[2] / "bpmn" / "diagrams").iterdir())
WARD = "H99.30"
START, END = '<startEvent id="start"/>', '<endEvent id="end"/>'


def gaps(town: Town, judged: Release, *codes: str) -> tuple[Gap, ...]:
    with town.database.snapshot() as snapshot:
        known = town.directory
        agencies = [one.id for one in known.agencies.values() if one.code in codes]
        return role_gaps.find(snapshot, judged, known, agencies)


def told(found: tuple[Gap, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(gap.role, gap.why, gap.steps) for gap in found]


def one_step(role: str, **gov: str) -> Release:
    return release(START + task("a", role=role, **gov) + END + chain("start", "a", "end"))


@pytest.mark.parametrize("folder", DIAGRAMS, ids=lambda folder: folder.name)
def test_what_ships_finds_its_officers_in_the_demonstration(town: Town, folder: Path) -> None:
    judged = releases.read_folder(folder)
    with town.database.transaction() as transaction:
        scope = installation.scope(transaction, judged.level, demonstration.scope(judged.slug))
        assert role_gaps.find(transaction, judged, town.directory, scope) == ()


def test_a_post_that_is_not_there_is_told_for_each_agency(town: Town) -> None:
    found = gaps(town, one_step("fire_brigade/case_officer"), WARD, "H99.31")
    assert told(found) == [("fire_brigade/case_officer", "unknown", ("a",))] * 2
    assert len({gap.agency for gap in found}) == 2
    assert found[0].message.startswith(f"{found[0].agency}: không có vị trí nào")


def test_a_role_that_stands_in_two_units_is_ambiguous(town: Town) -> None:
    assert told(gaps(town, one_step("division_head"), WARD)) == [("division_head", "ambiguous", ("a",))]


def test_nobody_holds_the_post_any_more(town: Town) -> None:
    assert gaps(town, one_step("office/case_officer"), WARD) == ()
    with town.database.transaction() as transaction:
        post = tables.Post
        unit = town.unit(WARD, "office").id
        posts = select(post.id).where(post.unit_id == unit, post.role == "case_officer")
        transaction.execute(
            update(tables.Holding).where(tables.Holding.post_id.in_(posts)).values(valid_to=date(2026, 1, 1))
        )
        organisation.changed(transaction)
    assert told(gaps(town, one_step("office/case_officer"), WARD)) == [("office/case_officer", "vacant", ("a",))]


def test_one_officer_alone_cannot_be_two_pairs_of_eyes(town: Town) -> None:
    steps = task("a", role="leadership/agency_leader") + task("b", role="leadership/agency_leader", fourEyes="a")
    judged = release(START + steps + END + chain("start", "a", "b", "end"))
    assert told(gaps(town, judged, WARD)) == [("leadership/agency_leader", "alone", ("a", "b"))]


def test_the_receiving_one_stop_and_the_agency_above_are_looked_at(town: Town) -> None:
    assert gaps(town, one_step("@receiving/reception_officer"), WARD) == ()
    assert gaps(town, one_step("@superior/leadership/agency_leader"), WARD) == ()
    wrong = "@receiving/records_clerk"
    assert told(gaps(town, one_step(wrong), WARD)) == [(wrong, "unknown", ("a",))]


def test_a_pool_whose_agency_the_installation_does_not_know(town: Town) -> None:
    joined = releases.read_folder(next(one for one in DIAGRAMS if one.name == "lien-thong-khai-sinh"))
    with town.database.transaction() as transaction:
        transaction.execute(delete(tables.Partner).where(tables.Partner.code == "police"))
    found = gaps(town, joined, WARD)
    assert {(gap.role, gap.why) for gap in found} == {("police", "no-partner")}
