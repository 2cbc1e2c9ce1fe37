"""Oversight: a task goes to another by whoever leads there, is taken over, is reported up; urgings are letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import insert

from bpmn.refusals import Refusal
from processes import apologies, clocks, history, notices, organisation, tables, urgings
from processes.refusals import (
    AlreadyDone,
    Missing,
    NotAllowed,
    NotAssignable,
    NotFound,
    NotLawful,
    NotOpen,
    SameOfficer,
)
from tasks import candidates, dealings, inbox, oversight, writing
from tasks import urgings as letters
from tests.answers import answer
from tests.tasks.test_batches import order, worked
from tests.tasks.test_urge import received, urge
from tests.town import Town
from ui.api.printing import FONTS
from ui.widgets import story

WHY = "Cán bộ giữ việc đi học đột xuất"


@pytest.fixture
def task_id(town: Town) -> int:
    """A task of the economic division, held by nam; huong heads it, viet leads the ward."""
    found = received(town)
    town.claim("nam", found)
    return found


def act(town: Town, verb: Callable[..., object], by: str, subject: int, key: str = "", **told: object) -> object:
    with town.database.transaction() as transaction:
        told |= {"officer": town.officer(by), "moment": town.moment, "key": key or town.key()}
        return verb(transaction, subject, **told)


def told(town: Town, username: str, kind: str) -> list[str]:
    with town.database.snapshot() as snapshot:
        return [one.text for one in notices.page(snapshot, town.officer(username).id) if one.kind == kind]


def lines(town: Town, task_id: int) -> list[str]:
    view = town.look("mai", task_id).dossier
    return [line.html.replace("<b>", "").replace("</b>", "") for line in story.lines_of(view)]


def is_whole(town: Town) -> bool:
    with town.database.snapshot() as snapshot:
        return [*history.verify(snapshot), *clocks.verify(snapshot)] == []


# giving to another


@pytest.mark.parametrize("by", ["huong", "viet"])
def test_the_head_and_the_leader_give_a_task_to_another_who_holds_the_post(town: Town, task_id: int, by: str) -> None:
    with pytest.raises(NotAssignable):  # binh has no such post
        act(town, oversight.reassign, by, task_id, to=town.officer("binh").id, reason=WHY)
    with pytest.raises(NotLawful, match="đang giữ"):
        act(town, oversight.reassign, by, task_id, to=town.officer("nam").id, reason=WHY)
    with pytest.raises(Missing):
        act(town, oversight.reassign, by, task_id, to=town.officer("nam").id, reason=" ")
    other = second(town)
    act(town, oversight.reassign, by, task_id, to=other, reason=f" {WHY} ", key="một lần")
    with pytest.raises(AlreadyDone):
        act(town, oversight.reassign, by, task_id, to=other, reason=WHY, key="một lần")
    view = town.look("mai", task_id)
    assert (view.step.state, view.step.holder_id) == ("assigned", other)
    row = view.dossier.history[-1]
    assert (row.kind, row.data["reason"], row.data["from"]) == ("task.assigned", WHY, town.officer("nam").id)
    assert told(town, "nam", "reassigned") == [town.directory.name(other)]
    assert told(town, "thu", "assigned")
    assert "phân công lại “" in lines(town, task_id)[-1]
    assert is_whole(town)


def second(town: Town) -> int:
    """One more officer in nam's post."""
    hold(town, "thu", town.officer("nam").posts[0].id)
    return town.officer("thu").id


def hold(town: Town, username: str, post_id: int) -> None:
    """Somebody gets a post."""
    with town.database.transaction() as transaction:
        row = {"officer_id": town.officer(username).id, "post_id": post_id, "valid_from": town.moment.date()}
        transaction.execute(insert(tables.Holding), row)
        organisation.changed(transaction)


@pytest.mark.parametrize("by", ["mai", "binh", "nam", "thang", "lan"])
def test_from_elsewhere_nobody_gives_or_takes(town: Town, task_id: int, by: str) -> None:
    other = second(town)
    for verb, given in ((oversight.reassign, {"to": other}), (oversight.take_over, {})):
        with pytest.raises(NotAllowed):
            act(town, verb, by, task_id, reason=WHY, **given)
    with pytest.raises(NotAllowed), town.database.snapshot() as snapshot:
        candidates.of_task(snapshot, task_id, officer=town.officer(by), moment=town.moment)


