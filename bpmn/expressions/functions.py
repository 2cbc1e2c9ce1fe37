"""The functions an expression may call: FEEL's own (DMN 1.3 §10.3.4), and those the working calendar lends.

A name of several words is written with spaces in FEEL and with underscores in the other spellings. There is no
function on patterns: a pattern of an analyst could run for hours.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from types import MappingProxyType

import orjson

from bpmn.expressions import dates, values
from bpmn.expressions.dates import Period
from bpmn.expressions.kinds import Kind
from bpmn.expressions.refusals import WrongValue
from bpmn.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Function:
    """What a function takes and gives. `least` arguments must be there; `many` lets the last kind repeat.

    `work` is None where it is lent with the act.
    """

    name: str
    takes: tuple[Kind, ...]
    gives: Kind
    least: int
    many: bool
    work: Callable[..., object] | None

    def refuses(self, count: int) -> bool:
        """Whether it cannot be called with so many arguments."""
        return count < self.least or (count > len(self.takes) and not self.many)


_FUNCTIONS: dict[str, Function] = {}
FUNCTIONS: Mapping[str, Function] = MappingProxyType(_FUNCTIONS)


def _offer(
    name: str,
    takes: Sequence[Kind],
    gives: Kind,
    work: Callable[..., object] | None,
    *,
    least: int = -1,
    many: bool = False,
) -> None:
    least = len(takes) if least < 0 else least
    _FUNCTIONS[name] = Function(name, tuple(takes), gives, least, many, work)


def _of(check: Callable[[object], object], work: Callable[..., object]) -> Callable[..., object]:
    """A function whose values are all looked at first."""

    def called(*given: object) -> object:
        return work(*(check(value) for value in given))

    return called


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongValue(reason=Sentence("{value} không phải là chữ", value=values.shown(value)))
    return value


def _whole(value: object) -> int:
    number = values.number(value)
    if not float(number).is_integer():
        raise WrongValue(reason=Sentence("{value} không phải là số nguyên", value=values.shown(value)))
    return int(number)


def _items(*given: object) -> Sequence[object]:
    """One list, or the values themselves: `max([1, 2])` and `max(1, 2)`."""
    return values.items(given[0]) if len(given) == 1 and isinstance(given[0], list) else given


def _numbers(*given: object) -> list[int | float]:
    return [values.number(item) for item in _items(*given)]


def _substring(text: object, start: object, length: object = None) -> str:
    whole, begins = _text(text), _whole(start)
    if begins == 0:
        raise WrongValue(reason=Sentence("vị trí trong chữ đếm từ 1"))
    begins = begins - 1 if begins > 0 else max(len(whole) + begins, 0)
    return whole[begins:] if length is None else whole[begins : begins + max(_whole(length), 0)]


def _written(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case date() | time() | Period():
            return dates.as_text(value)
        case _:
            raise WrongValue(reason=Sentence("không viết được giá trị này thành chữ"))


def _number(text: object) -> int | float:
    if isinstance(text, int | float):
        return values.number(text)
    told = _text(text).strip()
    try:
        return values.bounded(int(told) if told.lstrip("+-").isdecimal() and len(told) < 20 else float(told))
    except ValueError:
        raise WrongValue(reason=Sentence("{text} không phải là số", text=values.shown(text))) from None


def _rounded(how: str) -> Callable[..., object]:
    def work(number: object, scale: object = 0) -> object:
        places = _whole(scale)
        if not 0 <= places <= 12:
            raise WrongValue(reason=Sentence("số chữ số thập phân phải từ 0 đến 12"))
        found = Decimal(str(values.bounded(values.number(number)))).quantize(Decimal(1).scaleb(-places), how)
        return int(found) if places == 0 else float(found)

    return work


def _best(order: str) -> Callable[..., object]:
    is_better = values.ORDERS[order]

    def work(*given: object) -> object:
        found = _items(*given)
        best = found[0] if found else None
        for item in found[1:]:
            best = item if is_better(item, best) else best
        return best

    return work


def _sum(*given: object) -> object:
    return values.bounded(sum(_numbers(*given)))


def _mean(*given: object) -> object:
    found = _numbers(*given)
    return values.bounded(sum(found) / len(found)) if found else None


def _distinct(many: object) -> list[object]:
    found: dict[object, object] = {}
    for item in values.items(many):
        is_number = isinstance(item, int | float) and not isinstance(item, bool)
        key = item if is_number else orjson.dumps(item, default=dates.as_text, option=orjson.OPT_SORT_KEYS)
        found.setdefault(key, item)
    return list(found.values())


def _joined(many: object, between: object = "") -> str:
    text = _text(between).join(_text(item) for item in values.items(many))
    values.room(len(text))
    return text


def _list_contains(many: object, item: object) -> bool:
    return values.among(item, values.items(many))


def _append(many: object, *more: object) -> object:
    return values.plus(values.items(many), list(more))


def _of_all(judge: Callable[[list[bool]], bool]) -> Callable[..., object]:
    def work(*given: object) -> object:
        return judge([values.truth(item) for item in _items(*given)])

    return work


def _bounded(value: object) -> int | float:
    return values.bounded(values.number(value))


def _date(*given: object) -> object:
    """`date("2026-03-02")`, `date(2026, 3, 2)`, or the day of a moment."""
    match given:
        case (datetime() as moment,):
            return moment.date()
        case (date() as day,):
            return day
        case (str() as text,):
            return dates.moment_of(text[:10] if "T" in text else text, date)
        case (year, month, day):
            return dates.moment_of(f"{_whole(year):04}-{_whole(month):02}-{_whole(day):02}", date)
        case _:
            raise WrongValue(reason=Sentence("date(…) cần một ngày dạng “2026-03-02”"))


def _time(*given: object) -> object:
    match given:
        case (datetime() as moment,):
            return moment.time()
        case (str() as text,):
            return dates.moment_of(text, time)
        case (hour, minute, second):
            return dates.moment_of(f"{_whole(hour):02}:{_whole(minute):02}:{_whole(second):02}", time)
        case _:
            raise WrongValue(reason=Sentence("time(…) cần một giờ dạng “08:00:00”"))


def _moment(*given: object) -> object:
    match given:
        case (str() as text,):
            return dates.moment_of(text, datetime)
        case (datetime() as moment,):
            return moment
        case (date() as day, time() as clock):
            return datetime.combine(day, clock)
        case _:
            raise WrongValue(reason=Sentence("date and time(…) cần một thời điểm dạng “2026-03-02T08:00:00”"))


def _day(value: object) -> date:
    found = _date(value)
    assert isinstance(found, date)  # that is what it gives
    return found


def _months_between(start: object, end: object) -> Period:
    return dates.months_between(_day(start), _day(end))


_offer("string_length", ["text"], "number", _of(_text, len))
_offer("upper_case", ["text"], "text", _of(_text, str.upper))
_offer("lower_case", ["text"], "text", _of(_text, str.lower))
_offer("contains", ["text", "text"], "boolean", _of(_text, operator.contains))
_offer("starts_with", ["text", "text"], "boolean", _of(_text, str.startswith))
_offer("ends_with", ["text", "text"], "boolean", _of(_text, str.endswith))
_offer("substring", ["text", "number", "number"], "text", _substring, least=2)
_offer("string", ["any"], "text", _written)
_offer("string_join", ["list", "text"], "text", _joined, least=1)
_offer("number", ["any"], "number", _number)
_offer("floor", ["number"], "number", _of(_bounded, math.floor))
_offer("ceiling", ["number"], "number", _of(_bounded, math.ceil))
_offer("abs", ["number"], "number", _of(values.number, abs))
_offer("decimal", ["number", "number"], "number", _rounded(ROUND_HALF_EVEN))
_offer("round_half_up", ["number", "number"], "number", _rounded(ROUND_HALF_UP), least=1)
_offer("modulo", ["number", "number"], "number", values.OPERATIONS["%"])
_offer("min", ["any"], "any", _best("<"), many=True)
_offer("max", ["any"], "any", _best(">"), many=True)
_offer("sum", ["any"], "number", _sum, many=True)
_offer("mean", ["any"], "number", _mean, many=True)
_offer("count", ["list"], "number", _of(values.items, len))
_offer("list_contains", ["list", "any"], "boolean", _list_contains)
_offer("distinct_values", ["list"], "list", _distinct)
_offer("append", ["list", "any"], "list", _append, many=True)
_offer("concatenate", ["list", "list"], "list", _of(values.items, values.plus))
_offer("all", ["any"], "boolean", _of_all(all), many=True)
_offer("any", ["any"], "boolean", _of_all(any), many=True)
_offer("date", ["any", "number", "number"], "date", _date, least=1)
_offer("time", ["any", "number", "number"], "time", _time, least=1)
_offer("date_and_time", ["any", "any"], "moment", _moment, least=1)
_offer("duration", ["text"], "period", _of(_text, Period.read))
_offer("years_and_months_duration", ["any", "any"], "period", _months_between)

# lent with every act: the engine knows its moment, the agency its calendar
_offer("now", [], "moment", None)
_offer("today", [], "date", None)
_offer("working_days", ["number"], "moment", None)
_offer("working_hours", ["number"], "moment", None)
_offer("is_working_day", ["any"], "boolean", None)
_offer("next_working_day", ["any"], "date", None)
_offer("working_days_between", ["any", "any"], "number", None)
