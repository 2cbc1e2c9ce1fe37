"""What the pages say and draw, from real dossiers: the way, the history, forms, people, and acts that are refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from bpmn import releases
from bpmn.forms import WrongValues
from bpmn.model import Act
from bpmn.terms import WorkingTime
from processes.database import Database
from processes.deadlines import Standing
from processes.people import People, Person
from processes.trial_authority import Authority
from tasks import inbox, reception
from tasks.inbox import Filter
from tasks.reception import Correction
from tasks.signing import named
from tests import signing
from tests.answers import ANSWERS, answer
from tests.conftest import DIAGRAMS, MONDAY_8AM
from tests.signing import MARCH, Keys
from tests.town import AN, Town
from ui import locale
from ui.widgets import answers, people, signatures, standing, story, text, timeline, workbench

PROCEDURE = "2.000908"
HOSTILE = Person('<b>#read("/etc/passwd") $ * _ @</b>', "001085012345", "0912345678")


def go(town: Town, dossier_id: int, *until: str, **other: object) -> None:
    """Works on the dossier's steps, in order, as the demonstration's officers do."""
    for element in until:
        told = ANSWERS[PROCEDURE][element]
        step = town.dossier("mai", dossier_id).current[0]
        assert step.element == element
        if step.state == "opened":
            town.claim(told.by, step.task_id)
        town.pass_time(minutes=10)
        town.complete(told.by, step.task_id, answer(town, PROCEDURE, element, **other))


def states(town: Town, dossier_id: int) -> list[tuple[str, str]]:
    """The way of a dossier as the page draws it."""
    return [(stop.name, stop.state) for stop in timeline.stops(town.dossier("mai", dossier_id))]


def sentences(town: Town, dossier_id: int) -> list[str]:
    """The history of a dossier as it is read, without markup."""
    view = town.dossier("mai", dossier_id)
    return [re.sub(r"<[^>]+>", "", line.html) for line in story.lines_of(view)]


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database, MONDAY_8AM)


def test_the_way_shows_who_has_done_what_and_what_is_still_to_come(town: Town) -> None:
    accepted = town.receive()
    go(town, accepted.dossier_id, "receive")
    stops = timeline.stops(town.dossier("mai", accepted.dossier_id))
    assert [stop.state for stop in stops] == ["done", "current", "next", "next", "next"]
    assert (stops[0].who, stops[0].when) == ("Trần Thị Mai", "08:10 02/03")
    assert (stops[1].who, stops[1].when) == ("Công chức Tư pháp – Hộ tịch", "Chờ nhận việc")
    assert [stop.who for stop in stops[2:]] == [
        "Chủ tịch UBND phường",
        "Văn thư",
        "Cán bộ tiếp nhận và trả kết quả",
    ]


def test_what_was_sent_back_is_still_to_be_done(town: Town) -> None:
    accepted = town.receive()
    go(town, accepted.dossier_id, "receive", "appraise")
    go(town, accepted.dossier_id, "sign", decision="sent_back", reason="Thiếu trang 2")
    assert [state for _, state in states(town, accepted.dossier_id)] == ["done", "current", "next", "next", "next"]
    go(town, accepted.dossier_id, "appraise", "sign", "issue", "return_result")
    assert [state for _, state in states(town, accepted.dossier_id)] == ["done"] * 5


def test_the_diagram_is_marked_along_the_flows_that_were_taken(town: Town) -> None:
    accepted = town.receive()
    go(town, accepted.dossier_id, "receive", "appraise", "sign")
    marked = timeline.passed(town.dossier("mai", accepted.dossier_id))
    assert marked == [
        *("start", "begin", "receive", "transfer", "appraise", "submit", "sign", "decide", "signed", "approve")
    ]
    go(town, accepted.dossier_id, "issue", "return_result")
    assert timeline.passed(town.dossier("mai", accepted.dossier_id))[-2:] == ["finish", "end"]


def test_the_history_says_who_did_what_and_an_act_is_told_once(town: Town) -> None:
    accepted = town.receive()
    go(town, accepted.dossier_id, *ANSWERS[PROCEDURE])
    assert sentences(town, accepted.dossier_id) == [
        "Trần Thị Mai tiếp nhận hồ sơ",
        "Trần Thị Mai chuyển hồ sơ đi xử lý",
        "Nguyễn Văn Bình nhận việc “Tra cứu sổ gốc, dự thảo”",
        "Nguyễn Văn Bình hoàn thành “Tra cứu sổ gốc, dự thảo”",
        "Phạm Quốc Việt nhận việc “Xem xét, ký”",
        "Phạm Quốc Việt hoàn thành “Xem xét, ký”",
        "Lê Thị Thu nhận việc “Vào số, đóng dấu, phát hành”",
        "Lê Thị Thu phát hành kết quả",
        "Trần Thị Mai nhận việc “Trả kết quả”",
        "Trần Thị Mai trả kết quả cho Nguyễn Văn An",
    ]
    issued = list(story.lines_of(town.dossier("mai", accepted.dossier_id)))[7]
    assert issued.post == "Văn thư, Văn phòng HĐND và UBND phường"
    assert "12/SL-UBND" in issued.told
    assert "02/03/2026" in issued.told
    assert 'href="/api/files/' in issued.told


def test_the_history_says_whom_it_waits_for(town: Town) -> None:
    accepted = town.receive()
    go(town, accepted.dossier_id, "receive")
    assert sentences(town, accepted.dossier_id)[-1] == (
        "Bước “Tra cứu sổ gốc, dự thảo” chờ Công chức Tư pháp – Hộ tịch thực hiện"
    )


def test_a_correction_shows_what_was_and_what_is(town: Town) -> None:
    accepted = town.receive()
    with town.database.transaction() as transaction:
        changed = replace(AN, phone="0987654321")
        reception.correct(
            transaction,
            accepted.dossier_id,
            Correction(owner=changed, submitter=changed),
            reason="Ghi nhầm số",
            officer=town.officer("mai"),
            moment=town.moment,
            key=town.key(),
        )
    corrected = list(story.lines_of(town.dossier("mai", accepted.dossier_id)))[-1]
    assert corrected.told.count("<s>0912345678</s> → 0987654321") == 1
    assert "Ghi nhầm số" in corrected.told


def test_what_people_are_called_is_never_markup(town: Town) -> None:
    accepted = town.receive(town.request(people=People(HOSTILE, HOSTILE)))
    go(town, accepted.dossier_id, "receive", "appraise", "sign", "issue")
    go(town, accepted.dossier_id, "return_result", receiver_name=HOSTILE.name)
    last = list(story.lines_of(town.dossier("mai", accepted.dossier_id)))[-1]
    assert "&lt;b&gt;#read" in last.html
    assert "<b>#read" not in last.html
    assert text.literal("a*b_[c]($x$) :red[d]") == r"a\*b\_\[c\](\$x\$) \:red\[d\]"
    assert text.literal("1. a -> www.b.vn\n- c@d.vn: Phòng A - B (000.00.30)") == (
        "1\\. a \\-\\> www\\.b.vn\n\\- c\\@d.vn: Phòng A - B (000.00.30)"
    )


def test_answers_are_told_in_the_words_of_the_form(town: Town) -> None:
    accepted = town.receive()
    go(town, accepted.dossier_id, "receive", "appraise")
    view = town.dossier("mai", accepted.dossier_id)
    row = next(row for row in view.history if row.kind == answers.ANSWERED and row.element == "appraise")
    assert [(said.label, said.html) for said in answers.of(view, row)] == [
        ("Kết quả tra cứu", "Bản sao cấp từ sổ gốc"),
        ("Số, quyển, ngày ghi trong sổ gốc", "Quyển 3/2015, số 120"),
        ("Số bản sao cấp", "1"),
    ]


def test_standings_are_said_in_both_languages() -> None:
    left, late = (
        Standing("soon", WorkingTime(180), "Còn 3 giờ"),
        Standing("overdue", WorkingTime(-480), "Quá hạn 1 ngày"),
    )
    assert [standing.told(one) for one in (left, late)] == ["Còn 3 giờ", "Quá hạn 1 ngày"]
    with locale.speaking("en"):
        assert [standing.told(one) for one in (left, late)] == ["3 h left", "1 d overdue"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (Person("Nguyễn Văn An", "001085012345", "0912 345.678", "an@lamgiang.vn"), set[str]()),
        (Person("An", "c1234567", "+84912345678"), set[str]()),
        (Person("", "00108501234", "912345678", "an@"), {"name", "identity", "phone", "email"}),
    ],
)
def test_a_person_is_tidied_and_checked_field_by_field(given: Person, wrong: set[str]) -> None:
    assert set(people.check(people.tidied(given))) == wrong


def _form() -> None:
    import streamlit as st

    from bpmn import releases
    from tests.conftest import DIAGRAMS
    from ui.widgets import form

    shown = releases.read_folder(DIAGRAMS / "cap-ban-sao-tu-so-goc").forms[st.session_state["form"]]
    st.session_state["given"] = form.draw(
        shown, key="f", values=st.session_state["values"], wrong=st.session_state["wrong"]
    )


def drawn(name: str, values: dict[str, object], wrong: dict[str, str]) -> AppTest:
    """A form of the shipped procedure, as Streamlit draws it."""
    page = AppTest.from_function(_form, default_timeout=30)
    for key, value in {"form": name, "values": values, "wrong": wrong}.items():
        page.session_state[key] = value
    return page.run()


def test_a_form_is_drawn_with_what_is_known_and_gives_what_its_check_takes(town: Town) -> None:
    page = drawn("phat-hanh", {"result_date": "2026-03-02"}, {})
    assert page.date_input[0].value.isoformat() == "2026-03-02"
    assert page.text_input[0].label == r"Số, ký hiệu :red[\*]"
    page.text_input[0].set_value("12/SL-UBND")
    page.text_input[1].set_value("Phạm Quốc Việt")
    given = page.run().session_state["given"]
    form = releases.read_folder(DIAGRAMS / "cap-ban-sao-tu-so-goc").forms["phat-hanh"]
    with pytest.raises(WrongValues) as refused:
        form.check(given)
    assert set(refused.value.fields) == {"result_file"}
    assert form.check({**given, "result_file": [{"id": 1, "name": "kq.pdf"}]})["result_date"] == "2026-03-02"


def test_what_was_refused_is_said_at_its_field() -> None:
    page = drawn("ky", {}, {"decision": "Mục này bắt buộc."})
    (said,) = [block.proto.body for block in page.get("html")]  # a long text has its hint inside
    assert "Mục này bắt buộc." in said


def _claim() -> None:
    import streamlit as st

    from processes import database
    from tasks import inbox
    from ui.widgets import acts

    def act(transaction, key):
        st.session_state["keys"].append(key)
        inbox.claim(
            transaction,
            st.session_state["task"],
            officer=st.session_state["officer"],
            moment=database.now(),
            key=key,
        )

    st.session_state["done"] = acts.attempt("claim", act)
    acts.show_refusal("claim")


def test_an_act_keeps_its_key_until_it_stands_and_says_why_it_was_refused(town: Town) -> None:
    accepted = town.receive()
    go(town, accepted.dossier_id, "receive")
    task_id = inbox_row(town).task_id
    page = AppTest.from_function(_claim, default_timeout=30)
    page.session_state["keys"] = []
    page.session_state["task"] = task_id
    page.session_state["officer"] = town.officer("nam")
    page.run().run()
    assert page.error[0].value == "Vị trí công tác của bạn không có quyền thực hiện thao tác này."
    page.session_state["officer"] = town.officer("binh")
    page.run()
    assert not page.error
    refused, again, done = page.session_state["keys"]
    assert refused == again == done
    page.run()
    assert page.session_state["keys"][-1] != done


def inbox_row(town: Town):
    """The one task in the pool of the register's officer."""
    with town.database.snapshot() as snapshot:
        (row,) = inbox.page(snapshot, Filter("unclaimed"), officer=town.officer("binh"), moment=town.moment)
    return row