def test_who_chooses_sees_what_each_holds(town: Town, task_id: int) -> None:
    second(town)
    with town.database.snapshot() as snapshot:
        circle = candidates.of_task(snapshot, task_id, officer=town.officer("viet"), moment=town.moment)
    assert {one.officer_id: one.held for one in circle.main} == {town.officer("thu").id: 0, town.officer("nam").id: 1}


# taking over


def test_the_head_takes_a_task_over_and_does_it(town: Town, task_id: int) -> None:
    act(town, oversight.take_over, "huong", task_id, reason=WHY)
    view = town.look("huong", task_id)
    assert (view.step.state, view.step.holder_id) == ("claimed", town.officer("huong").id)
    assert (view.may_complete, view.may_fill_in, view.may_put_back) == (True, True, True)
    row = view.dossier.history[-1]
    assert (row.kind, row.post_id) == (oversight.TAKEN_OVER, town.officer("huong").posts[0].id)
    assert told(town, "nam", "taken_over") == [WHY]
    with pytest.raises(NotLawful, match="bạn đang giữ"):
        act(town, oversight.take_over, "huong", task_id, reason=WHY)
    town.complete("huong", task_id, answer(town, "1.001612", view.step.element))
    after = town.dossier("mai", view.dossier.particulars.id).current[0]
    assert after.task_id != task_id
    assert is_whole(town)


def test_what_was_taken_over_and_put_back_is_the_posts_again(town: Town, task_id: int) -> None:
    act(town, oversight.take_over, "viet", task_id, reason=WHY)
    act(town, inbox.put_back, "viet", task_id, reason="Đã trao đổi")
    assert not town.look("viet", task_id).may_complete
    town.claim("nam", task_id)
    assert town.look("nam", task_id).may_complete


def test_what_signs_stays_with_who_holds_the_post(town: Town) -> None:
    accepted = town.receive()
    town.complete("mai", town.inbox("mai", "mine")[0].task_id)
    town.work("binh", answer(town, "2.000908", "appraise"))
    signing = town.dossier("mai", accepted.dossier_id).current[0].task_id
    with pytest.raises((NotLawful, NotAllowed)) as refused:
        act(town, oversight.take_over, office_head(town), signing, reason=WHY)
    assert "bước ký, duyệt" in str(refused.value)
    act(town, oversight.take_over, "viet", signing, reason=WHY)  # whose own it is
    assert town.look("viet", signing).may_complete


def office_head(town: Town) -> str:
    """Who heads the ward's office leads there too, and does not sign."""
    post = next(p for p in town.directory.posts.values() if p.role == "office_head" and p.agency_id == ward(town))
    hold(town, "lan", post.id)
    return "lan"


def ward(town: Town) -> int:
    return town.unit("H99.30", "office").agency_id


def test_who_took_a_task_over_does_not_sign_what_he_prepared(town: Town) -> None:
    """Four eyes count whoever did the step, in whatever post."""
    accepted = town.receive()
    town.complete("mai", town.inbox("mai", "mine")[0].task_id)
    first = town.dossier("mai", accepted.dossier_id).current[0].task_id
    act(town, oversight.take_over, "viet", first, reason=WHY)
    town.complete("viet", first, answer(town, "2.000908", "appraise"))
    signing = town.dossier("mai", accepted.dossier_id).current[0].task_id
    town.claim("viet", signing)
    with pytest.raises(SameOfficer):
        town.complete("viet", signing, answer(town, "2.000908", "sign"))


# reporting upwards


