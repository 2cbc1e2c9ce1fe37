"""Searching by words: how they begin, in any order, without diacritics; over code, names, identity and subject."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text, update

from processes import tables, words, worklist
from processes.people import People, Person
from tests.town import AN, Town

BINH = Person("Đặng Thị Quỳnh Hoa", "024190000777", "0900000777")


def test_words_are_folded_and_said_once() -> None:
    people = People(BINH, AN)
    assert words.of(people, "H99.30-260302-0001", "Đèn đường") == (
        " h99 30 260302 0001 den duong dang thi quynh hoa 024190000777 nguyen van an 001085012345 "
    )
    assert words.of(People(AN, AN)) == " nguyen van an 001085012345 "
    assert words.asked("  NGUYỄN  văn—AN, H99.30 nguyen") == ("nguyen", "van", "an", "h99", "30")
    assert words.asked("%_'\"*&|!:()") == ()
    assert len(words.asked("a b c d e f g h i j k")) == 8


@pytest.fixture
def pool(town: Town) -> list[str]:
    """Three dossiers whose next step waits in one pool; their codes."""
    found = []
    for owner in (AN, BINH, Person("Nguyễn Thị An Bình", "001085099999")):
        accepted = town.receive(town.request(owner=owner))
        town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
        found.append(accepted.code)
    return found


def found(town: Town, typed: str, **narrowed: object) -> list[str]:
    return [row.code for row in town.inbox("binh", "unclaimed", text=typed, **narrowed)]


@pytest.mark.parametrize("bounds", [(100, 100), (0, 100), (0, 0)], ids=["fetched", "remembered", "looked-at"])
def test_the_last_word_may_be_begun(
    town: Town, pool: list[str], bounds: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, bound in zip(("FEW", "MANY"), bounds, strict=True):
        monkeypatch.setattr(worklist, name, bound)
    monkeypatch.setattr(worklist, "FIRST_WINDOW", 1)
    monkeypatch.setattr(worklist, "_PROMISING", 0)
    an, hoa, binh = pool
    assert found(town, "nguyen") == [an, binh]
    assert found(town, "AN nguyễn") == [an, binh]
    assert found(town, "nguyễn thị b") == [binh]
    assert found(town, "ngu an") == []  # of several words only the last may be begun
    assert found(town, "bình") == [binh]
    assert found(town, "quynh hoa dang") == [hoa]
    assert found(town, "024190000777") == [hoa]
    assert found(town, "0010850") == [an, binh]
    assert found(town, an) == [an]
    assert found(town, f"{an[-4:]} nguyen") == [an]
    assert found(town, "guyen") == []
    assert found(town, "nguyen hoa") == []
    assert found(town, "%") == [an, hoa, binh]
    assert found(town, "nguyen", limit=1) == [an]
    assert found(town, "nguyen", procedure="1.001612") == []
    assert found(town, "nguyen", step="Xem xét, ký") == []
    assert found(town, "nguyen", step="Tra cứu sổ gốc, dự thảo") == [an, binh]


def test_pages_of_a_search_follow_each_other(town: Town, pool: list[str]) -> None:
    (first,) = town.inbox("binh", "unclaimed", text="nguyen", limit=1)
    (second,) = town.inbox("binh", "unclaimed", text="nguyen", limit=1, after=first.place())
    assert [first.code, second.code] == [pool[0], pool[2]]
    assert town.inbox("binh", "unclaimed", text="nguyen", after=second.place()) == []


def test_the_index_follows_what_is_corrected_and_deleted(town: Town, pool: list[str]) -> None:
    row = tables.Dossier
    with town.database.transaction() as transaction:
        transaction.execute(update(row).where(row.code == pool[0]).values(search=" tran van cuong "))
    with town.database.snapshot() as snapshot:
        (changed,) = snapshot.execute(select(row.id).where(row.code == pool[0])).scalars()
        assert words.dossiers(snapshot, ["cuong"], limit=10) == [changed]
        assert changed not in words.dossiers(snapshot, ["nguyen"], limit=10)
        assert len(words.dossiers(snapshot, ["nguyen"], limit=10)) == 1
        if snapshot.connection.dialect.name == "sqlite":
            check = "INSERT INTO dossier_words (dossier_words, rank) VALUES ('integrity-check', 1)"
            snapshot.connection.execute(text(check))


def test_what_waits_for_the_applicant_is_found(town: Town, pool: list[str]) -> None:
    row = tables.Dossier
    with town.database.transaction() as transaction:
        transaction.execute(update(row).where(row.code == pool[1]).values(paused_at=town.moment))
    assert found(town, "", only="waiting") == [pool[1]]
    assert found(town, "quynh", only="waiting") == [pool[1]]
    assert found(town, "nguyen", only="waiting") == []


def test_due_times_bound_a_list(town: Town, pool: list[str]) -> None:
    due = town.inbox("binh", "unclaimed")[0].due_at
    assert found(town, "", until=due) == []
    assert found(town, "", since=due) == pool
    assert found(town, "hoa", since=due) == [pool[1]]