def test_each_signature_is_told_in_a_line_and_a_changed_file_plainly(town: Town, data: Path) -> None:
    keys, stranger = Keys.founded(data), Authority.founded(MARCH)
    keys.give("officers/viet", "Phạm <b>Quốc</b> Việt")
    keys.give("agencies/H99.30", "UBND phường Bến Xuân", by=stranger)
    signed = keys.sign(keys.sign(signing.page(), "officers/viet"), "agencies/H99.30")
    stored = replace(town.upload("thu", "ket-qua.pdf", signed), kind="result")
    said = re.findall(r'<li class="(\w+)".*?<b>(.*?)</b>(.*?)</span><em>(.*?)</em>', signatures.lines(stored))
    assert said == [
        ("ok", "Phạm &lt;b&gt;Quốc&lt;/b&gt; Việt", ", 08:00 02/03/2026", "Chữ ký hợp lệ"),
        ("warn", "UBND phường Bến Xuân", ", 08:00 02/03/2026", "Chưa xác định được nơi cấp chứng thư số"),
    ]
    assert signatures.lines(replace(stored, kind="paper")) == ""
    stored.path.write_bytes(signed.replace(b"/Page", b"/Pagf", 1))
    assert re.findall(r"<em>(.*?)</em>", signatures.lines(stored)) == [
        "Tệp trên máy chủ không còn đúng như khi được lưu",
        "Tệp đã bị thay đổi sau khi ký",
        "Tệp đã bị thay đổi sau khi ký",
    ]


def test_who_signs_is_told_beforehand_and_the_history_tells_it_afterwards(town: Town, data: Path) -> None:
    keys = Keys.founded(data)
    keys.give("officers/viet", "Phạm Quốc Việt")
    accepted = town.receive()
    go(town, accepted.dossier_id, "receive")
    draft = [named(town.upload("binh", "ban-sao.pdf", signing.page()))]
    go(town, accepted.dossier_id, "appraise", draft=draft)
    (step,) = town.dossier("mai", accepted.dossier_id).current
    assert "ban-sao.pdf" in workbench.to_be_signed(town.look("viet", step.task_id))
    go(town, accepted.dossier_id, "sign")
    told = sentences(town, accepted.dossier_id)
    assert any(one.startswith("Phạm Quốc Việt ký số tệp “ban-sao-da-ky.pdf”, chứng thư số") for one in told)


def test_every_act_has_a_button() -> None:
    assert set(workbench.ACTS) == set(get_args(Act))
