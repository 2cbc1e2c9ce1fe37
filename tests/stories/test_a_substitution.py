"""A head is on leave: another acts in both names for as long as the decision says, and then no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from processes import history
from processes.refusals import (
    AlreadyClaimed,
    AlreadyDone,
    Missing,
    NotAllowed,
    NotCovered,
    NotLawful,
    NotYours,
    SameOfficer,
)
from tasks import agent, assignment, dealings, substitution, writing
from tasks.substitution import Appointment
from tests.answers import answer
from tests.town import Town

CODE = "2.000908"
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 6)


def appoint(town: Town, absent: str, substitute: str, *, by: str = "khoa", key: str = "", **told: object) -> int:
    given = Appointment(town.officer(absent).id, town.officer(substitute).id, "12/QĐ-UBND", FIRST, FIRST, LAST)
    with town.database.transaction() as transaction:
        return substitution.record(
            transaction,
            replace(given, **told),  # pyright: ignore
            officer=town.officer(by),
            moment=town.moment,
            key=key or town.key(),
        )


def end(town: Town, substitution_id: int, basis: str = "15/QĐ-UBND", by: str = "khoa") -> None:
    with town.database.transaction() as transaction:
        substitution.end(
            transaction, substitution_id, basis=basis, officer=town.officer(by), moment=town.moment, key=town.key()
        )


def go(town: Town, dossier_id: int, *steps: tuple[str, str]) -> None:
    for username, element in steps:
        (step,) = town.dossier("mai", dossier_id).current
        if step.holder_id is None:
            town.claim(username, step.task_id)
        town.complete(username, step.task_id, answer(town, CODE, element))


def current(town: Town, dossier_id: int):
    (step,) = town.dossier("mai", dossier_id).current
    return step


def to_sign(town: Town) -> int:
    dossier_id = town.receive().dossier_id
    go(town, dossier_id, ("mai", "receive"), ("binh", "appraise"))
    return dossier_id


def sound(town: Town) -> bool:
    with town.database.snapshot() as snapshot:
        return [*history.verify(snapshot)] == []


def test_the_substitute_signs_and_both_names_are_on_record(town: Town) -> None:
    dossier_id = to_sign(town)
    with pytest.raises(NotAllowed):
        town.claim("huong", current(town, dossier_id).task_id)
    found = appoint(town, "viet", "huong")
    assert [row.dossier_id for row in town.inbox("huong")] == [dossier_id]
    assert town.look("huong", current(town, dossier_id).task_id).may_claim
    go(town, dossier_id, ("huong", "sign"))
    signed = [row for row in town.dossier("mai", dossier_id).history if row.element == "sign" and row.officer_id]
    assert {(row.officer_id, row.substitution_id) for row in signed} == {(town.officer("huong").id, found)}
    assert town.directory.substitutions[found].absent_id == town.officer("viet").id
    assert sound(town)


def test_after_the_last_day_nothing_remains(town: Town) -> None:
    held, pooled = to_sign(town), to_sign(town)
    appoint(town, "viet", "huong")
    task_id = current(town, held).task_id
    town.claim("huong", task_id)
    town.pass_time(days=5)  # Saturday after the last day
    assert town.inbox("huong") == []
    with pytest.raises(NotAllowed):
        town.complete("huong", task_id, answer(town, CODE, "sign"))
    with pytest.raises(NotAllowed):
        town.claim("huong", current(town, pooled).task_id)
    assert not town.look("viet", task_id).may_claim
    agent.sweep(town.database, moment=town.moment)
    step = current(town, held)
    assert (step.state, step.holder_id) == ("assigned", town.officer("viet").id)
    told = town.dossier("viet", held).history[-1]
    assert (told.kind, told.officer_id, told.data) == ("task.given-back", None, {"to": town.officer("viet").id})
    go(town, pooled, ("viet", "sign"))
    town.claim("viet", task_id)
    town.complete("viet", task_id, answer(town, CODE, "sign"))
    last = [row for row in town.dossier("viet", held).history if row.kind == "task.completed"][-1]
    assert last.substitution_id is None
    agent.sweep(town.database, moment=town.moment)
    assert sound(town)


def test_it_does_not_begin_before_its_first_day(town: Town) -> None:
    dossier_id = to_sign(town)
    appoint(town, "viet", "huong", valid_from=FIRST + timedelta(days=1))
    with pytest.raises(NotAllowed):
        town.claim("huong", current(town, dossier_id).task_id)
    town.pass_time(days=1)
    town.claim("huong", current(town, dossier_id).task_id)


def test_what_lies_in_the_absent_officers_hands_is_taken_over(town: Town) -> None:
    dossier_id = to_sign(town)
    task_id = current(town, dossier_id).task_id
    town.claim("viet", task_id)
    with pytest.raises(AlreadyClaimed):
        town.claim("huong", task_id)
    found = appoint(town, "viet", "huong")
    assert town.look("huong", task_id).may_claim
    town.claim("huong", task_id)
    with pytest.raises(NotYours):
        town.complete("viet", task_id, answer(town, CODE, "sign"))
    end(town, found)
    step = current(town, dossier_id)
    assert (step.state, step.holder_id) == ("assigned", town.officer("viet").id)
    with pytest.raises(NotAllowed):
        town.complete("huong", task_id, answer(town, CODE, "sign"))
    with pytest.raises(NotLawful, match="đã kết thúc"):
        end(town, found)
    assert sound(town)


def test_ordinary_acts_leave_signing_out(town: Town) -> None:
    dossier_id = to_sign(town)
    appoint(town, "viet", "huong", acts="ordinary")
    with pytest.raises(NotCovered, match="không bao gồm"):
        town.claim("huong", current(town, dossier_id).task_id)
    assert not town.look("huong", current(town, dossier_id).task_id).may_claim
    other = town.receive().dossier_id
    go(town, other, ("mai", "receive"))
    appoint(town, "binh", "nam", acts="ordinary")
    go(town, other, ("nam", "appraise"))


def test_only_its_procedures_are_covered(town: Town) -> None:
    dossier_id = to_sign(town)
    found = appoint(town, "viet", "huong", procedures=["1.001612"])
    with pytest.raises(NotCovered):
        town.claim("huong", current(town, dossier_id).task_id)
    end(town, found)
    appoint(town, "viet", "huong", procedures=["1.001612", CODE])
    town.claim("huong", current(town, dossier_id).task_id)


def test_four_eyes_see_both_names(town: Town) -> None:
    """Who prepared does not sign for the absent head; nor does the head sign what was prepared in the head's name."""
    dossier_id = to_sign(town)
    appoint(town, "viet", "binh")
    town.claim("binh", current(town, dossier_id).task_id)
    with pytest.raises(SameOfficer):
        town.complete("binh", current(town, dossier_id).task_id, answer(town, CODE, "sign"))
    # prepared by nam in binh's name: neither may sign
    other = town.receive().dossier_id
    go(town, other, ("mai", "receive"))
    appoint(town, "binh", "nam", decision="13/QĐ-UBND")
    go(town, other, ("nam", "appraise"))
    town.claim("binh", current(town, other).task_id)
    with pytest.raises(SameOfficer):
        town.complete("binh", current(town, other).task_id, answer(town, CODE, "sign"))


