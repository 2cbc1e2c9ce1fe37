"""How an analyst calls what a diagram says: its elements, their attributes, and what these may say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "userTask": "bước",
        "task": "bước",
        "manualTask": "bước làm tay",
        "serviceTask": "bước máy làm",
        "scriptTask": "bước tính toán",
        "businessRuleTask": "bước xét quyết định",
        "sendTask": "bước gửi",
        "receiveTask": "bước chờ nhận",
        "callActivity": "bước gọi quy trình",
        "subProcess": "quy trình con",
        "transaction": "quy trình con giao dịch",
        "adHocSubProcess": "quy trình con tùy nghi",
        "startEvent": "điểm bắt đầu",
        "endEvent": "điểm kết thúc",
        "intermediateCatchEvent": "sự kiện chờ",
        "intermediateThrowEvent": "sự kiện phát",
        "boundaryEvent": "sự kiện biên",
        "exclusiveGateway": "cổng rẽ một nhánh",
        "parallelGateway": "cổng song song",
        "inclusiveGateway": "cổng rẽ nhiều nhánh",
        "eventBasedGateway": "cổng chờ sự kiện",
        "complexGateway": "cổng phức hợp",
        "sequenceFlow": "đường đi",
        "messageFlow": "đường thông điệp",
        "association": "đường nối chú thích",
        "lane": "làn",
        "participant": "phần của",
        "process": "quy trình",
        "collaboration": "sơ đồ phối hợp",
        "message": "thông điệp",
        "signal": "tín hiệu",
        "error": "lỗi",
        "escalation": "báo cấp trên",
        "textAnnotation": "chú thích",
        "group": "nhóm",
        "dataObject": "dữ liệu",
        "dataObjectReference": "dữ liệu",
        "dataStore": "kho dữ liệu",
        "dataStoreReference": "kho dữ liệu",
        "definitions": "sơ đồ",
    }
)

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "name": "tên",
        "kind": "loại",
        "documentation": "mô tả",
        "sourceRef": "điểm đi",
        "targetRef": "điểm đến",
        "default": "hướng mặc định",
        "conditionExpression": "điều kiện",
        "attachedToRef": "gắn với",
        "cancelActivity": "dừng bước đang gắn",
        "isInterrupting": "dừng quy trình đang chạy",
        "isExecutable": "chạy được",
        "triggeredByEvent": "chỉ chạy khi có sự kiện",
        "calledElement": "quy trình được gọi",
        "processRef": "quy trình",
        "messageRef": "thông điệp",
        "definition": "loại sự kiện",
        "timer": "thời gian hẹn",
        "loop": "cách lặp",
        "loopCardinality": "số lần lặp",
        "completionCondition": "điều kiện thôi lặp",
        "loopCondition": "điều kiện lặp tiếp",
        "loopMaximum": "số lần lặp nhiều nhất",
        "script": "phép tính",
        "text": "nội dung",
        "camunda:candidateGroups": "vai trò",
        "camunda:dueDate": "thời hạn",
        "camunda:priority": "mức ưu tiên",
        "camunda:formRef": "biểu mẫu",
        "camunda:formRefBinding": "cách gắn biểu mẫu",
        "gov.act": "việc làm kèm",
        "gov.unit": "cách tính thời hạn",
        "gov.legalBasis": "căn cứ pháp lý",
        "gov.fourEyes": "người làm phải khác người làm bước",
        "gov.assigns": "phân công người cho bước",
        "gov.mustAssign": "bắt buộc phân công",
        "gov.clock": "đồng hồ",
        "gov.due": "hạn của bước",
        "gov.state": "trạng thái",
        "gov.sign": "ký số",
        "gov.role": "vai trò",
        "gov.allotment": "thời hạn mỗi bước được gọi",
        "gov.block": "khối dùng chung",
        "gov.agency": "cơ quan",
        "gov.handoff": "tin chờ nghe về chuyển liên thông",
        "camunda:collection": "danh sách lặp",
        "camunda:elementVariable": "tên gọi từng mục",
        "camunda:decisionRef": "quyết định",
        "camunda:mapDecisionResult": "phần kết quả được ghi",
        "camunda:expression": "biểu thức",
        "camunda:topic": "bộ xử lý",
        "camunda:resultVariable": "thông tin ghi kết quả",
    }
)

_YES_NO = {"true": "có", "false": "không"}
VALUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "gov.act": {
            "complete": "chỉ hoàn thành",
            "transfer": "chuyển hồ sơ cho cơ quan giải quyết",
            "issue": "phát hành kết quả",
            "return": "trả kết quả",
            "publish": "công khai trả lời",
            "acknowledge": "tiếp nhận nhiệm vụ được giao",
            "report": "báo cáo nhiệm vụ",
            "assess": "xem xét báo cáo nhiệm vụ",
        },
        "gov.unit": {"working": "theo ngày làm việc", "calendar": "theo ngày lịch"},
        "gov.clock": {"dossier": "theo hồ sơ", "own": "riêng"},
        "gov.due": {"mandate": "theo nhiệm vụ được giao"},
        "gov.handoff": {"refused": "bị từ chối", "recalled": "được thu hồi"},
        **dict.fromkeys(
            ("gov.sign", "gov.mustAssign", "cancelActivity", "isInterrupting", "isExecutable", "triggeredByEvent"),
            _YES_NO,
        ),
        "definition": {
            "none": "không",
            "timer": "hẹn giờ",
            "message": "thông điệp",
            "signal": "tín hiệu",
            "error": "lỗi",
            "escalation": "báo cấp trên",
            "link": "nối",
            "terminate": "dừng tất cả",
            "compensate": "hoàn tác",
            "conditional": "điều kiện",
            "cancel": "hủy",
        },
        "loop": {
            "none": "không lặp",
            "parallel": "cùng lúc cho từng mục",
            "sequential": "lần lượt từng mục",
            "standard": "lặp theo điều kiện",
        },
    }
)

CHANNELS = {"counter": "trực tiếp", "online": "trực tuyến", "post": "bưu chính", "phone": "điện thoại"}
LEVELS = {"ministry": "bộ", "province": "tỉnh", "commune": "xã"}


def label(aspect: str) -> str:
    """What an attribute is called; what we do not know is called by its own name."""
    return LABELS.get(aspect) or f"thuộc tính {aspect}"


def value(aspect: str, text: str) -> str:
    """What an attribute says, in words; empty where its own text says it best."""
    return VALUES.get(aspect, {}).get(text, "")
