"""The values of a form's fields: what each kind of field takes, and what is said of a value that it does not take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic import Field as Column
from pydantic import create_model as pydantic_model
from pydantic_core import ErrorDetails, PydanticCustomError, SchemaError

from bpmn.files import NotReadable
from bpmn.forms.fields import MOST_FILES, MOST_ROWS, Field, Kind

REQUIRED = "Mục này bắt buộc."
TICK = "Cần đánh dấu vào mục này."
_LARGEST = 10**15
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # Cc, Cs but the line's own
_FORMATS = {
    "email": (re.compile(r"[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+"), "Hãy nhập địa chỉ thư điện tử có thật."),
    "phone": (re.compile(r"\+?[\d .()-]{8,20}"), "Hãy nhập số điện thoại."),
}


class Answer(BaseModel):
    """The values of a form by their keys; none is asked for here, because a field may be hidden."""

    model_config = ConfigDict(extra="forbid", strict=True, regex_engine="rust-regex")  # linear time on any pattern


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: int = Column(gt=0)
    name: str = Column(default="", max_length=255)
    size: int = Column(default=0, ge=0)
    media_type: str = Column(default="", max_length=255)


def model(fields: Iterable[Field]) -> type[Answer]:
    """The pydantic model of some fields' values, made once; columns are numbered because keys may be any word."""
    columns = {f"f{number}": _column(field) for number, field in enumerate(fields)}
    try:
        return pydantic_model("Answer", __base__=Answer, **columns)  # pyright: ignore[reportCallIssue, reportArgumentType]
    except SchemaError as error:
        raise NotReadable("mẫu (pattern) của một mục trong biểu mẫu sai cú pháp") from error


def _column(field: Field) -> tuple[object, object]:
    kind = _VALUES[field.kind](field)
    if field.nothing is None:
        return kind | None, Column(alias=field.key, default=None)  # pyright: ignore[reportOperatorIssue]
    return kind, Column(alias=field.key, default_factory=list)


