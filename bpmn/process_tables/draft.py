"""A release draft from a process table: the diagram, the forms it needs, and facts to be completed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bpmn import releases
from bpmn.process_tables import acts, diagram, forms
from bpmn.process_tables.table import Question, Table
from bpmn.releases import FACTS
from bpmn.terms import Term

DIAGRAM = "quy-trinh.bpmn"
_UNKNOWN_CODE, _UNNAMED = "0.000000", "Quy trình nội bộ"


@dataclass(frozen=True, slots=True)
class Draft:
    """The files of a release as far as the table tells it, and what the analyst is asked."""

    files: Mapping[str, bytes]
    questions: tuple[Question, ...]


def write(table: Table, roles: Mapping[str, str], facts: bytes | None = None) -> Draft:
    """A draft whose steps wait for the roles that `roles` gives to the table's performers.

    `facts` is the procedure.toml it belongs to; without one a form of it is made, to be filled in. Refuses:
    NotReadable.
    """
    understood = acts.read(table)
    choices: dict[str, tuple[str, str]] = {}
    asked: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for place, step in enumerate(table.steps, 1):
        act = understood.get(step.number)
        if step.no:
            signs = act == "sign"
            key = "decision" if signs else f"opinion_{place}"
            choices[step.number] = key, "approved" if signs else "agreed"
            asked[step.number] = f"y-kien-{place}"
            files[f"y-kien-{place}.form"] = forms.choice(step, key, asked[step.number], signs=signs)
        elif act == "issue":
            asked[step.number] = "phat-hanh"
            files["phat-hanh.form"] = forms.issue("phat-hanh", ())
        elif act == "return":
            asked[step.number] = "tra-ket-qua"
            files["tra-ket-qua.form"] = forms.hand_back("tra-ket-qua")
    plan = diagram.Plan(table.title or _UNNAMED, roles, asked, choices, understood)
    files[DIAGRAM] = diagram.drawn(table, plan)
    files[FACTS] = facts if facts is not None else _skeleton(table)
    outcomes = releases.read(files).outcomes
    if len(outcomes) > 1 and "phat-hanh.form" in files:
        files["phat-hanh.form"] = forms.issue("phat-hanh", outcomes)
    questions = (*table.questions, *acts.questions(table, understood), *_about_roles(table, roles))
    return Draft(files, (*questions, *([] if facts is not None else _about_facts(table))))


def _about_roles(table: Table, roles: Mapping[str, str]) -> list[Question]:
    first = {step.performer: step.line for step in reversed(table.steps)}
    strangers = [
        Question(0, "performer", f"Bảng không có người thực hiện nào là “{one}”.") for one in roles if one not in first
    ]
    return strangers + [
        Question(first[performer], "performer", f"“{performer}” ứng với vai trò nào của cơ quan?")
        for performer in table.performers
        if performer and performer not in roles
    ]


def _about_facts(table: Table) -> list[Question]:
    told = "Chưa có mã, lĩnh vực, cấp, hình thức nộp, căn cứ, giấy tờ và phí của thủ tục: điền trong procedure.toml."
    named = [] if table.title else [Question(0, None, "Bảng không ghi tên thủ tục: tên là gì?")]
    return [*named, Question(0, None, told)]


def _skeleton(table: Table) -> bytes:
    """Facts to be filled in: the code is nobody's, the term the table's total or what its steps add up to."""
    title = json.dumps(table.title or "(chưa có tên)", ensure_ascii=False)
    term = _term(table)
    return f"""code = "{_UNKNOWN_CODE}"
slug = "quy-trinh-moi"
name = {title}
field = "(chưa điền lĩnh vực)"
level = "commune"
channels = ["counter"]
legal_basis = ["(chưa điền căn cứ pháp lý)"]

[[outcome]]
key = "result"
name = "(chưa điền tên kết quả)"

[[case]]
code = "usual"
name = "Trường hợp thông thường"
term = "{term.iso}"
kind = "{term.kind}"
fees = {{ counter = 0 }}
""".encode()


def _term(table: Table) -> Term:
    if table.total is not None:
        return table.total.term
    hours = sum((step.time.hours or Fraction(0) for step in table.steps if step.time), Fraction(0))
    days = -(-hours // 8)
    return Term(Fraction(max(days, 1)), "day", "working")
