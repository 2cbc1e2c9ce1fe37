"""A release's decisions: what each rests on, and its table column by column and row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn import files as known
from bpmn.differences.parts import Part, Said
from bpmn.differences.trees import Node, attributes, flattened, local, space, text_of, words

_LABELS = {
    "name": "tên",
    "description": "mô tả",
    "decisionTable@hitPolicy": "cách chọn dòng",
    "decisionTable@aggregation": "cách gộp",
    "literalExpression/text": "biểu thức",
    "variable@name": "tên kết quả",
    "variable@typeRef": "kiểu kết quả",
    "inputExpression/text": "biểu thức hỏi",
    "inputExpression@typeRef": "kiểu",
    "typeRef": "kiểu",
    "label": "nhãn",
    "inputValues/text": "giá trị cho phép",
    "outputValues/text": "giá trị cho phép",
    "defaultOutputEntry/text": "giá trị mặc định",
}
_NOUNS = {
    "decision": "quyết định",
    "inputData": "thông tin đưa vào",
    "knowledgeSource": "căn cứ",
    "businessKnowledgeModel": "khối tính",
    "itemDefinition": "kiểu dữ liệu",
    "textAnnotation": "chú thích",
    "association": "đường nối chú thích",
}
_CELLS = frozenset({"input", "output", "rule", "annotation"})
_DRAWN = "DMNDI"
_ANYTHING = ("", "-")


def parts(files: Mapping[str, bytes]) -> list[Part]:
    """The decisions among a release's files, each followed by the columns and rows of its table."""
    found: list[Part] = []
    for name in sorted(name for name in files if name.endswith(".dmn")):
        root = known.parse(files[name])
        for node in root:
            if isinstance(node.tag, str) and local(node) != _DRAWN:
                found += _parts(node)
    return found


def _parts(node: Node) -> Iterator[Part]:
    key = node.get("id") or f"{local(node)} {words(node)}"
    title = f"{_NOUNS.get(local(node), local(node))} “{words(node) or key}”"
    standard = space(node)
    table = next((child for child in node if isinstance(child.tag, str) and local(child) == "decisionTable"), None)
    says = dict(attributes(node, standard)) | dict(flattened(node, standard, lambda child: local(child) in _CELLS))
    if table is not None:
        says.pop("decisionTable", None)
    yield Part(key, title, _said(says, ("name",)))
    if table is not None:
        yield from _columns(table, key, title)
        yield from _rows(table, key, title)


def _columns(table: Node, parent: str, within: str) -> Iterator[Part]:
    for kind, noun in (("input", "cột điều kiện"), ("output", "cột kết quả")):
        for number, node in enumerate(_named(table, kind), 1):
            says = dict(attributes(node, space(node))) | dict(flattened(node, space(node), lambda _: False))
            key = f"{parent}/{node.get('id') or f'{kind} {number}'}"
            title = f"{noun} “{_column(node)}”"
            yield Part(key, title, _said(says, ("label", "name")), within, series=f"{parent}/{kind}", parent=parent)


def _rows(table: Node, parent: str, within: str) -> Iterator[Part]:
    """Rows go by their ids; without any, by what they say."""
    columns = [*_named(table, "input"), *_named(table, "output")]
    count: dict[str, int] = {}
    for number, row in enumerate(_named(table, "rule"), 1):
        entries = [*_named(row, "inputEntry"), *_named(row, "outputEntry")]
        says: dict[str, Said] = {}
        for column, entry in zip(columns, entries, strict=False):
            text = "\n".join(text_of(found) for found in _named(entry, "text"))
            if text not in _ANYTHING:
                place = column.get("id") or str(columns.index(column))
                says[place] = Said(f"cột “{_column(column)}”", text)
            for path, other in [*attributes(entry, space(row)), *flattened(entry, space(row), _is_text)]:
                says[f"{column.get('id')}/{path}"] = Said(f"cột “{_column(column)}”, thuộc tính {path}", other)
        notes = [*_named(row, "description"), *(text for one in _named(row, "annotationEntry") for text in one)]
        if note := "; ".join(filter(None, (text_of(one) for one in notes))):
            says["annotation"] = Said("ghi chú", note)
        own = row.get("id") or " | ".join(said.text for said in says.values())
        count[own] = count.get(own, 0) + 1
        key = f"{parent}/{own}" + (f"#{count[own]}" if count[own] > 1 else "")
        yield Part(key, f"dòng {number}", says, within, series=f"{parent}/rule", parent=parent)


def _named(node: Node, kind: str) -> list[Node]:
    return [child for child in node if isinstance(child.tag, str) and local(child) == kind]


def _is_text(node: Node) -> bool:
    return local(node) == "text"


def _column(node: Node) -> str:
    asked = " ".join(text_of(text) for one in _named(node, "inputExpression") for text in _named(one, "text"))
    return words(node, "label") or words(node) or asked or node.get("id", "")


def _said(says: Mapping[str, str], titled: tuple[str, ...]) -> dict[str, Said]:
    return {
        path: Said(_LABELS.get(path) or f"thuộc tính {path}", text, titled=path in titled)
        for path, text in says.items()
    }
