"""Forms: form-js JSON, as Camunda Modeler edits it, becomes fields to draw and a check of what was filled in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

import orjson
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic import Field as Column
from pydantic import create_model as pydantic_model
from pydantic_core import ErrorDetails, PydanticCustomError, SchemaError

from bpmn.expressions import Expression, WrongExpression, truth
from bpmn.expressions import compile as compile_expression
from bpmn.files import DEEPEST, MOST_BYTES, NotReadable
from bpmn.refusals import Refusal

Kind = Literal["text", "textarea", "number", "date", "select", "radio", "checkbox", "file", "note"]

_KINDS: dict[str, Kind] = {
    "textfield": "text",
    "textarea": "textarea",
    "number": "number",
    "datetime": "date",
    "select": "select",
    "radio": "radio",
    "checkbox": "checkbox",
    "filepicker": "file",
    "text": "note",
}
_LONGEST = {"text": 500, "textarea": 10_000}
_LARGEST = 10**15
_MOST_FIELDS = 1_000
_KEY = re.compile(r"[^\W\d]\w*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class WrongValues(Refusal):
    """Something on the form is not right; `fields` holds a sentence for each key, nothing was stored."""

    code = "form.wrong-values"
    sentence = "Biểu mẫu có {count} mục chưa đúng: {labels}."
    status = 422

    def __init__(self, fields: Mapping[str, str], labels: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(count=len(fields), labels=", ".join(labels.get(key, key) for key in fields))


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select or radio field."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing asked (or, for `note`, told: its text is the label).

    Files are lists of `{"id": document id, "name": …}`, dates ISO texts, `decimals` 0 means whole numbers only.
    `required_when` is a condition on the same form's values: the form-js property `requiredWhen`.
    """

    key: str
    kind: Kind
    label: str
    required: bool = False
    options: tuple[Option, ...] = ()
    description: str = ""
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    decimals: int | None = None
    multiple: bool = False
    accept: str = ""
    default: object = None
    required_when: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form of a release."""

    id: str
    fields: tuple[Field, ...]
    _answer: type[BaseModel] = field(repr=False)
    _conditions: Mapping[str, Expression] = field(repr=False)

    def check(self, values: Mapping[str, object]) -> dict[str, object]:
        """The answer as it is kept: every key of the form, None (or no files) where nothing was filled in.

        Refuses: WrongValues, a sentence for each field; a key the form does not have is refused, never dropped.
        """
        filled = {key: tidied for key, value in values.items() if (tidied := _tidy(value)) is not None}
        try:
            answer = self._answer.model_validate(filled).model_dump(by_alias=True, warnings=False)
        except ValidationError as error:
            wrong = {str(found["loc"][0]): _sentence(found) for found in error.errors(include_url=False)}
            raise WrongValues(wrong, self.labels) from None
        missing = [
            key
            for key, condition in self._conditions.items()
            if answer[key] in (None, []) and truth(condition.evaluate(answer))
        ]
        if missing:
            raise WrongValues(dict.fromkeys(missing, _REQUIRED), self.labels)
        return answer

    @property
    def labels(self) -> dict[str, str]:
        """What each key is called on the screen."""
        return {field.key: field.label for field in self.fields}


def _tidy(value: object) -> object:
    """Blank is the same as not filled in; texts are trimmed and their accents composed."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.strip()) or None
    return None if value == [] else value


class _Validate(BaseModel):
    required: bool = False
    min: float | None = None
    max: float | None = None
    minLength: int | None = None
    maxLength: int | None = None
    pattern: str | None = None


class _Component(BaseModel):
    type: str
    id: str = ""
    key: str = ""
    label: str = ""
    text: str = ""
    description: str = ""
    validation: _Validate = Column(default=_Validate(), alias="validate")
    values: tuple[Option, ...] = ()
    subtype: str = "date"
    decimals: int | None = Column(default=None, alias="decimalDigits")
    default: object = Column(default=None, alias="defaultValue")
    multiple: bool = False
    accept: str = ""
    conditional: object = None
    properties: dict[str, str] = {}


class _Document(BaseModel):
    id: str
    components: list[_Component]


def read(source: bytes) -> Form:
    """Reads a form.

    Refuses: NotReadable (over 5 MB, nested deeper than 200, over 1,000 fields, not form-js JSON, a component or
    setting we do not know how to honour, a key that is no name or is used twice).
    """
    document = _parse(source)
    if len(document.components) > _MOST_FIELDS:
        raise NotReadable(f"biểu mẫu có quá {_MOST_FIELDS} mục")
    fields = tuple(_field(component) for component in document.components)
    asked = [field for field in fields if field.kind != "note"]
    keys = {field.key for field in asked}
    if len(keys) < len(asked):
        raise NotReadable("hai mục của biểu mẫu có cùng mã (key)")
    conditions = {field.key: _condition(field, keys) for field in asked if field.required_when}
    return Form(document.id, fields, _answer_model(asked), conditions)


def _parse(source: bytes) -> _Document:
    if len(source) > MOST_BYTES:
        raise NotReadable("tệp lớn hơn 5 MB")
    depth = 0
    for token in _TOKEN.finditer(source):
        depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(token[0], 0)
        if depth > DEEPEST:
            raise NotReadable(f"các phần tử lồng nhau quá {DEEPEST} cấp")
    try:
        return _Document.model_validate(orjson.loads(source))
    except orjson.JSONDecodeError as error:
        raise NotReadable(f"JSON sai cú pháp ở dòng {error.lineno}") from error
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        raise NotReadable(f"không phải biểu mẫu form-js, sai ở “{place}”") from error


