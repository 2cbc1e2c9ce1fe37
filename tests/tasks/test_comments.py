"""What officers say about a dossier: to who may see it, once, in the order it was said; who is called is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from processes import comments as record
from processes import history, notices
from processes.refusals import AlreadyDone, Missing, NotAllowed, NotFound, TextTooLong
from tasks import comments
from tests.town import Town


@pytest.fixture
def dossier(town: Town) -> int:
    """A dossier that waits for its appraisal."""
    accepted = town.receive()
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    return accepted.dossier_id


def write(town: Town, by: str, dossier_id: int, text: str, mentioned: Sequence[str] = (), key: str = "") -> int:
    called = [town.officer(one).id for one in mentioned]
    with town.database.transaction() as transaction:
        told = {"text": text, "mentioned": called, "key": key or town.key()}
        return comments.write(transaction, dossier_id, officer=town.officer(by), moment=town.moment, **told)  # pyright: ignore


def told(town: Town, username: str) -> list[tuple[str, str]]:
    with town.database.snapshot() as snapshot:
        found = notices.page(snapshot, town.officer(username).id)
    return [(notice.kind, notice.text) for notice in found]


def test_what_is_said_stands_in_its_order_and_who_is_called_is_told(town: Town, dossier: int) -> None:
    write(town, "binh", dossier, "  Sổ gốc năm 2015 để ở kho nào?\nTôi cần trước 10 giờ. ", ["mai", "viet", "mai"])
    town.pass_time(minutes=5)
    write(town, "mai", dossier, "Kho số 2.", ["binh"])
    view = town.dossier("viet", dossier)
    mai, viet, binh = (town.officer(one).id for one in ("mai", "viet", "binh"))
    assert [(one.officer_id, one.text, set(one.mentioned)) for one in view.comments] == [
        (binh, "Sổ gốc năm 2015 để ở kho nào?\nTôi cần trước 10 giờ.", {mai, viet}),
        (mai, "Kho số 2.", {binh}),
    ]
    assert [kind for kind, _ in told(town, "viet")] == ["mention"]
    assert [kind for kind, _ in told(town, "binh")] == ["mention"]
    with town.database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []


def test_only_who_may_see_the_dossier_says_something_or_is_called(town: Town, dossier: int) -> None:
    with pytest.raises(NotFound):
        write(town, "son", dossier, "Tôi hỏi thăm hồ sơ này")
    with pytest.raises(NotAllowed):
        write(town, "binh", dossier, "Nhờ xem giúp", ["son"])
    with pytest.raises(NotAllowed):
        write(town, "binh", dossier, "Nhắc chính mình", ["binh"])
    view = town.dossier("binh", dossier)
    names = {view.directory.name(one) for one in comments.colleagues(view, town.officer("binh"))}
    assert "Trần Thị Mai" in names
    assert not names & {"Lý Văn Sơn", "Nguyễn Văn Bình"}
    assert view.comments == []


def test_a_comment_says_something_is_not_endless_and_written_once(town: Town, dossier: int) -> None:
    with pytest.raises(Missing):
        write(town, "binh", dossier, " \n ")
    with pytest.raises(TextTooLong):
        write(town, "binh", dossier, "a" * (comments.LONGEST + 1))
    write(town, "binh", dossier, "Một lần", ["mai"], key="gửi")
    with pytest.raises(AlreadyDone):
        write(town, "binh", dossier, "Một lần", ["mai"], key="gửi")
    with town.database.snapshot() as snapshot:
        assert [one.text for one in record.of(snapshot, dossier)] == ["Một lần"]
    assert len(told(town, "mai")) == 1