def tidy(value: object) -> object:
    """Blank is the same as not filled in; texts are trimmed and their accents composed."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.strip()) or None
    return value


def tidy_rows(value: object) -> object:
    """A table whose cells are tidied, without the rows in which nothing is filled in."""
    if not isinstance(value, list):
        return value
    rows = [{key: tidy(cell) for key, cell in row.items()} if isinstance(row, dict) else row for row in value]
    return [row for row in rows if not isinstance(row, dict) or any(cell not in (None, False) for cell in row.values())]


def _text(field: Field) -> object:
    limits = StringConstraints(min_length=field.min_length, max_length=field.max_length, pattern=field.pattern)

    def as_it_should_be(text: str) -> str:
        if _UNPRINTABLE.search(text):
            raise _wrong("Có ký tự không in được.")
        if field.format is not None:
            shape, sentence = _FORMATS[field.format]
            if not shape.fullmatch(text):
                raise _wrong(sentence)
        return text

    return Annotated[str, limits, AfterValidator(as_it_should_be)]


def _number(field: Field) -> object:
    def read_number(value: object) -> object:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong("Hãy nhập một số.")
        if not -_LARGEST <= value <= _LARGEST:
            raise _wrong("Số quá lớn hoặc không phải là số.")
        whole = int(value) if value == int(value) else value
        if field.decimals == 0 and isinstance(whole, float):
            raise _wrong("Hãy nhập số nguyên.")
        return whole

    return Annotated[int | float, BeforeValidator(read_number), Column(ge=field.minimum, le=field.maximum)]


def _date(_: Field) -> object:
    return Annotated[str, BeforeValidator(_day)]


def _day(value: object) -> str:
    if isinstance(value, date):
        value = value.isoformat()[:10]
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise _wrong("Hãy nhập ngày có thật, dạng ngày/tháng/năm.")
    if not 1900 <= day.year <= 2200:
        raise _wrong(f"Năm {day.year} không hợp lý.")
    return day.isoformat()


def _time(_: Field) -> object:
    return Annotated[str, BeforeValidator(_clock)]


def _clock(value: object) -> str:
    if isinstance(value, time):
        value = value.isoformat()[:8]
    try:
        read = time.fromisoformat(value) if isinstance(value, str) and _TIME.fullmatch(value) else None
    except ValueError:
        read = None
    if read is None:
        raise _wrong("Hãy nhập giờ có thật, dạng giờ:phút.")
    return f"{read:%H:%M}"


def _moment(_: Field) -> object:
    return Annotated[str, BeforeValidator(_day_and_clock)]


def _day_and_clock(value: object) -> str:
    if isinstance(value, datetime):
        value = value.isoformat()[:16]
    day, _, clock = value.partition("T") if isinstance(value, str) else ("", "", "")
    return f"{_day(day)}T{_clock(clock)}"


def _choice(field: Field) -> object:
    return Literal[tuple(option.value for option in field.options)]


def _choices(field: Field) -> object:
    def each_once(values: list[str]) -> list[str]:
        if len(set(values)) < len(values):
            raise _wrong("Một lựa chọn được đánh dấu hai lần.")
        return [option.value for option in field.options if option.value in values]

    return Annotated[list[_choice(field)], AfterValidator(each_once)]  # pyright: ignore[reportInvalidTypeForm]


def _tick(_: Field) -> object:
    return bool


def _files(field: Field) -> object:
    return Annotated[list[_File], Column(max_length=MOST_FILES if field.multiple else 1)]


def _table(field: Field) -> object:
    row = model(field.columns)
    needed = [column for column in field.columns if column.required]

    def whole(rows: list[Answer]) -> list[Answer]:
        for number, one in enumerate(rows, 1):
            cells = one.model_dump(by_alias=True, warnings=False)
            for column in needed:
                if cells[column.key] in (None, False):
                    why = TICK if cells[column.key] is False else REQUIRED
                    raise _wrong(f"Dòng {number}, cột “{column.label}”: {why}")
        return rows

    return Annotated[list[row], Column(max_length=MOST_ROWS), AfterValidator(whole)]


_VALUES: dict[Kind, Callable[[Field], object]] = {
    "text": _text,
    "textarea": _text,
    "number": _number,
    "date": _date,
    "time": _time,
    "moment": _moment,
    "select": _choice,
    "radio": _choice,
    "checklist": _choices,
    "checkbox": _tick,
    "table": _table,
    "file": _files,
}
_UNUSABLE = "Giá trị này không dùng được."
_SENTENCES = {
    "extra_forbidden": "Biểu mẫu không có mục này.",
    "string_type": "Hãy nhập chữ.",
    "string_too_long": "Dài quá {max_length} ký tự.",
    "string_too_short": "Ngắn hơn {min_length} ký tự.",
    "string_pattern_mismatch": "Không đúng mẫu quy định.",
    "literal_error": "Hãy chọn một trong các giá trị đã cho.",
    "bool_type": "Hãy đánh dấu có hoặc không.",
    "greater_than_equal": "Phải từ {ge:g} trở lên.",
    "less_than_equal": "Không được quá {le:g}.",
}


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("sentence", "{sentence}", {"sentence": sentence})


def sentence(field: Field | None, found: ErrorDetails) -> str:
    """What is wrong with one field, for the officer; in a table with the row and the column."""
    if field is not None and field.kind == "table" and len(found["loc"]) > 2:
        columns = {column.key: column for column in field.columns}
        column, row = columns.get(str(found["loc"][2])), int(found["loc"][1]) + 1
        if column is None:
            return _UNUSABLE
        return f"Dòng {row}, cột “{column.label}”: {_plain(found)}"
    if found["type"] == "too_long" and len(found["loc"]) == 1:
        unit = "dòng" if field is not None and field.kind == "table" else "tệp"
        return f"Chỉ được kèm {found.get('ctx', {}).get('max_length')} {unit}."
    inside = len(found["loc"]) > 1
    if inside and field is not None and field.kind == "checklist":
        return _plain(found)
    return _UNUSABLE if inside and found["type"] != "sentence" else _plain(found)


def _plain(found: ErrorDetails) -> str:
    if found["type"] == "sentence":
        return found["msg"]
    return _SENTENCES.get(found["type"], _UNUSABLE).format_map(found.get("ctx", {}))
