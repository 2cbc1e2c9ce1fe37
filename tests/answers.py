"""How the officers of the demonstration answer each step of the shipped procedures when all goes well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.town import PDF, Town


@dataclass(frozen=True)
class Answer:
    """Who works on a step, what is filled in, and which fields want a file."""

    by: str
    values: Mapping[str, object] = field(default_factory=dict)
    files: tuple[str, ...] = ()


_ISSUE = {"result_number": "12/SL-UBND", "result_date": "2026-03-02", "result_signer": "Phạm Quốc Việt"}
_RETURN = {"receiver_name": "Nguyễn Văn An", "return_method": "counter", "rating": "satisfied"}
ANSWERS: dict[str, dict[str, Answer]] = {
    "2.000908": {
        "receive": Answer("mai"),
        "appraise": Answer("binh", {"outcome": "copy", "register_entry": "Quyển 3/2015, số 120", "copies": 1}),
        "sign": Answer("viet", {"decision": "approved"}),
        "issue": Answer("thu", _ISSUE, ("result_file",)),
        "return_result": Answer("mai", _RETURN),
    },
    "1.000110": {
        "receive": Answer("mai"),
        "check": Answer("binh", {"prepared": "sent", "sent_to": "nguyenvanan@example.vn"}),
        "confirm": Answer("binh", {"confirmation": "agreed"}),
        "register": Answer("binh", {"outcome": "certificate", "register_entry": "Quyển 1/2026, số 12"}),
        "sign": Answer("viet", {"decision": "approved"}),
        "issue": Answer("binh", _ISSUE, ("result_file",)),
        "return_result": Answer("mai", _RETURN),
    },
    "1.000828": {
        "receive": Answer("chau"),
        "appraise": Answer("phuong", {"outcome": "certificate", "criminal_record": "55/TTLLTP, 05/03/2026"}),
        "review": Answer("quynh", {"review": "agreed"}),
        "submit": Answer("duc", {"submission": "submitted", "submission_number": "120/TTr-STP"}),
        "decide": Answer("hung", {"decision": "approved"}),
        "issue": Answer("hanh", _ISSUE, ("result_file",)),
        "return_result": Answer("chau", _RETURN),
    },
    "1.013807": {
        "receive": Answer("chau"),
        "assign": Answer("quynh"),
        "appraise": Answer("phuong", {"outcome": "decision", "practice_organisation": "Phòng Công chứng số 1"}),
        "review": Answer("quynh", {"review": "agreed"}),
        "sign": Answer("duc", {"decision": "approved"}),
        "issue": Answer("hanh", _ISSUE, ("result_file",)),
        "return_result": Answer("chau", _RETURN),
    },
    "1.013225": {
        "receive": Answer("mai"),
        "screen": Answer("nam", {"ask_fire": True, "ask_heritage": True}),
        "inspect": Answer("nam", {"site_date": "2026-03-04", "site_findings": "Đúng hiện trạng", "papers": "complete"}),
        "opinion": Answer("nam", {"opinion": "agreed", "opinion_letter": "88/PC07, 10/03/2026"}),
        "match": Answer("nam", {"papers": "complete"}),
        "rematch": Answer("nam", {"papers": "complete"}),
        "decline": Answer("nam", {"outcome": "refusal", "refusal_reason": "Bản vẽ móng vẫn không đúng thực tế"}),
        "draft": Answer("nam", {"outcome": "permit"}),
        "review": Answer("huong", {"review": "agreed"}),
        "sign": Answer("viet", {"decision": "approved"}),
        "issue": Answer("thu", _ISSUE, ("result_file",)),
        "return_result": Answer("mai", _RETURN),
    },
    "1.001612": {
        "receive": Answer("mai"),
        "appraise": Answer(
            "nam",
            {
                "outcome": "certificate",
                "business_name": "Hộ kinh doanh Nguyễn Văn An",
                "business_address": "12 Lê Lợi, phường Bến Xuân",
                "business_lines": "Bán lẻ tạp hóa",
            },
        ),
        "sign": Answer("huong", {"decision": "approved"}),
        "issue": Answer("thu", _ISSUE, ("result_file",)),
        "return_result": Answer("mai", _RETURN),
    },
    "2.002621": {
        "receive": Answer("mai"),
        "register": Answer(
            "binh",
            {"outcome": "certificate", "register_entry": "Quyển 1/2026, số 31", "personal_number": "001226000311"},
        ),
        "sign": Answer("viet", {"decision": "approved"}),
        "enter": Answer("binh", {"birth_number": "31/2026", "birth_date": "2026-03-02"}, ("birth_file",)),
        "hand_birth": Answer("mai", {"birth_handed": "now", "birth_receiver": "Nguyễn Văn An"}),
        "residence_registration_check": Answer("toan", {"papers": "complete"}),
        "residence_registration_decide": Answer(
            "toan", {"answer": "granted", "number": "118/TB-CAP", "date": "2026-03-03"}
        ),
        "correct_residence": Answer("binh", {"correction": "Đã ghi lại số định danh của chủ hộ"}),
        "residence_done": Answer(
            "mai", {"answer": "granted", "number": "118/TB-CAP", "date": "2026-03-03", "handed": "later"}
        ),
        "card_issuance_check": Answer("yen", {"papers": "complete"}),
        "card_issuance_decide": Answer("yen", {"answer": "granted", "number": "TE1990012345678", "date": "2026-03-03"}),
        "correct_insurance": Answer("binh", {"correction": "Đã gửi lại giấy khai sinh có mã QR"}),
        "insurance_done": Answer(
            "mai", {"answer": "granted", "number": "TE1990012345678", "date": "2026-03-03", "handed": "later"}
        ),
        "issue": Answer("binh", {**_ISSUE, "result_number": "31/2026"}, ("result_file",)),
        "return_result": Answer("mai", _RETURN),
    },
    "1.013831": {
        "receive": Answer("chau"),
        "appraise": Answer("ly", {"appraisal": "duty", "parcel": "Thửa 52, tờ bản đồ 17"}),
        "approve_appraisal": Answer("giang", {"decision": "approved"}),
        "prepare_duty": Answer(
            "ly",
            {
                "slip_number": "45/PCTT",
                "slip_date": "2026-03-06",
                "slip_content": "Đất ở đô thị 120 m², vị trí 2 đường Lê Lợi, giá chuyển nhượng 2,4 tỷ đồng",
            },
        ),
        "tax_check": Answer("loc", {"papers": "complete"}),
        "tax_determine": Answer(
            "loc",
            {
                "answer": "granted",
                "number": "310/TB-CT",
                "date": "2026-03-10",
                "amount": 60_000_000,
                "pay_by": "2026-04-09",
            },
        ),
        "correct_duty": Answer("ly", {"correction": "Đã ghi lại diện tích theo trích lục"}),
        "tell_duty": Answer(
            "ly",
            {
                "answer": "granted",
                "number": "310/TB-CT",
                "date": "2026-03-10",
                "amount": 60_000_000,
                "pay_by": "2026-04-09",
            },
        ),
        "take_receipt": Answer("ly", {"receipt_number": "GNT-0917", "receipt_date": "2026-03-20"}),
        "tax_confirm": Answer("loc", {"number": "GNT-0917", "date": "2026-03-20"}),
        "draft": Answer("ly", {"outcome": "noted", "proposal": "Xác nhận chuyển nhượng trên giấy chứng nhận đã cấp"}),
        "review": Answer("dat", {"review": "agreed"}),
        "sign": Answer("giang", {"decision": "approved"}),
        "issue": Answer("ly", {**_ISSUE, "result_signer": "Đoàn Trường Giang"}, ("result_file",)),
        "return_result": Answer("chau", _RETURN),
    },
}


def answer(town: Town, procedure: str, element: str, **other: object) -> dict[str, object]:
    """The values for a step, with its files uploaded; `other` answers differently."""
    told = ANSWERS[procedure][element]
    values: dict[str, object] = {**told.values, **other}
    for key in told.files:
        values[key] = [uploaded(town, told.by)]
    return values


def uploaded(town: Town, by: str, name: str = "ket-qua.pdf", content: bytes = PDF) -> dict[str, object]:
    """A file that somebody uploaded, as a form names it."""
    stored = town.upload(by, name, content)
    return {"id": stored.id, "name": stored.name, "size": stored.size, "media_type": stored.media_type}
