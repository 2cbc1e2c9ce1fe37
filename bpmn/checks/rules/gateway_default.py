"""A dossier no condition fits stands still; a default keeps it going."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.enumerations import divisions
from bpmn.checks.fixes import set_default
from bpmn.checks.registry import Shown, rule
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence


@rule("gateway-default", severity="warning")
def check(subject: Subject) -> Iterator[Shown]:
    """A gateway that chooses by conditions has a default arrow, unless its arrows take every choice of a field."""
    covered = {division.gateway.id for division in divisions(subject)}  # of these gateway-covers tells
    for gateway, flows in subject.dividing():
        if gateway.default is not None or gateway.id in covered:
            continue
        last = flows[-1]  # asked last: as the default it takes what it took, and what would have been refused
        fix = set_default(Sentence("Đặt hướng {last} làm hướng mặc định", last=called(last)), gateway.id, last.id)
        yield Shown(
            gateway,
            Sentence(
                "Cổng {gateway} chưa có hướng mặc định: hồ sơ không khớp điều kiện nào sẽ bị dừng lại.",
                gateway=called(gateway),
            ),
            fix=fix if gateway.kind == "exclusiveGateway" else None,
        )
