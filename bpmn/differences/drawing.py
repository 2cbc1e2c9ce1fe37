"""What is drawn and how: shapes and edges, which nothing but the eye depends on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bpmn import files as known
from bpmn.differences.parts import Change
from bpmn.differences.trees import Node, local

_PLANES = frozenset({"BPMNPlane", "DMNDiagram"})
_ELEMENT = ("bpmnElement", "dmnElementRef")
_MOST_NAMED = 5


def compare(
    old: Mapping[str, bytes], new: Mapping[str, bytes], titles: Mapping[str, str], told: Collection[str]
) -> Iterator[Change]:
    """One change for all that is only drawn otherwise; `titles` are what is in both releases, `told` what changed."""
    was, now = _drawn(old), _drawn(new)
    keys = [key for key in {**now, **was} if key in titles and key not in told and was.get(key) != now.get(key)]
    if not keys:
        return
    named = ", ".join(titles[key] for key in keys[:_MOST_NAMED])
    more = f" và {len(keys) - _MOST_NAMED} phần tử khác" if len(keys) > _MOST_NAMED else ""
    yield Change("drawing", "", "changed", "", "", "", f"Chỉ đổi hình vẽ: {named}{more}.")


def _drawn(files: Mapping[str, bytes]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in sorted(name for name in files if name.endswith((".bpmn", ".dmn"))):
        root = known.parse(files[name])
        for plane in (node for node in root.iterdescendants() if local(node) in _PLANES):  # pyright: ignore
            for node in plane:
                key = next((node.get(each) for each in _ELEMENT if node.get(each)), "")
                found[key] = _picture(node)
    return found


def _picture(node: Node) -> object:
    said = {str(key).rpartition("}")[2]: _number(str(text)) for key, text in node.attrib.items()}
    said.pop("id", None)
    return local(node), said, [_picture(child) for child in node if isinstance(child.tag, str)]


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text
