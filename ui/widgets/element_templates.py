"""The fields of a diagram's elements as an analyst fills them in: element templates for Camunda 7.

Made from `bpmn/attributes.py`, the one list of what means something to us; a test keeps them whole. The modeler's group
“Một Cửa” draws them, and Camunda Modeler takes the same list as a file in its folder of element templates.
"""

from __future__ import annotations

from bpmn.attributes import ATTRIBUTES, Attribute
from ui.locale import t

_KINDS = {
    "userTask": "Bước do cán bộ làm",
    "callActivity": "Bước gọi khối, quy trình",
    "receiveTask": "Bước chờ nhận",
    "serviceTask": "Bước tự động",
    "businessRuleTask": "Bước tra bảng quyết định",
    "startEvent": "Sự kiện bắt đầu",
    "endEvent": "Sự kiện kết thúc",
    "boundaryEvent": "Sự kiện biên",
    "intermediateCatchEvent": "Sự kiện chờ",
    "intermediateThrowEvent": "Sự kiện giữa chừng",
    "lane": "Làn",
    "participant": "Bên tham gia",
}
_LABELS = {
    "camunda:candidateGroups": ("Vai trò", "Ai làm bước này: đơn vị/vai trò, vai trò, @receiving/… hoặc @superior/…"),
    "camunda:dueDate": ("Hạn của bước", "P3D là 3 ngày, PT4H là 4 giờ, P1M là 1 tháng."),
    "gov.allotment": ("Hạn của mỗi bước trong khối", "Cho những bước mà khối để trống: P3D là 3 ngày, PT4H là 4 giờ."),
    "gov.unit": ("Cách tính hạn", "Hạn theo giờ luôn tính theo giờ làm việc."),
    "gov.clock": ("Khi hồ sơ tạm dừng", "Bước hoặc giờ hẹn có dừng theo hồ sơ hay không."),
    "camunda:formRef": ("Biểu mẫu", "Biểu mẫu cán bộ điền ở bước này."),
    "gov.due": ("Hạn theo nhiệm vụ", "Theo hạn của nhiệm vụ được giao thay cho thời hạn bước."),
    "gov.act": ("Việc làm khi hoàn thành", ""),
    "gov.sign": ("Ký số", "Hoàn thành bước này là ký số vào dự thảo."),
    "gov.legalBasis": ("Căn cứ pháp lý", "Ví dụ: 23/2015/NĐ-CP, Điều 17"),
    "gov.fourEyes": ("Không do người đã làm bước", "Người đã làm bước được chọn không được làm bước này."),
    "gov.assigns": ("Phân công cho bước", "Người làm bước này chọn cán bộ cho bước được chọn."),
    "gov.mustAssign": ("Bắt buộc phân công", ""),
    "gov.state": ("Trạng thái", "Trạng thái của vụ việc từ khi đến đây."),
    "gov.handoff": ("Nghe tin liên thông", "Cơ quan kia từ chối, hay bên gửi thu hồi."),
    "gov.role": ("Vai trò của làn, của khối", "Dùng cho bước trong làn, trong khối không ghi vai trò riêng."),
    "gov.agency": ("Cơ quan", "Thông điệp gửi tới đây được chuyển liên thông cho cơ quan này."),
    "camunda:priority": ("Độ ưu tiên", "Từ 0 đến 100, để trống là 50."),
    "camunda:decisionRef": ("Bảng quyết định", ""),
    "camunda:mapDecisionResult": ("Lấy phần nào của kết quả", ""),
    "camunda:expression": ("Biểu thức", "Bước này tính biểu thức rồi ghi kết quả."),
    "camunda:topic": ("Bộ xử lý", "Tên bộ xử lý đã đăng ký."),
    "camunda:resultVariable": ("Dữ kiện ghi kết quả", "Để trống thì ghi từng đầu ra theo tên của nó."),
}
_CHOICES = {
    ("gov.unit", "working"): "Ngày, giờ làm việc",
    ("gov.unit", "calendar"): "Ngày lịch",
    ("gov.clock", "dossier"): "Dừng theo hồ sơ",
    ("gov.clock", "own"): "Vẫn chạy",
    ("gov.act", "complete"): "Chỉ ghi câu trả lời",
    ("gov.act", "transfer"): "Chuyển hồ sơ về cơ quan giải quyết",
    ("gov.act", "issue"): "Phát hành kết quả",
    ("gov.act", "return"): "Trả kết quả",
    ("gov.act", "publish"): "Công khai câu trả lời",
    ("gov.act", "appraise"): "Thẩm định quy trình",
    ("gov.act", "approve"): "Phê duyệt quy trình",
    ("gov.act", "promulgate"): "Ban hành quy trình",
    ("gov.act", "acknowledge"): "Tiếp nhận nhiệm vụ được giao",
    ("gov.act", "report"): "Báo cáo kết quả nhiệm vụ",
    ("gov.act", "assess"): "Xem xét báo cáo nhiệm vụ",
    ("gov.due", "mandate"): "Theo hạn của nhiệm vụ được giao",
    ("gov.handoff", "refused"): "Bị từ chối tiếp nhận",
    ("gov.handoff", "recalled"): "Bị thu hồi",
    ("camunda:mapDecisionResult", "singleEntry"): "Một giá trị",
    ("camunda:mapDecisionResult", "singleResult"): "Một dòng",
    ("camunda:mapDecisionResult", "collectEntries"): "Giá trị đầu của mọi dòng",
    ("camunda:mapDecisionResult", "resultList"): "Mọi dòng",
}
_PATTERNS = {
    "camunda:dueDate": (r"^P(\d+D|\d+M|T\d+H)$", "Viết như P3D, PT4H hoặc P1M."),
    "camunda:priority": (r"^(100|[1-9]?\d)$", "Viết một số từ 0 đến 100."),
}
# seen to elsewhere: the first with the form, two among what is done several times, the last where blocks are chosen
BY_THE_WAY = ("camunda:formRefBinding", "camunda:collection", "camunda:elementVariable", "gov.block")
TAKES_STEP = ("gov.fourEyes", "gov.assigns")


def element_templates() -> list[dict[str, object]]:
    """One template for each kind of element, in the visitor's language."""
    known = {attribute.name: attribute for attribute in ATTRIBUTES if attribute.name not in BY_THE_WAY}
    return [
        {
            "id": f"motcua.{element}",
            "name": t(kind),
            "appliesTo": [f"bpmn:{element[0].upper()}{element[1:]}"],
            "properties": [_property(known[name]) for name in _LABELS if element in known[name].elements],
        }
        for element, kind in _KINDS.items()
    ]


def _property(attribute: Attribute) -> dict[str, object]:
    label, hint = _LABELS[attribute.name]
    is_own = attribute.name.startswith("gov.")
    found: dict[str, object] = {
        "label": t(label),
        "type": "String",
        "optional": True,
        "binding": {"type": "camunda:property" if is_own else "property", "name": attribute.name},
    }
    if hint:
        found["description"] = t(hint)
    if attribute.name in _PATTERNS:
        pattern, message = _PATTERNS[attribute.name]
        found["constraints"] = {"pattern": {"value": pattern, "message": t(message)}}
    if attribute.values == ("true", "false"):
        found["type"] = "Boolean"
    elif attribute.closed:
        said = [(value, t(_CHOICES[attribute.name, value])) for value in attribute.values]
        found |= {"type": "Dropdown", "choices": [{"value": value, "name": name} for value, name in said]}
    return found
