"""What kinds of values there are, and how they are called to an analyst."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bpmn.sentences import Sentence

Kind = Literal[
    "any", "nothing", "boolean", "number", "text", "date", "moment", "time", "period", "list", "record", "range"
]

CALLED: Mapping[Kind, str] = {
    "any": Sentence("giá trị bất kỳ"),
    "nothing": Sentence("giá trị trống"),
    "boolean": Sentence("đúng/sai"),
    "number": Sentence("số"),
    "text": Sentence("chữ"),
    "date": Sentence("ngày"),
    "moment": Sentence("thời điểm"),
    "time": Sentence("giờ"),
    "period": Sentence("khoảng thời gian"),
    "list": Sentence("danh sách"),
    "record": Sentence("bản ghi"),
    "range": Sentence("khoảng giá trị"),
}


def fits(kind: Kind, wanted: Kind) -> bool:
    """Whether a value of this kind may stand where that kind is wanted."""
    return "any" in (kind, wanted) or kind == wanted or kind == "nothing"


def comparable(left: Kind, right: Kind) -> bool:
    """Whether two kinds can be equal: a day may also be given as its text, and nothing equals nothing."""
    if {"any", "nothing"} & {left, right} or left == right:
        return True
    return "text" in (left, right) and bool({"date", "moment", "time", "period"} & {left, right})


def ordered(kind: Kind) -> bool:
    """Whether one value of this kind can be more than another."""
    return kind not in ("boolean", "list", "record", "nothing", "range")
