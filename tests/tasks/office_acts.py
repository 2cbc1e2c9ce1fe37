"""Acts of the counter, of letters, of heads and of who administers, for the question who may do what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from processes import outbox
from processes.calendars import local
from processes.ladders import Rung
from processes.outbox import Message
from processes.people import People
from processes.periods import Period
from tasks import (
    batches,
    calendar,
    dealings,
    escalations,
    following,
    intake,
    matters,
    operations,
    receipts,
    reception,
    registers,
    reports,
    roster,
    slips,
    staffing,
    substitution,
    viewing,
    views,
    writing,
)
from tasks.inbox import Filter
from tasks.intake import Intake
from tasks.reception import Correction
from tasks.reports import Asked
from tasks.roster import Line
from tasks.staffing import Newcomer
from tasks.substitution import Appointment
from tests.answers import answer
from tests.stories.test_a_petition import petition
from tests.tasks import studio_acts
from tests.tasks.scene import ANALYST, Scene
from tests.town import AN, Town
from ui.api.printing import FONTS

PEOPLE = {"who analyses procedures": ANALYST, "a department's case officer": "phuong"}
EVERYBODY: set[str] = set()  # filled when all are known
HOLDER, HEAD, COUNTER = "the post's holder", "a leader of the agency", "the receiving one-stop"
DIVISION_HEAD = "a substitute in the period"  # she heads a division of the agency, in a post of her own
CLERK = "the same unit, a substitute after it"
ADMINISTRATOR, DEPARTMENT = "who administers", "a department's case officer"
BASIS = "12/QĐ-UBND"
STORM = date(2026, 3, 4)

AT_WORK, DUTY, SUPPLEMENT, ABROAD = "at work", "awaiting a duty", "awaiting a supplement", "at a department"
EXCLUDED, DRAFTED, APPROVED, ONLINE = "in excluded time", "with a draft", "with an approved draft", "asked online"
STORMY, BATCHED, VIEWED = "after a day off was announced", "with a batch", "with a saved view"
STUCK = "with a message that does not leave"


def act(scene: Scene, by: str, verb: Callable[..., object], *subject: object, **told: object) -> None:
    """One act by somebody."""
    told |= {"officer": scene.town.officer(by), "moment": scene.town.moment, "key": scene.town.key()}
    with scene.town.database.transaction() as transaction:
        verb(transaction, *subject, **told)


def look(scene: Scene, by: str, verb: Callable[..., object], *subject: object, **told: object) -> None:
    """One look by somebody."""
    with scene.town.database.snapshot() as snapshot:
        verb(snapshot, *subject, officer=scene.town.officer(by), **told)


def scene_of(town: Town, state: str) -> Scene:
    """The scene in one of the states above."""
    if state in (ABROAD, EXCLUDED):
        return _abroad(town, state)
    if state == STORMY:
        return _stormy(town)
    if state == studio_acts.DRAWN:
        return studio_acts.scene_of(town)
    if state == studio_acts.ASKED:
        return studio_acts.asked_scene_of(town)
    if state == studio_acts.MOVED:
        return studio_acts.moved_scene_of(town)
    dossier_id = town.receive().dossier_id
    town.complete("mai", town.dossier("mai", dossier_id).current[0].task_id)
    scene = Scene(town, dossier_id, town.dossier("mai", dossier_id).current[0].task_id)
    town.claim("binh", scene.task_id)
    match state:
        case "awaiting a duty":
            ask_duty(scene, "binh")
        case "awaiting a supplement":
            told = {"missing": "Căn cước", "reason": "Thiếu", "limit": town.moment + timedelta(days=9)}
            town.write("supplement_request", dossier_id, **told)
        case "with a draft" | "with an approved draft":
            draft_a_letter(scene, "binh")
            scene.it = town.dossier("binh", dossier_id).letters[0].id
            if state == APPROVED:
                approve_a_letter(scene, "viet")
        case "asked online":
            _ask_online(town)
            scene.it = 1
        case "with a batch":
            order_a_batch(scene, "binh")
            scene.it = 1
        case "with a message that does not leave":
            scene.it = _stuck(scene)
        case "with a saved view":
            save_a_view(scene, "binh")
            scene.it = 1
        case _:
            pass
    return scene


def _stormy(town: Town) -> Scene:
    """A dossier whose term a day off would move."""
    dossier_id = town.receive(town.request("1.001612")).dossier_id
    scene = Scene(town, dossier_id, town.dossier("mai", dossier_id).current[0].task_id)
    change_a_day(scene, "ha")
    scene.it = town.directory.changes[-1].id
    return scene


def _abroad(town: Town, state: str) -> Scene:
    asked = town.request("1.000828", agency="H99.05", at="H99")
    dossier_id = town.receive(asked, by="chau").dossier_id
    first = town.dossier("chau", dossier_id).current[0].task_id
    if town.dossier("chau", dossier_id).current[0].state == "opened":
        town.claim("chau", first)
    town.complete("chau", first, answer(town, "1.000828", "receive"))
    scene = Scene(town, dossier_id, town.dossier("chau", dossier_id).current[0].task_id)
    town.claim("phuong", scene.task_id)
    if state == EXCLUDED:
        exclude(scene, "phuong")
    return scene


def _stuck(scene: Scene) -> int:
    """A message about the dossier that its partner will not take."""
    told = {"lease": "tôi", "moment": scene.town.moment}
    with scene.town.database.transaction() as transaction:
        message = Message("handoff", "một", {"to": "0900", "text": "Mời ông"}, scene.dossier_id, partner="bhxh")
        outbox.put(transaction, [message], moment=scene.town.moment)
        until = scene.town.moment + timedelta(minutes=1)
        taken = outbox.take(transaction, lease="tôi", moment=scene.town.moment, until=until)
        (message,) = (one for one in taken if one.topic == "handoff")
        outbox.failed(transaction, message, **told, trouble="số không có thật", is_final=True)
    return message.id


def _ask_online(town: Town) -> None:
    asked = Intake("DVC-1", "2.000908", "owner", "H99.30", "H99.30", People(AN, AN))
    with town.database.transaction() as transaction:
        intake.register(transaction, asked, moment=town.moment)


# beside the steps


def ask_duty(scene: Scene, by: str) -> None:
    limit = scene.town.moment + timedelta(days=5)
    act(scene, by, dealings.ask_duty, scene.dossier_id, amount=50_000, notice="7/TB", limit=limit)


def confirm_duty(scene: Scene, by: str) -> None:
    act(scene, by, dealings.confirm_duty, scene.dossier_id, receipt="0001234")


def receive_supplement(scene: Scene, by: str) -> None:
    act(scene, by, dealings.receive_supplement, scene.dossier_id, note="Căn cước", files=[])


def exclude(scene: Scene, by: str) -> None:
    limit = scene.town.moment + timedelta(days=5)
    act(scene, by, dealings.exclude, scene.dossier_id, letter="31/STP", limit=limit)


def include(scene: Scene, by: str) -> None:
    act(scene, by, dealings.include, scene.dossier_id, letter="45/CA")


def withdraw(scene: Scene, by: str) -> None:
    act(scene, by, dealings.withdraw, scene.dossier_id, reason="Đổi ý")


def draft_a_letter(scene: Scene, by: str) -> None:
    until = scene.town.moment + timedelta(days=30)
    act(scene, by, writing.draft, scene.dossier_id, kind="apology", reason="Sổ gốc đang phục chế", until=until)


def approve_a_letter(scene: Scene, by: str) -> None:
    act(scene, by, writing.approve, scene.it)


def issue_a_letter(scene: Scene, by: str) -> None:
    act(scene, by, writing.issue, scene.it)


def discard_a_letter(scene: Scene, by: str) -> None:
    act(scene, by, writing.discard, scene.it)


def see_a_letter(scene: Scene, by: str) -> None:
    look(scene, by, viewing.letter, scene.it, moment=scene.town.moment)


def follow(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        told = {"officer": scene.town.officer(by), "moment": scene.town.moment}
        following.follow(transaction, scene.dossier_id, is_followed=True, **told)


def see_the_control_slip(scene: Scene, by: str) -> None:
    look(scene, by, slips.pdf, scene.dossier_id, moment=scene.town.moment, fonts=FONTS)


# the counter


def accept_a_request(scene: Scene, by: str) -> None:
    act(scene, by, reception.accept, scene.town.request())


def correct(scene: Scene, by: str) -> None:
    told = Correction(owner=replace(AN, phone="0987654321"))
    act(scene, by, reception.correct, scene.dossier_id, told, reason="Ghi nhầm")


def look_somebody_up(scene: Scene, by: str) -> None:
    look(scene, by, reception.look_up, AN.identity)


def see_the_receipt(scene: Scene, by: str) -> None:
    look(scene, by, receipts.pdf, scene.dossier_id, moment=scene.town.moment, fonts=FONTS)


def see_the_register(scene: Scene, by: str) -> None:
    day = local(scene.town.moment).date()
    look(scene, by, registers.entries, scene.town.unit("H99.30", "one_stop").id, Period(day, day))


def see_the_agencys_report(scene: Scene, by: str) -> None:
    _report(scene, by, "ii-06a", agency_id=scene.town.unit("H99.30", "office").agency_id)


def see_a_units_report(scene: Scene, by: str) -> None:
    _report(scene, by, "can-bo", unit_id=scene.town.unit("H99.30", "economic_division").id)


def _report(scene: Scene, by: str, code: str, **of: int) -> None:
    day = local(scene.town.moment).date()
    look(scene, by, reports.make, code, Asked(Period(day, day), **of), moment=scene.town.moment)


def accept_what_came_online(scene: Scene, by: str) -> None:
    act(scene, by, intake.accept, scene.it)


def refuse_what_came_online(scene: Scene, by: str) -> None:
    act(scene, by, intake.refuse, scene.it, reason="Không thuộc thẩm quyền")


def ask_more_of_what_came_online(scene: Scene, by: str) -> None:
    act(scene, by, intake.ask, scene.it, missing="Căn cước", reason="Thiếu")


def take_a_matter_in(scene: Scene, by: str) -> None:
    act(scene, by, matters.receive, petition(scene.town))


# many at once


def order_a_batch(scene: Scene, by: str) -> None:
    told = {"officer": scene.town.officer(by), "moment": scene.town.moment}
    with scene.town.database.transaction() as transaction:
        batches.order(transaction, "claim", [scene.task_id], **told)


def see_how_far_a_batch_is(scene: Scene, by: str) -> None:
    look(scene, by, batches.progress, scene.it, moment=scene.town.moment)


def save_a_view(scene: Scene, by: str) -> None:
    unit = scene.town.officer("binh").posts[0].unit_id
    told = {"officer": scene.town.officer(by), "moment": scene.town.moment, "unit_id": unit}
    with scene.town.database.transaction() as transaction:
        views.save(transaction, "Của phòng", Filter("unit"), **told)


def remove_a_view(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        views.remove(transaction, scene.it, officer=scene.town.officer(by))


# the calendar


def change_a_day(scene: Scene, by: str) -> None:
    told = {"is_worked": False, "name": "Nghỉ tránh bão", "basis": BASIS, "agency_id": None}
    act(scene, by, calendar.change_day, STORM, **told)


def change_the_hours(scene: Scene, by: str) -> None:
    agency = scene.town.unit("H99.30", "office").agency_id
    told = {"week": "07:30-11:30,13:00-17:00", "name": "Giờ mùa hè", "basis": BASIS, "agency_id": agency}
    act(scene, by, calendar.change_hours, date(2026, 4, 1), **told)


def set_the_ladder(scene: Scene, by: str) -> None:
    act(scene, by, escalations.set_ladder, "2.000908", [Rung(1, "unit_head")], basis=BASIS)


def withdraw_a_calendar_change(scene: Scene, by: str) -> None:
    act(scene, by, calendar.withdraw, scene.it, basis=BASIS)


def follow_the_calendar(scene: Scene, by: str) -> None:
    act(scene, by, calendar.approve, scene.dossier_id)


def keep_the_due_time(scene: Scene, by: str) -> None:
    act(scene, by, calendar.keep, scene.dossier_id, reason="Đã hẹn")


# the organisation


def _agency(scene: Scene) -> int:
    return scene.town.unit("H99.30", "office").agency_id


def see_the_staff(scene: Scene, by: str) -> None:
    look(scene, by, staffing.roll, _agency(scene), moment=scene.town.moment)


def add_a_unit(scene: Scene, by: str) -> None:
    told = {"code": "land_division", "name": "Phòng Đất đai", "begins": STORM, "basis": BASIS}
    act(scene, by, staffing.add_unit, _agency(scene), **told)


def add_a_post(scene: Scene, by: str) -> None:
    unit_id = scene.town.unit("H99.30", "office").id
    act(scene, by, staffing.add_post, unit_id, role="archivist", title="Lưu trữ", begins=STORM, basis=BASIS)


def add_an_officer(scene: Scene, by: str) -> None:
    newcomer = Newcomer("Lò Thị Én", "en", scene.town.officer("thu").posts[0].id, STORM)
    act(scene, by, staffing.add_officer, newcomer, password="đã băm", basis=BASIS)


def give_a_post(scene: Scene, by: str) -> None:
    officer_id, post_id = scene.town.officer("nam").id, scene.town.officer("thu").posts[0].id
    act(scene, by, staffing.give_post, officer_id, post_id, begins=STORM, ends=None, basis=BASIS)


def end_a_holding(scene: Scene, by: str) -> None:
    act(scene, by, staffing.end_holding, holding(scene.town, "thu"), last=STORM, basis=BASIS)


def holding(town: Town, username: str) -> int:
    """The number of an officer's hold on the own post."""
    with town.database.snapshot() as snapshot:
        agency = town.officer(username).posts[0].agency_id
        roll = staffing.roll(snapshot, agency, officer=town.officer("khoa"), moment=town.moment)
    return next(hold.holding_id or 0 for hold in roll.holds if hold.username == username)


