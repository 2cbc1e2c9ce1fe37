"""A flagged dossier is found again by its officer alone."""

from __future__ import annotations

import pytest

from processes import follow_ups
from processes.refusals import NotFound
from tasks import following
from tests.town import Town


def follow(town: Town, by: str, dossier_id: int, *, is_followed: bool = True) -> None:
    with town.database.transaction() as transaction:
        told = {"is_followed": is_followed, "officer": town.officer(by), "moment": town.moment}
        following.follow(transaction, dossier_id, **told)  # pyright: ignore


def test_it_is_found_by_its_officer_alone_until_the_flag_is_taken_away(town: Town) -> None:
    first, second = town.receive(), town.receive()
    for accepted in (first, second):
        town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    for _ in range(2):
        follow(town, "binh", second.dossier_id)
    assert [row.code for row in town.inbox("binh", only="followed")] == [second.code]
    assert [row.code for row in town.inbox("binh", only="followed", text="nguyen")] == [second.code]
    assert town.inbox("viet", "unit", only="followed") == []
    follow(town, "viet", second.dossier_id, is_followed=False)
    with town.database.snapshot() as snapshot:
        assert follow_ups.is_followed(snapshot, town.officer("binh").id, second.dossier_id)
    follow(town, "binh", second.dossier_id, is_followed=False)
    assert town.inbox("binh", only="followed") == []


def test_what_may_not_be_seen_is_not_followed(town: Town) -> None:
    accepted = town.receive()
    with pytest.raises(NotFound):
        follow(town, "son", accepted.dossier_id)
