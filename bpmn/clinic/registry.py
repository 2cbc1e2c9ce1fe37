"""The register of repairs: a repair is a function in a file of its own, and registers itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bpmn.clinic.chart import Chart
from bpmn.clinic.nodes import Node

Change = tuple[Node, str]
Mend = Callable[[Chart], Iterable[Change]]


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: what it is called, when its turn comes, whether all files need it, and what does it."""

    id: str
    order: int
    is_needed: bool
    mend: Mend


REPAIRS: dict[str, Repair] = {}


def repair(repair_id: str, *, order: int, is_needed: bool = False) -> Callable[[Mend], Mend]:
    """Registers a repair. The function changes the chart and yields an element of the file and a Vietnamese sentence.

    What the chart spares it leaves as it is; one that is needed need not ask.
    Repairs go by their order, from what keeps a file from being read to what only its running needs.
    """

    def register(mend: Mend) -> Mend:
        if repair_id in REPAIRS:
            raise ValueError(repair_id)
        REPAIRS[repair_id] = Repair(repair_id, order, is_needed, mend)
        return mend

    return register
