"""The register of rules: a rule is a function in a file of its own, and registers itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from bpmn.checks.findings import Severity
from bpmn.checks.fixes import Fix
from bpmn.checks.subject import Subject
from bpmn.model import Element, Process


class Shown(NamedTuple):
    """What a rule found: an element and a Vietnamese sentence, what is passed on the way there, what puts it right."""

    element: Element | Process
    message: str
    path: tuple[str, ...] = ()
    fix: Fix | None = None


Found = tuple[Element | Process, str] | Shown
Check = Callable[[Subject], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, how bad breaking it is, and the function that finds where it is broken.

    A rule `of_release` asks for what a release must say beyond the drawing; to a diagram judged alone it is advice.
    """

    id: str
    severity: Severity
    check: Check
    of_release: bool


RULES: dict[str, Rule] = {}


def rule(rule_id: str, *, severity: Severity, of_release: bool = False) -> Callable[[Check], Check]:
    """Registers a rule. The function yields an element and a Vietnamese sentence for each thing found."""

    def register(check: Check) -> Check:
        if rule_id in RULES:
            raise ValueError(rule_id)
        RULES[rule_id] = Rule(rule_id, severity, check, of_release)
        return check

    return register
