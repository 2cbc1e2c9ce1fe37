"""form-js JSON → Form; what we could not honour is refused, never drawn as something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

import orjson
from pydantic import BaseModel, ValidationError
from pydantic import Field as Column

from bpmn.expressions import Expression, WrongExpression
from bpmn.expressions import compile as compile_expression
from bpmn.expressions.functions import FUNCTIONS
from bpmn.files import DEEPEST, MOST_BYTES, NotReadable
from bpmn.forms import values
from bpmn.forms.fields import LONGEST, Field, Format, Kind, Option
from bpmn.forms.form import Form
from bpmn.sentences import Sentence

_KINDS: dict[str, Kind] = {
    "textfield": "text",
    "textarea": "textarea",
    "number": "number",
    "datetime": "date",
    "select": "select",
    "radio": "radio",
    "checklist": "checklist",
    "taglist": "checklist",
    "checkbox": "checkbox",
    "dynamiclist": "table",
    "filepicker": "file",
    "text": "note",
}
_MOMENTS: dict[str, Kind] = {"date": "date", "time": "time", "datetime": "moment"}
_FORMATS: dict[str, Format] = {"email": "email", "phone": "phone"}
_NOT_IN_A_TABLE = frozenset({"table", "file", "note", "textarea", "checklist"})
_MOST_FIELDS = 1_000
_MOST_COLUMNS = 12
_KEY = re.compile(r"[^\W\d]\w*")
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class _Validate(BaseModel):
    required: bool = False
    min: float | None = None
    max: float | None = None
    minLength: int | None = None
    maxLength: int | None = None
    pattern: str | None = None
    validationType: str = ""


class _Conditional(BaseModel):
    hide: str = ""


class _Component(BaseModel):
    type: str
    id: str = ""
    key: str = ""
    path: str = ""
    label: str = ""
    dateLabel: str = ""
    timeLabel: str = ""
    text: str = ""
    description: str = ""
    validation: _Validate = Column(default=_Validate(), alias="validate")
    values: tuple[Option, ...] = ()
    subtype: str = "date"
    decimals: int | None = Column(default=None, alias="decimalDigits")
    default: object = Column(default=None, alias="defaultValue")
    multiple: bool = False
    accept: str = ""
    conditional: _Conditional | None = None
    properties: dict[str, str] = {}
    components: tuple[_Component, ...] = ()


class _Document(BaseModel):
    id: str
    components: list[_Component]


_REQUIRED, _HIDDEN = Sentence("bắt buộc"), Sentence("ẩn/hiện")


def read(source: bytes) -> Form:
    """Reads a form.

    Refuses: NotReadable (over 5 MB, nested deeper than 200, over 1,000 fields, not form-js JSON, a component or
    setting we do not know how to honour, a key that is no name or is used twice, conditions that wait for each
    other).
    """
    document = _parse(source)
    if sum(1 + len(component.components) for component in document.components) > _MOST_FIELDS:
        raise NotReadable(Sentence("biểu mẫu có quá {most} mục", most=_MOST_FIELDS))
    fields = tuple(_field(component) for component in document.components)
    asked = [field for field in fields if field.kind != "note"]
    _require_different(field for field in fields if field.kind != "note" or field.hidden_when)
    keys = {field.key for field in asked}
    required = {field.key: _condition(field, _REQUIRED, keys) for field in asked if field.required_when}
    hidden = {field.key: _condition(field, _HIDDEN, keys) for field in fields if field.hidden_when}
    answer, draft = values.model(asked), values.model(field.loosened() for field in asked)
    form = Form(document.id, fields, answer, draft, required, _in_order(hidden))
    _require_defaults(form)
    return form


def _parse(source: bytes) -> _Document:
    if len(source) > MOST_BYTES:
        raise NotReadable(Sentence("tệp lớn hơn 5 MB"))
    depth = 0
    for token in _TOKEN.finditer(source):
        depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(token[0], 0)
        if depth > DEEPEST:
            raise NotReadable(Sentence("các phần tử lồng nhau quá {most} cấp", most=DEEPEST))
    try:
        return _Document.model_validate(orjson.loads(source))
    except orjson.JSONDecodeError as error:
        raise NotReadable(Sentence("JSON sai cú pháp ở dòng {line}", line=error.lineno)) from error
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        raise NotReadable(Sentence("không phải biểu mẫu form-js, sai ở “{place}”", place=place)) from error


def _field(component: _Component, *, is_column: bool = False) -> Field:
    kind = _KINDS.get(component.type)
    if kind is None:
        raise NotReadable(Sentence("loại mục “{type}” của biểu mẫu chưa được hỗ trợ", type=component.type))
    hide = component.conditional.hide if component.conditional else ""
    if kind == "note":
        return Field(key=component.id, kind=kind, label=component.text, hidden_when=hide or None)
    key = component.path if kind == "table" else component.key
    if not _KEY.fullmatch(key):
        raise NotReadable(Sentence("mã (key) “{key}” của biểu mẫu không hợp lệ: chỉ gồm chữ, số, gạch dưới", key=key))
    if kind == "date":
        kind = _of_moment(component, key)
    if kind in ("select", "radio", "checklist") and not component.values:
        raise NotReadable(Sentence("mục “{key}” không có lựa chọn nào ghi sẵn", key=key))
    if is_column and (kind in _NOT_IN_A_TABLE or hide or component.properties.get("requiredWhen")):
        raise NotReadable(Sentence("cột “{key}” của bảng thuộc loại hoặc có điều kiện mà bảng chưa hỗ trợ", key=key))
    limits = component.validation
    return Field(
        key=key,
        kind=kind,
        label=component.label or component.dateLabel or component.timeLabel or key,
        required=limits.required,
        options=component.values,
        description=component.description,
        minimum=limits.min,
        maximum=limits.max,
        min_length=limits.minLength,
        max_length=limits.maxLength or LONGEST.get(kind),
        pattern=limits.pattern,
        format=_FORMATS.get(limits.validationType),
        decimals=component.decimals,
        multiple=component.multiple,
        accept=component.accept,
        default=component.default,
        required_when=component.properties.get("requiredWhen"),
        hidden_when=hide or None,
        columns=_columns(component, key) if kind == "table" else (),
    )


def _of_moment(component: _Component, key: str) -> Kind:
    kind = _MOMENTS.get(component.subtype)
    if kind is None:
        raise NotReadable(
            Sentence(
                "mục “{key}” hỏi “{asked}”, chưa được hỗ trợ; chỉ hỏi được ngày, giờ",
                key=key,
                asked=component.subtype,
            )
        )
    return kind


def _columns(component: _Component, key: str) -> tuple[Field, ...]:
    columns = tuple(_field(inner, is_column=True) for inner in component.components)
    if not 1 <= len(columns) <= _MOST_COLUMNS:
        raise NotReadable(Sentence("bảng “{key}” cần từ 1 đến {most} cột", key=key, most=_MOST_COLUMNS))
    _require_different(columns)
    if any(column.key == "id" for column in columns):
        raise NotReadable(Sentence("cột của bảng “{key}” không được mang mã “id”, mã này dành cho tệp", key=key))
    return columns


def _require_different(fields: Iterable[Field]) -> None:
    keys = [field.key for field in fields]
    if len(set(keys)) < len(keys):
        raise NotReadable(Sentence("hai mục của biểu mẫu có cùng mã (key)"))


def _require_defaults(form: Form) -> None:
    given = {field.key: field.default for field in form.fields if field.default not in (None, "", [])}
    wrong = form.doubts(given)
    if wrong:
        key, why = next(iter(wrong.items()))
        raise NotReadable(
            Sentence("giá trị mặc định của mục “{key}” không dùng được: {why}", key=key, why=why.rstrip("."))
        )


def _condition(field: Field, about: Sentence, keys: set[str]) -> Expression:
    text = field.required_when if about is _REQUIRED else field.hidden_when
    try:
        condition = compile_expression(text or "")
    except WrongExpression as error:
        raise NotReadable(
            Sentence(
                "điều kiện {about} của mục “{key}” sai: {why}",
                about=about,
                key=field.key,
                why=error,
            )
        ) from error
    if unknown := sorted(condition.names - keys):
        raise NotReadable(
            Sentence(
                "điều kiện {about} của mục “{key}” hỏi “{unknown}”, biểu mẫu không có",
                about=about,
                key=field.key,
                unknown=unknown[0],
            )
        )
    if unknown := sorted(condition.functions - FUNCTIONS.keys()):
        raise NotReadable(
            Sentence(
                "điều kiện {about} của mục “{key}” gọi hàm “{unknown}”, biểu mẫu không có",
                about=about,
                key=field.key,
                unknown=unknown[0],
            )
        )
    return condition


def _in_order(hidden: Mapping[str, Expression]) -> dict[str, Expression]:
    """The conditions so that each comes after those that decide about the fields it asks for."""
    waits = {key: [name for name in condition.names if name in hidden] for key, condition in hidden.items()}
    try:
        return {key: hidden[key] for key in TopologicalSorter(waits).static_order()}
    except CycleError as cycle:
        around = ", ".join(f"“{key}”" for key in dict.fromkeys(cycle.args[1]))
        raise NotReadable(Sentence("điều kiện ẩn/hiện của các mục {around} chờ lẫn nhau", around=around)) from None
