"""How each act is done over the API, and where a page offers it; by the name of the act in test_who_may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from tasks import (
    alerts,
    approvals,
    assignment,
    batches,
    beginnings,
    blocks,
    bundles,
    calendar,
    candidates,
    cohorts,
    comments,
    consignments,
    dealings,
    delegation,
    design,
    drafts,
    escalations,
    explanations,
    following,
    handoffs,
    inbox,
    intake,
    matters,
    operations,
    oversight,
    passing,
    procedures,
    proposals,
    questions,
    receipts,
    reception,
    registers,
    repairs,
    reports,
    roster,
    slips,
    staffing,
    substitution,
    urgings,
    viewing,
    views,
    writing,
)
from tasks.directives import giving
from tests.answers import answer
from tests.stories.test_a_petition import petition
from tests.tasks import directive_acts, studio, studio_acts
from tests.tasks.office_acts import BASIS, STORM, holding
from tests.tasks.scene import Scene
from tests.town import AN
from ui.api.examples import EXAMPLES

Body = Mapping[str, Any] | Callable[[Scene], Mapping[str, Any]]
INBOX = "inbox", {"viec": "{task}"}
DOSSIER = "dossier", {"id": "{dossier}"}
LETTER = "letter_{it}_"
ORGANISATION = "organisation", {"agency": "{agency}"}
OPERATIONS = "operations", {}
ALERTS = "alerts", {}
DIRECTIVES = "directives", {"id": "{dossier}"}
CALENDAR, RECEPTION = ("calendar", {}), ("reception", {})


@dataclass(frozen=True)
class Way:
    """The verb; method and path with its body; the page, and the key of the button on it.

    `{task}`, `{dossier}` and `{it}` stand for numbers of the scene, `{code}` for its dossier's; `{agency}`, `{office}`
    and `{one_stop}` for those of the commune. A page without a button is one that is shown to whom may see it, and else
    says why not.
    """

    verb: Callable[..., object]
    method: str
    path: str
    body: Body | None = None
    page: tuple[str, Mapping[str, str]] | None = None
    button: str = ""

    def address(self, scene: Scene) -> str:
        """The path with its numbers."""
        return f"/api{filled(self.path, scene)}"

    def sent(self, scene: Scene) -> Mapping[str, Any]:
        """The body."""
        return self.body(scene) if callable(self.body) else self.body or {}


def filled(text: str, scene: Scene) -> str:
    """A text with the numbers of the scene in it."""
    office = scene.town.unit("H99.30", "office")
    numbers: dict[str, object] = {
        "task": scene.task_id,
        "dossier": scene.dossier_id,
        "it": scene.it,
        "office": office.id,
    }
    known: dict[str, object] = {name: scene.town.officer(name).id for name in ("nam", "lan") if f"{{{name}}}" in text}
    known |= {"holding": holding(scene.town, "thu")} if "{holding}" in text else {}
    known |= {"code": scene.town.dossier("mai", scene.dossier_id).particulars.code} if "{code}" in text else {}
    known |= {"block": studio_acts.block(scene.town)} if "{block}" in text else {}
    known |= {"move": urlencode(_moving(scene))} if "{move}" in text else {}
    one_stop = scene.town.unit("H99.30", "one_stop").id
    known |= {"division": scene.town.unit("H99.30", "economic_division").id} if "{division}" in text else {}
    return text.format(**numbers, **known, agency=office.agency_id, one_stop=one_stop)


def _appraisal(scene: Scene) -> dict[str, Any]:
    return {"values": answer(scene.town, "2.000908", "appraise")}


def _days(number: int, name: str, **told: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {**told, name: (scene.town.moment + timedelta(days=number)).isoformat()}


def _request(scene: Scene) -> dict[str, Any]:
    asked = scene.town.request()
    named = ("release_id", "case_code", "receiving_unit_id", "agency_id")
    return {**EXAMPLES["CounterRequest"], **{name: getattr(asked, name) for name in named}}


def _matter(scene: Scene) -> dict[str, Any]:
    asked = petition(scene.town)
    named = ("release_id", "case_code", "receiving_unit_id")
    return {**EXAMPLES["NewMatter"], **{name: getattr(asked, name) for name in named}}


def _post(scene: Scene, **told: Any) -> dict[str, Any]:
    return {**told, "post_id": scene.town.officer("thu").posts[0].id, "begins": str(STORM)}


def _substitution(scene: Scene) -> dict[str, Any]:
    people = {"absent_id": scene.town.officer("thu").id, "substitute_id": scene.town.officer("nam").id}
    days = {"decided_on": "2026-03-02", "valid_from": str(STORM), "valid_to": str(STORM)}
    return {**people, **days, "decision": BASIS}


def _to(username: str, name: str = "to", **told: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {**told, name: scene.town.officer(username).id}


def _assigned(scene: Scene) -> dict[str, Any]:
    nam, thu = (scene.town.officer(name).id for name in ("nam", "thu"))
    return {"to": nam, "co_officers": [thu]}


def _list(scene: Scene) -> dict[str, Any]:
    one_stop, office = (scene.town.unit("H99.30", code).id for code in ("one_stop", "office"))
    return {"from_unit_id": one_stop, "to_unit_id": office, "dossiers": [scene.dossier_id]}


def _true(scene: Scene) -> dict[str, Any]:
    return {"unit_id": scene.town.unit("H99.30", "office").id, "reason": "Đã cầm về phòng"}


_DAY = {"day": str(STORM), "is_worked": False, "name": "Nghỉ tránh bão", "basis": BASIS}
_HOURS = {"begins": "2026-04-01", "week": "07:30-11:30,13:00-17:00", "name": "Giờ mùa hè", "basis": BASIS}
_UNIT = {"code": "land_division", "name": "Phòng Đất đai", "begins": str(STORM), "basis": BASIS}
_POST = {"role": "archivist", "title": "Lưu trữ", "begins": str(STORM), "basis": BASIS}
_OFFICER = {"name": "Lò Thị Én", "username": "en", "password": "mat-khau-lan-dau", "basis": BASIS}

ON_TASKS = {
    "claim": Way(inbox.claim, "post", "/tasks/{task}/claim", page=INBOX, button="claim_task_{task}"),
    "put_back": Way(inbox.put_back, "post", "/tasks/{task}/put-back", {"reason": "Nhầm"}, INBOX, "put_back_{task}"),
    "complete": Way(inbox.complete, "post", "/tasks/{task}/complete", _appraisal, INBOX, "complete_task_{task}"),
    "keep_a_draft": Way(
        drafts.keep, "put", "/tasks/{task}/draft", {"values": {"register_entry": "Quyển 3"}, "mark": 1}
    ),
    "send_back": Way(
        passing.send_back,
        "post",
        "/tasks/{task}/send-back",
        {"element": "receive", "reason": "Thiếu giấy tờ"},
        INBOX,
        "sending_back_{task}",
    ),
    "pull_back": Way(passing.pull_back, "post", "/tasks/{task}/pull-back", page=INBOX, button="pull_back"),
    "see_the_task": Way(viewing.task, "get", "/tasks/{task}", page=INBOX),
    "see_the_dossier": Way(viewing.dossier, "get", "/dossiers/{dossier}", page=DOSSIER),
    "comment": Way(
        comments.write, "post", "/dossiers/{dossier}/comments", {"text": "Đã xem"}, DOSSIER, "comment_{dossier}_0_sent"
    ),
    "follow": Way(following.follow, "put", "/dossiers/{dossier}/follow", page=INBOX, button="follow_{dossier}"),
    "order_a_batch": Way(batches.order, "post", "/batches", lambda scene: {"act": "claim", "tasks": [scene.task_id]}),
    "see_how_far_a_batch_is": Way(batches.progress, "get", "/batches/{it}"),
    "save_a_view": Way(
        views.save,
        "post",
        "/views",
        lambda scene: {
            **EXAMPLES["NewView"],
            "unit_id": scene.town.officer("binh").posts[0].unit_id,
        },
    ),
    "remove_a_view": Way(views.remove, "delete", "/views/{it}"),
}
AMONG_OFFICERS = {
    "assign": Way(assignment.assign, "post", "/tasks/{task}/assign", _to("binh"), INBOX, "assigning_{task}"),
    "assign_in_the_division": Way(
        assignment.assign, "post", "/tasks/{task}/assign", _assigned, INBOX, "assigning_{task}"
    ),
    "unassign": Way(assignment.unassign, "post", "/tasks/{task}/unassign", _to("nam", "officer")),
    "see_the_candidates": Way(candidates.of_task, "get", "/tasks/{task}/candidates"),
    "see_who_may_follow": Way(candidates.for_following, "get", "/tasks/{task}/following"),
    "claim_the_next": Way(inbox.claim_next, "post", "/tasks/claim-next"),
    "urge": Way(oversight.urge, "post", "/tasks/{task}/urge", {"text": "Đề nghị xử lý ngay"}),
    "reassign": Way(
        oversight.reassign,
        "post",
        "/tasks/{task}/reassign",
        _to("thu", reason="Đi học"),
        DOSSIER,
        "overseeing_{task}_reassign",
    ),
    "take_over": Way(
        oversight.take_over,
        "post",
        "/tasks/{task}/take-over",
        {"reason": "Cần xong hôm nay"},
        DOSSIER,
        "overseeing_{task}_take_over",
    ),
    "escalate": Way(
        oversight.escalate,
        "post",
        "/tasks/{task}/escalate",
        {"reason": "Chậm hai ngày"},
        DOSSIER,
        "overseeing_{task}_escalate",
    ),
    "ask_to_explain": Way(
        explanations.ask,
        "post",
        "/tasks/{task}/explanations",
        _days(1, "answer_by", text="Vì sao chậm?"),
        DOSSIER,
        "overseeing_{task}_explain",
    ),
    "save_an_alert": Way(
        alerts.save, "post", "/alerts", {"name": "Quá hạn", **EXAMPLES["AlertRule"]}, ALERTS, "alert_new"
    ),
    "try_an_alert_out": Way(alerts.try_out, "post", "/alerts/trials", EXAMPLES["AlertRule"]),
    "change_an_alert": Way(
        alerts.save, "put", "/alerts/{it}", {**EXAMPLES["NamedRule"], "name": "Quá hạn"}, ALERTS, "alert_{it}_change"
    ),
    "switch_an_alert_off": Way(alerts.switch, "put", "/alerts/{it}/switch", {"is_on": False}),
    "remove_an_alert": Way(alerts.remove, "delete", "/alerts/{it}", page=ALERTS, button="alert_{it}_remove"),
    "see_an_urging_letter": Way(urgings.pdf, "get", "/urgings/{it}.pdf"),
    "see_whom_to_delegate_to": Way(delegation.colleagues, "get", "/tasks/{task}/colleagues"),
    "delegate": Way(delegation.delegate, "post", "/tasks/{task}/delegate", _to("thu", note="Tra giúp sổ gốc")),
    "give_back": Way(
        delegation.give_back, "post", "/tasks/{task}/give-back", {"note": "Đã tra"}, INBOX, "giving_back_{task}"
    ),
    "take_back": Way(delegation.take_back, "post", "/tasks/{task}/take-back", page=INBOX, button="taking_back_{task}"),
    "ask": Way(questions.ask, "post", "/tasks/{task}/questions", _to("chau", text="Đã có bản gốc chưa?")),
    "answer_the_question": Way(
        questions.answer, "post", "/questions/{it}/answer", {"text": "Đã có"}, INBOX, "answer_question_{it}_sent"
    ),
    "withdraw_the_question": Way(
        questions.withdraw, "post", "/questions/{it}/withdraw", page=DOSSIER, button="withdraw_question_{it}"
    ),
}
_HANDOFF = "/dossiers/{dossier}/handoffs/{it}"
_WHY, _TEXT = {"reason": "Thiếu giấy tờ"}, {"text": "Đề nghị bổ sung"}
DIRECTED = {
    "read_a_directive": Way(giving.read, "post", "/directives/readings", directive_acts.text),
    "give_a_directive": Way(giving.give, "post", "/directives", directive_acts.sent),
    "see_how_far_a_directive_is": Way(giving.progress, "get", "/directives/{dossier}/mandates", page=DIRECTIVES),
}
HANDOFFS = {
    "receive_a_handoff": Way(
        handoffs.receive, "post", f"{_HANDOFF}/receive", page=DOSSIER, button="receive_handoff_{it}"
    ),
    "accept_a_handoff": Way(handoffs.accept, "post", f"{_HANDOFF}/accept", page=DOSSIER, button="accept_handoff_{it}"),
    "refuse_a_handoff": Way(
        handoffs.refuse, "post", f"{_HANDOFF}/refuse", _WHY, page=DOSSIER, button="refuse_handoff_{it}"
    ),
    "recall_a_handoff": Way(
        handoffs.recall, "post", f"{_HANDOFF}/recall", _WHY, page=DOSSIER, button="recall_handoff_{it}"
    ),
    "write_about_a_handoff": Way(
        handoffs.note, "post", f"{_HANDOFF}/note", _TEXT, page=DOSSIER, button="note_handoff_{it}"
    ),
    "finish_a_handoff": Way(
        handoffs.finish, "post", f"{_HANDOFF}/finish", _TEXT, page=DOSSIER, button="finish_handoff_{it}"
    ),
}
PAPERS = {
    "hand_papers_over": Way(consignments.make, "post", "/consignments", _list),
    "take_papers_in": Way(
        consignments.receive,
        "post",
        "/consignments/{it}/receive",
        lambda scene: {"shelves": {str(scene.dossier_id): "Kệ 1"}},
    ),
    "cancel_a_list": Way(consignments.cancel, "post", "/consignments/{it}/cancel", {"reason": "Giao nhầm"}),
    "see_a_list": Way(consignments.one, "get", "/consignments/{it}"),
    "print_a_list": Way(consignments.pdf, "get", "/consignments/{it}.pdf"),
    "shelve_papers": Way(bundles.shelve, "put", "/bundles/{dossier}/shelf", {"shelf": "Kệ 1"}),
    "correct_who_holds_papers": Way(bundles.correct, "post", "/bundles/{dossier}/correct", _true),
    "find_papers": Way(bundles.find, "get", "/bundles?code={code}"),
}
BESIDE = {
    "ask_duty": Way(
        dealings.ask_duty,
        "post",
        "/dossiers/{dossier}/ask-duty",
        _days(5, "limit", amount=50_000, notice="7/TB"),
        DOSSIER,
        "deal_{dossier}_ask_duty",
    ),
    "confirm_duty": Way(
        dealings.confirm_duty,
        "post",
        "/dossiers/{dossier}/confirm-duty",
        {"receipt": "0001234"},
        DOSSIER,
        "deal_{dossier}_confirm_duty",
    ),
    "receive_supplement": Way(
        dealings.receive_supplement,
        "post",
        "/dossiers/{dossier}/receive-supplement",
        {"note": "Căn cước"},
        DOSSIER,
        "deal_{dossier}_receive_supplement",
    ),
    "exclude": Way(
        dealings.exclude,
        "post",
        "/dossiers/{dossier}/exclude",
        _days(5, "limit", letter="31/STP"),
        DOSSIER,
        "deal_{dossier}_exclude",
    ),
    "include": Way(
        dealings.include,
        "post",
        "/dossiers/{dossier}/include",
        {"letter": "45/CA"},
        DOSSIER,
        "deal_{dossier}_include",
    ),
    "withdraw": Way(
        dealings.withdraw,
        "post",
        "/dossiers/{dossier}/withdraw",
        {"reason": "Đổi ý"},
        DOSSIER,
        "deal_{dossier}_withdraw",
    ),
    "draft_a_letter": Way(
        writing.draft,
        "post",
        "/dossiers/{dossier}/letters",
        _days(30, "until", kind="apology", reason="Sổ gốc đang phục chế"),
        DOSSIER,
        "deal_{dossier}_extend",
    ),
    "approve_a_letter": Way(writing.approve, "post", "/letters/{it}/approve", page=DOSSIER, button=LETTER + "approve"),
    "issue_a_letter": Way(writing.issue, "post", "/letters/{it}/issue", page=DOSSIER, button=LETTER + "issue"),
    "discard_a_letter": Way(writing.discard, "post", "/letters/{it}/discard", page=DOSSIER, button=LETTER + "discard"),
    "see_a_letter": Way(viewing.letter, "get", "/letters/{it}.pdf"),
    "see_the_control_slip": Way(slips.pdf, "get", "/dossiers/{dossier}/control-slip.pdf"),
}
AT_THE_COUNTER = {
    "accept_a_request": Way(reception.accept, "post", "/dossiers", _request),
    "correct": Way(
        reception.correct,
        "post",
        "/dossiers/{dossier}/correct",
        {"reason": "Ghi nhầm", "owner": {"name": AN.name, "phone": "0987654321"}},
        DOSSIER,
        "correct",
    ),
    "look_somebody_up": Way(reception.look_up, "get", f"/dossiers?number={AN.identity}", page=RECEPTION),
    "see_the_receipt": Way(receipts.pdf, "get", "/dossiers/{dossier}/receipt.pdf"),
    "see_the_register": Way(registers.entries, "get", "/registers/{one_stop}?from=2026-03-02&to=2026-03-02"),
    "see_the_agencys_report": Way(reports.make, "get", "/reports/ii-06a?from=2026-03-02&to=2026-03-02&agency={agency}"),
    "see_a_units_report": Way(reports.make, "get", "/reports/can-bo?from=2026-03-02&to=2026-03-02&unit={division}"),
    "accept_what_came_online": Way(
        intake.accept, "post", "/registrations/{it}/accept", page=RECEPTION, button="registration_{it}_accept"
    ),
    "refuse_what_came_online": Way(
        intake.refuse,
        "post",
        "/registrations/{it}/refuse",
        {"reason": "Không thuộc thẩm quyền"},
        RECEPTION,
        "registration_{it}_refuse",
    ),
    "ask_more_of_what_came_online": Way(
        intake.ask,
        "post",
        "/registrations/{it}/ask",
        {"missing": "Căn cước", "reason": "Thiếu"},
        RECEPTION,
        "registration_{it}_ask",
    ),
    "take_a_matter_in": Way(matters.receive, "post", "/matters", _matter),
}
IN_THE_OFFICE = {
    "change_a_day": Way(calendar.change_day, "post", "/calendars/days", _DAY),
    "change_the_hours": Way(
        calendar.change_hours,
        "post",
        "/calendars/hours",
        lambda scene: {**_HOURS, "agency_id": scene.town.unit("H99.30", "office").agency_id},
    ),
    "set_the_ladder": Way(escalations.set_ladder, "post", "/ladders", EXAMPLES["NewLadder"]),
    "withdraw_a_calendar_change": Way(
        calendar.withdraw,
        "post",
        "/calendars/changes/{it}/withdraw",
        {"basis": BASIS},
        CALENDAR,
        "calendar_withdraw_{it}",
    ),
    "follow_the_calendar": Way(
        calendar.approve, "post", "/recalculations/{dossier}/approve", page=CALENDAR, button="recalculate"
    ),
    "keep_the_due_time": Way(
        calendar.keep,
        "post",
        "/recalculations/{dossier}/keep",
        {"reason": "Đã hẹn"},
        CALENDAR,
        "recalculation_keep",
    ),
    "see_the_staff": Way(staffing.roll, "get", "/agencies/{agency}/staff", page=ORGANISATION),
    "add_a_unit": Way(staffing.add_unit, "post", "/agencies/{agency}/units", _UNIT, ORGANISATION, "unit_new"),
    "add_a_post": Way(staffing.add_post, "post", "/units/{office}/posts", _POST, ORGANISATION, "post_new"),
    "add_an_officer": Way(
        staffing.add_officer, "post", "/officers", lambda scene: _post(scene, **_OFFICER), ORGANISATION, "officer_new"
    ),
    "give_a_post": Way(
        staffing.give_post, "post", "/officers/{nam}/posts", lambda scene: _post(scene, basis=BASIS), ORGANISATION
    ),
    "end_a_holding": Way(
        staffing.end_holding, "post", "/holdings/{holding}/end", {"last": str(STORM), "basis": BASIS}, ORGANISATION
    ),
    "close_an_account": Way(
        staffing.change_account, "post", "/officers/{lan}/account", {"act": "close", "basis": BASIS}, ORGANISATION
    ),
    "plan_a_roster": Way(roster.plan, "post", "/agencies/{agency}/roster-plan", EXAMPLES["RosterFile"], ORGANISATION),
    "take_a_roster": Way(roster.take, "post", "/agencies/{agency}/roster", EXAMPLES["RosterFile"], ORGANISATION),
    "record_a_substitution": Way(
        substitution.record, "post", "/substitutions", _substitution, ORGANISATION, "substitution_new"
    ),
    "end_a_substitution": Way(
        substitution.end, "post", "/substitutions/1/end", {"basis": BASIS}, ORGANISATION, "substitution_end_1"
    ),
}
REPAIRS = {
    "see_what_is_in_error": Way(repairs.listed, "get", "/repairs"),
    "see_what_may_be_repaired": Way(repairs.offered, "get", "/repairs/{it}"),
    "retry": Way(repairs.retry, "post", "/repairs/{it}/retry"),
    "jump": Way(repairs.jump, "post", "/repairs/{it}/jump", EXAMPLES["Jump"]),
    "correct_the_data": Way(repairs.correct, "post", "/repairs/{it}/correct", EXAMPLES["DataCorrection"]),
}
LEAVING = {
    "see_what_waits_to_leave": Way(operations.look, "get", "/operations", page=OPERATIONS),
    "see_a_message": Way(operations.message, "get", "/operations/messages/{it}", page=OPERATIONS),
    "resend_a_message": Way(
        operations.resend, "post", "/operations/messages/{it}/resend", None, OPERATIONS, "message_{it}_resend"
    ),
    "resend_all_messages": Way(
        operations.resend_all,
        "post",
        "/operations/resend",
        {"topic": "handoff", "partner": "bhxh"},
        OPERATIONS,
        "resend_handoff_bhxh",
    ),
    "correct_a_message": Way(
        operations.correct,
        "post",
        "/operations/messages/{it}/correct",
        {"fields": {"to": "0911"}, "reason": "Ghi nhầm số"},
        OPERATIONS,
        "message_{it}_correct",
    ),
    "give_a_message_up": Way(
        operations.give_up,
        "post",
        "/operations/messages/{it}/give-up",
        {"reason": "Đã gọi điện"},
        OPERATIONS,
        "message_{it}_give_up",
    ),
}
_FILE = {"file": studio_acts.FILE, "seen": 2}
_DESIGN = "/designs/{it}"


def _at_the_province(**told: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {**told, "agency_id": studio.province(scene.town)}


def _release(scene: Scene) -> dict[str, Any]:
    return {"agency_id": studio.province(scene.town), "release_id": scene.town.release_id(studio.CODE)}


def _moving(scene: Scene) -> dict[str, Any]:
    older, newer = studio_acts.releases(scene.town)
    return {"from_release_id": older, "to_release_id": newer, "agency_id": studio.province(scene.town)}


def _asked(scene: Scene) -> dict[str, Any]:
    return {"reason": "Bỏ một bước", "agencies": [studio.agency(scene.town)]}


STUDIO = {
    "begin_from_a_release": Way(beginnings.from_release, "post", "/designs/from-release", _release),
    "begin_from_the_template": Way(
        beginnings.from_template, "post", "/designs/from-template", _at_the_province(name="Cấp giấy")
    ),
    "begin_a_block": Way(
        beginnings.from_block_template, "post", "/designs/from-block-template", _at_the_province(name="Lấy ý kiến")
    ),
    "begin_from_a_listing": Way(
        beginnings.from_listing, "post", "/designs/from-listing", _at_the_province(code="1.234567")
    ),
    "begin_from_files": Way(
        beginnings.from_files,
        "post",
        "/designs/from-files",
        _at_the_province(name="Cấp giấy", files={studio_acts.FILE: "{}"}),
    ),
    "see_a_design": Way(design.look, "get", _DESIGN),
    "see_what_was_done_to_a_design": Way(design.versions, "get", f"{_DESIGN}/versions"),
    "check_a_design": Way(design.check, "get", f"{_DESIGN}/findings"),
    "print_a_designs_annex": Way(procedures.drawn_pdf, "get", f"{_DESIGN}/annex.pdf"),
    "save_a_file": Way(design.save, "put", f"{_DESIGN}/file", {**_FILE, "content": "{}"}),
    "add_a_file": Way(design.add, "post", f"{_DESIGN}/files", {"file": studio_acts.ADDED, "content": "{}"}),
    "rename_a_file": Way(design.rename, "post", f"{_DESIGN}/rename", {**_FILE, "to": studio_acts.ADDED}),
    "remove_a_file": Way(design.remove, "post", f"{_DESIGN}/remove", _FILE),
    "go_back_to_a_version": Way(design.go_back, "post", f"{_DESIGN}/go-back", {"to": 1, "seen": 2}),
    "discard_a_design": Way(design.discard, "post", f"{_DESIGN}/discard", {"reason": "Trùng"}),
    "attend_a_design": Way(design.attend, "put", f"{_DESIGN}/presence", {}),
    "leave_a_design": Way(design.leave, "delete", f"{_DESIGN}/presence"),
    "ask_for_approval": Way(approvals.ask, "post", f"{_DESIGN}/ask", _asked),
    "withdraw_what_was_asked": Way(approvals.withdraw, "post", f"{_DESIGN}/withdraw", {"reason": "Thiếu bước"}),
    "see_the_blocks_of_a_design": Way(blocks.look, "get", f"{_DESIGN}/blocks"),
    "foresee_what_a_block_changes": Way(proposals.of_design, "get", f"{_DESIGN}/proposals"),
    "call_a_block": Way(
        blocks.call,
        "post",
        f"{_DESIGN}/blocks",
        lambda scene: {"release_id": studio_acts.block(scene.town), "element": "sign", "seen": 2},
    ),
    "renew_a_block": Way(
        blocks.renew,
        "post",
        f"{_DESIGN}/blocks/renew",
        lambda scene: {"release_id": studio_acts.block(scene.town), "seen": 2},
    ),
    "sweep_blocks": Way(blocks.sweep, "post", f"{_DESIGN}/blocks/sweep", {"seen": 2}),
    "propose_a_block": Way(
        approvals.propose, "post", "/blocks/{block}/propose", _at_the_province(reason="Dùng thống nhất một khối")
    ),
    "foresee_a_cohort": Way(cohorts.foresee, "get", "/cohorts/foresee?{move}"),
    "order_a_cohort": Way(cohorts.order, "post", "/cohorts", lambda scene: {**_moving(scene), "reason": "Mới"}),
    "see_how_far_a_cohort_is": Way(cohorts.progress, "get", "/cohorts/{it}"),
    "undo_a_cohort": Way(cohorts.undo, "post", "/cohorts/{it}/undo"),
    "retire_a_release": Way(approvals.retire, "post", "/releases/1/retire", EXAMPLES["Retiring"]),
}
WAYS: dict[str, Way] = {
    **(ON_TASKS | AMONG_OFFICERS | HANDOFFS | PAPERS | BESIDE | AT_THE_COUNTER | IN_THE_OFFICE | LEAVING),
    **(STUDIO | REPAIRS | DIRECTED),
}