def _field(component: _Component) -> Field:
    kind = _KINDS.get(component.type)
    if kind is None:
        raise NotReadable(f"loại mục “{component.type}” của biểu mẫu chưa được hỗ trợ")
    if kind == "note":
        return Field(key=component.id, kind=kind, label=component.text)
    key = component.key
    if not _KEY.fullmatch(key):
        raise NotReadable(f"mã (key) “{key}” của biểu mẫu không hợp lệ: chỉ gồm chữ, số, gạch dưới")
    if component.conditional is not None:
        raise NotReadable(f"mục “{key}” dùng điều kiện ẩn/hiện, chưa được hỗ trợ")
    if kind == "date" and component.subtype != "date":
        raise NotReadable(f"mục “{key}” hỏi giờ, chưa được hỗ trợ; chỉ hỏi được ngày")
    if kind in ("select", "radio") and not component.values:
        raise NotReadable(f"mục “{key}” không có lựa chọn nào ghi sẵn")
    limits = component.validation
    return Field(
        key=key,
        kind=kind,
        label=component.label or key,
        required=limits.required,
        options=component.values,
        description=component.description,
        minimum=limits.min,
        maximum=limits.max,
        min_length=limits.minLength,
        max_length=limits.maxLength or _LONGEST.get(kind),
        pattern=limits.pattern,
        decimals=component.decimals,
        multiple=component.multiple,
        accept=component.accept,
        default=component.default,
        required_when=component.properties.get("requiredWhen"),
    )


def _condition(field: Field, keys: set[str]) -> Expression:
    try:
        condition = compile_expression(field.required_when or "")
    except WrongExpression as error:
        raise NotReadable(f"điều kiện bắt buộc của mục “{field.key}” sai: {str(error).rstrip('.')}") from error
    if unknown := sorted(condition.names - keys):
        raise NotReadable(f"điều kiện bắt buộc của mục “{field.key}” hỏi “{unknown[0]}”, biểu mẫu không có")
    return condition


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: int = Column(gt=0)
    name: str = Column(default="", max_length=255)
    size: int = Column(default=0, ge=0)
    media_type: str = Column(default="", max_length=255)


def _answer_model(fields: list[Field]) -> type[BaseModel]:
    """The pydantic model of a form's answers, made once; columns are numbered because keys may be any word."""
    columns = {f"f{number}": _column(field) for number, field in enumerate(fields)}
    config = ConfigDict(extra="forbid", strict=True, regex_engine="rust-regex")  # linear time on any pattern
    try:
        return pydantic_model("Answer", __config__=config, **columns)  # pyright: ignore[reportCallIssue, reportArgumentType]
    except SchemaError as error:
        raise NotReadable("mẫu (pattern) của một mục trong biểu mẫu sai cú pháp") from error


def _column(field: Field) -> tuple[object, object]:
    kind = _VALUES[field.kind](field)
    if field.required:
        return kind, Column(alias=field.key)
    if field.kind == "file":
        return kind, Column(alias=field.key, default_factory=list)
    return kind, Column(alias=field.key, default=None)  # blank never reaches the check: see _tidy


def _text(field: Field) -> object:
    limits = StringConstraints(min_length=field.min_length, max_length=field.max_length, pattern=field.pattern)
    return Annotated[str, limits, AfterValidator(_printable)]


def _printable(text: str) -> str:
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\r\t" for letter in text):
        raise _wrong("Có ký tự không in được.")
    return text


def _number(field: Field) -> object:
    def read_number(value: object) -> int | float:
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


def _choice(field: Field) -> object:
    return Literal[tuple(option.value for option in field.options)]


def _tick(field: Field) -> object:
    def ticked(value: bool) -> bool:
        if not value and field.required:
            raise _wrong("Cần đánh dấu vào mục này.")
        return value

    return Annotated[bool, AfterValidator(ticked)]


def _files(field: Field) -> object:
    return Annotated[list[_File], Column(max_length=100 if field.multiple else 1)]


_VALUES: dict[Kind, Callable[[Field], object]] = {
    "text": _text,
    "textarea": _text,
    "number": _number,
    "date": _date,
    "select": _choice,
    "radio": _choice,
    "checkbox": _tick,
    "file": _files,
}
_REQUIRED = "Mục này bắt buộc."
_SENTENCES = {
    "missing": _REQUIRED,
    "extra_forbidden": "Biểu mẫu không có mục này.",
    "string_type": "Hãy nhập chữ.",
    "string_too_long": "Dài quá {max_length} ký tự.",
    "string_too_short": "Ngắn hơn {min_length} ký tự.",
    "string_pattern_mismatch": "Không đúng mẫu quy định.",
    "literal_error": "Hãy chọn một trong các giá trị đã cho.",
    "bool_type": "Hãy đánh dấu có hoặc không.",
    "too_long": "Chỉ được kèm {max_length} tệp.",
    "greater_than_equal": "Phải từ {ge:g} trở lên.",
    "less_than_equal": "Không được quá {le:g}.",
}


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("sentence", "{sentence}", {"sentence": sentence})


def _sentence(found: ErrorDetails) -> str:
    """What is wrong with one field, for the officer."""
    if found["type"] == "sentence":
        return found["msg"]
    inside_a_file = len(found["loc"]) > 1
    return (_UNUSABLE if inside_a_file else _SENTENCES.get(found["type"], _UNUSABLE)).format_map(found.get("ctx", {}))


_UNUSABLE = "Giá trị này không dùng được."
