"""Papers travel on lists: who holds them is who took them in, and what is missing stays with the giver."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from pypdf import PdfReader

from bpmn.refusals import Refusal
from processes import bundles, consignments, history, notices
from processes.bundles import Bundle
from processes.consignments import Consignment
from processes.refusals import (
    AlreadyDone,
    BundleElsewhere,
    BundleOnTheWay,
    ConsignmentClosed,
    Missing,
    NotAllowed,
    NotFound,
    NotLawful,
)
from tasks import bundles as whereabouts
from tasks import consignments as lists
from tasks import dealings
from tasks.reception import PaperGiven
from tests.answers import ANSWERS, answer
from tests.tasks.letters.conftest import FONTS
from tests.town import Town

CODE = "2.000908"
PAPERS = (PaperGiven("to-khai", "Tờ khai", 1, 0), PaperGiven("so-goc", "Giấy tờ gốc", 1, 2))


def receive(town: Town, papers: tuple[PaperGiven, ...] = PAPERS, **told: object) -> int:
    """A dossier on paper that has been sent on to the office."""
    accepted = town.receive(town.request(papers=papers, **told))  # pyright: ignore
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    return accepted.dossier_id


def go(town: Town, dossier_id: int, *elements: str) -> None:
    for element in elements:
        by = ANSWERS[CODE][element].by
        step = town.dossier("mai", dossier_id).current[0]
        town.claim(by, step.task_id)
        town.complete(by, step.task_id, answer(town, CODE, element))


def make(
    town: Town, by: str, ids: Sequence[int], to: str = "office", key: str = "", came: str = "one_stop", **told: object
) -> Consignment:
    told |= {"from_unit_id": town.unit("H99.30", came).id, "to_unit_id": town.unit("H99.30", to).id}
    told |= {"officer": town.officer(by), "moment": town.moment, "key": key or town.key()}
    with town.database.transaction() as transaction:
        return lists.make(transaction, ids, **told)  # pyright: ignore


def take(
    town: Town,
    by: str,
    made: Consignment,
    shelves: Mapping[int, str],
    refused: Mapping[int, str] | None = None,
    key: str = "",
) -> None:
    told = {"officer": town.officer(by), "moment": town.moment, "key": key or town.key()}
    with town.database.transaction() as transaction:
        lists.receive(transaction, made.id, shelves=shelves, refused=refused or {}, **told)  # pyright: ignore


def act(town: Town, verb: Callable[..., object], by: str, number: int, key: str = "", **told: object) -> None:
    told |= {"officer": town.officer(by), "moment": town.moment, "key": key or town.key()}
    with town.database.transaction() as transaction:
        verb(transaction, number, **told)


def lie(town: Town, dossier_id: int) -> Bundle:
    with town.database.snapshot() as snapshot:
        found = bundles.of(snapshot, dossier_id)
    assert found is not None
    return found


def where(town: Town, dossier_id: int) -> tuple[str, str]:
    found = lie(town, dossier_id)
    return town.directory.units[found.unit_id].code, found.shelf


def waiting(town: Town, by: str) -> dict[tuple[str, str], list[int]]:
    units = town.directory.units
    with town.database.snapshot() as snapshot:
        found = lists.waiting(snapshot, officer=town.officer(by))
    return {
        (units[one.from_unit_id].code, units[one.to_unit_id].code): [line.dossier_id for line in one.bundles]
        for one in found
    }


def kinds(town: Town, dossier_id: int) -> list[str]:
    with town.database.snapshot() as snapshot:
        assert list(history.verify(snapshot)) == []
        return [row.kind for row in history.of(snapshot, dossier_id) if row.kind.startswith(("consign", "bundle"))]


def test_what_comes_on_paper_lies_where_it_was_received(town: Town) -> None:
    assert where(town, receive(town)) == ("one_stop", "")
    for bare in (receive(town, ()), receive(town, channel="online")):
        with town.database.snapshot() as snapshot:
            assert bundles.of(snapshot, bare) is None


def test_papers_follow_the_work_from_unit_to_unit_and_back_with_the_result(town: Town) -> None:
    first, second = receive(town), receive(town)
    assert waiting(town, "mai") == {("one_stop", "office"): [first, second]}
    assert waiting(town, "binh") == {}
    made = make(town, "mai", [second, first], notes={first: "  Bìa đỏ \n số 3 "})
    assert (made.symbol, made.state, made.bundles) == ("01/GBG", "made", 2)
    assert where(town, first) == ("one_stop", "")  # the giver answers for it until it is received
    assert waiting(town, "mai") == {}
    take(town, "binh", made, {first: " Kệ 3,  ngăn B ", second: ""})
    assert (where(town, first), where(town, second)) == (("office", "Kệ 3, ngăn B"), ("office", ""))
    assert lie(town, first).since == town.moment
    go(town, first, "appraise")
    assert waiting(town, "binh") == {("office", "leadership"): [first]}
    go(town, first, "sign")
    assert waiting(town, "binh") == {}  # it is the office's turn again: the clerk numbers the result
    go(town, first, "issue")
    assert waiting(town, "thu") == {("office", "one_stop"): [first]}
    back = make(town, "thu", [first], to="one_stop", came="office")
    assert back.symbol == "02/GBG"
    with town.database.snapshot() as snapshot:
        (line,) = consignments.lines(snapshot, back.id)
    assert [paper["name"] for paper in line.papers][-1] == "Kết quả giải quyết số 12/SL-UBND"
    take(town, "mai", back, {first: "Kệ trả kết quả"})
    go(town, first, "return_result")
    assert waiting(town, "mai") == {}
    made_and_taken = ["consignment.made", "consignment.received"]
    assert kinds(town, first) == made_and_taken * 2
    assert kinds(town, second) == made_and_taken


def test_what_is_missing_stays_with_the_giver_and_both_are_told(town: Town) -> None:
    here, missing = receive(town), receive(town)
    town.claim("binh", town.dossier("mai", missing).current[0].task_id)
    made = make(town, "mai", [here, missing])
    with pytest.raises(Missing):
        take(town, "thu", made, {here: ""})
    with pytest.raises(Missing):
        take(town, "thu", made, {here: ""}, {missing: "  "})
    take(town, "thu", made, {here: ""}, {missing: "Không có trong tập"})
    assert (where(town, here)[0], where(town, missing)[0]) == ("office", "one_stop")
    assert waiting(town, "mai") == {("one_stop", "office"): [missing]}
    assert kinds(town, missing) == ["consignment.made", "consignment.refused"]
    for name in ("mai", "thu", "binh"):
        with town.database.snapshot() as snapshot:
            (told,) = notices.page(snapshot, town.officer(name).id)
        assert (told.kind, told.dossier_id, told.text) == ("papers_refused", missing, "Không có trong tập")
    again = make(town, "mai", [missing])
    take(town, "thu", again, {missing: "Kệ 1"})
    assert where(town, missing) == ("office", "Kệ 1")


def test_a_list_is_cancelled_before_it_is_received_and_not_after(town: Town) -> None:
    dossier_id = receive(town)
    made = make(town, "mai", [dossier_id])
    for by, refusal in (("binh", NotAllowed), ("son", NotAllowed)):
        with pytest.raises(refusal):
            act(town, lists.cancel, by, made.id, reason="Nhầm")
    with pytest.raises(Missing):
        act(town, lists.cancel, "mai", made.id, reason=" ")
    act(town, lists.cancel, "mai", made.id, reason="Giao nhầm phòng", key="hủy")
    with pytest.raises(AlreadyDone):
        act(town, lists.cancel, "mai", made.id, reason="Giao nhầm phòng", key="hủy")
    with pytest.raises(ConsignmentClosed, match="01/GBG đã được Trần Thị Mai"):
        take(town, "binh", made, {dossier_id: ""})
    assert waiting(town, "mai") == {("one_stop", "office"): [dossier_id]}
    second = make(town, "mai", [dossier_id])
    assert second.symbol == "02/GBG"  # a cancelled list keeps its number
    take(town, "binh", second, {dossier_id: ""})
    with pytest.raises(ConsignmentClosed):
        act(town, lists.cancel, "mai", second.id, reason="Nhầm")


def test_papers_are_on_one_list_only_and_handed_over_by_who_has_them(town: Town) -> None:
    dossier_id, other = receive(town), receive(town)
    make(town, "mai", [dossier_id])
    with pytest.raises(BundleOnTheWay, match="01/GBG"):
        make(town, "mai", [other, dossier_id])
    for by in ("binh", "son", "hanh"):
        with pytest.raises(NotAllowed):
            make(town, by, [other])
    with pytest.raises(NotLawful, match="không xử lý hồ sơ"):
        make(town, "mai", [other], to="culture_division")
    with pytest.raises(NotFound):
        make(town, "mai", [other], to="one_stop")
    with pytest.raises(NotFound):
        make(town, "mai", [receive(town, ())])
    with pytest.raises(Missing):
        make(town, "mai", [])
    with pytest.raises(NotFound):  # a unit that has nothing to do with it
        make(town, "nam", [other], to="one_stop", came="economic_division")
    assert make(town, "mai", [other]).symbol == "02/GBG"  # what was refused has taken no number


def test_papers_that_have_gone_on_are_not_handed_over_again(town: Town) -> None:
    gone, here = receive(town), receive(town)
    take(town, "binh", make(town, "mai", [gone]), {gone: ""})
    go(town, gone, "appraise")
    with pytest.raises(BundleElsewhere, match="không còn ở Trung tâm"):
        make(town, "mai", [here, gone])
    assert where(town, here) == ("one_stop", "")


def test_an_act_that_comes_twice_is_done_once(town: Town) -> None:
    dossier_id = receive(town)
    made = make(town, "mai", [dossier_id], key="giao")
    with pytest.raises(AlreadyDone):
        make(town, "mai", [dossier_id], key="giao")
    take(town, "binh", made, {dossier_id: "Kệ 2"}, key="nhận")
    with pytest.raises(AlreadyDone):
        take(town, "binh", made, {dossier_id: "Kệ 9"}, key="nhận")
    assert where(town, dossier_id) == ("office", "Kệ 2")
    assert kinds(town, dossier_id) == ["consignment.made", "consignment.received"]


def test_of_two_who_receive_at_once_one_wins_and_the_other_is_told_who(town: Town) -> None:
    ids = [receive(town) for _ in range(3)]
    made = make(town, "mai", ids)

    def press(by: str) -> str:
        try:
            take(town, by, made, dict.fromkeys(ids, by), key=f"nhận-{by}")
        except Refusal as refusal:
            return type(refusal).__name__
        return "won"

    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(press, ("binh", "thu")))
    assert sorted(came) == ["ConsignmentClosed", "won"]
    winner = ("binh", "thu")[came.index("won")]
    assert {where(town, one) for one in ids} == {("office", winner)}
    assert [kinds(town, one)[1:] for one in ids] == [["consignment.received"]] * 3


def test_of_two_who_hand_the_same_papers_over_at_once_one_wins(town: Town) -> None:
    ids = [receive(town) for _ in range(4)]

    def press(order: list[int], key: str) -> str:
        try:
            make(town, "mai", order, key=key)
        except Refusal as refusal:
            return type(refusal).__name__
        return "won"

    with ThreadPoolExecutor(4) as pool:
        came = list(pool.map(press, (ids, ids[::-1], ids, ids[::-1]), ("một", "hai", "ba", "bốn")))
    assert sorted(came) == ["BundleOnTheWay"] * 3 + ["won"]
    assert [kinds(town, one) for one in ids] == [["consignment.made"]] * 4


def test_lists_of_many_at_once_have_no_gap_and_no_double(town: Town) -> None:
    ids = [receive(town) for _ in range(6)]
    keys = [town.key() for _ in ids]
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda told: make(town, "mai", [told[0]], key=told[1]), zip(ids, keys, strict=True)))
    assert sorted(one.number for one in made) == [1, 2, 3, 4, 5, 6]


def test_what_was_withdrawn_goes_back_to_who_received_it(town: Town) -> None:
    dossier_id = receive(town)
    take(town, "binh", make(town, "mai", [dossier_id]), {dossier_id: ""})
    assert waiting(town, "binh") == {}
    town.deal(dealings.withdraw, "mai", dossier_id, reason="Người nộp rút hồ sơ")
    assert waiting(town, "binh") == {("office", "one_stop"): [dossier_id]}


def test_the_shelf_is_said_by_who_keeps_the_papers(town: Town) -> None:
    dossier_id, other = receive(town), receive(town)
    act(town, whereabouts.shelve, "mai", dossier_id, shelf="Kệ 3, ngăn B, số 12")
    town.pass_time(minutes=1)
    act(town, whereabouts.shelve, "mai", other, shelf="Kệ 1")
    with pytest.raises(NotAllowed):
        act(town, whereabouts.shelve, "binh", dossier_id, shelf="Kệ 9")
    with pytest.raises(Missing):
        act(town, whereabouts.shelve, "mai", dossier_id, shelf="  ")
    made = make(town, "mai", [dossier_id])
    with pytest.raises(BundleOnTheWay):
        act(town, whereabouts.shelve, "mai", dossier_id, shelf="Kệ 9")
    take(town, "binh", made, {dossier_id: "Kệ A"})
    with town.database.snapshot() as snapshot:
        unit = {code: town.unit("H99.30", code).id for code in ("one_stop", "office")}
        assert bundles.shelves(snapshot, unit["one_stop"]) == ["Kệ 1"]
        assert bundles.shelves(snapshot, unit["office"]) == ["Kệ A"]
        found = whereabouts.lying(snapshot, officer=town.officer("binh"), limit=10)
    assert [(one.dossier_id, one.shelf) for one in found] == [(dossier_id, "Kệ A")]
    assert kinds(town, other) == ["bundle.shelved"]


def test_who_holds_them_is_put_right_with_a_reason(town: Town) -> None:
    dossier_id, bare = receive(town), receive(town, ())
    office, one_stop = (town.unit("H99.30", code).id for code in ("office", "one_stop"))
    with pytest.raises(Missing):
        act(town, whereabouts.correct, "binh", dossier_id, unit_id=office, reason="")
    with pytest.raises(NotAllowed):  # nobody lays papers upon others but who holds or received them
        act(town, whereabouts.correct, "viet", dossier_id, unit_id=office, reason="Tôi đoán vậy")
    with pytest.raises(NotFound):
        act(town, whereabouts.correct, "son", dossier_id, unit_id=office, reason="Không thấy hồ sơ này")
    act(town, whereabouts.correct, "binh", dossier_id, unit_id=office, shelf="Kệ 5", reason="Đã cầm về, chưa lập giấy")
    assert where(town, dossier_id) == ("office", "Kệ 5")
    act(town, whereabouts.correct, "mai", dossier_id, unit_id=one_stop, reason="Tìm thấy ở quầy")
    assert where(town, dossier_id) == ("one_stop", "")
    act(town, whereabouts.correct, "mai", bare, unit_id=one_stop, shelf="Kệ 2", reason="Người nộp mang bản chính đến")
    assert where(town, bare) == ("one_stop", "Kệ 2")
    assert kinds(town, dossier_id) == ["bundle.corrected"] * 2
    make(town, "mai", [dossier_id])
    with pytest.raises(BundleOnTheWay):
        act(town, whereabouts.correct, "mai", dossier_id, unit_id=office, reason="Nhầm")


def test_they_are_found_by_code_by_who_may_see_the_dossier(town: Town) -> None:
    dossier_id = receive(town)
    found = town.dossier("mai", dossier_id).particulars

    def find(text: str, by: str) -> str:
        with town.database.snapshot() as snapshot:
            there = whereabouts.find(snapshot, text, officer=town.officer(by), moment=town.moment)
        assert there.bundle is not None
        assert there.dossier.id == dossier_id
        return town.directory.units[there.bundle.unit_id].code

    make(town, "mai", [dossier_id])
    assert find(f" {found.code.lower()} ", "binh") == "one_stop"
    assert find(f"https://motcua.vn/tra-cuu?k={found.public_key}", "mai") == "one_stop"
    for text, by in ((found.code, "son"), ("H99.30-000000-0000", "mai"), ("", "mai")):
        with pytest.raises(NotFound):
            find(text, by)


def test_pages_of_what_lies_here_go_on_where_they_ended(town: Town) -> None:
    ids = [receive(town) for _ in range(5)]
    with town.database.snapshot() as snapshot:
        mai = town.officer("mai")
        first = whereabouts.lying(snapshot, officer=mai, limit=3)
        second = whereabouts.lying(snapshot, officer=mai, after=first[-1].place, limit=3)
    assert [one.dossier_id for one in (*first, *second)] == ids[::-1]


def said(town: Town, by: str, made: Consignment) -> str:
    with town.database.snapshot() as snapshot:
        pdf = lists.pdf(snapshot, made.id, officer=town.officer(by), fonts=FONTS)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_it_is_printed_for_both_to_sign(town: Town) -> None:
    first, second = receive(town), receive(town)
    made = make(town, "mai", [first, second], notes={second: "Bìa đỏ"})
    paper = said(town, "mai", made)
    for part in (
        "GIẤY BÀN GIAO HỒ SƠ",
        "Số: 01/GBG",
        "H99.30-260302-0001",
        "1 bản chính, 2 bản sao",
        "Bìa đỏ",
        "Tổng số: 2 hồ sơ, 4 loại giấy tờ",
        "BÊN NHẬN",
        "Trần Thị Mai",
    ):
        assert part in paper
    assert "Nguyễn Văn Bình" not in paper
    take(town, "binh", made, {first: ""}, {second: "Không thấy"})
    paper = said(town, "binh", made)
    assert "Nguyễn Văn Bình" in paper
    assert "Bìa đỏ; Không nhận: Không thấy" in paper
    with pytest.raises(NotFound):
        said(town, "son", made)
    third = make(town, "mai", [second])
    act(town, lists.cancel, "mai", third.id, reason="In lại")
    assert "ĐÃ HỦY: In lại" in said(town, "mai", third)
