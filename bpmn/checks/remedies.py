"""What would make an unsound diagram sound: tried on the diagram itself before it is offered."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import reader
from bpmn.checks import soundness
from bpmn.checks.fixes import Fix, join_before, turn_gateway
from bpmn.checks.soundness import Flaw
from bpmn.model import Activity, Element, Model
from bpmn.sentences import Sentence

_MOST_TRIED = 5  # each way out is judged on the whole diagram, and of many flaws the first are mended first


def remedy(model: Model, flaw: Flaw, known: tuple[Flaw, ...]) -> Fix | None:
    """A gateway that waits just for the branches that are open, where that mends the flaw and brings no other."""
    if known.index(flaw) >= _MOST_TRIED:
        return None
    before = {(one.kind, one.element) for one in known}
    for fix in _tried(model, flaw):
        after = {(one.kind, one.element) for one in soundness.judge(reader.read(fix.apply(model.xml)))}
        if after < before and (flaw.kind, flaw.element) not in after:
            return fix
    return None


def _tried(model: Model, flaw: Flaw) -> Iterator[Fix]:
    gateway = _to_turn(model, flaw)
    if gateway is not None:
        words = Sentence(
            "Đổi cổng “{gateway}” thành cổng bao hàm, chỉ chờ những nhánh đang mở", gateway=gateway.name or gateway.id
        )
        yield turn_gateway(words, gateway.id, "inclusiveGateway")
    step = model.elements.get(flaw.element)
    if flaw.kind == "doubled" and isinstance(step, Activity) and len(model.incoming.get(step.id, ())) > 1:
        yield join_before(Sentence("Thêm cổng hợp nhất trước “{step}”", step=step.name or step.id), step.id)


def _to_turn(model: Model, flaw: Flaw) -> Element | None:
    """The parallel join that waits in vain, or the exclusive one that let two branches by."""
    if flaw.kind in ("deadlock", "left"):
        waiting = model.elements[flaw.element]
        return waiting if waiting.kind == "parallelGateway" and _only_joins(model, waiting) else None
    if flaw.kind == "doubled":
        passed = (model.elements[element] for element in reversed(flaw.path))
        return next((one for one in passed if one.kind == "exclusiveGateway" and _only_joins(model, one)), None)
    return None


def _only_joins(model: Model, gateway: Element) -> bool:
    return len(model.incoming.get(gateway.id, ())) > 1 and len(model.outgoing.get(gateway.id, ())) == 1
