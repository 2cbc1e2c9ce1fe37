"""What would make an unsound diagram sound: tried on the diagram itself before it is offered."""

from __future__ import annotations

from bpmn import reader
from bpmn.checks import soundness
from bpmn.checks.fixes import Fix, turn_gateway
from bpmn.checks.soundness import Flaw
from bpmn.model import Element, Model


def remedy(model: Model, flaw: Flaw, known: tuple[Flaw, ...]) -> Fix | None:
    """A gateway that waits just for the branches that are open, where that mends the flaw and brings no other."""
    gateway = _to_turn(model, flaw)
    if gateway is None:
        return None
    fix = turn_gateway(
        f"Đổi cổng “{gateway.name or gateway.id}” thành cổng bao hàm, chỉ chờ những nhánh đang mở",
        gateway.id,
        "inclusiveGateway",
    )
    before = {(one.kind, one.element) for one in known}
    after = {(one.kind, one.element) for one in soundness.judge(reader.read(fix.apply(model.xml)))}
    return fix if after < before and (flaw.kind, flaw.element) not in after else None


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
