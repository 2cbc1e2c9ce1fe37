"""The checks a diagram and a release must pass before they are published."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from bpmn.checks import rules
from bpmn.checks.findings import Finding, Severity
from bpmn.checks.registry import RULES, Found, Rule, Shown
from bpmn.checks.subject import Subject
from bpmn.forms import Form
from bpmn.model import Model
from bpmn.releases import Release

__all__ = ["RULES", "Finding", "Severity", "check", "check_release"]

for _module in iter_modules(rules.__path__):
    import_module(f"{rules.__name__}.{_module.name}")


def check(model: Model, forms: Mapping[str, Form] | None = None) -> tuple[Finding, ...]:
    """Judges a diagram by itself, or with the forms it names; findings in the order of the file.

    What only a release must say (roles, allotments, the names of steps) is then advice: a warning.
    """
    return _judge(Subject(model, forms), is_release=False)


def check_release(release: Release) -> tuple[Finding, ...]:
    """Judges a diagram with everything its release says: forms, cases with their terms, outcomes."""
    subject = Subject(
        release.model, release.forms, release.cases, release.outcomes, kind=release.kind, states=release.states
    )
    return _judge(subject, is_release=True)


def _judge(subject: Subject, *, is_release: bool) -> tuple[Finding, ...]:
    found = {
        Finding(element.line, element.id, rule.id, _severity(rule, is_release=is_release), message, path, fix)
        for rule in RULES.values()
        for element, message, path, fix in map(_shown, rule.check(subject))
    }
    return tuple(sorted(found))


def _shown(found: Found) -> Shown:
    return found if isinstance(found, Shown) else Shown(found[0], found[1])


def _severity(rule: Rule, *, is_release: bool) -> Severity:
    return "warning" if rule.of_release and not is_release else rule.severity