def test_it_is_reported_from_level_to_level_and_each_may_look(town: Town, task_id: int) -> None:
    steps = [("nam", ["huong"]), ("huong", ["viet"]), ("viet", ["ha"])]
    for by, heard in steps:
        act(town, oversight.escalate, by, task_id, reason=WHY)
        for name in heard:
            assert told(town, name, "escalated") == [WHY]
            town.look(name, task_id)
    with pytest.raises(NotLawful, match="cấp cao nhất"):
        act(town, oversight.escalate, "viet", task_id, reason=WHY)
    assert next(line for line in lines(town, task_id) if "báo cấp trên" in line).endswith("Đặng Thị Thanh Hương")
    for by, refusal in (("binh", NotAllowed), ("thang", NotAllowed)):
        with pytest.raises(refusal):
            act(town, oversight.escalate, by, task_id, reason=WHY)
    assert is_whole(town)


def test_the_one_stop_reports_past_who_knows_already(town: Town, task_id: int) -> None:
    act(town, oversight.escalate, "mai", task_id, reason=WHY)
    act(town, oversight.escalate, "mai", task_id, reason="Vẫn chưa xử lý")
    assert told(town, "huong", "escalated") == [WHY]
    assert told(town, "viet", "escalated") == ["Vẫn chưa xử lý"]


# letters


def printed(town: Town, by: str, letter_id: int) -> str:
    with town.database.snapshot() as snapshot:
        pdf = letters.pdf(snapshot, letter_id, officer=town.officer(by), fonts=FONTS)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_an_urging_is_a_numbered_letter_that_both_sides_may_print(town: Town, task_id: int) -> None:
    urge(town, "mai", task_id, "Người dân chờ từ sáng.")
    view = town.look("nam", task_id).dossier
    (letter,) = oversight.letters(view)
    assert letter.symbol == "01/PĐĐ"
    for by in ("mai", "nam", "huong", "viet", "ha"):
        page = printed(town, by, letter.letter_id)
        for said in ("01/PĐĐ", view.particulars.code, "Người dân chờ từ sáng.", "Hoàng Đức Nam", "Trần Thị Mai"):
            assert said in page, said
        assert "Phòng Kinh tế, Hạ tầng và Đô thị" in page
        assert "001085012345" not in page
    for stranger in ("binh", "thang", "phuong"):
        with pytest.raises(NotFound):
            printed(town, stranger, letter.letter_id)
    before = printed(town, "mai", letter.letter_id)
    town.complete("nam", task_id, answer(town, "1.001612", town.look("nam", task_id).step.element))
    assert printed(town, "mai", letter.letter_id) == before  # as it stood then
    urge(town, "viet", received(town), "Gấp")
    with town.database.snapshot() as snapshot:
        numbers = [one.number for one in letters.page(snapshot, officer=town.officer("huong"))]
    assert numbers == [2, 1]


def test_the_province_urges_in_a_series_of_its_own(town: Town, task_id: int) -> None:
    urge(town, "mai", task_id)
    urge(town, "ha", task_id)
    found = oversight.letters(town.look("mai", task_id).dossier)
    assert [one.symbol for one in found] == ["01/PĐĐ", "01/PĐĐ"]
    assert "UBND TỈNH LAM GIANG" in printed(town, "nam", found[1].letter_id).upper()


def test_many_urged_are_one_letter_to_each_unit(town: Town, task_id: int) -> None:
    tasks = [task_id, received(town), *(office_task(town) for _ in range(2))]
    urge(town, "mai", tasks[1])
    done = worked(town, order(town, "urge", tasks, by="mai", reason="Trước 16 giờ"), by="mai")
    assert (done.done, len(done.refused), len(done.letters)) == (3, 1, 2)
    with town.database.snapshot() as snapshot:
        found = [urgings.one(snapshot, one.id) for one in done.letters]
    assert sorted((one.number, len(one.lines)) for one in found) == [(2, 1), (3, 2)]
    assert "02 việc" in printed(town, "mai", found[1].id)


def office_task(town: Town) -> int:
    accepted = town.receive()
    town.complete("mai", town.dossier("mai", accepted.dossier_id).current[0].task_id)
    return town.dossier("mai", accepted.dossier_id).current[0].task_id


# many at once


