"""An answer the form offers and no arrow takes stops the dossier that gets it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.checks.enumerations import divisions
from bpmn.checks.registry import Found, rule
from bpmn.checks.subject import Subject, called
from bpmn.sentences import Sentence, listed


@rule("gateway-covers", severity="error")
def check(subject: Subject) -> Iterator[Found]:
    """Where a gateway without a default divides a field's choices, each choice is taken by an arrow."""
    for division in divisions(subject):
        left = listed([Sentence("“{choice}”", choice=choice.label) for choice in division.left_over])
        if left and division.gateway.default is None:
            yield (
                division.gateway,
                Sentence(
                    "Cổng {gateway} không có hướng nào khi “{fact}” là {left}.",
                    gateway=called(division.gateway),
                    fact=division.fact,
                    left=left,
                ),
            )