def test_a_letter_is_approved_and_names_both(town: Town) -> None:
    dossier_id = town.receive().dossier_id
    go(town, dossier_id, ("mai", "receive"))
    town.claim("binh", current(town, dossier_id).task_id)
    content = {"missing": "Giấy khai sinh", "reason": "Thiếu", "limit": town.moment + timedelta(days=20)}
    with town.database.transaction() as transaction:
        letter_id = writing.draft(
            transaction,
            dossier_id,
            kind="supplement_request",
            officer=town.officer("binh"),
            moment=town.moment,
            key=town.key(),
            **content,
        )
    with pytest.raises(NotAllowed):
        town.letter(writing.approve, "nam", letter_id)
    found = appoint(town, "viet", "nam")
    for verb in (writing.approve, writing.issue):
        town.letter(verb, "nam", letter_id)
    (letter,) = town.dossier("mai", dossier_id).letters
    assert letter.printed is not None
    assert letter.approved_under == found
    printed = [letter.printed[name] for name in ("signer_name", "signer_title", "signer_note")]
    assert printed == [
        "Hoàng Đức Nam",
        "Chủ tịch UBND phường",
        "Thay Phạm Quốc Việt, theo phân công thay số 12/QĐ-UBND",
    ]
    by_nam = [row for row in town.dossier("mai", dossier_id).history if row.officer_id == town.officer("nam").id]
    assert {row.substitution_id for row in by_nam} == {found}
    assert len(by_nam) == 2


