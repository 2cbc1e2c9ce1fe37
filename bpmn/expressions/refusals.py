"""Why an expression cannot be read or has no answer."""

from __future__ import annotations

from bpmn.refusals import Refusal


class WrongExpression(Refusal):
    """The text is not an expression we accept; `position` counts characters from 1."""

    code = "expression.wrong"
    sentence = "Biểu thức “{text}” sai ở ký tự thứ {position}: {reason}."
    status = 422

    def __init__(self, text: str, position: int, reason: str) -> None:
        self.position = position
        super().__init__(text=text if len(text) <= 200 else text[:200] + "…", position=position, reason=reason)


class UnknownName(Refusal):
    """The expression asks for a fact the dossier does not have yet."""

    code = "expression.unknown-name"
    sentence = "Hồ sơ chưa có thông tin “{name}” nên chưa thể đi tiếp."
    status = 422


class UnknownFunction(Refusal):
    """The expression calls a function nobody offers."""

    code = "expression.unknown-function"
    sentence = "Quy trình dùng hàm “{name}” mà hệ thống không có."
    status = 422


class WrongValue(Refusal):
    """The facts are there, but this cannot be worked out with them."""

    code = "expression.wrong-value"
    sentence = "Không tính được điều kiện của quy trình: {reason}."
    status = 422
