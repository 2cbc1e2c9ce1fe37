"""What kind of value a fact or an answer is, and which values it may have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from bpmn.decisions.cells import Cell
from bpmn.expressions import WrongValue
from bpmn.expressions.dates import moment_of
from bpmn.sentences import Sentence

Base = Literal["any", "string", "number", "integer", "boolean", "date", "time", "moment"]

BASES: dict[str, Base] = {
    "any": "any",
    "string": "string",
    "number": "number",
    "integer": "integer",
    "long": "integer",
    "short": "integer",
    "double": "number",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "datetime": "moment",
    "dateandtime": "moment",
    "date and time": "moment",
}
_CALLED: dict[Base, str] = {
    "any": "",
    "string": Sentence("cần một đoạn chữ"),
    "number": Sentence("cần một số"),
    "integer": Sentence("cần một số nguyên"),
    "boolean": Sentence("cần đúng hoặc sai"),
    "date": Sentence("cần một ngày dạng 2026-03-02"),
    "time": Sentence("cần một giờ dạng 08:00:00"),
    "moment": Sentence("cần một thời điểm dạng 2026-03-02T08:00:00"),
}


class NotOfType(Exception):
    """The value is not what the type says; the text says what it should be."""


@dataclass(frozen=True, slots=True, eq=False)
class Type:
    """A type of the file: a kind of value, many of them or one, and the values allowed."""

    base: Base = "any"
    is_list: bool = False
    allowed: Cell | None = None

    def taken(self, value: object) -> object:
        """The value as this type holds it: days and hours are read from their texts. Raises NotOfType."""
        if value is None:
            return None
        if self.is_list:
            if not isinstance(value, list):
                raise NotOfType(Sentence("cần một danh sách"))
            return [self._one(item) for item in list[object](value)]
        return self._one(value)

    def _one(self, value: object) -> object:
        taken = _as(self.base, value)
        if self.allowed is not None and taken is not None and not self.allowed.holds(taken, {}, {}):
            raise NotOfType(Sentence("không thuộc các giá trị được phép"))
        return taken


def _as(base: Base, value: object) -> object:
    fits = True
    match base:
        case "string":
            fits = isinstance(value, str)
        case "boolean":
            fits = isinstance(value, bool)
        case "number" | "integer":
            fits = isinstance(value, int | float) and not isinstance(value, bool)
            fits = fits and (base == "number" or float(str(value)).is_integer())
        case "date" | "time" | "moment":
            return _day(base, value)
        case "any":
            pass
    if not fits:
        raise NotOfType(_CALLED[base])
    return value


def _day(base: Literal["date", "time", "moment"], value: object) -> object:
    kind = {"date": date, "time": time, "moment": datetime}[base]
    if isinstance(value, str):
        try:
            # Camunda 7 calls a moment a date
            return moment_of(value, datetime if base == "date" and "T" in value else kind)
        except WrongValue:
            raise NotOfType(_CALLED[base]) from None
    if not isinstance(value, kind):
        raise NotOfType(_CALLED[base])
    return value


ANY = Type()