def test_what_is_done_beside_the_steps_is_on_record_too(town: Town) -> None:
    dossier_id = to_sign(town)
    found = appoint(town, "viet", "nam")  # huong heads a division of the agency and would need no substitution
    town.deal(dealings.ask_duty, "nam", dossier_id, amount=8000, notice="3", limit=town.moment + timedelta(days=3))
    asked = [row for row in town.dossier("mai", dossier_id).history if row.kind == "duty.asked"]
    assert [(row.officer_id, row.substitution_id) for row in asked] == [(town.officer("nam").id, found)]
    assert sound(town)


def test_a_reception_officers_substitute_receives(town: Town) -> None:
    with pytest.raises(NotAllowed):
        town.receive(by="nam")
    found = appoint(town, "mai", "nam")
    dossier_id = town.receive(by="nam").dossier_id
    accepted = town.dossier("nam", dossier_id).history[0]
    assert (accepted.officer_id, accepted.substitution_id) == (town.officer("nam").id, found)
    step = town.dossier("nam", dossier_id).current[0]
    town.complete("nam", step.task_id, answer(town, CODE, "receive"))


def test_what_was_passed_on_is_not_passed_on_again(town: Town) -> None:
    dossier_id = to_sign(town)
    appoint(town, "viet", "huong")
    with pytest.raises(NotLawful, match="cũng vắng mặt"):
        appoint(town, "nam", "viet")
    appoint(town, "huong", "nam")
    with pytest.raises(NotAllowed):
        town.claim("nam", current(town, dossier_id).task_id)


def test_a_head_assigns_to_the_substitute(town: Town) -> None:
    dossier_id = town.receive().dossier_id
    go(town, dossier_id, ("mai", "receive"))
    task_id, found = current(town, dossier_id).task_id, appoint(town, "binh", "nam")
    with town.database.transaction() as transaction:
        head = town.officer("viet")
        permitted = {"officer": head, "moment": town.moment, "key": town.key()}
        with pytest.raises(NotAllowed):  # the leader heads another unit
            assignment.assign(transaction, task_id, to=town.officer("nam").id, **permitted)  # pyright: ignore
    town.claim("nam", task_id)
    assert town.dossier("mai", dossier_id).history[-1].substitution_id == found


def test_only_who_administers_records_it_by_a_decision(town: Town) -> None:
    for other in ("viet", "binh", "ha"):
        with pytest.raises(NotAllowed):
            appoint(town, "viet", "huong", by=other)
    with pytest.raises(Missing):
        appoint(town, "viet", "huong", decision=" ")
    for told, why in (
        ({"valid_to": FIRST - timedelta(days=1)}, "ngày cuối"),
        ({"valid_from": date(2026, 2, 2), "valid_to": date(2026, 2, 3)}, "đã qua"),
        ({"decided_on": LAST}, "ngày quyết định"),
        ({"substitute_id": town.officer("viet").id}, "phải khác"),
        ({"substitute_id": town.officer("chau").id}, "cùng cơ quan"),
        ({"posts": [next(iter(town.officer("binh").post_ids))]}, "không giữ"),
    ):
        with pytest.raises(NotLawful, match=why):
            appoint(town, "viet", "huong", **told)
    appoint(town, "viet", "huong", key="một lần")
    with pytest.raises(AlreadyDone):
        appoint(town, "viet", "huong", key="một lần")
    with pytest.raises(NotLawful, match="đã có phân công thay"):
        appoint(town, "viet", "huong")