def close_an_account(scene: Scene, by: str) -> None:
    act(scene, by, staffing.change_account, scene.town.officer("lan").id, "close", basis=BASIS)


LINE = Line(
    unit_code="office",
    unit="Văn phòng",
    role="case_officer",
    title="Chuyên viên",
    name="Lò Thị Én",
    username="en",
    begins=STORM,
)


def plan_a_roster(scene: Scene, by: str) -> None:
    look(scene, by, roster.plan, _agency(scene), [LINE])


def take_a_roster(scene: Scene, by: str) -> None:
    act(scene, by, roster.take, _agency(scene), [LINE], passwords={"en": "đã băm"}, basis=BASIS)


def record_a_substitution(scene: Scene, by: str) -> None:
    ids = scene.town.officer("thu").id, scene.town.officer("nam").id
    given = Appointment(*ids, decision=BASIS, decided_on=STORM, valid_from=STORM, valid_to=STORM)
    act(scene, by, substitution.record, replace(given, decided_on=date(2026, 3, 2)))


def end_a_substitution(scene: Scene, by: str) -> None:
    act(scene, by, substitution.end, 1, basis=BASIS)


_SEES = {HOLDER, HEAD, COUNTER, DIVISION_HEAD, CLERK}
_RECEIVES = {COUNTER, "another commune's one-stop", "the province's one-stop"}
# what leaves the installation


