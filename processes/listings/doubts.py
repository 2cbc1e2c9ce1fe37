"""Doubts: the findings that reading a listing leaves for the analyst."""

from __future__ import annotations

from typing import Literal

from bpmn.checks.findings import Finding

Rule = Literal[
    "channels-unread",
    "districts",
    "fee-differs",
    "fee-conditional",
    "fee-implausible",
    "fee-not-stated",
    "limit-differs",
    "limit-from-text",
    "limit-implausible",
    "limit-not-stated",
    "limit-unread",
    "limit-without-unit",
    "papers-unread",
    "row-torn",
]
_ERRORS: frozenset[Rule] = frozenset({"channels-unread", "limit-unread", "papers-unread"})


def doubt(rule: Rule, place: str, message: str) -> Finding:
    """A finding about a listing; `place` is a channel and case, or a part of the listing. Errors: what was not read."""
    return Finding(0, place, rule, "error" if rule in _ERRORS else "warning", message)
