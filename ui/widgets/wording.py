"""What officers call the codes of the record, in the visitor's language."""

from __future__ import annotations

from bpmn.letters import Kind
from ui.locale import t


def channels() -> dict[str, str]:
    """How a request came in."""
    return {"counter": t("Trực tiếp"), "online": t("Trực tuyến"), "post": t("Bưu chính"), "phone": t("Điện thoại")}


def returns() -> dict[str, str]:
    """How a result goes out."""
    return {"counter": t("Tại nơi tiếp nhận"), "post": t("Qua bưu chính"), "online": t("Bản điện tử")}


def people_fields() -> dict[str, str]:
    """What is recorded of a person."""
    return {
        "name": t("Họ và tên"),
        "identity": t("Số căn cước"),
        "phone": t("Điện thoại"),
        "address": t("Địa chỉ"),
        "email": t("Thư điện tử"),
    }


def roles() -> dict[str, str]:
    """Who is who in a dossier."""
    return {
        "owner": t("Chủ hồ sơ"),
        "submitter": t("Người nộp"),
        "authorised": t("Người được ủy quyền"),
        "receiver": t("Người nhận kết quả"),
    }


def letters() -> dict[str, str]:
    """What the letters are called."""
    return {
        "supplement_request": t("Phiếu yêu cầu bổ sung"),
        "apology": t("Văn bản xin lỗi và hẹn lại"),
        "stop_notice": t("Thông báo dừng giải quyết"),
    }


def worded() -> dict[Kind, str]:
    """The letters that a release may word itself."""
    return {
        "supplement_request": t("Phiếu yêu cầu bổ sung"),
        "receipt": t("Lời dặn trên giấy tiếp nhận"),
        "reception_supplement": t("Phiếu yêu cầu bổ sung khi tiếp nhận"),
        "refusal": t("Phiếu từ chối tiếp nhận"),
        "apology": t("Văn bản xin lỗi và hẹn lại"),
        "stop_notice": t("Thông báo dừng giải quyết"),
    }


def ratings() -> dict[str, str]:
    """How content who received the result was."""
    return {
        "very_satisfied": t("Rất hài lòng"),
        "satisfied": t("Hài lòng"),
        "dissatisfied": t("Không hài lòng"),
    }


def synced() -> dict[str, str]:
    """How the report of a dossier's status to the nation fares."""
    return {
        "waiting": t("Chờ gửi"),
        "sent": t("Đã gửi"),
        "failed": t("Chưa gửi được, sẽ gửi lại"),
    }


def mandate_states() -> dict[str, str]:
    """How far a unit is with what a directive laid on it."""
    return {
        "given": t("Chờ đơn vị tiếp nhận"),
        "acknowledged": t("Đơn vị đang thực hiện"),
        "reported": t("Đã báo cáo, chờ xem xét"),
        "sent_back": t("Bị trả lại, đang làm tiếp"),
        "accepted": t("Đã nghiệm thu"),
    }


def periods() -> dict[str, str]:
    """How often a report on a mandate is asked for."""
    return {
        "": t("Một lần, khi đến hạn"),
        "week": t("Hằng tuần"),
        "month": t("Hằng tháng"),
        "quarter": t("Hằng quý"),
        "half": t("Sáu tháng một lần"),
        "year": t("Hằng năm"),
    }
