"""Examples of what is sent, as the description shows them; a test keeps each true to its schema."""

from __future__ import annotations

from typing import Any

_AN = {"name": "Nguyễn Văn An", "identity": "001085012345", "phone": "0912345678"}
_BASIS = "12/QĐ-UBND"
_DAY = "2027-03-01"
_MOMENT = "2027-03-15T17:00:00+07:00"

EXAMPLES: dict[str, dict[str, Any]] = {
    "AccountChange": {"act": "close", "basis": _BASIS},
    "Answer": {"text": "Đã có bản gốc trong kho", "files": []},
    "Answered": {"letter": "45/UBND-TP"},
    "Assignment": {"to": 14, "co_officers": [15]},
    "Asked": {"missing": "Bản sao căn cước", "reason": "Tệp gửi kèm không đọc được"},
    "Cancelling": {"reason": "Giao nhầm phòng"},
    "Completion": {"values": {"register_entry": "Quyển 3/2015, số 120", "copies": 1}},
    "Corrected": {"reason": "Ghi nhầm số điện thoại", "owner": _AN},
    "CounterRequest": {
        "release_id": 1,
        "case_code": "owner",
        "channel": "counter",
        "receiving_unit_id": 16,
        "agency_id": 4,
        "owner": _AN,
        "papers": [{"code": "identity", "name": "Căn cước", "copies": 1}],
        "return_by": "counter",
    },
    "DayChange": {"day": "2027-01-04", "is_worked": False, "name": "Nghỉ bù", "basis": "88/TB-UBND", "agency_id": 4},
    "Delegating": {"to": 14, "note": "Tra giúp sổ gốc", "until": _DAY},
    "Delivery": {"id": "k3Yw0cJ5mVq8xN2a", "state": "failed", "why": "Thuê bao không liên lạc được"},
    "Duty": {"amount": 250_000, "notice": "07/TB-CCT", "limit": _MOMENT},
    "EarlyEnd": {"basis": "15/QĐ-UBND"},
    "Exclusion": {"letter": "31/UBND-TP", "limit": _MOMENT},
    "GivenBack": {"note": "Đã tra sổ gốc"},
    "GivenUp": {"reason": "Đã báo người dân trực tiếp tại quầy"},
    "HoursChange": {"begins": _DAY, "week": "07:00-11:30,13:30-17:00", "name": "Giờ mùa hè", "basis": "90/TB-UBND"},
    "KeptDue": {"reason": "Đã hẹn người dân ngày này"},
    "LastDay": {"last": _DAY, "basis": _BASIS},
    "LetterDraft": {
        "kind": "supplement_request",
        "missing": "Giấy tờ chứng minh quan hệ",
        "reason": "Người yêu cầu không phải là chủ hồ sơ",
        "limit": _MOMENT,
    },
    "MessageCorrection": {"fields": {"to": "0912345678"}, "reason": "Người dân báo đổi số điện thoại"},
    "NewConsignment": {
        "from_unit_id": 16,
        "to_unit_id": 17,
        "dossiers": [1, 2],
        "notes": {"2": "Bìa đỏ"},
    },
    "NewHolding": {"post_id": 20, "begins": _DAY, "basis": _BASIS},
    "NewMatter": {
        "release_id": 5,
        "case_code": "complaint",
        "channel": "counter",
        "receiving_unit_id": 16,
        "sender": _AN,
        "subject": "Đèn đường hỏng",
        "content": "Đèn đường trước số 12 Lê Lợi hỏng đã ba tuần.",
    },
    "HandoffReason": {"reason": "Thiếu bản sao căn cước"},
    "HandoffText": {"text": "Đề nghị bổ sung trang 12 của sổ gốc"},
    "NewOfficer": {
        "name": "Lò Thị Én",
        "username": "en",
        "password": "mat-khau-lan-dau",
        "post_id": 20,
        "begins": _DAY,
        "basis": _BASIS,
    },
    "NewLadder": {
        "procedure": "2.000908",
        "rungs": [{"days": None, "addressee": "officer"}, {"days": 1, "addressee": "unit_head"}],
        "basis": _BASIS,
    },
    "NewPost": {"role": "case_officer", "title": "Chuyên viên", "begins": _DAY, "basis": _BASIS},
    "NewQuestion": {"to": 14, "text": "Đã có bản gốc chưa?", "answer_by": _MOMENT},
    "NewSubstitution": {
        "absent_id": 10,
        "substitute_id": 14,
        "decision": _BASIS,
        "decided_on": "2027-02-26",
        "valid_from": _DAY,
        "valid_to": "2027-03-05",
        "acts": "ordinary",
    },
    "NewUnit": {"code": "land_division", "name": "Phòng Đất đai", "begins": _DAY, "basis": _BASIS},
    "NewView": {"name": "Quá hạn của phòng", "narrowed": {"scope": "unit", "standing": "overdue"}},
    "NoticeChoice": {"kind": "mention", "on_screen": True, "by_mail": False},
    "Order": {"act": "assign", "tasks": [1, 2, 3], "to": 14, "co_officers": [15]},
    "Paid": {"receipt": "0001234"},
    "PutBack": {"reason": "Tôi nghỉ chiều nay"},
    "PutRight": {"unit_id": 17, "shelf": "Kệ 3", "reason": "Đã cầm về phòng"},
    "Receiving": {"shelves": {"1": "Kệ 3"}, "refused": {"2": "Không thấy trong túi"}},
    "Refused": {"reason": "Không thuộc thẩm quyền của cơ quan"},
    "RosterFile": {
        "content": "Mã đơn vị;Đơn vị;Mã vai trò;Vị trí;Họ tên;Thư điện tử;Số điện thoại;Tên đăng nhập;Từ ngày\n"
        "office;Văn phòng;case_officer;Chuyên viên;Lò Thị Én;;;en;01/03/2027\n",
        "passwords": {"en": "mat-khau-lan-dau"},
        "basis": _BASIS,
    },
    "SendBack": {"element": "receive", "reason": "Thiếu bản sao căn cước"},
    "Shelving": {"shelf": "Kệ 3"},
    "Supplement": {"note": "Bản sao căn cước", "files": []},
    "Told": {"text": "Nhờ anh xem giúp số quyển", "mentioned": []},
    "Unassignment": {"officer": 14},
    "Urging": {"text": "Đề nghị xử lý ngay"},
    "Why": {"reason": "Người nộp đổi ý"},
    "Way": {"topic": "dossier.status", "partner": ""},
    "Withdrawal": {"basis": "91/TB-UBND"},
}
"""By the name of what is sent."""