def see_what_waits_to_leave(scene: Scene, by: str) -> None:
    look(scene, by, operations.look)


def see_a_message(scene: Scene, by: str) -> None:
    with scene.town.database.transaction() as transaction:
        told = {"officer": scene.town.officer(by), "moment": scene.town.moment}
        operations.message(transaction, scene.it, **told)


def resend_a_message(scene: Scene, by: str) -> None:
    act(scene, by, operations.resend, scene.it)


def resend_all_messages(scene: Scene, by: str) -> None:
    act(scene, by, operations.resend_all, topic="handoff", partner="bhxh")


def correct_a_message(scene: Scene, by: str) -> None:
    act(scene, by, operations.correct, scene.it, fields={"to": "0911"}, reason="Ghi nhầm số")


def give_a_message_up(scene: Scene, by: str) -> None:
    act(scene, by, operations.give_up, scene.it, reason="Đã gọi điện")


ACTS: list[tuple[Callable[[Scene, str], None], str, set[str]]] = [
    (ask_duty, AT_WORK, {HOLDER, HEAD, DIVISION_HEAD}),
    (confirm_duty, DUTY, {HOLDER, HEAD, COUNTER, DIVISION_HEAD}),
    (receive_supplement, SUPPLEMENT, {HOLDER, HEAD, COUNTER, DIVISION_HEAD}),
    (exclude, ABROAD, {DEPARTMENT}),
    (include, EXCLUDED, {DEPARTMENT}),
    (withdraw, AT_WORK, {COUNTER}),
    (draft_a_letter, AT_WORK, {HOLDER, HEAD, DIVISION_HEAD}),
    (approve_a_letter, DRAFTED, {HEAD, DIVISION_HEAD}),
    (discard_a_letter, DRAFTED, {HOLDER, HEAD, DIVISION_HEAD}),
    (issue_a_letter, DRAFTED, set()),
    (issue_a_letter, APPROVED, {HEAD, DIVISION_HEAD, CLERK}),
    (see_a_letter, DRAFTED, _SEES),
    (follow, AT_WORK, _SEES),
    (see_the_control_slip, AT_WORK, _SEES),
    (accept_a_request, AT_WORK, {COUNTER}),
    (correct, AT_WORK, {COUNTER}),
    (look_somebody_up, AT_WORK, _RECEIVES),
    (see_the_receipt, AT_WORK, {COUNTER}),
    (see_the_register, AT_WORK, {COUNTER, HEAD, DIVISION_HEAD}),
    (see_the_agencys_report, AT_WORK, {HEAD}),
    (see_a_units_report, AT_WORK, {HEAD, DIVISION_HEAD}),
    (accept_what_came_online, ONLINE, {COUNTER}),
    (refuse_what_came_online, ONLINE, {COUNTER}),
    (ask_more_of_what_came_online, ONLINE, {COUNTER}),
    (take_a_matter_in, AT_WORK, {COUNTER}),
    (order_a_batch, AT_WORK, EVERYBODY),  # what may not be done to a task is told as its result
    (see_how_far_a_batch_is, BATCHED, {HOLDER}),
    (save_a_view, AT_WORK, {HOLDER, CLERK, DIVISION_HEAD}),
    (remove_a_view, VIEWED, {HOLDER}),
    (change_a_day, AT_WORK, set()),
    (change_the_hours, AT_WORK, {HEAD}),
    (withdraw_a_calendar_change, STORMY, set()),
    (set_the_ladder, AT_WORK, {ADMINISTRATOR}),
    (follow_the_calendar, STORMY, {HEAD, DIVISION_HEAD}),
    (keep_the_due_time, STORMY, {HEAD, DIVISION_HEAD}),
    (see_the_staff, AT_WORK, {ADMINISTRATOR}),
    (add_a_unit, AT_WORK, {ADMINISTRATOR}),
    (add_a_post, AT_WORK, {ADMINISTRATOR}),
    (add_an_officer, AT_WORK, {ADMINISTRATOR}),
    (give_a_post, AT_WORK, {ADMINISTRATOR}),
    (end_a_holding, AT_WORK, {ADMINISTRATOR}),
    (close_an_account, AT_WORK, {ADMINISTRATOR}),
    (plan_a_roster, AT_WORK, {ADMINISTRATOR}),
    (take_a_roster, AT_WORK, {ADMINISTRATOR}),
    (record_a_substitution, AT_WORK, {ADMINISTRATOR}),
    (end_a_substitution, AT_WORK, {ADMINISTRATOR}),
    (see_what_waits_to_leave, STUCK, {ADMINISTRATOR}),
    (see_a_message, STUCK, {ADMINISTRATOR}),
    (resend_a_message, STUCK, {ADMINISTRATOR}),
    (resend_a_message, AT_WORK, set()),
    (resend_all_messages, STUCK, {ADMINISTRATOR}),
    (correct_a_message, STUCK, {ADMINISTRATOR}),
    (give_a_message_up, STUCK, {ADMINISTRATOR}),
    *studio_acts.ACTS,
]
STATES = {state for _, state, _ in ACTS}
