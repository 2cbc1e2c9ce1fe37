"""Every element has an id of its own."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.clinic.chart import NODES, Chart, Node, kind_of
from bpmn.clinic.picture import SPACES
from bpmn.clinic.registry import Change, repair

_NEED_ONE = NODES | {"process", "sequenceFlow", "lane"}


@repair("repair-id", order=10)
def mend(chart: Chart) -> Iterator[Change]:
    """Gives an id to what has none, and another one to whatever bears the id of an element before it."""
    seen: set[str] = set()
    changed = False
    for node in _identified(chart):
        old = node.get("id", "")
        if old and old not in seen:
            seen.add(old)
            continue
        kind = kind_of(node)
        if not old and kind not in _NEED_ONE:
            continue
        node.set("id", chart.fresh(old or kind[:1].upper() + kind[1:]))
        changed = True
        if kind and old:
            yield node, f"Mã “{old}” đã dùng cho một phần tử khác; phần tử này được đổi thành “{node.get('id')}”."
        elif kind:
            yield node, f"Phần tử {kind} chưa có mã; đã đặt mã “{node.get('id')}”."
    if changed:
        chart.index()


def _identified(chart: Chart) -> list[Node]:
    return [node for node in chart.root.iter() if kind_of(node) or str(node.tag).startswith(SPACES)]
