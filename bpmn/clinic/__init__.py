"""The clinic: diagrams that other tools left half drawn are made to run, and every repair is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from bpmn import reader
from bpmn.checks.findings import Finding
from bpmn.clinic import repairs
from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import NODES, known_by
from bpmn.clinic.registry import REPAIRS, Change, Repair
from bpmn.files import NotReadable
from bpmn.sentences import Sentence

MOST_ELEMENTS = 5_000  # a drawing is read by people; this many are repaired in about two seconds

Spot = tuple[str, str]
"""A repair's id and that of the element it mends."""

__all__ = ["MOST_ELEMENTS", "REPAIRS", "Repaired", "Spot", "repair"]

for _module in iter_modules(repairs.__path__):
    import_module(f"{repairs.__name__}.{_module.name}")


@dataclass(frozen=True, slots=True)
class Repaired:
    """A diagram made whole. `findings` name the elements and lines of the file as it came, in its order."""

    xml: bytes
    findings: tuple[Finding, ...]


def repair(xml: bytes, decisions: Collection[str] = (), *, refused: Collection[Spot] = ()) -> Repaired:
    """Adds what a diagram leaves out and rewrites what only its own tool understands.

    `decisions` are the ids of those that lie beside it in tables; a step that asks another becomes an officer's.
    `refused` is where the analyst wants no repair; one that is needed to open any file is made all the same. A diagram
    that lacks nothing comes back byte for byte, without findings. Refuses: NotReadable (also more than 5,000 nodes and
    flows).
    """
    chart = Chart(reader.parse(xml), decisions)
    if not chart.processes:
        raise NotReadable(Sentence("sơ đồ không có quy trình nào"))
    if len(chart.everywhere(*NODES, "sequenceFlow")) > MOST_ELEMENTS:
        raise NotReadable(Sentence("sơ đồ có hơn {most} phần tử, nhiều hơn số có thể tự sửa", most=MOST_ELEMENTS))
    found = {
        Finding(node.sourceline or 0, known_by(node), each.id, "warning", message)
        for each in sorted(REPAIRS.values(), key=lambda known: known.order)
        for node, message in _mended(each, chart, refused)
    }
    if not found:
        return Repaired(xml, ())
    mended = chart.written()
    reader.read(mended)  # what no repair could help is refused here, by its reason
    return Repaired(mended, tuple(sorted(found)))


def _mended(each: Repair, chart: Chart, refused: Collection[Spot]) -> Iterable[Change]:
    chart.spare({element for rule, element in refused if rule == each.id and not each.is_needed})
    return each.mend(chart)
