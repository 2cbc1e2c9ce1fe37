"""A release's forms, field by field and option by option."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import orjson

from bpmn.differences.parts import Part, Said

_LABELS = {
    "label": "nhãn",
    "type": "loại",
    "subtype": "loại thời gian",
    "text": "nội dung",
    "description": "giải thích",
    "validate/required": "bắt buộc",
    "validate/min": "số nhỏ nhất",
    "validate/max": "số lớn nhất",
    "validate/minLength": "độ dài ít nhất",
    "validate/maxLength": "độ dài nhiều nhất",
    "validate/pattern": "mẫu nhập",
    "validate/validationType": "kiểu nhập",
    "conditional/hide": "điều kiện ẩn",
    "properties/requiredWhen": "điều kiện bắt buộc",
    "defaultValue": "giá trị mặc định",
    "decimalDigits": "số chữ số thập phân",
    "multiple": "nhiều tệp",
    "accept": "loại tệp",
    "dateLabel": "nhãn ngày",
    "timeLabel": "nhãn giờ",
    "id": "mã của mục",
}
_TYPES = {
    "textfield": "ô chữ",
    "textarea": "ô chữ nhiều dòng",
    "number": "số",
    "datetime": "ngày giờ",
    "select": "danh sách chọn",
    "radio": "nút chọn",
    "checklist": "nhiều ô đánh dấu",
    "taglist": "nhiều nhãn chọn",
    "checkbox": "ô đánh dấu",
    "dynamiclist": "bảng",
    "filepicker": "tệp",
    "text": "lời dẫn",
}
# what form-js says when nothing is written
_DEFAULTS: dict[str, object] = {"validate/required": False, "multiple": False, "subtype": "date"}
_OWN = frozenset({"id", "components", "type", "schemaVersion", "exporter", "executionPlatform"})
_LISTS = frozenset({"components", "values"})
Document = Mapping[str, object]


def parts(files: Mapping[str, bytes]) -> list[Part]:
    """The forms among a release's files, each followed by what it asks."""
    found: list[Part] = []
    for name in sorted(name for name in files if name.endswith(".form")):
        form = cast("Document", orjson.loads(files[name]))
        key = str(form.get("id"))
        title = f"biểu mẫu “{key}”"
        found.append(Part(key, title, _says({k: v for k, v in form.items() if k not in _OWN})))
        found += _fields(_documents(form.get("components")), key, title)
    return found


def _fields(components: Sequence[Document], parent: str, within: str) -> Iterator[Part]:
    for component in components:
        key = _key(component)
        label = str(component.get("label") or component.get("dateLabel") or component.get("text") or key)
        title = f"mục “{' '.join(label.split())[:60]}”"
        subject = f"{parent}/{key}"
        own = {k: v for k, v in component.items() if k not in _LISTS and not (k in ("key", "path") and v == key)}
        if component.get("type") != "text":
            own.pop("id", None)
        alike = f"{parent}/{component.get('type')}/{label}"
        yield Part(subject, title, _says(own), within, series=parent, parent=parent, alike=alike)
        yield from _options(component, subject, f"{within}, {title}")
        yield from _fields(_documents(component.get("components")), subject, f"{within}, {title}")


def _key(component: Document) -> str:
    """What its answer is kept under; of what only tells, its own id."""
    return str(component.get("key") or component.get("path") or component.get("id") or component.get("type"))


def _options(component: Document, parent: str, within: str) -> Iterator[Part]:
    for option in _documents(component.get("values")):
        value, label = str(option.get("value")), str(option.get("label", ""))
        says = _says({k: v for k, v in option.items() if k != "value"})
        yield Part(f"{parent}/{value}", f"lựa chọn “{label or value}”", says, within, series=parent, parent=parent)


def _documents(found: object) -> list[Document]:
    if not isinstance(found, list):
        return []
    return [cast("Document", one) for one in cast("list[object]", found) if isinstance(one, dict)]


def _says(document: Document) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for path, value in _flattened(document, ""):
        if path in _DEFAULTS and _DEFAULTS[path] == value:
            continue
        told = _TYPES.get(str(value), "") if path == "type" else _told(value)
        label = _LABELS.get(path) or ("bố trí" if path.startswith("layout/") else f"thuộc tính {path}")
        found[path] = Said(label, orjson.dumps(value).decode(), told, titled=path in ("label", "text"))
    return found


def _flattened(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            yield from _flattened(inner, f"{path}/{key}" if path else key)
    elif value not in (None, "", []):
        yield path, value


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int | float):
        return f"{value:g}".replace(".", ",")
    return f"“{value}”" if isinstance(value, str) else orjson.dumps(value).decode()
