"""A dossier no condition fits stands still; a default keeps it going."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.enumerations import divisions
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called


@rule("gateway-default", severity="warning")
def check(subject: Subject) -> Iterator[Found]:
    """A gateway that chooses by conditions has a default arrow, unless its arrows take every choice of a field."""
    covered = {division.gateway.id for division in divisions(subject)}  # of these gateway-covers tells
    for gateway, _ in subject.dividing():
        if gateway.default is None and gateway.id not in covered:
            yield (
                gateway,
                f"Cổng {called(gateway)} chưa có hướng mặc định: hồ sơ không khớp điều kiện nào sẽ bị dừng lại.",
            )