def test_many_are_given_taken_and_reported_with_a_result_each(town: Town, task_id: int) -> None:
    other, tasks = second(town), [task_id, received(town), office_task(town)]
    done = worked(town, order(town, "reassign", tasks, by="huong", to=other, reason=WHY), by="huong")
    assert (done.done, [one.task_id for one in done.refused], done.may_undo) == (2, [tasks[2]], False)
    done = worked(town, order(town, "take_over", tasks, by="huong", reason=WHY), by="huong")
    assert done.done == 2
    done = worked(town, order(town, "escalate", tasks, by="mai", reason=WHY), by="mai")
    assert done.done == 3
    with pytest.raises(Missing):
        order(town, "reassign", tasks, by="huong", reason=WHY)
    with pytest.raises(Missing):
        order(town, "explain", tasks, by="huong", reason=WHY)


# apologies


def test_who_is_late_without_an_apology_is_counted_until_it_is_issued(town: Town) -> None:
    tasks = [office_task(town) for _ in range(2)]
    ids = [town.look("mai", one).dossier.particulars.id for one in tasks]
    calendar, agency = town.directory.calendar(ward(town)), ward(town)

    def owed() -> list[tuple[int, str]]:
        with town.database.snapshot() as snapshot:
            told = {"moment": calendar.earliest(town.moment)}
            found = apologies.owed(snapshot, [agency], **told, limit=50)
            assert apologies.count(snapshot, [agency], **told) == len(found)
        return [(one.dossier_id, one.letter) for one in found]

    assert owed() == []
    town.claim("binh", tasks[0])
    town.claim("binh", tasks[1])
    town.pass_time(days=5)
    assert owed() == [(ids[0], ""), (ids[1], "")]
    due = town.dossier("mai", ids[0]).particulars.original_due_at
    until = town.moment + timedelta(days=3)
    done = worked(town, order(town, "apologise", tasks[:1], by="binh", reason="Tra cứu lâu", until=until), by="binh")
    assert done.done == 1
    assert owed() == [(ids[0], "draft"), (ids[1], "")]
    (letter,) = town.dossier("mai", ids[0]).letters
    town.letter(writing.approve, "viet", letter.id)
    town.letter(writing.issue, "viet", letter.id)
    assert owed() == [(ids[1], "")]
    found = town.dossier("mai", ids[0]).particulars
    assert (found.original_due_at, found.due_at) == (due, until)  # reports judge by the lawful one
    town.deal(dealings.withdraw, "mai", ids[1], reason="Đổi ý")
    assert owed() == []


def test_a_units_head_does_not_approve_the_own_apology_and_who_leads_the_agency_may(town: Town) -> None:
    until = town.moment + timedelta(days=3)
    for author, refused in (("huong", True), ("viet", False)):
        dossier_id = town.look("mai", office_task(town)).dossier.particulars.id
        with town.database.transaction() as transaction:
            told = {"officer": town.officer(author), "moment": town.moment, "key": town.key()}
            letter_id = writing.draft(transaction, dossier_id, kind="apology", reason="Chậm", until=until, **told)  # pyright: ignore
        if refused:
            with pytest.raises(NotLawful, match="lãnh đạo khác"):
                town.letter(writing.approve, author, letter_id)
        town.letter(writing.approve, "viet", letter_id)
        town.letter(writing.issue, "viet", letter_id)
        assert town.dossier("mai", dossier_id).particulars.due_at == until


@pytest.mark.parametrize("verb", [oversight.reassign, oversight.take_over, oversight.escalate])
def test_nothing_is_done_to_what_is_over_or_not_there(town: Town, task_id: int, verb: Callable[..., object]) -> None:
    town.complete("nam", task_id, answer(town, "1.001612", town.look("nam", task_id).step.element))
    given: dict[str, object] = {"to": second(town)} if verb is oversight.reassign else {}
    with pytest.raises(NotOpen):
        act(town, verb, "huong", task_id, reason=WHY, **given)
    with pytest.raises(NotFound):
        act(town, verb, "huong", 999_999, reason=WHY, **given)
    with pytest.raises(Refusal):
        act(town, verb, "huong", task_id, reason="x" * (oversight.LONGEST + 1), **given)
