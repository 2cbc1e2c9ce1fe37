"""A task is sent back with a reason to who did it; what was just sent is pulled back before anybody opens it."""

from __future__ import annotations

import pytest

from processes import clocks, history, worklist
from processes.refusals import AlreadyDone, Missing, NotClaimed, NotFound, NotLawful, NotYours
from tasks import passing
from tests.answers import answer
from tests.town import Town

CODE = "2.000908"


def send_back(town: Town, by: str, task_id: int, element: str, reason: str = "Thiếu trang 2", key: str = "") -> None:
    with town.database.transaction() as transaction:
        officer = town.officer(by)
        told = {"element": element, "reason": reason, "key": key or town.key()}
        passing.send_back(transaction, task_id, officer=officer, moment=town.moment, **told)


def pull_back(town: Town, by: str, task_id: int, key: str = "") -> None:
    with town.database.transaction() as transaction:
        passing.pull_back(transaction, task_id, officer=town.officer(by), moment=town.moment, key=key or town.key())


def may_pull_back(town: Town, by: str, task_id: int) -> bool:
    with town.database.snapshot() as snapshot:
        return passing.may_pull_back(snapshot, task_id, officer=town.officer(by))


def earlier(town: Town, by: str, task_id: int) -> list[tuple[str, str]]:
    with town.database.snapshot() as snapshot:
        return [(one.element, one.officer) for one in passing.earlier(snapshot, task_id, officer=town.officer(by))]


def task(town: Town, dossier_id: int, element: str) -> int:
    """The latest task of a step, looked up without opening the dossier."""
    with town.database.snapshot() as snapshot:
        steps = worklist.steps(snapshot, dossier_id)
    return [step.task_id for step in steps if step.element == element][-1]


@pytest.fixture
def signing(town: Town) -> int:
    """A dossier that waits for its signature, claimed; its number."""
    accepted = town.receive()
    town.complete("mai", task(town, accepted.dossier_id, "receive"))
    town.pass_time(minutes=30)
    town.claim("binh", task(town, accepted.dossier_id, "appraise"))
    town.complete("binh", task(town, accepted.dossier_id, "appraise"), answer(town, CODE, "appraise"))
    town.pass_time(minutes=30)
    return accepted.dossier_id


def test_it_comes_back_to_who_did_it_with_what_was_filled_in(town: Town, signing: int) -> None:
    before = town.dossier("mai", signing).particulars.due_at
    sign = task(town, signing, "sign")
    town.claim("viet", sign)
    assert earlier(town, "viet", sign) == [("appraise", "Nguyễn Văn Bình"), ("receive", "Trần Thị Mai")]
    send_back(town, "viet", sign, "appraise")
    again = task(town, signing, "appraise")
    step = next(one for one in town.dossier("binh", signing).steps if one.task_id == again)
    assert (step.state, step.holder_id) == ("assigned", town.officer("binh").id)
    town.claim("binh", again)
    given, found = answer(town, CODE, "appraise"), town.look("binh", again).values
    assert {key: found[key] for key in given} == given
    assert town.dossier("mai", signing).particulars.due_at == before
    town.complete("binh", again, answer(town, CODE, "appraise"))
    assert [one.element for one in town.dossier("mai", signing).current] == ["sign"]
    with town.database.snapshot() as snapshot:
        assert [*history.verify(snapshot), *clocks.verify(snapshot)] == []
        told = [row for row in history.of(snapshot, signing) if row.kind == "task.sent-back"]
    assert [(row.data["to"], row.data["reason"]) for row in told] == [("appraise", "Thiếu trang 2")]


def test_it_is_sent_back_over_several_steps(town: Town, signing: int) -> None:
    sign = task(town, signing, "sign")
    town.claim("viet", sign)
    send_back(town, "viet", sign, "receive")
    assert [one.element for one in town.dossier("mai", signing).current] == ["receive"]
    states = {one.element: one.state for one in town.dossier("mai", signing).steps}
    assert states["sign"] == "sent_back"


def test_only_who_claimed_it_sends_it_back_with_a_reason_and_once(town: Town, signing: int) -> None:
    sign = task(town, signing, "sign")
    with pytest.raises(NotClaimed):
        send_back(town, "viet", sign, "appraise")
    town.claim("viet", sign)
    with pytest.raises(NotYours):
        send_back(town, "binh", sign, "appraise")
    with pytest.raises(Missing):
        send_back(town, "viet", sign, "appraise", reason="  ")
    with pytest.raises(NotFound):
        send_back(town, "viet", sign, "issue")
    send_back(town, "viet", sign, "appraise", key="trả-lại")
    with pytest.raises(AlreadyDone):
        send_back(town, "viet", sign, "appraise", key="trả-lại")


def test_after_the_result_is_issued_nothing_goes_back(town: Town, signing: int) -> None:
    town.claim("viet", task(town, signing, "sign"))
    town.complete("viet", task(town, signing, "sign"), answer(town, CODE, "sign"))
    town.claim("thu", task(town, signing, "issue"))
    town.complete("thu", task(town, signing, "issue"), answer(town, CODE, "issue"))
    give = town.dossier("mai", signing).current[0].task_id
    town.claim("mai", give)
    assert earlier(town, "mai", give) == []
    with pytest.raises(NotLawful, match="phát hành"):
        send_back(town, "mai", give, "sign")


def test_what_was_just_sent_is_pulled_back_until_somebody_opens_it(town: Town, signing: int) -> None:
    done = task(town, signing, "appraise")
    assert may_pull_back(town, "binh", done)
    assert not may_pull_back(town, "mai", done)
    pull_back(town, "binh", done, key="rút")
    again = task(town, signing, "appraise")
    assert again != done
    step = town.dossier("binh", signing).current[0]
    assert (step.element, step.state, step.holder_id) == ("appraise", "claimed", town.officer("binh").id)
    with pytest.raises(AlreadyDone):
        pull_back(town, "binh", done, key="rút")
    town.complete("binh", again, answer(town, CODE, "appraise"))
    town.look("viet", task(town, signing, "sign"))
    assert not may_pull_back(town, "binh", again)
    with pytest.raises(NotLawful, match="mở xem"):
        pull_back(town, "binh", again)


def test_what_was_claimed_or_signed_is_not_pulled_back(town: Town, signing: int) -> None:
    done = task(town, signing, "appraise")
    sign = task(town, signing, "sign")
    town.claim("viet", sign)
    with pytest.raises(NotLawful, match="tiếp nhận"):
        pull_back(town, "binh", done)
    town.complete("viet", sign, answer(town, CODE, "sign"))
    with pytest.raises(NotLawful, match="pháp lý"):
        pull_back(town, "viet", sign)
