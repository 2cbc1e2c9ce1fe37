"""What a step does beside its answer, as its words say: hand over, sign, issue, return (`gov.act`, `gov.sign`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from bpmn.process_tables.table import Question, Step, Table

Act = Literal["transfer", "sign", "issue", "return"]

TOLD: Mapping[Act, str] = {
    "transfer": "tiếp nhận và chuyển hồ sơ cho cơ quan giải quyết",
    "sign": "ký số kết quả",
    "issue": "phát hành kết quả",
    "return": "trả kết quả cho người nộp",
}
_NEEDED: tuple[Act, ...] = ("sign", "issue", "return")
_ONE_STOP = re.compile(r"một cửa|hành chính công|tiếp nhận và trả|\bttpvhcc\b|\bbpmc\b", re.IGNORECASE)
_RECEIVES = re.compile(r"tiếp nhận|nhận hồ sơ", re.IGNORECASE)
_RETURNS = re.compile(r"trả (lại )?kết quả|trao kết quả|trả cho (người|tổ chức|công dân)", re.IGNORECASE)
_ISSUES = re.compile(r"phát hành|ban hành|đóng dấu|vào sổ|cấp số|vào số", re.IGNORECASE)
_SIGNS = re.compile(r"\bký\b(?! nháy| tắt)", re.IGNORECASE)


def read(table: Table) -> dict[str, Act]:
    """The acts by step number: at most one step issues, the last but for the return, and one before it signs."""
    found: dict[str, Act] = {}
    steps = list(table.steps)
    if _ONE_STOP.search(steps[0].performer) and _RECEIVES.search(steps[0].work):
        found[steps[0].number] = "transfer"
    if len(steps) > 1 and _RETURNS.search(steps[-1].work):
        found[steps.pop().number] = "return"
    for place in range(len(steps) - 1, 0, -1):
        if _ISSUES.search(steps[place].work) and not steps[place].no:
            found[steps[place].number] = "issue"
            signing = next((step for step in reversed(steps[1:place]) if _SIGNS.search(step.work)), None)
            if signing is not None:
                found[signing.number] = "sign"
            break
    return found


def questions(table: Table, acts: Mapping[str, Act]) -> list[Question]:
    """How the steps were understood, and which acts no step does."""
    by_number = {step.number: step for step in table.steps}
    found = [
        Question(by_number[number].line, "work", f"Bước {number} được hiểu là bước {TOLD[act]}.", must_answer=False)
        for number, act in acts.items()
    ]
    missing: list[Act] = [act for act in _NEEDED if act not in acts.values()]
    return found + [Question(0, "work", f"Không thấy bước nào {TOLD[act]}: bước nào làm việc này?") for act in missing]


def is_return(step: Step, acts: Mapping[str, Act]) -> bool:
    """Whether the step has no allotment of its own, because the applicant sets the time."""
    return acts.get(step.number) == "return"
