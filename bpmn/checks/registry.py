"""The register of rules: a rule is a function in a file of its own, and registers itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bpmn.checks.findings import Severity
from bpmn.checks.subject import Subject
from bpmn.model import Element, Process

Found = tuple[Element | Process, str]
Check = Callable[[Subject], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, how bad breaking it is, and the function that finds where it is broken."""

    id: str
    severity: Severity
    check: Check


RULES: dict[str, Rule] = {}


def rule(rule_id: str, *, severity: Severity) -> Callable[[Check], Check]:
    """Registers a rule. The function yields an element and a Vietnamese sentence for each thing found."""

    def register(check: Check) -> Check:
        if rule_id in RULES:
            raise ValueError(rule_id)
        RULES[rule_id] = Rule(rule_id, severity, check)
        return check

    return register
