"""Every element has an id of its own, which every modeller can read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import NODES, Node, kind_of
from bpmn.clinic.picture import SPACES
from bpmn.clinic.registry import Change, repair
from bpmn.sentences import Sentence

_NEED_ONE = NODES | {"process", "sequenceFlow", "lane"}
_LEGAL = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)  # bpmn-moddle drops elements with any other id


@repair("repair-id", order=10, is_needed=True)
def mend(chart: Chart) -> Iterator[Change]:
    """Gives an id to what has none, and another one to what bears one that is taken or that modellers cannot read."""
    seen: set[str] = set()
    renamed: dict[str, str] = {}
    changed = False
    for node in _identified(chart):
        old, kind = node.get("id", ""), kind_of(node)
        if old not in seen and _LEGAL.fullmatch(old):
            seen.add(old)
            continue
        if not old and kind not in _NEED_ONE:
            continue
        new = chart.fresh(re.sub(r"[^\w.-]", "_", old, flags=re.ASCII) or kind[:1].upper() + kind[1:])
        is_taken = old in seen
        if old and not is_taken:
            renamed[old] = new
            seen.add(old)
            yield (
                node,
                Sentence(
                    "Mã “{old}” có ký tự mà các công cụ vẽ không đọc được; đã đổi thành “{new}”.", old=old, new=new
                ),
            )
        node.set("id", new)
        if is_taken:
            yield (
                node,
                Sentence(
                    "Mã “{old}” đã dùng cho một phần tử khác; phần tử này được đổi thành “{new}”.", old=old, new=new
                ),
            )
        elif not old:
            yield node, Sentence("Phần tử {kind} chưa có mã; đã đặt mã “{new}”.", kind=kind, new=new)
        changed = True
    if renamed:
        _follow(chart, renamed)
    if changed:
        chart.reindex()


def _identified(chart: Chart) -> list[Node]:
    return [node for node in chart.root.iter() if kind_of(node) or str(node.tag).startswith(SPACES)]


def _follow(chart: Chart, renamed: dict[str, str]) -> None:
    """Whatever named an element by its old id names it by the new one."""
    for node in _identified(chart):
        for name, old in node.attrib.items():
            if old in renamed and (name.endswith(("Ref", "Element")) or name == "default"):
                node.set(name, renamed[old])
        if kind_of(node).endswith("Ref") or kind_of(node) in ("incoming", "outgoing"):
            text = (node.text or "").strip()
            node.text = renamed.get(text, node.text)
