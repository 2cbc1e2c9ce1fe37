"""Drafts: kept as they are typed for who holds the task; what was typed later stands, whatever arrives last."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bpmn.forms import WrongValues
from bpmn.refusals import Refusal
from processes import tables
from processes.drafts import Draft
from processes.refusals import NotAllowed, NotClaimed, NotFound, NotOpen, NotYours
from tasks import drafts
from tests.answers import answer
from tests.town import Town


@pytest.fixture
def task_id(town: Town) -> int:
    """A task in the hands of the register's officer."""
    accepted = town.receive()
    (row,) = town.inbox("mai", "mine")
    assert row.dossier_id == accepted.dossier_id
    town.complete("mai", row.task_id, answer(town, "2.000908", "receive"))
    (row,) = town.inbox("binh")
    town.claim("binh", row.task_id)
    return row.task_id


def keep(town: Town, task_id: int, *, by: str = "binh", after: int = 0, **values: object) -> Draft:
    """Types something, so many milliseconds after the moment."""
    mark = int(town.moment.timestamp() * 1000) + after
    with town.database.transaction() as transaction:
        officer = town.officer(by)
        return drafts.keep(transaction, task_id, values, mark=mark, officer=officer, moment=town.moment)


def typed(town: Town, task_id: int, by: str = "binh") -> dict[str, object]:
    """The draft as this officer sees it."""
    return {key: one.value for key, one in town.look(by, task_id).draft.items()}


def test_what_is_typed_is_there_for_who_typed_it(town: Town, task_id: int) -> None:
    keep(town, task_id, after=-2000, appraisal_note="Đã tra cứu ", copies=None, outcome="copy")
    keep(town, task_id, after=-1000, appraisal_note="Đã tra cứu quyển 3", draft=[{"id": 7, "name": "du-thao.pdf"}])
    kept = typed(town, task_id)
    assert (kept["appraisal_note"], kept["outcome"], kept["copies"]) == ("Đã tra cứu quyển 3", "copy", None)
    assert kept["draft"] == [{"id": 7, "name": "du-thao.pdf", "size": 0, "media_type": ""}]
    assert typed(town, task_id, "viet") == {}


def test_what_was_typed_earlier_never_replaces_what_was_typed_later(town: Town, task_id: int) -> None:
    keep(town, task_id, after=-1000, appraisal_note="sau")
    stands = keep(town, task_id, after=-2000, appraisal_note="trước", register_entry="quyển 3")
    assert (stands["appraisal_note"].value, stands["register_entry"].value) == ("sau", "quyển 3")
    assert typed(town, task_id) == {"appraisal_note": "sau", "register_entry": "quyển 3"}
    keep(town, task_id, after=-1000, appraisal_note="cùng lúc")
    assert typed(town, task_id)["appraisal_note"] == "sau"


def test_a_clock_that_is_wrong_locks_nobody_out(town: Town, task_id: int) -> None:
    keep(town, task_id, after=86_400_000, appraisal_note="từ ngày mai")
    town.pass_time(seconds=1)
    keep(town, task_id, appraisal_note="bây giờ")
    assert typed(town, task_id)["appraisal_note"] == "bây giờ"


def test_the_draft_ends_with_the_task_and_leaves_no_history(town: Town, task_id: int) -> None:
    keep(town, task_id, appraisal_note="Đã tra cứu")
    dossier_id = town.look("binh", task_id).dossier.particulars.id
    before = len(town.dossier("binh", dossier_id).history)
    keep(town, task_id, after=-1, register_entry="quyển 3")
    assert len(town.dossier("binh", dossier_id).history) == before
    town.complete("binh", task_id, answer(town, "2.000908", "appraise"))
    assert typed(town, task_id) == {}
    with town.database.snapshot() as snapshot:
        assert snapshot.execute(select(tables.Task.draft).where(tables.Task.id == task_id)).scalar_one() is None
    with pytest.raises(NotOpen):
        keep(town, task_id, appraisal_note="muộn")


@pytest.mark.parametrize(
    ("by", "values", "refusal"),
    [
        ("viet", {"appraisal_note": "x"}, NotYours),
        ("pao", {"appraisal_note": "x"}, NotYours),
        ("binh", {"surprise": "x"}, WrongValues),
        ("binh", {"appraisal_note": ["x"]}, WrongValues),
        ("binh", {"appraisal_note": "x" * 20_001}, WrongValues),
        ("binh", {"appraisal_note": "\x00"}, WrongValues),
        ("binh", {"outcome": "maybe"}, WrongValues),
    ],
)
def test_what_is_not_kept_is_refused_by_name(
    town: Town, task_id: int, by: str, values: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        keep(town, task_id, by=by, **values)
    assert typed(town, task_id) == {}


def test_only_who_holds_the_task_writes_its_draft(town: Town, task_id: int) -> None:
    with pytest.raises(NotFound):
        keep(town, 999_999, appraisal_note="x")
    _give(town, task_id, state="opened", holder_id=None)
    with pytest.raises(NotClaimed):
        keep(town, task_id, appraisal_note="x")
    with pytest.raises(NotAllowed):
        keep(town, task_id, by="pao", appraisal_note="x")


def test_a_colleague_begins_anew_and_what_was_typed_before_comes_back(town: Town, task_id: int) -> None:
    keep(town, task_id, appraisal_note="của Bình")
    viet = town.officer("viet")
    _give(town, task_id, holder_id=viet.id, post_id=min(viet.post_ids))
    assert typed(town, task_id, "viet") == {}
    keep(town, task_id, by="viet", appraisal_note="của Việt")
    binh = town.officer("binh")
    _give(town, task_id, holder_id=binh.id, post_id=min(binh.post_ids))
    assert typed(town, task_id) == {"appraisal_note": "của Bình"}


def _give(town: Town, task_id: int, **values: object) -> None:
    with town.database.transaction() as transaction:
        transaction.execute(update(tables.Task).where(tables.Task.id == task_id).values(**values))
