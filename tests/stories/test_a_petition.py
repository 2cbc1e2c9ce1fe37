"""A petition: taken in, sorted, answered within its limits and made public; never counted among dossiers.

NĐ 20/2008/NĐ-CP with NĐ 92/2017/NĐ-CP; QĐ 766/QĐ-TTg: refused in 2 working days, asked more in 5, answered in 15.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from processes import clocks, dossiers, executions, history, tables
from processes.matters import Told
from processes.people import Person
from processes.periods import Period
from processes.refusals import Missing, NotAllowed, NotFound, NotLawful
from tasks import dealings, demonstration, matters, reception, registers, viewing
from tasks.matters import Incoming
from tasks.reception import Accepted
from tasks.viewing import DossierView
from tests.town import AN, Town

LAMP = Told("Đèn đường hỏng ở ngõ 12 Lê Lợi", "Đèn đường trước nhà tôi ở ngõ 12 Lê Lợi hỏng đã ba tuần.")
PUBLIC = {
    "publish": "public",
    "public_question": "Đèn đường hỏng ở ngõ 12 Lê Lợi.",
    "public_answer": "Đèn đã được thay ngày 10/3/2026.",
}


def petition(town: Town, *, case: str = "petition", agency: str = "H99.30", **other: object) -> Incoming:
    """What an officer of the one-stop writes down."""
    told = Incoming(town.release_id("PAKN"), case, "phone", town.unit(agency, "one_stop").id, AN, LAMP)
    return replace(told, **other)  # pyright: ignore


def receive(town: Town, incoming: Incoming | None = None, *, by: str = "mai", key: str = "") -> Accepted:
    with town.database.transaction() as transaction:
        return matters.receive(
            transaction,
            incoming or petition(town),
            officer=town.officer(by),
            moment=town.moment,
            key=key or town.key(),
        )


def step(town: Town, username: str, dossier_id: int, **values: object) -> DossierView:
    """The officer does the step that waits, and sees where it led."""
    waiting = town.dossier("mai", dossier_id).current[0]
    if waiting.state == "opened":
        town.claim(username, waiting.task_id)
    town.complete(username, waiting.task_id, values)
    return town.dossier("mai", dossier_id)


def standing(view: DossierView) -> tuple[str, bool, bool]:
    """The state, and whether clock and matter have ended."""
    found = view.particulars
    return found.state, found.finished_at is not None, found.returned_at is not None


def verified(town: Town) -> list[object]:
    with town.database.snapshot() as snapshot:
        return [*history.verify(snapshot), *clocks.verify(snapshot)]


def test_a_petition_is_answered_and_published(town: Town) -> None:
    accepted = receive(town)
    assert accepted.code == "PAKN-H99.30-2026-00001"
    assert f"{accepted.due_at:%d/%m}" == "23/03"  # fifteen working days
    view = town.dossier("mai", accepted.dossier_id)
    assert (standing(view), view.told, view.history[0].kind) == (("received", False, False), LAMP, "matter.received")
    assert [(one.name, one.holder_id) for one in view.current] == [("Phân loại, xử lý ban đầu", town.officer("mai").id)]
    assert standing(step(town, "mai", accepted.dossier_id, triage="take"))[0] == "processing"
    assert standing(step(town, "binh", accepted.dossier_id, answer="Sẽ thay đèn."))[0] == "approving"
    back = step(town, "viet", accepted.dossier_id, decision="sent_back", reason="Ghi rõ ngày thay")
    assert standing(back) == ("processing", False, False)
    step(town, "binh", accepted.dossier_id, answer="Đã thay đèn ngày 10/3/2026.")
    answered = step(town, "viet", accepted.dossier_id, decision="approved")
    assert standing(answered) == ("answered", True, False)
    assert f"{answered.current[0].due_at:%d/%m}" == "04/03"  # two working days to publish
    over = step(town, "thu", accepted.dossier_id, **PUBLIC)
    assert standing(over) == ("published", True, True)
    assert over.current == []
    assert verified(town) == []


def test_a_question_is_answered_to_its_sender_alone(town: Town) -> None:
    accepted = receive(town, petition(town, case="question"))
    step(town, "mai", accepted.dossier_id, triage="take")
    step(town, "binh", accepted.dossier_id, answer="Nộp tại bộ phận Một cửa.")
    step(town, "viet", accepted.dossier_id, decision="approved")
    view = step(town, "thu", accepted.dossier_id, publish="sender_only", not_public="Việc riêng của người hỏi")
    assert standing(view) == ("closed", True, True)
    assert view.particulars.result == {}
    with town.database.snapshot() as snapshot:
        assert viewing.public_by_code(snapshot, accepted.code, "") is None
        shown = viewing.public_by_code(snapshot, accepted.code, AN.phone[-4:])
    assert shown is not None
    assert (shown.state, shown.answer) == ("Đã trả lời, không công khai", "")


def test_who_is_asked_for_more_and_stays_silent_is_not_waited_for(town: Town) -> None:
    accepted = receive(town)
    view = step(town, "mai", accepted.dossier_id, triage="ask", asked="Số nhà, số cột đèn")
    assert standing(view)[0] == "awaiting"
    assert f"{view.current[0].due_at:%d/%m}" == "09/03"
    town.pass_time(days=7, minutes=1)
    with town.database.transaction() as transaction:
        running = executions.due(transaction, moment=town.moment)
        assert running is not None
        dossiers.fire(transaction, running, moment=town.moment)
    over = town.dossier("mai", accepted.dossier_id)
    assert (standing(over), over.current) == (("lapsed", True, True), [])
    assert verified(town) == []


def test_who_is_asked_for_more_and_answers_is_dealt_with(town: Town) -> None:
    accepted = receive(town)
    step(town, "mai", accepted.dossier_id, triage="ask", asked="Số cột đèn")
    town.pass_time(days=1)
    view = step(town, "mai", accepted.dossier_id, supplement="Cột số 7")
    assert (standing(view)[0], view.current[0].element) == ("processing", "draft")
    assert view.particulars.due_at == accepted.due_at


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"triage": "refuse", "refusal": "Nội dung là khiếu nại, đã hướng dẫn gửi đơn"}, "refused"),
        ({"triage": "transfer", "transferred_to": "Công ty Điện lực Lam Giang"}, "transferred"),
    ],
)
def test_what_is_not_ours_ends_at_once(town: Town, told: dict[str, object], state: str) -> None:
    accepted = receive(town)
    view = step(town, "mai", accepted.dossier_id, **told)
    assert (standing(view), view.current) == ((state, True, True), [])
    assert verified(town) == []


def test_a_matter_is_never_counted_among_dossiers(town: Town) -> None:
    dossier, matter = town.receive(), receive(town)
    at = town.unit("H99.30", "one_stop").id
    month = Period(date(2026, 3, 1), date(2026, 3, 31))
    with town.database.snapshot() as snapshot:
        mai = town.officer("mai")
        assert [entry.code for entry in registers.entries(snapshot, at, month, officer=mai)] == [dossier.code]
        assert [one.code for one in reception.look_up(snapshot, AN.phone, officer=mai)] == [dossier.code]
        assert reception.look_up(snapshot, matter.code, officer=mai) == []
        mine = matters.page(snapshot, officer=mai, is_open=True)
        said = list(snapshot.execute(select(tables.Message.body)).scalars())
    assert [row.code for row in mine] == [matter.code]
    assert {told["code"] for told in said} == {dossier.code}
    assert {row.code for row in town.inbox("mai", "mine")} == {dossier.code, matter.code}
    offers = town.dossier("mai", matter.dossier_id).offers
    assert not any(offer.is_lawful for offer in offers)
    with pytest.raises(NotLawful):
        town.deal(dealings.withdraw, "mai", matter.dossier_id, reason="Thôi")


def test_a_dossier_is_not_taken_in_as_a_matter_nor_a_matter_as_a_dossier(town: Town) -> None:
    with pytest.raises(NotFound):
        receive(town, petition(town, release_id=town.release_id("2.000908")))
    with pytest.raises(NotFound):
        town.receive(town.request("PAKN"))
    with town.database.snapshot() as snapshot:
        offers = matters.offered(
            snapshot, town.unit("H99.30", "one_stop").id, officer=town.officer("mai"), moment=town.moment
        )
    assert [one.release.code for one in offers] == ["PAKN"]


NAMELESS = replace(AN, name=" ")
UNREACHABLE = Person("Nguyễn Văn An")


@pytest.mark.parametrize(
    ("other", "missing"),
    [
        ({"sender": NAMELESS}, "họ tên"),
        ({"sender": UNREACHABLE}, "điện thoại"),
        ({"told": Told("", "Đèn hỏng")}, "tóm tắt"),
        ({"told": Told("Đèn hỏng", " ")}, "nội dung"),
    ],
)
def test_without_a_name_a_way_to_answer_or_content_nothing_is_taken_in(
    town: Town, other: dict[str, object], missing: str
) -> None:
    with pytest.raises(Missing) as refused:
        receive(town, petition(town, **other))
    assert missing in str(refused.value)


def test_only_the_one_stop_takes_a_matter_in_and_who_works_on_it_sees_it(town: Town) -> None:
    with pytest.raises(NotAllowed):
        receive(town, by="binh")
    accepted = receive(town)

    def seen(username: str) -> list[str]:
        with town.database.snapshot() as snapshot:
            return [row.code for row in matters.page(snapshot, officer=town.officer(username), is_open=True)]

    assert (seen("mai"), seen("viet")) == ([accepted.code], [accepted.code])
    assert (seen("binh"), seen("son")) == ([], [])
    step(town, "mai", accepted.dossier_id, triage="take")
    assert seen("binh") == [accepted.code]
    with pytest.raises(NotFound):
        town.dossier("son", accepted.dossier_id)


def test_the_list_is_paged_by_key_and_narrowed_by_state(town: Town) -> None:
    first = receive(town)
    town.pass_time(hours=1)
    second, third = receive(town), receive(town)
    step(town, "mai", second.dossier_id, triage="take")

    def page(**narrowed: object) -> list[matters.Row]:
        with town.database.snapshot() as snapshot:
            return matters.page(snapshot, officer=town.officer("mai"), **narrowed)  # pyright: ignore

    top = page(is_open=True, limit=2)
    assert [row.code for row in top] == [first.code, second.code]
    assert [row.code for row in page(is_open=True, after=top[-1].place)] == [third.code]
    assert [row.code for row in page(is_open=True, state="processing")] == [second.code]
    for one in (first, third):
        step(town, "mai", one.dossier_id, triage="refuse", refusal="Trùng")
        town.pass_time(minutes=5)
    over = page(is_open=False, limit=1)
    assert [row.code for row in over] == [third.code]
    assert [row.code for row in page(is_open=False, after=over[-1].place)] == [first.code]


def test_codes_have_no_gap_and_no_double_whoever_asks_at_once(town: Town) -> None:
    known = petition(town)
    officer = town.officer("mai")

    def take(number: int) -> str:
        with town.database.transaction() as transaction:
            moment = town.moment
            return matters.receive(transaction, known, officer=officer, moment=moment, key=f"take-{number}").code

    with ThreadPoolExecutor(4) as threads:
        codes = sorted(threads.map(take, range(16)))
    assert codes == [f"PAKN-H99.30-2026-{number:05}" for number in range(1, 17)]
    elsewhere = receive(town, petition(town, agency="H99.31"), by="son")
    assert elsewhere.code == "PAKN-H99.31-2026-00001"
    town.moment = town.moment.replace(year=2027)
    assert receive(town).code == "PAKN-H99.30-2027-00001"


def test_what_was_uploaded_goes_with_the_matter(town: Town) -> None:
    photo = town.upload("mai", "den-hong.pdf")
    accepted = receive(town, petition(town, documents=(photo.id,)))
    assert [one.name for one in town.dossier("mai", accepted.dossier_id).documents] == ["den-hong.pdf"]


def test_the_demonstration_has_three_matters_told_once(town: Town) -> None:
    for _ in range(2):
        with town.database.transaction() as transaction:
            demonstration.tell(transaction, moment=town.moment)
    with town.database.snapshot() as snapshot:
        son = town.officer("son")
        waiting = matters.page(snapshot, officer=son, is_open=True)
        over = matters.page(snapshot, officer=son, is_open=False)
        shown = viewing.public_by_code(snapshot, over[0].code, "")
    assert [row.state for row in waiting] == ["processing", "received"]
    assert [row.state for row in over] == ["published"]
    assert shown is not None
    assert "Lò Văn Inh" not in f"{shown}"
    assert verified(town) == []
