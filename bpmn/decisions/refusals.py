"""Why a decision gives no answer."""

from __future__ import annotations

from bpmn.refusals import Refusal


class NoDecision(Refusal):
    """No decision has this id or name."""

    code = "decision.unknown"
    sentence = "Không có quyết định nào mang mã hoặc tên “{decision}”."


class NotDecidable(Refusal):
    """The decision is written in a way that cannot be worked out; the findings say where."""

    code = "decision.not-decidable"
    sentence = "Chưa tính được quyết định “{decision}”: {reason}."
    status = 422


class SeveralRules(Refusal):
    """More than one rule applies where the table says that only one may (UNIQUE)."""

    code = "decision.several-rules"
    sentence = "Bảng “{decision}” chỉ cho một quy tắc áp dụng nhưng các quy tắc số {rules} cùng áp dụng."
    status = 422


class DifferentOutputs(Refusal):
    """The rules that apply say different things where the table says that they agree (ANY)."""

    code = "decision.different-outputs"
    sentence = "Trong bảng “{decision}”, các quy tắc số {rules} cùng áp dụng nhưng cho kết quả khác nhau."
    status = 422


class NoPriority(Refusal):
    """An answer stands nowhere in the list that says which answer goes first (PRIORITY, OUTPUT ORDER)."""

    code = "decision.no-priority"
    sentence = "Bảng “{decision}” không xếp thứ tự ưu tiên cho kết quả {value}."
    status = 422


class WrongInput(Refusal):
    """A fact is not of the kind the decision asks for, or not among the values it may have."""

    code = "decision.wrong-input"
    sentence = "Quyết định “{decision}” không nhận giá trị {value} cho “{input}”: {reason}."
    status = 422


class WrongOutput(Refusal):
    """A rule answers what the table says it may not, or what cannot be added up."""

    code = "decision.wrong-output"
    sentence = "Quyết định “{decision}” cho kết quả {value} không hợp lệ: {reason}."
    status = 422
