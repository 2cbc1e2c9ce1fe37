"""What the officers of the demonstration fill in at each step: believable, and what the form asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from processes.calendars import local
from tasks.demonstration.courses import Course

Answer = dict[str, object]
FILES = {"issue": "result_file", "enter": "birth_file"}
"""The steps whose answer has a file, and its field."""

_SHORT, _WRONG, _REFUSED = 0.04, 0.06, 0.03
_SENT_BACK = {
    "sign": ("decision", "reason"),
    "decide": ("decision", "reason"),
    "approve": ("decision", "reason"),
    "approve_appraisal": ("decision", "reason"),
    "review": ("review", "review_note"),
    "submit": ("submission", "submission_note"),
}
_AGREED = {"review": "agreed", "submit": "submitted"}
_WHY_BACK = (
    "Sai chữ đệm của người đề nghị, đề nghị kiểm tra lại",
    "Chưa ghi căn cứ pháp lý",
    "Dự thảo thiếu phần nơi nhận",
    "Số liệu trong dự thảo chưa khớp với hồ sơ",
)
_RATINGS = ("very_satisfied", "satisfied", "satisfied", "satisfied", "dissatisfied", "")
_LINES = (
    "Bán lẻ tạp hóa",
    "Dịch vụ ăn uống",
    "Sửa chữa xe máy",
    "May mặc",
    "Bán lẻ vật liệu xây dựng",
    "Cắt tóc, gội đầu",
)
_PETITIONS = (
    ("Đèn đường hỏng", "Đèn đường ở đầu thôn hỏng đã lâu, đi lại buổi tối nguy hiểm."),
    ("Rác thải chưa được thu gom", "Rác ở điểm tập kết chưa được thu gom ba ngày nay."),
    ("Đề nghị niêm yết rõ lệ phí", "Bảng niêm yết lệ phí chữ nhỏ, khó đọc, đề nghị in lại."),
    ("Nước sinh hoạt yếu", "Nước sinh hoạt buổi sáng rất yếu, đề nghị kiểm tra đường ống."),
    ("Hỏi giấy tờ đăng ký tạm trú", "Con tôi đi học xa về ở nhờ nhà ông bà, cần giấy tờ gì để đăng ký tạm trú?"),
)


def petition(course: Course) -> tuple[str, str]:
    """What a sender tells: the subject and the content."""
    return _PETITIONS[course.arrival.number % len(_PETITIONS)]


def to(course: Course, element: str, moment: datetime, signer: str) -> Answer:
    """The answer to a step, but for its files; `signer` is who signs results where the dossier is decided."""
    if element in _SENT_BACK:
        return _judged(course, element)
    told = _OF_ELEMENT.get((course.code, element)) or _OF_ELEMENT.get(("", element))
    if told is None:
        return {}
    answer = dict(told(course, local(moment).date()))
    return {**answer, "result_signer": signer} if element == "issue" else answer


def _judged(course: Course, element: str) -> Answer:
    field, why = _SENT_BACK[element]
    if course.chance.random() < _SHORT:
        return {field: "sent_back", why: course.chance.choice(_WHY_BACK)}
    agreed: Answer = {field: _AGREED.get(element, "approved")}
    if element == "submit":
        agreed["submission_number"] = f"{_number(course)}/TTr"
    return agreed


def _number(course: Course) -> int:
    return course.arrival.number + 1


def _result(course: Course, day: date) -> Answer:
    return {"result_number": f"{_number(course)}/KQ-{course.arrival.kind.agency}", "result_date": day.isoformat()}


def _returned(course: Course, day: date) -> Answer:
    rating = course.chance.choice(_RATINGS)
    asked = course.chance.choices(("counter", "post", "online"), (80, 8, 12))[0]
    told: Answer = {"receiver_name": course.owner.name, "return_method": asked}
    return told | ({"rating": rating} if rating else {})


def _copy(course: Course, day: date) -> Answer:
    if course.chance.random() < _REFUSED:
        return {"outcome": "no_entry", "appraisal_note": "Sổ gốc các năm 1998–2004 không có thông tin"}
    entry = (
        f"Quyển {course.chance.randint(1, 9)}/{course.chance.randint(1995, 2024)}, số {course.chance.randint(1, 400)}"
    )
    return {"outcome": "copy", "register_entry": entry, "copies": course.chance.choice((1, 1, 2, 3))}


def _birth(course: Course, day: date) -> Answer:
    entry, number = f"Quyển 1/{day.year}, số {_number(course)}", f"0992{day:%y}{_number(course):06}"
    return {"outcome": "certificate", "register_entry": entry, "personal_number": number}


def _business(course: Course, day: date) -> Answer:
    name = f"Hộ kinh doanh {course.owner.name}"
    told = {"business_name": name, "business_address": course.owner.address}
    return {"outcome": "certificate", **told, "business_lines": course.chance.choice(_LINES)}


def _papers(course: Course, day: date) -> Answer:
    if course.chance.random() < _WRONG:
        return {"papers": "wrong", "reason": "Thông tin gửi sang chưa khớp với dữ liệu dân cư"}
    return {"papers": "complete"}


def _answered(ending: str) -> Callable[[Course, date], Answer]:
    def answer(course: Course, day: date) -> Answer:
        return {"answer": "granted", "number": f"{_number(course)}/{ending}", "date": day.isoformat()}

    return answer


def _handed(ending: str) -> Callable[[Course, date], Answer]:
    answered = _answered(ending)
    return lambda course, day: {**answered(course, day), "handed": "now", "handed_to": course.owner.name}


def _duty(course: Course, day: date) -> Answer:
    told: Answer = {"number": f"{_number(course)}/TB-CT", "date": day.isoformat()}
    if course.is_exempt:
        return {"answer": "exempt", **told}
    return {"answer": "granted", **told, "amount": amount(course), "pay_by": (day + timedelta(days=30)).isoformat()}


def _determined(course: Course, day: date) -> Answer:
    return _duty(course, day) | ({"reason": "Tặng cho giữa cha mẹ và con"} if course.is_exempt else {})


def amount(course: Course) -> int:
    """What is to be paid for a change of land rights, in đồng."""
    return 500_000 * (20 + _number(course) * 37 % 180)


def _screened(course: Course, day: date) -> Answer:
    return {"ask_fire": course.chance.random() < 0.3, "ask_heritage": course.chance.random() < 0.06}


def _inspected(course: Course, day: date) -> Answer:
    papers = "supplement" if course.supplements else "complete"
    return {
        "site_date": day.isoformat(),
        "site_findings": "Đúng hiện trạng, ranh giới không tranh chấp",
        "papers": papers,
    }


def _opinion(course: Course, day: date) -> Answer:
    number = f"{_number(course)}/PC07, {day:%d/%m/%Y}"
    return {"consulted_agency": "Cơ quan được hỏi", "opinion": "agreed", "opinion_letter": number}


def _slip(course: Course, day: date) -> Answer:
    number = f"{_number(course)}/PCTT"
    return {"slip_number": number, "slip_date": day.isoformat(), "slip_content": "Đất ở nông thôn, vị trí 2"}


def _triaged(course: Course, day: date) -> Answer:
    if course.chance.random() < 0.08:
        return {"triage": "transfer", "transferred_to": "Sở Xây dựng"}
    return {"triage": "take"}


def _published(course: Course, day: date) -> Answer:
    _, asked = petition(course)
    said = "Đã kiểm tra và khắc phục, cảm ơn ý kiến của ông/bà."
    return {"publish": "public", "public_question": asked, "public_answer": said}


def _always(**told: object) -> Callable[[Course, date], Answer]:
    return lambda course, day: told


_OF_ELEMENT: Mapping[tuple[str, str], Callable[[Course, date], Answer]] = {
    ("", "issue"): _result,
    ("", "return_result"): _returned,
    ("2.000908", "appraise"): _copy,
    ("1.001612", "appraise"): _business,
    ("1.000110", "check"): _always(prepared="sent", sent_to="nguoi.nop@example.vn"),
    ("1.000110", "confirm"): _always(confirmation="agreed"),
    ("1.000110", "register"): _birth,
    ("2.002621", "register"): _birth,
    ("2.002621", "enter"): lambda course, day: {
        "birth_number": f"{_number(course)}/{day.year}",
        "birth_date": day.isoformat(),
    },
    ("2.002621", "hand_birth"): lambda course, day: {"birth_handed": "now", "birth_receiver": course.owner.name},
    ("", "residence_registration_check"): _papers,
    ("", "residence_registration_decide"): _answered("TB-CAP"),
    ("", "card_issuance_check"): _papers,
    ("", "card_issuance_decide"): _answered("TE-BHXH"),
    ("", "residence_done"): _handed("TB-CAP"),
    ("", "insurance_done"): _handed("TE-BHXH"),
    ("", "correct_residence"): _always(correction="Đã ghi lại số định danh của chủ hộ"),
    ("", "correct_insurance"): _always(correction="Đã gửi lại giấy khai sinh có mã QR"),
    ("", "correct_duty"): _always(correction="Đã ghi lại diện tích theo trích lục"),
    ("1.013225", "screen"): _screened,
    ("1.013225", "inspect"): _inspected,
    ("1.013225", "opinion"): _opinion,
    ("1.013225", "match"): _always(papers="complete"),
    ("1.013225", "draft"): _always(outcome="permit"),
    ("1.013831", "appraise"): lambda course, day: {
        "appraisal": "free" if course.is_free else "duty",
        "parcel": f"Thửa {course.chance.randint(1, 300)}, tờ bản đồ {course.chance.randint(1, 60)}",
    },
    ("1.013831", "prepare_duty"): _slip,
    ("", "tax_check"): _papers,
    ("", "tax_determine"): _determined,
    ("", "tell_duty"): _duty,
    ("", "take_receipt"): lambda course, day: {
        "receipt_number": f"GNT-{_number(course):05}",
        "receipt_date": day.isoformat(),
    },
    ("", "tax_confirm"): lambda course, day: {"number": f"GNT-{_number(course):05}", "date": day.isoformat()},
    ("1.013831", "draft"): _always(outcome="noted", proposal="Xác nhận chuyển nhượng trên giấy chứng nhận đã cấp"),
    ("1.000828", "appraise"): lambda course, day: {
        "outcome": "certificate",
        "criminal_record": f"{_number(course)}/TTLLTP, {day:%d/%m/%Y}",
    },
    ("1.013807", "appraise"): _always(outcome="decision", practice_organisation="Phòng Công chứng số 1"),
    ("PAKN", "triage"): _triaged,
    ("PAKN", "draft"): _always(answer="Đã giao bộ phận chuyên môn kiểm tra, khắc phục trong tuần."),
    ("PAKN", "publish"): _published,
}
